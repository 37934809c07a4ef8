package text

import (
	"fmt"
	"maps"
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Name is what asks for words: a question, or one option of it that asks for words besides.
type Name struct {
	Question string `json:"question"`
	Option   string `json:"option,omitempty"`
}

// column is a place on a sheet where words can stand.
type column struct {
	Name
	place int  // of the question in the form
	whole bool // for the whole round only, as its question is tabulated
}

func columnsOf(form *questionnaire.Form) []column {
	var columns []column
	for place, q := range form.Questions() {
		whole := q.Level == questionnaire.ByRound
		if q.Kind == questionnaire.Text {
			columns = append(columns, column{Name{Question: q.Name}, place, whole})
		}
		for _, o := range q.Options {
			if o.Specify {
				columns = append(columns, column{Name{q.Name, o.Name}, place, whole})
			}
		}
	}
	return columns
}

// Collector takes the words out of opened sheets. It is not safe for concurrent use: each worker has its own, and they are
// merged.
type Collector struct {
	columns []column
	texts   []map[models.ID][]string // by column and unit
}

// NewCollector makes an empty collector for the sheets of a form.
func NewCollector(form *questionnaire.Form) *Collector {
	c := &Collector{columns: columnsOf(form)}
	for range c.columns {
		c.texts = append(c.texts, map[models.ID][]string{})
	}
	return c
}

// Asks reports whether the form asks for words at all.
func (c *Collector) Asks() bool { return len(c.columns) > 0 }

// AddSheet takes the words of a checked sheet of the form.
func (c *Collector) AddSheet(unit models.ID, sheet questionnaire.Sheet) {
	for i, column := range c.columns {
		a := sheet[column.place]
		if a.State != questionnaire.Answered || column.Option != "" && !slices.Contains(a.Choices, column.Option) {
			continue
		}
		c.add(i, unit, a.Text)
	}
}

// Add takes words that were written under a name; empty ones are none. A name that the form does not have is an error.
func (c *Collector) Add(unit models.ID, name Name, words string) error {
	i := slices.IndexFunc(c.columns, func(column column) bool { return column.Name == name })
	if i < 0 {
		return fmt.Errorf("text: nothing asks for words under %s.%s", name.Question, name.Option)
	}
	c.add(i, unit, words)
	return nil
}

func (c *Collector) add(column int, unit models.ID, words string) {
	if words != "" {
		c.texts[column][unit] = append(c.texts[column][unit], words)
	}
}

// Merge takes what another collector of the same form has.
func (c *Collector) Merge(other *Collector) error {
	if !slices.EqualFunc(c.columns, other.columns, func(a, b column) bool { return a == b }) {
		return fmt.Errorf("text: collectors of two forms")
	}
	for i := range c.columns {
		for unit, texts := range maps.All(other.texts[i]) {
			c.texts[i][unit] = append(c.texts[i][unit], texts...)
		}
	}
	return nil
}
