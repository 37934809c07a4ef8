package store_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// closed is a closed round with ballots.
func closed(t *testing.T, s *store.Store, ballots int) *round.Round {
	t.Helper()
	units := county(t, s)
	book, r, _ := begin(t, s, round.Poster)
	for range ballots {
		do(t, s.CastPoster(t.Context(), now(), ballot(t, r, units[0].ID)))
	}
	do(t, book.Close(t.Context(), r.ID))
	return r
}

func count(t *testing.T, s *store.Store, id models.ID) int {
	t.Helper()
	n := 0
	do(t, s.Ballots(t.Context(), id, func(*response.Ballot) error { n++; return nil }))
	return n
}

// Two programs on one MariaDB shuffle the same round at once: nothing is lost. SQLite serves one program.
func TestShuffleByTwoPrograms(t *testing.T) {
	t.Parallel()
	target := storetest.MariaDB(t)
	a, b := open(t, target), open(t, target)
	r := closed(t, a, 60)
	for range 5 {
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = a.Shuffle(t.Context(), r.ID) })
		wg.Go(func() { errs[1] = b.Shuffle(t.Context(), r.ID) })
		wg.Wait()
		if errs[0] != nil && errs[1] != nil {
			t.Fatal(errs) // one of them has the lock
		}
		for _, err := range errs {
			if err != nil && models.KindOf(err) != models.Conflict {
				t.Fatal(err)
			}
		}
	}
	if n := count(t, b, r.ID); n != 60 {
		t.Fatalf("%d ballots of 60 are left", n)
	}
}

func TestOneProgramOnAFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	first := open(t, path)
	_, err := store.Open(t.Context(), path)
	wantKey(t, err, "store.in_use")
	do(t, first.Close())
	do(t, must[*store.Store](t)(store.Open(t.Context(), path)).Close())
}

// A reader keeps SQLite from emptying its log: the round does not count as shuffled, nobody waits, and the next try
// finishes the work.
func TestShuffleWaitsForReaders(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	s := open(t, path)
	r := closed(t, s, 20)
	reader := must[*sql.DB](t)(sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path}).String()))
	tx := must[*sql.Tx](t)(reader.BeginTx(t.Context(), nil))
	var n int
	do(t, tx.QueryRow("SELECT COUNT(*) FROM round").Scan(&n))
	begun := time.Now()
	wantKey(t, s.Shuffle(t.Context(), r.ID), "store.busy")
	if waited := time.Since(begun); waited > 8*time.Second {
		t.Errorf("everybody was held up for %v", waited)
	}
	if must[*round.Round](t)(s.Round(t.Context(), r.ID)).Shuffled {
		t.Fatal("counts as shuffled while the old set lies in the log")
	}
	do(t, errors.Join(tx.Rollback(), reader.Close()))
	do(t, s.Shuffle(t.Context(), r.ID))
	if !must[*round.Round](t)(s.Round(t.Context(), r.ID)).Shuffled || count(t, s, r.ID) != 20 {
		t.Fatal("not shuffled")
	}
}

// Wherever a shuffle is stopped, calling it again finishes it and loses nothing.
func TestShuffleStoppedAnywhere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		r := closed(t, s, 40)
		for patience := time.Millisecond; ; patience += patience/4 + time.Millisecond {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			err := s.Shuffle(ctx, r.ID)
			cancel()
			if err == nil {
				if !must[*round.Round](t)(s.Round(t.Context(), r.ID)).Shuffled {
					t.Fatal("done, but not marked")
				}
				break
			}
			if patience > time.Minute {
				t.Fatal("never done", err)
			}
		}
		if n := count(t, s, r.ID); n != 40 {
			t.Fatalf("%d ballots of 40 are left", n)
		}
	})
}
