package index

import "jianfu/models/questionnaire"

// span is a closed interval of what the formula reads in a part.
type span struct{ low, high int64 }

// Range is the least and the greatest score that a sheet can have, given that its answer to a part (a place in Parts)
// lies in a cell, in the order of Question.Cells; the one after the cells stands for skipped. Everything else is free:
// other parts may be any answer or skipped, and no relevance or constraint is held against them. The bounds are
// therefore outer ones, both included: with the logic of the form the scores may lie closer together. They are 0 and
// Max where a sheet need not have the member of BI that the part belongs to, and for an item of CAUSES that is skipped.
//
// Scores grow with every amount, save MDI, whose number of demands is gone through; rounding keeps their order, so that
// the ends of the intervals are enough.
func (x *Index) Range(part, cell int) (low, high questionnaire.Decimal) {
	if x.Code == Burden {
		return x.rangeOfMean(part, cell)
	}
	spans := x.free()
	r := &x.reads[part]
	if cell < len(r.question.Cells()) {
		spans[part] = r.span(cell)
	} else if spans[part] = (span{}); r.as == degree { // then it is missing
		return 0, x.Max
	}
	return x.bounds(spans)
}

// free is what can be read in each part.
func (x *Index) free() []span {
	spans := make([]span, len(x.reads))
	for i, r := range x.reads {
		switch r.as {
		case points:
			spans[i] = span{0, 100}
		case ticked:
			spans[i] = span{0, 1}
		case degree:
			spans[i] = span{1, 5}
		default:
			spans[i] = span{0, int64(r.question.Max)} // 0 also where it is skipped
		}
	}
	return spans
}

// span is what can be read in an answer that lies in a cell.
func (r *reading) span(cell int) span {
	c := r.question.Cells()[cell]
	switch r.as {
	case points:
		p, _ := limit(c.Name)
		return span{int64(p), int64(p)}
	case degree:
		d := int64(r.degree(c.Name))
		return span{d, d}
	case ticked:
		if c.Name == "work" {
			return span{1, 1}
		}
		alone := r.question.AtMost == 1 || r.question.Options[cell].Exclusive
		for _, o := range r.question.Options {
			alone = alone || isWork(o) && o.Exclusive
		}
		if alone {
			return span{0, 0}
		}
		return span{0, 1}
	}
	return span{int64(c.From), int64(c.To)}
}

// bounds are the least and the greatest score with every part in its span.
func (x *Index) bounds(spans []span) (low, high questionnaire.Decimal) {
	switch x.Code {
	case Materials:
		return materialsBounds(spans[0], spans[1], spans[2])
	case Traces: // "work" lowers the score
		spans[1] = span{spans[1].high, spans[1].low}
	}
	// Causes: with every part answered one of them weighs least.
	var ends [2]questionnaire.Decimal
	for i := range ends {
		in := make([][]int32, len(spans))
		for j, s := range spans {
			in[j] = []int32{int32([]int64{s.low, s.high}[i])}
		}
		out := []int32{0}
		x.Scores(in, out)
		ends[i] = questionnaire.Decimal(out[0])
	}
	return ends[0], ends[1]
}

// materialsBounds goes through every number of demands; with it fixed, the score grows with texts and repetitions.
func materialsBounds(data, text, repeated span) (low, high questionnaire.Decimal) {
	low = hundred
	for n := data.low + text.low; n <= data.high+text.high; n += 1000 {
		few, many := max(text.low, n-data.high), min(text.high, n-data.low)
		low = min(low, questionnaire.Decimal(materials(n-few, few, repeated.low)))
		high = max(high, questionnaire.Decimal(materials(n-many, many, repeated.high)))
	}
	return low, high
}

// rangeOfMean bounds BI: the other members are anything, and the more of them there are, the farther the mean can be
// from the one that is known. No question is part of two members.
func (x *Index) rangeOfMean(part, cell int) (low, high questionnaire.Decimal) {
	member := 0
	for ; part >= len(x.members[member].Parts); member++ {
		part -= len(x.members[member].Parts)
	}
	m, n := &x.members[member], int64(len(x.members))
	if len(m.Parts) > 1 && len(x.members) > x.AtLeast { // another part may be declined, and the member missing
		return 0, x.Max
	}
	low, high = m.Range(part, cell)
	return questionnaire.Decimal(half(int64(low), n)), questionnaire.Decimal(half(int64(high)+(n-1)*hundred, n))
}
