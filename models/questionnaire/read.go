package questionnaire

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/questionnaire/expression"
)

// Greatest numbers of characters.
const (
	maxText    = 500 // that a Text can allow
	maxSpecify = 60  // beside an option
)

// own is a message of the questionnaire as argument of a problem; none where there is no message.
func own(message models.Text) []any {
	if message.IsZero() {
		return nil
	}
	return []any{message}
}

// read gives the answer that values stand for, of which given are not blank, or what is wrong with them. A tick that is
// taken back counts as none.
func (q *Question) read(l *logic, values []string, given int, a *Answer) (string, []any) {
	switch {
	case q.Kind == Text:
		if a.Text = written(values); tooLong(a.Text, q.length()) {
			return "check.length", []any{q.length()}
		}
		if a.Text != "" {
			a.State = Answered
		}
		return "", nil
	case q.Kind == Ranking:
		return q.rank(l, values, given, a)
	case !q.Numeric():
		return q.choose(l, values, a)
	case given > 1:
		return "check.number", nil
	}
	d, err := ParseDecimal(values[slices.IndexFunc(values, filled)])
	switch {
	case err != nil:
		return "check.number", nil
	case q.Kind == Integer && d%1000 != 0:
		return "check.whole", nil
	case d < q.Min || d > q.Max:
		return "check.range", []any{q.Min, q.Max}
	case (d-q.Min)%q.Stride() != 0:
		below := d - (d-q.Min)%q.Stride()
		return "check.step", []any{q.Stride(), below, below + q.Stride()}
	}
	a.State, a.Number = Answered, d
	return "", nil
}

func filled(v string) bool { return strings.TrimSpace(v) != "" && strings.TrimSpace(v) != DeclineValue }

// choose takes the options named in values, in the order of the questionnaire; blanks and repetitions do not count.
func (q *Question) choose(l *logic, values []string, a *Answer) (string, []any) {
	for _, v := range values {
		if filled(v) && !slices.Contains(l.names, strings.TrimSpace(v)) {
			return "check.option", nil
		}
	}
	exclusive := false
	for i, name := range l.names {
		if !slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) == name }) {
			continue
		}
		if a.Choices == nil {
			a.Choices = l.names[i : i+1 : i+1]
		} else {
			a.Choices = append(a.Choices, name)
		}
		exclusive = exclusive || l.options[i].Exclusive
	}
	n := len(a.Choices)
	switch {
	case !q.Several() && n > 1:
		return "check.option", nil
	case exclusive && n > 1:
		return "check.exclusive", nil
	case q.AtMost > 0 && n > q.AtMost:
		return "check.at_most", []any{q.AtMost}
	case n < q.AtLeast && !exclusive:
		return "check.at_least", []any{q.AtLeast}
	}
	a.State = Answered
	return "", nil
}

// rank takes the options in the order of values.
func (q *Question) rank(l *logic, values []string, given int, a *Answer) (string, []any) {
	a.Choices = make([]string, 0, given)
	for _, v := range values {
		if !filled(v) {
			continue
		}
		i := slices.Index(l.names, strings.TrimSpace(v))
		switch {
		case i < 0:
			return "check.option", nil
		case slices.Contains(a.Choices, l.names[i]):
			return "check.twice", nil
		}
		a.Choices = append(a.Choices, l.names[i])
	}
	switch {
	case q.AtMost > 0 && given > q.AtMost:
		return "check.at_most", []any{q.AtMost}
	case given < q.AtLeast:
		return "check.at_least", []any{q.AtLeast}
	}
	a.State = Answered
	return "", nil
}

// written is what was written in the first value that is not blank: lines end in \n, other control characters are gone,
// nor is there space around.
func written(values []string) string {
	i := slices.IndexFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" })
	if i < 0 {
		return ""
	}
	s := strings.ReplaceAll(strings.ToValidUTF8(values[i], ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) && r != '\n':
			return -1
		}
		return r
	}, s))
}

func tooLong(s string, most int) bool { return utf8.RuneCountInString(s) > most }

// length is the greatest number of characters of a Text.
func (q *Question) length() int {
	if q.Length == 0 {
		return 200
	}
	return q.Length
}

// calculate makes an answer of a result: missing where it cannot be known or lies outside the range, in which it is
// rounded to the nearest step, halves up. Without a range every known result is one: a truth counts 1 or 0, the empty
// text as what does not apply.
func (q *Question) calculate(v expression.Value) Answer {
	d, number := v.Decimal()
	switch {
	case !v.Known():
		return Answer{}
	case q.Numeric():
		if !number || d < q.Min || d > q.Max {
			return Answer{}
		}
		d = q.Min + (d-q.Min+q.Stride()/2)/q.Stride()*q.Stride()
		return Answer{State: Answered, Number: min(d, q.Max)}
	case v.IsText() && v.String() == "":
		return Answer{State: Skipped}
	case v.IsText():
		return Answer{State: Answered, Text: v.String()}
	}
	return Answer{State: Answered, Number: d}
}
