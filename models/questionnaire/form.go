package questionnaire

import "jianfu/models/questionnaire/expression"

// Form is a questionnaire whose logic has been compiled. It is immutable and safe for concurrent use; what its methods
// return is shared and must not be changed.
type Form struct {
	source    Questionnaire
	questions []Question
	logic     []logic        // beside questions
	index     map[string]int // question name → its place in questions
}

// logic holds the parsed expressions of a question, nil where there is none.
type logic struct {
	relevant, constraint *expression.Tree
}

// Questionnaire is what the form was compiled from.
func (f *Form) Questionnaire() Questionnaire { return f.source }

// Questions lists every question in the order of the form.
func (f *Form) Questions() []Question { return f.questions }

// Question finds a question by name.
func (f *Form) Question(name string) (Question, bool) {
	if i, ok := f.index[name]; ok {
		return f.questions[i], true
	}
	return Question{}, false
}

// Relevance is the condition under which a question is shown, nil where it always is or where there is no such
// question. It refers to earlier questions alone. An answer that does not apply reads as the empty text, a declined
// one as unknown; a browser must do the same (static/form/expression.js).
func (f *Form) Relevance(name string) *expression.Tree {
	if i, ok := f.index[name]; ok {
		return f.logic[i].relevant
	}
	return nil
}

// Constraint is the condition that an answer must meet, in which the point is the answer; nil where there is none.
func (f *Form) Constraint(name string) *expression.Tree {
	if i, ok := f.index[name]; ok {
		return f.logic[i].constraint
	}
	return nil
}

// operand is the answer as expressions see it.
func (q *Question) operand(a Answer) expression.Value {
	switch {
	case a.State == Declined:
		return expression.Value{}
	case a.State == Skipped:
		return expression.String("")
	case q.Numeric():
		return expression.Number(a.Number)
	case q.Kind == Multiple:
		return expression.Choices(a.Choices)
	}
	return expression.String(a.Choices[0])
}
