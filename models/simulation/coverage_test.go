package simulation_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"jianfu/models/inference"
	"jianfu/models/simulation"
)

// hits counts intervals and where the truth lay.
type hits struct{ below, within, above int }

func (h *hits) add(low, truth, high float64) {
	switch {
	case truth < low:
		h.below++
	case truth > high:
		h.above++
	default:
		h.within++
	}
}

func (h hits) all() float64 { return float64(h.below + h.within + h.above) }

func (h hits) share() float64 { return float64(h.within) / h.all() }

// chance is what is allowed for: nothing where all rounds are simulated, else three Monte Carlo errors.
func (h hits) chance() float64 {
	if !fewer() {
		return 0
	}
	return 3 * math.Sqrt(0.05*0.95/h.all())
}

func (h hits) plus(o hits) hits {
	return hits{h.below + o.below, h.within + o.within, h.above + o.above}
}

// Intervals of 95 % cover what a census would find: pooled over the measures in 94 to 96 of 100 units that have 30 sheets
// or more, in at least 90 where they have 10 to 29.
//
// Hours have a long right tail. Samples without any of it have a low mean and a small standard error at once, so that their
// intervals end below the truth; that is known of the t interval, and costs one or two points, at 10 to 29 sheets three or four. Indices are
// bounded by their goalposts and lose next to nothing.
func TestCoverage(t *testing.T) {
	t.Parallel()
	plan := rand.New(rand.NewPCG(1, 8))
	var sites []simulation.Site
	for _, n := range []int{10, 11, 12, 14, 15, 17, 19, 21, 23, 25, 27, 29, 30, 33, 36, 40, 44, 48, 53, 58, 63, 68, 74, 80} {
		response := 0.55 + 0.3*plan.Float64()
		sites = append(sites, simulation.Site{People: int(float64(n) / response), Answers: n})
	}
	w := newWorld(t, 1, sites)
	var c coverage
	for range rounds(2000) {
		for i := range sites {
			sites[i].Busy, sites[i].Coached = 0.2+0.6*plan.Float64(), plan.IntN(8) == 0
		}
		c.add(w, w.round(t))
	}
	c.check(t)
}

// coverage is by measure, of units of 10–29 sheets, of larger ones, and of the whole round.
type coverage [3][simulation.Measures]hits

func (c *coverage) add(w *world, s *sums) {
	for m := range simulation.Measures {
		for i, site := range w.sites {
			size := 0
			if site.Answers >= 30 {
				size = 1
			}
			low, high := s.interval(m, i)
			c[size][m].add(low, w.Truth(i, m), high)
		}
		low, high := s.whole(m).Interval()
		c[2][m].add(low, w.Whole(m), high)
	}
}

func (c *coverage) check(t *testing.T) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "share of intervals that cover (truth below, above)\n%-11s %-24s %-24s %s\n", "", "10–29 sheets", "30–80 sheets", "whole round")
	var pooled [3]hits
	for m := range simulation.Measures {
		fmt.Fprintf(&b, "%-11s", m)
		least := [3]float64{0.90, 0.935, 0.93}
		if longTail(m) {
			least[1] = 0.92
		}
		for i := range c {
			h := c[i][m]
			pooled[i] = pooled[i].plus(h)
			fmt.Fprintf(&b, " %.4f (%.4f, %.4f) ", h.share(), float64(h.below)/h.all(), float64(h.above)/h.all())
			if h.share() < least[i]-h.chance() {
				t.Errorf("%v covers %.4f, not %.4f, in size class %d", m, h.share(), least[i], i)
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%-11s %.4f %24.4f %24.4f", "pooled", pooled[0].share(), pooled[1].share(), pooled[2].share())
	t.Log(b.String())
	for i, least := range []float64{0.90, 0.94, 0.94} {
		if h := pooled[i]; h.share() < least-h.chance() || h.share() > 0.96+h.chance() {
			t.Errorf("pooled coverage %.4f in size class %d", h.share(), i)
		}
	}
}

// whole is the estimate of the whole round: units are strata, their sheets weigh by headcount.
func (s *sums) whole(m simulation.Measure) inference.Estimate {
	weights := s.weights()
	if m == simulation.RepeatRate {
		strata := append([]inference.Pair(nil), s.rates...)
		for i := range strata {
			strata[i].Weight = weights[i]
		}
		return inference.RatioOf(strata)
	}
	strata := append([]inference.Stratum(nil), s.means[m]...)
	for i := range strata {
		strata[i].Weight = weights[i]
	}
	return inference.Mean(strata)
}

// Where everybody answers there is no error of sampling: estimates are the truth, which the population works out by
// itself, but for the rounding of scores to thousandths.
func TestCensus(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 6, []simulation.Site{{People: 40, Answers: 40, Busy: 0.3}, {People: 90, Answers: 90, Busy: 0.7, Coached: true}})
	for range 20 {
		s := w.round(t)
		for m := range simulation.Measures {
			whole := s.whole(m)
			low, high := s.interval(m, 1)
			if high-low > 1e-9 {
				t.Errorf("%v: from %v to %v", m, low, high)
			}
			if math.Abs((low+high)/2-w.Truth(1, m)) > 0.0015 || math.Abs(whole.Value-w.Whole(m)) > 0.0015 || whole.SE > 1e-9 {
				t.Errorf("%v: %v, %v ± %v; truly %v, %v", m, low, whole.Value, whole.SE, w.Truth(1, m), w.Whole(m))
			}
		}
	}
}
