package disclosure

import (
	"math"

	"jianfu/models/disclosure/plan"
	"jianfu/models/index"
	"jianfu/models/inference"
	"jianfu/models/questionnaire"
)

// squeeze is what a mean of true values could tell of the counts of one question that go into it: the audit (R6) has left
// every count some room, and the mean, with an interval around it, must leave it at least three values of that.
//
// It takes all sheets to weigh the same, which is a good guide as long as none weighs more than twice as much as another;
// beyond that it is not asked, since many strata have to come together for such a mean.
type squeeze struct {
	name        string     // of the question
	n           int        // sheets
	cells       []cellRoom // in which the question is not missing
	missing     [2]int     // least and greatest number of sheets on which it is
	loose       int        // further sheets that may lack the quantity, for want of another answer
	width, step questionnaire.Decimal
	population  int
}

// cellRoom is a cell: the room that the audit has left its count, and the values that its sheets can have.
type cellRoom struct {
	least, most int
	from, to    questionnaire.Decimal
}

// room is the least and the greatest true count of a cell of a question, as the audit has found them.
type room func(q *plan.Question, cell int) (least, most int)

// squeezes lists the questions that a mean of the quantity hangs on.
func (q *quantity) squeezes(n int, count room, population int) []squeeze {
	parts := q.parts
	if q.question != nil {
		parts = []*plan.Question{q.question}
	}
	if q.rate != nil || q.index != nil && (q.index.AtLeast > 0 || q.index.Hours) { // hang on too much for one count to be told
		return nil
	}
	var all []squeeze
	for i, question := range parts {
		s := squeeze{name: question.Name, n: n, step: q.step, width: q.high - q.low, population: population}
		for cell := range len(question.Cells) + 1 {
			if question.Sources[cell].None() {
				continue
			}
			least, most := count(question, cell)
			p := cellRoom{least: least, most: most}
			switch {
			case q.index != nil:
				p.from, p.to = q.ranges[i][cell][0], q.ranges[i][cell][1]
			case cell < len(question.Cells):
				p.from, p.to = question.Cells[cell].From, question.Cells[cell].To
			}
			s.cells = append(s.cells, p)
		}
		s.missing[0], s.missing[1] = count(question, len(question.Cells)+1)
		for j, other := range parts {
			if j != i {
				_, most := count(other, len(other.Cells)+1)
				s.loose += most
			}
		}
		if s.loose <= mostLoose {
			all = append(all, s)
		}
	}
	return all
}

// mostLoose is how far a rounded count leaves the true one open: where more sheets than that may lack a quantity for want of another
// answer, its mean leaves the counts more room than rounding does.
const mostLoose = 2 * (Base - 1)

// holds reports whether every count keeps three values when the mean is known to within half a step.
func (s *squeeze) holds(value questionnaire.Decimal) bool {
	for i := range s.cells {
		least, most := s.told(i, value)
		if most-least < Base-1 {
			return false
		}
	}
	return true
}

// told is the room of a cell that is left when the mean is known.
func (s *squeeze) told(cell int, value questionnaire.Decimal) (least, most int) {
	c := s.cells[cell]
	least, most = c.most+1, c.least-1
	for n := max(1, s.n-s.missing[1]-s.loose); n <= s.n-s.missing[0]; n++ {
		low, high := int64(value-s.step/2)*int64(n), int64(value+s.step/2)*int64(n)
		for count := max(0, c.least-s.loose); count <= c.most; count++ {
			if s.fits(cell, count, n, low, high) {
				least, most = min(least, count), max(most, count)
			}
		}
	}
	if least > most {
		return least, most
	}
	return max(c.least, least), min(c.most, most+s.loose)
}

// fits reports whether n sheets, count of them in the cell, can have a sum between low and high: the least and the
// greatest sum are found by filling the other cells in the order of their values.
func (s *squeeze) fits(cell, count, n int, low, high int64) bool {
	if count > n {
		return false
	}
	c := s.cells[cell]
	base, room, left := [2]int64{int64(count) * int64(c.from), int64(count) * int64(c.to)}, 0, n-count
	for i, o := range s.cells {
		if i == cell {
			continue
		}
		least := max(0, o.least-s.loose)
		base[0] += int64(least) * int64(o.from)
		base[1] += int64(least) * int64(o.to)
		left -= least
		room += o.most - least
	}
	if left < 0 || left > room {
		return false
	}
	return base[0]+s.fill(cell, left, false) <= high && base[1]+s.fill(cell, left, true) >= low
}

