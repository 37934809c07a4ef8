package boot

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jianfu/app/config"
	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/store"
)

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if e, ok := errors.AsType[*models.Error](err); !ok || e.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

// The secret is made once, kept 0600, found again, and missed when it is gone or another one.
func TestSecret(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), filepath.Join(dir, "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cfg := config.Config{Data: filepath.Join(dir, "data")}
	place := filepath.Join(cfg.Data, "secret")

	missing := cfg
	missing.SecretFile = filepath.Join(dir, "nowhere")
	_, err = secretOf(t.Context(), missing, s)
	wantKey(t, err, "app.secret_missing") // a place that the operator names is never filled by us

	first, err := secretOf(t.Context(), cfg, s)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(place); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info.Mode(), err)
	}
	if err := os.Chmod(place, 0o644); err != nil {
		t.Fatal(err)
	}
	again, err := secretOf(t.Context(), cfg, s)
	if err != nil || again != first {
		t.Fatalf("another secret at the second start: %v", err)
	}
	if info, err := os.Stat(place); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("left open to others: %v, %v", info.Mode(), err)
	}

	for name, given := range map[string]config.Config{
		"environment": {Data: dir, Secret: first.Text()},
		"file":        {Data: dir, SecretFile: place},
	} {
		if got, err := secretOf(t.Context(), given, s); err != nil || got != first {
			t.Errorf("from the %s: %v", name, err)
		}
	}
	_, err = secretOf(t.Context(), config.Config{Data: dir, Secret: admission.NewSecret().Text()}, s)
	wantKey(t, err, "app.secret_wrong")
	_, err = secretOf(t.Context(), config.Config{Data: dir, Secret: "short"}, s)
	wantKey(t, err, "app.secret_unreadable")

	if err := os.Rename(place, place+".away"); err != nil {
		t.Fatal(err)
	}
	_, err = secretOf(t.Context(), cfg, s)
	wantKey(t, err, "app.secret_missing")
	if _, err := os.Stat(place); err == nil {
		t.Error("a new secret was made for an old database")
	}
	if err := os.WriteFile(place, []byte(strings.Repeat("B", 43)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = secretOf(t.Context(), cfg, s)
	wantKey(t, err, "app.secret_wrong")
}

// The counts tell a database that was put back from one that went on.
func TestPulse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "data", "pulse")
	open := func(name string) (*store.Store, pulse) {
		s, err := store.Open(t.Context(), filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return s, pulse{store: s, file: file}
	}
	behind := func(p pulse) bool {
		t.Helper()
		b, err := p.behind(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	s, p := open("x.db")
	for range 3 {
		if behind(p) {
			t.Fatal("behind without a restore")
		}
		if err := p.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	backup, err := os.ReadFile(filepath.Join(dir, "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, p = open("x.db")
	if err := p.beat(t.Context()); err != nil || behind(p) {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, left := range []string{"x.db-wal", "x.db-shm"} {
		_ = os.Remove(filepath.Join(dir, left))
	}
	if err := os.WriteFile(filepath.Join(dir, "x.db"), backup, 0o600); err != nil {
		t.Fatal(err)
	}
	s, p = open("x.db")
	defer s.Close()
	if !behind(p) {
		t.Fatal("a restored database was not noticed")
	}
	if err := p.beat(t.Context()); err != nil || behind(p) {
		t.Fatalf("still behind after all is paused: %v", err)
	}
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := p.behind(t.Context()); err == nil {
		t.Error("a torn file was taken for a count")
	}
}

// The program does not start on a used database without the secret that it was used with.
func TestStartWithoutTheSecret(t *testing.T) {
	t.Parallel()
	cfg := config.Config{Listen: "127.0.0.1:0", Data: t.TempDir()}
	cfg.Database = filepath.Join(cfg.Data, "jianfu.db")
	start := func() error {
		service, err := Start(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		return service.Close()
	}
	for range 2 {
		if err := start(); err != nil {
			t.Fatal(err)
		}
	}
	place := filepath.Join(cfg.Data, "secret")
	if err := os.WriteFile(place, []byte(admission.NewSecret().Text()), 0o600); err != nil {
		t.Fatal(err)
	}
	wantKey(t, start(), "app.secret_wrong")
	if err := os.Remove(place); err != nil {
		t.Fatal(err)
	}
	wantKey(t, start(), "app.secret_missing")
}
