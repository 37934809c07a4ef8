package round

import (
	"context"
	"strconv"
	"time"

	"jianfu/models"
)

// Due is what has fallen due.
type Due struct {
	Keys    []models.ID // drafts with cards: each of their units needs a key
	Open    []models.ID
	Close   []models.ID
	Shuffle []models.ID
	Erase   []models.ID // rounds whose private unit keys are not needed any more
	Destroy []models.ID // rounds whose ballots must go
	Turnout []models.ID // every open and closed round: the box knows when it counts
}

// Due lists the rounds whose time has come. A paused round does not open by itself, but it closes in time.
func (b *Book) Due(ctx context.Context) (Due, error) {
	rounds, err := b.store.Rounds(ctx)
	if err != nil {
		return Due{}, err
	}
	now := b.now()
	var due Due
	for _, r := range rounds {
		if r.State == Open || r.State == Closed {
			due.Turnout = append(due.Turnout, r.ID)
		}
		if r.HasUnitKeys && (r.Shuffled || r.State == Released || r.State == Cancelled) {
			due.Erase = append(due.Erase, r.ID)
		}
		switch {
		case r.State == Draft && r.Settings.Admission == Card:
			due.Keys = append(due.Keys, r.ID)
		case r.State == Frozen && !r.Paused && !now.Before(r.Settings.Opens) && now.Before(r.Ends):
			due.Open = append(due.Open, r.ID)
		case r.State == Open && !now.Before(r.Ends):
			due.Close = append(due.Close, r.ID)
		case r.mustDestroy(now):
			due.Destroy = append(due.Destroy, r.ID)
		case r.State == Closed && !r.Shuffled:
			complete, err := b.complete(ctx, r)
			if err != nil {
				return Due{}, err
			}
			if complete {
				due.Shuffle = append(due.Shuffle, r.ID)
			}
		}
	}
	return due, nil
}

// mustDestroy reports whether the ballots of r are to be destroyed at now.
func (r *Round) mustDestroy(now time.Time) bool {
	switch r.State {
	case Closed:
		return r.Settings.Trial || !now.Before(r.KeepsUntil())
	case Released:
		return r.HasBallots && !now.Before(r.KeepsUntil())
	}
	return r.State == Cancelled && r.HasBallots
}

// complete reports whether no ballot can come any more for a closed round: its grace is over, or nothing was outstanding when
// it closed.
func (b *Book) complete(ctx context.Context, r *Round) (bool, error) {
	if !b.now().Before(r.ShuffledBy()) {
		return true, nil
	}
	if r.Waits {
		return false, nil
	}
	outstanding, err := b.admitted.Outstanding(ctx, r.ID) // redeemed in the very moment of the close
	return outstanding == 0, err
}

// ShuffledBy is when the shuffle begins at the latest: at the close, or after the grace of ballots whose card is spent.
func (r *Round) ShuffledBy() time.Time {
	if r.Settings.Admission == Card {
		return r.Ends.Add(Grace)
	}
	return r.Ends
}

// KeepsUntil is when the ballots of a round are due to be destroyed: some days after its release, or MaxRetentionDays
// after the close where nobody ever unlocked it. It says nothing of a round that is still to close, nor of a trial.
func (r *Round) KeepsUntil() time.Time {
	if r.State == Released {
		return r.Published.AddDate(0, 0, r.Settings.RetentionDays)
	}
	return r.Ends.AddDate(0, 0, MaxRetentionDays)
}

// Destroy removes for good what a round may not keep any longer: the ballots and the wrapped key of a released round
// after its days of retention (the release stays), of a closed round that was never unlocked or of a trial, which are then
// cancelled, or what an interrupted cancellation left. The log says how many ballots there were: exactly where the release
// says so, too; for a round that nobody unlocked in whole tens, like the turnout.
func (b *Book) Destroy(ctx context.Context, id models.ID) error {
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		now := b.now().UTC()
		switch {
		case r.State == Cancelled || !r.Destroyed.IsZero():
			return nil, nil // the store removes what is left
		case r.State != Closed && r.State != Released,
			!r.Settings.Trial && now.Before(r.KeepsUntil()):
			return nil, models.Fail(models.Conflict, "round.retained")
		}
		r.Evaluator.WrappedKey = nil
		if r.Settings.Trial {
			r.State = Cancelled
			return &Addendum{At: now, What: "round.log.trial_over"}, nil
		}
		byUnit, err := b.admitted.CountBallots(ctx, id)
		if err != nil {
			return nil, err
		}
		ballots := 0
		for _, n := range byUnit {
			ballots += n
		}
		if r.State == Released {
			r.Destroyed = now.Truncate(time.Second)
			return counted(now, "round.log.destroyed_ballots", "round.log.destroyed", ballots), nil
		}
		r.State = Cancelled
		return counted(now, "round.log.expired_ballots", "round.log.expired", ballots/10*10), nil
	})
}

// counted is a line of the log that says how many ballots there were, or, where that is 0, the one that names no number.
func counted(at time.Time, what, without string, ballots int) *Addendum {
	if ballots == 0 {
		return &Addendum{At: at, What: without}
	}
	return &Addendum{At: at, What: what, Args: []string{strconv.Itoa(ballots)}}
}

// KeysErased logs that the private unit keys of a round are gone. It is called once for it, so that it tries again where
// the round changes at the same moment.
func (b *Book) KeysErased(ctx context.Context, id models.ID) error {
	for tries := 3; ; tries-- {
		err := b.change(ctx, id, func(*Round) (*Addendum, error) {
			return &Addendum{At: b.now().UTC(), What: "round.log.keys_erased"}, nil
		})
		if tries == 1 || models.KindOf(err) != models.Conflict {
			return err
		}
	}
}
