package xlsform

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// The languages as headings name them.
const (
	chinese = "中文 (zh)"
	english = "English (en)"
)

// Export writes a questionnaire as a workbook (.xlsx) that Import reads back without a change, if
// questionnaire.Examine finds no fault in it. Other tools for XLSForm open it: what stands in columns of ours is written
// in theirs, too, as far as they have any, and they pass over the rest. Blanks at the ends of wordings and expressions
// are not kept.
func Export(q questionnaire.Questionnaire) ([]byte, error) { return write(newSheets(q), nil) }

// Explained is Export with a sheet that says, in the words of say, what the columns mean and how to mend the file.
func Explained(q questionnaire.Questionnaire, say models.Say) ([]byte, error) {
	return write(newSheets(q), say)
}

// cells is one row by heading.
type cells map[string]string

func (c cells) set(heading, value string) {
	if value != "" {
		c[heading] = value
	}
}

func (c cells) text(base string, t models.Text) {
	c.set(base+"::"+chinese, t.Zh)
	c.set(base+"::"+english, t.En)
}

func (c cells) yes(heading string, is bool) {
	if is {
		c[heading] = "yes"
	}
}

// sheets is a questionnaire as rows.
type sheets struct {
	survey, choices []cells
	settings        cells
	lists           []named
	taken           namer // names of lists
	groups          namer
	filters         []string // columns for choice filters, sorted
}

type named struct {
	name    string
	options []questionnaire.Option
}

func newSheets(q questionnaire.Questionnaire) *sheets {
	x := &sheets{settings: cells{}, taken: namer{}, groups: namer{}}
	x.settings.set("form_title", q.Title.In(models.Chinese))
	x.settings.set("form_id", q.Name)
	x.settings.set("version", q.Version)
	x.settings.set("default_language", chinese)
	if q.Title.Zh == "" {
		x.settings["default_language"] = english
	}
	x.settings.text("display_title", q.Title)
	x.settings.set("minutes", itoa(q.Minutes))
	x.settings.yes("no_decline", q.NoDecline)
	columns := map[string]bool{}
	for _, s := range q.Sections {
		x.groups[s.Name] = true
		for _, question := range s.Questions {
			x.groups[question.Name] = true
			for _, o := range question.Options {
				for column := range o.Filter {
					columns[column] = true
				}
			}
		}
	}
	x.filters = slices.Sorted(maps.Keys(columns))
	for _, s := range q.Sections {
		x.section(s)
	}
	return x
}

func (x *sheets) section(s questionnaire.Section) {
	begin := cells{"type": "begin_group", "name": s.Name}
	begin.text("label", s.Title)
	begin.text("hint", s.Note)
	begin.set("relevant", s.Relevant)
	x.survey = append(x.survey, begin)
	matrix := ""
	for i, q := range s.Questions {
		inTable := q.Kind == questionnaire.Single || q.Kind == questionnaire.Scale
		if matrix != "" && (!inTable || q.Matrix != matrix) {
			x.survey = append(x.survey, cells{"type": "end_group"})
			matrix = ""
		}
		if inTable && q.Matrix != "" && matrix == "" && tabular(s.Questions[i:]) {
			matrix = q.Matrix
			name := x.groups.take(cmp.Or(slug(matrix, '_'), "table"), "table")
			x.survey = append(x.survey, cells{"type": "begin_group", "name": name, "appearance": "table-list"})
		}
		x.survey = append(x.survey, x.question(q))
	}
	if matrix != "" {
		x.survey = append(x.survey, cells{"type": "end_group"})
	}
	x.survey = append(x.survey, cells{"type": "end_group"})
}

// tabular reports whether the run of questions in the matrix of the first one is what table-list takes: choices without
// a filter.
func tabular(questions []questionnaire.Question) bool {
	for _, q := range questions {
		if q.Matrix != questions[0].Matrix {
			break
		}
		if q.Kind != questionnaire.Single && q.Kind != questionnaire.Scale || q.ChoiceFilter != "" {
			return false
		}
	}
	return true
}

// question writes one row of the survey.
func (x *sheets) question(q questionnaire.Question) cells {
	c := cells{"name": q.Name}
	c.text("label", q.Text)
	c.text("hint", q.Hint)
	c.yes("required", q.Required)
	c.text("required_message", q.RequiredMessage)
	c.set("relevant", q.Relevant)
	c.text("constraint_message", q.ConstraintMessage)
	c.set("soft_constraint", q.Soft)
	c.text("soft_constraint_message", q.SoftMessage)
	c.set("default", q.Default)
	c.set("choice_filter", q.ChoiceFilter)
	c.set("calculation", q.Calculation)
	c.set("matrix", q.Matrix)
	c.set("level", string(q.Level))
	c.yes("reversed", q.Reversed)
	c.text("construct", q.Construct)
	c.set("bands", numbers(q.Bands))
	c.text("unit", q.Unit)
	c.set("first", q.First)
	c.set("last", q.Last)
	c.set("period", string(q.Period))
	for heading, n := range map[string]int{"at_most": q.AtMost, "at_least": q.AtLeast, "length": q.Length} {
		if n != 0 {
			c[heading] = itoa(n)
		}
	}
	if quantity := q.Kind == questionnaire.Integer || q.Kind == questionnaire.Quantity; quantity || q.Min != 0 || q.Max != 0 {
		c["min"], c["max"] = q.Min.String(), q.Max.String()
	}
	if q.Step != 0 {
		c["step"] = q.Step.String()
	}
	if q.Asked() {
		c.set("constraint", constraint(q))
	}
	c.set("appearance", appearance(q))
	c["type"] = kindType(q.Kind)
	if len(q.Options) > 0 {
		c["type"] += " " + x.list(q)
	}
	return c
}

func appearance(q questionnaire.Question) string {
	switch {
	case q.Kind == questionnaire.Scale && q.Appearance == questionnaire.Rating:
		return "likert rating"
	case q.Kind == questionnaire.Scale:
		return "likert"
	case q.Kind == questionnaire.Date && q.Period == questionnaire.Year:
		return "year"
	case q.Kind == questionnaire.Date:
		return "month-year"
	}
	return string(q.Appearance)
}

func kindType(kind questionnaire.Kind) string {
	switch kind {
	case questionnaire.Single, questionnaire.Scale:
		return "select_one"
	case questionnaire.Multiple:
		return "select_multiple"
	case questionnaire.Ranking:
		return "rank"
	case questionnaire.Calculated:
		return "calculate"
	}
	return string(kind) // the others are called the same
}

// list gives the name of the list of a question's options: an earlier one that is the same, or a new one.
func (x *sheets) list(q questionnaire.Question) string {
	for _, l := range x.lists {
		if reflect.DeepEqual(l.options, q.Options) {
			return l.name
		}
	}
	name := x.taken.take(q.Name, "list")
	x.lists = append(x.lists, named{name, q.Options})
	for _, o := range q.Options {
		c := cells{"list_name": name, "name": o.Name}
		c.text("label", o.Text)
		c.yes("exclusive", o.Exclusive)
		c.yes("specify", o.Specify)
		for column, value := range o.Filter {
			c.set(filterHeading(column), value)
		}
		x.choices = append(x.choices, c)
	}
	return name
}

// filterHeading is the heading of a column for choice filters.
func filterHeading(column string) string {
	if readColumn(sheetChoices, column).base != "" || !isFilter(column) || strings.HasPrefix(column, filterPrefix) {
		return filterPrefix + column
	}
	return column
}
