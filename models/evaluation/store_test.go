package evaluation_test

import (
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/disclosure"
	"jianfu/models/evaluation"
	"jianfu/models/job"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/unit"
)

const passphrase = "correct horse battery staple"

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// castDoubled casts a ballot twice, then another one under the same key.
func castDoubled(t *testing.T, s *store.Store, m *round.Manifest, town models.ID, now time.Time) {
	t.Helper()
	draft, err := response.NewDraft(m, town, []byte(`{"q":"pulse","v":"v1","a":{"p_hours":30}}`), seal.Quantum)
	do(t, err)
	b, err := draft.Ballot(m.Round, town)
	do(t, err)
	do(t, s.CastPoster(t.Context(), now, b))
	do(t, s.CastPoster(t.Context(), now, b))
	other, err := response.NewDraft(m, town, []byte(`{"q":"pulse","v":"v1","a":{"p_hours":80}}`), seal.Quantum)
	do(t, err)
	draft.Sealed = other.Sealed
	second, err := draft.Ballot(m.Round, town)
	do(t, err)
	_ = s.CastPoster(t.Context(), now, second) // whatever it answers, nothing of it may be kept
}

// hours is the mean of p_hours over the round.
func hours(released *disclosure.Released) questionnaire.Decimal {
	i := slices.IndexFunc(released.Questions(), func(q questionnaire.Question) bool { return q.Name == "p_hours" })
	table, _ := released.Whole().Table(i)
	return table.Mean.Value
}

// A round over a real database, from the key to the release: a ballot that is sent again counts once, another one under
// the same key not at all.
func TestDoubledBallotsCountOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	now := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "jianfu.db"))
	do(t, err)
	t.Cleanup(func() { _ = s.Close() })
	town := unit.Unit{ID: models.NewID(), Code: "1", Name: "甲镇", Headcount: 40}
	do(t, s.ApplyUnits(ctx, unit.Plan{Add: []unit.Unit{town}}))
	book, board := round.NewBook(s, s, clock), job.NewBoard(ctx, s, clock, slog.New(slog.DiscardHandler))
	desk := evaluation.NewDesk(book, s, board, seal.Wrapper{LogWork: 1}, clock)
	q, _ := builtin.ByName(builtin.Pulse)
	r, err := book.Create(ctx, models.NewID(), round.Settings{
		Title: "一季度", Organizer: "县减负办", Questionnaire: q, Admission: round.Poster, K: 10, Opens: now, Closes: now.Add(time.Hour),
		LatestCloses: now.Add(48 * time.Hour), RetentionDays: 30,
	})
	do(t, err)
	evaluator := account.Account{ID: models.NewID(), Name: "某大学", Role: account.Evaluator}
	do(t, book.Appoint(ctx, r.ID, evaluator))
	do(t, desk.Accept(ctx, r.ID, evaluator.ID, passphrase))
	r, err = book.Round(ctx, r.ID)
	do(t, err)
	do(t, book.Freeze(ctx, r.ID, r.Version))
	do(t, book.Open(ctx, r.ID))
	r, err = book.Round(ctx, r.ID)
	do(t, err)
	m, err := round.ReadManifest(r.Manifest)
	do(t, err)
	const people = 24
	for range people {
		castDoubled(t, s, m, town.ID, now)
	}
	do(t, book.Close(ctx, r.ID))
	now = now.Add(time.Hour)
	do(t, s.Shuffle(ctx, r.ID))
	do(t, desk.Unlock(ctx, r.ID, passphrase))
	board.Wait()
	released, err := desk.Released(ctx, r.ID)
	do(t, err)
	quality, _ := released.Quality()
	if n := released.Whole().N; n != people || quality.Ballots["plain"] != people || len(quality.Refused) != 0 {
		t.Errorf("%d sheets of %d people: %+v", n, people, quality)
	}
	if mean := hours(released); mean != 30000 {
		t.Errorf("a mean of %v where everybody said 30", mean)
	}
	if r, err = book.Round(ctx, r.ID); err != nil || r.State != round.Released {
		t.Errorf("the round is %s: %v", r.State, err)
	}
}
