package disclosure

import (
	"math"

	"jianfu/models/disclosure/plan"
	"jianfu/models/inference"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
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
	q := &g.r.plan.Questions[question]
	if g.Hidden != "" || q.Sources == nil || q.Whole && g.Kind != Whole {
		return Table{}, false
	}
	if !q.Published(g.counts) {
		return Table{}, false
	}
	t = Table{Question: q.Question, Conditional: !q.Skipped().None(), Round: q.Whole}
	t.Skipped, t.Declined = q.Skipped().Value(g.counts, g.N), q.Declined().Value(g.counts, g.N)
	t.Valid = g.N - t.Declined
	if q.OneColumn() {
		t.Valid = g.N
	}
	t.Concerned = max(0, t.Valid-t.Skipped)
	strata := g.strata(q)
	for i, c := range q.Cells {
		cell := CellFigure{Cell: c, Count: min(q.Sources[i].Value(g.counts, g.N), t.Concerned)}
		cell.Share = g.share(strata, i, false, cell.Count, t.Valid)
		cell.Concerned = g.share(strata, i, true, cell.Count, t.Concerned)
		t.Cells = append(t.Cells, cell)
	}
	if q.Kind == questionnaire.Scale || q.Numeric() {
		t.Mean = g.mean(q, &t, strata)
	}
	return t, true
}

// counted is the published counts of a question over sheets that all weigh the same.
type counted struct {
	stratum          int // its number in the tree, −1 for what is none
	weight           float64
	n, people        int
	cells            []int
	valid, concerned int
}

// strata are the published counts of a question over a group, stratum by stratum (docs/statistics.md, Populations): for a
// group without published parts the group itself.
func (g Group) strata(q *plan.Question) []counted {
	var all []counted
	take := func(stratum int, counts []int, n, people int, weight float64) {
		s := counted{stratum: stratum, weight: weight, n: n, people: people, cells: make([]int, len(q.Cells))}
		s.valid = q.Valid(counts, n)
		if q.OneColumn() {
			s.valid = n
		}
		s.concerned = max(0, s.valid-q.Skipped().Value(counts, n))
		for i := range s.cells {
			s.cells[i] = min(q.Sources[i].Value(counts, n), s.concerned)
		}
		all = append(all, s)
	}
	s, tree := &g.r.strata, g.r.file.tree()
	if !g.inTree || len(s.weight) == 0 || q.Whole {
		take(-1, g.counts, g.N, int(g.population()), 1)
		return all
	}
	for i := g.at; i < g.end; i++ {
		if s.sheets[i] == 0 {
			continue
		}
		counts := tree[i].Counts
		if tree[i].Rest != nil {
			counts = tree[i].Rest.Counts
		}
		if !q.Published(counts) {
			all = all[:0] // then the group alone tells
			take(-1, g.counts, g.N, int(g.population()), 1)
			return all
		}
		people := 0
		if g.r.manifest.Admission == round.Card {
			people = int(s.people[i])
		}
		take(i, counts, int(s.sheets[i]), people, s.of(i))
	}
	return all
}

