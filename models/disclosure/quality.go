package disclosure

import (
	"slices"
	"strconv"

	"jianfu/models/disclosure/audit"
	"jianfu/models/inference"
	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
)

// quality adds to what became of the ballots how the sheets were answered: for the whole round alone, rounded like every
// count (R3), and the main figures with and without the sheets that stand out, where both parts have at least k sheets and
// stand up to the rules of a mean (R4). Of one count there is one draw: the fast ones are those of the first duration, the coached
// ones a cell of their question where it is published.
func (m *maker) quality(f *file) *Quality {
	q := m.in.Quality.clone()
	q.Flags, q.Durations, q.With, q.Without = nil, nil, nil, nil
	n, flags := f.Whole.N, m.in.Counts.Flags()
	q.Durations = m.durations(n)
	q.Flags = make(map[string]int)
	coached, known := m.coached()
	for _, name := range tabulation.FlagNames() {
		switch {
		case name == "fast" && q.Durations != nil:
			q.Flags[name] = q.Durations[0]
		case name == "fast":
		case name == "coached" && known:
			if v := f.Whole.Counts[coached]; v != unpublished {
				q.Flags[name] = v
			}
		default:
			q.Flags[name] = nearby(int(flags.Count(name)), n, m.dice.roll("quality", "flag "+name, 0))
		}
	}
	if m.kept == nil {
		m.apart(q, flags.Any, n)
	}
	return q
}

// coached is the column of those who were told how to answer.
func (m *maker) coached() (column int, known bool) {
	i, ok := m.plan.ByName["coached"]
	if !ok || m.plan.Questions[i].Sources == nil {
		return 0, false
	}
	for cell, c := range m.plan.Questions[i].Cells {
		if s := m.plan.Questions[i].Sources[cell]; c.Name == "yes" && s.Column > 0 {
			return s.Column - 1, true
		}
	}
	return 0, false
}

// durations rounds how long sheets took, drawn again until none of the counts can be told (R6); nil where that does not come to an end.
func (m *maker) durations(n int) []int {
	for time := range mostRounds {
		var all []int
		for band, count := range m.in.Counts.Durations() {
			all = append(all, nearby(int(count), n, m.dice.roll("quality", "duration "+strconv.Itoa(band), time)))
		}
		if durationsHold(all, n) {
			return all
		}
	}
	return nil
}

// durationsHold reports whether counts that divide n sheets keep at least three values each.
func durationsHold(counts []int, n int) bool {
	parts := make([]int, len(counts))
	for i := range parts {
		parts[i] = i
	}
	result, err := audit.Run(&audit.Problem{
		Divisions: []audit.Division{{Parent: []int{-1}, N: []int{n}, Published: [][]int{counts}}},
		Columns:   len(counts), Tables: []audit.Table{{Parts: parts}},
	})
	return err == nil && len(result.Narrow()) == 0
}

// apart are the main figures with and without the sheets that stand out.
func (m *maker) apart(to *Quality, some int64, n int) {
	k := m.in.Manifest.K
	if some < int64(k) || int64(n)-some < int64(k) {
		return
	}
	to.With, to.Without = make(map[string]*mean), make(map[string]*mean)
	flagged, others := m.in.Counts.Flagged(), m.in.Counts.Unflagged()
	for i := range m.quantities {
		q := &m.quantities[i]
		a, b := q.sumOf(flagged, 1<<weightBits, 0), q.sumOf(others, 1<<weightBits, 0)
		if q.whole || q.rate != nil || m.spare[q.key()] == 1 || a.sheets == 0 || b.sheets == 0 || !a.safe(int64(k)) || !b.safe(int64(k)) {
			continue
		}
		with := newSum()
		with.add(a)
		with.add(b)
		all, some := m.plain(q, with), m.plain(q, b)
		if all != nil && some != nil {
			to.With[q.key()], to.Without[q.key()] = all, some
		}
	}
}

