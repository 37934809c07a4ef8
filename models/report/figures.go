package report

import (
	"strconv"
	"strings"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/report/charts"
)

// concerned is the share of a cell among those whom the question concerns.
func concerned(t disclosure.Table, i int) disclosure.Figure { return t.Cells[i].Concerned }

// top is the cell with the highest published share; ok is false where none is published.
func top(t disclosure.Table) (best int, ok bool) {
	for i := range t.Cells {
		if concerned(t, i).Reason == "" && (!ok || more(t, i, best)) {
			best, ok = i, true
		}
	}
	return best, ok && t.Cells[best].Count > 0
}

// more compares cells by their shares, which may be weighted, and level ones by their counts.
func more(t disclosure.Table, a, b int) bool {
	x, y := concerned(t, a).Value, concerned(t, b).Value
	return x > y || x == y && t.Cells[a].Count > t.Cells[b].Count
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
				row.Parts = append(row.Parts, c.part(t, cell))
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

// part is how wide a cell of a scale is drawn: by its share where that is weighted.
func (c *composer) part(t disclosure.Table, cell disclosure.CellFigure) float64 {
	if cell.Count > 0 && c.weighs(t) {
		return cell.Concerned.Value.Float64()
	}
	return float64(cell.Count)
}

// forest draws an indicator by unit, the whole round as context. A point is filled where its unit is marked.
func (c *composer) forest(i disclosure.Indicator, all []disclosure.Comparison, units []disclosure.Group) {
	whole, _ := c.r.Whole().Measure(i)
	marks := make(map[models.ID]int)
	for _, u := range all {
		marks[u.Unit.Unit.ID] = u.Mark
	}
	var rows []charts.Bar
	for _, g := range units {
		f, ok := g.Measure(i)
		if !ok {
			continue
		}
		b := charts.Bar{Label: g.Unit.Name, Indent: g.Depth, Context: c.isWhole(g)}
		if f.Reason != "" {
			b.Hidden = c.reason(f.Reason)
		} else {
			b.Value, b.Low, b.High, b.Interval = f.Value.Float64(), f.Low.Float64(), f.High.Float64(), f.Interval
			b.Text, b.AtMost, b.AtLeast = c.value(i, f), f.Bound == disclosure.AtMost, f.Bound == disclosure.AtLeast
			b.Apart = marks[g.Unit.ID] != 0
		}
		rows = append(rows, b)
	}
	value := c.value(i, whole) + c.unitAfter(i)
	f := &Figure{
		Title: c.say("report.figure.units", c.short(i)), Subtitle: c.say("report.figure.units.below", strconv.Itoa(whole.N), c.period()),
		Alt: c.say("report.figure.reference", value) + "; " + alt(rows),
	}
	c.figure(f, func(id string) string {
		return charts.Forest{
			ID: id, Title: f.Title, Desc: f.Alt, Axis: c.axis(i), Rows: rows, Reference: whole.Value.Float64(),
			RefLabel: c.say("report.figure.reference", value),
		}.Draw()
	})
}
