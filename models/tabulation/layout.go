package tabulation

import (
	"jianfu/models/index"
	"jianfu/models/questionnaire"
)

// Layout says where the counts of each question stand in a Row, and its answers in the columns. It is the same for all
// rows of a tabulation.
type Layout struct {
	questions []questionnaire.Question
	places    []*place
	offset    []int // of the first cell of a question in Row.counts
	moment    []int // index in Row.moments, −1 for a question that has none
	counts    int
	moments   int
	columns   []column
	column    []int  // of a question: its first one, −1 for none
	widths    [3]int // number of columns of each width
	indices   []index.Index
	rates     []index.Rate
}

// NewLayout lays out the questions of a form in their order. A question that is not tabulated has no counts.
func NewLayout(form *questionnaire.Form) *Layout {
	l := &Layout{questions: form.Questions(), indices: index.Of(form), rates: index.Rates(form)}
	for i, q := range l.questions {
		p, moment := placeOf(q), -1
		if q.Wide() && q.Asked() { // of what is worked out no mean is ever published
			moment = l.moments
			l.moments++
		}
		columns := columnsOf(i, p, l.counts, moment)
		l.column = append(l.column, -1)
		if len(columns) > 0 {
			l.column[i] = len(l.columns)
		}
		for _, c := range columns {
			c.slot = l.widths[c.width]
			l.widths[c.width]++
			l.columns = append(l.columns, c)
		}
		l.places, l.offset, l.moment = append(l.places, p), append(l.offset, l.counts), append(l.moment, moment)
		if p.by != byNothing {
			l.counts += p.width + 2 // skipped, declined
		}
	}
	return l
}

// Row is the counts over one set of sheets: of a unit, a subtree, a background class or the round.
type Row struct {
	layout  *Layout
	n       int64
	counts  []int64
	moments []Moments
	scores  []Moments
	rates   []Pair
}

// NewRow is a row over no sheets.
func (l *Layout) NewRow() *Row {
	return &Row{
		layout: l, counts: make([]int64, l.counts), moments: make([]Moments, l.moments),
		scores: make([]Moments, len(l.indices)), rates: make([]Pair, len(l.rates)),
	}
}

// N is the number of sheets.
func (r *Row) N() int64 { return r.n }

// Count is the number of sheets in a cell of a question, both counted from 0. After the cells come skipped, on which
// logic hid the question, a structural zero; and declined, on which it is missing. The question is one that is
// tabulated.
func (r *Row) Count(question, cell int) int64 { return r.counts[r.layout.offset[question]+cell] }

// Declined is the number of sheets on which the question is missing.
func (r *Row) Declined(question int) int64 {
	return r.counts[r.layout.offset[question]+r.layout.places[question].width+1]
}

// Moments are the sums over a wide quantity that is asked for; the zero Moments for any other question. Skipped sheets
// add the value 0 and are not in Moments.Answered.
func (r *Row) Moments(question int) Moments {
	if i := r.layout.moment[question]; i >= 0 {
		return r.moments[i]
	}
	return Moments{}
}

// Scores are the sums over an index, given by its place in Tabulation.Indices, in thousandths of a point or an hour, of
// the sheets that have it.
func (r *Row) Scores(index int) Moments { return r.scores[index] }

// Rate is the sums of a rate, given by its place in Tabulation.Rates.
func (r *Row) Rate(i int) Pair { return r.rates[i] }

// Merge adds the sheets of other, a row of the same layout.
func (r *Row) Merge(other *Row) {
	r.n += other.n
	for i, c := range other.counts {
		r.counts[i] += c
	}
	for i := range other.moments {
		r.moments[i].Merge(other.moments[i])
	}
	for i := range other.scores {
		r.scores[i].Merge(other.scores[i])
	}
	for i := range other.rates {
		r.rates[i].Merge(&other.rates[i])
	}
}
