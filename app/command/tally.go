package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/term"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/evaluation"
	"jianfu/models/round"
)

// tally counts an exported file of ballots on the evaluator's own machine. It needs neither database nor network.
type tally struct {
	Ballots        string `arg:"" type:"path" placeholder:"FILE" help:"${help_tally_ballots}"`
	Key            string `required:"" type:"path" placeholder:"FILE" help:"${help_tally_key}"`
	Out            string `required:"" type:"path" placeholder:"FILE" help:"${help_tally_out}"`
	Texts          string `type:"path" placeholder:"FILE" help:"${help_tally_texts}"`
	PassphraseFile string `type:"path" placeholder:"FILE" help:"${help_passphrase_file}"`
}

// Run checks the file, opens and counts the ballots, and writes the release, with what people wrote sealed in a file beside it.
// Opened answers stay in memory; words go into a file in clear only if one is named for them.
func (t tally) Run(env *environment) error {
	for _, name := range []string{t.Out, t.Out + sealedTexts, t.Texts} {
		if err := vacant(name); name != "" && err != nil {
			return err
		}
	}
	in, err := os.Open(t.Ballots)
	if err != nil {
		return unreadable(t.Ballots, err)
	}
	defer in.Close()
	fmt.Fprintln(env.errs, env.say("app.tally.checking", t.Ballots))
	file, err := evaluation.ReadFile(in)
	if err != nil {
		return err
	}
	m := file.Manifest()
	fmt.Fprintln(env.errs, env.say("app.tally.whole", m.Title, m.Organizer, round.ShortHash(file.Hash()), file.Total()))
	key, err := env.unwrap(t.Key, t.PassphraseFile)
	if err != nil {
		return err
	}
	shown := newProgress(env)
	counted, err := evaluation.Tally(env.ctx, file, key, shown.report)
	shown.end()
	if errors.Is(err, context.Canceled) {
		return interrupted(env.ctx)
	}
	if err != nil {
		return err
	}
	if err := replace(t.Out, counted.Released.JSON()); err != nil {
		return err
	}
	t.tell(env, counted.Released)
	return t.keepTexts(env, m, counted)
}

// keepTexts writes what people wrote: sealed, and in clear where that was asked for.
func (t tally) keepTexts(env *environment, m *round.Manifest, counted *evaluation.Counted) error {
	if err := env.sealTexts(t.Out+sealedTexts, m, counted); err != nil || t.Texts == "" {
		return err
	}
	if counted.Texts == nil || counted.Texts.Empty() {
		return models.Fail(models.NotFound, "app.texts.none")
	}
	return env.writeTexts(t.Texts, m, evaluation.Chapters(counted.Texts, m))
}

// maxKeyFile is far more than a wrapped key takes, in bytes.
const maxKeyFile = 64 << 10

func readKey(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	defer f.Close()
	wrapped, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, unreadable(file, err)
	}
	return wrapped, nil
}

// tell says what came out and where it is.
func (t tally) tell(env *environment, released *disclosure.Released) {
	fmt.Fprintln(env.out, env.say("app.tally.done", t.Out))
	if quality, ok := released.Quality(); ok {
		refused := 0
		for _, n := range quality.Refused {
			refused += n
		}
		fmt.Fprintln(env.out, env.say("app.tally.counted", released.Whole().N, refused))
	} else {
		fmt.Fprintln(env.out, env.say("app.tally.few"))
	}
	fmt.Fprintln(env.out, env.say("app.tally.hash", released.Hash()))
}

// replace writes a file in one step: whoever looks sees the whole or nothing.
func replace(name string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".jianfu-*")
	if err != nil {
		return unwritable(name, err)
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return unwritable(name, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// progress shows how far a count is: on a terminal in one line, in a log now and then.
type progress struct {
	env      *environment
	terminal bool
	every    time.Duration

	mu    sync.Mutex
	step  string
	shown time.Time
}

func newProgress(env *environment) *progress {
	p := &progress{env: env, every: 10 * time.Second}
	if f, ok := env.errs.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.terminal, p.every = true, 200*time.Millisecond
	}
	return p
}

func (p *progress) report(step string, done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if step == p.step && done < total && now.Sub(p.shown) < p.every {
		return
	}
	p.step, p.shown = step, now
	text := p.env.say(step)
	if total > 0 {
		text = p.env.say("app.tally.progress", text, done, total)
	}
	if p.terminal {
		fmt.Fprintf(p.env.errs, "\r%s\x1b[K", text) // to the end of the line
		return
	}
	fmt.Fprintln(p.env.errs, text)
}

// end leaves the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.terminal && p.step != "" {
		fmt.Fprintln(p.env.errs)
	}
}
