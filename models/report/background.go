package report

import (
	"strconv"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// background is the chapter on background questions: classes over the whole round, and each question by class.
func (c *composer) background() {
	divisions := c.r.Divisions()
	if len(divisions) == 0 {
		return
	}
	c.chapter("background", c.say("report.background"), true)
	c.write(Paragraph, c.say("report.background.about"))
	questions := c.r.Questions()
	for _, d := range divisions {
		c.write(Heading, questions[d.Question].Text.In(c.lang))
		c.classes(d)
		for i, q := range questions {
			if t, ok := c.r.Whole().Table(i); ok && q.Level != questionnaire.ByRound {
				c.byClass(d, t, i)
			}
		}
	}
}

// classes lists the classes with their sheets.
func (c *composer) classes(d disclosure.Division) {
	t := &Table{Title: c.say("report.classes"), Note: c.say("report.classes.note"), Head: head(c.say("report.class"), c.say("report.sheets"))}
	t.Head = append(t.Head, text(c.say("report.published")))
	for _, g := range d.Classes {
		if !c.listed(d, g) {
			continue
		}
		name := text(c.className(g))
		if g.Hidden != "" {
			t.Rows = append(t.Rows, Row{Cells: []Cell{name, c.hidden("hidden." + string(g.Hidden)), text(c.reason("hidden." + string(g.Hidden)))}})
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
	return g.Missing != questionnaire.Skipped || c.r.Questions()[d.Question].Relevant != ""
}

func (c *composer) className(g disclosure.Group) string {
	switch g.Missing {
	case questionnaire.Skipped:
		return c.say("report.skipped")
	case questionnaire.Declined:
		return c.say("report.declined")
	}
	return g.Class.In(c.lang)
}

// byClass is a question by published class.
func (c *composer) byClass(d disclosure.Division, whole disclosure.Table, question int) {
	q := whole.Question
	table := &Table{Title: q.Text.In(c.lang), Head: head(c.say("report.class"), c.say("report.valid"))}
	for _, cell := range whole.Cells {
		table.Head = append(table.Head, numeric(c.label(q, cell.Cell)))
	}
	if whole.Mean != nil {
		table.Head = append(table.Head, numeric(c.say("report.mean.head")), numeric(c.say("report.interval")))
	}
	table.Rows = append(table.Rows, Row{Cells: c.unitCells(whole, c.say("report.whole"), 0), Total: true})
	for _, g := range d.Classes {
		if t, ok := g.Table(question); ok {
			table.Rows = append(table.Rows, Row{Cells: c.unitCells(t, c.className(g), 0)})
		}
	}
	if len(table.Rows) > 1 {
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
