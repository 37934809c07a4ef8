package report

import (
	"maps"
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
	c.write(Paragraph, c.say("report.limits.unweighted"))
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
	c.quality()
}

// quality is what became of the ballots.
func (c *composer) quality() {
	q, ok := c.r.Quality()
	if !ok {
		return
	}
	t := &Table{Title: c.say("report.quality"), Note: c.say("report.quality.note"), Head: head(c.say("report.quality.what"), c.say("report.number"))}
	add := func(label string, n int) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(label), numeric(strconv.Itoa(n))}})
	}
	if c.manifest.Admission == round.Card {
		add(c.say("report.quality.printed"), q.CardsPrinted)
		add(c.say("report.quality.redeemed"), q.CardsRedeemed)
	}
	known(q.Ballots, paths(), func(path string, n int) { add(c.say("report.quality.path."+path), n) })
	if c.manifest.Admission == round.Card {
		add(c.say("report.quality.not_cast"), q.NotCast)
	}
	add(c.say("report.quality.over"), q.OverHeadcount)
	known(q.Refused, reasons(), func(reason string, n int) { add(c.say("report.quality.refused."+reason), n) })
	add(c.say("report.quality.counted"), c.r.Whole().N)
	c.table(t)
}

// paths and reasons are what the catalogue has words for; the last of each stands for all others.
func paths() []string { return []string{"browser", "plain", "other"} }

func reasons() []string {
	return []string{"response.ballot", "response.token", "response.twice", "response.path", "sheet.seal", "sheet.malformed", "sheet.version", "sheet.impossible", "sheet.unit", "other"}
}

// known hands the counts to add in the order of names, those that are not 0; what has no name goes with the last.
func known(counts map[string]int, names []string, add func(name string, n int)) {
	last := names[len(names)-1]
	sums := make(map[string]int)
	for name, n := range counts {
		if !slices.Contains(names, name) {
			name = last
		}
		sums[name] += n
	}
	for _, name := range names {
		if sums[name] > 0 {
			add(name, sums[name])
		}
	}
}

// annex is the full tables, the log of disclosure control, the formulas, what the survey cost, and the hashes that tie
// the report to its sources.
func (c *composer) annex() {
	c.chapter("annex", c.say("report.annex"), false)
	if c.r.Published() {
		c.details()
	}
	c.write(Heading, c.say("report.log"))
	c.log()
	c.write(Heading, c.say("report.formulas", c.r.FormulaVersion()))
	for _, key := range []string{"share", "interval", "mean", "formality", "ends", "rounding"} {
		c.write(Paragraph, c.say("report.formula."+key))
	}
	if c.r.Published() {
		c.calculations()
	}
	if whole, q := c.r.Whole(), c.manifest.Questionnaire; c.r.Published() && q.Minutes > 0 {
		c.write(Heading, c.say("report.cost"))
		c.write(Paragraph, c.say("report.cost.hours", strconv.Itoa(whole.N), strconv.Itoa(q.Minutes), strconv.Itoa((whole.N*q.Minutes+30)/60)))
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

// log tells what disclosure control decided. Decisions of one kind about many units or questions stand together.
func (c *composer) log() {
	names := make(map[string][]string)
	means := &Table{Title: c.say("report.log.means"), Head: head(c.say("report.question"), c.say("report.log.means.hidden"), c.say("report.log.means.bounded"))}
	for _, e := range c.r.Log() {
		args := c.words(e.Args)
		switch {
		case strings.HasPrefix(e.Key, "log.unit."):
			names[e.Key] = append(names[e.Key], args[0].(string))
		case e.Key == "log.rest":
			names[e.Key] = append(names[e.Key], c.say("report.log.rest.one", args...))
		case e.Key == "log.means":
			means.Rows = append(means.Rows, Row{Cells: []Cell{text(args[0].(string)), numeric(args[1].(string)), numeric(args[2].(string))}})
		default:
			c.write(Paragraph, c.say("report."+e.Key, args...))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(names)) {
		list := strings.Join(names[key], listSeparator(c.lang))
		c.write(Paragraph, c.say("report."+key, strconv.Itoa(len(names[key])), list, strconv.Itoa(c.manifest.K)))
	}
	if len(means.Rows) > 0 {
		c.reference(means)
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
