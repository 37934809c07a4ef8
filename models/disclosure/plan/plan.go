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
	left := n
	for _, m := range s.minus {
		left -= m.value(row, n)
	}
	return max(0, left)
}

// column is one published count of every row: that of a cell of a question, the cells followed by skipped, declined.
type column struct {
	name     string // question/cell
	question int    // its place in the form
	cell     int
}

// asked is a question that is tabulated, with the sources of its cells, then of skipped and of declined. A background
// question has none: its cells are groups, with exact numbers of sheets. Nor has one that is withheld.
type asked struct {
	questionnaire.Question
	place       int // in the form, and so in a tabulation
	cells       []questionnaire.Cell
	sources     []source
	background  bool
	whole       bool                                       // tabulated for the whole round only
	conditional bool                                       // logic can hide it
	met         map[questionnaire.State][]expression.Truth // how the condition of its section can stand; nil: not known
	derived     bool                                       // it is worked out from one other
	withheld    bool                                       // it hangs on one other in a way that cannot be told: its counts might be a second draw of others
}

// Withheld lists the questions of a form, by name, that no release will publish, so that it can be said beforehand: they
// hang on one other question in a way that cannot be told.
func Withheld(form *questionnaire.Form) []string {
	var names []string
	for _, q := range newPlan(form).questions {
		if q.withheld {
			names = append(names, q.Name)
		}
	}
	return names
}

func (a *asked) skipped() source  { return a.sources[len(a.cells)] }
func (a *asked) declined() source { return a.sources[len(a.cells)+1] }

// averaged reports whether the question is published with a mean of true values. What is worked out from other answers
// is not: its mean beside theirs would tell by subtraction what is withheld of one of them, and a mean of numbers that
// stand for options would tell their counts before rounding.
func (a *asked) averaged() bool { return a.Wide() && a.Asked() }

// oneColumn reports whether the question is like the only option of a list to tick: given or not.
func (a *asked) oneColumn() bool {
	return a.Kind == questionnaire.Acknowledge || a.Kind == questionnaire.Text
}

// plan is the columns of a release as they follow from the questionnaire. Columns from units on are of the row of the
// whole round only.
type plan struct {
	form       *questionnaire.Form
	conditions map[string]condition // by question
	questions  []asked
	byName     map[string]int // of those that are tabulated
	columns    []column
	units      int
	shared     map[string]source // by what the sheets in them have in common
	known      map[string]bool   // questions whose cells are in shared
	budget     int               // what may still be evaluated, in bytes of expressions; below 0 nothing may
}

func newPlan(form *questionnaire.Form) *plan {
	p := &plan{
		form: form, conditions: conditionsOf(form), byName: make(map[string]int),
		shared: make(map[string]source), known: make(map[string]bool), budget: mostEvaluated,
	}
	round := make(map[string]bool) // by its level, or because it is worked out from one that is
	for i, q := range form.Questions() {
		round[q.Name] = q.Level == questionnaire.ByRound
		if !q.Asked() {
			for _, on := range references(form.Calculation(q.Name), form.Relevance(q.Name)) {
				round[q.Name] = round[q.Name] || round[on]
			}
		}
		if !q.Tabulated() {
			continue
		}
		p.byName[q.Name] = len(p.questions)
		p.questions = append(p.questions, asked{
			Question: q, place: i, cells: q.Cells(), whole: round[q.Name],
			// The classes of a background question have exact sizes. What is worked out could give those of any question.
			background:  q.Background() && q.Asked(),
			conditional: form.Relevance(q.Name) != nil || form.ChoiceFilter(q.Name) != nil,
		})
	}
	for i := range p.questions {
		if !p.questions[i].whole {
			p.lay(&p.questions[i])
		}
	}
	p.units = len(p.columns)
	for i := range p.questions {
		if q := &p.questions[i]; q.whole && !q.background {
			p.lay(q)
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
	return q.Name + "/" + q.cellName(class)
}

// cellName is the name of a cell, of skipped or of declined.
func (a *asked) cellName(cell int) string {
	switch cell - len(a.cells) {
	case 0:
		return skippedName
	case 1:
		return declinedName
	}
	return a.cells[cell].Name
}

// lay gives the cells of a question their sources, unless it is withheld. In a question of one choice between two the
// last cell follows from the others: a draw of its own would pin both. So does not given, where there is nothing else
// but given.
func (p *plan) lay(q *asked) {
	if q.Kind == questionnaire.Calculated {
		if on, section := p.root(q, p.form.Calculation(q.Name)); on != nil {
			p.derive(q, on, section)
			return
		}
	}
	asking, words, ok := p.asking(q)
	if !ok {
		q.withheld = true
		return
	}
	never := asking.sheets != nil && asking.of(int(expression.Yes)).empty() // then the missing are those of the other
	follows := -1
	switch {
	case never:
	case q.oneColumn():
		follows = len(q.cells) + 1
	case q.Kind != questionnaire.Multiple && len(q.cells) <= 2:
		follows = len(q.cells) - 1
	}
	for i := range len(q.cells) + 2 {
		var s source
		switch {
		case i == follows, i < len(q.cells) && never:
		case i == len(q.cells):
			s = p.skipped(q, asking, words)
		case never:
			s = p.count(asking.of(int(expression.Unsure)), q, i)
		default:
			s = p.draw(q, i)
		}
		q.sources = append(q.sources, s)
	}
	if follows >= 0 {
		q.sources[follows] = q.without(follows)
	}
}

// without is what is left of a row when all other cells of the question are taken away.
func (a *asked) without(cell int) source {
	minus := []source{}
	for i, s := range a.sources {
		if i != cell {
			minus = append(minus, s)
		}
	}
	return source{minus: minus}
}

// draw makes a column for a cell. Questions that are worked out in the same way share theirs.
func (p *plan) draw(q *asked, cell int) source {
	key := ""
	if q.Kind == questionnaire.Calculated {
		key = fmt.Sprint("= ", p.form.Calculation(q.Name), " ", p.text(q), " ", q.Min, q.Max, q.Stride(), " ", q.cellName(cell))
		if cell < len(q.cells) {
			key += " " + q.cells[cell].To.String()
		}
		if s, ok := p.shared[key]; ok {
			return s
		}
	}
	p.columns = append(p.columns, column{q.Name + "/" + q.cellName(cell), q.place, cell})
	s := source{column: len(p.columns)}
	if key != "" {
		p.shared[key] = s
	}
	return s
}
