package report

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// section is the chapter of one section of the questionnaire: each question for the whole round, in words, as a figure
// and as a table.
func (c *composer) section(s questionnaire.Section) {
	open := false
	for i := 0; i < len(s.Questions); i++ {
		q := s.Questions[i]
		if q.Background() {
			continue
		}
		if !open {
			c.chapter("section-"+s.Name, s.Title.In(c.lang), true)
			open = true
		}
		matrix := []questionnaire.Question{q}
		for q.Matrix != "" && i+1 < len(s.Questions) && s.Questions[i+1].Matrix == q.Matrix {
			i++
			matrix = append(matrix, s.Questions[i])
		}
		if len(matrix) > 1 {
			c.scaleFigure(matrix)
		}
		for _, m := range matrix {
			c.question(m)
		}
	}
}

func (c *composer) question(q questionnaire.Question) {
	t, ok := c.r.Whole().Table(c.number[q.Name])
	if !ok {
		return
	}
	c.write(Heading, q.Text.In(c.lang))
	switch f := t.Mean; {
	case f == nil:
	case f.Reason != "":
		c.write(Note, c.say("report.mean.hidden", c.reason(f.Reason)))
	default:
		c.write(Finding, c.say("report.mean", meanText(*f, q.Wide())+c.unitOf(q), c.basis(*f, meanInterval(*f, q.Wide()))))
	}
	switch {
	case q.Kind != questionnaire.Scale:
		c.shares(t)
	case q.Matrix == "": // else it is drawn with its neighbours
		c.scaleFigure([]questionnaire.Question{q})
	}
	c.table(c.wholeTable(t))
}

// wholeTable is a question over the whole round.
func (c *composer) wholeTable(t disclosure.Table) *Table {
	q := t.Question
	first := c.say("report.option")
	if q.Numeric() {
		first = c.say("report.band")
		if unit := q.Unit.In(c.lang); unit != "" {
			first = c.say("report.band.unit", unit)
		}
	}
	table := &Table{
		Title: c.topic(q), Note: c.tableNote(t),
		Head: head(first, c.say("report.count"), c.say("report.share"), c.say("report.interval")),
	}
	if t.Conditional {
		table.Head = append(table.Head, numeric(c.say("report.concerned")), numeric(c.say("report.interval")))
	}
	for _, cell := range t.Cells {
		row := []Cell{text(c.label(q, cell.Cell)), numeric(strconv.Itoa(cell.Count))}
		row = append(row, c.shareCells(cell.Share)...)
		if t.Conditional {
			row = append(row, c.shareCells(cell.Concerned)...)
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	missing := func(key string, n int) {
		row := []Cell{text(c.say(key)), numeric(strconv.Itoa(n))}
		for len(row) < len(table.Head) {
			row = append(row, numeric(dash))
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	if t.Conditional {
		missing("report.skipped", t.Skipped)
	}
	missing("report.declined", t.Declined)
	return table
}

func (c *composer) tableNote(t disclosure.Table) string {
	note := c.say("report.table.note", strconv.Itoa(c.r.Whole().N), strconv.Itoa(t.Valid))
	if t.Conditional {
		note += c.say("report.table.concerned", strconv.Itoa(t.Concerned))
	}
	if t.Question.Kind == questionnaire.Multiple {
		note += c.say("report.table.multiple")
	}
	return note + c.wideBound(t)
}

// wideBound says why the bound of a mean is as loose as it is: it hangs on the range that could be filled in, not on
// what was.
func (c *composer) wideBound(t disclosure.Table) string {
	if t.Mean == nil || t.Mean.Bound == "" || !t.Question.Wide() {
		return ""
	}
	return c.boundNote(t.Question)
}

func (c *composer) boundNote(q questionnaire.Question) string {
	return c.say("report.bound.range", q.Min.String(), q.Max.String()+c.unitOf(q))
}

func (c *composer) shareCells(f disclosure.Figure) []Cell {
	if f.Reason != "" {
		return []Cell{c.hidden(f.Reason), c.hidden(f.Reason)}
	}
	return []Cell{numeric(shareText(f)), numeric(shareInterval(f))}
}
