package round

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"jianfu/models"
)

// Posters is the round whose posters lead to r: r itself, or the first one of its series.
func (r *Round) Posters() models.ID {
	if r.Settings.First.IsZero() {
		return r.ID
	}
	return r.Settings.First
}

// Current picks the round that a poster leads to out of those that it belongs to: the one that takes answers now, else
// the next one to open, else the one that ended last. It is nil where none was ever frozen.
func Current(rounds []*Round, now time.Time) *Round {
	var best *Round
	for _, r := range rounds {
		if r.Hash != "" && (best == nil || r.before(best, now)) {
			best = r
		}
	}
	return best
}

func (r *Round) before(other *Round, now time.Time) bool {
	rank := func(r *Round) int {
		switch {
		case r.State == Open && now.Before(r.Ends): // a paused one, too: it is what people came for
			return 0
		case r.State == Frozen && now.Before(r.Ends):
			return 1
		case r.State == Cancelled:
			return 3
		}
		return 2
	}
	mine, theirs := rank(r), rank(other)
	switch {
	case mine != theirs:
		return mine < theirs
	case mine == 1:
		return r.Settings.Opens.Before(other.Settings.Opens)
	}
	return r.Ends.After(other.Ends)
}

// Next starts a draft of the round that follows r in its series: the same in everything but the dates, which are moved
// on by whole weeks until they lie ahead. Errors: Conflict "round.series_none" where r belongs to no series or is still
// a draft.
func (b *Book) Next(ctx context.Context, owner, id models.ID) (*Round, error) {
	r, err := b.store.Round(ctx, id)
	if err != nil {
		return nil, err
	}
	if !r.Settings.Series || r.State == Draft {
		return nil, models.Fail(models.Conflict, "round.series_none")
	}
	siblings, err := b.siblings(ctx, r)
	if err != nil {
		return nil, err
	}
	s := r.Settings
	s.First = r.Posters()
	from := b.now()
	for _, other := range append(siblings, r) {
		if other.State != Cancelled && other.Ends.After(from) {
			from = other.Ends
		}
	}
	for s.Opens.Before(from) {
		s.Opens, s.Closes, s.LatestCloses = s.Opens.AddDate(0, 0, 7), s.Closes.AddDate(0, 0, 7), s.LatestCloses.AddDate(0, 0, 7)
	}
	return b.Create(ctx, owner, s)
}

// siblings lists the other rounds of the series of r, newest first.
func (b *Book) siblings(ctx context.Context, r *Round) ([]*Round, error) {
	all, err := b.store.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	var siblings []*Round
	for _, other := range all {
		if r.Settings.Series && other.ID != r.ID && other.Posters() == r.Posters() {
			siblings = append(siblings, other)
		}
	}
	return siblings, nil
}

// fits checks a round against its series before it is frozen. What the posters on the wall say must go on to be true:
// the same title, office, evaluator, legal marks and questions, the same unit at the top, and no lower threshold; and one
// round at a time.
//
// Errors: NotFound for a first round that does not exist; Conflict "round.series_differs", "round.series_overlap".
func (b *Book) fits(ctx context.Context, r *Round) error {
	if r.Settings.First.IsZero() {
		return nil
	}
	first, err := b.store.Round(ctx, r.Settings.First)
	if err != nil {
		return err
	}
	if first.Hash == "" || first.Owner != r.Owner || r.Settings.K < first.Settings.K || !samePromise(first, r) {
		return models.Fail(models.Conflict, "round.series_differs")
	}
	siblings, err := b.siblings(ctx, r)
	if err != nil {
		return err
	}
	for _, other := range siblings {
		if other.runs() && r.Settings.Opens.Before(other.Ends) && other.begins().Before(r.Ends) {
			return models.Fail(models.Conflict, "round.series_overlap")
		}
	}
	return nil
}

// alone fails with Conflict "round.series_overlap" where another round of the series of r is to take answers before
// until.
func (b *Book) alone(ctx context.Context, r *Round, until time.Time) error {
	siblings, err := b.siblings(ctx, r)
	if err != nil {
		return err
	}
	for _, other := range siblings {
		if other.runs() && other.begins().Before(until) && b.now().Before(other.Ends) {
			return models.Fail(models.Conflict, "round.series_overlap")
		}
	}
	return nil
}

// runs reports whether a round takes answers or is bound to.
func (r *Round) runs() bool { return r.State == Open || r.State == Frozen }

func (r *Round) begins() time.Time {
	if r.Opened.IsZero() {
		return r.Settings.Opens
	}
	return r.Opened
}

// keptOffline reports whether the evaluator made the round key. A frozen round says so in its manifest for good; its
// wrapped key is destroyed one day.
func (r *Round) keptOffline() bool {
	if m, err := ReadManifest(r.Manifest); err == nil {
		return m.KeyMadeOn == KeyOffline
	}
	return r.Evaluator.WrappedKey == nil
}

// samePromise compares what a poster says of its round, and what it asks.
func samePromise(a, b *Round) bool {
	said := func(r *Round) ([]byte, error) {
		s := r.Settings
		return json.Marshal([]any{
			s.Series, s.Title, s.Organizer, s.Top, s.Legal, s.Asked(), r.Evaluator.Account, r.Evaluator.Name, r.keptOffline(),
		})
	}
	x, errX := said(a)
	y, errY := said(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
