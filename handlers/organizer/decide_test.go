package organizer

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/round"
)

// A trial is made from the page of a round, started when its keys are there, and says what it is wherever it is shown.
func TestTrialFromThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.unmade = []models.ID{{14}}
	first := w.draft(round.Card)
	made := w.post("anna", pathOf(first.ID)+"/trial", nil)
	at, _, _ := strings.Cut(made.location, "?")
	if made.status != 303 || !strings.HasSuffix(made.location, "?done=trial_made") || at == pathOf(first.ID) {
		t.Fatalf("%d, %s", made.status, made.location)
	}
	waiting := w.get("anna", at).body
	if !strings.Contains(waiting, "4 / 5") || !strings.Contains(waiting, `http-equiv="refresh"`) || strings.Contains(waiting, "/begin") {
		t.Error("the page does not wait for the keys")
	}
	if got := w.post("anna", at+"/begin", url.Values{"version": {"1"}}); got.status != 409 || !strings.Contains(got.body, `class="problems"`) {
		t.Errorf("begun without keys: %d", got.status)
	}
	w.unmade = nil
	if got := w.get("anna", at).body; !strings.Contains(got, at+"/begin") || strings.Contains(got, `http-equiv="refresh"`) {
		t.Error("the page offers no beginning, or reloads though there is a button")
	}
	if got := w.post("anna", at+"/begin", url.Values{"version": {"0"}}); got.status != 409 {
		t.Errorf("a stale page: %d", got.status)
	}
	if got := w.post("anna", at+"/begin", url.Values{"version": {"1"}}); got.status != 303 {
		t.Fatalf("%d", got.status)
	}
	for _, path := range []string{at, at + "/close", at + "/cancel", "/rounds"} {
		if got := w.get("anna", path); got.status != 200 || !strings.Contains(got.body, "试填</span>") {
			t.Errorf("%s does not say 试填: %d", path, got.status)
		}
	}
	for _, path := range []string{at + "/settings", at + "/extend", at + "/freeze", at + "/open"} {
		if got := w.get("anna", path); got.status != 303 || got.location != at {
			t.Errorf("%s: %d, %s", path, got.status, got.location)
		}
	}
	if got := w.post("anna", at+"/trial", nil); got.status != 409 {
		t.Errorf("a trial of a trial: %d", got.status)
	}
	if got := w.post("anna", pathOf(first.ID)+"/begin", url.Values{"version": {"1"}}); got.status != 409 || w.again(first).State != round.Draft {
		t.Errorf("a round that is no trial began: %d", got.status)
	}
	if got := w.post("anna", at+"/cards.pdf", url.Values{"units": {"all"}}); got.status != 200 || len(w.printed) != 5 {
		t.Errorf("trial cards: %d", got.status)
	}
}

func TestOnlyTheOwnerDecides(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.frozen(round.Card)
	if err := w.book.Pause(context.Background(), r.ID); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/trial", "/begin", "/resume"} {
		if got := w.post("other", pathOf(r.ID)+path, nil); got.status != 404 {
			t.Errorf("POST %s by another organizer: %d, not 404", path, got.status)
		}
	}
	if len(w.rounds) != 1 || !w.again(r).Paused {
		t.Error("another organizer decided")
	}
}

// The page of a restored round says what is lost, and offers to go on, to close and to cancel; the list shows it first.
func TestRestored(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		make  func(w *world) *round.Round
		says  []string
		never []string
	}{
		"frozen cards": {func(w *world) *round.Round { return w.frozen(round.Card) }, []string{"要重新打印", "/cancel"}, []string{"再答一次", "/close", "/open"}},
		"open cards":   {func(w *world) *round.Round { return w.open(round.Card) }, []string{"再答一次", "找不回来", "/close", "/cancel"}, nil},
		"open posters": {func(w *world) *round.Round { return w.open(round.Poster) }, []string{"找不回来", "/close"}, []string{"再答一次", "要重新打印"}},
		"closed cards": {func(w *world) *round.Round {
			r := w.open(round.Card)
			_ = w.book.Close(context.Background(), r.ID)
			return r
		}, []string{"找不回来", "10:30"}, []string{"再答一次", "/close\""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := test.make(w)
			if err := w.book.Pause(context.Background(), r.ID); err != nil {
				t.Fatal(err)
			}
			got := w.get("anna", pathOf(r.ID)).body
			for _, s := range append(test.says, "/resume", "已暂停") {
				if !strings.Contains(got, s) {
					t.Errorf("the page does not say %q", s)
				}
			}
			for _, s := range test.never {
				if strings.Contains(got, s) {
					t.Errorf("the page says %q", s)
				}
			}
			if list := w.get("anna", "/rounds").body; !strings.Contains(list, "已暂停") || !strings.Contains(list, "去决定") {
				t.Error("the list does not show it")
			}
			if got := w.post("anna", pathOf(r.ID)+"/resume", nil); got.status != 303 || w.again(r).Paused {
				t.Errorf("it does not go on: %d", got.status)
			}
			if got := w.post("anna", pathOf(r.ID)+"/resume", nil); got.status != 409 {
				t.Errorf("it goes on twice: %d", got.status)
			}
		})
	}
}

// After the close the page says until when ballots of spent cards are waited for.
func TestGraceIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.open(round.Card)
	if err := w.book.Close(context.Background(), r.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.get("anna", pathOf(r.ID)).body; !strings.Contains(got, "最迟2027年3月1日10:30开始打乱") {
		t.Error("the end of the grace is not said")
	}
	w.clock = w.clock.Add(round.Grace + time.Second)
	if got := w.get("anna", pathOf(r.ID)).body; !strings.Contains(got, "正在打乱") {
		t.Error("the shuffle is not said")
	}
}
