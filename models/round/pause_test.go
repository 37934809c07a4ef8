package round

import (
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/account"
)

func TestAPausedRoundTakesNothingUntilItGoesOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.freeze(t)
	d.do(t, d.Pause(t.Context(), d.id))
	d.clock = settings().Opens
	if due := d.due(t); len(due.Open) != 0 {
		t.Error("a paused round opens by itself")
	}
	wantKey(t, d.Open(t.Context(), d.id), "round.paused")
	d.do(t, d.Resume(t.Context(), d.id))
	wantKey(t, d.Resume(t.Context(), d.id), "round.not_paused")
	if due := d.due(t); len(due.Open) != 1 {
		t.Error("a round that goes on does not open")
	}
	d.do(t, d.Open(t.Context(), d.id))

	d.do(t, d.Pause(t.Context(), d.id))
	if r := d.round(t); !r.Held() || r.Takes(d.clock) || r.TakesRedeemed(d.clock) {
		t.Error("a paused round takes sheets")
	}
	d.do(t, d.Resume(t.Context(), d.id))
	if log := d.lastLog(t); log.What != "round.log.resumed" || !d.round(t).Takes(d.clock) {
		t.Error("it does not go on", log)
	}

	// It closes in time, and may be closed by hand.
	d.do(t, d.Pause(t.Context(), d.id))
	d.clock = settings().Closes
	if due := d.due(t); len(due.Close) != 1 {
		t.Error("a paused round does not close in time")
	}
	d.do(t, d.Close(t.Context(), d.id))
	if r := d.round(t); !r.Held() || r.TakesRedeemed(d.clock.Add(time.Minute)) {
		t.Error("ballots of redeemed cards are taken though nobody decided")
	}
	d.do(t, d.Resume(t.Context(), d.id))
	if !d.round(t).TakesRedeemed(d.clock.Add(time.Minute)) {
		t.Error("ballots of redeemed cards are not taken")
	}
}

func TestWhatCannotBePaused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Round){
		"draft":     func(r *Round) { r.State = Draft },
		"shuffled":  func(r *Round) { r.Shuffled = true },
		"released":  func(r *Round) { r.State = Released },
		"cancelled": func(r *Round) { r.State = Cancelled },
	} {
		d := closed(t)
		d.set(change)
		wantKey(t, d.Pause(t.Context(), d.id), "round.nothing_to_pause")
		d.set(func(r *Round) { r.Paused = true })
		if d.round(t).Held() {
			t.Errorf("a %s round waits for a decision", name)
		}
	}
}

// The poster of a paused round leads there, not to the next one of its series.
func TestAPausedRoundStaysCurrent(t *testing.T) {
	t.Parallel()
	now := start()
	open := &Round{State: Open, Hash: "a", Paused: true, Ends: now.Add(time.Hour)}
	later := &Round{State: Frozen, Hash: "b", Ends: now.AddDate(0, 0, 9)}
	if Current([]*Round{later, open}, now) != open {
		t.Error("the poster leads elsewhere")
	}
}

func TestNobodyEvaluatesATrial(t *testing.T) {
	t.Parallel()
	eva := account.Account{ID: models.NewID(), Role: account.Evaluator}
	r := &Round{State: Closed, Settings: Settings{Trial: true}, Evaluator: Appointment{Account: eva.ID}}
	if r.Permits(eva, See) || r.Permits(eva, Evaluate) {
		t.Error("a trial is shown to an evaluator")
	}
}
