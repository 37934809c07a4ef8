package tabulation

import (
	"errors"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/unit"
)

// Tabulation counts sheets by unit and, over the whole round, by background class. It is not safe for concurrent use:
// each worker fills its own, Merge joins them.
type Tabulation struct {
	form    *questionnaire.Form
	layout  *Layout
	units   []unit.Unit // in the order of the tree: what is under a unit follows it
	end     []int       // one past the last unit under a unit
	index   map[models.ID]int
	own     []*Row // sheets of the unit itself, without units below
	classes []classes
	mark    mark
}

// classes are the rows of one background question.
type classes struct {
	question int
	rows     []*Row // its cells, skipped, declined
}

// New is a tabulation of no sheets.
func New(form *questionnaire.Form, tree *unit.Tree) *Tabulation {
	layout := NewLayout(form.Questions())
	t := &Tabulation{
		form: form, layout: layout, units: tree.Units(),
		index: make(map[models.ID]int, tree.Len()),
	}
	for i, u := range t.units {
		t.index[u.ID] = i
		t.end = append(t.end, i+len(tree.Under(u.ID)))
		t.own = append(t.own, layout.NewRow())
	}
	for i, q := range layout.questions {
		if !q.Background() {
			continue
		}
		c := classes{question: i}
		for range layout.places[i].width + 2 {
			c.rows = append(c.rows, layout.NewRow())
		}
		t.classes = append(t.classes, c)
	}
	return t
}

// Layout is where the counts of each question stand.
func (t *Tabulation) Layout() *Layout { return t.layout }

// Add counts a checked sheet of a unit. A unit that is not in the tree is Invalid with key "tabulation.unit": a sheet
// is never dropped silently.
func (t *Tabulation) Add(unit models.ID, sheet questionnaire.Sheet) error {
	i, ok := t.index[unit]
	if !ok {
		return models.Fail(models.Invalid, "tabulation.unit", unit)
	}
	t.layout.read(sheet, &t.mark)
	t.own[i].add(&t.mark)
	for _, c := range t.classes {
		c.rows[t.layout.places[c.question].class(&sheet[c.question])].add(&t.mark)
	}
	return nil
}

// Merge adds the sheets of other, which was made by New with the same form and tree; anything else is an Internal
// error.
func (t *Tabulation) Merge(other *Tabulation) error {
	if t.form != other.form || len(t.own) != len(other.own) {
		return &models.Error{
			Kind: models.Internal, Key: "error.internal",
			Err: errors.New("tabulation: merging tabulations of different rounds"),
		}
	}
	for i, row := range other.own {
		t.own[i].Merge(row)
	}
	for i, c := range other.classes {
		for j, row := range c.rows {
			t.classes[i].rows[j].Merge(row)
		}
	}
	return nil
}

// Own is the row of the sheets of a unit itself, nil for a unit that is not in the tree. It is not a copy.
func (t *Tabulation) Own(unit models.ID) *Row {
	if i, ok := t.index[unit]; ok {
		return t.own[i]
	}
	return nil
}

// Under is the row of all sheets of a unit and the units below it; the zero key gives the whole round.
func (t *Tabulation) Under(unit models.ID) *Row {
	start, end := 0, len(t.own)
	if i, ok := t.index[unit]; ok {
		start, end = i, t.end[i]
	} else if !unit.IsZero() {
		return nil
	}
	sum := t.layout.NewRow()
	for _, row := range t.own[start:end] {
		sum.Merge(row)
	}
	return sum
}

// Classes are the rows of the classes of a background question, given by its number in the layout: its cells in
// order, then skipped, then declined. Nil for any other question.
func (t *Tabulation) Classes(question int) []*Row {
	for _, c := range t.classes {
		if c.question == question {
			return c.rows
		}
	}
	return nil
}
