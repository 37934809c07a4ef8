package store_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/job"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
	"jianfu/models/unit"
)

// now is a fixed clock of the tests.
func now() time.Time { return time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC) }

func open(t *testing.T, target string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Key != key {
		t.Fatalf("got %v, want %s", err, key)
	}
}

// county is a top with two units of 3 and 12 people.
func county(t *testing.T, s *store.Store) []unit.Unit {
	t.Helper()
	top := unit.Unit{ID: models.NewID(), Code: "1", Name: "县"}
	units := []unit.Unit{
		{ID: models.NewID(), Parent: top.ID, Code: "11", Name: "甲镇", Headcount: 3},
		{ID: models.NewID(), Parent: top.ID, Code: "12", Name: "乙镇", Headcount: 12},
		top,
	}
	do(t, s.ApplyUnits(t.Context(), unit.Plan{Add: units}))
	return units
}

// begin freezes and opens a round over the county.
func begin(t *testing.T, s *store.Store, kind round.Admission) (*round.Book, *round.Round, *seal.PrivateKey) {
	t.Helper()
	book, r, key := frozen(t, s, kind)
	do(t, book.Open(t.Context(), r.ID))
	return book, must[*round.Round](t)(book.Round(t.Context(), r.ID)), key
}

// frozen freezes a round over the county.
func frozen(t *testing.T, s *store.Store, kind round.Admission) (*round.Book, *round.Round, *seal.PrivateKey) {
	t.Helper()
	ctx := t.Context()
	book := round.NewBook(s, s, now)
	q, _ := builtin.ByName("pulse")
	r, err := book.Create(ctx, models.NewID(), round.Settings{
		Title: "一季度", Organizer: "县减负办", Questionnaire: q, Admission: kind, K: 10,
		Opens: now(), Closes: now().Add(time.Hour), LatestCloses: now().Add(48 * time.Hour), RetentionDays: 30,
	})
	do(t, err)
	evaluator := account.Account{ID: models.NewID(), Name: "某大学", Role: account.Evaluator}
	do(t, book.Appoint(ctx, r.ID, evaluator))
	key := must[*seal.PrivateKey](t)(seal.NewPrivateKey())
	do(t, book.Accept(ctx, r.ID, evaluator.ID, key.Public(), []byte("wrapped")))
	r = must[*round.Round](t)(book.Round(ctx, r.ID))
	if kind == round.Card {
		jobs := job.NewBoard(ctx, s, now, slog.New(slog.DiscardHandler))
		do(t, keyring(s, jobs).Prepare(ctx, r.ID, must[[]models.ID](t)(book.Units(ctx, r))))
		jobs.Wait()
	}
	do(t, book.Freeze(ctx, r.ID, r.Version))
	return book, must[*round.Round](t)(book.Round(ctx, r.ID)), key
}

// keyring always has the same secret, so that what one made another one opens.
func keyring(s *store.Store, jobs *job.Board) *admission.Keyring {
	secret, _ := admission.ReadSecret(strings.Repeat("A", 43))
	return admission.NewKeyring(s, secret, jobs, now)
}

func gateOf(s *store.Store) *admission.Gate {
	return admission.NewGate(s, s, keyring(s, nil), s, now)
}

func ballot(t *testing.T, r *round.Round, unitID models.ID) *response.Ballot {
	t.Helper()
	m := must[*round.Manifest](t)(round.ReadManifest(r.Manifest))
	draft := must[response.Draft](t)(response.NewDraft(m, unitID, []byte(`{"q":"pulse"}`), seal.Quantum))
	return must[*response.Ballot](t)(draft.Ballot(r.ID, unitID))
}

func TestRefusesNewerSchema(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		do(t, must[*store.Store](t)(store.Open(t.Context(), target)).Close())
		driver := "sqlite"
		if store.IsMySQL(target) {
			driver = "mysql"
		}
		db := must[*sql.DB](t)(sql.Open(driver, target))
		_, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
		do(t, errors.Join(err, db.Close()))
		_, err = store.Open(t.Context(), target)
		wantKey(t, err, "store.newer")
	})
}

func TestBadDSNKeepsThePassword(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), "root:geheim@tcp(host/x?y")
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Fatalf("got %v", err)
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx := t.Context()
		units := county(t, s)
		tree := must[*unit.Tree](t)(unit.NewTree(must[[]unit.Unit](t)(s.Units(ctx))))
		if tree.Len() != 3 || tree.Headcount(models.ID{}) != 15 {
			t.Fatalf("%d units, %d people", tree.Len(), tree.Headcount(models.ID{}))
		}
		wantKey(t, s.DeleteUnit(ctx, units[2].ID), "unit.has_children")
		// A plan that fails at its end leaves nothing behind.
		bad := unit.Plan{Add: []unit.Unit{
			{ID: models.NewID(), Code: "13", Name: "丙镇"}, {ID: models.NewID(), Code: "11", Name: "重复"},
		}}
		if err := s.ApplyUnits(ctx, bad); models.KindOf(err) != models.Conflict {
			t.Fatalf("got %v", err)
		}
		units[0].Name, units[0].Headcount = "新甲镇", 0
		do(t, s.UpdateUnit(ctx, units[0]))
		do(t, s.UpdateUnit(ctx, units[0])) // nothing new is no error
		do(t, s.DeleteUnit(ctx, units[1].ID))
		left := must[[]unit.Unit](t)(s.Units(ctx))
		if len(left) != 2 {
			t.Fatalf("%d units", len(left))
		}
		if err := s.UpdateUnit(ctx, unit.Unit{ID: models.NewID()}); models.KindOf(err) != models.NotFound {
			t.Fatalf("got %v", err)
		}
	})
}

