package report

import (
	"strconv"
	"strings"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/report/charts"
)

// concerned is the share of a cell among those whom the question concerns.
func concerned(t disclosure.Table, i int) disclosure.Figure { return t.Cells[i].Concerned }

// top is the cell with the highest published share; ok is false where none is published.
func top(t disclosure.Table) (best int, ok bool) {
	for i := range t.Cells {
		f := concerned(t, i)
		if f.Reason == "" && (!ok || t.Cells[i].Count > t.Cells[best].Count) {
			best, ok = i, true
		}
	}
	return best, ok && t.Cells[best].Count > 0
}

// bar is one share as a bar, in percent.
func (c *composer) bar(label string, f disclosure.Figure) charts.Bar {
	if f.Reason != "" {
		return charts.Bar{Label: label, Hidden: c.reason(f.Reason)}
	}
	return charts.Bar{Label: label, Value: f.Value.Float64() * 100, Low: f.Low.Float64() * 100, High: f.High.Float64() * 100,
		Interval: f.Interval, Text: shareText(f), AtMost: f.Bound == disclosure.AtMost}
}

// below is the line under a figure's title: what is measured, of how many, when.
func (c *composer) below(q questionnaire.Question, n int) string {
	return c.say("report.figure.below", q.Text.In(c.lang), strconv.Itoa(n), c.period())
}

// alt puts the values of a drawing into words.
func alt(bars []charts.Bar) string {
	var parts []string
	for _, b := range bars {
		value := b.Text
		if b.Hidden != "" {
			value = b.Hidden
		}
		parts = append(parts, b.Label+" "+value)
	}
	return strings.Join(parts, "; ")
}

// topTitle is the finding of a question with options.
func (c *composer) topTitle(t disclosure.Table) string {
	best, ok := top(t)
	if !ok {
		return c.say("report.figure.none")
	}
	label, share := c.label(t.Question, t.Cells[best].Cell)+c.unitOf(t.Question), shareText(concerned(t, best))
	if t.Mean != nil && t.Mean.Reason == "" {
		return c.say("report.figure.mean", meanText(*t.Mean, t.Question.Wide())+c.unitOf(t.Question), label, share)
	}
	return c.say("report.figure.top", label, share)
}

// bars draws the shares of the options of a question, of those whom it concerns.
func (c *composer) bars(t disclosure.Table) {
	var bars []charts.Bar
	for i, cell := range t.Cells {
		bars = append(bars, c.bar(c.label(t.Question, cell.Cell), concerned(t, i)))
	}
	f := &Figure{Title: c.topTitle(t), Subtitle: c.below(t.Question, t.Concerned), Alt: alt(bars)}
	f.SVG = charts.BarChart{Title: f.Title, Desc: f.Alt, Unit: "%", Bars: bars}.Draw()
	c.figure(f)
}

// histogram draws the bands of a quantity, of those whom it concerns.
func (c *composer) histogram(t disclosure.Table) {
	var bands []charts.Bar
	for i, cell := range t.Cells {
		bands = append(bands, c.bar(c.label(t.Question, cell.Cell), concerned(t, i)))
	}
	f := &Figure{Title: c.topTitle(t), Subtitle: c.below(t.Question, t.Concerned), Alt: alt(bands)}
	f.SVG = charts.Histogram{Title: f.Title, Desc: f.Alt, Unit: "%", Axis: t.Question.Unit.In(c.lang), Bands: bands}.Draw()
	c.figure(f)
}

// scaleFigure draws a scale, or the rows of a matrix of scales, as stacked bars.
func (c *composer) scaleFigure(questions []questionnaire.Question) {
	stack := charts.Stack{}
	var parts []string
	var title string
	highest := questionnaire.Decimal(-1)
	n := 0
	for _, q := range questions {
		t, ok := c.r.Whole().Table(c.number[q.Name])
		if !ok {
			return
		}
		cells := t.Cells
		stack.Low, stack.High = c.label(q, cells[0].Cell), c.label(q, cells[len(cells)-1].Cell)
		row := charts.StackRow{Label: q.Text.In(c.lang)}
		n = max(n, t.Concerned)
		if t.Mean.Reason != "" {
			row.Hidden = c.reason(t.Mean.Reason)
			parts = append(parts, row.Label+" "+row.Hidden)
		} else {
			row.Text = c.say("report.mean.short", meanText(*t.Mean, false))
			for i, cell := range cells {
				row.Parts = append(row.Parts, float64(cell.Count))
				row.Texts = append(row.Texts, shareText(concerned(t, i)))
			}
			parts = append(parts, row.Label+" "+row.Text)
			if t.Mean.Value > highest {
				highest = t.Mean.Value
				title = c.say("report.figure.scale", topic(row.Label), meanText(*t.Mean, false))
			}
		}
		stack.Rows = append(stack.Rows, row)
	}
	switch {
	case title == "":
		title = c.say("report.figure.none")
	case len(stack.Rows) == 1:
		title = c.say("report.figure.scale.one", stack.Rows[0].Text)
	}
	stack.Title, stack.Desc = title, strings.Join(parts, "; ")
	c.figure(&Figure{Title: title, Subtitle: c.say("report.figure.scale.below", stack.Low, stack.High, strconv.Itoa(n), c.period()),
		Alt: stack.Desc, SVG: stack.Draw()})
}

// unitFigure draws the mean of a wide quantity by unit, the whole round as context.
func (c *composer) unitFigure(whole disclosure.Table) {
	q, mean := whole.Question, whole.Mean
	if mean == nil || mean.Reason != "" {
		return
	}
	value := meanText(*mean, true) + c.unitOf(q)
	var bars []charts.Bar
	above, below, exact := 0, 0, 0
	for _, g := range c.published {
		t, _ := g.Table(c.number[q.Name])
		b := charts.Bar{Label: g.Unit.Name, Indent: g.Depth, Context: g.N == c.r.Whole().N}
		switch f := t.Mean; {
		case f.Reason != "":
			b.Hidden = c.reason(f.Reason)
		default:
			b.Value, b.Low, b.High, b.Interval = f.Value.Float64(), f.Low.Float64(), f.High.Float64(), f.Interval
			b.Text, b.AtMost = meanText(*f, true), f.Bound == disclosure.AtMost
			switch {
			case !f.Interval:
			case f.Low > mean.Value:
				above++
			case f.High < mean.Value:
				below++
			}
			if f.Bound == "" {
				exact++
			}
		}
		bars = append(bars, b)
	}
	if exact < 3 { // the whole and two units: bounds alone make no picture
		return
	}
	f := &Figure{
		Title:    c.say("report.figure.units", value, strconv.Itoa(above), strconv.Itoa(below)),
		Subtitle: c.below(q, whole.Valid), Alt: alt(bars),
	}
	f.SVG = charts.BarChart{Title: f.Title, Desc: f.Alt, Bars: bars, Reference: mean.Value.Float64(),
		RefLabel: c.say("report.figure.reference", value)}.Draw()
	c.figure(f)
}
