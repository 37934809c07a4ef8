package respondent

import (
	"bytes"
	"encoding/json"
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// wording puts questions, their conditions and their answers into the words of one language.
type wording struct {
	form   *questionnaire.Form
	lang   models.Lang
	say    models.Say
	number map[string]int // question → its number on the form
}

func newWording(form *questionnaire.Form, lang models.Lang, say models.Say) wording {
	w := wording{form: form, lang: lang, say: say, number: map[string]int{}}
	for i, q := range form.Questions() {
		w.number[q.Name] = i + 1
	}
	return w
}

func (w wording) question(q questionnaire.Question) Question {
	drawn := Question{Question: q, Number: w.number[q.Name], Condition: w.condition(w.form.Relevance(q.Name))}
	for _, o := range q.Options {
		drawn.Choices = append(drawn.Choices, Choice{Name: o.Name, Label: w.label(o), Exclusive: o.Exclusive})
	}
	return drawn
}

// label is an option in words. The inner points of a scale may have none but their number.
func (w wording) label(o questionnaire.Option) string {
	if o.Text.IsZero() {
		return o.Name
	}
	return o.Text.In(w.lang)
}

// answer is an answer in words, a line for each option.
func (w wording) answer(q questionnaire.Question, a questionnaire.Answer) []string {
	if q.Numeric() {
		return []string{strings.TrimSpace(a.Number.String() + " " + q.Unit.In(w.lang))}
	}
	var lines []string
	for _, name := range a.Choices {
		lines = append(lines, w.option(q, name))
	}
	return lines
}

func (w wording) option(q questionnaire.Question, name string) string {
	for _, o := range q.Options {
		if o.Name == name {
			return w.label(o)
		}
	}
	return ""
}

// condition says when a question is to be answered: in full where the condition is of a plain shape, else by naming
// the questions that it depends on. It is empty where there is no condition.
func (w wording) condition(t *expression.Tree) string {
	if t == nil {
		return ""
	}
	if clause := w.clause(shape(t)); clause != "" {
		return w.say("respondent.when", clause)
	}
	var named []string
	for _, name := range t.References() {
		named = append(named, w.ordinal(name))
	}
	return w.say("respondent.when.depends", strings.Join(named, w.say("respondent.list")))
}

func (w wording) ordinal(question string) string {
	return w.say("respondent.when.question", w.number[question])
}

// shape is a tree as the script gets it: arrays headed by their operator, texts, and numbers as json.Number.
func shape(t *expression.Tree) any {
	raw, err := json.Marshal(t)
	if err != nil {
		return nil
	}
	var plain any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&plain) != nil {
		return nil
	}
	return plain
}

// clause says a truth, or "" where it is not of a plain shape.
func (w wording) clause(t any) string {
	node, _ := t.([]any)
	if len(node) == 2 && node[0] == "not" {
		if inner, _ := node[1].([]any); len(inner) == 3 && inner[0] == "selected" {
			return w.choice("respondent.when.not_chosen", inner[1], inner[2])
		}
	}
	if len(node) != 3 {
		return ""
	}
	switch op, _ := node[0].(string); op {
	case "selected":
		return w.choice("respondent.when.chosen", node[1], node[2])
	case "and", "or":
		return w.join("respondent.when."+op, w.clause(node[1]), w.clause(node[2]))
	default:
		return w.comparison(op, node[1], node[2])
	}
}

func (w wording) comparison(op string, left, right any) string {
	names := map[string]string{">": "gt", ">=": "ge", "<": "lt", "<=": "le", "=": "eq", "!=": "ne"}
	name, known := names[op]
	if number, ok := right.(json.Number); ok && known {
		return w.join("respondent.when."+name, w.amount(left), number.String())
	}
	switch op {
	case "=":
		return w.choice("respondent.when.chosen", left, right)
	case "!=":
		return w.choice("respondent.when.not_chosen", left, right)
	}
	return ""
}

// amount says a question or a sum of questions.
func (w wording) amount(t any) string {
	node, _ := t.([]any)
	switch {
	case len(node) == 2 && node[0] == "$":
		name, _ := node[1].(string)
		return w.ordinal(name)
	case len(node) == 3 && node[0] == "+":
		return w.join("respondent.when.plus", w.amount(node[1]), w.amount(node[2]))
	}
	return ""
}

// choice says that an option of a question was or was not chosen.
func (w wording) choice(key string, reference, option any) string {
	node, _ := reference.([]any)
	chosen, ok := option.(string)
	if len(node) != 2 || node[0] != "$" || !ok {
		return ""
	}
	name, _ := node[1].(string)
	q, _ := w.form.Question(name)
	return w.join(key, w.ordinal(name), w.option(q, chosen))
}

// join fills a wording with two parts; it is empty where one of them is.
func (w wording) join(key, left, right string) string {
	if left == "" || right == "" {
		return ""
	}
	return w.say(key, left, right)
}
