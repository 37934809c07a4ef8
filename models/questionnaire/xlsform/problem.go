package xlsform

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Problem is something to tell about a form that was read. Key names a message of the catalogue (xlsform.*, form.*, expression.*),
// Args fill its placeholders.
type Problem struct {
	Sheet   string // as the file names it; empty for text that was pasted
	Row     int    // as the spreadsheet program numbers it, of text the line; 0 for the sheet as a whole
	Column  string // the heading; empty for the row as a whole
	Key     string
	Args    []any
	Refused bool // nothing was imported because of it; else it is worth a look
}

const maxProblems = 300 // are listed; a file of nonsense has one in every cell

// collector gathers problems.
type collector struct{ problems []Problem }

func (c *collector) refuse(sheet string, row int, column, key string, args ...any) {
	c.problems = append(c.problems, Problem{Sheet: sheet, Row: row, Column: column, Key: key, Args: args, Refused: true})
}

func (c *collector) remark(sheet string, row int, column, key string, args ...any) {
	c.problems = append(c.problems, Problem{Sheet: sheet, Row: row, Column: column, Key: key, Args: args})
}

func (c *collector) refused() bool {
	return slices.ContainsFunc(c.problems, func(p Problem) bool { return p.Refused })
}

// list gives the problems in the order of the file, refusals first where there are too many of them.
func (c *collector) list() []Problem {
	seen := map[string]bool{}
	c.problems = slices.DeleteFunc(c.problems, func(p Problem) bool { // the options of a list may serve many questions
		at := fmt.Sprint(p.Sheet, p.Row, p.Column, p.Key)
		again := seen[at] && p.Row > 0
		seen[at] = true
		return again
	})
	order := []string{}
	for _, p := range c.problems {
		if !slices.Contains(order, p.Sheet) {
			order = append(order, p.Sheet)
		}
	}
	if left := len(c.problems) - maxProblems; left > 0 {
		slices.SortStableFunc(c.problems, func(a, b Problem) int { return cmp.Compare(grade(a), grade(b)) })
		c.problems = append(c.problems[:maxProblems], Problem{Key: "xlsform.more", Args: []any{left}, Refused: c.refused()})
	}
	slices.SortStableFunc(c.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Sheet), slices.Index(order, b.Sheet)), cmp.Compare(a.Row, b.Row))
	})
	return c.problems
}

func grade(p Problem) int {
	if p.Refused {
		return 0
	}
	return 1
}

// place is where a section or a question stands in the file; options are the rows of its options, 0 where one has none.
type place struct {
	row     int
	options []int
}

// examine puts the questionnaire to the test and turns its faults into problems.
func (im *importer) examine() {
	_, faults := questionnaire.Examine(im.q)
	for _, f := range faults {
		if im.follows(f) {
			continue
		}
		sheet, row, column := im.locate(f)
		im.fault(sheet, row, column, f)
	}
}

// fault takes in a fault of the questionnaire. Of an expression that cannot be read it is told what is wrong there.
func (c *collector) fault(sheet string, row int, column string, f questionnaire.Fault) {
	p := Problem{Sheet: sheet, Row: row, Column: column, Key: f.Key, Args: f.Args, Refused: true}
	var inner *models.Error
	if errors.As(f.Err, &inner) {
		p.Key, p.Args = inner.Key, inner.Args
	}
	c.problems = append(c.problems, p)
}

// follows reports whether a fault is there only because something was refused already.
func (im *importer) follows(f questionnaire.Fault) bool {
	switch f.Key {
	case "form.reference", "form.later", "form.cycle":
		return len(f.Args) > 1 && im.dropped[fmt.Sprint(f.Args[1])]
	case "form.empty", "form.large":
		return im.refused()
	}
	return false
}

func (im *importer) locate(f questionnaire.Fault) (sheet string, row int, column string) {
	if f.Section < 0 {
		if f.Field == "sections" || im.settings == nil {
			return im.survey.sheet, 0, ""
		}
		column = map[string]string{"name": "form_id", "title": "form_title"}[f.Field]
		return im.settings.sheet, im.settings.first(), im.settings.heading(cmp.Or(column, f.Field))
	}
	at := im.sections[f.Section]
	if f.Question >= 0 {
		at = im.places[f.Section][f.Question]
	}
	if f.Option >= 0 && f.Option < len(at.options) && at.options[f.Option] > 0 {
		column = "name"
		if f.Key == "form.text" {
			column = "label"
		}
		return im.choices.sheet, at.options[f.Option], im.choices.heading(column)
	}
	columns := map[string]string{
		"text": "label", "title": "label", "kind": "type", "options": "type", "soft": "soft_constraint", "questions": "type",
	}
	column = f.Field
	if other, ok := columns[f.Field]; ok {
		column = other
	}
	return im.survey.sheet, at.row, im.survey.heading(column)
}

// several lists words as far as a message can carry them.
func several(words []string) string {
	const most = 12
	list := make([]string, 0, most)
	for _, w := range words[:min(len(words), most)] {
		list = append(list, short(w))
	}
	if len(words) > most {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

// short cuts what a cell holds to what a message can carry.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
