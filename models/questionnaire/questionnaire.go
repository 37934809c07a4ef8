package questionnaire

import "jianfu/models"

// Questionnaire is an ordered list of questions in sections. Name and Version identify the instrument in every result.
type Questionnaire struct {
	Name     string      `json:"name"`    // e.g. "burden-core"; [a-z0-9-]
	Version  string      `json:"version"` // e.g. "v1"
	Title    models.Text `json:"title"`
	Minutes  int         `json:"minutes"` // promised answering time
	Sections []Section   `json:"sections"`
}

// Section is a titled run of questions.
type Section struct {
	Name      string      `json:"name"`
	Title     models.Text `json:"title"`
	Note      models.Text `json:"note,omitzero"`
	Questions []Question  `json:"questions"`
}

// Kind is the type of a question.
type Kind string

// The kinds of question.
const (
	Single   Kind = "single"   // one option
	Multiple Kind = "multiple" // all options that apply
	Integer  Kind = "integer"  // a whole quantity in [Min, Max]
	Quantity Kind = "decimal"  // a quantity in [Min, Max] in steps of Step
	Scale    Kind = "scale"    // one of the options, whose names are consecutive integers; ends are labelled by the options
)

// Level says how far down a question may be tabulated.
type Level string

// The levels of tabulation.
const (
	ByUnit  Level = ""      // for every published unit
	ByRound Level = "round" // for the whole round only (background questions)
)

// Question is one question. Which fields matter depends on Kind.
type Question struct {
	Name    string      `json:"name"` // unique in the questionnaire; [a-z][a-z0-9_]*
	Kind    Kind        `json:"kind"`
	Text    models.Text `json:"text"`
	Hint    models.Text `json:"hint,omitzero"`
	Options []Option    `json:"options,omitempty"` // Single, Multiple, Scale
	AtMost  int         `json:"at_most,omitempty"` // Multiple: greatest number of ticks; 0 is no limit

	Min  Decimal     `json:"min"`           // Integer, Quantity
	Max  Decimal     `json:"max"`           // Integer, Quantity
	Step Decimal     `json:"step,omitzero"` // Integer, Quantity: 0 reads as 1 for Integer, 0.5 for Quantity
	Unit models.Text `json:"unit,omitzero"` // unit of measure, e.g. 小时
	// Bands are the left ends of half-open bands, ascending, the first one Min; a wide quantity is published in these
	// bands only. Empty: the quantity has few values, each value is its own cell. A band [0, next) that is meant to
	// hold 0 alone is written 0, then the smallest positive answer (the step).
	Bands []Decimal `json:"bands,omitempty"`

	Relevant          string      `json:"relevant,omitempty"`   // expression; empty is always
	Constraint        string      `json:"constraint,omitempty"` // expression in which . is this answer
	ConstraintMessage models.Text `json:"constraint_message,omitzero"`

	Matrix   string `json:"matrix,omitempty"`   // consecutive questions with the same Matrix are drawn as one grid
	Reversed bool   `json:"reversed,omitempty"` // Scale: high is good
	Level    Level  `json:"level,omitempty"`
}

// Background reports whether q divides the sheets of a round into classes that other questions are tabulated by. One
// with several ticks does not divide them.
func (q Question) Background() bool { return q.Level == ByRound && q.Kind != Multiple }

// Option is one choice.
type Option struct {
	Name      string      `json:"name"` // unique in the question; [a-z0-9_]+
	Text      models.Text `json:"text"`
	Exclusive bool        `json:"exclusive,omitempty"` // Multiple: goes with no other
}
