package round

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/unit"
)

// shelf is a store in memory.
type shelf struct {
	rounds  map[models.ID]Round
	addenda map[models.ID][]Addendum
	units   []unit.Unit
	// keys are the public keys of every round; outstanding and ballots are what is counted of it.
	keys        map[models.ID][]byte
	outstanding int
	ballots     map[models.ID]int
	clashes     int // updates that lose against another one
}

func (s *shelf) CreateRound(_ context.Context, r *Round) error { s.rounds[r.ID] = *r; return nil }

func (s *shelf) Round(_ context.Context, id models.ID) (*Round, error) {
	r, ok := s.rounds[id]
	if !ok {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return &r, nil
}

func (s *shelf) Rounds(_ context.Context, states ...State) ([]*Round, error) {
	var all []*Round
	for _, r := range s.rounds {
		if len(states) == 0 || slices.Contains(states, r.State) {
			all = append(all, &r)
		}
	}
	return all, nil
}

func (s *shelf) UpdateRound(_ context.Context, r *Round, a *Addendum) error {
	if s.clashes > 0 {
		s.clashes--
		return models.Fail(models.Conflict, "round.changed")
	}
	if s.rounds[r.ID].Version != r.Version {
		return models.Fail(models.Conflict, "round.changed")
	}
	r.Version++
	s.rounds[r.ID] = *r
	if a != nil {
		s.addenda[r.ID] = append(s.addenda[r.ID], *a)
	}
	return nil
}

func (s *shelf) Addenda(_ context.Context, id models.ID) ([]Addendum, error) {
	return s.addenda[id], nil
}

func (s *shelf) Units(context.Context) ([]unit.Unit, error) { return s.units, nil }

func (s *shelf) UnitKeys(context.Context, models.ID) (map[models.ID][]byte, error) {
	return s.keys, nil
}

func (s *shelf) Outstanding(context.Context, models.ID) (int, error) { return s.outstanding, nil }

func (s *shelf) CountBallots(context.Context, models.ID) (map[models.ID]int, error) {
	return s.ballots, nil
}

// desk is a book with a clock that the test sets.
type desk struct {
	*Book
	shelf *shelf
	clock time.Time
	id    models.ID
}

func start() time.Time { return time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC) }

func settings() Settings {
	q, _ := builtin.ByName("pulse")
	return Settings{
		Title: "一季度", Organizer: "县减负办", Questionnaire: q, Admission: Card, K: 10,
		Opens: start().Add(time.Hour), Closes: start().Add(25 * time.Hour), LatestCloses: start().Add(49 * time.Hour), RetentionDays: 30,
	}
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	top := models.NewID()
	d := &desk{clock: start(), shelf: &shelf{
		rounds: map[models.ID]Round{}, addenda: map[models.ID][]Addendum{},
		units: []unit.Unit{
			{ID: top, Code: "1", Name: "县"},
			{ID: models.NewID(), Parent: top, Code: "11", Name: "甲镇", Headcount: 30},
			{ID: models.NewID(), Parent: top, Code: "12", Name: "乙局", Headcount: 6},
		},
	}}
	d.shelf.keys = map[models.ID][]byte{d.shelf.units[1].ID: []byte("key of 11"), d.shelf.units[2].ID: []byte("key of 12")}
	d.Book = NewBook(d.shelf, d.shelf, func() time.Time { return d.clock })
	r, err := d.Create(t.Context(), models.NewID(), settings())
	if err != nil {
		t.Fatal(err)
	}
	d.id = r.ID
	return d
}

