package report

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/round"
)

// overview is the chapter on the round: what was asked of whom, and what came back.
func (c *composer) overview() {
	m := &c.manifest
	c.chapter("round", c.say("report.round"), true)
	q := m.Questionnaire
	facts := [][2]string{
		{"organizer", m.Organizer},
		{"evaluator", m.Evaluator},
		{"questionnaire", c.say("report.questionnaire.value", q.Title.In(c.lang), q.Version)},
		{"dates", c.period()},
		{"admission", c.say("report.admission." + string(m.Admission))},
		{"key", c.say("report.key." + m.KeyMadeOn)},
		{"k", c.say("report.k.value", strconv.Itoa(m.K))},
		{"manifest", round.ShortHash(c.r.ManifestHash())},
		{"legal.number", m.Legal.TableNumber},
		{"legal.authority", m.Legal.Authority},
		{"legal.approver", m.Legal.Approver},
		{"legal.document", m.Legal.Document},
	}
	t := &Table{Title: c.say("report.facts"), Head: []Cell{text(c.say("report.facts.what")), text(c.say("report.facts.value"))}}
	for _, f := range facts {
		if f[1] != "" {
			t.Rows = append(t.Rows, Row{Cells: []Cell{text(c.say("report." + f[0])), text(f[1])}})
		}
	}
	c.table(t)
	c.turnout()
	if c.r.Published() {
		c.reading()
	}
}

// reading says once, before the first figure, how the numbers are to be read.
func (c *composer) reading() {
	c.write(Heading, c.say("report.reading"))
	k := strconv.Itoa(c.manifest.K)
	for _, key := range []string{"rounded", "interval", "bound", "bands", "hatched"} {
		c.write(Paragraph, c.say("report.reading."+key, k))
	}
	if whole := c.r.Whole(); whole.Weighted() {
		c.write(Paragraph, c.say("report.reading.weighted", strconv.Itoa(whole.Coverage()), strconv.Itoa(whole.Headcount)))
		c.write(Paragraph, c.say("report.reading.unweighted"))
	}
}

// turnout is the table of every unit, published or not.
func (c *composer) turnout() {
	t := &Table{
		Title: c.say("report.turnout"), Note: c.say("report.turnout.note"),
		Head: head(c.say("report.unit"), c.say("report.headcount"), c.say("report.sheets"), c.say("report.rate")),
	}
	t.Head = append(t.Head, text(c.say("report.published")))
	units := c.r.Units()
	if tops := c.tops(); tops != 1 {
		t.Rows = append(t.Rows, c.turnoutRow(c.r.Whole(), c.say("report.whole"), 0))
		if rest := c.r.Whole().Remainder; rest != nil {
			t.Rows = append(t.Rows, c.restRow(*rest, 0))
		}
	}
	for _, g := range units {
		t.Rows = append(t.Rows, c.turnoutRow(g, g.Unit.Name, g.Depth))
		if g.Remainder != nil {
			t.Rows = append(t.Rows, c.restRow(*g.Remainder, g.Depth+1))
		}
	}
	c.table(t)
	if hidden := len(units) - len(c.published); hidden > 0 {
		c.write(Note, c.say("report.hidden.count", strconv.Itoa(hidden), strconv.Itoa(len(units))))
	}
}

// tops is how many units have none above them. Where it is one, it stands for the round.
func (c *composer) tops() int {
	n := 0
	for _, g := range c.r.Units() {
		if g.Depth == 0 {
			n++
		}
	}
	return n
}

func (c *composer) turnoutRow(g disclosure.Group, name string, depth int) Row {
	row := Row{Total: depth == 0, Cells: []Cell{{Text: name, Indent: depth}, numeric(strconv.Itoa(g.Headcount))}}
	if g.Hidden != "" {
		why := c.hidden("hidden." + string(g.Hidden))
		return Row{Cells: append(row.Cells, why, why, text(c.say("report.published.no")))}
	}
	row.Cells = append(row.Cells, numeric(strconv.Itoa(g.N)), numeric(rate(g.N, g.Headcount)), text(c.say("report.published.yes")))
	return row
}

func (c *composer) restRow(g disclosure.Group, depth int) Row {
	return Row{Cells: []Cell{
		{Text: c.say("report.rest"), Indent: depth},
		numeric(dash), numeric(strconv.Itoa(g.N)), numeric(dash),
		text(c.say("report.rest.why")),
	}}
}
