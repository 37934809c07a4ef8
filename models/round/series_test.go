package round

import (
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/questionnaire"
)

// pulse is a desk with a series whose first round is frozen.
func pulse(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	s := settings()
	s.Admission, s.Series, s.Texts = Poster, true, true
	r, err := d.Create(t.Context(), models.NewID(), s)
	if err != nil {
		t.Fatal(err)
	}
	d.id = r.ID
	d.freeze(t)
	return d
}

// next makes the following round and has the evaluator of the first one accept it.
func (d *desk) next(t *testing.T) *Round {
	t.Helper()
	first := d.round(t)
	r, err := d.Next(t.Context(), first.Owner, d.id)
	if err != nil {
		t.Fatal(err)
	}
	who := account.Account{ID: first.Evaluator.Account, Name: first.Evaluator.Name, Role: account.Evaluator}
	if err := d.Appoint(t.Context(), r.ID, who); err != nil {
		t.Fatal(err)
	}
	if err := d.Accept(t.Context(), r.ID, who.ID, []byte("public"), []byte("wrapped")); err != nil {
		t.Fatal(err)
	}
	return d.again(t, r.ID)
}

func (d *desk) again(t *testing.T, id models.ID) *Round {
	t.Helper()
	r, err := d.Round(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSeries(t *testing.T) {
	t.Parallel()
	d := pulse(t)
	first := d.round(t)
	second := d.next(t)
	if second.Posters() != first.ID || first.Posters() != first.ID || second.Settings.Opens.Sub(first.Settings.Opens) != 7*24*time.Hour {
		t.Fatalf("the second round: %+v", second.Settings)
	}
	if err := d.Freeze(t.Context(), second.ID, second.Version); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(d.again(t, second.ID).Manifest)
	if err != nil || !m.Series || m.First != first.ID {
		t.Errorf("the manifest says %v, %v: %v", m.Series, m.First, err)
	}
	third := d.next(t)
	if third.Posters() != first.ID || !third.Settings.Opens.After(second.Settings.Closes) {
		t.Errorf("the third round: %+v", third.Settings)
	}

	current := func() models.ID {
		return Current([]*Round{d.again(t, third.ID), d.again(t, second.ID), d.again(t, first.ID)}, d.clock).ID
	}
	if current() != first.ID {
		t.Error("before the opening the poster leads elsewhere than to the first")
	}
	d.clock = first.Settings.Opens
	if err := d.Open(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	wantKey(t, d.Open(t.Context(), second.ID), "round.series_overlap")
	if third = d.again(t, third.ID); d.Freeze(t.Context(), third.ID, third.Version) != nil {
		t.Fatal("the third round cannot be frozen")
	}
	wantKey(t, d.Open(t.Context(), third.ID), "round.series_overlap") // it would shut the second one out
	if err := d.Close(t.Context(), first.ID); err != nil || current() != second.ID {
		t.Errorf("after the close the poster does not lead to the next: %v", err)
	}
	d.clock = second.Settings.Opens
	if err := d.Open(t.Context(), second.ID); err != nil || current() != second.ID {
		t.Errorf("the poster does not lead to the open round: %v", err)
	}
	d.clock = second.Settings.Closes
	if err := d.Close(t.Context(), second.ID); err != nil || current() != third.ID {
		t.Errorf("after the second close the poster does not lead to the third: %v", err)
	}
	if err := d.Cancel(t.Context(), third.ID); err != nil || current() != second.ID {
		t.Errorf("after all the poster does not lead to the last round: %v", err)
	}
	if err := d.Cancel(t.Context(), second.ID); err != nil || current() != first.ID {
		t.Errorf("the poster leads to a cancelled round: %v", err)
	}
	if Current(nil, d.clock) != nil || Current([]*Round{third}, d.clock) != nil {
		t.Error("a draft has no posters")
	}
}

func TestSeriesStaysTrue(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*Settings)
		key   string
	}{
		"questions": {func(s *Settings) {
			s.Questionnaire.Sections = s.Questionnaire.Sections[:1]
			s.Questionnaire.Minutes = 9
		}, "round.series_differs"},
		"texts, where there are none": {func(s *Settings) { s.Texts = false }, ""},
		"threshold":                   {func(s *Settings) { s.K = MinK }, "round.series_differs"},
		"another office":              {func(s *Settings) { s.Organizer = "别的办公室" }, "round.series_differs"},
		"another title":               {func(s *Settings) { s.Title = "别的名称" }, "round.series_differs"},
		"another document":            {func(s *Settings) { s.Legal.Document = "别的文号" }, "round.series_differs"},
		"higher threshold":            {func(s *Settings) { s.K++ }, ""},
		"no series":                   {func(s *Settings) { s.First = models.NewID() }, "error.not_found"},
		"same time": {func(s *Settings) {
			first := settings()
			s.Opens, s.Closes, s.LatestCloses = first.Opens.Add(time.Hour), first.Closes.Add(time.Hour), first.LatestCloses.Add(time.Hour)
		}, "round.series_overlap"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := pulse(t)
			r := d.next(t)
			s := r.Settings
			c.spoil(&s)
			if err := d.Revise(t.Context(), r.ID, r.Version, s); err != nil {
				t.Fatal(err)
			}
			who := d.round(t).Evaluator
			err := d.Accept(t.Context(), r.ID, who.Account, []byte("public"), []byte("wrapped"))
			if err != nil {
				t.Fatal(err)
			}
			err = d.Freeze(t.Context(), r.ID, d.again(t, r.ID).Version)
			if c.key == "" && err == nil {
				return
			}
			wantKey(t, err, c.key)
		})
	}
}

