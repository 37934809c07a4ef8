package round

import (
	"context"
	"errors"

	"jianfu/models"
)

// Held reports whether a round waits for the organizer's decision after its database was restored: Paused says nothing of
// a draft or of a round whose ballots are shuffled.
func (r *Round) Held() bool {
	return r.Paused && r.pausable()
}

func (r *Round) pausable() bool {
	return r.State == Frozen || r.State == Open || r.State == Closed && !r.Shuffled
}

// Pause holds a round whose database was restored from a backup: nothing is taken, and it does not open by itself. It
// closes at its time all the same, and is shuffled when its grace is over. Errors: Conflict "round.nothing_to_pause".
func (b *Book) Pause(ctx context.Context, id models.ID) error {
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if !r.pausable() {
			return nil, models.Fail(models.Conflict, "round.nothing_to_pause")
		}
		r.Paused, r.Waits = true, true
		return &Addendum{At: b.now().UTC(), What: "round.log.paused"}, nil
	})
}

// PauseAll pauses every round that takes answers or is bound to.
func (b *Book) PauseAll(ctx context.Context) error {
	rounds, err := b.store.Rounds(ctx, Frozen, Open, Closed)
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range rounds {
		if r.pausable() && !r.Paused {
			errs = append(errs, b.Pause(ctx, r.ID))
		}
	}
	return errors.Join(errs...)
}

// Resume is the organizer's decision to go on with a paused round. Errors: Conflict "round.not_paused".
func (b *Book) Resume(ctx context.Context, id models.ID) error {
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if !r.Held() {
			return nil, models.Fail(models.Conflict, "round.not_paused")
		}
		r.Paused = false
		return &Addendum{At: b.now().UTC(), What: "round.log.resumed"}, nil
	})
}
