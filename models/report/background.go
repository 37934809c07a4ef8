package report

import (
	"strconv"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// background is the chapter on background questions: their classes over the whole round, and the main quantities by
// class.
func (c *composer) background() {
	divisions := c.r.Divisions()
	if len(divisions) == 0 {
		return
	}
	c.chapter("background", c.say("report.background"), true)
	c.write(Paragraph, c.say("report.background.about"))
	for _, d := range divisions {
		c.write(Heading, c.questions[d.Question].Text.In(c.lang))
		c.classes(d)
		c.byClass(d)
	}
}

// classes lists the classes with their sheets.
func (c *composer) classes(d disclosure.Division) {
	title := c.say("report.classes", c.topic(c.questions[d.Question]))
	t := &Table{Title: title, Note: c.say("report.classes.note"), Head: head(c.say("report.class"), c.say("report.sheets"))}
	t.Head = append(t.Head, text(c.say("report.published")))
	for _, g := range d.Classes {
		if !c.listed(d, g) {
			continue
		}
		name := text(c.className(d, g))
		if g.Hidden != "" {
			t.Rows = append(t.Rows, Row{Cells: []Cell{name, c.hidden("hidden." + string(g.Hidden)), text(c.say("report.published.no"))}})
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{name, numeric(strconv.Itoa(g.N)), text(c.say("report.published.yes"))}})
	}
	if d.Rest != nil {
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(c.say("report.classes.rest")), numeric(strconv.Itoa(d.Rest.N)), text(c.say("report.rest.why"))}})
	}
	c.table(t)
}

// listed leaves out "not applicable" where everybody sees the question.
func (c *composer) listed(d disclosure.Division, g disclosure.Group) bool {
	return g.Missing != questionnaire.Skipped || d.Conditional
}

func (c *composer) className(d disclosure.Division, g disclosure.Group) string {
	switch g.Missing {
	case questionnaire.Skipped:
		return c.say("report.skipped")
	case questionnaire.Declined:
		return c.declined(c.questions[d.Question])
	}
	return g.Class.In(c.lang)
}

// byClass is the means of the main quantities by published class, one row for each quantity and class: so wide a table
// would fit no page otherwise.
func (c *composer) byClass(d disclosure.Division) {
	question := c.questions[d.Question]
	table := &Table{
		Title: c.say("report.by_class", c.topic(question)),
		Head:  head(c.say("report.class"), c.say("report.valid"), c.say("report.mean.head"), c.say("report.interval")),
	}
	for _, whole := range c.quantities() {
		rows := []Row{{Group: true, Cells: []Cell{{Text: c.measured(whole.Question), Span: len(table.Head)}}}}
		add := func(t disclosure.Table, name string, total bool) {
			cells := append([]Cell{text(name), numeric(strconv.Itoa(t.Valid))}, c.meanCells(*t.Mean, true)...)
			rows = append(rows, Row{Cells: cells, Total: total})
		}
		add(whole, c.say("report.whole"), true)
		for _, g := range d.Classes {
			if t, ok := g.Table(c.number[whole.Question.Name]); ok {
				add(t, c.className(d, g), false)
			}
		}
		if len(rows) > 2 {
			table.Rows = append(table.Rows, rows...)
		}
	}
	if c.r.Whole().Weighted() {
		table.Note = c.say("report.by_class.note")
	}
	if len(table.Rows) > 0 {
		c.table(table)
	}
}

// listSeparator stands between the items of a list in a sentence.
func listSeparator(lang models.Lang) string {
	if lang == models.English {
		return ", "
	}
	return "、"
}
