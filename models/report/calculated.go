package report

import (
	"strings"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// source says from what a question is worked out, and why it has no mean.
func (c *composer) source(q questionnaire.Question) {
	c.write(Paragraph, c.say("report.calculated.from", c.inputs(q)))
	if q.Wide() {
		c.write(Note, c.say("report.calculated.bands"))
	}
}

// inputs names the questions that a calculation mentions, by their wording where they have one.
func (c *composer) inputs(q questionnaire.Question) string {
	var names []string
	for _, name := range mentioned(q) {
		names = append(names, c.quoted(c.asked(name)))
	}
	if len(names) == 0 {
		return c.say("report.calculated.nothing")
	}
	return strings.Join(names, listSeparator(c.lang))
}

func (c *composer) quoted(q questionnaire.Question) string {
	if q.Text.IsZero() {
		return c.say("report.calculated.name", q.Name)
	}
	return c.say("report.calculated.input", c.topic(q), q.Name)
}

// asked is a question of the questionnaire, whether it is published or not.
func (c *composer) asked(name string) questionnaire.Question {
	for _, s := range c.manifest.Questionnaire.Sections {
		for _, q := range s.Questions {
			if q.Name == name {
				return q
			}
		}
	}
	return questionnaire.Question{Name: name}
}

// mentioned lists the questions in the calculation of a question.
func mentioned(q questionnaire.Question) []string {
	tree, err := expression.Parse(q.Calculation)
	if err != nil {
		return nil // a question that is not worked out
	}
	return tree.References()
}

// calculations lists, for the annex, how everything published is worked out that is not asked, with the steps on the way.
func (c *composer) calculations() {
	needed := make(map[string]bool)
	var need func(string)
	need = func(name string) {
		if needed[name] {
			return
		}
		needed[name] = true
		for _, on := range mentioned(c.asked(name)) {
			need(on)
		}
	}
	for _, q := range c.questions {
		if q.Kind == questionnaire.Calculated {
			need(q.Name)
		}
	}
	t := &Table{Title: c.say("report.calculated.table"), Note: c.say("report.calculated.note")}
	for _, key := range []string{"report.calculated.what", "report.calculated.how", "report.calculated.inputs"} {
		t.Head = append(t.Head, text(c.say(key)))
	}
	for _, s := range c.manifest.Questionnaire.Sections {
		for _, q := range s.Questions {
			if q.Kind == questionnaire.Calculated && needed[q.Name] {
				t.Rows = append(t.Rows, Row{Cells: []Cell{text(c.quoted(q)), text(q.Calculation), text(c.inputs(q))}})
			}
		}
	}
	if len(t.Rows) == 0 {
		return
	}
	c.write(Heading, c.say("report.calculated"))
	c.write(Paragraph, c.say("report.calculated.about"))
	c.reference(t)
}
