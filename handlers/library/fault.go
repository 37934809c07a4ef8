package library

import (
	"errors"
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// faults says what keeps q from being used, in the words of the editor: by number and field, each thing once.
func faults(say models.Say, q questionnaire.Questionnaire) []Mark {
	_, found := questionnaire.Examine(q)
	bare := slices.ContainsFunc(found, func(f questionnaire.Fault) bool { return f.Key == "form.empty" && f.Section < 0 })
	marks := make([]Mark, 0, len(found))
	p := numbered(say, q)
	for _, f := range found {
		if bare && f.Key == "form.empty" && f.Section >= 0 {
			continue // that the whole is empty says it
		}
		mark := Mark{Section: f.Section, Question: f.Question, Option: f.Option, Field: f.Field, Text: p.fault(f)}
		if !slices.Contains(marks, mark) {
			marks = append(marks, mark)
		}
	}
	return marks
}

// fault words one of them. What the editor shows in other words than the questionnaire's own has a key of its own.
func (p places) fault(f questionnaire.Fault) string {
	label := p.label(f.Section, f.Question)
	var e *models.Error
	switch {
	case errors.As(f.Err, &e):
		return p.say("library.fault.expression", label, p.field(f.Field), p.say(e.Key, e.Args...))
	case f.Key == "form.text":
		return p.missing(label, f)
	case f.Key == "form.empty" && f.Section < 0:
		return p.say("library.fault.empty")
	case f.Key == "form.empty":
		return p.say("library.fault.empty.section", label)
	case f.Key == "form.reference":
		return p.say("library.fault.reference", label, p.field(f.Field), f.Args[1])
	case f.Key == "form.name" && f.Field == "version":
		return p.say("library.fault.name", p.q.Version, label)
	case f.Key == "form.name":
		return p.say("library.fault.name", f.Args[0], label)
	case f.Key == "form.duplicate":
		return p.say("library.fault.duplicate", f.Args[0], label)
	case f.Key == "form.options":
		return p.say("library.fault.options", label)
	}
	args := slices.Clone(f.Args)
	args[0] = label
	if len(args) > 1 {
		args[1] = p.word(f.Key, args[1])
	}
	return p.say(f.Key, args...)
}

// missing says which wording is not there.
func (p places) missing(label string, f questionnaire.Fault) string {
	switch {
	case f.Option >= 0:
		return p.say("library.fault.option", label, f.Option+1)
	case f.Field == "calculation":
		return p.say("library.fault.calculation", label)
	case f.Section < 0:
		return p.say("library.fault.title")
	case f.Question < 0:
		return p.say("library.fault.section_title", label)
	}
	return p.say("library.fault.text", label)
}

// field is what the editor calls a member.
func (p places) field(name string) string {
	if name == "relevant" {
		return p.say("library.edit.logic")
	}
	if word, ok := fieldWords()[name]; ok {
		return p.say(word)
	}
	return name
}

// word says the second argument of a fault: a field or a question by the words of the editor.
func (p places) word(key string, arg any) any {
	name, ok := arg.(string)
	if !ok {
		return arg
	}
	switch key {
	case "form.kind":
		return p.field(name)
	case "form.later", "form.cycle", "form.level", "form.background":
		if label, ok := p.labels[name]; ok {
			return label
		}
	}
	return arg
}
