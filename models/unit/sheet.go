package unit

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"jianfu/models"
	"jianfu/models/spreadsheet"
)

const (
	headRows   = 10 // the headings stand within these rows
	maxColumns = 64 // what lies further right is not looked at
)

// Places in columns().
const (
	atCode = iota
	atParent
	atName
	atHeadcount
)

// columns lists what a sheet must have, in the order of the template. The headings are normal forms (see plainHeading).
func columns() [4]column {
	return [4]column{
		{ColumnCode, []string{"编码", "单位编码", "代码", "单位代码", "机构编码", "机构代码", "code", "unitcode"}},
		{ColumnParent, []string{"上级编码", "上级单位编码", "上级代码", "上级单位代码", "上级机构编码", "parentcode", "parent"}},
		{ColumnName, []string{"名称", "单位名称", "单位", "机构名称", "name", "unitname", "unit"}},
		{ColumnHeadcount, []string{"人数", "单位人数", "在岗人数", "工作人员数", "headcount", "people", "staff"}},
	}
}

type column struct {
	name     string
	headings []string
}

// sheet gathers the rows of one table as a reader hands them over, and finds its headings.
type sheet struct {
	name  string
	early []line // rows among the first ten, while any of them may still hold the headings
	head  heading
	rows  []line // what stands below the headings
	ready bool
}

type line struct {
	number int
	cells  []string
}

// heading says in which cell of a row each column stands, -1 where it is missing.
type heading struct {
	row   int
	at    [4]int
	found int
	twice []string // columns that stand there more than once
}

// record is one row in the order of columns().
type record struct {
	row    int
	values [4]string
}

// add takes the next row. It reports whether the table is worth reading on: not when no headings have come in time.
// Errors: TooLarge.
func (s *sheet) add(number int, cells []string) (bool, error) {
	if number > headRows {
		s.settle()
		if s.head.found == 0 {
			return false, nil
		}
	}
	if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		return true, nil
	}
	l := line{number, slices.Clone(cells[:min(len(cells), maxColumns)])}
	if !s.ready {
		s.early = append(s.early, l)
		return true, nil
	}
	if len(s.rows) >= MaxRows {
		return false, models.Fail(models.TooLarge, "unit.rows_many", MaxRows)
	}
	s.rows = append(s.rows, l)
	return true, nil
}

// settle picks the row of headings: the one with most columns, at least two, since a title may hold one by chance.
func (s *sheet) settle() {
	if s.ready {
		return
	}
	s.ready = true
	for i, l := range s.early {
		if h := readHeading(l); h.found >= 2 && h.found > s.head.found {
			s.head, s.rows = h, s.early[i+1:]
		}
	}
	s.early = nil
}

func readHeading(l line) heading {
	h := heading{row: l.number, at: [4]int{-1, -1, -1, -1}}
	for i, cell := range l.cells {
		for c, column := range columns() {
			switch {
			case !slices.Contains(column.headings, plainHeading(cell)):
			case h.at[c] >= 0:
				h.twice = append(h.twice, column.name)
			default:
				h.at[c] = i
				h.found++
			}
		}
	}
	return h
}

// plainHeading drops what people put around a heading: blanks, stars, a remark in brackets, full width, capitals.
func plainHeading(cell string) string {
	s := width.Fold.String(cell)
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n\u00a0*_-:", r) {
			return -1
		}
		return r
	}, s)
	return strings.ToLower(s)
}

// check lists what is wrong with the table as a whole.
func (s *sheet) check() []Problem {
	if s.head.found == 0 {
		return []Problem{{Key: "unit.no_heading", Args: []any{headRows}}}
	}
	var problems []Problem
	for i, c := range columns() {
		if s.head.at[i] < 0 {
			problems = append(problems, Problem{Row: s.head.row, Column: c.name, Key: "unit.column_missing"})
		}
		if slices.Contains(s.head.twice, c.name) {
			problems = append(problems, Problem{Row: s.head.row, Column: c.name, Key: "unit.column_twice"})
		}
	}
	if len(problems) == 0 && len(s.records()) == 0 {
		problems = append(problems, Problem{Row: s.head.row, Key: "unit.no_rows"})
	}
	return problems
}

// records gives the rows in the order of columns(), leaving out those that are blank but for further columns.
func (s *sheet) records() []record {
	var records []record
	for _, l := range s.rows {
		r := record{row: l.number}
		for c, at := range s.head.at {
			if at < len(l.cells) {
				r.values[c] = tidy(l.cells[at])
			}
		}
		if r.values != [4]string{} {
			records = append(records, r)
		}
	}
	return records
}

// tidy makes one line of a cell: a name that was broken over two lines in the spreadsheet is still one name.
func tidy(cell string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r) || r == '\u200b' || r == '\ufeff' || r == '\ufffe' || r == '\uffff': // nothing to see
			return -1
		}
		return r
	}, cell)
	return strings.TrimSpace(s)
}

// spread gives every row of a merged cell in the parent column the value of its first row: people merge the cell of a
// parent over all that is below it. In other columns that would double a code or a headcount, so there the rows stay
// blank and are listed as wrong.
func (s *sheet) spread(merged []spreadsheet.Range) {
	parent := s.head.at[atParent]
	budget := MaxRows // ranges of a sound sheet do not overlap
	for _, r := range merged {
		if parent < 0 || r.Left > parent+1 || r.Right < parent+1 {
			continue
		}
		first, found := slices.BinarySearchFunc(s.rows, r.Top, func(l line, row int) int { return l.number - row })
		if !found || r.Left > len(s.rows[first].cells) {
			continue
		}
		value := s.rows[first].cells[r.Left-1]
		for i := first; i < len(s.rows); i++ {
			l := &s.rows[i]
			if budget--; l.number > r.Bottom || budget < 0 {
				break
			}
			for len(l.cells) <= parent {
				l.cells = append(l.cells, "")
			}
			l.cells[parent] = value
		}
	}
}
