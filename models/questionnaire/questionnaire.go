package questionnaire

import (
	"slices"

	"jianfu/models"
)

// Questionnaire is an ordered list of questions in sections. Name and Version identify the instrument in every result.
type Questionnaire struct {
	Name    string      `json:"name"`    // e.g. "burden-core"; [a-z0-9-]
	Version string      `json:"version"` // e.g. "v1"
	Title   models.Text `json:"title"`
	Minutes int         `json:"minutes"` // promised answering time
	// NoDecline takes 说不清/不愿答 off every question. A question left blank is missing all the same, unless it is
	// Required.
	NoDecline bool      `json:"no_decline,omitempty"`
	Sections  []Section `json:"sections"`
}

// Section is a titled run of questions.
type Section struct {
	Name      string      `json:"name"`
	Title     models.Text `json:"title"`
	Note      models.Text `json:"note,omitzero"`
	Relevant  string      `json:"relevant,omitempty"` // expression; holds for every question of the section besides its own
	Questions []Question  `json:"questions"`
}

// Kind is the type of a question.
type Kind string

// The kinds of question.
const (
	Single      Kind = "single"      // one option
	Multiple    Kind = "multiple"    // all options that apply
	Integer     Kind = "integer"     // a whole quantity in [Min, Max]
	Quantity    Kind = "decimal"     // a quantity in [Min, Max] in steps of Step
	Scale       Kind = "scale"       // one of the options, whose names are consecutive integers; ends are labelled by the options
	Ranking     Kind = "ranking"     // options put in order, the first one first; AtMost of them, or all
	Date        Kind = "date"        // the period in which a day lies, never the day
	Time        Kind = "time"        // the band in which a time of day lies, never the time
	Text        Kind = "text"        // words; only where the round allows them
	Acknowledge Kind = "acknowledge" // ticked or not
	Calculated  Kind = "calculated"  // worked out from earlier answers, never shown; published where it has a range
	Note        Kind = "note"        // words for the reader; it has no answer and is on no sheet
)

// Level says how far down a question may be tabulated.
type Level string

// The levels of tabulation.
const (
	ByUnit  Level = ""      // for every published unit
	ByRound Level = "round" // for the whole round only (background questions)
)

// Appearance is how a question is drawn where there is a choice.
type Appearance string

// The appearances, named as in XLSForm.
const (
	Plain   Appearance = ""
	Minimal Appearance = "minimal" // Single: a drop-down
	Rating  Appearance = "rating"  // Scale: stars
)

// Period is the width of the bands of a Date.
type Period string

// The periods, calendar ones.
const (
	Month   Period = "month"
	Quarter Period = "quarter"
	Half    Period = "half"
	Year    Period = "year"
)

