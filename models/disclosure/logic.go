package disclosure

import (
	"slices"
	"strings"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// world is what a sheet says, as far as it matters.
type world struct {
	get     expression.Lookup
	section int              // whose condition is known to be around; −1 for none
	around  expression.Truth // its truth
}

// most is how many values of a cell are tried.
const most = 5000

// operands lists the answers in a cell as expressions see them, then those of skipped and declined; ok is false where
// they are too many, or where an answer is more than its cell.
func (a *asked) operands(cell int) (values []expression.Value, ok bool) {
	switch cell - len(a.cells) {
	case 0:
		return []expression.Value{expression.String("")}, true
	case 1:
		return []expression.Value{{}}, true
	}
	c := a.cells[cell]
	switch a.Kind {
	case questionnaire.Single, questionnaire.Scale, questionnaire.Date, questionnaire.Time, questionnaire.Acknowledge:
		return []expression.Value{expression.String(c.Name)}, true
	case questionnaire.Multiple, questionnaire.Ranking, questionnaire.Text:
		return nil, false
	}
	if (c.To-c.From)/a.Stride() > most {
		return nil, false
	}
	for d := c.From; d <= c.To; d += a.Stride() {
		values = append(values, expression.Number(d))
	}
	return values, true
}

// arounds lists how the condition of its section can stand on a sheet with an answer in a cell.
func (p *plan) arounds(on *asked, cell int) []expression.Truth {
	switch cell - len(on.cells) {
	case 0:
		if p.conditions[on.Name].own == nil && p.form.ChoiceFilter(on.Name) == nil {
			return []expression.Truth{expression.No}
		}
		return []expression.Truth{expression.No, expression.Unsure, expression.Yes}
	case 1:
		return []expression.Truth{expression.Unsure, expression.Yes}
	}
	return []expression.Truth{expression.Yes}
}

// sort finds the classes that the sheets in every cell of on fall into, in the cells, then skipped and declined; none for
// a cell that is always empty. ok is false where answers are more than their cells. section is as root gives it.
func (p *plan) sort(on *asked, section int, class func(world) int) (classes [][]int, ok bool) {
	classes = make([][]int, len(on.sources))
	for cell := range classes {
		if on.sources[cell].none() {
			continue
		}
		values, ok := on.operands(cell)
		if !ok {
			return nil, false
		}
		for _, v := range values {
			for _, around := range p.arounds(on, cell) {
				if c := class(p.world(on.Name, v, section, around)); !slices.Contains(classes[cell], c) {
					classes[cell] = append(classes[cell], c)
				}
			}
		}
	}
	return classes, true
}

// those lists the cells of a class; whole is false where only a part of one of them is in it.
func those(classes [][]int, class int) (cells []int, whole bool) {
	whole = true
	for i, c := range classes {
		if slices.Contains(c, class) {
			cells = append(cells, i)
			whole = whole && len(c) == 1
		}
	}
	return cells, whole
}

// world is a sheet on which the question on, on which all the others hang, reads as v.
func (p *plan) world(on string, v expression.Value, section int, around expression.Truth) world {
	w := world{section: section, around: around}
	known := map[string]expression.Value{on: v}
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

// result is the operand of a question that is worked out without being tabulated, as Form.Check gives it.
func (p *plan) result(name string, w world) expression.Value {
	switch p.shown(name, w) {
	case expression.No:
		return expression.String("")
	case expression.Unsure:
		return expression.Value{}
	}
	v := p.form.Calculation(name).Evaluate(w.get, expression.Value{})
	d, number := v.Decimal()
	switch {
	case v.IsText():
		return expression.String(v.String())
	case number:
		return expression.Number(d)
	}
	return expression.Value{}
}

// shown is the condition of a question, that of its section included.
func (p *plan) shown(name string, w world) expression.Truth {
	c := p.conditions[name]
	around, own := w.around, truth(c.own, w.get)
	if c.section != w.section {
		around = truth(c.around, w.get)
	}
	switch {
	case around == expression.No || own == expression.No:
		return expression.No
	case around == expression.Unsure || own == expression.Unsure:
		return expression.Unsure
	}
	return expression.Yes
}

// truth evaluates a condition; none is true.
func truth(t *expression.Tree, get expression.Lookup) expression.Truth {
	if t == nil {
		return expression.Yes
	}
	return t.Evaluate(get, expression.Value{}).Truth()
}

// hides reports whether a question is skipped: its condition does not hold, or no option passes the filter.
func (p *plan) hides(q *asked, w world) bool {
	filter := p.form.ChoiceFilter(q.Name)
	hidden := p.shown(q.Name, w) == expression.No
	if hidden || filter == nil {
		return hidden
	}
	for _, o := range q.Options {
		with := func(name string) expression.Value {
			if column, ok := strings.CutPrefix(name, "@"); ok {
				return expression.String(o.Filter[column])
			}
			return w.get(name)
		}
		if truth(filter, with) != expression.No {
			return false
		}
	}
	return true
}

// classOf is the cell of a calculated question, skipped or declined, as Form.Check and CellsOf give it.
func (p *plan) classOf(q *asked, w world) int {
	skipped, declined := len(q.cells), len(q.cells)+1
	switch p.shown(q.Name, w) {
	case expression.No:
		return skipped
	case expression.Unsure:
		return declined
	}
	d, ok := p.form.Calculation(q.Name).Evaluate(w.get, expression.Value{}).Decimal()
	if !ok || d < q.Min || d > q.Max {
		return declined
	}
	d = min(q.Max, q.Min+(d-q.Min+q.Stride()/2)/q.Stride()*q.Stride())
	return q.CellsOf(questionnaire.Answer{State: questionnaire.Answered, Number: d})[0]
}
