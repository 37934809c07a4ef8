package disclosure

import (
	"math"
	"testing"

	"jianfu/models/inference"
)

// The case of docs/statistics.md: N = 50, n = 25, mean 60 and N = 10, n = 10, mean 30: 55.0 weighted, n_eff 32.7.
func TestWeights(t *testing.T) {
	t.Parallel()
	groups := []*group{{N: 35}, {N: 25}, {N: 10}}
	s := strataOf(groups, []int{-1, 0, 0}, []int{60, 50, 10})
	if s.sheets[0] != 0 || s.sheets[1] != 25 || s.people[1] != 50 || s.of(1) != 2 || s.of(2) != 1 {
		t.Fatalf("%+v", s)
	}
	e := inference.Mean([]inference.Stratum{
		{Weight: s.of(1), Sheets: 25, Valid: 25, Sum: 25 * 60, Squares: 25 * 3600},
		{Weight: s.of(2), Sheets: 10, Valid: 10, Sum: 10 * 30, Squares: 10 * 900},
	})
	if math.Abs(e.Value-55) > 1e-9 || math.Abs(e.Effective-32.727) > 0.001 {
		t.Errorf("%+v", e)
	}
	if even := s.even([]int{-1, 0, 0}); even[0] || !even[1] || !even[2] {
		t.Errorf("even: %v", even)
	}
}

// The remainder of a group is a stratum with the people of no published part; more sheets than people stand for themselves; no
// sheet weighs more than 5 times the median.
func TestStrataOfARemainder(t *testing.T) {
	t.Parallel()
	// The round has 12 sheets of 400 people outside its published parts; the first part has more sheets than people.
	groups := []*group{{N: 72}, {N: 40}, {N: 20}, {Hidden: Threshold}}
	s := strataOf(groups, []int{-1, 0, 0, 0}, []int{470, 30, 40, 100})
	if s.sheets[0] != 12 || s.people[0] != 400 || s.sheets[3] != 0 || s.people[1] != 30 {
		t.Fatalf("%+v", s)
	}
	// 40 sheets weigh 1, 20 weigh 2, 12 would weigh 33 and weigh 5; all times 480 / 140.
	for i, want := range []float64{5, 1, 2} {
		if got := s.of(i) / (480.0 / 140); math.Abs(got-want) > 1e-8 {
			t.Errorf("stratum %d weighs %v times, want %v", i, got, want)
		}
	}
}
