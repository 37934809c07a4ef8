package xlsform

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"jianfu/models"
	"jianfu/models/spreadsheet"
)

// Bounds of a form; of questions Examine admits 500, too.
const (
	MaxRows    = 2_000  // of the sheet survey
	MaxChoices = 5_000  // rows of the sheet choices
	MaxOptions = 10_000 // of all questions together
	MaxText    = 16_000 // characters of a cell
	maxFilters = 50     // columns of choices for choice filters
	headRows   = 10     // the headings stand within these rows
)

// The sheets.
const (
	sheetSurvey   = "survey"
	sheetChoices  = "choices"
	sheetSettings = "settings"
)

// column is what a heading says: the name of the column without case, by its present name, and the language.
type column struct {
	header string // as it stands there
	base   string // empty where it is not one of ours
	lang   models.Lang
	other  bool // a language that we do not have
}

// table is one sheet below its headings.
type table struct {
	kind, sheet string
	head        int // row of the headings, 0 while there are none
	columns     []column
	rows        []record
	early       int // rows that stood above the headings
}

type record struct {
	number int
	cells  []string // beside columns, as far as there are any
}

// known lists the columns of each sheet, those with wordings first, which may come in languages.
func known(kind string) (wordings, others []string) {
	switch kind {
	case sheetSurvey:
		return []string{"label", "hint", "required_message", "constraint_message", "unit", "construct", "soft_constraint_message"},
			[]string{
				"type", "name", "required", "relevant", "constraint", "default", "appearance", "parameters", "choice_filter",
				"calculation", "read_only", "bands", "at_most", "at_least", "first", "last", "period", "level", "reversed",
				"soft_constraint", "length", "min", "max", "step", "matrix",
			}
	case sheetChoices:
		return []string{"label"}, []string{"list_name", "name", "exclusive", "specify"}
	}
	return []string{"display_title"}, []string{"form_title", "form_id", "version", "default_language", "minutes", "no_decline"}
}

// alias gives the present name of a column.
func alias(kind, base string) string {
	switch base {
	case "caption":
		return "label"
	case "tag", "value":
		if kind != sheetSettings {
			return "name"
		}
	case "command":
		return "type"
	case "relevance":
		return "relevant"
	case "calculate":
		return "calculation"
	case "constraining_message":
		return "constraint_message"
	case "requiredmsg":
		return "required_message"
	case "readonly":
		return "read_only"
	case "id_string", "set_form_id":
		return "form_id"
	case "set_form_title", "title":
		return "form_title"
	}
	return base
}

// readColumn understands a heading: "label", "Label::中文 (zh)", "constraint message : English".
func readColumn(kind, header string) column {
	c := column{header: strings.TrimSpace(header)}
	name, lang, found := strings.Cut(strings.ReplaceAll(width.Fold.String(c.header), "::", ":"), ":")
	base := alias(kind, strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_"))
	wordings, others := known(kind)
	switch {
	case slices.Contains(wordings, base):
		c.base = base
		if found {
			c.lang = language(lang)
			c.other = c.lang == ""
		}
	case slices.Contains(others, base) && !found:
		c.base = base
	}
	return c
}

// add takes the next row of the sheet. Errors never; what is wrong is collected.
func (t *table) add(c *collector, r spreadsheet.Row) (more bool) {
	if t.head == 0 {
		if !t.tryHead(r) {
			t.early++
		} else {
			t.check(c)
		}
		return t.early < headRows
	}
	limit := MaxRows
	if t.kind == sheetChoices {
		limit = MaxChoices
	}
	if len(t.rows) >= limit {
		c.refuse(t.sheet, r.Number, "", "xlsform.rows_many", limit)
		return false
	}
	line := record{number: r.Number, cells: make([]string, min(len(r.Cells), len(t.columns)))}
	blank := true
	for i := range line.cells {
		cell := tidy(r.Cells[i])
		if t.columns[i].header == "" {
			continue
		}
		switch {
		case cell == "" && slices.Contains(r.Formulas, i):
			c.refuse(t.sheet, r.Number, t.columns[i].header, "xlsform.formula")
		case len(cell) > MaxText && utf8.RuneCountInString(cell) > MaxText:
			c.refuse(t.sheet, r.Number, t.columns[i].header, "xlsform.cell_long", MaxText)
			cell = ""
		}
		line.cells[i] = cell
		blank = blank && cell == ""
	}
	if !blank {
		t.rows = append(t.rows, line)
	}
	return true
}

// tryHead takes a row for the headings if it has the column without which a sheet means nothing.
func (t *table) tryHead(r spreadsheet.Row) bool {
	var columns []column
	found := false
	for _, cell := range r.Cells {
		c := readColumn(t.kind, tidy(cell))
		columns = append(columns, c)
		found = found || c.base == "type" || c.base == "list_name" || t.kind == sheetSettings && c.base != ""
	}
	if found {
		t.head, t.columns = r.Number, columns
	}
	return found
}

// check looks for columns that stand there twice.
func (t *table) check(c *collector) {
	for i, a := range t.columns {
		if a.base != "" && !a.other && slices.ContainsFunc(t.columns[:i], func(b column) bool { return a.base == b.base && a.lang == b.lang && !b.other }) {
			c.refuse(t.sheet, t.head, a.header, "xlsform.column_twice")
		}
	}
}

// merged refuses merged cells that leave blank what people see filled: downwards, and in the headings. Across a row the
// first cell holds it all.
func (t *table) merged(c *collector, ranges []spreadsheet.Range) {
	for _, r := range ranges {
		i := r.Left - 1
		if i >= len(t.columns) || t.columns[i].header == "" || r.Bottom < t.head || r.Top == r.Bottom && r.Top != t.head || t.head == 0 {
			continue
		}
		at, found := slices.BinarySearchFunc(t.rows, r.Top, func(l record, row int) int { return l.number - row })
		if r.Top > t.head && (!found || len(t.rows[at].cells) <= i || t.rows[at].cells[i] == "") {
			continue
		}
		area := spreadsheet.Column(r.Left) + itoa(r.Top) + ":" + spreadsheet.Column(r.Right) + itoa(r.Bottom)
		c.refuse(t.sheet, r.Top, t.columns[i].header, "xlsform.merged", area)
	}
}

// at gives a cell by the name and language of its column.
func (t *table) at(r record, base string, lang models.Lang) string {
	for i, c := range t.columns {
		if c.base == base && c.lang == lang && !c.other && i < len(r.cells) {
			return r.cells[i]
		}
	}
	return ""
}

// heading gives the heading of a column as the file has it, else its proper name.
func (t *table) heading(base string) string {
	for _, c := range t.columns {
		if c.base == base && !c.other {
			return c.header
		}
	}
	return base
}

// first is the number of the first row below the headings.
func (t *table) first() int {
	if len(t.rows) == 0 {
		return 0
	}
	return t.rows[0].number
}

// text gives a wording in both languages; a column without a language is that of fallback.
func (t *table) text(r record, base string, fallback models.Lang) models.Text {
	text := models.Text{Zh: t.at(r, base, models.Chinese), En: t.at(r, base, models.English)}
	plain := t.at(r, base, "")
	switch {
	case fallback == models.Chinese && text.Zh == "":
		text.Zh = plain
	case fallback == models.English && text.En == "":
		text.En = plain
	}
	return text
}
