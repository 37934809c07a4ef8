package report

import (
	"slices"
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// ballots is what became of the ballots.
func (c *composer) ballots() {
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

// quality is how the sheets were answered: what stands out, how long it took, how the main figures would be without, and
// what was left unanswered. No sheet is ever removed.
func (c *composer) quality() {
	c.write(Heading, c.say("report.quality.data"))
	if q, ok := c.r.Quality(); ok && len(q.Flags) > 0 {
		c.write(Paragraph, c.say("report.quality.about"))
		c.flags(q)
		c.durations(q)
		c.apart()
	}
	c.nonresponse()
}

// flags are the kinds of sheets that stand out; each has its rule in the catalogue, report.flag.<name>.rule.
func flags() []string { return []string{"fast", "straight", "identical", "hours", "coached"} }

// flags is how many sheets stand out in each way, as far as it is published.
func (c *composer) flags(q disclosure.Quality) {
	t := &Table{Title: c.say("report.flags"), Note: c.say("report.flags.note", strconv.Itoa(c.r.Whole().N)), Head: []Cell{
		text(c.say("report.flags.what")), text(c.say("report.flags.rule")), numeric(c.say("report.flags.sheets")),
	}}
	for _, name := range flags() {
		if n, told := q.Flags[name]; told {
			cells := []Cell{text(c.say("report.flag." + name)), text(c.say("report.flag." + name + ".rule")), numeric(strconv.Itoa(n))}
			t.Rows = append(t.Rows, Row{Cells: cells})
		}
	}
	c.table(t)
}

// durations is how long the sheets took, as far as browsers told.
func (c *composer) durations(q disclosure.Quality) {
	from := questionnaire.Durations()
	if len(q.Durations) != len(from)+1 {
		return
	}
	t := &Table{Title: c.say("report.durations"), Note: c.say("report.durations.note"), Head: head(c.say("report.durations.band"), c.say("report.flags.sheets"))}
	for i, n := range q.Durations {
		var name string
		switch {
		case i == len(from):
			name = c.say("report.durations.not")
		case i == 0:
			name = c.say("report.durations.less", c.span(from[1]))
		case i == len(from)-1:
			name = c.say("report.durations.more", c.span(from[i]))
		default:
			name = c.say("report.durations.between", c.span(from[i]), c.span(from[i+1]))
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(name), numeric(strconv.Itoa(n))}})
	}
	c.table(t)
}

// span writes seconds, as minutes where they come to whole ones.
func (c *composer) span(seconds int) string {
	if seconds%60 == 0 {
		return c.say("report.durations.minutes", strconv.Itoa(seconds/60))
	}
	return c.say("report.durations.seconds", strconv.Itoa(seconds))
}

// apart holds the main figures with and without the sheets that stand out beside each other.
func (c *composer) apart() {
	all := c.r.Apart()
	if len(all) == 0 {
		c.write(Note, c.say("report.apart.none", strconv.Itoa(c.manifest.K)))
		return
	}
	t := &Table{
		Title: c.say("report.apart"), Note: c.say("report.apart.note", strconv.Itoa(all[0].With.N)),
		Head: head(c.say("report.indicator"), c.say("report.apart.with"), c.say("report.interval"), c.say("report.apart.without"), c.say("report.interval"),
			c.say("report.apart.change")),
	}
	for _, a := range all {
		i := a.Indicator
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			text(c.called(i)), numeric(c.value(i, a.With)), numeric(c.interval(i, a.With)), numeric(c.value(i, a.Without)), numeric(c.interval(i, a.Without)),
			numeric(c.difference(i, a.Without.Value-a.With.Value)),
		}})
	}
	c.reference(t)
}

// nonresponse is the share of sheets on which the answer to a question is missing.
func (c *composer) nonresponse() {
	n := c.r.Whole().N
	t := &Table{
		Title: c.say("report.nonresponse"), Note: c.say("report.nonresponse.note", strconv.Itoa(n)),
		Head: head(c.say("report.question"), c.say("report.nonresponse.missing"), c.say("report.nonresponse.share")),
	}
	for i, q := range c.questions {
		if table, ok := c.r.Whole().Table(i); ok && q.Asked() && !given(q) {
			cells := []Cell{text(c.topic(q)), numeric(strconv.Itoa(table.Declined)), numeric(missingShare(table.Declined, n))}
			t.Rows = append(t.Rows, Row{Cells: cells})
		}
	}
	if len(t.Rows) > 0 {
		c.reference(t)
	}
}

// missingShare is a share of all sheets, kept as far from its ends as every share is: two sheets.
func missingShare(count, n int) string {
	least := questionnaire.Decimal((2000 + n - 1) / n)
	f := disclosure.Figure{Value: questionnaire.Decimal((2000*count + n) / (2 * n))}
	switch {
	case f.Value < least:
		f.Value, f.Bound = least, disclosure.AtMost
	case f.Value > 1000-least:
		f.Value, f.Bound = 1000-least, disclosure.AtLeast
	}
	return shareText(f)
}

// cost is the time that the survey itself took: by the clock, or else by what the questionnaire expects.
func (c *composer) cost() {
	n, expected := c.r.Whole().N, c.manifest.Questionnaire.Minutes
	minutes, hours, bound, ok := c.r.Burden()
	switch {
	case ok:
		c.write(Heading, c.say("report.cost"))
		f := disclosure.Figure{Value: minutes, Bound: bound}
		c.write(Paragraph, c.say("report.cost.timed", strconv.Itoa(n), meanText(f, true), bounded(f, fixed(int64(hours)/1000, 1, 0))))
	case expected > 0:
		c.write(Heading, c.say("report.cost"))
		c.write(Paragraph, c.say("report.cost.hours", strconv.Itoa(n), strconv.Itoa(expected), strconv.Itoa((n*expected+30)/60)))
	}
}