// fill is the least or the greatest sum of sheets that go into the other cells beyond what these hold at least. Cells are
// few: each round takes the best one left.
func (s *squeeze) fill(cell, sheets int, greatest bool) (sum int64) {
	used := make([]bool, len(s.cells))
	used[cell] = true
	for sheets > 0 {
		best := -1
		for i, o := range s.cells {
			if !used[i] && (best < 0 || !greatest && o.from < s.cells[best].from || greatest && o.to > s.cells[best].to) {
				best = i
			}
		}
		o := s.cells[best]
		used[best] = true
		take := min(sheets, o.most-max(0, o.least-s.loose))
		sheets -= take
		if greatest {
			sum += int64(take) * int64(o.to)
		} else {
			sum += int64(take) * int64(o.from)
		}
	}
	return sum
}

// least is the half of an interval around a mean, in thousandths, below which a spread as small as it tells would leave a
// cell fewer than three values: that many sheets as far away as the cell is need Σ(x − mean)² of at least
// count·distance²·n/(n − count).
func (s *squeeze) least(value questionnaire.Decimal) float64 {
	sd, n := 0.0, float64(s.n-s.missing[1])
	for _, c := range s.cells {
		count := float64(c.least + Base - 1)
		distance := float64(max(0, c.from-value-s.step/2, value-s.step/2-c.to))
		if distance == 0 || count >= n || n < 2 {
			continue
		}
		squares := float64(float64(count*float64(distance*distance)) * (n / (n - count)))
		sd = max(sd, math.Sqrt(squares/(n-1)))
	}
	if sd == 0 {
		return 0
	}
	half := float64(inference.Quantile(0.975, n-1)*sd) / math.Sqrt(n) * fpc(int(n), s.population)
	return min(half, float64(s.width))
}

// told reports whether a published mean, with its interval, leaves some count of a question less than three values, and
// which question it is.
func (q *quantity) told(m *mean, g *group, count room, population int) (question string, told bool) {
	if !q.evident(count) {
		return q.key(), true
	}
	for _, s := range q.squeezes(g.N, count, population) {
		// Where an end is cut off at the range, the other one tells the spread; a rounded end is up to half a step off, and so
		// is the mean.
		half := 0.0
		if *m.Low > q.low {
			half = float64(m.Value - *m.Low + q.step)
		}
		if *m.High < q.high {
			half = max(half, float64(*m.High-m.Value+q.step))
		}
		if *m.Low <= q.low && *m.High >= q.high {
			half = math.Inf(1)
		}
		if !s.holds(m.Value) || half < s.least(m.Value) {
			return s.name, true
		}
	}
	return "", false
}

// evident reports whether published counts alone say that at least 5 sheets have anything but 0 (R4): that a mean is there
// must not tell it.
func (q *quantity) evident(count room) bool {
	parts := q.parts
	if q.question != nil {
		parts = []*plan.Question{q.question}
	}
	for i, part := range parts {
		least := 0
		for cell := range part.Cells {
			above := part.Cells[cell].From > 0
			if q.index != nil {
				above = q.ranges[i][cell][0] > 0
			}
			if above && !part.Sources[cell].None() {
				few, _ := count(part, cell)
				least += few
			}
		}
		if least >= nonZero {
			return true
		}
	}
	return false
}

// drowned reports whether an index may stand beside the mean of its only wide question. Where the index stops counting, at the
// cap, both together tell how much lies beyond: with at least 5 people there, as published counts say, that is theirs; with fewer,
// what rounding leaves open over n people must be at least a tenth of what one of them can have (the p of the p %-rule), and that
// there is anything must leave their count three values.
func (q *quantity) drowned(only *plan.Question, mean, score questionnaire.Decimal, n int, count room) bool {
	least, most := count(only, len(only.Cells)-1)
	if least >= nonZero {
		return true
	}
	limit, weight := caps(q.index.Code)
	open := float64(n) * (float64(step)/2 + float64(pointStep)/2*float64(limit)/weight)
	if percent*float64(only.Max-limit) > 100*open {
		return false
	}
	beyond := float64(n) * (float64(mean) - float64(score)*float64(limit)/weight)
	return q.index.Code != index.Inspections || beyond <= open || most-max(1, least) >= Base-1
}

// caps are where an index of one wide question stops counting, in thousandths, and how many thousandths of a point it gives up to there.
func caps(code string) (limit questionnaire.Decimal, points float64) {
	switch code {
	case index.Inspections:
		return 40_000, 100_000
	case index.Traces:
		return 20_000, 70_000
	case index.Cascade:
		return 10_000, 50_000
	}
	return 30_000, 70_000 // overtime, beyond 40 hours
}
