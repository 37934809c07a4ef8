package library

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"jianfu/models"
)

func TestWhatStaysInTheHistory(t *testing.T) {
	t.Parallel()
	type step struct {
		after time.Duration
		want  []int // the history after the save, newest first
	}
	for name, steps := range map[string][]step{
		"what was imported stays":             {{time.Second, []int{2, 1}}},
		"a run of edits":                      {{time.Second, []int{2, 1}}, {time.Second, []int{3, 1}}, {time.Minute, []int{4, 1}}},
		"a long run keeps one in 5 minutes":   {{0, []int{2, 1}}, {4 * time.Minute, []int{3, 1}}, {time.Minute, []int{4, 3, 1}}, {time.Minute, []int{5, 3, 1}}},
		"what stood before a pause":           {{0, []int{2, 1}}, {time.Minute, []int{3, 1}}, {10 * time.Hour, []int{4, 3, 1}}},
		"a pause of exactly 5 minutes is one": {{0, []int{2, 1}}, {0, []int{3, 1}}, {runLength, []int{4, 3, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStudy(t)
			for i, step := range steps {
				s.save(step.after, fmt.Sprint(i+2))
				if got := s.versions(); !slices.Equal(got, step.want) {
					t.Fatalf("after save %d: %v, want %v", i+1, got, step.want)
				}
			}
			for _, version := range s.versions() {
				q, err := s.Revision(t.Context(), s.owner, s.id, version)
				if err != nil || q.Title.Zh != fmt.Sprint(version) {
					t.Errorf("version %d is %q (%v)", version, q.Title.Zh, err)
				}
			}
		})
	}
}

// Whoever writes over another's edit after a conflict takes nothing away, however fast it goes.
func TestReplaceKeepsWhatItReplaces(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	s.save(0, "2")
	for i := 3; i < 6; i++ {
		if _, err := s.Replace(t.Context(), s.owner, s.id, i-1, titled(fmt.Sprint(i)), Edited); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.versions(); !slices.Equal(got, []int{5, 4, 3, 2, 1}) {
		t.Fatal(got)
	}
	_, err := s.Replace(t.Context(), s.owner, s.id, 1, titled("stale"), Imported)
	wantKey(t, err, models.Conflict, "library.changed")
}

func TestRestore(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	ctx := t.Context()
	s.save(time.Minute, "2")
	s.save(time.Minute, "3")
	_, err := s.Restore(ctx, s.owner, s.id, 1, 2)
	wantKey(t, err, models.Conflict, "library.changed")
	_, err = s.Restore(ctx, s.owner, s.id, 2, 3)
	wantKey(t, err, models.NotFound, "error.not_found") // within a run it was not kept
	e, err := s.Restore(ctx, s.owner, s.id, 1, 3)
	if err != nil || e.Version != 4 || e.Title.Zh != "1" {
		t.Fatalf("%+v, %v", e, err)
	}
	log, err := s.History(ctx, s.owner, s.id)
	want := []Revision{
		{4, start().Add(2 * time.Minute), Restored}, {3, start().Add(2 * time.Minute), BeforeRestore}, {1, start(), Imported},
	}
	if err != nil || !slices.Equal(log, want) {
		t.Fatalf("%+v, %v", log, err)
	}
	// A restoration can itself be undone, and restoring what is there changes nothing.
	if e, err = s.Restore(ctx, s.owner, s.id, 3, 4); err != nil || e.Title.Zh != "3" || e.Version != 5 {
		t.Fatalf("%+v, %v", e, err)
	}
	if e, err = s.Restore(ctx, s.owner, s.id, 5, 5); err != nil || e.Version != 5 {
		t.Fatalf("%+v, %v", e, err)
	}
}

// A save that comes between the two readings does not show a version twice.
func TestHistoryInARace(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	s.memory.meanwhile = func() { s.save(0, "2") }
	if got := s.versions(); !slices.Equal(got, []int{1}) {
		t.Fatal(got)
	}
	if got := s.versions(); !slices.Equal(got, []int{2, 1}) {
		t.Fatal(got)
	}
}

// A year of work: the history stays bounded, begins with the first state, is dense lately and has no wide hole before.
func TestHistoryIsThinned(t *testing.T) {
	t.Parallel()
	s := newStudy(t)
	const saves = 1000
	for i := range saves {
		s.save(2*runLength, fmt.Sprint(i+2))
	}
	got := s.versions()
	if len(got) != MaxRevisions+1 || got[0] != saves+1 || got[len(got)-1] != 1 {
		t.Fatalf("%d states from %d to %d", len(got), got[len(got)-1], got[0])
	}
	for i := range MaxRevisions / 2 {
		if got[i] != saves+1-i {
			t.Fatalf("state %d from the end is version %d", i, got[i])
		}
	}
	for i := 1; i < len(got); i++ {
		if hole := got[i-1] - got[i]; hole > 4*saves/MaxRevisions {
			t.Errorf("nothing between versions %d and %d", got[i], got[i-1])
		}
	}
}

func TestThinTakesTheClosest(t *testing.T) {
	t.Parallel()
	kept := make([]Revision, MaxRevisions+3)
	for i := range kept {
		kept[i] = Revision{Version: i + 1, At: start().Add(time.Duration(i) * time.Hour)}
	}
	// Three within two minutes: the middle one goes, then the first of them, then the oldest of those that are an hour
	// apart, but never the very first.
	kept[40].At, kept[41].At = kept[39].At.Add(time.Minute), kept[39].At.Add(2*time.Minute)
	if got := thin(kept); !slices.Equal(got, []int{41, 40, 2}) {
		t.Errorf("dropped %v", got)
	}
	if got := thin(kept[:MaxRevisions]); got != nil {
		t.Errorf("dropped %v", got)
	}
}
