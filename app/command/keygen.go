package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/seal"
)

// keygen makes a round key on the evaluator's own machine. It needs neither database nor network.
type keygen struct {
	File           string `arg:"" type:"path" placeholder:"FILE" help:"${help_keygen_file}"`
	PassphraseFile string `type:"path" placeholder:"FILE" help:"${help_passphrase_file}"`
}

// Run writes the private key as an armored age file under a passphrase, the public key beside it, and shows the public one. It
// overwrites nothing.
func (k keygen) Run(env *environment) error {
	public := k.File + ".pub"
	for _, name := range []string{k.File, public} {
		if err := vacant(name); err != nil {
			return err
		}
	}
	passphrase, err := env.passphrase(k.PassphraseFile, true)
	if err != nil {
		return err
	}
	key, err := seal.NewPrivateKey()
	if err != nil {
		return err
	}
	wrapped, err := seal.Wrapper{}.Wrap(key, passphrase)
	if err != nil {
		return err
	}
	text := evaluation.WritePublicKey(key.Public())
	if err := writeNew(k.File, wrapped, 0o600); err != nil {
		return err
	}
	if err := writeNew(public, []byte(text+"\n"), 0o644); err != nil {
		return errors.Join(err, os.Remove(k.File)) // nobody has seen its public half
	}
	fmt.Fprintln(env.out, env.say("app.keygen.done", k.File))
	fmt.Fprintln(env.out, env.say("app.keygen.public", public))
	fmt.Fprintln(env.out, text)
	fmt.Fprintln(env.out, env.say("app.keygen.fingerprint", evaluation.Fingerprint(key.Public())))
	return nil
}

// vacant fails with Conflict "app.exists" where there is a file of that name.
func vacant(name string) error {
	_, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return unwritable(name, err)
	}
	return models.Fail(models.Conflict, "app.exists", name)
}

func unwritable(name string, err error) error {
	return &models.Error{Kind: models.Unavailable, Key: "app.unwritable", Args: []any{name}, Err: err}
}

// writeNew writes a file that must not be there yet, down to the disk.
func writeNew(name string, content []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return models.Fail(models.Conflict, "app.exists", name)
	}
	if err != nil {
		return unwritable(name, err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unwritable(name, errors.Join(err, os.Remove(name)))
	}
	return nil
}