func TestSeriesExtension(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	s := settings()
	s.Admission, s.Series = Poster, true
	s.LatestCloses = s.Closes.AddDate(0, 0, 30)
	r, err := d.Create(t.Context(), models.NewID(), s)
	if err != nil {
		t.Fatal(err)
	}
	d.id = r.ID
	d.freeze(t)
	second := d.next(t)
	if err := d.Freeze(t.Context(), second.ID, second.Version); err != nil {
		t.Fatal(err)
	}
	wantKey(t, d.Extend(t.Context(), d.id, second.Settings.Opens.Add(time.Minute)), "round.series_overlap")
	if err := d.Extend(t.Context(), d.id, second.Settings.Opens); err != nil {
		t.Error(err)
	}
}

func TestNextNeedsASeries(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.freeze(t)
	_, err := d.Next(t.Context(), models.NewID(), d.id)
	wantKey(t, err, "round.series_none")
}

func TestTextsAreLeftOut(t *testing.T) {
	t.Parallel()
	for _, texts := range []bool{true, false} {
		d := newDesk(t)
		s := settings()
		why := questionnaire.Question{Name: "why", Kind: questionnaire.Text, Text: models.Text{Zh: "为什么", En: "Why"}}
		s.Questionnaire.Sections[0].Questions = append(s.Questionnaire.Sections[0].Questions, why)
		s.Texts = texts
		if err := d.Revise(t.Context(), d.id, 1, s); err != nil {
			t.Fatal(err)
		}
		d.freeze(t)
		m, err := ReadManifest(d.round(t).Manifest)
		if err != nil || m.Questionnaire.AsksTexts() != texts {
			t.Errorf("texts %v: %v, %v", texts, m.Questionnaire.AsksTexts(), err)
		}
	}
}

// TestStricterRules: a draft that was saved before a rule came is not frozen against it.
func TestStricterRules(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.shelf.rounds[d.id]
	q := r.Settings.Questionnaire
	q.Sections = append([]questionnaire.Section(nil), q.Sections...)
	q.Sections[0].Relevant = "${nobody} > 0"
	r.Settings.Questionnaire = q
	d.shelf.rounds[d.id] = r
	who := account.Account{ID: models.NewID(), Name: "某大学", Role: account.Evaluator}
	if err := d.Appoint(t.Context(), d.id, who); err != nil {
		t.Fatal(err)
	}
	if err := d.Accept(t.Context(), d.id, who.ID, []byte("public"), []byte("wrapped")); err != nil {
		t.Fatal(err)
	}
	wantKey(t, d.Freeze(t.Context(), d.id, d.round(t).Version), "round.questionnaire")
}

// The posters outlive the wrapped key of the first round, which is destroyed some days after its release.
func TestASeriesGoesOnAfterADestruction(t *testing.T) {
	t.Parallel()
	d := pulse(t)
	d.set(func(r *Round) {
		r.State, r.Published, r.Destroyed, r.Evaluator.WrappedKey = Released, d.clock, d.clock, nil
	})
	second := d.next(t)
	d.do(t, d.Freeze(t.Context(), second.ID, second.Version))
}
