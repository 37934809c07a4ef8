package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"jianfu/app/boot"
	builder "jianfu/app/demo"
	"jianfu/models"
	"jianfu/models/qr"
	"jianfu/models/store"
)

// demo builds the demonstration county and serves it.
type demo struct{}

// guideFile marks a data directory as a demonstration's.
const guideFile = "demo.json"

// Run takes a fresh directory, fills it, says how to look around, and serves until it is told to stop.
func (demo) Run(env *environment) error {
	cfg := env.cfg
	if err := claim(&cfg.Data); err != nil {
		return err
	}
	if !store.IsMySQL(cfg.Database) {
		cfg.Database = filepath.Join(cfg.Data, "jianfu.db")
	}
	service, err := boot.Start(env.ctx, cfg, env.log)
	if err != nil {
		return err
	}
	guide, err := build(env, service)
	if err != nil {
		return errors.Join(err, service.Close())
	}
	if err := write(filepath.Join(cfg.Data, guideFile), guide); err != nil {
		return errors.Join(err, service.Close())
	}
	if err := tell(env, cfg.Data, guide); err != nil {
		return errors.Join(err, service.Close())
	}
	return service.Serve(env.ctx)
}

func build(env *environment, service *boot.Service) (*builder.Guide, error) {
	people, err := service.Domain.People.List(env.ctx)
	if err != nil {
		return nil, err
	}
	if len(people) > 0 {
		return nil, models.Fail(models.Conflict, "app.demo.occupied", service.Config.Database)
	}
	fmt.Fprintln(env.out, env.say("app.demo.building"))
	ctx, cancel := context.WithTimeout(env.ctx, 10*time.Minute)
	defer cancel()
	return builder.Build(ctx, service.Domain.Store, service.Secret, service.Config.BaseURL, env.say, env.log)
}

// claim makes the directory ready: it must be new or empty; one that an earlier demonstration filled is emptied.
// The default data directory belongs to the real service, so the demonstration takes one beside it.
func claim(dir *string) error {
	if fallback, err := filepath.Abs("data"); err == nil && *dir == fallback {
		*dir = fallback + "-demo"
	}
	entries, err := os.ReadDir(*dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return os.MkdirAll(*dir, 0o700)
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(*dir, guideFile)); err != nil {
		return models.Fail(models.Conflict, "app.demo.occupied", *dir)
	}
	for _, name := range []string{"jianfu.db", "jianfu.db-wal", "jianfu.db-shm", "jianfu.db.lock", guideFile} {
		if err := os.Remove(filepath.Join(*dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func write(path string, guide *builder.Guide) error {
	raw, err := json.MarshalIndent(guide, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), 0o600)
}

// tell prints the guide.
func tell(env *environment, dir string, guide *builder.Guide) error {
	line := func(text string) { fmt.Fprintln(env.out, text) }
	line("\n" + env.say("app.demo.ready", guide.BaseURL) + "\n")
	line(env.say("app.demo.accounts"))
	for _, a := range guide.Accounts {
		fmt.Fprintf(env.out, "  %-14s %-26s %s\n", a.Role, a.Email, a.Password)
	}
	line(env.say("app.demo.passphrase", guide.Passphrase))
	line(env.say("app.demo.report") + "\n  " + guide.Rounds[0].ReportURL)
	line(env.say("app.demo.poster") + "\n  " + guide.Posters[0].URL)
	code, err := qr.Encode(guide.Cards[0])
	if err != nil {
		return err
	}
	line(env.say("app.demo.card") + "\n\n" + code.Terminal() + "\n  " + guide.Cards[0])
	if env.cfg.BaseURL == "" {
		line("\n" + env.say("app.demo.phone"))
	}
	line("\n" + env.say("app.demo.file", filepath.Join(dir, guideFile)))
	return nil
}
