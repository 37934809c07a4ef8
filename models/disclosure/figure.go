package disclosure

import (
	"math"

	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/tabulation"
)

// Figure is one published number with its 95 % interval. Shares are between 0 and 1, in thousandths; means are in the
// unit of the question.
type Figure struct {
	Value    questionnaire.Decimal
	Low      questionnaire.Decimal
	High     questionnaire.Decimal
	Interval bool   // Low and High hold; never where Bound is set, since the ends would tell what the bound keeps back
	N        int    // the published number of people it is of: all but those whose answer is missing, or as documented
	Bound    Bound  // the value is cut off
	Reason   string // not empty: the figure is not published, this says why: a key of the catalogue
}

// Table is a question over one published group. Counts are as published: none is a true count. Since each is rounded
// by itself a cell could exceed the people who answered; it is then shown as these, here and so in every format:
// Count ≤ Concerned ≤ Valid ≤ sheets.
type Table struct {
	Question    questionnaire.Question
	Cells       []CellFigure
	Skipped     int  // not applicable
	Declined    int  // missing; of Text and Acknowledge all who wrote or ticked nothing
	Conditional bool // some do not see the question: Skipped can be above 0
	Round       bool // published for the whole round only
	Valid       int  // sheets less Declined; of Text and Acknowledge all, since their missing ones are the others
	Concerned   int  // Valid less Skipped
	Mean        *Figure
}

// CellFigure is one option, value or band.
type CellFigure struct {
	Cell      questionnaire.Cell
	Count     int
	Share     Figure // of Valid: whoever skips the question counts as not having chosen this
	Concerned Figure // of Concerned; for a question that everybody sees the same as Share
}

// Table works out every figure of a question over the group. ok is false where the question is not tabulated for it:
// the group is hidden, or the question is background.
func (g Group) Table(question int) (t Table, ok bool) {
	q := &g.r.plan.questions[question]
	if g.Hidden != "" || q.sources == nil || q.whole && g.Kind != Whole {
		return Table{}, false
	}
	t = Table{Question: q.Question, Conditional: !q.skipped().none(), Round: q.whole}
	t.Skipped, t.Declined = q.skipped().value(g.counts, g.N), q.declined().value(g.counts, g.N)
	t.Valid = g.N - t.Declined
	if q.oneColumn() {
		t.Valid = g.N
	}
	t.Concerned = max(0, t.Valid-t.Skipped)
	for i, c := range q.cells {
		cell := CellFigure{Cell: c, Count: min(q.sources[i].value(g.counts, g.N), t.Concerned)}
		cell.Share = g.share(cell.Count, t.Valid)
		cell.Concerned = g.share(cell.Count, t.Concerned)
		t.Cells = append(t.Cells, cell)
	}
	if q.Kind == questionnaire.Scale || q.Numeric() {
		t.Mean = g.mean(q, &t)
	}
	return t, true
}

// share is computed from published numbers alone (R4). Its interval is Wilson's, and no narrower than what the
// rounding of the count leaves open.
func (g Group) share(count, of int) Figure {
	if of < g.r.manifest.K {
		return Figure{N: of, Reason: "reason." + reasonFew}
	}
	n := float64(of)
	low, high := tabulation.Wilson(float64(count), n, g.population()*n/float64(g.N))
	low = max(0, min(low, float64(count-Base+1)/n))
	high = min(1, max(high, float64(count+Base-1)/n))
	f := Figure{Value: questionnaire.Decimal((2000*count + of) / (2 * of)), N: of, Interval: true}
	f.Low, f.High = questionnaire.Decimal(math.Floor(low*1000+0.5)), questionnaire.Decimal(math.Floor(high*1000+0.5))
	f.cut(0, 1000, of, 1)
	return f
}

// cut keeps a figure away from the ends of its range, at a multiple of the unit it is given in. What is cut off has no
// interval.
func (f *Figure) cut(low, high questionnaire.Decimal, n int, unit questionnaire.Decimal) {
	lowest, greatest := ends(low, high, n)
	lowest, greatest = (lowest+unit-1)/unit*unit, greatest/unit*unit
	switch {
	case f.Value < lowest:
		*f = Figure{Value: lowest, Bound: AtMost, N: f.N}
	case f.Value > greatest:
		*f = Figure{Value: greatest, Bound: AtLeast, N: f.N}
	}
}

// population is the headcount behind the group where the sheets are a known part of it: only with one-time cards, and
// not for background classes.
func (g Group) population() float64 {
	if g.r.manifest.Admission != round.Card || g.Headcount < g.N {
		return 0
	}
	return float64(g.Headcount)
}

func (g Group) mean(q *asked, t *Table) *Figure {
	if !q.Wide() {
		return g.narrowMean(q, t)
	}
	m := g.means[q.Name]
	if m == nil { // worked out, or a remainder: its counts are known by subtraction, its means are not given
		return nil
	}
	f := &Figure{Value: m.Value, N: t.Valid, Bound: m.Bound}
	switch m.Hidden {
	case "":
	case reasonFew:
		f.Reason = "reason." + reasonFewMean
	default:
		f.Reason = "reason." + m.Hidden
	}
	if m.Low != nil {
		f.Low, f.High, f.Interval = *m.Low, *m.High, true
	}
	return f
}

// narrowMean is the mean of a question of few values, from the published counts alone, in hundredths: of a scale over
// those whom it concerns, of a quantity with skipped as 0. Its standard error holds the chance of rounding as well: one
// draw has a variance of 2 at most (R3), and it does not shrink when everybody answers.
func (g Group) narrowMean(q *asked, t *Table) *Figure {
	n, low, high := t.Valid, questionnaire.Decimal(math.MaxInt64), questionnaire.Decimal(math.MinInt64)
	values := make([]weighed, 0, len(t.Cells)+1)
	for _, c := range t.Cells {
		low, high = min(low, c.Cell.From), max(high, c.Cell.From)
		values = append(values, weighed{float64(c.Cell.From), float64(c.Count)})
	}
	if q.Kind == questionnaire.Scale {
		n = t.Concerned
	} else if t.Conditional {
		values = append(values, weighed{0, float64(t.Skipped)})
	}
	centre, sampling, rounding := moments(values)
	if n < g.r.manifest.K || math.IsNaN(centre) {
		return &Figure{N: n, Reason: "reason." + reasonFew}
	}
	people := int(g.population() * float64(n) / float64(g.N))
	sampling *= fpc(n, people) * fpc(n, people)
	half := tabulation.T975(float64(n-1)) * math.Sqrt(sampling/float64(n)+rounding)
	f := &Figure{Value: hundredths(centre), N: n, Interval: true}
	f.Low, f.High = max(low, hundredths(centre-half)), min(high, hundredths(centre+half))
	f.cut(low, high, n, 10)
	return f
}

// weighed is a value and its published count.
type weighed struct{ value, count float64 }

// moments are the mean of values, their sample variance, and the variance that rounding adds to the mean. All are NaN
// for fewer than two people.
func moments(values []weighed) (mean, variance, rounding float64) {
	var n, sum, squares, apart float64
	for _, v := range values {
		n += v.count
		sum += float64(v.value * v.count)
	}
	if n < 2 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	mean = sum / n
	for _, v := range values {
		d := float64((v.value - mean) * (v.value - mean))
		squares += float64(d * v.count)
		apart += d
	}
	return mean, squares / (n - 1), float64(rounded*apart) / float64(n*n)
}

// hundredths rounds thousandths to hundredths, halves up.
func hundredths(v float64) questionnaire.Decimal {
	return questionnaire.Decimal(math.Floor(v/10+0.5)) * 10
}
