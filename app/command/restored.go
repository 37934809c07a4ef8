package command

import (
	"errors"
	"fmt"
	"time"

	"jianfu/models/round"
	"jianfu/models/store"
)

// restored pauses the rounds of a database that was put back from a backup, before the service is started on it.
type restored struct{}

// Run needs neither secret nor service.
func (restored) Run(env *environment) error {
	s, err := store.Open(env.ctx, env.cfg.Database)
	if err != nil {
		return err
	}
	err = round.NewBook(s, s, time.Now).PauseAll(env.ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintln(env.out, env.say("app.restored"))
	return nil
}
