package expression

import (
	"slices"
	"strings"
)

// Truth is a three-valued answer. Its zero value is Unsure.
type Truth uint8

// The truths.
const (
	Unsure Truth = iota // it hangs on something that was not given
	No
	Yes
)

type kind uint8

const (
	unknown kind = iota
	number
	text
	choices
	boolean
)

// Value is an operand or a result. Its zero value is unknown.
type Value struct {
	kind kind
	num  Decimal // number; boolean: one for true, 0 for false
	str  string
	set  []string
}

// Number is a known number.
func Number(d Decimal) Value { return Value{kind: number, num: d} }

// String is a known text, such as the option chosen. The empty text stands for a question that does not apply: it
// equals nothing but itself, is neither above nor below any number, and adds 0 to a sum.
func String(s string) Value { return Value{kind: text, str: s} }

// Choices are the options ticked; none is the same as the empty text. The slice is kept, not copied.
func Choices(names []string) Value { return Value{kind: choices, set: names} }

// Bool is a known truth.
func Bool(b bool) Value {
	if b {
		return Value{kind: boolean, num: one}
	}
	return Value{kind: boolean}
}

// Known reports whether there is a value.
func (v Value) Known() bool { return v.kind != unknown }

// Decimal is the number v is or reads as, and whether it does: true and false are 1 and 0, a day 2006-01-02 is its
// days since 1970-01-01, a time of day 15:04 its hours.
func (v Value) Decimal() (Decimal, bool) {
	switch v.kind {
	case number, boolean:
		return v.num, true
	case text:
		return read(v.str)
	case choices:
		if len(v.set) == 1 { // several, joined by spaces, are no number
			return read(v.set[0])
		}
	}
	return 0, false
}

// String is v as text: options ticked are joined by spaces, as in XLSForm; unknown is empty.
func (v Value) String() string {
	switch v.kind {
	case number:
		return v.num.String()
	case text:
		return v.str
	case choices:
		return strings.Join(v.set, " ")
	case boolean:
		if v.num != 0 {
			return "true"
		}
		return "false"
	}
	return ""
}

// Truth is v as a condition: a number is true unless 0, a text and options are true unless empty.
func (v Value) Truth() Truth {
	switch {
	case v.kind == unknown:
		return Unsure
	case v.num != 0 || v.str != "" || len(v.set) > 0:
		return Yes
	}
	return No
}

// amount is v in a calculation, where what does not apply is 0.
func (v Value) amount() (Decimal, bool) {
	if v.empty() {
		return 0, true
	}
	return v.Decimal()
}

func (v Value) empty() bool {
	return v.kind == text && v.str == "" || v.kind == choices && len(v.set) == 0
}

// names lists the options in v. An option name has no space in it and is not empty.
func (v Value) names() []string {
	if v.kind == choices {
		return v.set
	}
	return strings.FieldsFunc(v.String(), func(r rune) bool { return r == ' ' })
}

func (v Value) selected(name string) bool {
	if v.kind == text && !strings.Contains(v.str, " ") {
		return v.str == name && name != ""
	}
	return slices.Contains(v.names(), name)
}

// equal compares as XPath 1.0 does (section 3.4): as truths where one side is a truth, as numbers where one is a
// number, else as text. What reads as no number equals no number.
func (v Value) equal(w Value) bool {
	switch {
	case v.kind == boolean || w.kind == boolean:
		return v.Truth() == w.Truth()
	case v.kind == number || w.kind == number:
		a, okA := v.Decimal()
		b, okB := w.Decimal()
		return okA && okB && a == b
	}
	return v.String() == w.String()
}

// IsText reports whether v is a text or options, not a number or a truth.
func (v Value) IsText() bool { return v.kind == text || v.kind == choices }
