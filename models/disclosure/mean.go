package disclosure

import (
	"math"

	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
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
	reasonSensitive = "sensitive" // p %-rule, or fewer than 5 people with anything but 0

	reasonDifference = "by_difference" // with it another group's mean could be worked out by subtraction
)

const (
	step questionnaire.Decimal = 500 // means of wide quantities are published in multiples of 0.5

	percent = 10 // p of the p %-rule
	nonZero = 5
)

// meanOf is the mean of a wide quantity over all sheets on which it is not missing, skipped ones counting as 0 (R4).
// valid is their published number; whether there are enough of them is decided on it alone and with 2 to spare, the
// most that rounding can be off, so that the decision gives nothing away and the true number is never below k.
//
// Rounding is half up, which for quantities that are not negative is half away from zero. The ends of the interval
// are at least one step from the mean: an interval of no width would tell what everybody answered. people is the
// headcount for the finite population, 0 to leave it out.
func meanOf(q questionnaire.Question, row *tabulation.Row, question, valid, k, people int) *mean {
	if valid < k+Base-1 {
		return &mean{Hidden: reasonFew}
	}
	n := row.N() - row.Declined(question)
	m := row.Moments(question)
	if q.Min < 0 || sensitive(m) {
		return &mean{Hidden: reasonSensitive}
	}
	value := questionnaire.Decimal((2*m.Sum+int64(step)*n)/(2*int64(step)*n)) * step
	lowest, greatest := ends(q.Min, q.Max, valid)
	switch {
	case value < lowest:
		return &mean{Bound: AtMost, Value: (lowest + step - 1) / step * step}
	case value > greatest:
		return &mean{Bound: AtLeast, Value: greatest / step * step}
	}
	centre := float64(m.Sum) / float64(n)
	half := tabulation.T975(float64(n-1)) * math.Sqrt(m.Variance(n)/float64(n)) * 1000 * fpc(int(n), people)
	low := max(q.Min, min(toStep(centre-half), value-step))
	high := min(q.Max, max(toStep(centre+half), value+step))
	return &mean{Value: value, Low: &low, High: &high}
}

// sensitive reports whether the sum of a quantity that is not negative tells too much about one person: fewer than 5
// people have anything but 0, or the p %-rule does not hold.
func sensitive(m tabulation.Moments) bool {
	first, second := int64(m.Largest[0]), int64(m.Largest[1])
	return m.NonZero < nonZero || 100*(m.Sum-first-second) < percent*first
}

// exact reports whether the mean is published as it is, so that the sum behind it is known but for rounding.
func (m *mean) exact() bool { return m.Hidden == "" && m.Bound == "" }

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

// toStep rounds thousandths to a multiple of the step, halves up.
func toStep(v float64) questionnaire.Decimal {
	return questionnaire.Decimal(math.Floor(v/float64(step)+0.5)) * step
}
