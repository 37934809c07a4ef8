package report

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// mostFindings is how many sentences the summary has after the one on turnout.
const mostFindings = 5

// headlines are the questions of the built-in instruments that a reader wants first. Other questionnaires, and what
// is not published, are filled up with the first question of each section that has a number to tell.
func headlines() []string {
	return []string{"hours_week", "insp_hours", "pushed", "demand_hours", "priorities", "p_hours", "p_repeat", "p_needed"}
}

// summary writes findings from the numbers.
func (c *composer) summary() {
	c.chapter("summary", c.say("report.summary"), false)
	whole := c.r.Whole()
	if !c.r.Published() {
		c.write(Finding, c.say("report.nothing", strconv.Itoa(c.manifest.K)))
		return
	}
	if whole.Headcount > 0 {
		c.write(Finding, c.say("report.finding.turnout", strconv.Itoa(whole.N), strconv.Itoa(whole.Headcount), rate(whole.N, whole.Headcount),
			strconv.Itoa(len(c.published)), strconv.Itoa(len(c.r.Units()))))
	} else {
		c.write(Finding, c.say("report.finding.sheets", strconv.Itoa(whole.N), strconv.Itoa(len(c.published)), strconv.Itoa(len(c.r.Units()))))
	}
	told := make(map[string]bool)
	tell := func(name string) bool {
		i, ok := c.number[name]
		if !ok || told[name] || len(told) == mostFindings {
			return false
		}
		sentence, ok := c.finding(i)
		if ok {
			told[name] = true
			c.write(Finding, sentence)
		}
		return ok
	}
	for _, name := range headlines() {
		tell(name)
	}
	for _, s := range c.manifest.Questionnaire.Sections {
		for _, q := range s.Questions {
			if told[q.Name] || tell(q.Name) {
				break
			}
		}
	}
	c.write(Note, c.say("report.summary.note"))
}

// finding is the main number of a question over the whole round, as a sentence; ok is false where none is published.
func (c *composer) finding(question int) (sentence string, ok bool) {
	t, ok := c.r.Whole().Table(question)
	if !ok {
		return "", false
	}
	if t.Mean != nil {
		return c.meanWords(t), t.Mean.Reason == ""
	}
	best, ok := top(t)
	if !ok {
		return "", false
	}
	return c.topWords(t, best), true
}

// topWords is the most frequent option with its share, interval and n.
func (c *composer) topWords(t disclosure.Table, best int) string {
	q, f := t.Question, concerned(t, best)
	key := "report.finding.top"
	if q.Kind == questionnaire.Multiple {
		key = "report.finding.ticked"
	}
	return c.say(key, topic(q.Text.In(c.lang)), c.label(q, t.Cells[best].Cell), shareText(f), shareInterval(f), strconv.Itoa(f.N))
}
