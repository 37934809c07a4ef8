package disclosure

import (
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// condition is when a question is shown: under that of its section and its own, either of which may be missing.
type condition struct {
	section     int
	around, own *expression.Tree
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
			all[q.Name] = condition{i, around, parse(q.Relevant)}
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

// root is the only question that the conditions of q hang on, and how it is worked out, if that is given, provided that
// its cells have sources. What is worked out without being tabulated is looked through. section is that of both where it
// is the same: then the condition of the section tells nothing of q that it does not tell of the root; else it is −1, and
// that condition counts.
func (p *plan) root(q *asked, calculation *expression.Tree) (on *asked, section int) {
	for _, section := range []int{p.conditions[q.Name].section, -1} {
		roots := p.roots(q.Name, calculation, section, make(map[string]bool))
		if len(roots) != 1 {
			continue
		}
		on = &p.questions[p.byName[roots[0]]]
		if on.sources != nil && (section < 0 || p.conditions[on.Name].section == section) {
			return on, section
		}
	}
	return nil, -1
}

// roots lists the tabulated questions that a question hangs on, leaving out the condition of a section, and what has
// been seen before.
func (p *plan) roots(name string, calculation *expression.Tree, section int, seen map[string]bool) (roots []string) {
	c := p.conditions[name]
	if c.section == section {
		c.around = nil
	}
	for _, on := range references(c.around, c.own, p.form.ChoiceFilter(name), calculation) {
		if seen[on] {
			continue
		}
		seen[on] = true
		if _, tabulated := p.byName[on]; tabulated {
			roots = append(roots, on)
		} else {
			roots = append(roots, p.roots(on, p.form.Calculation(on), section, seen)...)
		}
	}
	return roots
}