func TestRoundLife(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx := t.Context()
		units := county(t, s)
		book, r, _ := begin(t, s, round.Poster)
		if r.State != round.Open || r.Hash != round.HashOf(r.Manifest) || r.Settings.Title != "一季度" {
			t.Fatalf("%+v", r)
		}
		if got := must[[]byte](t)(s.Manifest(ctx, r.Hash)); string(got) != string(r.Manifest) {
			t.Fatal("another manifest")
		}
		wantKey(t, book.Revise(ctx, r.ID, r.Version, r.Settings), "round.not_draft")
		stale := *r
		do(t, book.Extend(ctx, r.ID, r.Ends.Add(time.Hour)))
		wantKey(t, s.UpdateRound(ctx, &stale, nil), "round.changed")
		wantKey(t, book.Extend(ctx, r.ID, r.Settings.LatestCloses.Add(time.Minute)), "round.extend_beyond")
		do(t, book.Close(ctx, r.ID))
		if log := must[[]round.Addendum](t)(book.Addenda(ctx, r.ID)); len(log) != 4 {
			t.Fatalf("%d lines in the log", len(log))
		}
		do(t, book.Cancel(ctx, r.ID))
		if err := s.CastPoster(ctx, now(), ballot(t, r, units[1].ID)); models.KindOf(err) != models.Gone {
			t.Fatalf("got %v", err)
		}
		if n := must[map[models.ID]int](t)(s.CountBallots(ctx, r.ID)); len(n) != 0 {
			t.Fatal("ballots of a cancelled round are still there")
		}
	})
}

func TestCards(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx := t.Context()
		units := county(t, s)
		book, r, _ := begin(t, s, round.Card)
		gate := gateOf(s)
		box := response.NewBox(s, s, s, now)
		made := must[[]admission.UnitCards](t)(gate.Cards(ctx, r, []models.ID{units[0].ID, units[1].ID}))
		if len(made) != 2 || len(made[0].Codes) != 3 || len(made[1].Codes) != 12 {
			t.Fatalf("%d units of cards", len(made))
		}
		code := made[0].Codes[0]
		place := must[*admission.Place](t)(gate.Card(ctx, code))
		if place.Unit.ID != units[0].ID {
			t.Fatal("another unit")
		}
		if _, err := gate.Card(ctx, admission.NewCode()); models.KindOf(err) != models.NotFound {
			t.Fatalf("got %v", err)
		}
		first := ballot(t, r, units[0].ID)
		do(t, box.CastCard(ctx, code, first))
		do(t, box.CastCard(ctx, code, first)) // the reply was lost
		forged := *first
		forged.Unit = units[1].ID
		wantKey(t, box.CastCard(ctx, made[1].Codes[1], &forged), "response.ballot")
		wantKey(t, box.CastCard(ctx, code, ballot(t, r, units[0].ID)), "response.card_used")
		wantKey(t, box.CastCard(ctx, made[1].Codes[0], ballot(t, r, units[0].ID)), "response.card_used")

		// A reprint replaces the unused cards and lets nobody in beyond the first number.
		again := must[[]admission.UnitCards](t)(gate.Cards(ctx, r, []models.ID{units[0].ID}))
		wantKey(t, box.CastCard(ctx, made[0].Codes[1], ballot(t, r, units[0].ID)), "response.card_used")
		for _, replaced := range made[0].Codes { // used or not, they open alike
			if place := must[*admission.Place](t)(gate.Card(ctx, replaced)); place.Unit.ID != units[0].ID {
				t.Fatal("another unit")
			}
		}
		do(t, box.CastCard(ctx, again[0].Codes[0], ballot(t, r, units[0].ID)))
		do(t, box.CastCard(ctx, again[0].Codes[1], ballot(t, r, units[0].ID)))
		wantKey(t, box.CastCard(ctx, again[0].Codes[2], ballot(t, r, units[0].ID)), "response.card_used")

		do(t, book.Close(ctx, r.ID))
		do(t, box.CastCard(ctx, code, first)) // kept already, so it is not late
		wantKey(t, box.CastCard(ctx, made[1].Codes[0], ballot(t, r, units[1].ID)), "response.late")
		if n := must[map[models.ID]int](t)(s.CountBallots(ctx, r.ID)); n[units[0].ID] != 3 || n[units[1].ID] != 0 {
			t.Fatalf("%v", n)
		}
		spent := must[map[models.ID]response.CardCount](t)(s.Redemptions(ctx, r.ID))
		if spent[units[0].ID] != (response.CardCount{Issued: 3, Redeemed: 3}) || spent[units[1].ID] != (response.CardCount{Issued: 12}) {
			t.Fatalf("%v", spent)
		}
	})
}

