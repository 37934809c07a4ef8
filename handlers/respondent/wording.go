package respondent

import (
	"slices"
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// wording puts questions, their conditions and their answers into the words of one language.
type wording struct {
	form   *questionnaire.Form
	lang   models.Lang
	say    models.Say
	number map[string]int // question that is asked → its number on the form
}

func newWording(form *questionnaire.Form, lang models.Lang, say models.Say) wording {
	w := wording{form: form, lang: lang, say: say, number: map[string]int{}}
	for _, q := range form.Questions() {
		if q.Asked() {
			w.number[q.Name] = len(w.number) + 1
		}
	}
	return w
}

// question draws a question that is asked, or a note.
func (w wording) question(q questionnaire.Question) Question {
	if compiled, ok := w.form.Question(q.Name); ok {
		q = compiled
	}
	drawn := Question{
		Question: q, Number: w.number[q.Name], Draw: drawing(q), Condition: w.condition(q),
		Decline: w.declinable(q),
	}
	for _, o := range q.Options {
		drawn.Choices = append(drawn.Choices, Choice{Name: o.Name, Label: w.label(o), Exclusive: o.Exclusive, Specify: o.Specify})
	}
	switch {
	case ends(q):
		drawn.Class = "g"
		drawn.numbers()
	case drawn.Draw == Row:
		drawn.Class = "g"
	case drawn.Draw == Entry && q.Matrix != "":
		drawn.Class = "m"
	case drawn.Draw == Places:
		drawn.Ranked = make([]string, len(q.Options))
		if q.AtMost > 0 {
			drawn.Ranked = drawn.Ranked[:q.AtMost]
		}
	case q.Kind == questionnaire.Acknowledge:
		drawn.Class = "ok"
	}
	if drawn.Draw == Row && len(q.Options) > maxRow {
		drawn.Class += " y"
	}
	if q.Appearance == questionnaire.Rating && drawn.Low != "" {
		drawn.Class += " z"
	}
	return drawn
}

// declinable reports whether the form offers 说不清/不愿答. Beside a single tick it would say no more than leaving it out.
func (w wording) declinable(q questionnaire.Question) bool {
	return q.Asked() && q.Kind != questionnaire.Acknowledge && !w.form.Questionnaire().NoDecline
}

// numbers labels the points of a scale with their numbers, and its ends in words besides.
func (q *Question) numbers() {
	last := len(q.Choices) - 1
	for i := range q.Choices {
		c := &q.Choices[i]
		if c.Label != c.Name {
			c.Spoken = c.Name + " " + c.Label
		}
		if i == 0 {
			q.Low = c.Label
		}
		if i == last {
			q.High = c.Label
		}
		c.Label = c.Name
	}
}

// label is an option in words. The inner points of a scale may have none but their number.
func (w wording) label(o questionnaire.Option) string {
	if o.Text.IsZero() {
		return o.Name
	}
	return o.Text.In(w.lang)
}

// answer is an answer in words, a line for each option; a text stands as it was written.
func (w wording) answer(q questionnaire.Question, a questionnaire.Answer) []string {
	switch {
	case q.Numeric():
		return []string{strings.TrimSpace(a.Number.String() + " " + q.Unit.In(w.lang))}
	case q.Kind == questionnaire.Text:
		return []string{a.Text}
	}
	var lines []string
	for i, name := range a.Choices {
		line := w.option(q, name)
		switch {
		case q.Kind == questionnaire.Ranking:
			line = w.say("respondent.ranked", i+1, line)
		case a.Text != "" && specifies(q, name):
			line = w.say("respondent.specified", line, a.Text)
		}
		lines = append(lines, line)
	}
	return lines
}

func specifies(q questionnaire.Question, option string) bool {
	return slices.ContainsFunc(q.Options, func(o questionnaire.Option) bool { return o.Specify && o.Name == option })
}

func (w wording) option(q questionnaire.Question, name string) string {
	for _, o := range q.Options {
		if o.Name == name {
			return w.label(o)
		}
	}
	return ""
}
