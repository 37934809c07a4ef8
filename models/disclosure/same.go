package disclosure

import (
	"fmt"
	"slices"

	"jianfu/models/questionnaire"
)

// skipped finds the cell that counts the same sheets as the skipped cell of a question, or makes a new one.
func (p *plan) skipped(q *asked) source {
	if !q.conditional {
		return source{}
	}
	key := p.text(q)
	if on, section := p.root(q, nil); on != nil {
		var s *source
		if s, key = p.hinge(on, q, section); s != nil {
			return *s
		}
	}
	return p.share(key, q, len(q.cells))
}

// share is the source under a key, made as a column of the question where there is none.
func (p *plan) share(key string, q *asked, cell int) source {
	s, ok := p.shared[key]
	if !ok {
		s = p.draw(q, cell)
		p.shared[key] = s
	}
	return s
}

// text is the conditions of a question in words: the same words hide the same sheets.
func (p *plan) text(q *asked) string {
	s := ""
	if r := p.form.Relevance(q.Name); r != nil {
		s = r.String()
	}
	if f := p.form.ChoiceFilter(q.Name); f != nil {
		s += " | " + f.String()
		for _, o := range q.Options {
			s += fmt.Sprint(" ", o.Filter)
		}
	}
	return s
}

// hinge looks for the cells of on that hide the question, where they come to a count that is there already. Where they
// do not, key tells which sheets are skipped: those in these cells, or all that the conditions say in words.
func (p *plan) hinge(on, q *asked, section int) (found *source, key string) {
	words := p.form.Relevance(q.Name)
	if section >= 0 {
		words = p.conditions[q.Name].own
	}
	if words != nil && p.form.ChoiceFilter(q.Name) == nil {
		alone := section < 0 || p.conditions[q.Name].around == nil || on.skipped().none()
		if s := on.told(words.String(), alone); s != nil {
			return s, ""
		}
	}
	off, ok := p.sort(on, section, func(w world) int {
		if p.hides(q, w) {
			return 1
		}
		return 0
	})
	cells, whole := those(off, 1)
	switch {
	case !ok || !whole:
		return nil, on.Name + " " + p.text(q)
	case len(cells) == 0 && (p.form.Relevance(q.Name) == nil || on.oneColumn()):
		return &source{}, "" // some option always passes the filter; or who does not tick leaves all that follows open
	}
	return on.union(cells), on.together(cells)
}

// told reads a condition in words, where on is a question whose answers are more than its cells. Its words may be about
// one tick, or about there being an answer. alone tells that nothing else than these words hides the question on the
// sheets on which on is skipped.
func (a *asked) told(condition string, alone bool) *source {
	name := "${" + a.Name + "}"
	switch a.Kind {
	case questionnaire.Multiple:
		for i, c := range a.cells {
			tick := "selected(" + name + ", '" + c.Name + "')"
			switch {
			case condition == tick:
				return &source{minus: []source{a.sources[i], a.declined()}}
			case condition == "not("+tick+")" && alone:
				return &a.sources[i]
			}
		}
	case questionnaire.Ranking, questionnaire.Text:
		switch {
		case condition == name+" != ''":
			s := a.skipped()
			return &s
		case condition == name+" = ''" && alone && len(a.cells) == 1:
			return &a.sources[0]
		}
	}
	return nil
}

// together is the key of several cells of a question.
func (a *asked) together(cells []int) string { return fmt.Sprint(a.Name, " ", cells) }

// union is the count of several cells together where it is that of one cell, or of all but one, or of all but one and
// declined; else nil. A cell that is always empty, such as that of those who skip a question that everybody sees, does
// not matter.
func (a *asked) union(cells []int) *source {
	var rest []int
	for i, s := range a.sources {
		if !s.none() && !slices.Contains(cells, i) {
			rest = append(rest, i)
		}
	}
	switch {
	case len(cells) == 1:
		return &a.sources[cells[0]]
	case len(rest) == 2 && rest[1] == len(a.cells)+1:
		return &source{minus: []source{a.sources[rest[0]], a.declined()}}
	case len(rest) == 1:
		return &source{minus: []source{a.sources[rest[0]]}}
	case len(rest) == 0:
		return &source{minus: []source{}}
	}
	return nil
}

// derive gives the cells of a question that is worked out from one other the sources of the cells that they are made
// of. It reports whether the question is one.
func (p *plan) derive(q *asked) bool {
	if q.Kind != questionnaire.Calculated {
		return false
	}
	on, section := p.root(q, p.form.Calculation(q.Name))
	if on == nil {
		return false
	}
	classes, ok := p.sort(on, section, func(w world) int { return p.classOf(q, w) })
	if !ok {
		return false
	}
	follows := -1
	for class := range len(q.cells) + 2 {
		cells, whole := those(classes, class)
		s, known := p.made(on, cells, whole)
		switch last := class == len(q.cells)-1; {
		case known:
		case last && len(q.cells) <= 2:
			follows = class // as in lay
		case whole:
			s = p.share(on.together(cells), q, class)
		case class == len(q.cells):
			s = p.skipped(q)
		default:
			s = p.draw(q, class)
		}
		q.sources = append(q.sources, s)
	}
	if follows >= 0 {
		q.sources[follows] = q.without(follows)
		if cells, whole := those(classes, follows); whole {
			p.shared[on.together(cells)] = q.sources[follows]
		}
	}
	return true
}

// made is the count of several cells together, if there is one already.
func (p *plan) made(on *asked, cells []int, whole bool) (s source, known bool) {
	if len(cells) == 0 || !whole {
		return source{}, len(cells) == 0
	}
	if found := on.union(cells); found != nil {
		return *found, true
	}
	s, known = p.shared[on.together(cells)]
	return s, known
}
