package questionnaire

import (
	"slices"
	"strings"

	"jianfu/models/questionnaire/expression"
)

// Check reads what a form sent. The sheet has every question; it shares no memory with in but texts, and with the
// questionnaire. Where there are problems, the questions that have them are Declined on the sheet, which is then of no
// use but to show the form again.
//
// Questions are taken in order. One whose condition does not hold, or all of whose options are filtered away, is
// Skipped, and one whose condition cannot be known is Declined, whatever was sent for it. So is one left blank: that is
// a problem only where it is Required. A constraint that cannot be known, since it hangs on something declined, is met;
// an option whose filter cannot be known is offered. What is calculated out of its range is Declined.
//
// Keys of the problems: "check.number" (no number, or several), "check.whole", "check.range" (Args: min, max),
// "check.step" (Args: step, the answers around what was given), "check.option" (no such option, or several where one is wanted), "check.filtered" (an
// option that is not offered), "check.exclusive", "check.at_most", "check.at_least" (Args: the limit), "check.twice" (an
// option ranked twice), "check.length" (Args: the limit), "check.required" and "check.constraint" (Args: the question's
// own message as models.Text, if it has one).
func (f *Form) Check(in Input) (Sheet, []Problem) { return f.check(in, true) }

// check leaves out what is Required where blanks are not problems: a sealed sheet does not tell a blank from a declined
// question.
func (f *Form) check(in Input, required bool) (Sheet, []Problem) {
	sheet := make(Sheet, len(f.questions))
	var problems []Problem
	get := f.lookup(sheet)
	for i := range f.questions {
		q, l, a := &f.questions[i], &f.logic[i], &sheet[i]
		shown := truth(l.relevant, get, expression.Value{})
		switch {
		case shown == expression.No || l.none(get):
			a.State = Skipped
		case shown == expression.Unsure:
		case q.Kind == Calculated:
			*a = f.Calculate(i, get)
		default:
			key, args := f.answer(i, in, get, a)
			if key != "" && (required || key != "check.required") {
				problems = append(problems, Problem{Question: q.Name, Key: key, Args: args})
				*a = Answer{}
			}
		}
	}
	return sheet, problems
}

// lookup gives the operands of the answers on a sheet, as far as it is filled.
func (f *Form) lookup(sheet Sheet) expression.Lookup {
	return func(name string) expression.Value {
		i, ok := f.index[name]
		if !ok {
			return expression.Value{}
		}
		return f.Operand(i, &sheet[i])
	}
}

// Operand is an answer to the question at a place as expressions see it.
func (f *Form) Operand(place int, a *Answer) expression.Value { return f.questions[place].operand(a) }

// Offers reports whether the question at a place offers one of its options, by the answers that get gives: it does where
// the filter cannot be known.
func (f *Form) Offers(place, option int, get expression.Lookup) bool {
	return f.logic[place].offers(option, get)
}

// Calculate works out the calculated question at a place, shown, from the answers that get gives.
func (f *Form) Calculate(place int, get expression.Lookup) Answer {
	return f.questions[place].calculate(f.logic[place].calculation.Evaluate(get, expression.Value{}))
}

// truth evaluates a condition; none is true.
func truth(t *expression.Tree, get expression.Lookup, self expression.Value) expression.Truth {
	if t == nil {
		return expression.Yes
	}
	return t.Evaluate(get, self).Truth()
}

// offers reports whether an option passes the filter.
func (l *logic) offers(option int, get expression.Lookup) bool {
	if l.filter == nil {
		return true
	}
	with := func(name string) expression.Value {
		if strings.HasPrefix(name, "@") {
			return expression.String(l.columns[option][name])
		}
		return get(name)
	}
	return truth(l.filter, with, expression.Value{}) != expression.No
}

// none reports whether the filter leaves no option.
func (l *logic) none(get expression.Lookup) bool {
	if l.filter == nil {
		return false
	}
	for i := range l.options {
		if l.offers(i, get) {
			return false
		}
	}
	return true
}

// answer reads the answer to a question that is shown, or gives the key and arguments of what is wrong with it.
func (f *Form) answer(i int, in Input, get expression.Lookup, a *Answer) (string, []any) {
	q, l := &f.questions[i], &f.logic[i]
	values := in[q.Name]
	given, declined := f.given(values)
	if q.Kind == Text && given > 0 { // signs that nobody sees are no words
		values = []string{written(values)}
		given, declined = f.given(values)
	}
	if given == 0 {
		if q.Required && !declined {
			return "check.required", own(q.RequiredMessage)
		}
		return "", nil
	}
	key, args := q.read(l, values, given, a)
	if key != "" || a.State != Answered {
		return key, args
	}
	if l.specify >= 0 && slices.Contains(a.Choices, l.names[l.specify]) {
		if a.Text = written(in[l.text]); tooLong(a.Text, maxSpecify) {
			return "check.length", []any{maxSpecify}
		}
	}
	if l.filter != nil {
		for _, name := range a.Choices {
			if !l.offers(slices.Index(l.names, name), get) {
				return "check.filtered", nil
			}
		}
	}
	if truth(l.constraint, get, q.operand(a)) == expression.No {
		return "check.constraint", own(q.ConstraintMessage)
	}
	return "", nil
}

// given counts the values that are not blank, none where one of them declines.
func (f *Form) given(values []string) (n int, declined bool) {
	for _, v := range values {
		switch strings.TrimSpace(v) {
		case "":
		case DeclineValue:
			if !f.source.NoDecline {
				return 0, true
			}
		default:
			n++
		}
	}
	return n, false
}

// Remarks lists what a person may want to look at again: answered and calculated questions whose Soft condition does
// not hold, under the key "check.soft" (Args: the question's own message as models.Text, if it has one). It never
// refuses a sheet.
func (f *Form) Remarks(s Sheet) []Problem {
	var remarks []Problem
	get := f.lookup(s)
	for i := range s {
		q, l := &f.questions[i], &f.logic[i]
		if l.soft != nil && s[i].State == Answered && truth(l.soft, get, q.operand(&s[i])) == expression.No {
			remarks = append(remarks, Problem{Question: q.Name, Key: "check.soft", Args: own(q.SoftMessage)})
		}
	}
	return remarks
}
