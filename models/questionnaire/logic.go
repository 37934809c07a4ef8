package questionnaire

import (
	"slices"

	"jianfu/models/questionnaire/expression"
)

// newLogic prepares the options of a question.
func newLogic(q *Question) logic {
	l := logic{options: q.Alternatives(), specify: -1}
	for i, o := range l.options {
		l.names = append(l.names, o.Name)
		if o.Specify {
			l.specify, l.text = i, q.Name+"."+o.Name
		}
		if q.ChoiceFilter != "" {
			columns := make(map[string]string, len(o.Filter))
			for name, value := range o.Filter {
				columns["@"+name] = value
			}
			l.columns = append(l.columns, columns)
		}
	}
	return l
}

// parsed is an expression in its place.
type parsed struct {
	place Fault
	field string
	own   int // place of the question in form.questions; of a note or a section, that of the next question
	tree  *expression.Tree
}

// parseAll parses every expression, when all names are known, and then looks at what they refer to.
func (c *compiler) parseAll(q Questionnaire) {
	next := 0
	for i, s := range q.Sections {
		c.at(i, -1, s.Name)
		section := c.parse(next, s.Relevant, "relevant")
		for j := range s.Questions {
			question := &s.Questions[j]
			c.at(i, j, question.Name)
			relevant := expression.And(section, c.parse(next, question.Relevant, "relevant"))
			if question.Kind == Note {
				c.form.notes[question.Name] = relevant
				continue
			}
			l := newLogic(question)
			l.relevant = relevant
			l.constraint = c.parse(next, question.Constraint, "constraint")
			l.soft = c.parse(next, question.Soft, "soft")
			l.calculation = c.parse(next, question.Calculation, "calculation")
			l.filter = c.parse(next, question.ChoiceFilter, "choice_filter")
			c.form.questions[next].Options = l.options
			c.form.logic = append(c.form.logic, l)
			next++
		}
	}
	for _, p := range c.parsed {
		c.place = p.place
		c.refer(p)
	}
}

// parse gives nil for no expression and for one with a fault.
func (c *compiler) parse(own int, source, field string) *expression.Tree {
	if source == "" {
		return nil
	}
	tree, err := expression.Parse(source)
	if err != nil {
		c.fault("form.expression", field, source)
		c.faults[len(c.faults)-1].Err = err
		return nil
	}
	c.parsed = append(c.parsed, parsed{c.place, field, own, tree})
	return tree
}

// refer checks the names in an expression.
func (c *compiler) refer(p parsed) {
	if p.tree.UsesSelf() && p.field != "constraint" && p.field != "soft" {
		c.fault("form.self", p.field)
	}
	for _, name := range p.tree.References() {
		switch j, ok := c.form.index[name]; {
		case !ok:
			c.fault("form.reference", p.field, name)
		case j >= p.own && c.depends(j, p.own, map[int]bool{}):
			c.fault("form.cycle", p.field, name)
		case j >= p.own:
			c.fault("form.later", p.field, name)
		case c.tells(p, j):
			c.fault("form.level", p.field, name)
		}
	}
	for _, name := range p.tree.Columns() {
		if p.field != "choice_filter" || !slices.ContainsFunc(c.form.questions[p.own].Options, func(o Option) bool {
			_, has := o.Filter[name]
			return has
		}) {
			c.fault("form.column", p.field, name)
		}
	}
}

// tells reports whether who sees or is offered what, by unit, would tell the answer to question j, which is for the
// whole round only.
func (c *compiler) tells(p parsed, j int) bool {
	if c.form.questions[j].Level != ByRound || p.field != "relevant" && p.field != "choice_filter" {
		return false
	}
	questions := c.form.source.Sections[p.place.Section].Questions
	if p.place.Question >= 0 {
		questions = questions[p.place.Question:][:1]
	}
	return slices.ContainsFunc(questions, func(q Question) bool { return q.Level == ByUnit && q.Asked() })
}

// depends reports whether question from refers to question to, itself or through others.
func (c *compiler) depends(from, to int, seen map[int]bool) bool {
	if from == to {
		return false // naming oneself is no cycle of two
	}
	seen[from] = true
	for _, p := range c.parsed {
		if p.own != from || p.place.Question < 0 {
			continue
		}
		for _, name := range p.tree.References() {
			j, ok := c.form.index[name]
			if ok && (j == to || !seen[j] && c.depends(j, to, seen)) {
				return true
			}
		}
	}
	return false
}
