package report

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// mostFindings is how many sentences the summary has, without the one on turnout.
const mostFindings = 5

// headline is a question of the built-in instruments that a reader wants first. Of the kind expected it has a plain
// sentence of its own in the catalogue, report.finding.<name>.
type headline struct {
	name string
	kind questionnaire.Kind
}

// headlines come first. Other questionnaires, and what is not published, are filled up with the first question of each
// section that has a number to tell.
func headlines() []headline {
	return []headline{
		{"hours_week", questionnaire.Quantity},
		{"insp_hours", questionnaire.Quantity},
		{"pushed", questionnaire.Multiple},
		{"priorities", questionnaire.Multiple},
		{"demand_hours", questionnaire.Quantity},
		{"p_hours", questionnaire.Quantity},
	}
}

// summary writes findings from the numbers, then the table of the main ones.
func (c *composer) summary() {
	c.chapter("summary", c.say("report.summary"), false)
	if !c.r.Published() {
		c.write(Finding, c.say("report.nothing", strconv.Itoa(c.manifest.K)))
		return
	}
	c.findings()
	whole := c.r.Whole()
	published, units := strconv.Itoa(len(c.published)), strconv.Itoa(len(c.r.Units()))
	if whole.Headcount > 0 {
		c.write(Paragraph, c.say("report.finding.turnout", strconv.Itoa(whole.N), strconv.Itoa(whole.Headcount),
			rate(whole.N, whole.Headcount), published, units))
	} else {
		c.write(Paragraph, c.say("report.finding.sheets", strconv.Itoa(whole.N), published, units))
	}
	c.keyFigures()
	c.write(Note, c.say("report.summary.note"))
}

// findings begin with the hours lost to formalities, which leaders understand best.
func (c *composer) findings() {
	count := 0
	tell := func(sentence string, ok bool) {
		if ok && count < mostFindings {
			count++
			c.write(Finding, sentence)
		}
	}
	told := make(map[string]bool)
	tell(c.formality())
	for _, h := range headlines() {
		if i, ok := c.number[h.name]; ok {
			told[h.name] = true
			tell(c.finding(i, h))
		}
	}
	for _, s := range c.manifest.Questionnaire.Sections {
		for _, q := range s.Questions {
			if told[q.Name] {
				break
			}
			i, ok := c.number[q.Name]
			if !ok {
				continue
			}
			if sentence, ok := c.finding(i, headline{}); ok {
				tell(sentence, true)
				break
			}
		}
	}
}

// formality is the hours that formalities take, as full-time people.
func (c *composer) formality() (string, bool) {
	f, ok := c.r.Formality()
	if !ok {
		return "", false
	}
	hours, interval := amount(f.Hours.Value, true), meanInterval(f.Hours, true)
	basis := c.basis(f.Hours, interval)
	if _, index, ok := c.index(formalityIndex); ok && exact(index) { // else the hours are the sum of published means
		basis = c.basisOf(f.Hours, interval)
	}
	switch {
	case f.Headcount == 0 && f.Hours.Interval:
		return c.say("report.finding.formality.hours", hours, basis), true
	case f.Headcount == 0:
		return c.say("report.finding.formality.hours.least", hours, basis), true
	case !f.Hours.Interval:
		return c.say("report.finding.formality.least", hours, basis, strconv.Itoa(f.Headcount), strconv.Itoa(f.People)), true
	}
	return c.say("report.finding.formality", hours, basis, strconv.Itoa(f.Headcount),
		strconv.Itoa(f.People), strconv.Itoa(f.Low)+"–"+strconv.Itoa(f.High)), true
}

// finding is the main number of a question over the whole round, as a sentence; ok is false where none is published.
// plain, if it is this question, has a sentence of its own.
func (c *composer) finding(question int, plain headline) (sentence string, ok bool) {
	t, ok := c.r.Whole().Table(question)
	if !ok || given(t.Question) {
		return "", false
	}
	q := t.Question
	own := plain.name == q.Name && plain.kind == q.Kind
	if f := t.Mean; f != nil {
		if f.Reason != "" {
			return "", false
		}
		value, basis := meanText(*f, q.Wide())+c.unitOf(q), c.basis(*f, meanInterval(*f, q.Wide()))
		if own {
			return c.say("report.finding."+q.Name, value, basis), true
		}
		return c.say("report.finding.mean", c.topic(q), value, basis), true
	}
	best, ok := top(t)
	if !ok {
		return "", false
	}
	f := concerned(t, best)
	label, share, basis := c.label(q, t.Cells[best].Cell)+c.unitOf(q), shareText(f), c.basis(f, shareInterval(f))
	switch {
	case own && !q.Options[best].Exclusive: // "none of these" is nothing that people did
		return c.say("report.finding."+q.Name, label, share, basis), true
	case q.Kind == questionnaire.Ranking:
		return c.say("report.finding.first", c.topic(q), label, share, basis), true
	case q.Kind == questionnaire.Multiple:
		return c.say("report.finding.ticked", c.topic(q), label, share, basis), true
	}
	return c.say("report.finding.top", c.topic(q), label, share, basis), true
}

// keyFigures is the table of the main quantities.
func (c *composer) keyFigures() {
	t := &Table{Title: c.say("report.key_figures"), Head: head(c.say("report.indicator"), c.say("report.mean.head"), c.say("report.interval"),
		c.say("report.valid"))}
	add := func(name, value, interval string, n int) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(name), numeric(value), numeric(interval), numeric(strconv.Itoa(n))}})
	}
	if f, ok := c.r.Formality(); ok {
		add(c.say("report.formality"), meanText(f.Hours, true), meanInterval(f.Hours, true), f.Hours.N)
	}
	if i, f, ok := c.index(burdenIndex); ok && f.Reason == "" {
		add(c.called(i), c.value(i, f), c.interval(i, f), f.N)
	}
	for _, w := range c.quantities() {
		add(c.measured(w.Question), meanText(*w.Mean, true), meanInterval(*w.Mean, true), w.Mean.N)
	}
	if len(t.Rows) > 0 {
		c.table(t)
	}
}

// mostQuantities bounds the main quantities.
const mostQuantities = 6

// quantities are the main wide quantities with a mean over the whole round: those of the built-in instruments, or else
// the first of each section.
func (c *composer) quantities() []disclosure.Table {
	var found []disclosure.Table
	take := func(name string) bool {
		t, ok := c.whole(name)
		if ok = ok && len(found) < mostQuantities && t.Question.Wide() && t.Mean != nil && t.Mean.Reason == ""; ok {
			found = append(found, t)
		}
		return ok
	}
	for _, name := range []string{"hours_week", "insp_count", "insp_hours", "trace_hours", "data_count", "demand_hours", "p_hours"} {
		take(name)
	}
	if len(found) > 0 {
		return found
	}
	for _, s := range c.manifest.Questionnaire.Sections {
		for _, q := range s.Questions {
			if take(q.Name) {
				break
			}
		}
	}
	return found
}
