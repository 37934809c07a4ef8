package xlsform

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// line is one row of a table that is being read. It remembers which cells were of use.
type line struct {
	record
	im   *importer
	t    *table
	used []string
}

func (im *importer) line(t *table, r record) *line { return &line{record: r, im: im, t: t} }

func (l *line) use(bases ...string) { l.used = append(l.used, bases...) }

// cell gives a cell that needs no language.
func (l *line) cell(base string) string {
	l.use(base)
	return l.t.at(l.record, base, "")
}

func (l *line) text(base string) models.Text {
	l.use(base)
	return l.t.text(l.record, base, l.im.fallback)
}

func (l *line) refuse(base, key string, args ...any) {
	l.im.refuse(l.t.sheet, l.number, l.t.heading(base), key, args...)
}

func (l *line) remark(base, key string, args ...any) {
	l.im.remark(l.t.sheet, l.number, l.t.heading(base), key, args...)
}

// yes reads a cell that says yes or no.
func (l *line) yes(base string) bool {
	cell := l.cell(base)
	switch strings.ToLower(strings.TrimSuffix(cell, "()")) {
	case "yes", "y", "true", "1", "是":
		return true
	case "", "no", "n", "false", "0", "否":
		return false
	}
	l.refuse(base, "xlsform.yes_no", short(cell))
	return false
}

// decimal reads a number; ok is false where there is none.
func (l *line) decimal(base string) (d questionnaire.Decimal, ok bool) {
	cell := l.cell(base)
	if cell == "" {
		return 0, false
	}
	d, err := questionnaire.ParseDecimal(cell)
	if err != nil {
		l.refuse(base, "xlsform.number", short(cell))
		return 0, false
	}
	return d, true
}

// count reads a whole number from 0 on.
func (l *line) count(base string) int {
	cell := width.Fold.String(l.cell(base))
	if cell == "" {
		return 0
	}
	n, err := strconv.Atoi(cell)
	if err != nil || n < 0 || n > 1_000_000 {
		l.refuse(base, "xlsform.count", short(cell))
		return 0
	}
	return n
}

// decimals reads numbers with blanks, commas or semicolons between them.
func (l *line) decimals(base string) []questionnaire.Decimal {
	var list []questionnaire.Decimal
	cell := l.cell(base)
	for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" ,;，；、\n\t　", r) }) {
		d, err := questionnaire.ParseDecimal(word)
		if err != nil {
			l.refuse(base, "xlsform.numbers", short(cell))
			return nil
		}
		list = append(list, d)
	}
	return list
}

// day reads a date. Where somebody typed it into Excel it is a number of days (ECMA-376 part 1, 18.17.4.1, the 1900
// system).
func (l *line) day(base string) string {
	cell := l.cell(base)
	if n, err := strconv.Atoi(cell); err == nil && n >= 20_000 && n < 80_000 {
		return excelDay(n)
	}
	return strings.NewReplacer("/", "-", ".", "-").Replace(width.Fold.String(cell))
}

// looks gives the words of the column appearance.
func (l *line) looks() []string { return strings.Fields(strings.ToLower(l.cell("appearance"))) }

// unused remarks on cells that do not go with the type of the row.
func (l *line) unused() {
	for i, c := range l.t.columns {
		if c.base != "" && !c.other && i < len(l.cells) && l.cells[i] != "" && !slices.Contains(l.used, c.base) {
			l.im.remark(l.t.sheet, l.number, c.header, "xlsform.unused", short(l.cells[i]))
		}
	}
}
