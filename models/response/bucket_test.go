package response

import (
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/round"
)

func at(people int) *admission.Place {
	return &admission.Place{
		Round: &round.Round{ID: models.NewID()},
		Unit:  round.ManifestUnit{ID: models.NewID(), Headcount: people},
	}
}

// A unit of 12 sends 12 ballots at once, the thirteenth waits for five minutes, and an idle hour fills the bucket again.
func TestBucket(t *testing.T) {
	t.Parallel()
	var b buckets
	now, place, other := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC), at(12), at(3)
	taken := func() (n int) {
		for b.take(now, place) {
			n++
		}
		return n
	}
	if n := taken(); n != 12 {
		t.Fatalf("%d at once", n)
	}
	if !b.take(now, other) {
		t.Error("another unit is held up")
	}
	now = now.Add(4 * time.Minute)
	if n := taken(); n != 0 {
		t.Errorf("%d after four minutes", n)
	}
	now = now.Add(time.Minute + time.Second)
	if n := taken(); n != 1 {
		t.Errorf("%d after five", n)
	}
	now = now.Add(5 * time.Hour)
	if n := taken(); n != 12 {
		t.Errorf("%d after hours", n)
	}
}

// Only buckets that are full may be forgotten: the others would be refilled by it.
func TestSweepKeepsWhatIsNotFull(t *testing.T) {
	t.Parallel()
	var b buckets
	now, empty := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC), at(1)
	full := at(5)
	b.take(now, empty)
	b.take(now, full)
	b.sweep(now.Add(30 * time.Minute)) // full is full again by then
	if len(b.units) != 1 || b.take(now.Add(30*time.Minute), empty) {
		t.Errorf("%d buckets are left", len(b.units))
	}
}
