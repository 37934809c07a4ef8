package tabulation

import "jianfu/models/questionnaire"

// Layout says where the counts of each question stand in a Row. It is the same for all rows of a tabulation.
type Layout struct {
	questions []questionnaire.Question
	places    []place
	offset    []int // of the first cell of a question in Row.counts
	moment    []int // index in Row.moments, −1 for a question that has none
	counts    int
	moments   int
}

// NewLayout lays out the questions in the order given. A question that is not tabulated has no counts.
func NewLayout(questions []questionnaire.Question) *Layout {
	l := &Layout{questions: questions}
	for _, q := range questions {
		p, moment := placeOf(q), -1
		l.places, l.offset = append(l.places, p), append(l.offset, l.counts)
		if p.by != byNothing {
			l.counts += p.width + 2 // skipped, declined
		}
		if q.Wide() && q.Asked() { // of what is worked out no mean is ever published
			moment = l.moments
			l.moments++
		}
		l.moment = append(l.moment, moment)
	}
	return l
}

// Row is the counts over one set of sheets: of a unit, a subtree, a background class or the round.
type Row struct {
	layout  *Layout
	n       int64
	counts  []int64
	moments []Moments
}

// NewRow is a row over no sheets.
func (l *Layout) NewRow() *Row {
	return &Row{layout: l, counts: make([]int64, l.counts), moments: make([]Moments, l.moments)}
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

// Moments are the sums over a wide quantity that is asked for; the zero Moments for any other question. Skipped sheets add the value 0
// and are not in Moments.Answered.
func (r *Row) Moments(question int) Moments {
	if i := r.layout.moment[question]; i >= 0 {
		return r.moments[i]
	}
	return Moments{}
}

// Merge adds the sheets of other, a row of the same layout.
func (r *Row) Merge(other *Row) {
	r.n += other.n
	for i, c := range other.counts {
		r.counts[i] += c
	}
	for i, m := range other.moments {
		r.moments[i].Merge(m)
	}
}

// mark is what one sheet adds to a row, worked out once and added to several rows.
type mark struct {
	counts []int // indices in Row.counts
	values []value
}

type value struct {
	moment int
	number questionnaire.Decimal
}

// read works out the mark of a sheet, reusing the memory of m.
func (l *Layout) read(sheet questionnaire.Sheet, m *mark) {
	m.counts, m.values = m.counts[:0], m.values[:0]
	for i := range l.places {
		p, answer := &l.places[i], &sheet[i]
		switch {
		case p.by == byNothing:
		case p.by == byOptions && answer.State == questionnaire.Answered:
			for _, name := range answer.Choices {
				m.counts = append(m.counts, l.offset[i]+p.names[name])
			}
		default:
			m.counts = append(m.counts, l.offset[i]+p.class(answer))
			if l.moment[i] >= 0 && answer.State == questionnaire.Answered {
				m.values = append(m.values, value{l.moment[i], answer.Number})
			}
		}
	}
}

func (r *Row) add(m *mark) {
	r.n++
	for _, i := range m.counts {
		r.counts[i]++
	}
	for _, v := range m.values {
		r.moments[v.moment].Add(v.number)
	}
}
