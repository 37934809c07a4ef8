package xlsform

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/spreadsheet"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Import reads an XLSForm: a workbook (.xlsx, .xlsm) with the sheets survey, choices and settings, or a csv or Markdown
// file (.csv, .tsv, .txt, .md) in which the name of a sheet stands in the first cell of a row of its own. A file with
// one sheet is a survey, whatever the sheet is called.
//
// Where any problem is Refused the questionnaire is zero: a form goes in whole or not at all. Otherwise it passes
// questionnaire.Examine, and the problems are remarks. Errors are those of spreadsheet.Open and Workbook.Rows: a file
// that cannot be read at all.
func Import(file string, raw []byte) (questionnaire.Questionnaire, []Problem, error) {
	book, err := spreadsheet.Open(file, raw)
	if err != nil {
		return questionnaire.Questionnaire{}, nil, err
	}
	im := &importer{file: file, dropped: map[string]bool{}}
	if book.Text() {
		err = im.readText(book)
	} else {
		err = im.readBook(book)
	}
	if err != nil {
		return questionnaire.Questionnaire{}, nil, err
	}
	if im.survey != nil {
		im.build()
	}
	problems := im.list()
	if im.refused() {
		return questionnaire.Questionnaire{}, problems, nil
	}
	return im.q, problems, nil
}

// importer is a form on its way in.
type importer struct {
	collector
	file                      string
	survey, choices, settings *table // nil where missing
	fallback                  models.Lang
	lists                     map[string]*list
	names                     map[string]string // of questions: name in the file → name here
	taken                     namer             // names of questions
	listOf                    map[string]*list  // by name of a question in the file
	options                   int               // of all questions so far

	q        questionnaire.Questionnaire
	sections []place
	places   [][]place       // of the questions of each section
	dropped  map[string]bool // names of questions that were refused
}

// readBook reads the sheets of a workbook.
func (im *importer) readBook(book *spreadsheet.Workbook) error {
	tabs := book.Tabs()
	single := len(tabs) == 1
	var names []string
	for _, tab := range tabs {
		kind := strings.ToLower(strings.TrimSpace(tab.Name))
		if single {
			kind = sheetSurvey
		}
		names = append(names, tab.Name)
		if kind != sheetSurvey && kind != sheetChoices && kind != sheetSettings || im.table(kind) != nil {
			continue
		}
		t := &table{kind: kind, sheet: tab.Name}
		for row, err := range book.Rows(tab) {
			if err != nil {
				return err
			}
			if !t.add(&im.collector, row) {
				break
			}
		}
		t.merged(&im.collector, book.Merged())
		im.keep(t)
	}
	if im.survey == nil && !im.refused() {
		at := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(strings.TrimSpace(name), sheetSurvey) })
		if at >= 0 || single {
			im.refuse(names[max(at, 0)], 0, "", "xlsform.no_rows")
		} else {
			im.refuse("", 0, "", "xlsform.no_survey", several(names))
		}
	}
	return nil
}

// readText takes the reading of a text that has most columns of ours. Errors of other readings do not matter.
func (im *importer) readText(book *spreadsheet.Workbook) error {
	var best *importer
	var failure error
	for _, tab := range book.Tabs() {
		one := &importer{file: im.file, dropped: map[string]bool{}}
		err := one.readParts(book, tab)
		if best == nil || one.columns() > best.columns() {
			best, failure = one, err
		}
	}
	*im = *best
	if failure == nil && im.survey == nil && !im.refused() {
		im.refuse("", 0, "", "xlsform.no_table")
	}
	return failure
}

// readParts reads a text in which several sheets stand below each other.
func (im *importer) readParts(book *spreadsheet.Workbook, tab spreadsheet.Tab) error {
	t := &table{kind: sheetSurvey, sheet: sheetSurvey}
	for row, err := range book.Rows(tab) {
		if err != nil {
			im.keep(t)
			return err
		}
		if kind := strings.ToLower(strings.TrimSpace(row.Cells[0])); len(row.Cells) == 1 && kind != "" {
			ours := kind == sheetSurvey || kind == sheetChoices || kind == sheetSettings
			switch {
			case ours:
				im.keep(t)
				t = &table{kind: kind, sheet: kind}
				continue
			case t.head > 0 && t.columns[0].header == "": // another sheet, in the column of their names
				im.keep(t)
				t = &table{}
				continue
			}
		}
		if t.kind != "" && !t.add(&im.collector, row) {
			im.keep(t)
			t = &table{}
		}
	}
	im.keep(t)
	return nil
}

