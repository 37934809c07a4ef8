package command

import (
	"fmt"

	"jianfu/models/store"
)

// migrate brings the schema up to date without serving, for an upgrade done by hand.
type migrate struct{}

// Run opens the database, which migrates it.
func (migrate) Run(env *environment) error {
	s, err := store.Open(env.ctx, env.cfg.Database)
	if err != nil {
		return err
	}
	fmt.Fprintln(env.out, env.say("app.migrated"))
	return s.Close()
}
