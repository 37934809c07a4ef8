package disclosure

import (
	"math"

	"jianfu/models/index"
	"jianfu/models/inference"
	"jianfu/models/questionnaire"
)

// Drain is the staff drain 抽人指数 (docs/statistics.md, SDI): the people whom superior offices have lent and selected away
// from a unit within a year, against a fifth of its people. It stands beside the burden, not in it: people tell of their
// unit, not of themselves. It is worked out from published counts alone.
//
// Only a unit without units below it has one of its own, since the people of several tell of different units. Above, it
// is the mean of those that are published, weighted by headcount: what is drained from them all against a fifth of their people.
type Drain struct {
	Index          Figure // whole points without an interval; N the published answers to the question that fewer answered
	Own            bool   // of a unit without units below it; then Lent and Selected hold
	Lent, Selected Spread // people
	Units, People  int    // units that have one of their own, and their headcount
}

// Spread is the grouped quartiles of a question, in thousandths, to tenths. How far Low and High lie apart shows how far the
// people of one unit disagree about the same fact.
type Spread struct{ Low, Median, High Quantile }

// Quantile may lie in a band without an upper end; then it is at least Value.
type Quantile struct {
	Value   questionnaire.Decimal
	AtLeast bool
}

// The questions of the staff drain as the built-in instruments name them, and the share of the people that is 100 points.
const (
	lentAway     = "unit_lent"
	selectedAway = "unit_selected"
	drained      = 0.2
)

// Drain is that of a unit or of the round; ok is false for any other group, and where no unit in it has one: it is not
// published, has no people, or fewer than k answered.
func (g Group) Drain() (d Drain, ok bool) {
	if !g.inTree || g.Hidden != "" {
		return Drain{}, false
	}
	if g.end == g.at+1 && g.Kind == Unit {
		return g.drain()
	}
	total, cut := 0.0, false
	for _, u := range g.r.units[max(0, g.at-1) : g.end-1] {
		if u.end != u.at+1 || u.Hidden != "" {
			continue
		}
		one, ok := u.drain()
		if !ok {
			continue
		}
		d.Units, d.People = d.Units+1, d.People+u.Headcount
		d.Index.N += one.Index.N
		total += float64(float64(u.Headcount) * float64(one.Index.Value))
		cut = cut || one.Index.Bound != ""
	}
	if d.Units == 0 {
		return Drain{}, false
	}
	d.Index.Value = rounded(total/float64(d.People), pointStep)
	if cut {
		d.Index.Bound = AtLeast
	}
	return d, true
}

// drain is that of a unit without units below it.
func (g Group) drain() (Drain, bool) {
	lent, ok1 := g.told(lentAway)
	selected, ok2 := g.told(selectedAway)
	if !ok1 || !ok2 || g.Headcount < 1 {
		return Drain{}, false
	}
	a, b := bandsOf(lent), bandsOf(selected)
	d := Drain{Own: true, Lent: spreadOf(a), Selected: spreadOf(b), Units: 1, People: g.Headcount}
	d.Index = drainOf(a, b, g.Headcount)
	d.Index.N = min(lent.Valid, selected.Valid)
	return d, true
}

// told is the table of a question about people of the unit, where at least k answered it.
func (g Group) told(name string) (Table, bool) {
	i, ok := g.r.plan.ByName[name]
	if !ok || g.r.plan.Questions[i].Kind != questionnaire.Integer || g.r.plan.Questions[i].Min < 0 {
		return Table{}, false
	}
	t, ok := g.Table(i)
	return t, ok && t.Valid >= g.r.manifest.K
}

// drainOf is 100·min((median lent + median selected)/(0.2·people), 1) in thousandths, to whole points. Where a median is a
// lower bound so is the index, unless it is full anyway.
func drainOf(lent, selected []inference.Band, people int) Figure {
	a, open1 := inference.GroupedQuantile(lent, 0.5)
	b, open2 := inference.GroupedQuantile(selected, 0.5)
	part := (a + b) / (drained * float64(people))
	f := Figure{Value: rounded(math.Min(part, 1)*hundredPoints, pointStep)}
	if part < 1 && open1+open2 > 0 {
		f.Bound = AtLeast
	}
	return f
}

const hundredPoints = 100_000 // in thousandths

// bandsOf are the cells of a whole number with their true limits, half a step outside its values; single values are
// exact. Whoever skipped the question counts as 0.
func bandsOf(t Table) []inference.Band {
	var bands []inference.Band
	if t.Skipped > 0 {
		bands = append(bands, inference.Band{Count: t.Skipped})
	}
	half := t.Question.Stride().Float64() / 2
	for _, c := range t.Cells {
		b := inference.Band{From: c.Cell.From.Float64(), To: c.Cell.To.Float64(), Count: c.Count, Open: c.Cell.Open}
		if b.From < b.To && !b.Open {
			b.From, b.To = b.From-half, b.To+half
		}
		bands = append(bands, b)
	}
	return bands
}

// spreadOf is the quartiles of banded values.
func spreadOf(bands []inference.Band) Spread {
	at := func(q float64) Quantile {
		v, open := inference.GroupedQuantile(bands, q)
		return Quantile{rounded(v*1000, tenth), open > 0}
	}
	return Spread{at(0.25), at(0.5), at(0.75)}
}

const tenth questionnaire.Decimal = 100

// Dropped is the mean of the dimensions of the burden without one of them, in thousandths of a point, to tenths.
type Dropped struct {
	Without Indicator
	Value   questionnaire.Decimal
}

// Dropped drops each dimension of the burden index BI in turn and gives the mean of the others, to see how much hangs on it; all
// is the mean with none dropped. It is worked out from the published indices of the round, not person by person, so that all
// need not be BI itself. Dimensions that are not published, or only as a bound, are left out of all of them; it is empty where
// fewer than 4 are left, which BI itself needs.
func (r *Released) Dropped() (all questionnaire.Decimal, without []Dropped) {
	sum, members := questionnaire.Decimal(0), []string(nil)
	for i := range r.quantities {
		if x := r.quantities[i].index; x != nil && x.Code == index.Burden {
			members = x.Members
		}
	}
	for _, code := range members {
		i, _ := r.Indicator("index:" + code)
		f, ok := r.whole.Measure(i)
		if !ok || f.Reason != "" || f.Bound != "" {
			continue
		}
		sum += f.Value
		without = append(without, Dropped{i, f.Value})
	}
	n := questionnaire.Decimal(len(without))
	if n < leastDimensions {
		return 0, nil
	}
	for i := range without {
		without[i].Value = rounded(float64(sum-without[i].Value)/float64(n-1), tenth)
	}
	return rounded(float64(sum)/float64(n), tenth), without
}

const leastDimensions = 4
