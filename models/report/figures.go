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
	return charts.Bar{
		Label: label, Value: f.Value.Float64() * 100, Low: f.Low.Float64() * 100, High: f.High.Float64() * 100,
		Interval: f.Interval, Text: shareText(f), AtMost: f.Bound == disclosure.AtMost,
	}
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
	label := c.label(t.Question, t.Cells[best].Cell) + c.unitOf(t.Question)
	if t.Question.Kind == questionnaire.Ranking {
		return c.say("report.figure.first", label, shareText(concerned(t, best)))
	}
	return c.say("report.figure.top", label, shareText(concerned(t, best)))
}

// mostColumns bounds the columns that dates stand in side by side.
const mostColumns = 12

// shares draws the cells of a question, of those whom it concerns: options as bars; numbers and times as a histogram, and
// dates, too, or below each other where they are many. More than the page holds are left to the table.
func (c *composer) shares(t disclosure.Table) {
	q := t.Question
	ordered := q.Numeric() || q.Kind == questionnaire.Time || q.Kind == questionnaire.Date && len(t.Cells) <= mostColumns
	if q.Kind == questionnaire.Date && len(t.Cells) > mostBars {
		return
	}
	var bars []charts.Bar
	for i, cell := range t.Cells {
		bars = append(bars, c.bar(c.label(q, cell.Cell), concerned(t, i)))
	}
	f := &Figure{Title: c.topTitle(t), Subtitle: c.below(q, t.Concerned), Alt: alt(bars)}
	c.figure(f, func(id string) string {
		if ordered {
			return charts.Histogram{ID: id, Title: f.Title, Desc: f.Alt, Unit: "%", Axis: q.Unit.In(c.lang), Bands: bars}.Draw()
		}
		return charts.BarChart{ID: id, Title: f.Title, Desc: f.Alt, Unit: "%", Bars: bars}.Draw()
	})
}

// scaleFigure draws a scale, or the rows of a matrix of scales, as stacked bars.
func (c *composer) scaleFigure(tables []disclosure.Table) {
	stack := charts.Stack{}
	var parts []string
	var title string
	highest := questionnaire.Decimal(-1)
	n := 0
	for _, t := range tables {
		q, cells := t.Question, t.Cells
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
	f := &Figure{Title: title, Subtitle: c.say("report.figure.scale.below", stack.Low, stack.High, strconv.Itoa(n), c.period()), Alt: stack.Desc}
	c.figure(f, func(id string) string {
		stack.ID = id
		return stack.Draw()
	})
}

// forest draws the mean of a wide quantity by unit, the whole round as context.
func (c *composer) forest(whole disclosure.Table, units []disclosure.Group) {
	q, mean := whole.Question, *whole.Mean
	var rows []charts.Bar
	for _, g := range units {
		t, _ := g.Table(c.number[q.Name])
		b := charts.Bar{Label: g.Unit.Name, Indent: g.Depth, Context: c.isWhole(g)}
		if f := *t.Mean; f.Reason != "" {
			b.Hidden = c.reason(f.Reason)
		} else {
			b.Value, b.Low, b.High, b.Interval = f.Value.Float64(), f.Low.Float64(), f.High.Float64(), f.Interval
			b.Text, b.AtMost, b.AtLeast = meanText(f, true), f.Bound == disclosure.AtMost, f.Bound == disclosure.AtLeast
			b.Apart = !b.Context && sideOf(f, mean) != 0
		}
		rows = append(rows, b)
	}
	value := meanText(mean, true) + c.unitOf(q)
	f := &Figure{
		Title: c.say("report.figure.units", c.topic(q)), Subtitle: c.say("report.figure.units.below", strconv.Itoa(whole.Valid), c.period()),
		Alt: c.say("report.figure.reference", value) + "; " + alt(rows),
	}
	c.figure(f, func(id string) string {
		return charts.Forest{
			ID: id, Title: f.Title, Desc: f.Alt, Axis: q.Unit.In(c.lang), Rows: rows, Reference: mean.Value.Float64(),
			RefLabel: c.say("report.figure.reference", value),
		}.Draw()
	})
}

// sideOf says on which side of a mean the whole interval of a figure lies: −1 below, 1 above, 0 neither or unknown.
func sideOf(f, mean disclosure.Figure) int {
	switch {
	case !f.Interval:
	case f.Low > mean.Value:
		return 1
	case f.High < mean.Value:
		return -1
	}
	return 0
}
