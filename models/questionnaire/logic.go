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

	references []string
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
	g := c.graph()
	for _, p := range c.parsed {
		if len(c.faults) > maxFaults {
			return
		}
		c.place = p.place
		c.refer(p, g)
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
	c.parsed = append(c.parsed, parsed{c.place, field, own, tree, tree.References()})
	return tree
}

// refer checks the names in an expression.
func (c *compiler) refer(p parsed, g *graph) {
	if p.tree.UsesSelf() && p.field != "constraint" && p.field != "soft" {
		c.fault("form.self", p.field)
	}
	for _, name := range p.references {
		switch j, ok := c.form.index[name]; {
		case !ok:
			c.fault("form.reference", p.field, name)
		case j > p.own && g.circle[j] == g.circle[p.own] && p.place.Question >= 0:
			c.fault("form.cycle", p.field, name)
		case j >= p.own:
			c.fault("form.later", p.field, name)
		case c.tells(p, g.secret[j]):
			c.fault("form.level", p.field, name)
		case c.splits(p) && !g.background[j]:
			c.fault("form.background", p.field, name)
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

// under gives the questions that an expression is about: one, or those of a section.
func (c *compiler) under(p parsed) []Question {
	questions := c.form.source.Sections[p.place.Section].Questions
	if p.place.Question >= 0 {
		questions = questions[p.place.Question:][:1]
	}
	return questions
}

// tells reports whether who sees, is offered or may answer what, by unit, would tell an answer that is for the whole
// round only.
func (c *compiler) tells(p parsed, secret bool) bool {
	return secret && slices.Contains([]string{"relevant", "choice_filter", "constraint"}, p.field) &&
		slices.ContainsFunc(c.under(p), func(q Question) bool { return q.Level == ByUnit && q.Asked() })
}

// splits reports whether an expression decides who is asked a background question. The sizes of its classes are
// published as they are, so that "not applicable" would be the exact count of another question's answer.
func (c *compiler) splits(p parsed) bool {
	return (p.field == "relevant" || p.field == "choice_filter") && slices.ContainsFunc(c.under(p), Question.Background)
}

// graph is what questions hang on, each by its place.
type graph struct {
	circle     []int  // questions of one number depend on each other in a circle
	secret     []bool // rests on an answer that is for the whole round only
	background []bool // rests on such answers alone
}

// graph follows every reference once. Circles are the strongly connected components (R. Tarjan, Depth-first search and
// linear graph algorithms, SIAM J. Comput. 1, 1972).
func (c *compiler) graph() *graph {
	n := len(c.form.questions)
	edges := make([][]int, n)
	for _, p := range c.parsed {
		last := p.own - 1 // the condition of a section holds for each of its questions
		for _, q := range c.under(p) {
			if q.Kind != Note {
				last++
			}
		}
		for _, name := range p.references {
			j, ok := c.form.index[name]
			for i := p.own; ok && i <= last; i++ {
				edges[i] = append(edges[i], j)
			}
		}
	}
	g := &graph{circle: components(edges), secret: make([]bool, n), background: make([]bool, n)}
	for i, q := range c.form.questions {
		g.secret[i] = q.Level == ByRound
		g.background[i] = q.Level == ByRound && q.Asked()
		if q.Kind != Calculated {
			continue
		}
		g.background[i] = true
		for _, j := range edges[i] {
			if j < i {
				g.secret[i] = g.secret[i] || g.secret[j]
				g.background[i] = g.background[i] && g.background[j]
			}
		}
	}
	return g
}

// components numbers the strongly connected components of a graph.
func components(edges [][]int) []int {
	t := tarjan{edges: edges, index: make([]int, len(edges)), low: make([]int, len(edges)), of: make([]int, len(edges))}
	for v := range edges {
		if t.index[v] == 0 {
			t.visit(v)
		}
	}
	return t.of
}

type tarjan struct {
	edges          [][]int
	index, low, of []int // index and of count from 1; of is 0 while a node is on the stack
	stack          []int
	next, found    int
}

func (t *tarjan) visit(v int) {
	t.next++
	t.index[v], t.low[v] = t.next, t.next
	t.stack = append(t.stack, v)
	for _, w := range t.edges[v] {
		if t.index[w] == 0 {
			t.visit(w)
			t.low[v] = min(t.low[v], t.low[w])
		} else if t.of[w] == 0 {
			t.low[v] = min(t.low[v], t.index[w])
		}
	}
	if t.low[v] != t.index[v] {
		return
	}
	t.found++
	for w := -1; w != v; {
		w = t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.of[w] = t.found
	}
}
