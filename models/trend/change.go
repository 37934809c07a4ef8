package trend

import (
	"math"
	"strings"

	"jianfu/models/disclosure"
	"jianfu/models/inference"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Change is the difference of two published figures, the later less the earlier, in thousandths of their unit.
type Change struct {
	Difference questionnaire.Decimal
	Low, High  questionnaire.Decimal // 95 % interval; hold where Interval does
	// Interval is false where nearly everybody answered: the published interval, which is narrowed for the finite
	// population, then says nothing of chance any more.
	Interval bool
	P        disclosure.PClass // adjusted over the table; empty where it is 0.05 or more
	// Mark is +1 (▲) or −1 (▼) where P is not empty and the difference is at least what is worth a mark; else 0.
	Mark int

	p     float64 // as it is, NaN without an interval; only its class and its rank are used
	large bool
}

// leastFinite is the finite-population factor below which it cannot be undone: 96 % of the people answered.
const leastFinite = 0.2

// change holds a point against the round before. The two samples are taken as independent. Standard errors come from the
// published intervals and are on the large side: half an interval, widened by half a step for its rounded ends, freed of
// the finite population, which has no place in a comparison, over 1.96, which is no more than the quantile that the
// interval was made with. The p-value is that of the normal distribution, two-sided.
func (h *history) change(before, after Point, code string, a, b int) *Change {
	if before.Gap != "" || after.Gap != "" || !before.Figure.Interval || !after.Figure.Interval {
		return nil
	}
	c := &Change{Difference: after.Figure.Value - before.Figure.Value, p: math.NaN()}
	first, ok1 := h.editions[a].standardError(before.Figure, code)
	second, ok2 := h.editions[b].standardError(after.Figure, code)
	if !ok1 || !ok2 {
		return c
	}
	se := math.Hypot(first, second)
	half := inference.Z975 * se
	c.Low, c.High = questionnaire.Decimal(math.Floor(float64(c.Difference)-half)), questionnaire.Decimal(math.Ceil(float64(c.Difference)+half))
	c.Interval = true
	c.p = math.Erfc(math.Abs(float64(c.Difference)) / se / math.Sqrt2)
	c.large = max(c.Difference, -c.Difference) >= h.editions[b].worthMarking()
	return c
}

// standardError is that of a published figure with an interval, in thousandths; ok is false where the interval does not
// tell. Of a share it is no less than that of as many people as answered, with the two that a rounded count can be off.
func (e *edition) standardError(f disclosure.Figure, code string) (se float64, ok bool) {
	finite := 1.0
	if g, _ := e.group(code); e.manifest.Admission == round.Card && g.Headcount >= f.N {
		finite = math.Sqrt(1 - float64(f.N)/float64(g.Headcount))
	}
	if ok = finite >= leastFinite; ok {
		se = (float64(f.High-f.Low)/2 + float64(e.step())/2) / finite
	}
	if e.indicator.Measure == disclosure.Share {
		n := float64(f.N)
		low, high := inference.Wilson(f.Value.Float64()*n, n, 0)
		se, ok = max(se, 1000*((high-low)/2+(disclosure.Base-1)/n)), true
	}
	return se / inference.Z975, ok
}

// What figures are rounded to (R4).
const (
	halves     questionnaire.Decimal = 500
	points     questionnaire.Decimal = 1000
	hundredths questionnaire.Decimal = 10 // of a mean of few values, and of a rate in percent
)

// step is what figures of the indicator are rounded to.
func (e *edition) step() questionnaire.Decimal {
	switch {
	case e.indicator.Measure == disclosure.Mean && e.r.Questions()[e.indicator.Question].Wide(), e.indicator.Hours:
		return halves
	case e.indicator.Measure == disclosure.Index:
		return points
	case e.indicator.Measure == disclosure.Share:
		return 1
	}
	return hundredths
}

// The least differences that get a mark: 5 points, 2 hours, 5 percentage points.
const (
	fivePoints  questionnaire.Decimal = 5000
	twoHours    questionnaire.Decimal = 2000
	fivePercent questionnaire.Decimal = 50
)

// worthMarking is the least difference that gets a mark: as for units in models/disclosure, of means that are no hours one
// step of what is published, of few values a twentieth of their range.
func (e *edition) worthMarking() questionnaire.Decimal {
	switch {
	case e.indicator.Hours:
		return twoHours
	case e.indicator.Measure == disclosure.Index:
		return fivePoints
	case e.indicator.Measure != disclosure.Mean:
		return fivePercent
	}
	q := e.r.Questions()[e.indicator.Question]
	switch {
	case !q.Wide():
		cells := q.Cells()
		return (cells[len(cells)-1].To - cells[0].From) / 20
	case strings.Contains(q.Unit.Zh, "小时") || strings.Contains(q.Unit.En, "hour"):
		return twoHours
	}
	return halves
}

// mark adjusts the p-values of a table and marks what is significant and large.
func mark(changes []*Change) {
	p := make([]float64, len(changes))
	for i, c := range changes {
		p[i] = c.p
	}
	for i, p := range inference.BenjaminiHochberg(p) {
		c := changes[i]
		c.P = class(p)
		if c.P == "" || !c.large {
			continue
		}
		c.Mark = 1
		if c.Difference < 0 {
			c.Mark = -1
		}
	}
}

// class is a p-value as it may be published (R4).
func class(p float64) disclosure.PClass {
	switch {
	case p < 0.001:
		return "0.001"
	case p < 0.01:
		return "0.01"
	case p < 0.05:
		return "0.05"
	}
	return ""
}
