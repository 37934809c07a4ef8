package disclosure

import (
	"fmt"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// The names of a question's two missing cells in column names, as in the codebook.
const (
	skippedName  = "-8"
	declinedName = "-9"
)

// source says where the published count of a cell comes from. The zero source is the cell that is always empty.
type source struct {
	column int      // from 1: a column of the row, rounded by a draw of its own
	minus  []source // else: the sheets of the row without these, not below 0
}

func (s source) none() bool { return s.column == 0 && s.minus == nil }

// value is the published count of the cell in a row over n sheets.
func (s source) value(row []int, n int) int {
	switch {
	case s.column > 0:
		return row[s.column-1]
	case s.minus == nil:
		return 0
	}
	for _, m := range s.minus {
		n -= m.value(row, n)
	}
	return max(0, n)
}

// column is one published count of every row: that of a cell of a question, the cells followed by skipped, declined.
type column struct {
	name     string // question/cell
	question int
	cell     int
}

// asked is a question with the sources of its cells, then of skipped and of declined. A background question has none:
// its cells are groups, with exact numbers of sheets.
type asked struct {
	questionnaire.Question
	cells      []questionnaire.Cell
	relevant   *expression.Tree // nil: always
	sources    []source
	background bool
	whole      bool // tabulated for the whole round only
}

func (a *asked) skipped() source  { return a.sources[len(a.cells)] }
func (a *asked) declined() source { return a.sources[len(a.cells)+1] }

// plan is the columns of a release as they follow from the questionnaire. Columns from units on are of the row of the
// whole round only.
type plan struct {
	questions []asked
	byName    map[string]int
	columns   []column
	units     int
	shared    map[string]source // of skipped cells, by what they hang on
}

func newPlan(form *questionnaire.Form) *plan {
	p := &plan{byName: make(map[string]int), shared: make(map[string]source)}
	for i, q := range form.Questions() {
		p.byName[q.Name] = i
		p.questions = append(p.questions, asked{
			Question: q, cells: q.Cells(), relevant: form.Relevance(q.Name),
			background: q.Background(), whole: q.Level == questionnaire.ByRound,
		})
	}
	for i := range p.questions {
		if !p.questions[i].whole {
			p.lay(i)
		}
	}
	p.units = len(p.columns)
	for i := range p.questions {
		if q := &p.questions[i]; q.whole && !q.background {
			p.lay(i)
		}
	}
	return p
}

func (p *plan) names() []string {
	names := make([]string, len(p.columns))
	for i, c := range p.columns {
		names[i] = c.name
	}
	return names
}

// className is the name of a class of a background question: a cell, skipped or declined.
func (p *plan) className(question, class int) string {
	q := &p.questions[question]
	switch class - len(q.cells) {
	case 0:
		return q.Name + "/" + skippedName
	case 1:
		return q.Name + "/" + declinedName
	}
	return q.Name + "/" + q.cells[class].Name
}

// lay gives the cells of a question their sources. In a question of one choice between two the last cell follows from
// the others: a draw of its own would pin both.
func (p *plan) lay(question int) {
	q := &p.questions[question]
	for i := range q.cells {
		if follows := q.Kind != questionnaire.Multiple && len(q.cells) <= 2 && i == len(q.cells)-1; follows {
			q.sources = append(q.sources, source{})
			continue
		}
		q.sources = append(q.sources, p.draw(question, i, q.cells[i].Name))
	}
	q.sources = append(q.sources, p.skipped(question))
	q.sources = append(q.sources, p.draw(question, len(q.cells)+1, declinedName))
	if last := len(q.cells) - 1; last >= 0 && q.sources[last].none() {
		q.sources[last] = source{minus: append(append([]source{}, q.sources[:last]...), q.skipped(), q.declined())}
	}
}

func (p *plan) draw(question, cell int, name string) source {
	p.columns = append(p.columns, column{p.questions[question].Name + "/" + name, question, cell})
	return source{column: len(p.columns)}
}

// skipped finds the cell that counts the same sheets as the skipped cell of a question, or makes a new one.
func (p *plan) skipped(question int) source {
	q := &p.questions[question]
	if q.relevant == nil {
		return source{}
	}
	key := q.relevant.String()
	if names := q.relevant.References(); len(names) == 1 {
		if on := &p.questions[p.byName[names[0]]]; on.sources != nil {
			s, same := hinge(on, q.relevant)
			if s != nil {
				return *s
			}
			key = names[0] + " " + same
		}
	}
	if s, ok := p.shared[key]; ok {
		return s
	}
	s := p.draw(question, len(q.cells), skippedName)
	p.shared[key] = s
	return s
}

// hinge looks for the one cell of on, or the one complement of a cell, that makes the condition false. Where there is
// none, same tells which sheets are skipped: conditions with the same text skip the same sheets.
func hinge(on *asked, condition *expression.Tree) (found *source, same string) {
	if on.Kind == questionnaire.Multiple {
		for i, c := range on.cells {
			tick := "selected(${" + on.Name + "}, '" + c.Name + "')"
			switch condition.String() {
			case tick:
				return &source{minus: []source{on.sources[i], on.declined()}}, ""
			case "not(" + tick + ")":
				return &on.sources[i], ""
			}
		}
		return nil, condition.String()
	}
	var off, rest []int // cells on which the condition is false, and the others
	for i := range on.sources[:len(on.cells)+1] {
		truth, whole := truthOn(on, i, condition)
		switch {
		case !whole:
			return nil, condition.String()
		case on.sources[i].none(): // nobody skips a question that is always shown
		case truth == expression.No:
			off = append(off, i)
		default:
			rest = append(rest, i)
		}
	}
	switch {
	case len(off) == 1:
		return &on.sources[off[0]], ""
	case len(rest) == 1:
		return &source{minus: []source{on.sources[rest[0]], on.declined()}}, ""
	}
	return nil, fmt.Sprint(off)
}

// most is how many values of a cell are tried.
const most = 5000

// truthOn evaluates the condition for every answer in a cell. whole tells whether it is the same for all of them.
func truthOn(on *asked, cell int, condition *expression.Tree) (truth expression.Truth, whole bool) {
	evaluate := func(v expression.Value) expression.Truth {
		return condition.Evaluate(func(string) expression.Value { return v }, expression.Value{}).Truth()
	}
	if cell == len(on.cells) {
		return evaluate(expression.String("")), true
	}
	c := on.cells[cell]
	if on.Kind == questionnaire.Single || on.Kind == questionnaire.Scale {
		return evaluate(expression.String(c.Name)), true
	}
	if (c.To-c.From)/on.Stride() > most {
		return expression.Unsure, false
	}
	truth = evaluate(expression.Number(c.From))
	for d := c.From + on.Stride(); d <= c.To; d += on.Stride() {
		if evaluate(expression.Number(d)) != truth {
			return expression.Unsure, false
		}
	}
	return truth, true
}
