package plan

import (
	"fmt"

	"jianfu/models"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// The names of a question's two missing cells in column names, as in the codebook.
const (
	skippedName  = "-8"
	declinedName = "-9"
)

// Source says where the published count of a cell comes from. The zero Source is the cell that is always empty.
type Source struct {
	Column int      // from 1: a column of the row, rounded by a draw of its own
	Minus  []Source // else: the sheets of the row without these, not below 0
}

func (s Source) None() bool { return s.Column == 0 && s.Minus == nil }

// Value is the published count of the cell in a row over n sheets.
func (s Source) Value(row []int, n int) int {
	switch {
	case s.Column > 0:
		return row[s.Column-1]
	case s.Minus == nil:
		return 0
	}
	left := n
	for _, m := range s.Minus {
		left -= m.Value(row, n)
	}
	return max(0, left)
}

// Column is one published count of every row: that of a cell of a question, the cells followed by skipped, declined.
type Column struct {
	Name     string // question/cell
	Question int    // its place in the form
	Cell     int
}

// Question is a question that is tabulated, with the sources of its cells, then of skipped and of declined. A background
// question has none: its cells are groups, with exact numbers of sheets. Nor has one that is withheld.
type Question struct {
	questionnaire.Question
	Place       int // in the form, and so in a tabulation
	Cells       []questionnaire.Cell
	Sources     []Source
	Divides     bool
	Whole       bool                                       // tabulated for the whole round only
	Conditional bool                                       // logic can hide it
	met         map[questionnaire.State][]expression.Truth // how the condition of its section can stand; nil: not known
	derived     bool                                       // it is worked out from one other
	Hangs       []Hang                                     // what it shares with the one question that it hangs on
	Withheld    bool                                       // it hangs on one other in a way that cannot be told: its counts might be a second draw of others
}

// Withheld lists the questions of a form, by name, that no release will publish, so that it can be said beforehand: they
// hang on one other question in a way that cannot be told.
func Withheld(form *questionnaire.Form) []string {
	var names []string
	for _, q := range New(form).Questions {
		if q.Withheld {
			names = append(names, q.Name)
		}
	}
	return names
}

func (a *Question) Skipped() Source  { return a.Sources[len(a.Cells)] }
func (a *Question) Declined() Source { return a.Sources[len(a.Cells)+1] }

// Averaged reports whether the question is published with a mean of true values. What is worked out from other answers
// is not: its mean beside theirs would tell by subtraction what is withheld of one of them, and a mean of numbers that
// stand for options would tell their counts before rounding.
func (a *Question) Averaged() bool { return a.Wide() && a.Asked() }

// OneColumn reports whether the question is like the only option of a list to tick: given or not.
func (a *Question) OneColumn() bool {
	return a.Kind == questionnaire.Acknowledge || a.Kind == questionnaire.Text
}

// Plan is the columns of a release as they follow from the questionnaire. Columns from units on are of the row of the
// whole round only.
type Plan struct {
	form       *questionnaire.Form
	conditions map[string]condition // by question
	Questions  []Question
	ByName     map[string]int // of those that are tabulated
	Columns    []Column
	Units      int
	shared     map[string]Source // by what the sheets in them have in common
	known      map[string]bool   // questions whose cells are in shared
	budget     int               // what may still be evaluated, in bytes of expressions; below 0 nothing may
}

func New(form *questionnaire.Form) *Plan {
	p := &Plan{
		form: form, conditions: conditionsOf(form), ByName: make(map[string]int),
		shared: make(map[string]Source), known: make(map[string]bool), budget: mostEvaluated,
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
		p.ByName[q.Name] = len(p.Questions)
		p.Questions = append(p.Questions, Question{
			Question: q, Place: i, Cells: q.Cells(), Whole: round[q.Name],
			// The classes of a background question have exact sizes. What is worked out could give those of any question.
			Divides:     q.Background() && q.Asked(),
			Conditional: form.Relevance(q.Name) != nil || form.ChoiceFilter(q.Name) != nil,
		})
	}
	for i := range p.Questions {
		if !p.Questions[i].Whole {
			p.lay(&p.Questions[i])
		}
	}
	p.Units = len(p.Columns)
	for i := range p.Questions {
		if q := &p.Questions[i]; q.Whole && !q.Divides {
			p.lay(q)
		}
	}
	return p
}

func (p *Plan) Names() []string {
	names := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		names[i] = c.Name
	}
	return names
}

