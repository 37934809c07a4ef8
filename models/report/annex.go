package report

import (
	"slices"
	"strconv"
	"strings"

	"jianfu/models/disclosure"
	"jianfu/models/round"
)

// limits says what the numbers cannot carry.
func (c *composer) limits() {
	c.chapter("limits", c.say("report.limits"), true)
	c.write(Paragraph, c.say("report.limits.rounding"))
	c.write(Paragraph, c.say("report.limits.threshold", strconv.Itoa(c.manifest.K)))
	if c.r.Whole().Weighted() {
		c.write(Paragraph, c.say("report.limits.weighted"))
	} else {
		c.write(Paragraph, c.say("report.limits.unweighted"))
	}
	c.write(Paragraph, c.say("report.limits.choice"))
	c.write(Paragraph, c.say("report.limits.self"))
	if f, ok := c.reported(clause{"coached", "yes"}); ok && f.Reason == "" {
		c.write(Paragraph, c.say("report.limits.coached", shareText(f), c.basis(f, shareInterval(f))))
	}
	if f, ok := c.r.Formality(); ok && f.Headcount > 0 {
		c.write(Paragraph, c.say("report.limits.formality"))
	}
	if c.manifest.Admission == round.Poster {
		c.write(Paragraph, c.say("report.limits.poster"))
	}
	if c.manifest.KeyMadeOn == round.KeyOnServer {
		c.write(Paragraph, c.say("report.limits.server"))
	}
	if q, ok := c.r.Quality(); ok && q.Ballots["plain"] > 0 {
		c.write(Paragraph, c.say("report.limits.plain", strconv.Itoa(q.Ballots["plain"])))
	}
	c.ballots()
}

// annex is the quality of the data, the full tables, the log of disclosure control, the formulas, what the survey cost, and
// the hashes that tie the report to its sources.
func (c *composer) annex() {
	c.chapter("annex", c.say("report.annex"), false)
	if c.r.Published() {
		c.quality()
		c.details()
	}
	c.write(Heading, c.say("report.log"))
	c.log()
	c.write(Heading, c.say("report.formulas", c.r.FormulaVersion()))
	c.formulas()
	if c.r.Published() {
		c.calculations()
	}
	if c.r.Published() {
		c.cost()
	}
	c.write(Heading, c.say("report.sources"))
	var applied []string
	for _, rule := range c.r.AppliedRules() {
		name, _, _ := strings.Cut(rule, " ") // R4 is followed by what of it there is
		applied = append(applied, c.say("report.applied."+name))
	}
	t := &Table{Title: c.say("report.sources.table"), Head: []Cell{text(c.say("report.facts.what")), text(c.say("report.facts.value"))}}
	for _, row := range [][2]string{
		{"report.manifest", c.r.ManifestHash()},
		{"report.release", c.r.Hash()},
		{"report.release.number", strconv.Itoa(c.r.Number())},
		{"report.rules", strings.Join(applied, listSeparator(c.lang))},
	} {
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(c.say(row[0])), text(row[1])}})
	}
	c.table(t)
}

// formulas says how every kind of figure is worked out, of the indices those that the questionnaire has.
func (c *composer) formulas() {
	for _, key := range []string{"share", "interval", "mean", "weight", "formality", "compare", "ends", "rounding"} {
		c.write(Paragraph, c.say("report.formula."+key))
	}
	codes := make(map[string]bool)
	for _, i := range c.r.Indicators() {
		codes[i.Code] = true
	}
	if _, ok := c.r.Whole().Drain(); ok {
		codes[drainIndex] = true
	}
	for _, code := range []string{"OTI", "IBI", "TBI", "PDI", "MDI", "CPI", burdenIndex, drainIndex, causesIndex, "DIR"} {
		if codes[code] {
			c.write(Paragraph, c.say("report.formula.index."+code))
		}
	}
}

// mostCells bounds the columns of a table by unit.
const mostCells = 24

// details is one table for each question that is tabulated further: by unit, then by background class.
func (c *composer) details() {
	units, less := c.shown(mostRows)
	if len(units) < 2 && len(c.r.Divisions()) == 0 {
		return
	}
	c.write(Heading, c.say("report.details"))
	about := c.say("report.details.about")
	if c.r.Whole().Weighted() {
		about += c.say("report.details.weighted")
	}
	if less {
		about += c.say("report.details.less", strconv.Itoa(len(units)), strconv.Itoa(len(c.published)))
	}
	c.write(Paragraph, about)
	var omitted []string
	for i := range c.questions {
		whole, ok := c.r.Whole().Table(i)
		switch {
		case !ok || whole.Round:
		case len(whole.Cells) > mostCells:
			omitted = append(omitted, c.topic(whole.Question))
		default:
			c.detail(i, whole, units)
		}
	}
	if len(omitted) > 0 {
		c.write(Note, c.say("report.details.omitted", strconv.Itoa(mostCells), strings.Join(omitted, listSeparator(c.lang))))
	}
}

func (c *composer) detail(question int, whole disclosure.Table, units []disclosure.Group) {
	q := whole.Question
	table := &Table{Title: c.topic(q), Note: c.boundsAmong(whole, units), Head: head(c.say("report.group"), c.say("report.valid"))}
	for _, cell := range whole.Cells {
		table.Head = append(table.Head, numeric(c.label(q, cell.Cell)))
	}
	if whole.Mean != nil {
		table.Head = append(table.Head, numeric(c.say("report.mean.head")), numeric(c.say("report.interval")))
	}
	group := func(name string) {
		table.Rows = append(table.Rows, Row{Group: true, Cells: []Cell{{Text: name, Span: len(table.Head)}}})
	}
	add := func(g disclosure.Group, name string, depth int) {
		if t, ok := g.Table(question); ok {
			table.Rows = append(table.Rows, Row{Cells: c.groupCells(t, name, depth), Total: c.isWhole(g)})
		}
	}
	if len(units) > 1 {
		group(c.say("report.unit"))
		if c.tops() != 1 {
			add(c.r.Whole(), c.say("report.whole"), 0)
		}
		for _, g := range units {
			add(g, g.Unit.Name, g.Depth)
		}
	}
	for _, d := range c.r.Divisions() {
		if !slices.ContainsFunc(d.Classes, func(g disclosure.Group) bool { return g.Hidden == "" }) {
			continue
		}
		group(c.questions[d.Question].Text.In(c.lang))
		for _, g := range d.Classes {
			add(g, c.className(d, g), 0)
		}
	}
	c.reference(table)
}
