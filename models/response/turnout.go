package response

import (
	"context"
	"time"

	"jianfu/models"
	"jianfu/models/round"
)

// Turnout is all that the organizer may see of a running round (privacy.md): the round's sheets floored to 10, units
// of at least 40 people in quarters of their headcount, and no news within the hour.
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

// Turnout counts a round at most once an hour.
func (b *Box) Turnout(ctx context.Context, r *round.Round) (Turnout, error) {
	now := b.now().UTC()
	return b.store.Turnout(ctx, r.ID, now.Truncate(time.Hour), func() (Turnout, error) {
		m, err := round.ReadManifest(r.Manifest)
		if err != nil {
			return Turnout{}, err
		}
		counts, err := b.store.CountBallots(ctx, r.ID)
		if err != nil {
			return Turnout{}, err
		}
		return coarse(now.Truncate(time.Second), m.Units, counts), nil
	})
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
