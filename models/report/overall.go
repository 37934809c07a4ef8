package report

import (
	"slices"
	"strconv"
	"strings"

	"jianfu/models/disclosure"
	"jianfu/models/report/charts"
)

// overall is the chapter on the round by its indices: first what leaders understand, hours and full-time people, then
// the burden with its dimensions, and how much of it hangs on each of them.
func (c *composer) overall() {
	t := c.overallTable()
	if len(t.Rows) == 0 {
		return
	}
	c.chapter("overall", c.say("report.overall"), true)
	if sentence, ok := c.formality(); ok {
		c.write(Finding, sentence)
	}
	if sentence, ok := c.burden(); ok {
		c.write(Finding, sentence)
	}
	c.table(t)
	if d, ok := c.r.Whole().Drain(); ok {
		c.write(Note, c.say("report.overall.drain", strconv.Itoa(d.Units), strconv.Itoa(d.People)))
	}
	c.indexFigure()
	c.dropped()
}

// overallTable is the indices over the round.
func (c *composer) overallTable() *Table {
	t := &Table{
		Title: c.say("report.overall.table"), Note: c.say("report.overall.note"),
		Head: head(c.say("report.indicator"), c.say("report.value"), c.say("report.interval"), c.say("report.valid")),
	}
	add := func(name string, cells []Cell) {
		t.Rows = append(t.Rows, Row{Cells: append([]Cell{text(name)}, cells...)})
	}
	if f, ok := c.r.Formality(); ok {
		n := numeric(strconv.Itoa(f.Hours.N))
		add(c.say("report.formality"), []Cell{numeric(meanText(f.Hours, true)), numeric(meanInterval(f.Hours, true)), n})
		if f.Headcount > 0 {
			add(c.say("report.formality.people"), []Cell{numeric(bounded(f.Hours, strconv.Itoa(f.People))), numeric(peopleInterval(f)), n})
		}
	}
	drained := false
	drain := func() {
		if d, ok := c.r.Whole().Drain(); ok && !drained {
			drained = true
			add(c.called(staffDrain()), c.figureCells(staffDrain(), d.Index))
		}
	}
	for n, i := range c.indices() {
		if n == 1 { // beside the burden, which it is no part of
			drain()
		}
		if f, ok := c.r.Whole().Measure(i); ok {
			add(c.called(i), c.figureCells(i, f))
		}
	}
	drain()
	for _, i := range c.r.Indicators() {
		if f, ok := c.r.Whole().Measure(i); ok && i.Measure == disclosure.Ratio {
			add(c.called(i), c.figureCells(i, f))
		}
	}
	return t
}

// staffDrain is written like an index in points; it is worked out when a release is read.
func staffDrain() disclosure.Indicator {
	return disclosure.Indicator{Measure: disclosure.Index, Code: drainIndex}
}

// peopleInterval is that of full-time people.
func peopleInterval(f disclosure.Formality) string {
	if !f.Hours.Interval {
		return dash
	}
	return strconv.Itoa(f.Low) + "–" + strconv.Itoa(f.High)
}

// burden is the burden index as a sentence, with the dimension that has the highest value.
func (c *composer) burden() (string, bool) {
	i, f, ok := c.index(burdenIndex)
	if !ok || f.Reason != "" {
		return "", false
	}
	sentence := c.say("report.finding.burden", c.value(i, f), c.basisOf(f, c.interval(i, f)))
	if name, value, ok := c.highest(); ok {
		sentence += c.say("report.finding.burden.highest", name, value)
	}
	return sentence, true
}

// highest is the dimension of the burden with the highest published value; ok is false where one is not published exactly, or
// two are level.
func (c *composer) highest() (name, value string, ok bool) {
	best := disclosure.Figure{Value: -1}
	for _, i := range c.indices() {
		if i.Code == burdenIndex || i.Code == causesIndex {
			continue
		}
		f, there := c.r.Whole().Measure(i)
		switch {
		case !there || !exact(f):
			return "", "", false
		case f.Value > best.Value:
			best, name, value, ok = f, c.short(i), c.value(i, f), true
		case f.Value == best.Value:
			ok = false
		}
	}
	return name, value, ok
}

// indexFigure draws the indices in points with their intervals.
func (c *composer) indexFigure() {
	var bars []charts.Bar
	n := 0
	for _, i := range c.indices() {
		f, ok := c.r.Whole().Measure(i)
		if !ok {
			continue
		}
		n = max(n, f.N)
		b := charts.Bar{Label: c.short(i)}
		if f.Reason != "" {
			b.Hidden = c.reason(f.Reason)
		} else {
			b.Value, b.Low, b.High, b.Interval = f.Value.Float64(), f.Low.Float64(), f.High.Float64(), f.Interval
			b.Text, b.AtMost = c.value(i, f), f.Bound == disclosure.AtMost
		}
		bars = append(bars, b)
	}
	if len(bars) < 2 {
		return
	}
	f := &Figure{Title: c.say("report.figure.indices"), Subtitle: c.say("report.figure.indices.below", strconv.Itoa(n), c.period()), Alt: alt(bars)}
	if name, value, ok := c.highest(); ok {
		f.Title = c.say("report.figure.indices.highest", name, value)
	}
	c.figure(f, func(id string) string {
		return charts.BarChart{ID: id, Title: f.Title, Desc: f.Alt, Bars: bars}.Draw()
	})
}

// dropped shows how much of the burden hangs on each of its dimensions.
func (c *composer) dropped() {
	all, without := c.r.Dropped()
	if len(without) == 0 {
		return
	}
	note := c.say("report.dropped.note")
	if left := c.leftOut(without); left != "" {
		note += c.say("report.dropped.left", left)
	}
	t := &Table{
		Title: c.say("report.dropped"), Note: note,
		Head: head(c.say("report.dropped.what"), c.say("report.dropped.mean"), c.say("report.dropped.change")),
	}
	t.Rows = append(t.Rows, Row{Total: true, Cells: []Cell{text(c.say("report.dropped.none")), numeric(amount(all, true)), numeric(dash)}})
	for _, d := range without {
		change := amount(d.Value-all, true)
		if d.Value > all {
			change = "+" + change
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(c.short(d.Without)), numeric(amount(d.Value, true)), numeric(change)}})
	}
	c.table(t)
}

// leftOut names the dimensions of the burden that are not among those given.
func (c *composer) leftOut(among []disclosure.Dropped) string {
	var names []string
	for _, i := range c.indices() {
		dimension := i.Code != burdenIndex && i.Code != causesIndex
		if dimension && !slices.ContainsFunc(among, func(d disclosure.Dropped) bool { return d.Without.Code == i.Code }) {
			names = append(names, c.short(i))
		}
	}
	return strings.Join(names, listSeparator(c.lang))
}
