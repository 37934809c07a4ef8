package disclosure

import (
	"math/big"

	"jianfu/models/disclosure/plan"
	"jianfu/models/index"
	"jianfu/models/inference"
	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
)

// quantity is something whose means over groups are published from true values (R4): a wide quantity of the
// questionnaire, an index, or a rate. Exactly one of question, index and rate is set.
type quantity struct {
	question  *plan.Question
	index     *index.Index
	rate      *index.Rate
	number    int // of the index or the rate in a tabulation
	low, high questionnaire.Decimal
	step      questionnaire.Decimal // of what is published
	parts     []*plan.Question      // that an index or a rate is made of and that have published counts
	whole     bool                  // for the whole round only

	ranges [][][2]questionnaire.Decimal // of an index: by part and cell, skipped among them, the least and the greatest score
}

// Steps of published figures.
const (
	step      questionnaire.Decimal = 500  // hours, times: multiples of 0.5
	pointStep questionnaire.Decimal = 1000 // indices: whole points
	rateStep  questionnaire.Decimal = 10   // rates: whole per cents
)

// quantitiesOf lists what a form has means of, questions first.
func quantitiesOf(p *plan.Plan, form *questionnaire.Form) []quantity {
	var all []quantity
	at := make(map[int]*plan.Question) // by place in the form
	for i := range p.Questions {
		q := &p.Questions[i]
		at[q.Place] = q
		if q.Averaged() && q.Sources != nil {
			all = append(all, quantity{question: q, low: q.Min, high: q.Max, step: step, whole: q.Whole})
		}
	}
	made := func(q quantity, places []int) {
		for _, place := range places {
			part := at[place]
			if part == nil || part.Sources == nil {
				return // withheld, or a background question
			}
			q.parts, q.whole = append(q.parts, part), q.whole || part.Whole
		}
		all = append(all, q)
	}
	for i, x := range index.Of(form) {
		s := pointStep
		if x.Hours {
			s = step
		}
		made(quantity{index: &x, number: i, high: x.Max, step: s, ranges: rangesOf(form, &x)}, x.Parts)
	}
	for i, x := range index.Rates(form) {
		if over := at[x.Over]; over == nil || !over.Averaged() {
			continue // its sums are not watched for what subtraction tells
		}
		made(quantity{rate: &x, number: i, high: 1000, step: rateStep}, []int{x.Over, x.Under})
	}
	return all
}

func rangesOf(form *questionnaire.Form, x *index.Index) (all [][][2]questionnaire.Decimal) {
	for part, place := range x.Parts {
		var cells [][2]questionnaire.Decimal
		for cell := range len(form.Questions()[place].Cells()) + 1 {
			low, high := x.Range(part, cell)
			cells = append(cells, [2]questionnaire.Decimal{low, high})
		}
		all = append(all, cells)
	}
	return all
}

// key names the quantity in the file.
func (q *quantity) key() string {
	switch {
	case q.index != nil:
		return q.index.Code
	case q.rate != nil:
		return q.rate.Code
	}
	return q.question.Name
}

// means are the figures of a group that this one stands among.
func (q *quantity) means(g *group) map[string]*mean {
	if q.question != nil {
		return g.Means
	}
	return g.Indices
}

func (q *quantity) of(g *group) *mean { return q.means(g)[q.key()] }

// valid is the number of sheets that a figure is of, as far as published counts tell: all but those on which it is
// missing, at least. known is false where such a count is not published.
func (q *quantity) valid(g *group) (n int, known bool) {
	if q.question != nil {
		return q.question.Valid(g.Counts, g.N), q.question.Published(g.Counts)
	}
	missing := 0
	for _, part := range q.parts {
		if !part.Published(g.Counts) {
			return 0, false
		}
		missing += part.Declined().Value(g.Counts, g.N)
		if q.index != nil && q.index.Code == index.Causes { // skipped is missing there
			missing += part.Skipped().Value(g.Counts, g.N)
		}
	}
	if q.index != nil && q.index.AtLeast > 0 { // so many parts or members must be missing for one sheet to lack it
		parts := len(q.parts)
		if q.index.Members != nil {
			parts = len(q.index.Members)
		}
		missing /= parts - q.index.AtLeast + 1
	}
	return max(0, g.N-missing), true
}

