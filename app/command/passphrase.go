package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"jianfu/models"
	"jianfu/models/evaluation"
)

// passphrase is what a file holds, what is typed on a terminal, where it is not shown, or else the first line that comes in. A
// fresh one is typed twice and has to be long enough.
func (env *environment) passphrase(file string, fresh bool) (string, error) {
	text, err := env.readPassphrase(file, fresh)
	switch {
	case err != nil:
		return "", err
	case text == "":
		return "", models.Fail(models.Invalid, "evaluation.passphrase_empty")
	case fresh && utf8.RuneCountInString(text) < evaluation.MinPassphrase:
		return "", models.Fail(models.Invalid, "evaluation.passphrase_short", evaluation.MinPassphrase)
	case fresh && strings.TrimSpace(text) != text:
		return "", models.Fail(models.Invalid, "app.passphrase.spaces")
	}
	return text, nil
}

func (env *environment) readPassphrase(file string, fresh bool) (string, error) {
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return "", unreadable(file, err)
		}
		defer f.Close()
		return firstLine(f)
	}
	if !term.IsTerminal(int(env.in.Fd())) {
		return firstLine(env.in)
	}
	text, err := env.typed("app.passphrase.ask")
	if err != nil || !fresh {
		return text, err
	}
	again, err := env.typed("app.passphrase.again")
	if err == nil && again != text {
		err = models.Fail(models.Invalid, "app.passphrase.differs")
	}
	return text, err
}

func unreadable(name string, err error) error {
	return &models.Error{Kind: models.Invalid, Key: "app.unreadable", Args: []any{name}, Err: err}
}

// firstLine is what comes before the end of the first line. More than that is no passphrase.
func firstLine(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), nil
}

// typed asks on the terminal. An interrupt gives the terminal back as it was.
func (env *environment) typed(question string) (string, error) {
	fd := int(env.in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprint(env.errs, env.say(question))
	type answer struct {
		text []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		fmt.Fprintln(env.errs)
		return string(a.text), a.err
	case <-env.ctx.Done():
		fmt.Fprintln(env.errs)
		return "", errors.Join(interrupted(env.ctx), term.Restore(fd, before))
	}
}

// interrupted is the error of a command that was told to stop.
func interrupted(ctx context.Context) error {
	return &models.Error{Kind: models.Unavailable, Key: "app.interrupted", Err: ctx.Err()}
}
