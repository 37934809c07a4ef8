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
	"jianfu/models/seal"
)

// tally counts an exported file of ballots on the evaluator's own machine. It needs neither database nor network.
type tally struct {
	Ballots        string `arg:"" type:"path" placeholder:"FILE" help:"${help_tally_ballots}"`
	Key            string `required:"" type:"path" placeholder:"FILE" help:"${help_tally_key}"`
	Out            string `required:"" type:"path" placeholder:"FILE" help:"${help_tally_out}"`
	PassphraseFile string `type:"path" placeholder:"FILE" help:"${help_passphrase_file}"`
}

// Run checks the file, opens and counts the ballots, and writes the release. Opened answers stay in memory.
func (t tally) Run(env *environment) error {
	if err := vacant(t.Out); err != nil {
		return err
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
	key, err := t.unwrap(env)
	if err != nil {
		return err
	}
	shown := newProgress(env)
	released, err := evaluation.Tally(env.ctx, file, key, shown.report)
	shown.end()
	if errors.Is(err, context.Canceled) {
		return interrupted(env.ctx)
	}
	if err != nil {
		return err
	}
	if err := replace(t.Out, released.JSON()); err != nil {
		return err
	}
	t.tell(env, released)
	return nil
}

// maxKeyFile is far more than a wrapped key takes, in bytes.
const maxKeyFile = 64 << 10

func (t tally) unwrap(env *environment) (*seal.PrivateKey, error) {
	f, err := os.Open(t.Key)
	if err != nil {
		return nil, unreadable(t.Key, err)
	}
	defer f.Close()
	wrapped, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, unreadable(t.Key, err)
	}
	passphrase, err := env.passphrase(t.PassphraseFile, false)
	if err != nil {
		return nil, err
	}
	key, err := seal.Unwrap(wrapped, passphrase)
	if err != nil && models.KindOf(err) == models.Internal {
		return nil, &models.Error{Kind: models.Invalid, Key: "app.key_file", Args: []any{t.Key}, Err: err}
	}
	return key, err
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
