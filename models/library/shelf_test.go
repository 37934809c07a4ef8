package library

import (
	"strings"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func TestSaveComparesVersions(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	ctx := t.Context()
	if e := s.save(time.Minute, "2"); e.Version != 2 || e.Title.Zh != "2" || !e.Updated.Equal(start().Add(time.Minute)) {
		t.Fatalf("%+v", e)
	}
	_, err := s.Save(ctx, s.owner, s.id, 1, titled("from an old tab"))
	wantKey(t, err, models.Conflict, "library.changed")
	_, err = s.Save(ctx, s.owner, s.id, 3, titled("from a version that never was"))
	wantKey(t, err, models.Conflict, "library.changed")
	s.clock = s.clock.Add(time.Hour)
	for _, version := range []int{2, 1} { // the answer to a save may be lost: sent again it is no conflict
		e, err := s.Save(ctx, s.owner, s.id, version, titled("2"))
		if err != nil || e.Version != 2 || !e.Updated.Equal(start().Add(time.Minute)) {
			t.Fatalf("%+v, %v", e, err)
		}
	}
	if e := s.entry(); e.Body.Title.Zh != "2" || len(s.versions()) != 2 {
		t.Fatalf("%+v, %v", e, s.versions())
	}
}

// What changes between reading and writing is left to the store, and what it refuses has written nothing.
func TestSaveLosesARace(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	s.memory.meanwhile = func() { s.save(0, "the other's") }
	_, err := s.Save(t.Context(), s.owner, s.id, 1, titled("mine"))
	wantKey(t, err, models.Conflict, "library.changed")
	if e := s.entry(); e.Version != 2 || e.Title.Zh != "the other's" || len(s.versions()) != 2 {
		t.Fatalf("%+v, %v", e, s.versions())
	}
}

// A draft is kept as it is, however wrong.
func TestDraftsNeedNotCompile(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	broken := questionnaire.Questionnaire{Name: "不对", Sections: []questionnaire.Section{{Questions: []questionnaire.Question{
		{Kind: "no such kind", Relevant: "((", Options: []questionnaire.Option{{Name: "a"}, {Name: "a"}}}, {Name: "q", Min: 5, Max: -5},
	}}}}
	if _, err := questionnaire.Compile(broken); err == nil {
		t.Fatal("the draft is not broken")
	}
	if _, err := s.Save(t.Context(), s.owner, s.id, 1, broken); err != nil {
		t.Fatal(err)
	}
	if diff := Compare(s.entry().Body, broken); len(diff) != 0 {
		t.Fatalf("%+v", diff)
	}
}

func TestOthersSeeNothing(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	ctx, stranger := t.Context(), models.NewID()
	for _, id := range []models.ID{s.id, models.NewID()} { // there or not: the same answer
		for name, try := range map[string]func() error{
			"entry":    func() error { _, err := s.Entry(ctx, stranger, id); return err },
			"save":     func() error { _, err := s.Save(ctx, stranger, id, 1, titled("1")); return err },
			"replace":  func() error { _, err := s.Replace(ctx, stranger, id, 1, titled("x"), Imported); return err },
			"delete":   func() error { return s.Delete(ctx, stranger, id) },
			"undelete": func() error { return s.Undelete(ctx, stranger, id) },
			"history":  func() error { _, err := s.History(ctx, stranger, id); return err },
			"revision": func() error { _, err := s.Revision(ctx, stranger, id, 1); return err },
			"restore":  func() error { _, err := s.Restore(ctx, stranger, id, 1, 1); return err },
		} {
			t.Log(name)
			wantKey(t, try(), models.NotFound, "error.not_found")
		}
	}
	if all, err := s.List(ctx, stranger); err != nil || len(all) != 0 {
		t.Fatalf("%+v, %v", all, err)
	}
	if s.entry().Version != 1 {
		t.Fatal("changed by a stranger")
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	ctx := t.Context()
	large := titled(strings.Repeat("大", MaxBytes/3+1))
	_, err := s.Create(ctx, s.owner, large, Imported)
	wantKey(t, err, models.TooLarge, "library.large")
	_, err = s.Save(ctx, s.owner, s.id, 1, large)
	wantKey(t, err, models.TooLarge, "library.large")
	if _, err = s.Save(ctx, s.owner, s.id, 1, titled(strings.Repeat("大", MaxBytes/3-100))); err != nil {
		t.Fatal(err)
	}
	if n := len([]rune(s.entry().Title.Zh)); n != 200 {
		t.Errorf("a title of %d characters for lists", n)
	}
	for range MaxEntries - 1 {
		if _, err := s.Create(ctx, s.owner, titled(""), Edited); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Create(ctx, s.owner, titled(""), Edited)
	wantKey(t, err, models.Conflict, "library.many")
	if err := s.Delete(ctx, s.owner, s.id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Create(ctx, s.owner, titled(""), Edited); err != nil {
		t.Fatal(err)
	}
	wantKey(t, s.Undelete(ctx, s.owner, s.id), models.Conflict, "library.many")
}

func TestBin(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	ctx := t.Context()
	lists := func(live, deleted int) {
		t.Helper()
		on, errOn := s.List(ctx, s.owner)
		off, errOff := s.Deleted(ctx, s.owner)
		if errOn != nil || errOff != nil || len(on) != live || len(off) != deleted {
			t.Fatalf("%d there, %d in the bin, want %d and %d (%v, %v)", len(on), len(off), live, deleted, errOn, errOff)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	lists(1, 0)
	must(s.Undelete(ctx, s.owner, s.id)) // nothing to bring back is no error
	must(s.Delete(ctx, s.owner, s.id))
	lists(0, 1)
	_, err := s.Entry(ctx, s.owner, s.id)
	wantKey(t, err, models.Gone, "library.gone")
	_, err = s.Save(ctx, s.owner, s.id, 1, titled("typed in another tab"))
	wantKey(t, err, models.Gone, "library.gone")
	s.clock = s.clock.Add(KeptDeleted - time.Second)
	must(s.Delete(ctx, s.owner, s.id)) // again does not lengthen it
	must(s.Purge(ctx))
	lists(0, 1)
	must(s.Undelete(ctx, s.owner, s.id))
	lists(1, 0)
	must(s.Delete(ctx, s.owner, s.id))
	s.clock = s.clock.Add(KeptDeleted)
	lists(0, 0) // over, even before the caretaker has come
	wantKey(t, s.Undelete(ctx, s.owner, s.id), models.NotFound, "error.not_found")
	must(s.Purge(ctx))
	if len(s.memory.records) != 0 {
		t.Fatal("not purged")
	}
}

func TestListIsNewestFirst(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	s.clock = s.clock.Add(time.Hour)
	q, _ := builtin.ByName("pulse")
	second, err := s.Create(t.Context(), s.owner, q, Copied)
	if err != nil {
		t.Fatal(err)
	}
	s.save(time.Hour, "2")
	all, err := s.List(t.Context(), s.owner)
	if err != nil || len(all) != 2 || all[0].ID != s.id || all[1].ID != second.ID || all[1].Title != q.Title || all[1].Body.Name != "" {
		t.Fatalf("%+v, %v", all, err)
	}
}
