package round

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/unit"
)

// Store keeps rounds.
type Store interface {
	CreateRound(ctx context.Context, r *Round) error
	// Round fails with NotFound.
	Round(ctx context.Context, id models.ID) (*Round, error)
	// Rounds lists the rounds in one of these states, newest first; all where none is named. They come without
	// manifest and wrapped key.
	Rounds(ctx context.Context, states ...State) ([]*Round, error)
	// UpdateRound writes r where the stored round still has r.Version, which it then raises; otherwise it fails with
	// Conflict "round.changed". An addendum is logged in the same transaction.
	UpdateRound(ctx context.Context, r *Round, addendum *Addendum) error
	Addenda(ctx context.Context, id models.ID) ([]Addendum, error)
}

// Admitted tells of keys, cards and ballots what the life of a round hangs on.
type Admitted interface {
	// UnitKeys gives the public keys that sign the ballots of a round, by unit: SubjectPublicKeyInfo in DER. Units whose
	// key has not been made yet are missing.
	UnitKeys(ctx context.Context, roundID models.ID) (map[models.ID][]byte, error)
	// Outstanding counts the redeemed cards of a round whose ballot has not come.
	Outstanding(ctx context.Context, roundID models.ID) (int, error)
	// CountBallots counts the ballots of a round by unit.
	CountBallots(ctx context.Context, roundID models.ID) (map[models.ID]int, error)
}

// Units gives the organization tree as it is now.
type Units interface {
	Units(ctx context.Context) ([]unit.Unit, error)
}

// Book leads rounds through their life.
type Book struct {
	store    Store
	admitted Admitted
	units    Units
	now      func() time.Time
	// series keeps the rounds of a series from being frozen, opened or extended at once, each without seeing the other.
	series sync.Mutex
}

// NewBook makes a book over a store, with the clock that decides what is open.
func NewBook(store interface {
	Store
	Admitted
}, units Units, now func() time.Time,
) *Book {
	return &Book{store: store, admitted: store, units: units, now: now}
}

// Now is the book's clock.
func (b *Book) Now() time.Time { return b.now() }

// Round finds one round; NotFound where there is none.
func (b *Book) Round(ctx context.Context, id models.ID) (*Round, error) {
	return b.store.Round(ctx, id)
}

// Seen lists the rounds that a person may see, newest first.
func (b *Book) Seen(ctx context.Context, who account.Account) ([]*Round, error) {
	all, err := b.store.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(r *Round) bool { return !r.Permits(who, See) }), nil
}

// Addenda lists what changed after the freeze, oldest first.
func (b *Book) Addenda(ctx context.Context, id models.ID) ([]Addendum, error) {
	return b.store.Addenda(ctx, id)
}

// Create starts a draft.
func (b *Book) Create(ctx context.Context, owner models.ID, s Settings) (*Round, error) {
	s = s.normalized()
	if err := s.check(); err != nil {
		return nil, err
	}
	r := &Round{ID: models.NewID(), Owner: owner, State: Draft, Version: 1, Settings: s, Ends: s.Closes}
	return r, b.store.CreateRound(ctx, r)
}

// Revise replaces the settings of a draft that still has version; a stale page gets Conflict "round.changed". The
// evaluator accepted what was there: a real change takes the acceptance and its key away, and the evaluator is asked
// again.
func (b *Book) Revise(ctx context.Context, id models.ID, version int, s Settings) error {
	s = s.normalized()
	if err := s.check(); err != nil {
		return err
	}
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if r.State != Draft {
			return nil, models.Fail(models.Conflict, "round.not_draft")
		}
		if r.Settings.Trial {
			return nil, models.Fail(models.Conflict, "round.trial_fixed")
		}
		if r.Version != version {
			return nil, models.Fail(models.Conflict, "round.changed")
		}
		if !same(r.Settings, s) {
			r.Evaluator = Appointment{Account: r.Evaluator.Account, Name: r.Evaluator.Name}
		}
		r.Settings, r.Ends = s, s.Closes
		return nil, nil
	})
}

