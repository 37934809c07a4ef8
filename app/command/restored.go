package command

import (
	"errors"
	"fmt"
	"time"

	"jianfu/app/boot"
	"jianfu/models/admission"
	"jianfu/models/store"
)

// restored pauses the rounds of a database that was put back from a backup, before the service is started on it.
type restored struct{}

// Run needs no secret: nothing is signed.
func (restored) Run(env *environment) error {
	s, err := store.Open(env.ctx, env.cfg.Database)
	if err != nil {
		return err
	}
	domain := boot.NewDomain(env.ctx, s, admission.NewSecret(), time.Now, env.log)
	if err := boot.PauseAll(env.ctx, domain); err != nil {
		return errors.Join(err, s.Close())
	}
	fmt.Fprintln(env.out, env.say("app.restored"))
	return s.Close()
}
