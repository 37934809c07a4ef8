package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/round"
)

// audit plays the attacker on a release file, or on two of one round. It needs neither database nor key.
type audit struct {
	Release  string `arg:"" type:"path" placeholder:"FILE" help:"${help_audit_release}"`
	Together string `arg:"" optional:"" type:"path" placeholder:"FILE" help:"${help_audit_together}"`
}

// Run reads the file through the door of strangers, which holds it against every rule, and names each figure that can be told too
// closely; then its exit status is 1.
func (a audit) Run(env *environment) error {
	first, err := readRelease(env, a.Release)
	if err != nil {
		return err
	}
	looked, err := first.Audit()
	if err != nil {
		return err
	}
	env.pinned(looked.Pinned)
	if len(looked.Pinned) > 0 {
		return models.Fail(models.Invalid, "app.audit.failed", len(looked.Pinned))
	}
	m := first.Manifest()
	fmt.Fprintln(env.out, env.say("app.audit.file", m.Title, m.Organizer, first.Number(), round.ShortHash(first.ManifestHash()), first.Hash()))
	if !first.Published() {
		fmt.Fprintln(env.out, env.say("app.audit.empty", m.K))
		return nil
	}
	fmt.Fprintln(env.out, env.say("app.audit.rules", strings.Join(first.AppliedRules(), " ")))
	fmt.Fprintln(env.out, env.say("app.audit.passed", looked.Groups, looked.Counts))
	if a.Together == "" {
		return nil
	}
	second, err := readRelease(env, a.Together)
	if err != nil {
		return err
	}
	pinned, err := disclosure.Together(first, second)
	if err != nil {
		return err
	}
	env.pinned(pinned)
	if len(pinned) > 0 {
		return models.Fail(models.Invalid, "app.audit.failed", len(pinned))
	}
	fmt.Fprintln(env.out, env.say("app.audit.together", first.Number(), second.Number()))
	return nil
}

// readRelease reads a release, and names what can be told where that is why it is refused.
func readRelease(env *environment, path string) (*disclosure.Released, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, disclosure.MaxBytes+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	released, err := disclosure.Read(data)
	if told, ok := errors.AsType[*disclosure.PinnedError](err); ok {
		env.pinned(told.Cells)
		return nil, models.Fail(models.Invalid, "app.audit.failed", len(told.Cells))
	}
	return released, err
}

// pinned lists figures that can be told too closely.
func (env *environment) pinned(cells []disclosure.Pinned) {
	for _, c := range cells {
		group := c.Group
		if group == "" {
			group = env.say("app.audit.round")
		}
		if c.By != "" {
			fmt.Fprintln(env.out, env.say("app.audit.by", group, c.Figure, c.By))
			continue
		}
		fmt.Fprintln(env.out, env.say("app.audit.pinned", group, c.Figure, c.Low, c.High))
	}
}
