package questionnaire

import "jianfu/models/questionnaire/expression"

// Form is a questionnaire whose logic has been compiled. It is immutable and safe for concurrent use; what its methods
// return is shared and must not be changed.
type Form struct {
	source    Questionnaire
	questions []Question
	logic     []logic                     // beside questions
	index     map[string]int              // question name → its place in questions
	notes     map[string]*expression.Tree // note → its condition
}

// logic holds what of a question is ready for evaluation; a tree is nil where there is no expression.
type logic struct {
	relevant, constraint, soft, calculation, filter *expression.Tree

	options []Option            // Alternatives of the question
	names   []string            // theirs; Answer.Choices share this memory
	columns []map[string]string // theirs, each name with an @ in front, beside options; nil where there is no filter
	specify int                 // place of the option that asks for a text, −1 where there is none
	text    string              // name of the input that the text comes in
}

// Questionnaire is what the form was compiled from.
func (f *Form) Questionnaire() Questionnaire { return f.source }

// Questions lists every question in the order of the form: what is asked and what is calculated, but no notes. The
// answers on a Sheet stand in the same order.
func (f *Form) Questions() []Question { return f.questions }

// Place is where a question stands in Questions.
func (f *Form) Place(name string) (int, bool) {
	i, ok := f.index[name]
	return i, ok
}

// Question finds a question by name.
func (f *Form) Question(name string) (Question, bool) {
	if i, ok := f.index[name]; ok {
		return f.questions[i], true
	}
	return Question{}, false
}

// Answer is what a sheet of this form says to a question; Declined where there is no such question.
func (f *Form) Answer(s Sheet, name string) Answer {
	if i, ok := f.index[name]; ok && i < len(s) {
		return s[i]
	}
	return Answer{}
}

// Input tells the names under which a form sends the answer to a question: its own, and that of the text beside an
// option that asks for one, empty where there is none.
func (f *Form) Input(name string) (answer, text string) {
	i, ok := f.index[name]
	if !ok || !f.questions[i].Asked() {
		return "", ""
	}
	return name, f.logic[i].text
}

// Relevance is the condition under which a question or a note is shown, that of its section included; nil where it
// always is or where there is no such question. It refers to earlier questions alone. An answer that does not apply
// reads as the empty text, a declined one as unknown; a browser must do the same (static/form/expression.js).
func (f *Form) Relevance(name string) *expression.Tree {
	if i, ok := f.index[name]; ok {
		return f.logic[i].relevant
	}
	return f.notes[name]
}

// Constraint is the condition that an answer must meet, in which the point is the answer; nil where there is none.
func (f *Form) Constraint(name string) *expression.Tree {
	return f.tree(name, func(l *logic) *expression.Tree { return l.constraint })
}

// Soft is the condition that an answer is expected to meet; nil where there is none.
func (f *Form) Soft(name string) *expression.Tree {
	return f.tree(name, func(l *logic) *expression.Tree { return l.soft })
}

// Calculation is how a calculated question is worked out; nil for any other.
func (f *Form) Calculation(name string) *expression.Tree {
	return f.tree(name, func(l *logic) *expression.Tree { return l.calculation })
}

// ChoiceFilter is the condition under which an option is offered; nil where all are. Its columns are looked up under
// their name behind an @.
func (f *Form) ChoiceFilter(name string) *expression.Tree {
	return f.tree(name, func(l *logic) *expression.Tree { return l.filter })
}

func (f *Form) tree(name string, of func(*logic) *expression.Tree) *expression.Tree {
	if i, ok := f.index[name]; ok {
		return of(&f.logic[i])
	}
	return nil
}

// operand is the answer as expressions see it.
func (q *Question) operand(a *Answer) expression.Value {
	switch {
	case a.State == Declined:
		return expression.Value{}
	case a.State == Skipped:
		return expression.String("")
	case q.Kind == Text, q.Kind == Calculated && a.Text != "":
		return expression.String(a.Text)
	case q.Numeric(), q.Kind == Calculated:
		return expression.Number(a.Number)
	case q.Kind == Multiple, q.Kind == Ranking:
		return expression.Choices(a.Choices)
	}
	return expression.String(a.Choices[0])
}
