// Package job keeps long work in sight: its kind, state and progress live in the store, so that any instance can
// answer for it. A job's own secrets, such as a round key, never leave the memory of the instance that runs it; a job
// that stops being heard of is shown as interrupted and has to be started again.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"jianfu/models"
)

// Kind says what is being done.
type Kind string

// The kinds of long work.
const (
	Count Kind = "count" // opening and counting a round
	Keys  Kind = "keys"  // making the unit keys of a round
)

// State is where a job stands.
type State string

// The states.
const (
	Running     State = "running"
	Done        State = "done"
	Failed      State = "failed"
	Interrupted State = "interrupted" // was running, but has not been heard of for SilentFor
)

// SilentFor is how long a running job may be silent; it reports at least every fifth of that.
const SilentFor = 30 * time.Second

// Job is one piece of long work on a round. A round has at most one of each kind; a new one takes the old one's place.
type Job struct {
	ID      models.ID
	Round   models.ID
	Kind    Kind
	State   State
	Step    string // key of the catalogue
	Done    int64  // of Total, in the step's own units
	Total   int64
	Failure string // key of the catalogue, when Failed
	Updated time.Time
}

// Store keeps jobs.
type Store interface {
	// Job gives the latest job of a kind; NotFound.
	Job(ctx context.Context, round models.ID, kind Kind) (Job, error)
	// StartJob keeps j as the latest of its kind, unless another one is running that was updated after heardSince:
	// Conflict "job.running".
	StartJob(ctx context.Context, j Job, heardSince time.Time) error
	// SaveJob writes the state of a job, unless another one has taken its place.
	SaveJob(ctx context.Context, j Job) error
}

// Report says how far a job is.
type Report func(step string, done, total int64)

// Board starts jobs and tells of them.
type Board struct {
	store Store
	now   func() time.Time
	base  context.Context //nolint:containedctx // the life of the program, not of a request
	log   *slog.Logger
	wg    sync.WaitGroup
}

// NewBoard makes a board. Jobs end when base does. The log learns why a job failed where that is our fault.
func NewBoard(base context.Context, store Store, now func() time.Time, log *slog.Logger) *Board {
	return &Board{store: store, now: now, base: base, log: log}
}

// Wait returns when every job that this board started has ended.
func (b *Board) Wait() { b.wg.Wait() }

// Latest gives the latest job of a kind, false where there never was one.
func (b *Board) Latest(ctx context.Context, round models.ID, kind Kind) (Job, bool, error) {
	j, err := b.store.Job(ctx, round, kind)
	switch {
	case err != nil && models.KindOf(err) == models.NotFound:
		return Job{}, false, nil
	case err != nil:
		return Job{}, false, err
	}
	if j.State == Running && b.now().Sub(j.Updated) > SilentFor {
		j.State = Interrupted
	}
	return j, true, nil
}

// Run starts work in the background. It fails with Conflict "job.running" where such a job is on its way.
func (b *Board) Run(ctx context.Context, round models.ID, kind Kind, work func(context.Context, Report) error) error {
	j := Job{ID: models.NewID(), Round: round, Kind: kind, State: Running, Updated: b.now()}
	if err := b.store.StartJob(ctx, j, b.now().Add(-SilentFor)); err != nil {
		return err
	}
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
		b.follow(j, work)
	}()
	return nil
}

func (b *Board) follow(j Job, work func(context.Context, Report) error) {
	var mu sync.Mutex
	report := func(step string, done, total int64) {
		mu.Lock()
		defer mu.Unlock()
		j.Step, j.Done, j.Total = step, done, total
	}
	finished := make(chan error, 1)
	go func() { finished <- safely(func() error { return work(b.base, report) }) }()
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	saved := Job{}
	for {
		select {
		case err := <-finished:
			j.State = Done
			if err != nil {
				j.State, j.Failure = Failed, b.failureKey(j.Kind, err)
			}
			b.save(j)
			return
		case <-ticker.C:
			mu.Lock()
			current := j
			mu.Unlock()
			if current != saved || b.now().Sub(current.Updated) > SilentFor/5 {
				saved = current
				b.save(current)
			}
		}
	}
}

// save writes the last word even while the program is stopping.
func (b *Board) save(j Job) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.base), 5*time.Second)
	defer cancel()
	j.Updated = b.now()
	_ = b.store.SaveJob(ctx, j) // a lost report shows as Interrupted
}

// safely turns a panic into an error: one job must not end the program.
func safely(work func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("job: panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return work()
}

func (b *Board) failureKey(kind Kind, err error) string {
	if e, ok := errors.AsType[*models.Error](err); ok && e.Kind != models.Internal {
		return e.Key
	}
	b.log.Error("job failed", "kind", kind, "error", err.Error())
	return "error.internal"
}
