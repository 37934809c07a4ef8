package simulation_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"jianfu/models/inference"
	"jianfu/models/simulation"
)

const (
	q     = 0.05 // false discovery rate that is promised
	shift = 0.3  // of Busy, up and down
)

// paired are twelve pairs of units. The two of a pair have as many people; in every second pair one has more busy people by
// shift, the other fewer, so that the rest of a unit in the other pairs has its expectation exactly, in every measure.
func paired(shift float64) []simulation.Site {
	var sites []simulation.Site
	for i, n := range []int{10, 14, 18, 22, 26, 29, 30, 40, 50, 60, 70, 80} {
		site := simulation.Site{People: n * (10 + i%4) / 10, Answers: n, Busy: 0.5}
		up, down := site, site
		if i%2 == 1 {
			up.Busy, down.Busy = 0.5+shift, 0.5-shift
		}
		sites = append(sites, up, down)
	}
	return sites
}

func planted(site int) bool { return site/2%2 == 1 }

func against(unit, rest inference.Estimate) (p float64) {
	_, _, _, p = inference.Against(unit, rest)
	return p
}

func welch(unit, rest inference.Estimate) (p float64) {
	_, _, _, p = inference.Difference(unit, rest)
	return p
}

// discoveries sums up tables of one measure.
type discoveries struct {
	tables, wrong, squares float64 // the latter two sums over tables of the share of false ones
	found, all             float64 // planted units
}

func (d *discoveries) add(p []float64, null func(site int) bool) {
	wrong, right := 0.0, 0.0
	for i, adjusted := range inference.BenjaminiHochberg(p) {
		switch {
		case !null(i):
			d.all++
			if adjusted < q {
				right++
			}
		case adjusted < q:
			wrong++
		}
	}
	share := wrong / max(1, wrong+right)
	d.tables++
	d.wrong += share
	d.squares += float64(share * share)
	d.found += right
}

func (d *discoveries) rate() (rate, se float64) {
	rate = d.wrong / d.tables
	return rate, math.Sqrt((d.squares/d.tables - rate*rate) / d.tables)
}

// rates are the false discoveries of every measure, and how often planted units are found: by against, and by Welch alone.
type rates struct {
	against, welch [simulation.Measures]discoveries
}

func (r *rates) add(s *sums, null func(site int) bool) {
	for m := range simulation.Measures {
		units, rests := s.rivals(m)
		r.against[m].add(test(units, rests, against), null)
		r.welch[m].add(test(units, rests, welch), null)
	}
}

func (r *rates) check(t *testing.T) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "false among discoveries ± Monte Carlo error; share of planted units found\n%-11s %-25s %s\n", "", "against", "Welch alone")
	for m := range simulation.Measures {
		kept, plain := &r.against[m], &r.welch[m]
		rate, se := kept.rate()
		rateOfPlain, seOfPlain := plain.rate()
		fmt.Fprintf(&b, "%-11s %.4f ± %.4f; %.3f   %.4f ± %.4f; %.3f\n", m,
			rate, se, kept.found/max(1, kept.all), rateOfPlain, seOfPlain, plain.found/max(1, plain.all))
		if rate > q+3*se {
			t.Errorf("%v: %.4f of the discoveries are false, Monte Carlo error %.4f", m, rate, se)
		}
	}
	t.Log(b.String())
}

// rivals are each unit and the rest without it, units weighing by headcount.
func (s *sums) rivals(m simulation.Measure) (units, rests []inference.Estimate) {
	weights := s.weights()
	all := make([]int, len(weights))
	for i := range all {
		all[i] = i
	}
	for i := range all {
		units = append(units, s.estimate(m, weights, i))
		rests = append(rests, s.estimate(m, weights, slices.Delete(slices.Clone(all), i, i+1)...))
	}
	return units, rests
}

func test(units, rests []inference.Estimate, by func(unit, rest inference.Estimate) float64) (p []float64) {
	for i := range units {
		p = append(p, by(units[i], rests[i]))
	}
	return p
}

// Where no unit differs from the rest, hardly any table marks one.
func TestNothingPlanted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3, paired(0))
	var found rates
	for range rounds(800) {
		found.add(w.round(t), func(int) bool { return true })
	}
	found.check(t)
}

// Where half of the units differ, of those that are marked no more than 5 % are marked falsely, and the difference between
// two units of the same size is found as often as Power computes.
func TestHalfPlanted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2, paired(shift))
	var found rates
	power := newPower(t)
	for range rounds(1200) {
		s := w.round(t)
		found.add(s, func(site int) bool { return !planted(site) })
		for site := 0; site < len(w.sites); site += 2 {
			if planted(site) && w.sites[site].Answers >= 30 {
				power.add(s, site)
			}
		}
	}
	found.check(t)
	power.check(t)
}

// power counts how often the two of a pair are found to differ.
type power struct {
	gap, spread            [simulation.Measures]float64 // planted difference, standard deviation of people
	found, computed, tried [simulation.Measures]float64
}

// newPower reads what is planted in two units so large that chance is small.
func newPower(t *testing.T) *power {
	const many = 200000
	w := newWorld(t, 4, []simulation.Site{{People: many, Answers: many, Busy: 0.5 + shift}, {People: many, Answers: many, Busy: 0.5 - shift}})
	s := w.round(t)
	p := new(power)
	for m := range simulation.Measures {
		up, down := s.estimate(m, []float64{1, 1}, 0), s.estimate(m, []float64{1, 1}, 1)
		p.gap[m] = up.Value - down.Value
		p.spread[m] = math.Sqrt((float64(up.SE*up.SE)*up.Effective + float64(down.SE*down.SE)*down.Effective) / 2)
	}
	return p
}

func (p *power) add(s *sums, site int) {
	weights := s.weights()
	for m := range simulation.Measures {
		up, down := s.estimate(m, weights, site), s.estimate(m, weights, site+1)
		if welch(up, down) < 0.05 {
			p.found[m]++
		}
		p.computed[m] += inference.Power(p.gap[m], p.spread[m], float64(up.Valid), float64(down.Valid))
		p.tried[m]++
	}
}

// check allows the Monte Carlo error and a hundredth. Power knows nothing of long tails: hours, whose spread grows with
// their mean, are found a little more often.
func (p *power) check(t *testing.T) {
	t.Helper()
	var b strings.Builder
	b.WriteString("differences found, computed\n")
	for m := range simulation.Measures {
		n := p.tried[m]
		found, computed := p.found[m]/n, p.computed[m]/n
		allowed := 0.01 + 3*math.Sqrt(computed*(1-computed)/n)
		if longTail(m) {
			allowed += 0.03
		}
		fmt.Fprintf(&b, "%-11s %.4f %.4f\n", m, found, computed)
		if math.Abs(found-computed) > allowed {
			t.Errorf("%v: %.4f of the differences are found, computed %.4f", m, found, computed)
		}
	}
	t.Log(b.String())
}

// longTail is of measures that no goalpost bounds.
func longTail(m simulation.Measure) bool {
	return m == simulation.HoursWeek || m == simulation.InspHours || m == simulation.FormalityHours
}
