package disclosure

import (
	"math"

	"jianfu/models/questionnaire"
)

// Bound says that a figure is cut off: it lies no closer to an end of its range than two people at the other end
// would leave it (R4), and reads "at most" or "at least".
type Bound string

// The bounds; the empty one is a figure as it is.
const (
	AtMost  Bound = "at_most"
	AtLeast Bound = "at_least"
)

// Why a figure is not published: keys of the catalogue behind "reason.".
const (
	reasonFew       = "few"       // fewer than k people answered
	reasonFewMean   = "few_mean"  // fewer than k + 2 did, which a mean of true values needs; "few" in a file
	reasonSensitive = "sensitive" // p %-rule, fewer than 5 people with anything but 0, or a count that could be told

	reasonDifference = "by_difference" // with it another group's mean could be worked out by subtraction
)

const (
	percent = 10 // p of the p %-rule
	nonZero = 5
)

// figure is the mean of a quantity over a group (R4), or why there is none. Whether enough sheets have a value is decided on
// published numbers with 2 to spare, the most that rounding of one count can be off, so that the decision gives nothing away; where
// fewer than k do all the same, which takes more than one count that is off, it is withheld as sensitive.
//
// The value is exact before it is rounded, halves up. The ends of the interval are at least one step from it and far enough
// that two more people could be in any cell (squeeze): an interval of no width would tell what everybody answered.
func (m *maker) figure(q *quantity, g *group, s *sum, squeezes []squeeze, count room) *mean {
	valid, known := q.valid(g)
	switch {
	case known && valid < m.in.Manifest.K+Base-1:
		return &mean{Hidden: reasonFew}
	case !known || q.low < 0 || s.valid < int64(m.in.Manifest.K) || s.sensitive() || s.bottom.Sign() <= 0:
		return &mean{Hidden: reasonSensitive}
	}
	if count == nil || !q.evident(count) || q.follows(g) {
		return &mean{Hidden: reasonSensitive}
	}
	value := s.value(q)
	if only := q.single(); only != nil {
		part := g.Means[only.Name]
		if part == nil || part.Hidden != "" || part.exact() && !q.drowned(only, part.Value, value, g.N, count) {
			return &mean{Hidden: reasonSensitive}
		}
	}
	if f := q.bounded(value, valid); f != nil {
		return f
	}
	e := s.finite.Estimate()
	low, high := e.Interval()
	half := max(high-low, 0) / 2 * 1000
	for i := range squeezes {
		if !squeezes[i].holds(value) {
			return &mean{Hidden: reasonSensitive}
		}
		half = max(half, squeezes[i].least(value))
	}
	f := &mean{Value: value, Low: new(questionnaire.Decimal), High: new(questionnaire.Decimal)}
	*f.Low = max(q.low, min(rounded(float64(value)-half, q.step), value-q.step))
	*f.High = min(q.high, max(rounded(float64(value)+half, q.step), value+q.step))
	return f
}

// bounded is the figure that is cut off, where a value lies too close to an end of its range; else nil.
func (q *quantity) bounded(value questionnaire.Decimal, n int) *mean {
	lowest, greatest := ends(q.low, q.high, n)
	switch {
	case value < lowest:
		return &mean{Bound: AtMost, Value: (lowest + q.step - 1) / q.step * q.step}
	case value > greatest:
		return &mean{Bound: AtLeast, Value: greatest / q.step * q.step}
	}
	return nil
}

// exact reports whether the mean is published as it is, so that the sum behind it is known but for rounding.
func (m *mean) exact() bool { return m != nil && m.Hidden == "" && m.Bound == "" }

// ends are the least and the greatest figure in a range over n people: where two of them at the other end leave it.
func ends(low, high questionnaire.Decimal, n int) (lowest, greatest questionnaire.Decimal) {
	two := (2*(high-low) + questionnaire.Decimal(n) - 1) / questionnaire.Decimal(n)
	return low + two, high - two
}

// fpc is the factor of the finite population on a standard error, 1 where the population is not known.
func fpc(n, people int) float64 {
	if people < n {
		return 1
	}
	return math.Sqrt(1 - float64(n)/float64(people))
}

// rounded rounds thousandths to a multiple of a step, halves up.
func rounded(v float64, step questionnaire.Decimal) questionnaire.Decimal {
	if v = v / float64(step); math.IsInf(v, 0) || math.Abs(v) > 1e12 {
		return questionnaire.Decimal(math.Copysign(1e12, v))
	}
	return questionnaire.Decimal(math.Floor(v+0.5)) * step
}