// share is computed from published numbers alone (R4): over several strata the weighted one. Its interval is Wilson's on
// Kish's effective number, widened by what the rounding of the counts adds. count and of are the group's own.
func (g Group) share(strata []counted, cell int, concerned bool, count, of int) Figure {
	if of < g.r.manifest.K {
		return Figure{N: of, Reason: "reason." + reasonFew}
	}
	var weights []float64
	var sheets []int64
	var top, bottom, noise float64
	for _, s := range strata {
		n := s.valid
		if concerned {
			n = s.concerned
		}
		top += float64(s.weight * float64(s.cells[cell]))
		bottom += float64(s.weight * float64(n))
		noise += float64(s.weight*s.weight) * spread
		weights, sheets = append(weights, s.weight), append(sheets, int64(n))
	}
	if bottom <= 0 {
		return Figure{N: of, Reason: "reason." + reasonFew}
	}
	p, n := top/bottom, inference.Kish(weights, sheets)
	low, high := p, p
	switch people := int(g.population()); {
	case people == 0:
		low, high = inference.Wilson(float64(p*n), n, 0)
	case people > g.N:
		finite := n / (1 - float64(g.N)/float64(people))
		low, high = inference.Wilson(float64(p*finite), finite, 0)
	}
	noise = inference.Z975 * math.Sqrt(noise) / bottom
	low, high = max(0, p-math.Hypot(p-low, noise)), min(1, p+math.Hypot(high-p, noise))
	f := Figure{Value: questionnaire.Decimal(math.Floor(p*1000 + 0.5)), N: of, Interval: true}
	if len(strata) == 1 {
		f.Value = questionnaire.Decimal((2000*count + of) / (2 * of))
	}
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

func (g Group) mean(q *plan.Question, t *Table, strata []counted) *Figure {
	if !q.Wide() {
		return g.narrowMean(q, t, strata)
	}
	m := g.means[q.Name]
	if m == nil { // worked out, or a remainder: its counts are known by subtraction, its means are not given
		return nil
	}
	f := m.figure(t.Valid)
	return &f
}

// figure is a mean of true values as it is published, of n sheets.
func (m *mean) figure(n int) Figure {
	f := Figure{Value: m.Value, N: n, Bound: m.Bound}
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
// those whom it concerns, of a quantity with skipped as 0.
func (g Group) narrowMean(q *plan.Question, t *Table, strata []counted) *Figure {
	n, low, high := t.Valid, questionnaire.Decimal(math.MaxInt64), questionnaire.Decimal(math.MinInt64)
	for _, c := range t.Cells {
		low, high = min(low, c.Cell.From), max(high, c.Cell.From)
	}
	if q.Kind == questionnaire.Scale {
		n = t.Concerned
	}
	sums := narrowSums(q, strata)
	e := inference.Mean(sums)
	if n < g.r.manifest.K || math.IsNaN(e.Value) || e.DF < 1 {
		return &Figure{N: n, Reason: "reason." + reasonFew}
	}
	from, to := e.Interval()
	f := &Figure{Value: hundredths(e.Value), N: n, Interval: true}
	f.Low, f.High = max(low, hundredths(from)), min(high, hundredths(to))
	f.cut(low, high, n, 10)
	return f
}

// narrowSums are the sums over a question of few values, in thousandths. Their error holds the chance of rounding as
// well: one draw has a variance of 2 at most (R3), and it does not shrink when everybody answers.
func narrowSums(q *plan.Question, strata []counted) []inference.Stratum {
	sums := make([]inference.Stratum, len(strata))
	for i, s := range strata {
		sums[i] = inference.Stratum{Weight: s.weight, Sheets: int64(s.n), People: int64(s.people)}
		s.each(q, func(v, count float64) {
			sums[i].Valid += int64(count)
			sums[i].Sum += float64(v * count)
			sums[i].Squares += float64(float64(v*v) * count)
		})
	}
	centre := inference.Mean(sums).Value
	for i, s := range strata {
		s.each(q, func(v, _ float64) { sums[i].Extra += float64(float64((v-centre)*(v-centre)) * spread) })
	}
	return sums
}

// each goes over the values of a question of few of them; skipped counts as 0 where it is not a scale.
func (s counted) each(q *plan.Question, take func(value, count float64)) {
	for i, c := range q.Cells {
		take(float64(c.From), float64(s.cells[i]))
	}
	if q.Kind != questionnaire.Scale && !q.Skipped().None() {
		take(0, float64(s.valid-s.concerned))
	}
}

// hundredths rounds thousandths to hundredths, halves up.
func hundredths(v float64) questionnaire.Decimal {
	return questionnaire.Decimal(math.Floor(v/10+0.5)) * 10
}
