package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// uses is what the expressions that a question hangs on ask of the answer to one other.
type uses struct {
	p       *Plan
	on      *Question
	opaque  bool                    // something that is not told here
	counts  bool                    // how many options there are
	picked  []string                // whether one of these options is among them
	cuts    []questionnaire.Decimal // whether a number is above or below one of these, or is one
	lengths bool                    // how long a text is
	seen    map[string]bool
}

// mostCuts bounds the places at which one expression can change; with more of them it is not looked into.
const mostCuts = 300

// asks is what is done with a value: the operation, and what the value is compared with. Without an operation it can be
// anything. A truth is a comparison with 0.
type asks struct {
	op     string // "truth", "=", "!", "<", ">", "selected", "count-selected", "string-length"; "cells": it is counted
	values []expression.Value
}

func truthOf() asks { return asks{"truth", []expression.Value{expression.Number(0)}} }

func (p *Plan) uses(on, q *Question) *uses {
	u := &uses{p: p, on: on, seen: make(map[string]bool)}
	ends := asks{op: "cells"}
	for _, c := range q.Cells {
		// What is worked out is rounded to the step, halves up.
		ends.values = append(ends.values, expression.Number(c.From-q.Stride()/2), expression.Number(c.From), expression.Number(c.To))
	}
	u.question(q.Name, ends)
	return u
}

// question looks into all that a question hangs on; a is what is done with it where it is worked out.
func (u *uses) question(name string, a asks) {
	key := fmt.Sprint(name, a)
	if u.seen[key] || u.p.budget < 0 {
		return
	}
	u.seen[key] = true
	c := u.p.conditions[name]
	u.p.budget -= c.cost
	q, _ := u.p.form.Question(name)
	u.tree(c.around, truthOf(), nil)
	u.tree(c.own, truthOf(), nil)
	u.tree(u.p.form.ChoiceFilter(name), truthOf(), q.Options)
	u.tree(u.p.form.Calculation(name), a, nil)
}

// tree looks into an expression, of which the browser's form is read; the bare words in it are columns of the options.
func (u *uses) tree(t *expression.Tree, a asks, columns []questionnaire.Option) {
	if t == nil {
		return
	}
	data, err := json.Marshal(t)
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var n any
	if err != nil || d.Decode(&n) != nil {
		u.opaque = true
		return
	}
	u.walk(n, a, columns)
}

// walk looks for the question in an expression; a is what is done with the result.
func (u *uses) walk(n any, a asks, columns []questionnaire.Option) {
	list, ok := n.([]any)
	if !ok {
		return // a literal
	}
	op, args := list[0], list[1:]
	switch op {
	case "$":
		u.name(args[0].(string), a)
	case "and", "or", "not":
		a = truthOf()
	case "if":
		u.walk(args[0], truthOf(), columns)
		args = args[1:]
	case "coalesce":
	case "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div":
		u.walk(args[0], u.beside(op.(string), args[1], a, columns, false), columns)
		u.walk(args[1], u.beside(op.(string), args[0], a, columns, true), columns)
		return
	case "selected":
		u.walk(args[0], u.beside("selected", args[1], a, columns, false), columns)
		u.walk(args[1], asks{}, columns)
		return
	case "count-selected", "string-length":
		a = asks{op: op.(string)}
	case "int", "round":
		a = a.whole(list)
	default:
		a = asks{}
	}
	for _, arg := range args {
		u.walk(arg, a, columns)
	}
}

// name is where the expression names a question.
func (u *uses) name(name string, a asks) {
	switch {
	case name == u.on.Name:
		u.note(a)
	case name[0] != '@' && u.p.through(name):
		q, _ := u.p.form.Question(name)
		u.question(name, a.rounded(q))
	}
}

// rounded is what is asked of a value where a is asked of what a question makes of it: if it has a range it rounds to its
// step, halves up, and what is out of the range is missing.
func (a asks) rounded(q questionnaire.Question) asks {
	if !q.Numeric() {
		return a
	}
	if len(a.values) == 0 || len(a.values) > mostCuts/4 {
		return asks{}
	}
	step := q.Stride()
	rounded := asks{op: "=", values: []expression.Value{expression.Number(q.Min), expression.Number(q.Max)}}
	for _, v := range a.values {
		d, ok := v.Decimal()
		d = q.Min + (d-q.Min)/step*step - step/2
		for n := questionnaire.Decimal(-2); ok && n <= 2; n++ {
			rounded.values = append(rounded.values, expression.Number(d+n*step))
		}
	}
	return rounded
}

