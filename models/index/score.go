package index

import "jianfu/models/questionnaire"

// Score is the index on a checked sheet of the form, in thousandths; ok is false where the sheet has none.
func (x *Index) Score(sheet questionnaire.Sheet) (score questionnaire.Decimal, ok bool) {
	in := make([][]int32, 0, len(x.Parts))
	for i := range x.members {
		s, ok := x.members[i].Score(sheet)
		if !ok {
			s = questionnaire.Decimal(Missing)
		}
		in = append(in, []int32{int32(s)})
	}
	for i := range x.reads {
		in = append(in, []int32{x.Value(i, &sheet[x.Parts[i]])})
	}
	out := []int32{0}
	x.Scores(in, out)
	return questionnaire.Decimal(max(out[0], 0)), out[0] != Missing
}

// Scores works out the index on many sheets at once: in has for each of Parts its Value on every sheet, for BI for each of
// Members its score; out takes the scores. All are as long as out.
func (x *Index) Scores(in [][]int32, out []int32) {
	switch x.Code {
	case Overtime:
		three(in, out, overtime)
	case Inspections:
		each(in[0], out, func(hours int64) int64 { return half(5*min(hours, 40_000), 2) })
	case Traces:
		two(in, out, traces)
	case Pushed:
		sum(in, out)
		each(out, out, func(hours int64) int64 { return half(25*min(hours, 24_000), 6) })
	case Materials:
		three(in, out, materials)
	case Cascade:
		two(in, out, cascade)
	case Burden:
		average(in, out, x.AtLeast, func(sum, n int64) int64 { return half(sum, n) })
	case Causes:
		average(in, out, x.AtLeast, func(sum, n int64) int64 { return half(25_000*(sum-n), n) })
	case Formality:
		sum(in[2:], out)
		formalityHours(in, out)
	}
}

// half is a/b rounded half up, a not negative, b positive.
func half(a, b int64) int64 { return (2*a + b) / (2 * b) }

func overtime(hours, weekend, evenings int64) int64 {
	if hours|weekend|evenings < 0 {
		return int64(Missing)
	}
	return half(49*min(max(hours-40_000, 0), 30_000)+90*(weekend+evenings), 21)
}

func traces(hours, work int64) int64 {
	switch {
	case hours <= 0: // nothing or missing, whatever it was for
		return hours
	case work < 0:
		return work
	}
	return half(7*min(hours, 20_000), 2) + 30_000*(1-work)
}

func materials(data, text, repeated int64) int64 {
	n := (data + text) / 1000
	switch {
	case data|text < 0:
		return int64(Missing)
	case n == 0:
		return 0
	case repeated < 0:
		return repeated
	}
	return half(1250*min(n, 40)*n+30_000*min(repeated/1000, n)+20*text, n)
}

func cascade(days, mirrored int64) int64 {
	if days|mirrored < 0 {
		return int64(Missing)
	}
	return 500*days + 5*min(mirrored, 10_000)
}

// mostHours is 112 hours a week, the longest working week that can be reported, in a month of 52/12 weeks: whoever adds up to
// more has counted hours twice.
const mostHours = 485_333

// formalityHours adds inspections and traces to what is in out.
func formalityHours(in [][]int32, out []int32) {
	for s, other := range out {
		inspections, traces := in[0][s], in[1][s]
		if inspections|traces|other < 0 {
			out[s] = Missing
			continue
		}
		out[s] = int32(min(mostHours, half(3*(int64(other)+int64(inspections))+13*int64(traces), 3)))
	}
}

// each gives formula(a) on every sheet, Missing where a is.
func each(a, out []int32, formula func(int64) int64) {
	for s, v := range a {
		if v >= 0 {
			v = int32(formula(int64(v)))
		}
		out[s] = v
	}
}

func two(in [][]int32, out []int32, formula func(a, b int64) int64) {
	a, b := in[0][:len(out)], in[1][:len(out)]
	for s := range out {
		out[s] = int32(formula(int64(a[s]), int64(b[s])))
	}
}

func three(in [][]int32, out []int32, formula func(a, b, c int64) int64) {
	a, b, c := in[0][:len(out)], in[1][:len(out)], in[2][:len(out)]
	for s := range out {
		out[s] = int32(formula(int64(a[s]), int64(b[s]), int64(c[s])))
	}
}

// sum adds up, Missing where one is. At most nine months of hours are added, which is far from the bounds of int32.
func sum(in [][]int32, out []int32) {
	copy(out, in[0])
	for _, more := range in[1:] {
		for s, v := range more[:len(out)] {
			if out[s]|v < 0 {
				out[s] = Missing
			} else {
				out[s] += v
			}
		}
	}
}

// average gives formula(sum, number) of what is not missing, Missing where that is less than least.
func average(in [][]int32, out []int32, least int, formula func(sum, n int64) int64) {
	for s := range out {
		total, n := int64(0), int64(0)
		for _, values := range in {
			if v := values[s]; v >= 0 {
				total += int64(v)
				n++
			}
		}
		out[s] = Missing
		if n >= int64(least) {
			out[s] = int32(formula(total, n))
		}
	}
}
