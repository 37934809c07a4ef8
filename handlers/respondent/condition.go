package respondent

import (
	"bytes"
	"encoding/json"
	"strings"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// condition says when a question is to be answered, or a note to be read: in full where the condition is of a plain
// shape, else by naming the questions that it depends on. It is empty where there is no condition.
func (w wording) condition(q questionnaire.Question) string {
	t := w.form.Relevance(q.Name)
	if t == nil {
		return ""
	}
	only, depends := "respondent.when", "respondent.when.depends"
	if q.Kind == questionnaire.Note {
		only, depends = "respondent.when.note", "respondent.when.note_depends"
	}
	if clause := w.clause(shape(t)); clause != "" {
		return w.say(only, clause)
	}
	roots := map[string]bool{}
	w.follow(t, roots)
	var named []string
	for _, q := range w.form.Questions() {
		if roots[q.Name] && w.number[q.Name] > 0 {
			named = append(named, w.ordinal(q.Name))
		}
	}
	return w.say(depends, strings.Join(named, w.say("respondent.list")))
}

// follow adds the questions that a condition hangs on, also through what is calculated from them.
func (w wording) follow(t *expression.Tree, seen map[string]bool) {
	if t == nil {
		return
	}
	for _, name := range t.References() {
		if !seen[name] {
			seen[name] = true
			w.follow(w.form.Calculation(name), seen)
		}
	}
}

// ordinal names a question that is asked by its number, "" one that has none.
func (w wording) ordinal(question string) string {
	if w.number[question] == 0 {
		return ""
	}
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
			key := "respondent.when.not_chosen"
			if q, _ := w.form.Question(reference(inner[1])); q.Several() {
				key = "respondent.when.not_among"
			}
			return w.choice(key, inner[1], inner[2])
		}
	}
	if len(node) != 3 {
		return ""
	}
	switch op, _ := node[0].(string); op {
	case "selected":
		return w.choice("respondent.when.chosen", node[1], node[2])
	case "and", "or":
		other := map[string]string{"and": "or", "or": "and"}[op]
		if headed(node[1], other) || headed(node[2], other) {
			return "" // words have no parentheses
		}
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
	if q, _ := w.form.Question(reference(left)); q.Several() {
		return "" // which is about all that was ticked together
	}
	switch op {
	case "=":
		return w.choice("respondent.when.chosen", left, right)
	case "!=":
		return w.choice("respondent.when.not_chosen", left, right)
	}
	return w.moment(op, left, right)
}

// headed reports whether a part of a condition is an operation of this kind.
func headed(t any, op string) bool {
	node, _ := t.([]any)
	return len(node) > 0 && node[0] == op
}

// moment compares the period or the hours that were chosen with a day or a time of day.
func (w wording) moment(op string, left, right any) string {
	key, known := map[string]string{
		">": "respondent.when.after", ">=": "respondent.when.not_before", "<": "respondent.when.before", "<=": "respondent.when.not_after",
	}[op]
	question, bound := reference(left), ""
	q, _ := w.form.Question(question)
	literal, ok := right.(string)
	switch {
	case !ok || !known:
		return ""
	case q.Kind == questionnaire.Time:
		bound = literal
	case q.Kind == questionnaire.Date:
		if bound = w.option(q, literal); bound == "" {
			bound = literal
		}
	}
	return w.join(key, w.ordinal(question), bound)
}

// reference is the question that a part of a condition stands for, "" where it is anything else.
func reference(t any) string {
	node, _ := t.([]any)
	if len(node) != 2 || node[0] != "$" {
		return ""
	}
	name, _ := node[1].(string)
	return name
}

// amount says a question, a sum of questions, or how many options were chosen.
func (w wording) amount(t any) string {
	node, _ := t.([]any)
	switch {
	case reference(t) != "":
		return w.ordinal(reference(t))
	case len(node) == 3 && node[0] == "+":
		return w.join("respondent.when.plus", w.amount(node[1]), w.amount(node[2]))
	case len(node) == 2 && node[0] == "count-selected" && w.ordinal(reference(node[1])) != "":
		return w.say("respondent.when.count", w.ordinal(reference(node[1])))
	}
	return ""
}

// choice says that an option of a question was or was not chosen.
func (w wording) choice(key string, question, option any) string {
	name := reference(question)
	chosen, _ := option.(string)
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