func (d *desk) round(t *testing.T) *Round {
	t.Helper()
	r, err := d.Round(t.Context(), d.id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (d *desk) freeze(t *testing.T) {
	t.Helper()
	evaluator := account.Account{ID: models.NewID(), Name: "某大学", Role: account.Evaluator}
	err := errors.Join(d.Appoint(t.Context(), d.id, evaluator), d.Accept(t.Context(), d.id, evaluator.ID, []byte("public"), []byte("wrapped")))
	if err == nil {
		err = d.Freeze(t.Context(), d.id, d.round(t).Version)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for key, spoil := range map[string]func(*Settings){
		"round.title_length":     func(s *Settings) { s.Title = "  " },
		"round.organizer_length": func(s *Settings) { s.Organizer = "" },
		"round.admission":        func(s *Settings) { s.Admission = "" },
		"round.series_poster":    func(s *Settings) { s.Series = true },
		"round.questionnaire":    func(s *Settings) { s.Questionnaire.Sections = nil },
		"round.texts_needed": func(s *Settings) {
			q := &s.Questionnaire.Sections[0]
			q.Questions = append([]questionnaire.Question{{Name: "why", Kind: questionnaire.Text, Text: models.Text{Zh: "为什么"}}}, q.Questions...)
			q.Questions[1].Relevant = "${why} != ''"
		},
		"round.k_range":      func(s *Settings) { s.K = MinK - 1 },
		"round.dates_order":  func(s *Settings) { s.Closes = s.Opens },
		"round.latest_order": func(s *Settings) { s.LatestCloses = s.Closes.Add(-time.Hour) },
		"round.too_long":     func(s *Settings) { s.LatestCloses = s.Opens.AddDate(1, 0, 2) },
		"round.retention":    func(s *Settings) { s.RetentionDays = MaxRetentionDays + 1 },
	} {
		s := settings()
		spoil(&s)
		_, err := d.Create(t.Context(), models.NewID(), s)
		wantKey(t, err, key)
		wantKey(t, d.Revise(t.Context(), d.id, 1, s), key)
	}
}

func TestChecklistForbidsTheFreeze(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wantKey(t, d.Freeze(t.Context(), d.id, 1), "round.not_ready")
	items, err := d.Checklist(t.Context(), d.round(t))
	if err != nil {
		t.Fatal(err)
	}
	ok := map[string]bool{}
	for _, item := range items {
		ok[item.Key] = item.OK
	}
	if ok["round.check.evaluator"] || ok["round.check.accepted"] || !ok["round.check.headcounts"] || !ok["round.check.enough"] {
		t.Errorf("%v", ok)
	}
	if below, named := ok["round.check.below_k"]; !named || below {
		t.Error("the unit of 6 people is not named")
	}
	d.clock = start().AddDate(0, 1, 0)
	evaluator := account.Account{ID: models.NewID(), Role: account.Evaluator}
	err = errors.Join(d.Appoint(t.Context(), d.id, evaluator), d.Accept(t.Context(), d.id, evaluator.ID, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	wantKey(t, d.Freeze(t.Context(), d.id, d.round(t).Version), "round.not_ready") // its close is past
}

func TestOnlyAnEvaluatorIsAppointed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wantKey(t, d.Appoint(t.Context(), d.id, account.Account{ID: models.NewID(), Role: account.Organizer}), "round.not_evaluator")
	wantKey(t, d.Appoint(t.Context(), d.id, account.Account{ID: models.NewID(), Role: account.Evaluator, Suspended: true}), "round.not_evaluator")
	d.freeze(t)
	wantKey(t, d.Appoint(t.Context(), d.id, account.Account{ID: models.NewID(), Role: account.Evaluator}), "round.not_draft")
	wantKey(t, d.Accept(t.Context(), d.id, d.round(t).Evaluator.Account, nil, nil), "round.accepted")
}

// Naming somebody else drops the key that the first evaluator made.
func TestAnotherEvaluatorStartsAfresh(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first, second := account.Account{ID: models.NewID(), Role: account.Evaluator}, account.Account{ID: models.NewID(), Role: account.Evaluator}
	if err := errors.Join(d.Appoint(t.Context(), d.id, first), d.Accept(t.Context(), d.id, first.ID, []byte("p"), []byte("w"))); err != nil {
		t.Fatal(err)
	}
	if err := d.Appoint(t.Context(), d.id, first); err != nil || d.round(t).Evaluator.PublicKey == nil {
		t.Error("naming the same evaluator again lost the key", err)
	}
	if err := d.Appoint(t.Context(), d.id, second); err != nil || d.round(t).Evaluator.PublicKey != nil || !d.round(t).Evaluator.Accepted.IsZero() {
		t.Error("the first evaluator's key stayed", err)
	}
	// The first one's key arrives late: it is nobody's any more.
	if err := d.Accept(t.Context(), d.id, first.ID, []byte("p"), []byte("w")); models.KindOf(err) != models.NotFound {
		t.Error(err)
	}
}

// What was accepted is what will be frozen: a changed draft has to be accepted again.
func TestARevisionVoidsTheAcceptance(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	evaluator := account.Account{ID: models.NewID(), Role: account.Evaluator}
	if err := errors.Join(d.Appoint(t.Context(), d.id, evaluator), d.Accept(t.Context(), d.id, evaluator.ID, []byte("p"), []byte("w"))); err != nil {
		t.Fatal(err)
	}
	if err := d.Revise(t.Context(), d.id, d.round(t).Version, settings()); err != nil || d.round(t).Evaluator.Accepted.IsZero() {
		t.Error("saving the same settings voided the acceptance", err)
	}
	changed := settings()
	changed.K = MinK
	if err := d.Revise(t.Context(), d.id, d.round(t).Version, changed); err != nil || d.round(t).Evaluator.PublicKey != nil || d.round(t).Evaluator.Account != evaluator.ID {
		t.Error("the acceptance stayed", err)
	}
}

// A round that nobody unlocks does not keep its ballots for ever.
func TestNeverUnlocked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.freeze(t)
	if err := errors.Join(d.Open(t.Context(), d.id), d.Close(t.Context(), d.id)); err != nil {
		t.Fatal(err)
	}
	r := d.shelf.rounds[d.id]
	r.Shuffled, r.HasBallots = true, true
	d.shelf.rounds[d.id] = r
	d.clock = r.Ends.AddDate(0, 0, MaxRetentionDays)
	due, err := d.Due(t.Context())
	if err != nil || len(due.Destroy) != 1 {
		t.Fatal(due, err)
	}
	if err := d.Destroy(t.Context(), d.id); err != nil || d.round(t).State != Cancelled || d.round(t).Evaluator.WrappedKey != nil {
		t.Error(d.round(t).State, err)
	}
}

func TestManifest(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.freeze(t)
	r := d.round(t)
	m, err := ReadManifest(r.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	again, hash, err := m.Encode()
	if err != nil || hash != r.Hash || string(again) != string(r.Manifest) || HashOf(r.Manifest) != r.Hash {
		t.Fatal("a manifest that was read is not the one that was written", err)
	}
	if len(m.Units) != 3 || m.K != 10 || m.KeyMadeOn != KeyOnServer || string(m.RoundKey) != "public" || m.Evaluator != "某大学" {
		t.Errorf("%+v", m)
	}
	if ShortHash(r.Hash) != r.Hash[:4]+" "+r.Hash[4:8]+" "+r.Hash[8:12] {
		t.Error(ShortHash(r.Hash))
	}
	if _, err := ReadManifest([]byte(`{"format":"other"}`)); models.KindOf(err) != models.Invalid {
		t.Error(err)
	}
	wantKey(t, d.Revise(t.Context(), d.id, r.Version, settings()), "round.not_draft")
}

// Everything falls due in its time, and only then.
func TestDue(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.freeze(t)
	at := func(moment time.Time, want func(Due) []models.ID, name string) {
		t.Helper()
		d.clock = moment
		due, err := d.Due(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all := len(due.Open) + len(due.Close) + len(due.Shuffle) + len(due.Erase) + len(due.Destroy)
		if want == nil && all != 0 || want != nil && (all != 1 || len(want(due)) != 1) {
			t.Errorf("%s: %+v", name, due)
		}
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	opens, closes := settings().Opens, settings().Closes
	at(opens.Add(-time.Second), nil, "before the opening")
	at(opens, func(d Due) []models.ID { return d.Open }, "at the opening")
	do(d.Open(t.Context(), d.id))
	at(closes.Add(-time.Second), nil, "before the close")
	if !d.round(t).Takes(d.clock) || d.round(t).Takes(closes) {
		t.Error("takes sheets at the wrong time")
	}
	do(d.Extend(t.Context(), d.id, closes.Add(time.Hour)))
	at(closes, nil, "at the first close")
	at(closes.Add(time.Hour), func(d Due) []models.ID { return d.Close }, "at the close")
	wantKey(t, d.Extend(t.Context(), d.id, closes.Add(2*time.Hour)), "round.not_open")
	do(d.Close(t.Context(), d.id))
	at(d.clock, func(d Due) []models.ID { return d.Shuffle }, "after the close")
	r := d.shelf.rounds[d.id]
	r.State, r.Shuffled, r.HasBallots, r.Published = Released, true, true, d.clock
	d.shelf.rounds[d.id] = r
	at(d.clock.AddDate(0, 0, 30).Add(-time.Second), nil, "before the end of retention")
	wantKey(t, d.Destroy(t.Context(), d.id), "round.retained")
	at(r.Published.AddDate(0, 0, 30), func(d Due) []models.ID { return d.Destroy }, "at the end of retention")
	do(d.Destroy(t.Context(), d.id))
	if r := d.round(t); r.Evaluator.WrappedKey != nil || r.Destroyed.IsZero() {
		t.Error("the wrapped key is still there")
	}
	wantKey(t, d.Cancel(t.Context(), d.id), "round.over")
}

func TestCloseByHandEndsNow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.freeze(t)
	if err := d.Open(t.Context(), d.id); err != nil {
		t.Fatal(err)
	}
	d.clock = d.clock.Add(time.Minute)
	if err := d.Close(t.Context(), d.id); err != nil || !d.round(t).Ends.Equal(d.clock) {
		t.Fatal(d.round(t).Ends, err)
	}
}

func TestPermits(t *testing.T) {
	t.Parallel()
	owner := account.Account{ID: models.NewID(), Role: account.Organizer}
	evaluator := account.Account{ID: models.NewID(), Role: account.Evaluator}
	other := account.Account{ID: models.NewID(), Role: account.Organizer}
	admin := account.Account{ID: models.NewID(), Role: account.Administrator}
	for _, c := range []struct {
		who     account.Account
		state   State
		allowed []Act
	}{
		{owner, Open, []Act{See, Manage}},
		{owner, Released, []Act{See, Manage, Read}},
		{evaluator, Closed, []Act{See, Evaluate}},
		{evaluator, Released, []Act{See, Evaluate, Read}},
		{other, Released, nil},
		{admin, Released, nil},
		{account.Account{ID: owner.ID, Role: account.Organizer, Suspended: true}, Open, nil},
		{account.Account{ID: evaluator.ID, Role: account.Organizer}, Released, nil},
		{account.Account{}, Released, nil},
	} {
		r := &Round{Owner: owner.ID, State: c.state, Evaluator: Appointment{Account: evaluator.ID}}
		for _, act := range []Act{See, Manage, Evaluate, Read} {
			want := false
			for _, allowed := range c.allowed {
				want = want || act == allowed
			}
			if r.Permits(c.who, act) != want {
				t.Errorf("%s %s in %s: %v", c.who.Role, act, c.state, !want)
			}
		}
	}
	r := &Round{Owner: owner.ID, State: Open}
	if models.KindOf(r.Check(other, See)) != models.NotFound || models.KindOf(r.Check(owner, Read)) != models.Forbidden || r.Check(owner, Manage) != nil {
		t.Error("the error tells too much or too little")
	}
	if r.Permits(account.Account{Role: account.Evaluator}, See) {
		t.Error("nobody is the evaluator of a round that has none")
	}
}