// Many phones press twice at once: each card counts once, and the same ballot is never refused.
func TestCardsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		units := county(t, s)
		_, r, _ := begin(t, s, round.Card)
		gate, box := gateOf(s), response.NewBox(s, s, s, now)
		made := must[[]admission.UnitCards](t)(gate.Cards(ctx, r, []models.ID{units[1].ID}))
		var wg sync.WaitGroup
		errs := make(chan error, 100)
		for _, code := range made[0].Codes {
			b := ballot(t, r, units[1].ID)
			for range 4 {
				wg.Go(func() { errs <- box.CastCard(ctx, code, b) })
			}
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			do(t, err) // the same ballot is never refused, however often and however fast it is sent
		}
		for _, code := range made[0].Codes {
			wantKey(t, box.CastCard(ctx, code, ballot(t, r, units[1].ID)), "response.card_used")
		}
		if n := must[map[models.ID]int](t)(s.CountBallots(ctx, r.ID)); n[units[1].ID] != 12 {
			t.Fatalf("%d ballots from 12 cards", n[units[1].ID])
		}
	})
}

func TestShuffle(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx := t.Context()
		units := county(t, s)
		book, r, _ := begin(t, s, round.Poster)
		box := response.NewBox(s, s, s, now)
		want := map[string]int{}
		for i := range 30 {
			b := ballot(t, r, units[i%2].ID)
			want[string(b.SPKI)]++
			do(t, s.CastPoster(ctx, now(), b))
		}
		wantKey(t, box.Shuffle(ctx, r.ID), "round.not_closed")
		wantKey(t, s.Ballots(ctx, r.ID, nil), "evaluation.not_shuffled")
		do(t, book.Close(ctx, r.ID))
		stopped, cancel := context.WithCancel(ctx)
		cancel()
		if box.Shuffle(stopped, r.ID) == nil {
			t.Fatal("shuffled after being stopped")
		}
		if r = must[*round.Round](t)(book.Round(ctx, r.ID)); r.Shuffled {
			t.Fatal("marked as shuffled after being stopped")
		}
		do(t, box.Shuffle(ctx, r.ID))
		do(t, box.Shuffle(ctx, r.ID)) // again is harmless
		do(t, s.Ballots(ctx, r.ID, func(b *response.Ballot) error {
			want[string(b.SPKI)]--
			return b.Check()
		}))
		for _, n := range want {
			if n != 0 {
				t.Fatal("a ballot was lost or doubled")
			}
		}
		r = must[*round.Round](t)(book.Round(ctx, r.ID))
		if !r.Shuffled {
			t.Fatal("not marked as shuffled")
		}
	})
}

func TestTurnoutIsCoarse(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "x.db"))
	ctx := t.Context()
	units := county(t, s)
	_, r, _ := begin(t, s, round.Poster)
	clock := now()
	box := response.NewBox(s, s, s, func() time.Time { return clock })
	look := func(at time.Duration, want int) {
		t.Helper()
		clock = now().Add(at)
		do(t, box.CountTurnout(ctx, r.ID))
		if got := must[response.Turnout](t)(box.Turnout(ctx, r)); got.Sheets != want {
			t.Fatalf("%v after the opening: %+v, want %d", at, got, want)
		}
	}
	look(59*time.Minute, 0)
	for range 12 {
		do(t, s.CastPoster(ctx, now(), ballot(t, r, units[1].ID)))
	}
	look(60*time.Minute, 0) // the hour strikes: no news
	look(118*time.Minute, 0)
	look(150*time.Minute, 10)
	if got := must[response.Turnout](t)(box.Turnout(ctx, r)); got.Units[0].Quarter != response.Hidden {
		t.Fatalf("%+v", got)
	}
}

// A gate keeps a list of rounds for a moment, but turns nobody away on its word.
func TestAJustOpenedRoundIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "x.db"))
	units := county(t, s)
	book, r, _ := frozen(t, s, round.Card)
	gate := gateOf(s)
	code := must[[]admission.UnitCards](t)(gate.Cards(t.Context(), r, []models.ID{units[0].ID}))[0].Codes[0]
	if place := must[*admission.Place](t)(gate.Card(t.Context(), code)); place.Round.State != round.Frozen {
		t.Fatal(place.Round.State)
	}
	do(t, book.Open(t.Context(), r.ID))
	if place := must[*admission.Place](t)(gate.Card(t.Context(), code)); place.Round.State != round.Open {
		t.Fatal(place.Round.State)
	}
}
