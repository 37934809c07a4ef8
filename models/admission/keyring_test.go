package admission

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/job"
)

// safe keeps keys and jobs in memory.
type safe struct {
	mu     sync.Mutex
	public map[models.ID][]byte
	locked map[models.ID][]byte
	jobs   []job.Job
	kept   func() // called after each key
}

func newSafe() *safe { return &safe{public: map[models.ID][]byte{}, locked: map[models.ID][]byte{}} }

func (s *safe) UnitKeys(context.Context, models.ID) (map[models.ID][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[models.ID][]byte{}
	for id, key := range s.public {
		all[id] = key
	}
	return all, nil
}

func (s *safe) LockedUnitKey(_ context.Context, _, unit models.ID) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locked[unit] == nil {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return s.locked[unit], nil
}

func (s *safe) KeepUnitKey(ctx context.Context, _, unit models.ID, public, locked []byte) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.mu.Lock()
	if s.public[unit] == nil {
		s.public[unit], s.locked[unit] = public, locked
	}
	s.mu.Unlock()
	if s.kept != nil {
		s.kept()
	}
	return nil
}

func (s *safe) EraseUnitKeys(context.Context, models.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.locked)
	return nil
}

func (s *safe) Job(context.Context, models.ID, job.Kind) (job.Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.jobs) == 0 {
		return job.Job{}, models.Fail(models.NotFound, "error.not_found")
	}
	return s.jobs[len(s.jobs)-1], nil
}

func (s *safe) StartJob(_ context.Context, j job.Job, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.jobs); n > 0 && s.jobs[n-1].State == job.Running {
		return models.Fail(models.Conflict, "job.running")
	}
	s.jobs = append(s.jobs, j)
	return nil
}

func (s *safe) SaveJob(_ context.Context, j job.Job) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.jobs {
		if s.jobs[i].ID == j.ID {
			s.jobs[i] = j
		}
	}
	return nil
}

func ring(ctx context.Context, s *safe, secret Secret) (*Keyring, *job.Board) {
	board := job.NewBoard(ctx, s, time.Now, slog.New(slog.DiscardHandler))
	return NewKeyring(s, secret, board, time.Now), board
}

// What an interrupted run made is kept, the next one makes the rest, and a third finds nothing to do.
func TestKeysAreMadeOnceAndResumed(t *testing.T) {
	t.Parallel()
	s, secret, round := newSafe(), NewSecret(), models.NewID()
	units := make([]models.ID, 9)
	for i := range units {
		units[i] = models.NewID()
	}
	ctx, stop := context.WithCancel(t.Context())
	made := 0
	s.kept = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if made++; made == 3 {
			stop()
		}
	}
	k, board := ring(ctx, s, secret)
	if err := k.Prepare(t.Context(), round, units); err != nil {
		t.Fatal(err)
	}
	if err := k.Prepare(t.Context(), round, units); err != nil { // already at it
		t.Fatal(err)
	}
	board.Wait()
	first, _ := s.UnitKeys(t.Context(), round)
	if len(first) < 3 || len(first) == len(units) {
		t.Fatalf("%d keys after the interruption", len(first))
	}
	s.kept = nil
	k, board = ring(t.Context(), s, secret)
	for range 2 {
		if err := k.Prepare(t.Context(), round, units); err != nil {
			t.Fatal(err)
		}
		board.Wait()
	}
	all, _ := s.UnitKeys(t.Context(), round)
	if len(all) != len(units) || len(s.jobs) != 2 {
		t.Fatalf("%d keys, %d jobs", len(all), len(s.jobs))
	}
	for id, key := range first {
		if string(all[id]) != string(key) {
			t.Error("a key was made again")
		}
	}
	if last := s.jobs[1]; last.State != job.Done || last.Total != int64(len(units)-len(first)) || last.Done != last.Total {
		t.Errorf("%+v", last)
	}
}

func TestKeysAreErased(t *testing.T) {
	t.Parallel()
	s, secret, round, unit := newSafe(), NewSecret(), models.NewID(), models.NewID()
	k, board := ring(t.Context(), s, secret)
	if err := k.Prepare(t.Context(), round, []models.ID{unit}); err != nil {
		t.Fatal(err)
	}
	board.Wait()
	key, err := k.key(t.Context(), round, unit)
	if err != nil {
		t.Fatal(err)
	}
	public, err := k.Public(t.Context(), round, unit)
	if err != nil || public.Fingerprint() != key.Public().Fingerprint() {
		t.Fatal(err)
	}
	if _, err := k.Public(t.Context(), round, models.NewID()); models.KindOf(err) != models.NotFound {
		t.Errorf("an unknown unit: %v", err)
	}
	stranger, _ := ring(t.Context(), s, NewSecret())
	if _, err := stranger.key(t.Context(), round, unit); err == nil {
		t.Error("opened with another secret")
	}
	if err := k.Erase(t.Context(), round); err != nil {
		t.Fatal(err)
	}
	if _, err := k.key(t.Context(), round, unit); models.KindOf(err) != models.Unavailable {
		t.Errorf("still signs: %v", err)
	}
	if _, err := k.Public(t.Context(), round, unit); err != nil {
		t.Errorf("the public key went, too: %v", err)
	}
}
