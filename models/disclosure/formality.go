package disclosure

import (
	"strings"

	"jianfu/models/index"
	"jianfu/models/questionnaire"
)

// Formality is the hours that go into formalities 形式负担工时 over the whole round, and how many full-time people they
// come to 折合全职人力 when everybody counts like those who answered (docs/statistics.md, FBH and FTE).
type Formality struct {
	Hours             Figure // a person a month, to 0.5
	People, Low, High int    // full-time people, of Headcount; Low and High hold where Hours.Interval does
	Headcount         int
}

// The parts of the formality hours, as question names of the built-in instruments, which a copy of them keeps.
const (
	inspectionHours = "insp_hours"    // a month
	traceHours      = "trace_hours"   // a week
	demandHours     = "demand_hours"  // a month
	pushedHours     = "pushed_hours_" // a month; one question for each kind of work
)

// A month has 52/12 weeks, a full-time month 40 · 52/12 hours.
const weeks, months, weekHours = 52, 12, 40

// Formality is insp_hours + 52/12 · trace_hours + the pushed_hours + demand_hours. It is false
// where the questionnaire asks for no inspections, traces and demands, or no part of it is published.
//
// Where the index FBH is published for the round, that is it. Else it is put together from the published means of its parts. They share
// respondents, so their errors hang together in a way that no published figure tells. The ends of the
// interval are the sums of the ends, which holds however they do: the interval covers at least 95 %. A part that is cut
// off or not published counts as the least it can be; the sum is then AtLeast and has no interval.
func (r *Released) Formality() (Formality, bool) {
	if !r.Published() {
		return Formality{}, false
	}
	if m := r.file.Whole.Indices[index.Formality]; m.exact() {
		n, _ := r.Indicator("index:" + index.Formality)
		hours, _ := r.whole.Measure(n)
		return r.formality(hours), true
	}
	sum := Figure{Interval: true, N: r.whole.N}
	found, asked := 0, 0
	for i, q := range r.plan.Questions {
		weight, part := parts(q.Question)
		if !part || q.Whole {
			continue
		}
		asked += weight.asked
		t, ok := r.whole.Table(i)
		if !ok || t.Mean.Reason != "" || t.Mean.Bound == AtMost {
			sum.Bound, sum.Interval = AtLeast, false
			continue
		}
		found++
		if t.Mean.Bound == AtLeast {
			sum.Bound, sum.Interval = AtLeast, false
		}
		sum.N = min(sum.N, t.Mean.N)
		sum.Value += t.Mean.Value * weight.of
		sum.Low += t.Mean.Low * weight.of
		sum.High += t.Mean.High * weight.of
	}
	if asked < 3 || found == 0 {
		return Formality{}, false
	}
	for _, v := range []*questionnaire.Decimal{&sum.Value, &sum.Low, &sum.High} {
		*v = rounded(float64(*v)/months, step)
	}
	if !sum.Interval {
		sum.Low, sum.High = 0, 0
	}
	return r.formality(sum), true
}

// formality turns hours of a month of one person into full-time people.
func (r *Released) formality(hours Figure) Formality {
	f := Formality{Hours: hours, Headcount: r.whole.Headcount}
	f.People, f.Low, f.High = f.fullTime(f.Hours.Value), f.fullTime(f.Hours.Low), f.fullTime(f.Hours.High)
	return f
}

// part is what a question adds to the hours of a month, in twelfths.
type part struct {
	of    questionnaire.Decimal
	asked int // 1 for those that there must be
}

func parts(q questionnaire.Question) (part, bool) {
	switch {
	case !q.Wide() || q.Kind != questionnaire.Quantity:
		return part{}, false
	case q.Name == traceHours:
		return part{weeks, 1}, true
	case q.Name == inspectionHours || q.Name == demandHours:
		return part{months, 1}, true
	}
	return part{months, 0}, strings.HasPrefix(q.Name, pushedHours)
}

// fullTime is how many full-time people the hours of a month of one person come to over the headcount, to the nearest.
func (f Formality) fullTime(hours questionnaire.Decimal) int {
	month := weekHours * weeks * 1000 // thousandths of an hour, in twelfths
	return (2*f.Headcount*int(hours)*months + month) / (2 * month)
}