// plain is the mean over some sheets of the round; nil where it may not be published. Of how many sheets it is nobody is told, so
// that it stays away from the ends of its range as if they were k.
func (m *maker) plain(q *quantity, s *sum) *mean {
	if s.bottom.Sign() <= 0 || q.low < 0 {
		return nil
	}
	value := s.value(q)
	if q.bounded(value, m.in.Manifest.K) != nil {
		return nil
	}
	e := s.loose.Estimate()
	low, high := e.Interval()
	half := (high - low) / 2 * 1000
	f := &mean{Value: value, Low: new(questionnaire.Decimal), High: new(questionnaire.Decimal)}
	*f.Low = max(q.low, min(rounded(float64(value)-half, q.step), value-q.step))
	*f.High = min(q.high, max(rounded(float64(value)+half, q.step), value+q.step))
	return f
}

// Apart is a main figure of the round over all sheets, unweighted, and over those that do not stand out.
type Apart struct {
	Indicator     Indicator
	With, Without Figure // how many sheets do not stand out is not told: N of Without is 0
}

// Apart lists the figures with and without the sheets that stand out; none where there are too few of either.
func (r *Released) Apart() []Apart {
	if r.file.Quality == nil {
		return nil
	}
	var all []Apart
	for _, i := range r.indicators {
		with, without := r.file.Quality.With[i.name()], r.file.Quality.Without[i.name()]
		if i.Measure != Share && with != nil && without != nil {
			all = append(all, Apart{i, with.figure(r.file.Whole.N), without.figure(0)})
		}
	}
	return all
}

// Burden is what the survey itself cost: the median of the minutes that a sheet took, as far as they are known, and the hours
// that all sheets took together. AtLeast says that the median lies in the last band. ok is false where fewer than k were timed.
func (r *Released) Burden() (minutes, hours questionnaire.Decimal, bound Bound, ok bool) {
	if r.file.Quality == nil || len(r.file.Quality.Durations) == 0 {
		return 0, 0, "", false
	}
	durations := r.file.Quality.Durations
	timed := durations[:len(durations)-1]
	sum := 0
	from := questionnaire.Durations()
	bands := make([]inference.Band, len(timed))
	for i, count := range timed {
		bands[i] = inference.Band{From: float64(from[i]), Count: count, Open: i == len(timed)-1}
		if !bands[i].Open {
			bands[i].To = float64(from[i+1])
		}
		sum += count
	}
	if sum < r.manifest.K {
		return 0, 0, "", false
	}
	median, open := inference.GroupedQuantile(bands, 0.5)
	if open > 0 {
		bound = AtLeast
	}
	return rounded(median/60*1000, 500), rounded(median/3600*1000*float64(r.file.Whole.N), 1000), bound, true
}

// apartCheck holds the quality figures of a file against R1, R3, R4 and R6.
func (r *Released) apartCheck(q *Quality) error {
	n := r.file.Whole.N
	if q.Durations != nil && (len(q.Durations) != len(questionnaire.Durations())+1 || !durationsHold(q.Durations, n)) {
		return broken("R6", "how long sheets took can be told")
	}
	for name, c := range q.Flags {
		if !slices.Contains(tabulation.FlagNames(), name) || c < 0 || c%Base != 0 || c > greatestCount(n) {
			return broken("R3", "%d is no rounded count of %d sheets", c, n)
		}
	}
	found := 0
	for i := range r.quantities {
		quantity := &r.quantities[i]
		with, without := q.With[quantity.key()], q.Without[quantity.key()]
		if with == nil && without == nil {
			continue
		}
		found++
		for _, m := range []*mean{with, without} {
			if m == nil || !m.exact() || m.Low == nil || m.High == nil || m.P != "" || m.Value%quantity.step != 0 || quantity.bounded(m.Value, r.manifest.K) != nil ||
				*m.Low > max(quantity.low, m.Value-quantity.step) || *m.High < min(quantity.high, m.Value+quantity.step) {
				return broken("R4", "a figure without what stands out that may not be published")
			}
		}
	}
	if found != len(q.With) || found != len(q.Without) {
		return broken("R4", "figures of what there is not")
	}
	return nil
}
