package plan

import (
	"slices"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// condition is when a question is shown: under that of its section and its own, either of which may be missing.
type condition struct {
	section     int
	around, own *expression.Tree
	cost        int // of evaluating all expressions of the question once, in bytes of their source and some more
}

// bare leaves that of the section alone.
func (c condition) bare() condition {
	c.own = nil
	return c
}

// conditionsOf reads the conditions of a form, by question.
func conditionsOf(form *questionnaire.Form) map[string]condition {
	parse := func(source string) *expression.Tree {
		t, _ := expression.Parse(source) // it has been parsed before; there is none for the empty text
		return t
	}
	all := make(map[string]condition)
	for i, s := range form.Questionnaire().Sections {
		around := parse(s.Relevant)
		for _, q := range s.Questions {
			cost := 64 + len(s.Relevant) + len(q.Relevant) + len(q.Calculation) + len(q.ChoiceFilter)*len(q.Options)
			all[q.Name] = condition{i, around, parse(q.Relevant), cost}
		}
	}
	return all
}

// references lists the questions named in trees, of which some may be nil.
func references(trees ...*expression.Tree) []string {
	var names []string
	for _, t := range trees {
		if t != nil {
			names = append(names, t.References()...)
		}
	}
	return names
}

// root is the only question that the conditions of q hang on, and how it is worked out, if that is given. section is that of both where it is the same: then the
// condition of the section tells nothing of q that it does not tell of the root; else it is −1, and that condition
// counts.
func (p *Plan) root(q *Question, calculation *expression.Tree) (on *Question, section int) {
	for _, section := range []int{p.conditions[q.Name].section, -1} {
		roots := p.roots(q.Name, calculation, section, make(map[string]bool))
		if len(roots) != 1 {
			continue
		}
		on = &p.Questions[p.ByName[roots[0]]]
		if on.Sources == nil && !on.Divides && !on.Withheld {
			continue // it comes later
		}
		if section < 0 || p.conditions[on.Name].section == section {
			return on, section
		}
	}
	return nil, -1
}

// through reports whether a question is looked through: it is worked out, and not tabulated or from one other alone.
func (p *Plan) through(name string) bool {
	i, tabulated := p.ByName[name]
	return !tabulated || p.Questions[i].derived
}

// roots lists the questions that a question hangs on and that are not looked through, leaving out the condition of a
// section, and what has been seen before.
func (p *Plan) roots(name string, calculation *expression.Tree, section int, seen map[string]bool) (roots []string) {
	c := p.conditions[name]
	if c.section == section {
		c.around = nil
	}
	for _, on := range references(c.around, c.own, p.form.ChoiceFilter(name), calculation) {
		if seen[on] {
			continue
		}
		seen[on] = true
		if p.through(on) {
			roots = append(roots, p.roots(on, p.form.Calculation(on), section, seen)...)
		} else {
			roots = append(roots, on)
		}
	}
	return roots
}

// world is what a sheet says, as far as it matters.
type world struct {
	get     expression.Lookup
	section int              // whose condition is known to be around; −1 for none
	around  expression.Truth // its truth
}

// world is a sheet on which the question on, on which all the others hang, has an answer.
func (p *Plan) world(on *Question, a tried, section int) world {
	w := world{section: section, around: a.around}
	known := map[string]expression.Value{on.Name: p.form.Operand(on.Place, &a.Answer)}
	w.get = func(name string) expression.Value {
		v, ok := known[name]
		if !ok {
			v = p.result(name, w)
			known[name] = v
		}
		return v
	}
	return w
}

// result is the operand of a question that is looked through.
func (p *Plan) result(name string, w world) expression.Value {
	var a questionnaire.Answer
	place, _ := p.form.Place(name)
	switch p.shown(name, w) {
	case expression.No:
		a.State = questionnaire.Skipped
	case expression.Yes:
		a = p.form.Calculate(place, w.get)
	}
	return p.form.Operand(place, &a)
}

// shown is the condition of a question, that of its section included. It is where evaluating is paid for.
func (p *Plan) shown(name string, w world) expression.Truth {
	p.budget -= p.conditions[name].cost
	around, own := p.around(name, w), truth(p.conditions[name].own, w.get)
	switch {
	case around == expression.No || own == expression.No:
		return expression.No
	case around == expression.Unsure || own == expression.Unsure:
		return expression.Unsure
	}
	return expression.Yes
}

// around is the condition of the section of a question.
func (p *Plan) around(name string, w world) expression.Truth {
	if c := p.conditions[name]; c.section != w.section {
		return truth(c.around, w.get)
	}
	return w.around
}

// truth evaluates a condition; none is true.
func truth(t *expression.Tree, get expression.Lookup) expression.Truth {
	if t == nil {
		return expression.Yes
	}
	return t.Evaluate(get, expression.Value{}).Truth()
}

// puts reports whether a question is put to people: it is not where its condition does not hold, or no option passes the
// filter; it is missing where the condition cannot be known.
func (p *Plan) puts(q *Question, w world) expression.Truth {
	shown := p.shown(q.Name, w)
	if shown == expression.No || p.form.ChoiceFilter(q.Name) == nil {
		return shown
	}
	for i := range q.Options {
		if p.form.Offers(q.Place, i, w.get) {
			return shown
		}
	}
	return expression.No
}

// classOf is the cell of a calculated question, skipped or declined.
func (p *Plan) classOf(q *Question, w world) int {
	switch p.shown(q.Name, w) {
	case expression.No:
		return len(q.Cells)
	case expression.Yes:
		if cells := q.CellsOf(p.form.Calculate(q.Place, w.get)); len(cells) == 1 {
			return cells[0]
		}
	}
	return len(q.Cells) + 1
}

// tried is one answer to a question, and how the condition of its section stands on a sheet with it.
type tried struct {
	questionnaire.Answer
	around expression.Truth
}

// arounds lists how the condition of its section can stand on a sheet where a question is in a state, as far as is known.
func (p *Plan) arounds(on *Question, state questionnaire.State) []expression.Truth {
	switch {
	case p.conditions[on.Name].around == nil || state == questionnaire.Answered:
		return []expression.Truth{expression.Yes}
	case on.met != nil:
		return on.met[state]
	case state == questionnaire.Declined:
		return []expression.Truth{expression.Unsure, expression.Yes}
	case p.conditions[on.Name].own == nil && p.form.ChoiceFilter(on.Name) == nil:
		return []expression.Truth{expression.No}
	}
	return []expression.Truth{expression.No, expression.Unsure, expression.Yes}
}

// meet takes down that the condition of its section can stand so where the question is in a state.
func (a *Question) meet(around expression.Truth, states ...questionnaire.State) {
	if a.met == nil {
		a.met = make(map[questionnaire.State][]expression.Truth)
	}
	for _, state := range states {
		if !slices.Contains(a.met[state], around) {
			a.met[state] = append(a.met[state], around)
			slices.Sort(a.met[state])
		}
	}
}

// sheets are those that stand for all sheets as far as one question and what hangs on it go: first where it is skipped
// or declined, then where it is answered, in an order that is the same for all that hangs on it.
type sheets struct {
	on    *Question
	tried []tried
	apart []string // the only options of on that make a difference; nil: each answer stands for itself or its neighbours
}

// sheets tries a question with the answers given.
func (p *Plan) sheets(on *Question, answers []questionnaire.Answer, apart []string) *sheets {
	s := &sheets{on: on, apart: apart}
	missing := []questionnaire.State{questionnaire.Skipped, questionnaire.Declined}
	for i, state := range missing {
		if on.can(len(on.Cells) + i) {
			for _, around := range p.arounds(on, state) {
				s.tried = append(s.tried, tried{questionnaire.Answer{State: state}, around})
			}
		}
	}
	for _, a := range answers {
		if slices.ContainsFunc(on.CellsOf(a), on.can) {
			s.tried = append(s.tried, tried{a, expression.Yes})
		}
	}
	return s
}

// can reports whether a sheet can be in a cell, or in skipped or declined, as far as is known.
func (a *Question) can(cell int) bool {
	if a.Sources == nil {
		return cell != len(a.Cells) || a.Conditional
	}
	return !a.Sources[cell].None()
}
