package codebook

import (
	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Variable is one question as the data have it.
type Variable struct {
	Name      string
	Text      models.Text
	Kind      questionnaire.Kind
	Unit      models.Text
	Min, Max  string    // of a quantity; empty for every other kind
	Values    []Value   // the cells that are published; none for a quantity each of whose values is its own
	Skip      string    // the expression under which it is asked, its section's included; empty if always
	Missing   []Missing // the codes it can have instead of a value
	Construct models.Text
}

// Value is one code and what it stands for: an option, the first place of a ranking, a period, a band or a number of a
// scale; "given" for a text, of which no more is known than that it was written.
type Value struct {
	Code  string
	Label models.Text
}

// Missing is a code for no value.
type Missing int

// The codes, as in the report's data files.
const (
	Skipped  Missing = -8 // hidden by logic, not applicable: a structural zero
	Declined Missing = -9 // can't say, won't say, left blank, or cannot be worked out
)

// Variables lists the variables of q.
func Variables(q questionnaire.Questionnaire) []Variable {
	var list []Variable
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			if question.Tabulated() {
				list = append(list, variable(question, both(s.Relevant, question.Relevant)))
			}
		}
	}
	return list
}

func variable(q questionnaire.Question, skip string) Variable {
	v := Variable{
		Name: q.Name, Text: q.Text, Kind: q.Kind, Unit: q.Unit, Skip: skip, Construct: q.Construct,
		Missing: []Missing{Declined},
	}
	if skip != "" || q.ChoiceFilter != "" { // a filter that leaves no option skips the question
		v.Missing = []Missing{Skipped, Declined}
	}
	if q.Numeric() {
		v.Min, v.Max = q.Min.String(), q.Max.String()
		if !q.Wide() {
			return v
		}
	}
	for _, c := range q.Cells() {
		v.Values = append(v.Values, Value{Code: c.Name, Label: c.Label})
	}
	return v
}

// both joins two conditions that must hold together.
func both(section, question string) string {
	switch {
	case section == "":
		return question
	case question == "":
		return section
	}
	return "(" + section + ") and (" + question + ")"
}