// single is the only wide part of an index: what is withheld of it the index would tell.
func (q *quantity) single() *plan.Question {
	var only *plan.Question
	for _, part := range q.parts {
		switch {
		case !part.Averaged():
		case only != nil:
			return nil
		default:
			only = part
		}
	}
	return only
}

// follows reports whether all that the quantity is made of is published exactly in a group but one, which is withheld and
// would follow.
func (q *quantity) follows(g *group) bool {
	var figures []*mean
	switch {
	case q.index != nil && q.index.Members != nil:
		for _, code := range q.index.Members {
			figures = append(figures, g.Indices[code])
		}
	default:
		for _, part := range q.parts {
			if part.Averaged() {
				figures = append(figures, g.Means[part.Name])
			}
		}
	}
	hidden := 0
	for _, f := range figures {
		switch {
		case f == nil || f.Hidden != "":
			hidden++
		case !f.exact():
			return false
		}
	}
	return len(figures) > 1 && hidden == 1
}

// sum is what the mean of a quantity over a set of sheets is made of. It adds up over sets that share no sheet.
type sum struct {
	pile
	top, bottom   *big.Int       // weighted sums of the values and of the sheets, or what a rate is divided by
	finite, loose inference.Pool // for this population; for comparisons
}

func newSum() *sum { return &sum{top: new(big.Int), bottom: new(big.Int)} }

func (s *sum) add(o *sum) {
	s.pile.add(o.pile)
	s.top.Add(s.top, o.top)
	s.bottom.Add(s.bottom, o.bottom)
	s.finite.Add(o.finite)
	s.loose.Add(o.loose)
}

// minus is the sheets of s that are not in o, without their pile.
func (s *sum) minus(o *sum) *sum {
	return &sum{
		top: new(big.Int).Sub(s.top, o.top), bottom: new(big.Int).Sub(s.bottom, o.bottom), loose: s.loose.Minus(o.loose),
	}
}

// sumOf is over a row of sheets that weigh weight each, in units of 2⁻³², and stand for people, 0 where nobody knows.
func (q *quantity) sumOf(row *tabulation.Row, weight, people int64) *sum {
	s := newSum()
	w := float64(weight) / (1 << weightBits)
	if q.rate != nil {
		pair := row.Rate(q.number)
		s.pile = pileOf(row.N(), pair.N(), pair.Y, w)
		s.top.Mul(big.NewInt(weight), big.NewInt(pair.Y.Sum))
		s.bottom.Mul(big.NewInt(weight), big.NewInt(pair.X.Sum))
		stratum := inference.Pair{
			Weight: w, Sheets: row.N(), Valid: pair.N(), SumX: pair.Y.Total(), SumY: pair.X.Total(),
			SquaresX: pair.Y.Squares(), SquaresY: pair.X.Squares(), Cross: pair.Products(),
		}
		s.loose.Ratio(stratum)
		stratum.People = people
		s.finite.Ratio(stratum)
		return s
	}
	valid, m := row.N(), tabulation.Moments{}
	if q.index != nil {
		m = row.Scores(q.number)
		valid = m.Answered
	} else {
		m = row.Moments(q.question.Place)
		valid -= row.Declined(q.question.Place)
	}
	s.pile = pileOf(row.N(), valid, m, w)
	s.top.Mul(big.NewInt(weight), big.NewInt(m.Sum))
	s.bottom.Mul(big.NewInt(weight), big.NewInt(valid))
	stratum := inference.Stratum{Weight: w, Sheets: row.N(), Valid: valid, Sum: m.Total(), Squares: m.Squares()}
	s.loose.Mean(stratum)
	stratum.People = people
	s.finite.Mean(stratum)
	return s
}

// value is the mean in thousandths of the unit of the quantity, rounded half up to its step; a rate in thousandths of 1.
func (s *sum) value(q *quantity) questionnaire.Decimal {
	top := new(big.Int).Mul(s.top, big.NewInt(2))
	if q.rate != nil {
		top.Mul(top, big.NewInt(1000))
	}
	unit := big.NewInt(int64(q.step))
	top.Add(top, new(big.Int).Mul(unit, s.bottom))
	bottom := new(big.Int).Mul(s.bottom, new(big.Int).Lsh(unit, 1))
	return questionnaire.Decimal(top.Div(top, bottom).Int64()) * q.step
}
