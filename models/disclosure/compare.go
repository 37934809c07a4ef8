package disclosure

import (
	"math"
	"strings"

	"jianfu/models/disclosure/plan"
	"jianfu/models/inference"
	"jianfu/models/questionnaire"
)

// Compare holds every published unit against the rest of the round, in the order of the tree (docs/statistics.md,
// Comparisons). Shares and means of few values are compared from the published counts, whose rounding is part of the
// error; of means of true values the release holds the result.
func (r *Released) Compare(i Indicator) []Comparison {
	var all []Comparison
	for _, u := range r.units {
		f, ok := u.Measure(i)
		if !ok {
			continue
		}
		c := Comparison{Unit: u, Value: f}
		switch {
		case f.Reason != "":
			c.Reason = f.Reason
		case f.Bound != "":
			c.Reason = "reason.bounded"
		case u.N == r.whole.N:
			c.Reason = "reason.alone"
		}
		all = append(all, c)
	}
	if i.Measure == Share || i.Measure == Mean && !r.plan.Questions[i.Question].Wide() {
		r.compareCounts(i, all)
	} else {
		r.compareMeans(i, all)
	}
	for n := range all {
		c := &all[n]
		c.Difference = c.Value.Value - c.Rest.Value
		if c.Reason != "" {
			c.Difference = 0
		}
		if c.P != "" && max(c.Difference, -c.Difference) >= r.practical(i) {
			c.Mark = 1
			if c.Difference < 0 {
				c.Mark = -1
			}
		}
	}
	return all
}

// compareMeans takes the significance of differences between means of true values from the release. The mean of the rest is
// what the published means of the unit and of the round leave for it.
func (r *Released) compareMeans(i Indicator, all []Comparison) {
	whole, ok := r.whole.Measure(i)
	for n := range all {
		c := &all[n]
		m := c.Unit.means[i.name()]
		if i.Code != "" {
			m = c.Unit.indices[i.Code]
		}
		if c.Reason == "" && (!ok || !whole.Interval || len(r.strata.weight) == 0) {
			c.Reason = "reason.rest"
		}
		if c.Reason != "" {
			continue
		}
		unit, round := r.weight(c.Unit, i), r.weight(r.whole, i)
		value := (float64(round*float64(whole.Value)) - float64(unit*float64(c.Value.Value))) / (round - unit)
		c.Rest, c.P = Figure{Value: rounded(max(0, value), r.stepOf(i)), N: r.whole.N - c.Unit.N}, m.P
	}
}

// weight is what the sheets of a group weigh together in a mean; in a rate, as far as it is published, what they are divided by.
func (r *Released) weight(g Group, i Indicator) float64 {
	sum := 0.0
	for n := g.at; n < g.end; n++ {
		sum += float64(r.strata.of(n) * float64(r.strata.sheets[n]))
	}
	for n := range r.quantities {
		if q := &r.quantities[n]; q.rate != nil && q.key() == i.Code {
			if under := g.means[q.parts[1].Name]; under.exact() {
				sum *= float64(under.Value)
			} else if under != nil && i.Measure == Ratio {
				sum *= float64(r.whole.means[q.parts[1].Name].Value)
			}
		}
	}
	return sum
}

// stepOf is the step in which an indicator of true values is published.
func (r *Released) stepOf(i Indicator) questionnaire.Decimal {
	switch {
	case i.Measure == Ratio:
		return rateStep
	case i.Measure == Index && !i.Hours:
		return pointStep
	}
	return step
}

