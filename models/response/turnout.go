package response

import (
	"context"
	"math/rand/v2"
	"time"

	"jianfu/models"
	"jianfu/models/round"
)

// Turnout is all that the organizer may see of a running round (docs/privacy.md): the round's sheets floored to 10, units
// of at least 40 people in quarters of their headcount, counted at moments that nobody chooses, over an hour apart.
type Turnout struct {
	At     time.Time     `json:"at"`     // the moment of counting
	Sheets int           `json:"sheets"` // floored to 10
	Units  []UnitTurnout `json:"units"`
}

// UnitTurnout is the turnout of one unit.
type UnitTurnout struct {
	Unit    models.ID `json:"unit"`
	Name    string    `json:"name"`
	Quarter int       `json:"quarter"` // full quarters of the headcount, 0–4; Hidden for a unit of fewer than 40 people
}

// Hidden is the Quarter of a unit that is too small to be shown, and LeastShown the smallest headcount that is shown.
const (
	Hidden     = -1
	LeastShown = 40
)

// Turnout gives what was counted last; the zero Turnout where a round has not been counted yet.
func (b *Box) Turnout(ctx context.Context, r *round.Round) (Turnout, error) {
	t, _, err := b.turnouts.Turnout(ctx, r.ID)
	return t, err
}

// Between two counts of a round lie at least countEvery and at most countSpread more, by chance. The moment is never
// the organizer's choice: looking just before and just after somebody sends must tell nothing.
const (
	countEvery  = time.Hour
	countSpread = 30 * time.Minute
)

// CountTurnout counts a round whose time has come, and does nothing before. Once a round is closed it is counted one
// last time.
func (b *Box) CountTurnout(ctx context.Context, id models.ID) error {
	last, due, err := b.turnouts.Turnout(ctx, id)
	now := b.now().UTC()
	if err != nil || now.Before(due) {
		return err
	}
	r, err := b.rounds.Round(ctx, id)
	if err != nil || r.State != round.Open && (r.State != round.Closed || last.At.After(r.Ends)) {
		return err
	}
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return err
	}
	counts, err := b.store.CountBallots(ctx, id)
	if err != nil {
		return err
	}
	next := now.Add(countEvery + time.Duration(rand.Int64N(int64(countSpread))))
	return b.turnouts.SaveTurnout(ctx, id, coarse(now.Truncate(time.Second), m.Units, counts), next)
}

func coarse(at time.Time, units []round.ManifestUnit, counts map[models.ID]int) Turnout {
	t := Turnout{At: at}
	for _, u := range units {
		t.Sheets += counts[u.ID]
		if u.Headcount == 0 {
			continue
		}
		shown := UnitTurnout{Unit: u.ID, Name: u.Name, Quarter: Hidden}
		if u.Headcount >= LeastShown {
			shown.Quarter = min(4, 4*counts[u.ID]/u.Headcount)
		}
		t.Units = append(t.Units, shown)
	}
	t.Sheets -= t.Sheets % 10
	return t
}
