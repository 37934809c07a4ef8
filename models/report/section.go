package report

import (
	"slices"
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// section is the chapter of one section of the questionnaire: each question for the whole round, in words, as a figure
// and as a table. Background questions have a chapter of their own.
func (c *composer) section(s questionnaire.Section) {
	var tables []disclosure.Table
	for _, q := range s.Questions {
		if t, ok := c.whole(q.Name); ok {
			tables = append(tables, t)
		}
	}
	if len(tables) == 0 {
		return
	}
	c.chapter("section-"+s.Name, s.Title.In(c.lang), true)
	for len(tables) > 0 {
		rows := 1
		for matrix := tables[0].Question.Matrix; matrix != "" && rows < len(tables) && tables[rows].Question.Matrix == matrix; {
			rows++
		}
		if rows > 1 {
			c.matrix(tables[:rows])
		}
		for _, t := range tables[:rows] {
			c.question(t, rows > 1)
		}
		tables = tables[rows:]
	}
}

// whole is the table of a question over the whole round; ok is false for a question that has none, such as a note.
func (c *composer) whole(name string) (disclosure.Table, bool) {
	i, ok := c.number[name]
	if !ok {
		return disclosure.Table{}, false
	}
	return c.r.Whole().Table(i)
}

// matrix draws what the rows of a matrix have in common: scales as one figure, numbers of one kind as a table of means.
func (c *composer) matrix(rows []disclosure.Table) {
	q := rows[0].Question
	together := c.say("report.matrix", c.topic(q), strconv.Itoa(len(rows)))
	switch {
	case q.Kind == questionnaire.Scale:
		c.write(Heading, together)
		c.scaleFigure(rows)
	case q.Numeric() && !slices.ContainsFunc(rows, func(t disclosure.Table) bool { return t.Question.Wide() != q.Wide() }):
		c.write(Heading, together)
		c.table(c.means(rows))
	}
}

// means is the rows of a matrix of numbers that are all wide, or all of few values.
func (c *composer) means(rows []disclosure.Table) *Table {
	q := rows[0].Question
	t := &Table{
		Title: c.say("report.matrix.means", c.topic(q), strconv.Itoa(len(rows))),
		Head:  head(c.say("report.question"), c.say("report.mean.head"), c.say("report.interval"), c.say("report.valid")),
	}
	for _, row := range rows {
		cells := append([]Cell{text(c.measured(row.Question))}, c.meanCells(*row.Mean, q.Wide())...)
		t.Rows = append(t.Rows, Row{Cells: append(cells, numeric(strconv.Itoa(row.Valid)))})
	}
	return t
}

// question tells of one question; drawn is set where its figure is that of its matrix.
func (c *composer) question(t disclosure.Table, drawn bool) {
	q := t.Question
	c.write(Heading, q.Text.In(c.lang))
	if given(q) {
		c.given(t)
		return
	}
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
	case !drawn:
		c.scaleFigure([]disclosure.Table{t})
	}
	if q.Kind == questionnaire.Calculated {
		c.source(q)
	}
	c.table(c.wholeTable(t))
}

// given reports whether there is nothing to a question but whether something was given.
func given(q questionnaire.Question) bool {
	return q.Kind == questionnaire.Text || q.Kind == questionnaire.Acknowledge
}

// given is how many wrote something, or ticked. What they wrote is in no release.
func (c *composer) given(t disclosure.Table) {
	f := concerned(t, 0)
	if f.Reason != "" {
		c.write(Note, c.reason(f.Reason))
		return
	}
	basis := c.say("report.given.basis.bounded", strconv.Itoa(f.N))
	if f.Interval {
		basis = c.say("report.given.basis", shareInterval(f), strconv.Itoa(f.N))
	}
	c.write(Finding, c.say("report.given."+string(t.Question.Kind), strconv.Itoa(t.Cells[0].Count), shareText(f), basis))
}

// wholeTable is a question over the whole round.
func (c *composer) wholeTable(t disclosure.Table) *Table {
	q := t.Question
	table := &Table{
		Title: c.topic(q), Note: c.tableNote(t),
		Head: head(c.cellHead(q), c.say("report.count"), c.say("report.share"), c.say("report.interval")),
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
	missing := func(label string, n int) {
		row := []Cell{text(label), numeric(strconv.Itoa(n))}
		for len(row) < len(table.Head) {
			row = append(row, numeric(dash))
		}
		table.Rows = append(table.Rows, Row{Cells: row})
	}
	if t.Conditional {
		missing(c.say("report.skipped"), t.Skipped)
	}
	missing(c.declined(q), t.Declined)
	return table
}

// cellHead is what the cells of a question are.
func (c *composer) cellHead(q questionnaire.Question) string {
	unit := q.Unit.In(c.lang)
	switch {
	case q.Kind == questionnaire.Ranking, q.Kind == questionnaire.Date, q.Kind == questionnaire.Time:
		return c.say("report.option." + string(q.Kind))
	case !q.Numeric():
		return c.say("report.option")
	case unit != "":
		return c.say("report.band.unit", unit)
	}
	return c.say("report.band")
}

// declined is what it means that the answer to a question is missing.
func (c *composer) declined(q questionnaire.Question) string {
	switch {
	case q.Kind == questionnaire.Acknowledge:
		return c.say("report.declined.acknowledge")
	case q.Kind == questionnaire.Calculated:
		return c.say("report.declined.calculated")
	case c.manifest.Questionnaire.NoDecline:
		return c.say("report.declined.blank")
	}
	return c.say("report.declined")
}

func (c *composer) tableNote(t disclosure.Table) string {
	note := c.say("report.table.note", strconv.Itoa(c.r.Whole().N), strconv.Itoa(t.Valid))
	if c.weighs(t) {
		note += c.say("report.table.weighted")
	}
	if t.Conditional {
		note += c.say("report.table.concerned", strconv.Itoa(t.Concerned))
	}
	switch t.Question.Kind {
	case questionnaire.Multiple:
		note += c.say("report.table.multiple")
	case questionnaire.Ranking:
		note += c.say("report.table.ranking")
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
