package round

import (
	"slices"
	"testing"
	"time"

	"jianfu/models"
)

// opened is a desk whose round has been open for an hour; closed is one whose round is over.
func opened(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.freeze(t)
	d.do(t, d.Open(t.Context(), d.id))
	d.clock = d.clock.Add(time.Hour)
	return d
}

func closed(t *testing.T) *desk {
	t.Helper()
	d := opened(t)
	d.do(t, d.Close(t.Context(), d.id))
	d.set(func(r *Round) { r.HasBallots = true })
	return d
}

func (d *desk) do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// set changes the stored round as the store itself does.
func (d *desk) set(change func(*Round)) {
	r := d.shelf.rounds[d.id]
	change(&r)
	d.shelf.rounds[d.id] = r
}

func (d *desk) due(t *testing.T) Due {
	t.Helper()
	due, err := d.Due(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return due
}

func (d *desk) lastLog(t *testing.T) Addendum {
	t.Helper()
	log := d.shelf.addenda[d.id]
	if len(log) == 0 {
		t.Fatal("nothing is logged")
	}
	return log[len(log)-1]
}

// Whoever has spent a card can still cast for half an hour, and not longer than there is something to wait for.
func TestTheShuffleWaitsForSpentCards(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		admission   Admission
		outstanding int
		after       time.Duration
		waits       bool
		due         bool
	}{
		"a ballot is on its way":           {Card, 1, Grace - time.Second, false, false},
		"the grace is over":                {Card, 1, Grace, false, true},
		"every card was cast":              {Card, 0, 0, false, true},
		"one was outstanding at the close": {Card, 0, Grace - time.Second, true, false},
		"it has waited":                    {Card, 5, Grace, true, true},
		"posters are cast in one go":       {Poster, 9, 0, false, true},
		"posters of a restored round, too": {Poster, 9, 0, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := closed(t)
			d.shelf.outstanding = test.outstanding
			d.set(func(r *Round) { r.Settings.Admission, r.Waits = test.admission, test.waits })
			d.clock = d.round(t).Ends.Add(test.after)
			if got := d.due(t).Shuffle; (len(got) == 1) != test.due {
				t.Errorf("due to be shuffled: %v", got)
			}
		})
	}
}

// The private unit keys go as soon as no ballot can be signed or checked with them any more.
func TestUnitKeysAreErased(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*Round)
		erase  bool
	}{
		"draft":     {func(r *Round) { r.State = Draft }, false},
		"frozen":    {func(r *Round) { r.State = Frozen }, false},
		"open":      {func(r *Round) { r.State = Open }, false},
		"closed":    {func(*Round) {}, false},
		"shuffled":  {func(r *Round) { r.Shuffled = true }, true},
		"released":  {func(r *Round) { r.State, r.Shuffled, r.Published = Released, true, r.Ends }, true},
		"cancelled": {func(r *Round) { r.State, r.HasBallots = Cancelled, false }, true},
		"gone":      {func(r *Round) { r.Shuffled, r.HasUnitKeys = true, false }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := closed(t)
			d.set(func(r *Round) { r.HasUnitKeys = true; test.change(r) })
			if got := d.due(t).Erase; (len(got) == 1) != test.erase {
				t.Errorf("due to be erased: %v", got)
			}
		})
	}
	d := closed(t)
	d.shelf.clashes = 2
	d.do(t, d.KeysErased(t.Context(), d.id))
	if log := d.lastLog(t); log.What != "round.log.keys_erased" {
		t.Error(log)
	}
	d.shelf.clashes = 3
	wantKey(t, d.KeysErased(t.Context(), d.id), "round.changed")
}

// The log of a destruction says how much was destroyed, and no more than the turnout did where nothing was published.
func TestWhatIsDestroyedIsLogged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		released bool
		ballots  int
		what     string
		args     []string
	}{
		"released":        {true, 123, "round.log.destroyed_ballots", []string{"123"}},
		"released, none":  {true, 0, "round.log.destroyed", nil},
		"never unlocked":  {false, 123, "round.log.expired_ballots", []string{"120"}},
		"hardly anything": {false, 9, "round.log.expired", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := closed(t)
			d.shelf.ballots = map[models.ID]int{{1}: test.ballots / 2, {2}: test.ballots - test.ballots/2}
			d.set(func(r *Round) {
				r.Shuffled = true
				if test.released {
					r.State, r.Published = Released, d.clock
				}
			})
			wantKey(t, d.Destroy(t.Context(), d.id), "round.retained")
			d.clock = d.round(t).KeepsUntil()
			if got := d.due(t).Destroy; len(got) != 1 {
				t.Fatalf("due to be destroyed: %v", got)
			}
			d.do(t, d.Destroy(t.Context(), d.id))
			if log := d.lastLog(t); log.What != test.what || !slices.Equal(log.Args, test.args) {
				t.Errorf("%+v", log)
			}
			if r := d.round(t); r.Evaluator.WrappedKey != nil || (r.State == Released) != test.released {
				t.Errorf("%+v", r)
			}
		})
	}
}

// What decides about the waiting is the moment of the close, and any restore: when the last ballot came in must not be seen.
func TestTheCloseDecidesAboutTheGrace(t *testing.T) {
	t.Parallel()
	for outstanding, waits := range map[int]bool{0: false, 1: true} {
		d := opened(t)
		d.shelf.outstanding = outstanding
		d.do(t, d.Close(t.Context(), d.id))
		if got := d.round(t).Waits; got != waits {
			t.Errorf("%d outstanding: waits %v", outstanding, got)
		}
	}
	d := opened(t)
	d.do(t, d.Pause(t.Context(), d.id))
	d.do(t, d.Resume(t.Context(), d.id))
	d.do(t, d.Close(t.Context(), d.id))
	if !d.round(t).Waits {
		t.Error("a round that was restored does not wait")
	}
}

// Everything that runs is held, and nothing else; a second time changes nothing.
func TestPauseAll(t *testing.T) {
	t.Parallel()
	d := opened(t)
	over := closed(t)
	over.set(func(r *Round) { r.Shuffled = true })
	d.shelf.rounds[over.id] = over.shelf.rounds[over.id]
	for range 2 {
		d.do(t, d.PauseAll(t.Context()))
	}
	if !d.round(t).Paused || d.shelf.rounds[over.id].Paused || len(d.shelf.addenda[over.id]) != 0 {
		t.Errorf("open: paused %v; shuffled: paused %v", d.round(t).Paused, d.shelf.rounds[over.id].Paused)
	}
	if log := d.shelf.addenda[d.id]; d.lastLog(t).What != "round.log.paused" || len(log) < 2 || log[len(log)-2].What == "round.log.paused" {
		t.Errorf("%v", log)
	}
}
