package job_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/job"
)

// shelf is a store in memory.
type shelf struct {
	mu   sync.Mutex
	jobs map[models.ID]job.Job
}

func (s *shelf) Job(_ context.Context, round models.ID, _ job.Kind) (job.Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j, ok := s.jobs[round]
	if !ok {
		return job.Job{}, models.Fail(models.NotFound, "error.not_found")
	}
	return j, nil
}

func (s *shelf) StartJob(_ context.Context, j job.Job, heardSince time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.jobs[j.Round]; ok && old.State == job.Running && old.Updated.After(heardSince) {
		return models.Fail(models.Conflict, "job.running")
	}
	s.jobs[j.Round] = j
	return nil
}

func (s *shelf) SaveJob(_ context.Context, j job.Job) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.jobs[j.Round].ID == j.ID {
		s.jobs[j.Round] = j
	}
	return nil
}

func TestRun(t *testing.T) {
	t.Parallel()
	s := &shelf{jobs: map[models.ID]job.Job{}}
	board := job.NewBoard(t.Context(), s, time.Now, slog.New(slog.DiscardHandler))
	round := models.NewID()
	if _, ever, err := board.Latest(t.Context(), round, job.Count); ever || err != nil {
		t.Fatal(ever, err)
	}
	release := make(chan struct{})
	work := func(_ context.Context, report job.Report) error {
		report("step", 3, 10)
		<-release
		return nil
	}
	if err := board.Run(t.Context(), round, job.Count, work); err != nil {
		t.Fatal(err)
	}
	if err := board.Run(t.Context(), round, job.Count, work); models.KindOf(err) != models.Conflict {
		t.Fatalf("a second one was started: %v", err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		j, _, _ := board.Latest(t.Context(), round, job.Count)
		if j.State == job.Running && j.Step == "step" && j.Done == 3 && j.Total == 10 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("never reported: %+v", j)
		}
	}
	close(release)
	board.Wait()
	if j, _, _ := board.Latest(t.Context(), round, job.Count); j.State != job.Done {
		t.Fatalf("%+v", j)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"evaluation.released": models.Fail(models.Conflict, "evaluation.released"),
		"error.internal":      errors.New("the disk is full"),
		"":                    nil,
	} {
		s := &shelf{jobs: map[models.ID]job.Job{}}
		board := job.NewBoard(t.Context(), s, time.Now, slog.New(slog.DiscardHandler))
		round := models.NewID()
		if err := board.Run(t.Context(), round, job.Count, func(context.Context, job.Report) error {
			if err == nil {
				panic("a bug")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		board.Wait()
		if j, _, _ := board.Latest(t.Context(), round, job.Count); j.State != job.Failed || j.Failure != cmp.Or(want, "error.internal") {
			t.Errorf("%+v, want %s", j, want)
		}
	}
}

// A job whose instance died is shown as interrupted, and another one may be started.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	round := models.NewID()
	dead := job.Job{ID: models.NewID(), Round: round, Kind: job.Count, State: job.Running, Updated: time.Now().Add(-2 * job.SilentFor)}
	s := &shelf{jobs: map[models.ID]job.Job{round: dead}}
	board := job.NewBoard(t.Context(), s, time.Now, slog.New(slog.DiscardHandler))
	if j, _, _ := board.Latest(t.Context(), round, job.Count); j.State != job.Interrupted {
		t.Fatalf("%+v", j)
	}
	if err := board.Run(t.Context(), round, job.Count, func(context.Context, job.Report) error { return nil }); err != nil {
		t.Fatal(err)
	}
	board.Wait()
	if j, _, _ := board.Latest(t.Context(), round, job.Count); j.State != job.Done {
		t.Fatalf("%+v", j)
	}
}