// compareCounts compares what follows from published counts.
func (r *Released) compareCounts(i Indicator, all []Comparison) {
	q := &r.plan.Questions[i.Question]
	whole := r.whole.strata(q)
	var at []int
	var p []float64
	for n := range all {
		c := &all[n]
		if c.Reason != "" {
			continue
		}
		unit := c.Unit.strata(q)
		rest, ok := without(whole, unit)
		if !ok || len(r.strata.weight) == 0 {
			c.Reason = "reason.rest"
			continue
		}
		value, probability := math.NaN(), math.NaN()
		if i.Measure == Share {
			value, probability = compareShares(unit, rest, i.Cell)
			value *= 1000
		} else {
			a, b := inference.Mean(loose(narrowSums(q, unit))), inference.Mean(loose(narrowSums(q, rest)))
			value = b.Value
			_, _, _, probability = inference.Against(a, b)
		}
		if math.IsNaN(value) {
			c.Reason = "reason.rest"
			continue
		}
		c.Rest = Figure{Value: questionnaire.Decimal(math.Floor(value + 0.5)), N: r.whole.N - c.Unit.N}
		at, p = append(at, n), append(p, probability)
	}
	for n, adjusted := range inference.BenjaminiHochberg(p) {
		all[at[n]].P = classOf(adjusted)
	}
}

// without are the strata of the round that are not those of a unit. ok is false where there are none, or where the
// unit's counts are not told stratum by stratum.
func without(whole, unit []counted) (rest []counted, ok bool) {
	mine := make(map[int]bool)
	for _, s := range unit {
		mine[s.stratum] = true
	}
	for _, s := range whole {
		if !mine[s.stratum] {
			rest = append(rest, s)
		}
	}
	return rest, len(rest) > 0 && len(rest)+len(unit) == len(whole)
}

// loose leaves the finite population out: two of them always differ.
func loose(strata []inference.Stratum) []inference.Stratum {
	for i := range strata {
		strata[i].People = 0
	}
	return strata
}

// fewExpected is the expected count below which the exact test is taken.
const fewExpected = 5

// compareShares gives the weighted share of a cell in the rest and the p-value of the difference: the difference as the
// design gives it, and where an expected count is below 5 Fisher's exact test must hold as well.
func compareShares(unit, rest []counted, cell int) (share, p float64) {
	sums := func(strata []counted) (all []inference.Stratum, count, valid int) {
		for _, s := range strata {
			c := min(s.cells[cell], s.valid)
			count, valid = count+c, valid+s.valid
			all = append(all, inference.Stratum{
				Weight: s.weight, Sheets: int64(s.n), Valid: int64(s.valid), Sum: float64(c), Squares: float64(c), Extra: spread,
			})
		}
		return all, count, valid
	}
	a, x1, n1 := sums(unit)
	b, x2, n2 := sums(rest)
	of, to := inference.Mean(a), inference.Mean(b)
	if n1 == 0 || n2 == 0 {
		return math.NaN(), math.NaN()
	}
	rarer := min(x1+x2, n1+n2-x1-x2)
	_, _, _, p = inference.Against(of, to)
	if float64(min(n1, n2))*float64(rarer)/float64(n1+n2) < fewExpected {
		return to.Value, max(p, exactTest(x1, n1, x2, n2))
	}
	return to.Value, p
}

// exactTest is Fisher's p-value, the greatest over the true counts that a unit's rounded count can stand for: rounding must not be taken
// for a difference.
func exactTest(x1, n1, x2, n2 int) (p float64) {
	for x := max(0, x1-Base+1); x <= min(n1, x1+Base-1); x++ {
		p = max(p, inference.Fisher(x, n1-x, x2, n2-x2))
	}
	return p
}

// practical is the least difference that is marked: 5 points or hundredths, 2 hours; of other quantities one step of
// what is published, of few values a twentieth of their range.
func (r *Released) practical(i Indicator) questionnaire.Decimal {
	switch i.Measure {
	case Index:
		if i.Hours {
			return 2000
		}
		return 5000
	case Share, Ratio:
		return 50
	}
	q := &r.plan.Questions[i.Question]
	switch {
	case !q.Wide():
		return rangeOf(q) / 20
	case strings.Contains(q.Unit.Zh, "小时") || strings.Contains(q.Unit.En, "hour"):
		return 2000
	}
	return step
}

// rangeOf is the distance between the least and the greatest value of a question of few.
func rangeOf(q *plan.Question) questionnaire.Decimal {
	low, high := q.Cells[0].From, q.Cells[0].From
	for _, c := range q.Cells {
		low, high = min(low, c.From), max(high, c.From)
	}
	return high - low
}