// ClassName is the name of a class of a background question: a cell, skipped or declined.
func (p *Plan) ClassName(question, class int) string {
	q := &p.Questions[question]
	return q.Name + "/" + q.cellName(class)
}

// cellName is the name of a cell, of skipped or of declined.
func (a *Question) cellName(cell int) string {
	switch cell - len(a.Cells) {
	case 0:
		return skippedName
	case 1:
		return declinedName
	}
	return a.Cells[cell].Name
}

// lay gives the cells of a question their sources, unless it is withheld. In a question of one choice between two the
// last cell follows from the others: a draw of its own would pin both. So does not given, where there is nothing else
// but given.
func (p *Plan) lay(q *Question) {
	if q.Kind == questionnaire.Calculated {
		if on, section := p.root(q, p.form.Calculation(q.Name)); on != nil {
			p.derive(q, on, section)
			return
		}
	}
	asking, words, ok := p.asking(q)
	if !ok {
		q.Withheld = true
		return
	}
	q.Hangs = p.hangs(q, asking)
	never := asking.sheets != nil && asking.of(int(expression.Yes)).empty() // then the missing are those of the other
	follows := -1
	switch {
	case never:
	case q.OneColumn():
		follows = len(q.Cells) + 1
	case q.Kind != questionnaire.Multiple && len(q.Cells) <= 2:
		follows = len(q.Cells) - 1
	}
	for i := range len(q.Cells) + 2 {
		var s Source
		switch {
		case i == follows, i < len(q.Cells) && never:
		case i == len(q.Cells):
			s = p.skipped(q, asking, words)
		case never:
			s = p.count(asking.of(int(expression.Unsure)), q, i)
		default:
			s = p.draw(q, i)
		}
		q.Sources = append(q.Sources, s)
	}
	if follows >= 0 {
		q.Sources[follows] = q.without(follows)
	}
}

// without is what is left of a row when all other cells of the question are taken away.
func (a *Question) without(cell int) Source {
	minus := []Source{}
	for i, s := range a.Sources {
		if i != cell {
			minus = append(minus, s)
		}
	}
	return Source{Minus: minus}
}

// draw makes a column for a cell. Questions that are worked out in the same way share theirs.
func (p *Plan) draw(q *Question, cell int) Source {
	key := ""
	if q.Kind == questionnaire.Calculated {
		key = fmt.Sprint("= ", p.form.Calculation(q.Name), " ", p.text(q), " ", q.Min, q.Max, q.Stride(), " ", q.cellName(cell))
		if cell < len(q.Cells) {
			key += " " + q.Cells[cell].To.String()
		}
		if s, ok := p.shared[key]; ok {
			return s
		}
	}
	p.Columns = append(p.Columns, Column{q.Name + "/" + q.cellName(cell), q.Place, cell})
	s := Source{Column: len(p.Columns)}
	if key != "" {
		p.shared[key] = s
	}
	return s
}

// Draws is how many rounded counts stand behind a cell.
func (s Source) Draws() int {
	if s.Column > 0 {
		return 1
	}
	n := 0
	for _, m := range s.Minus {
		n += m.Draws()
	}
	return n
}

// Divided reports whether the question has means of true values for parts of the round.
func (a *Question) Divided() bool { return a.Averaged() && a.Sources != nil && !a.Whole }

// Valid is the published number of n sheets on which the question is not missing, at most 2 off the true one.
func (a *Question) Valid(counts []int, n int) int { return n - a.Declined().Value(counts, n) }

// Class is what a class of a background question holds: a cell's label, or the state of a missing answer.
func (p *Plan) Class(question, class int) (models.Text, questionnaire.State) {
	q := &p.Questions[question]
	if state := q.state(class); state != questionnaire.Answered {
		return models.Text{}, state
	}
	return q.Cells[class].Label, questionnaire.Answered
}

// Published reports whether all counts of the question stand in a row; one that is not published is below 0.
func (a *Question) Published(counts []int) bool {
	for _, s := range a.Sources {
		if !s.published(counts) {
			return false
		}
	}
	return true
}

func (s Source) published(counts []int) bool {
	if s.Column > 0 {
		return counts[s.Column-1] >= 0
	}
	for _, m := range s.Minus {
		if !m.published(counts) {
			return false
		}
	}
	return true
}
