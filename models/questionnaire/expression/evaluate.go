package expression

import (
	"math/bits"
	"unicode/utf8"
)

// Lookup gives the answer to a question: unknown where it was declined, the empty text where it does not apply. For a
// bare word it gives the column of the option looked at, under its name with an @ before it.
type Lookup func(name string) Value

// Evaluate computes the expression with self as the answer it is attached to.
//
// An unknown operand makes the result unknown, save that "no and ?" is no, "yes or ?" is yes, coalesce takes its
// second argument where the first is unknown or empty, and if() looks only at the branch taken. Results are rounded to
// thousandths, halves up. Dividing by 0, calculating with a text that is no number, and results outside the range of
// Decimal or of exact arithmetic in the browser (a product or a dividend above 4·10⁹) are unknown.
func (t *Tree) Evaluate(get Lookup, self Value) Value {
	switch t.op {
	case "":
		return t.value
	case "$":
		return get(t.name)
	case ".":
		return self
	case "and", "or":
		return t.connect(get, self)
	case "if":
		switch t.args[0].Evaluate(get, self).Truth() {
		case Yes:
			return t.args[1].Evaluate(get, self)
		case No:
			return t.args[2].Evaluate(get, self)
		}
		return Value{}
	case "coalesce":
		if v := t.args[0].Evaluate(get, self); v.Known() && !v.empty() {
			return v
		}
		return t.args[1].Evaluate(get, self)
	case "date":
		return t.args[0].Evaluate(get, self)
	}
	var v [2]Value
	for i, a := range t.args {
		if v[i] = a.Evaluate(get, self); !v[i].Known() {
			return Value{}
		}
	}
	if operator(t.op) >= operator("+") {
		return t.calculate(v[0], v[1])
	}
	return t.apply(v[0], v[1])
}

// connect is "and" and "or" of Kleene's strong logic: what decides alone decides, else an unknown side leaves it open.
func (t *Tree) connect(get Lookup, self Value) Value {
	decisive := No
	if t.op == "or" {
		decisive = Yes
	}
	a := t.args[0].Evaluate(get, self).Truth()
	if a == decisive {
		return Bool(decisive == Yes)
	}
	b := t.args[1].Evaluate(get, self).Truth()
	switch {
	case b == decisive:
		return Bool(decisive == Yes)
	case a == Unsure || b == Unsure:
		return Value{}
	}
	return Bool(decisive == No)
}

// apply computes comparisons and functions of one or two known operands.
func (t *Tree) apply(v, w Value) Value {
	switch t.op {
	case "=":
		return Bool(v.equal(w))
	case "!=":
		return Bool(!v.equal(w))
	case "<", "<=", ">", ">=":
		a, okA := v.Decimal()
		b, okB := w.Decimal()
		return Bool(okA && okB && (a < b && t.op[0] == '<' || a > b && t.op[0] == '>' || a == b && len(t.op) == 2))
	case "true", "false":
		return Bool(t.op == "true")
	case "not":
		return Bool(v.Truth() == No)
	case "selected":
		return Bool(v.selected(w.String()))
	case "count-selected":
		return Number(Decimal(len(v.names())) * one)
	case "string":
		return String(v.String())
	case "string-length":
		return Number(Decimal(utf8.RuneCountInString(v.String())) * one)
	case "regex":
		return Bool(t.pattern.MatchString(v.String()))
	}
	return t.convert(v, w)
}

// convert computes number(), int(), which cuts towards 0, and round() to a number of decimals, none if not given.
func (t *Tree) convert(v, w Value) Value {
	a, ok := v.amount()
	if !ok {
		return Value{}
	}
	switch t.op {
	case "int":
		a -= a % one
	case "round":
		places, ok := w.amount()
		if len(t.args) == 2 && !ok {
			return Value{}
		}
		places = min(max(places, -12*one), 3*one)
		unit := one
		for range max(places/one, 0) {
			unit /= 10
		}
		for range max(-places/one, 0) {
			unit *= 10
		}
		return bounded(divide(a, unit) * unit)
	}
	return bounded(a)
}

// calculate computes + - * div mod and the minus sign in front.
func (t *Tree) calculate(v, w Value) Value {
	a, okA := v.amount()
	if len(t.args) == 1 {
		a, w = 0, v
	}
	b, okB := w.amount()
	if !okA || !okB {
		return Value{}
	}
	switch t.op {
	case "+":
		return bounded(a + b)
	case "-":
		return bounded(a - b)
	case "*":
		if product, ok := multiply(a, b); ok {
			return bounded(divide(product, one))
		}
	case "div":
		if dividend, ok := multiply(a, one); ok && b != 0 {
			return bounded(divide(dividend, b))
		}
	case "mod":
		if b != 0 {
			return bounded(a % b)
		}
	}
	return Value{}
}

// exact bounds what a float can divide so that rounding the quotient to whole numbers never errs: with |n| < 2⁵² the
// distance of n/d from a half is 0 or more than the float's error.
const exact = 1 << 52

// multiply gives a·b in millionths, and whether the browser computes it exactly, too.
func multiply(a, b Decimal) (Decimal, bool) {
	hi, lo := bits.Mul64(uint64(max(a, -a)), uint64(max(b, -b)))
	return a * b, hi == 0 && lo < exact
}

// divide rounds n/d to whole numbers, halves up (towards +∞) as Math.round does.
func divide(n, d Decimal) Decimal {
	if d < 0 {
		n, d = -n, -d
	}
	n, d = 2*n+d, 2*d
	q := n / d
	if n%d < 0 {
		q--
	}
	return q
}

func bounded(d Decimal) Value {
	if max(d, -d) > greatest {
		return Value{}
	}
	return Number(d)
}
