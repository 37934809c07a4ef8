package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// sealedTexts is what the file with the sealed texts is called after that of the release.
const sealedTexts = ".texts"

// texts opens what tally has sealed beside a release. It needs neither database nor network.
type texts struct {
	Release        string `arg:"" type:"path" placeholder:"FILE" help:"${help_texts_release}"`
	Key            string `required:"" type:"path" placeholder:"FILE" help:"${help_tally_key}"`
	Out            string `required:"" type:"path" placeholder:"FILE" help:"${help_tally_texts}"`
	PassphraseFile string `type:"path" placeholder:"FILE" help:"${help_passphrase_file}"`
}

// Run writes the texts in clear into the file that was named, which nobody else may read.
func (t texts) Run(env *environment) error {
	if err := vacant(t.Out); err != nil {
		return err
	}
	released, err := readRelease(env, t.Release)
	if err != nil {
		return err
	}
	sealed, err := os.ReadFile(t.Release + sealedTexts)
	if errors.Is(err, fs.ErrNotExist) {
		return models.Fail(models.NotFound, "app.texts.none")
	}
	if err != nil {
		return unreadable(t.Release+sealedTexts, err)
	}
	key, err := env.unwrap(t.Key, t.PassphraseFile)
	if err != nil {
		return err
	}
	m := released.Manifest()
	chapters, err := evaluation.ReadTexts(&m, key, sealed)
	if err != nil {
		return err
	}
	return env.writeTexts(t.Out, &m, chapters)
}

// sealTexts writes the texts of a count, sealed to the key of the round; nothing where there are none to read.
func (env *environment) sealTexts(name string, m *round.Manifest, counted *evaluation.Counted) error {
	if counted.Texts == nil || counted.Texts.Empty() {
		return nil
	}
	sealed, err := counted.Seal(m)
	if err != nil {
		return err
	}
	if err := writeNew(name, sealed, 0o600); err != nil {
		return err
	}
	fmt.Fprintln(env.out, env.say("app.texts.sealed", name))
	return nil
}

// writeTexts writes texts in clear.
func (env *environment) writeTexts(name string, m *round.Manifest, chapters []evaluation.TextChapter) error {
	if err := writeNew(name, []byte(readable(m, chapters, env.say, models.Lang(env.cfg.Lang))), 0o600); err != nil {
		return err
	}
	fmt.Fprintln(env.out, env.say("app.texts.open", name))
	return nil
}

// readable is the texts as a page of Markdown.
func readable(m *round.Manifest, chapters []evaluation.TextChapter, say models.Say, lang models.Lang) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n%s\n", m.Title, say("evaluation.texts.rule", max(evaluation.LeastTexts, m.K)))
	for _, c := range chapters {
		fmt.Fprintf(&out, "\n## %s\n", c.Heading(say, lang))
		if len(c.Groups) == 0 {
			fmt.Fprintf(&out, "\n%s\n", say("evaluation.texts.few"))
		}
		for _, g := range c.Groups {
			fmt.Fprintf(&out, "\n### %s\n\n", g.Heading(say))
			for _, words := range g.Texts {
				fmt.Fprintf(&out, "- %s\n", strings.ReplaceAll(words, "\n", "\n  "))
			}
		}
	}
	return out.String()
}

// unwrap reads the private key of a round from the file that keygen wrote.
func (env *environment) unwrap(file, passphraseFile string) (*seal.PrivateKey, error) {
	wrapped, err := readKey(file)
	if err != nil {
		return nil, err
	}
	passphrase, err := env.passphrase(passphraseFile, false)
	if err != nil {
		return nil, err
	}
	key, err := seal.Unwrap(wrapped, passphrase)
	if err != nil && models.KindOf(err) == models.Internal {
		return nil, &models.Error{Kind: models.Invalid, Key: "app.key_file", Args: []any{file}, Err: err}
	}
	return key, err
}