// beside is what is asked of the one side of an operation by the other side, which has to be known; behind tells that the
// one side is the second one.
func (u *uses) beside(op string, other any, a asks, columns []questionnaire.Option, behind bool) asks {
	var values []expression.Value
	switch o := other.(type) {
	case string:
		values = append(values, expression.String(o))
	case bool:
		if op == "=" || op == "!=" {
			return truthOf()
		}
		values = append(values, expression.Bool(o))
	case json.Number:
		d, err := expression.ParseDecimal(o.String())
		if err != nil {
			return asks{}
		}
		values = append(values, expression.Number(d))
	case []any:
		if name, _ := o[len(o)-1].(string); o[0] == "$" && name[0] == '@' {
			for _, option := range columns {
				values = append(values, expression.String(option.Filter[name[1:]]))
			}
			break
		}
		return asks{}
	}
	switch op {
	case "selected":
		return asks{"selected", values}
	case "=", "!=", "<", "<=", ">", ">=":
		return asks{op[:1], values}
	}
	return a.moved(op, values, behind)
}

// The greatest numbers that are calculated with here, and that expressions multiply and divide, in thousandths; what is
// above these is unknown.
const (
	mostNumber questionnaire.Decimal = 1e12
	mostFactor questionnaire.Decimal = 1 << 52 / 1000
)

// moved is what is asked of x where a is asked of x op c, or of c op x.
func (a asks) moved(op string, c []expression.Value, behind bool) asks {
	if len(c) != 1 || len(a.values) == 0 || len(a.values) > mostCuts/8 {
		return asks{}
	}
	by, ok := c[0].Decimal()
	if !ok || max(by, -by) > mostNumber || (op == "*" || op == "div") && by == 0 || op == "div" && behind {
		return asks{}
	}
	moved := asks{op: "="}
	add := func(d questionnaire.Decimal) { moved.values = append(moved.values, expression.Number(d)) }
	if op == "*" {
		a.values = append(slices.Clone(a.values), expression.Number(mostFactor), expression.Number(-mostFactor))
	}
	for _, v := range a.values {
		d, ok := v.Decimal()
		switch {
		case !ok:
		case op == "+":
			add(d - by)
		case op == "-" && behind:
			add(by - d)
		case op == "-":
			add(d + by)
		default:
			// Results are rounded: what is asked changes somewhere within half a thousandth.
			for _, edge := range []float64{-0.5, 0, 0.5} {
				x := (float64(d) + edge) / float64(by) * 1000
				if op == "div" {
					x = (float64(d) + edge) * float64(by) / 1000
				}
				x = math.Floor(max(-1e15, min(x, 1e15)))
				add(questionnaire.Decimal(x))
				add(questionnaire.Decimal(x) + 1)
			}
		}
	}
	if op == "div" {
		add(mostFactor)
		add(-mostFactor)
	}
	return moved
}

// whole is what is asked of x where a is asked of int(x) or round(x, 0).
func (a asks) whole(list []any) asks {
	if list[0] == "round" && fmt.Sprint(list[2]) != "0" || len(a.values) == 0 || len(a.values) > mostCuts/8 {
		return asks{}
	}
	whole := asks{op: "="}
	for _, v := range a.values {
		d, ok := v.Decimal()
		for half := -3; ok && half <= 3; half++ {
			whole.values = append(whole.values, expression.Number(d-d%1000+questionnaire.Decimal(half*500)))
		}
	}
	return whole
}

// note takes down what is asked of the answer itself.
func (u *uses) note(a asks) {
	switch {
	case u.on.Numeric():
		u.opaque = u.opaque || len(a.values) == 0 && a.op != "count-selected"
		for _, v := range a.values {
			if d, ok := v.Decimal(); ok {
				u.cuts = append(u.cuts, d)
			}
		}
		u.opaque = u.opaque || len(u.cuts) > mostCuts
	case a.op == "truth":
	case u.on.Kind == questionnaire.Text && a.op == "string-length":
		u.lengths = true
	case a.op == "count-selected":
		u.counts = true
		u.opaque = u.opaque || u.on.Kind == questionnaire.Text
	case a.op == "=" || a.op == "!" || a.op == "selected":
		u.words(a)
	default:
		u.opaque = true
	}
}

// words takes down the options in the texts that an answer is compared with.
func (u *uses) words(a asks) {
	names := optionNames(u.on.Question)
	for _, v := range a.values {
		words := strings.Fields(v.String())
		switch {
		case !v.IsText(), u.on.Kind != questionnaire.Multiple && len(words) > 1, u.on.Kind == questionnaire.Text && len(words) > 0:
			u.opaque = true
		}
		for _, w := range words {
			if slices.Contains(names, w) && !slices.Contains(u.picked, w) {
				u.picked = append(u.picked, w)
			}
		}
	}
}