// Question is one question. Which fields matter depends on Kind.
type Question struct {
	Name    string      `json:"name"` // unique in the questionnaire; [a-z][a-z0-9_]*
	Kind    Kind        `json:"kind"`
	Text    models.Text `json:"text"`
	Hint    models.Text `json:"hint,omitzero"`
	Options []Option    `json:"options,omitempty"`  // Single, Multiple, Scale, Ranking
	AtMost  int         `json:"at_most,omitempty"`  // Multiple, Ranking: greatest number of options; 0 is no limit
	AtLeast int         `json:"at_least,omitempty"` // Multiple, Ranking: least number of options of one who answers
	// ChoiceFilter is an expression in which a bare word is a column of Option.Filter; an option on which it is false
	// is not offered.
	ChoiceFilter string `json:"choice_filter,omitempty"`

	Min  Decimal     `json:"min"`           // Integer, Quantity; Calculated, where Min = Max = 0 is no range
	Max  Decimal     `json:"max"`           // the same
	Step Decimal     `json:"step,omitzero"` // the same: 0 reads as 0.5 for Quantity, as 1 for the others
	Unit models.Text `json:"unit,omitzero"` // unit of measure, e.g. 小时
	// Bands are the left ends of half-open bands, ascending, the first one Min; a wide quantity is published in these
	// bands only. Empty: the quantity has few values, each value is its own cell. A band [0, next) that is meant to
	// hold 0 alone is written 0, then the smallest positive answer (the step). Of a Time they are whole hours of the
	// day from 0 on; empty reads as 0, 8, 12, 14, 18, 22.
	Bands []Decimal `json:"bands,omitempty"`

	First  string `json:"first,omitempty"`  // Date: a day in the first period, as 2006-01-02
	Last   string `json:"last,omitempty"`   // Date: a day in the last period
	Period Period `json:"period,omitempty"` // Date

	Length      int    `json:"length,omitempty"`      // Text: greatest number of characters; 0 reads as 200
	Calculation string `json:"calculation,omitempty"` // Calculated: expression
	// Default is the answer that the empty form already holds: a number, a text, the names of options with spaces
	// between.
	Default string `json:"default,omitempty"`

	Required        bool        `json:"required,omitempty"` // not to be left blank; declining, where offered, is an answer
	RequiredMessage models.Text `json:"required_message,omitzero"`

	Relevant          string      `json:"relevant,omitempty"`   // expression; empty is always
	Constraint        string      `json:"constraint,omitempty"` // expression in which . is this answer
	ConstraintMessage models.Text `json:"constraint_message,omitzero"`
	// Soft is like Constraint, but what breaks it is only asked about, never refused.
	Soft        string      `json:"soft,omitempty"`
	SoftMessage models.Text `json:"soft_message,omitzero"`

	Matrix     string      `json:"matrix,omitempty"` // consecutive questions with the same Matrix are drawn as one grid
	Appearance Appearance  `json:"appearance,omitempty"`
	Reversed   bool        `json:"reversed,omitempty"` // Scale: high is good
	Level      Level       `json:"level,omitempty"`
	Construct  models.Text `json:"construct,omitzero"` // what it measures, for the codebook
}

// Background reports whether q divides the sheets of a round into classes that other questions are tabulated by. Only
// one answer out of few divides them.
func (q Question) Background() bool {
	return q.Level == ByRound && q.Asked() && q.Kind != Multiple && q.Kind != Ranking && q.Kind != Text
}

// Asked reports whether people answer q on the form.
func (q Question) Asked() bool { return q.Kind != Note && q.Kind != Calculated }

// Tabulated reports whether q is counted: everything that is asked, and what is calculated within a range.
func (q Question) Tabulated() bool { return q.Asked() || q.Numeric() }

// Option is one choice.
type Option struct {
	Name      string            `json:"name"` // unique in the question; [a-z0-9_]+
	Text      models.Text       `json:"text"`
	Exclusive bool              `json:"exclusive,omitempty"` // Multiple: goes with no other
	Specify   bool              `json:"specify,omitempty"`   // Single, Multiple: asks for a text besides, where the round allows texts
	Filter    map[string]string `json:"filter,omitempty"`    // columns for ChoiceFilter
}

// AsksTexts reports whether anything may be answered in words.
func (q Questionnaire) AsksTexts() bool {
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			if question.Kind == Text || slices.ContainsFunc(question.Options, func(o Option) bool { return o.Specify }) {
				return true
			}
		}
	}
	return false
}

// WithoutTexts is a copy that asks for no words: questions of the kind Text are gone, and with them sections that hold
// nothing else, and no option asks for a text. A questionnaire whose logic hangs on a text does not compile any more.
func (q Questionnaire) WithoutTexts() Questionnaire {
	sections := q.Sections
	q.Sections = nil
	for _, s := range sections {
		questions := s.Questions
		s.Questions = nil
		for _, question := range questions {
			if question.Kind == Text {
				continue
			}
			question.Options = slices.Clone(question.Options)
			for i := range question.Options {
				question.Options[i].Specify = false
			}
			s.Questions = append(s.Questions, question)
		}
		if len(s.Questions) > 0 {
			q.Sections = append(q.Sections, s)
		}
	}
	return q
}