// same compares settings by their stored form, in which times have no location.
func same(a, b Settings) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// Appoint names the evaluator of a draft. Naming another one drops the key that the first had accepted with.
func (b *Book) Appoint(ctx context.Context, id models.ID, evaluator account.Account) error {
	if evaluator.Role != account.Evaluator || evaluator.Suspended {
		return models.Fail(models.Invalid, "round.not_evaluator")
	}
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if r.State != Draft || r.Settings.Trial {
			return nil, models.Fail(models.Conflict, "round.not_draft")
		}
		if r.Evaluator.Account != evaluator.ID {
			r.Evaluator = Appointment{Account: evaluator.ID, Name: evaluator.Name}
		}
		return nil, nil
	})
}

// Accept records that the named evaluator takes the round, with the round key. A key is accepted once, and from nobody
// but who is named by then.
func (b *Book) Accept(ctx context.Context, id, evaluator models.ID, publicKey, wrappedKey []byte) error {
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if r.Evaluator.Account != evaluator {
			return nil, models.Fail(models.NotFound, "error.not_found")
		}
		if r.State != Draft || !r.Evaluator.Accepted.IsZero() {
			return nil, models.Fail(models.Conflict, "round.accepted")
		}
		r.Evaluator.Accepted = b.now().UTC().Truncate(time.Second)
		r.Evaluator.PublicKey, r.Evaluator.WrappedKey = publicKey, wrappedKey
		return nil, nil
	})
}

// Open starts an answering period, by hand or when its time has come. A paused round waits for the organizer.
func (b *Book) Open(ctx context.Context, id models.ID) error {
	b.series.Lock()
	defer b.series.Unlock()
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		now := b.now().UTC().Truncate(time.Second)
		if r.State != Frozen {
			return nil, models.Fail(models.Conflict, "round.not_frozen")
		}
		if r.Paused {
			return nil, models.Fail(models.Conflict, "round.paused")
		}
		if !now.Before(r.Ends) {
			return nil, models.Fail(models.Conflict, "round.already_over")
		}
		if err := b.alone(ctx, r, r.Ends); err != nil {
			return nil, err
		}
		r.State, r.Opened = Open, now
		return &Addendum{At: now, What: "round.log.opened"}, nil
	})
}

// Extend moves the close of a frozen or open round to a later moment, never beyond the latest close of the manifest.
func (b *Book) Extend(ctx context.Context, id models.ID, until time.Time) error {
	b.series.Lock()
	defer b.series.Unlock()
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		until = until.UTC().Truncate(time.Minute)
		switch {
		case r.State != Frozen && r.State != Open, r.State == Open && !b.now().Before(r.Ends):
			return nil, models.Fail(models.Conflict, "round.not_open")
		case !until.After(r.Ends):
			return nil, models.Fail(models.Invalid, "round.extend_later", r.Ends)
		case until.After(r.Settings.LatestCloses):
			return nil, models.Fail(models.Invalid, "round.extend_beyond", r.Settings.LatestCloses)
		}
		if err := b.alone(ctx, r, until); err != nil {
			return nil, err
		}
		r.Ends = until
		return &Addendum{At: b.now().UTC(), What: "round.log.extended", Args: []string{until.Format(time.RFC3339)}}, nil
	})
}

// Close ends the answering period: now, where it is closed by hand, or at the moment that was set.
func (b *Book) Close(ctx context.Context, id models.ID) error {
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if r.State != Open {
			return nil, models.Fail(models.Conflict, "round.not_open")
		}
		now := b.now().UTC().Truncate(time.Second)
		if now.Before(r.Ends) {
			r.Ends = now
		}
		r.State = Closed
		outstanding, err := b.admitted.Outstanding(ctx, id)
		r.Waits = r.Waits || outstanding > 0
		return &Addendum{At: now, What: "round.log.closed"}, err
	})
}

// Cancel ends a round for good; its ballots are destroyed with it.
func (b *Book) Cancel(ctx context.Context, id models.ID) error {
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if r.State == Released || r.State == Cancelled {
			return nil, models.Fail(models.Conflict, "round.over")
		}
		r.State = Cancelled
		r.Evaluator.WrappedKey = nil
		return &Addendum{At: b.now().UTC(), What: "round.log.cancelled"}, nil
	})
}

func (b *Book) change(ctx context.Context, id models.ID, edit func(*Round) (*Addendum, error)) error {
	r, err := b.store.Round(ctx, id)
	if err != nil {
		return err
	}
	addendum, err := edit(r)
	if err != nil {
		return err
	}
	return b.store.UpdateRound(ctx, r, addendum)
}
