package questionnaire

import (
	"slices"
	"strings"

	"jianfu/models/questionnaire/expression"
)

// Check reads what a form sent. The sheet has every question; it shares no memory with in, only with the
// questionnaire. Where there are problems, the questions that have them are Declined on the sheet, which is then of no
// use but to show the form again.
//
// Questions are taken in order. One whose condition does not hold is Skipped and one whose condition cannot be known is
// Declined, whatever was sent for it; so is one left blank: that is never a problem. A constraint that cannot be known,
// since it hangs on something declined, is met.
//
// Keys of the problems: "check.number" (no number, or several), "check.whole", "check.range" (Args: min, max),
// "check.step" (Args: step), "check.option" (no such option, or several where one is wanted), "check.exclusive",
// "check.at_most" (Args: the limit), "check.constraint" (Args: the question's own message as models.Text, if it has
// one).
func (f *Form) Check(in Input) (Sheet, []Problem) {
	sheet := make(Sheet, len(f.questions))
	var problems []Problem
	get := func(name string) expression.Value { return f.questions[f.index[name]].operand(sheet[name]) }
	for i := range f.questions {
		q, logic := &f.questions[i], f.logic[i]
		switch logic.shown(get) {
		case expression.No:
			sheet[q.Name] = Answer{State: Skipped}
			continue
		case expression.Unsure:
			sheet[q.Name] = Answer{}
			continue
		}
		a, key, args := q.read(in[q.Name])
		if a.State == Answered && !logic.admits(get, q.operand(a)) {
			key = "check.constraint"
			if !q.ConstraintMessage.IsZero() {
				args = []any{q.ConstraintMessage}
			}
		}
		if key != "" {
			problems = append(problems, Problem{Question: q.Name, Key: key, Args: args})
			a = Answer{}
		}
		sheet[q.Name] = a
	}
	return sheet, problems
}

func (l logic) shown(get expression.Lookup) expression.Truth {
	if l.relevant == nil {
		return expression.Yes
	}
	return l.relevant.Evaluate(get, expression.Value{}).Truth()
}

func (l logic) admits(get expression.Lookup, answer expression.Value) bool {
	return l.constraint == nil || l.constraint.Evaluate(get, answer).Truth() != expression.No
}

// read gives the answer that values stand for, or the key and arguments of what is wrong with them.
func (q *Question) read(values []string) (Answer, string, []any) {
	given := 0
	var first string
	for _, v := range values {
		if v = strings.TrimSpace(v); v == DeclineValue {
			return Answer{}, "", nil
		} else if v != "" {
			if given == 0 {
				first = v
			}
			given++
		}
	}
	switch {
	case given == 0:
		return Answer{}, "", nil
	case !q.Numeric():
		return q.choose(values)
	case given > 1:
		return Answer{}, "check.number", nil
	}
	d, err := ParseDecimal(first)
	switch {
	case err != nil:
		return Answer{}, "check.number", nil
	case q.Kind == Integer && d%1000 != 0:
		return Answer{}, "check.whole", nil
	case d < q.Min || d > q.Max:
		return Answer{}, "check.range", []any{q.Min, q.Max}
	case (d-q.Min)%q.Stride() != 0:
		return Answer{}, "check.step", []any{q.Stride()}
	}
	return Answer{State: Answered, Number: d}, "", nil
}

// choose takes the options named in values, in the order of the questionnaire; blanks and repetitions do not count.
func (q *Question) choose(values []string) (Answer, string, []any) {
	var chosen []string
	exclusive := false
	for _, v := range values {
		v = strings.TrimSpace(v)
		if v != "" && !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Name == v }) {
			return Answer{}, "check.option", nil
		}
	}
	for i := range q.Options {
		o := &q.Options[i]
		if slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) == o.Name }) {
			if chosen == nil {
				chosen = make([]string, 0, min(len(values), len(q.Options)))
			}
			chosen = append(chosen, o.Name)
			exclusive = exclusive || o.Exclusive
		}
	}
	switch {
	case q.Kind != Multiple && len(chosen) > 1:
		return Answer{}, "check.option", nil
	case exclusive && len(chosen) > 1:
		return Answer{}, "check.exclusive", nil
	case q.AtMost > 0 && len(chosen) > q.AtMost:
		return Answer{}, "check.at_most", []any{q.AtMost}
	}
	return Answer{State: Answered, Choices: chosen}, "", nil
}

// Remarks lists what a person may want to look at again; it never refuses a sheet. There is one: hours on forms and
// formalities in a week above the hours worked, "check.hours_week" (Args: those hours rounded to whole ones). It needs
// the questions of the burden inventory; parts that were skipped, declined or do not exist count as 0.
func (f *Form) Remarks(s Sheet) []Problem {
	hours := func(name string) Decimal {
		q, ok := f.Question(name)
		if a := s[name]; ok && q.Numeric() && a.State == Answered {
			return a.Number
		}
		return 0
	}
	if q, _ := f.Question("hours_week"); !q.Numeric() || s["hours_week"].State != Answered {
		return nil
	}
	month := hours("insp_hours") + hours("demand_hours")
	for _, q := range f.questions {
		if strings.HasPrefix(q.Name, "pushed_hours_") {
			month += hours(q.Name)
		}
	}
	// A month is 52/12 weeks in the sum and 4.33 in the division (docs/instrument.md); both sides times 12 · 433.
	formality, worked := 1200*month+5200*hours("trace_hours"), 12*433*hours("hours_week")
	if formality <= worked {
		return nil
	}
	week := (formality/(12*433) + 500) / 1000 * 1000
	return []Problem{{Question: "hours_week", Key: "check.hours_week", Args: []any{week}}}
}
