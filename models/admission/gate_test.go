package admission

import (
	"context"
	"slices"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/round"
)

// wall is a store with one poster, and rounds.
type wall struct {
	Store
	first, unit models.ID
	rounds      []*round.Round
	posters     map[models.ID]map[models.ID]string // by the round that they were made for
}

func (w *wall) PosterPlace(_ context.Context, poster string) (models.ID, models.ID, error) {
	if poster != "P0STER" {
		return models.ID{}, models.ID{}, models.Fail(models.NotFound, "admission.unknown_poster")
	}
	return w.first, w.unit, nil
}

func (w *wall) Posters(_ context.Context, id models.ID, fresh map[models.ID]string) (map[models.ID]string, error) {
	if w.posters[id] == nil {
		w.posters[id] = fresh
	}
	return w.posters[id], nil
}

func (w *wall) Round(_ context.Context, id models.ID) (*round.Round, error) {
	for _, r := range w.rounds {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, models.Fail(models.NotFound, "error.not_found")
}

func (w *wall) Rounds(_ context.Context, states ...round.State) ([]*round.Round, error) {
	var some []*round.Round
	for _, r := range w.rounds {
		if slices.Contains(states, r.State) {
			some = append(some, r)
		}
	}
	return some, nil
}

// run adds a round of the series that runs for a day.
func (w *wall) run(t *testing.T, state round.State, opens time.Time) *round.Round {
	t.Helper()
	m := &round.Manifest{Format: round.ManifestFormat, Round: models.NewID(), Units: []round.ManifestUnit{{ID: w.unit, Name: "甲镇", Headcount: 9}}}
	raw, hash, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	r := &round.Round{
		ID: m.Round, State: state, Ends: opens.AddDate(0, 0, 1), Manifest: raw, Hash: hash,
		Settings: round.Settings{Admission: round.Poster, Series: true, Opens: opens, First: w.first},
	}
	if w.first.IsZero() {
		w.first = r.ID
	}
	w.rounds = append(w.rounds, r)
	return r
}

func TestPosterOfASeries(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	w := &wall{unit: models.NewID(), posters: map[models.ID]map[models.ID]string{}}
	gate := NewGate(w, nil, nil, w, func() time.Time { return now })
	first := w.run(t, round.Open, now.Add(-time.Hour))
	second := w.run(t, round.Frozen, now.AddDate(0, 0, 7))
	other := &round.Round{ID: models.NewID(), State: round.Open, Ends: now.AddDate(1, 0, 0), Hash: "other", Settings: round.Settings{Admission: round.Poster}}
	w.rounds = append(w.rounds, other)

	leads := func(to *round.Round) {
		t.Helper()
		place, err := gate.Poster(t.Context(), "p0ster")
		if err != nil || place.Round.ID != to.ID || place.Manifest.Round != to.ID || place.Unit.Name != "甲镇" {
			t.Errorf("the poster leads to %+v: %v", place, err)
		}
	}
	leads(first)
	now = now.AddDate(0, 0, 2)
	first.State = round.Closed
	leads(second)
	now = now.AddDate(0, 0, 5)
	second.State = round.Open
	leads(second)
	now = now.AddDate(0, 0, 9)
	first.State, second.State = round.Released, round.Closed
	leads(second)

	place, err := gate.Poster(t.Context(), "P0STER")
	if err != nil {
		t.Fatal(err)
	}
	if before, err := gate.Sibling(t.Context(), place, first.ID); err != nil || before.Round.ID != first.ID || before.Unit.ID != w.unit {
		t.Errorf("the round before: %+v, %v", before, err)
	}
	for _, id := range []models.ID{other.ID, models.NewID()} {
		if _, err := gate.Sibling(t.Context(), place, id); models.KindOf(err) != models.NotFound {
			t.Errorf("a round of no series: %v", err)
		}
	}

	if _, err := gate.Poster(t.Context(), "N0NE"); models.KindOf(err) != models.NotFound {
		t.Errorf("an unknown poster: %v", err)
	}
	ours, err := gate.Posters(t.Context(), first)
	again, err2 := gate.Posters(t.Context(), second)
	if err != nil || err2 != nil || len(ours) != 1 || ours[w.unit] != again[w.unit] {
		t.Errorf("the rounds have posters %v and %v: %v, %v", ours, again, err, err2)
	}
}
