package disclosure

import (
	"slices"

	"jianfu/models/inference"
	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
)

// anyFlag counts the sheets that stand out in some way.
const anyFlag = "any"

// quality adds to what became of the ballots how the sheets were answered: for the whole round alone, rounded like every
// count (R3), and the main figures with and without the sheets that stand out, where both parts have at least k sheets and
// stand up to the rules of a mean (R4).
func (m *maker) quality(f *file) *Quality {
	q := m.in.Quality.clone()
	q.Flags, q.Durations, q.With, q.Without = nil, nil, nil, nil
	n, flags := f.Whole.N, m.in.Counts.Flags()
	round := func(name string, count int64) int { return nearby(int(count), n, m.dice.roll("quality", name, 0)) }
	q.Flags = make(map[string]int)
	for _, name := range tabulation.FlagNames() {
		q.Flags[name] = round("flag "+name, flags.Count(name))
	}
	q.Flags[anyFlag] = round("flag "+anyFlag, flags.Any)
	for band, count := range m.in.Counts.Durations() {
		q.Durations = append(q.Durations, round("duration "+string(rune('0'+band)), count))
	}
	m.apart(q, f.Whole.N)
	return q
}

// apart are the main figures with and without the sheets that stand out.
func (m *maker) apart(to *Quality, n int) {
	k := m.in.Manifest.K
	if some := to.Flags[anyFlag]; some < k+Base-1 || n-some < k+Base-1 {
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
		all, some := m.plain(q, with, n), m.plain(q, b, n-to.Flags[anyFlag])
		if all != nil && some != nil {
			to.With[q.key()], to.Without[q.key()] = all, some
		}
	}
}

// plain is the mean over some sheets of the round, about n of them; nil where it may not be published.
func (m *maker) plain(q *quantity, s *sum, n int) *mean {
	valid := n - Base + 1
	if s.bottom.Sign() <= 0 || q.low < 0 || valid < m.in.Manifest.K {
		return nil
	}
	value := s.value(q)
	if q.bounded(value, valid) != nil {
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
	With, Without Figure
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
			n := r.file.Whole.N
			all = append(all, Apart{i, with.figure(n), without.figure(n - r.file.Quality.Flags[anyFlag])})
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

// flagsCheck holds the quality figures of a file against R1 and R3.
func (q *Quality) flagsCheck(n int) error {
	if n := len(q.Durations); n != 0 && n != len(questionnaire.Durations())+1 {
		return broken("R1", "%d durations", n)
	}
	counts := slices.Clone(q.Durations)
	for _, c := range q.Flags {
		counts = append(counts, c)
	}
	for _, c := range counts {
		if c < 0 || c%Base != 0 || c > greatestCount(n) {
			return broken("R3", "%d is no rounded count of %d sheets", c, n)
		}
	}
	if (len(q.With) > 0 || len(q.Without) > 0) && len(q.With) != len(q.Without) {
		return broken("R4", "figures with and without sheets that stand out do not match")
	}
	return nil
}