func (im *importer) table(kind string) *table {
	return map[string]*table{sheetSurvey: im.survey, sheetChoices: im.choices, sheetSettings: im.settings}[kind]
}

// keep files a table that is read; one without headings, or empty, is none.
func (im *importer) keep(t *table) {
	if t.head == 0 {
		if t.early > 0 && t.kind != sheetSettings && t.kind != "" && t.sheet != "" && im.table(t.kind) == nil {
			key := "xlsform.columns_missing"
			if t.kind == sheetChoices {
				key = "xlsform.choice_columns_missing"
			}
			im.refuse(t.sheet, 0, "", key)
		}
		return
	}
	switch {
	case im.table(t.kind) != nil:
	case t.kind == sheetSurvey:
		im.survey = t
	case t.kind == sheetChoices:
		im.choices = t
	case t.kind == sheetSettings:
		im.settings = t
	}
}

// columns counts the columns that are known.
func (im *importer) columns() int {
	n := 0
	for _, t := range []*table{im.survey, im.choices, im.settings} {
		if t != nil {
			for _, c := range t.columns {
				if c.base != "" {
					n++
				}
			}
		}
	}
	return n
}

// build makes the questionnaire of the tables.
func (im *importer) build() {
	im.readSettings()
	im.leaveOut()
	im.readChoices()
	im.nameQuestions()
	im.readSurvey()
	im.translations()
	if im.q.Minutes == 0 && im.minutes() == "" {
		im.q.Minutes = minutes(im.q)
		im.remark(im.survey.sheet, 0, "", "xlsform.minutes_made", im.q.Minutes)
	}
	im.examine()
}

// minutes is how long a questionnaire takes at seven seconds a question, as the built-in ones do; at least 1.
func minutes(q questionnaire.Questionnaire) int {
	asked := 0
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			if question.Asked() {
				asked++
			}
		}
	}
	return max(1, (asked*7+59)/60)
}

// leaveOut says which filled columns are passed over: other languages, and what nobody here knows.
func (im *importer) leaveOut() {
	for _, t := range []*table{im.survey, im.choices} {
		if t == nil {
			continue
		}
		var unknown []string
		filters := t.filterColumns()
		for i, c := range t.columns {
			filled := slices.ContainsFunc(t.rows, func(r record) bool { return i < len(r.cells) && r.cells[i] != "" })
			switch {
			case !filled || c.header == "":
			case c.other:
				im.remark(t.sheet, t.head, c.header, "xlsform.language")
			case c.base == "" && !slices.Contains(filters, i):
				unknown = append(unknown, c.header)
			}
		}
		if len(unknown) > 0 {
			im.remark(t.sheet, t.head, "", "xlsform.columns_unknown", several(unknown))
		}
	}
}

// stem is the name of the file without folder and extension.
func (im *importer) stem() string {
	name := path.Base(strings.ReplaceAll(im.file, `\`, "/"))
	return strings.TrimSuffix(name, path.Ext(name))
}

// translations counts the rows that have a wording in one language only.
func (im *importer) translations() {
	for _, t := range []*table{im.survey, im.choices} {
		if t == nil {
			continue
		}
		var first, missing [2]int
		var any [2]bool
		for _, r := range t.rows {
			text := t.text(r, "label", im.fallback)
			for i, words := range []string{text.Zh, text.En} {
				any[i] = any[i] || words != ""
				if words == "" && !text.IsZero() {
					if missing[i]++; missing[i] == 1 {
						first[i] = r.number
					}
				}
			}
		}
		if missing[0] > 0 {
			im.remark(t.sheet, first[0], t.heading("label"), "xlsform.missing_zh", missing[0])
		}
		if missing[1] > 0 && any[1] {
			im.remark(t.sheet, first[1], t.heading("label"), "xlsform.missing_en", missing[1])
		}
	}
}
