package round

import (
	"context"
	"time"

	"jianfu/models"
)

// TrialDays is how long a trial runs.
const TrialDays = 14

// runFrom sets the dates of a trial that starts at now.
func (s *Settings) runFrom(now time.Time) {
	s.Opens = now.UTC().Truncate(time.Minute)
	s.Closes = s.Opens.AddDate(0, 0, TrialDays)
	s.LatestCloses = s.Closes
}

// Rehearse drafts a trial with the settings of a draft or frozen round: a round of its own, with its own codes, without
// evaluator and series, which Begin starts. Errors: Conflict "round.trial_from" from any other round; Invalid as Create.
func (b *Book) Rehearse(ctx context.Context, owner, id models.ID) (*Round, error) {
	r, err := b.store.Round(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.Settings.Trial || r.State != Draft && r.State != Frozen {
		return nil, models.Fail(models.Conflict, "round.trial_from")
	}
	s := r.Settings
	s.Trial, s.Series, s.First = true, false, models.ID{}
	s.runFrom(b.now())
	return b.Create(ctx, owner, s)
}

// Begin freezes a trial and opens it for TrialDays. Errors: Conflict "round.not_trial" for any other round, and those of
// Freeze.
func (b *Book) Begin(ctx context.Context, id models.ID, version int) error {
	r, err := b.store.Round(ctx, id)
	if err != nil {
		return err
	}
	if !r.Settings.Trial {
		return models.Fail(models.Conflict, "round.not_trial")
	}
	if err := b.Freeze(ctx, id, version); err != nil {
		return err
	}
	return b.Open(ctx, id)
}
