package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/library"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

func titled(zh string) questionnaire.Questionnaire {
	return questionnaire.Questionnaire{Name: "draft", Title: models.Text{Zh: zh}}
}

func record(owner models.ID, at time.Time) *library.Record {
	return &library.Record{
		ID: models.NewID(), Owner: owner, Version: 1, Title: models.Text{Zh: "题", En: "T"}, Updated: at,
		Why: library.Edited, Body: []byte(`{}`),
	}
}

func TestLibrary(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		ctx := t.Context()
		clock := now()
		s := open(t, target)
		shelf := library.NewShelf(s, func() time.Time { return clock })
		owner := models.NewID()
		q, _ := builtin.ByName("burden-core")
		made := must[*library.Entry](t)(shelf.Create(ctx, owner, q, library.Copied))
		clock = clock.Add(time.Hour)
		long := titled(strings.Repeat("减𠀀", 300) + "\xff")
		edited := must[*library.Entry](t)(shelf.Save(ctx, owner, made.ID, 1, long))
		if edited.Version != 2 || len([]rune(edited.Title.Zh)) != 200 {
			t.Fatalf("version %d, %d characters", edited.Version, len([]rune(edited.Title.Zh)))
		}
		listed := must[[]library.Entry](t)(shelf.List(ctx, owner))
		if len(listed) != 1 || listed[0].Title != edited.Title || !listed[0].Updated.Equal(clock) || listed[0].Owner != owner {
			t.Fatalf("%+v", listed)
		}
		log := must[[]library.Revision](t)(shelf.History(ctx, owner, made.ID))
		if len(log) != 2 || log[1] != (library.Revision{Version: 1, At: now(), Why: library.Copied}) {
			t.Fatalf("%+v", log)
		}
		back := must[*library.Entry](t)(shelf.Restore(ctx, owner, made.ID, 1, 2))
		if diff := library.Compare(back.Body, q); back.Version != 3 || len(diff) != 0 {
			t.Fatalf("version %d, %+v", back.Version, diff)
		}
		if old := must[questionnaire.Questionnaire](t)(shelf.Revision(ctx, owner, made.ID, 2)); old.Title.Zh[:3] != "减" {
			t.Fatalf("%q", old.Title.Zh)
		}
		if _, err := s.RevisionBody(ctx, made.ID, 9); models.KindOf(err) != models.NotFound {
			t.Fatalf("got %v", err)
		}
	})
}

// A large body with every byte that a database could stumble over comes back as it was.
func TestLibraryKeepsEveryByte(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		r := record(models.NewID(), now())
		r.Body = make([]byte, library.MaxBytes)
		for i := range r.Body {
			r.Body[i] = byte(i * 7)
		}
		do(t, s.CreateQuestionnaire(t.Context(), r, 1))
		next := *r
		next.Version, next.Body = 2, []byte(`{}`)
		do(t, s.UpdateQuestionnaire(t.Context(), &next, r, nil))
		if got := must[[]byte](t)(s.RevisionBody(t.Context(), r.ID, 1)); string(got) != string(r.Body) {
			t.Fatal("another body")
		}
	})
}

// Of two pages that save at once one wins; the other learns it, and neither body nor history holds anything of it.
func TestLibrarySavesAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		ctx := t.Context()
		shelf := library.NewShelf(open(t, target), now)
		owner := models.NewID()
		made := must[*library.Entry](t)(shelf.Create(ctx, owner, titled("0"), library.Edited))
		const rivals, rounds = 8, 5
		for round := 1; round <= rounds; round++ {
			var wg sync.WaitGroup
			var mu sync.Mutex
			var won []*library.Entry
			for rival := range rivals {
				wg.Go(func() {
					e, err := shelf.Replace(ctx, owner, made.ID, round, titled(fmt.Sprintf("%d/%d", round, rival)), library.Edited)
					if err != nil {
						if models.KindOf(err) != models.Conflict {
							t.Error(err)
						}
						return
					}
					mu.Lock()
					defer mu.Unlock()
					won = append(won, e)
				})
			}
			wg.Wait()
			if len(won) != 1 {
				t.Fatalf("%d of %d writers of the same version won", len(won), rivals)
			}
			got := must[*library.Entry](t)(shelf.Entry(ctx, owner, made.ID))
			log := must[[]library.Revision](t)(shelf.History(ctx, owner, made.ID))
			if got.Version != round+1 || got.Title != won[0].Title || len(log) != round+1 {
				t.Fatalf("version %d, %q for %q, %d states", got.Version, got.Title.Zh, won[0].Title.Zh, len(log))
			}
		}
	})
}

func TestLibraryStaleVersionWritesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		ctx := t.Context()
		s := open(t, target)
		r := record(models.NewID(), now())
		do(t, s.CreateQuestionnaire(ctx, r, 1))
		next := *r
		next.Version = 2
		do(t, s.UpdateQuestionnaire(ctx, &next, r, nil))
		wantKey(t, s.UpdateQuestionnaire(ctx, &next, r, []int{1}), "library.changed")
		if log := must[[]library.Revision](t)(s.Revisions(ctx, r.ID)); len(log) != 1 {
			t.Fatalf("%+v", log)
		}
		// Dropping goes with a write, and takes what it names.
		third := next
		third.Version, third.Why = 3, library.Imported
		do(t, s.UpdateQuestionnaire(ctx, &third, &next, []int{1}))
		if log := must[[]library.Revision](t)(s.Revisions(ctx, r.ID)); len(log) != 1 || log[0].Version != 2 {
			t.Fatalf("%+v", log)
		}
		do(t, s.DeleteQuestionnaire(ctx, r.ID, now()))
		fourth := third
		fourth.Version = 4
		wantKey(t, s.UpdateQuestionnaire(ctx, &fourth, nil, nil), "library.changed")
	})
}

func TestLibraryBin(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		ctx := t.Context()
		s := open(t, target)
		owner := models.NewID()
		first, second := record(owner, now()), record(owner, now().Add(time.Minute))
		do(t, s.CreateQuestionnaire(ctx, first, 2))
		do(t, s.CreateQuestionnaire(ctx, second, 2))
		wantKey(t, s.CreateQuestionnaire(ctx, record(owner, now()), 2), "library.many")
		do(t, s.CreateQuestionnaire(ctx, record(models.NewID(), now()), 2)) // somebody else's are not counted
		do(t, s.DeleteQuestionnaire(ctx, first.ID, now().Add(time.Hour)))
		do(t, s.DeleteQuestionnaire(ctx, first.ID, now().Add(2*time.Hour)))
		listed := must[[]library.Record](t)(s.Questionnaires(ctx, owner))
		if len(listed) != 2 || listed[0].ID != second.ID || listed[0].Body != nil || !listed[1].Deleted.Equal(now().Add(time.Hour)) {
			t.Fatalf("%+v", listed)
		}
		third := record(owner, now())
		do(t, s.CreateQuestionnaire(ctx, third, 2))
		wantKey(t, s.UndeleteQuestionnaire(ctx, first.ID, 2), "library.many")
		do(t, s.UndeleteQuestionnaire(ctx, first.ID, 3))
		if got := must[*library.Record](t)(s.Questionnaire(ctx, first.ID)); !got.Deleted.IsZero() {
			t.Fatal("still in the bin")
		}
		next := *third
		next.Version = 2
		do(t, s.UpdateQuestionnaire(ctx, &next, third, nil))
		do(t, s.DeleteQuestionnaire(ctx, third.ID, now()))
		do(t, s.PurgeQuestionnaires(ctx, now().Add(-time.Second)))
		must[*library.Record](t)(s.Questionnaire(ctx, third.ID))
		do(t, s.PurgeQuestionnaires(ctx, now()))
		if _, err := s.Questionnaire(ctx, third.ID); models.KindOf(err) != models.NotFound {
			t.Fatalf("got %v", err)
		}
		if log := must[[]library.Revision](t)(s.Revisions(ctx, third.ID)); len(log) != 0 {
			t.Fatal("its history is still there")
		}
		if err := s.UndeleteQuestionnaire(ctx, third.ID, 9); models.KindOf(err) != models.NotFound {
			t.Fatalf("got %v", err)
		}
		must[*library.Record](t)(s.Questionnaire(ctx, first.ID)) // what is not in the bin is never purged
	})
}

// However many pages make one at once, the limit holds.
func TestLibraryLimitAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		owner := models.NewID()
		const limit = 3
		var wg sync.WaitGroup
		for range 2 * limit {
			wg.Go(func() { _ = s.CreateQuestionnaire(t.Context(), record(owner, now()), limit) })
		}
		wg.Wait()
		if n := len(must[[]library.Record](t)(s.Questionnaires(t.Context(), owner))); n > limit {
			t.Fatalf("%d questionnaires, the limit is %d", n, limit)
		}
		for range limit { // the crowd may have kept out more than it had to; one by one there is room up to the limit
			_ = s.CreateQuestionnaire(t.Context(), record(owner, now()), limit)
		}
		if n := len(must[[]library.Record](t)(s.Questionnaires(t.Context(), owner))); n != limit {
			t.Fatalf("%d questionnaires, the limit is %d", n, limit)
		}
	})
}

var _ library.Store = (*store.Store)(nil)
