package csv

import (
	"slices"
	"strconv"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// compare looks up the comparisons that the release holds: of indices, rates and means of true values. Those that follow from
// counts would have to be worked out here, which for a province takes longer than a download may.
func (f *writer) compare() {
	f.compared = make(map[string]map[models.ID]disclosure.Comparison)
	for _, i := range f.r.Indicators() {
		if i.Code == "" && (i.Measure != disclosure.Mean || !f.questions[i.Question].Wide()) {
			continue
		}
		units := make(map[models.ID]disclosure.Comparison)
		for _, c := range f.r.Compare(i) {
			if c.Reason == "" {
				units[c.Unit.Unit.ID] = c
			}
		}
		f.compared[i.Key()] = units
	}
}

// comparison fills the last columns, unless the unit is not compared.
func (f *writer) comparison(c disclosure.Comparison) {
	if c.Unit.Unit.ID.IsZero() {
		return
	}
	p, sig := "ns", "none"
	if c.P != "" {
		p = "<" + string(c.P)
	}
	switch c.Mark {
	case 1:
		sig = "high"
	case -1:
		sig = "low"
	}
	copy(f.row[len(f.row)-4:], []string{"rest", c.Difference.String(), p, sig})
}

// indices writes the indices and rates of a group.
func (f *writer) indices(s subject, g disclosure.Group) {
	for _, i := range f.r.Indicators() {
		if i.Code == "" {
			continue
		}
		if m, ok := g.Measure(i); ok {
			f.write(s, g, figure{i.Code, string(i.Measure), m, m.Value.String(), method(i), g.Weighted(), i.Key()})
		}
	}
	if g.Kind == disclosure.Whole {
		f.dropped(s, g)
	}
	if d, ok := g.Drain(); ok {
		f.write(s, g, figure{"SDI", "index", d.Index, d.Index.Value.String(), "", !d.Own, ""})
		if d.Own {
			f.spread(s, g, "SDI/lent", d.Index.N, d.Lent)
			f.spread(s, g, "SDI/selected", d.Index.N, d.Selected)
		}
	}
}

// method is how the interval of an index or a rate is come by.
func method(i disclosure.Indicator) string {
	if i.Measure == disclosure.Ratio {
		return "linearized"
	}
	return "t"
}

func (f *writer) dropped(s subject, g disclosure.Group) {
	all, without := f.r.Dropped()
	if len(without) == 0 {
		return
	}
	f.write(s, g, figure{indicator: "BI/all", stat: "dropped", of: disclosure.Figure{N: g.N}, value: all.String(), weighted: g.Weighted()})
	for _, d := range without {
		f.write(s, g, figure{indicator: "BI/" + d.Without.Code, stat: "dropped", of: disclosure.Figure{N: g.N}, value: d.Value.String(), weighted: g.Weighted()})
	}
}

func (f *writer) spread(s subject, g disclosure.Group, name string, n int, spread disclosure.Spread) {
	for _, q := range []struct {
		stat string
		at   disclosure.Quantile
	}{{"q1", spread.Low}, {"median", spread.Median}, {"q3", spread.High}} {
		of := disclosure.Figure{N: n}
		if q.at.AtLeast {
			of.Bound = disclosure.AtLeast
		}
		f.write(s, g, figure{indicator: name, stat: q.stat, of: of, value: q.at.Value.String()})
	}
}

// formalityMethod is t where the formality hours are the index, sum where they are put together from their parts.
func (f *writer) formalityMethod() string {
	if i, ok := f.r.Indicator("index:FBH"); ok {
		if m, ok := f.r.Whole().Measure(i); ok && m.Reason == "" && m.Bound == "" {
			return "t"
		}
	}
	return "sum"
}

// quality writes how the sheets of the round were answered.
func (f *writer) quality(s subject) {
	q, ok := f.r.Quality()
	if !ok {
		return
	}
	whole := f.r.Whole()
	count := func(name string, n int) {
		f.write(s, whole, figure{indicator: name, stat: "count", of: disclosure.Figure{N: whole.N}, value: strconv.Itoa(n)})
	}
	var names []string
	for name := range q.Flags {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		count("flag/"+name, q.Flags[name])
	}
	from := questionnaire.Durations()
	for i, n := range q.Durations {
		if i < len(from) {
			count("seconds/"+strconv.Itoa(from[i]), n)
		} else {
			count("seconds/-9", n)
		}
	}
	for _, a := range f.r.Apart() {
		f.write(s, whole, figure{a.Indicator.Key(), "unweighted", a.With, a.With.Value.String(), method(a.Indicator), false, ""})
		f.write(s, whole, figure{a.Indicator.Key(), "unweighted_unflagged", a.Without, a.Without.Value.String(), method(a.Indicator), false, ""})
	}
	if minutes, hours, bound, ok := f.r.Burden(); ok {
		f.write(s, whole, figure{indicator: "survey_minutes", stat: "median", of: disclosure.Figure{N: whole.N, Bound: bound}, value: minutes.String()})
		f.write(s, whole, figure{indicator: "survey_hours", stat: "sum", of: disclosure.Figure{N: whole.N, Bound: bound}, value: hours.String()})
	}
}
