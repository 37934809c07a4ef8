package unit

import (
	"fmt"
	"io"

	"jianfu/models"
	"jianfu/models/spreadsheet"
)

// Limits of an import and of its fields.
const (
	MaxFile      = spreadsheet.MaxFile // bytes of a file
	MaxRows      = 20_000              // units in a file
	MaxCode      = 64                  // bytes of a code
	MaxName      = 120                 // characters of a name
	MaxHeadcount = 100_000             // people of one unit
)

// The columns of a sheet of units. The catalogue has the heading of each under "unit.column." and its name.
const (
	ColumnCode      = "code"
	ColumnParent    = "parent"
	ColumnName      = "name"
	ColumnHeadcount = "headcount"
)

// Plan is what an import would do. Where Problems is not empty the other lists are nil: a file goes in whole or not
// at all. Units that the file does not mention stay as they are and are not listed.
type Plan struct {
	Sheet    string // the sheet of the workbook that was read; empty for a text file
	Add      []Unit // new codes, in the order of the file, with fresh keys
	Change   []Unit // known codes as they will be, under the keys that they have
	Same     []Unit // known codes whose row says nothing new
	Problems []Problem
}

// Problem is one thing wrong with a file. Key names a message of the catalogue, Args fill its placeholders.
type Problem struct {
	Row    int    // as the spreadsheet program numbers them, from 1; 0 for the file as a whole
	Column string // one of the Column constants; empty for the row as a whole
	Key    string
	Args   []any
}

// Import reads a workbook (.xlsx, .xlsm) or delimited text (.csv, .tsv, .txt) and matches its rows to the existing
// units by code. The row of headings stands within the first ten rows, its columns in any order; further columns and
// blank rows are passed over.
//
// Errors: TooLarge for a file over MaxFile, with more than MaxRows units, or one that unpacks to more than a workbook
// of that size can need; Invalid for a file of another kind or one that cannot be read at all. What is wrong with rows
// is no error: it stands in Plan.Problems.
func Import(name string, data io.Reader, existing []Unit) (Plan, error) {
	raw, err := io.ReadAll(io.LimitReader(data, MaxFile+1))
	if err != nil {
		return Plan{}, fmt.Errorf("unit: import: %w", err)
	}
	if len(raw) > MaxFile {
		return Plan{}, models.Fail(models.TooLarge, "spreadsheet.file_large", MaxFile>>20)
	}
	s, err := readSheet(name, raw)
	if err != nil {
		return Plan{}, err
	}
	if problems := s.check(); len(problems) > 0 {
		return Plan{Sheet: s.name, Problems: problems}, nil
	}
	plan := match(s.records(), existing)
	plan.Sheet = s.name
	return plan, nil
}

// readSheet takes the first visible sheet that has all headings, else the one with most of them; of text, the reading
// with most of them. What is wrong with another reading of a text does not matter.
func readSheet(name string, raw []byte) (*sheet, error) {
	book, err := spreadsheet.Open(name, raw)
	if err != nil {
		return nil, err
	}
	best := new(sheet)
	var failure error
	for i, tab := range book.Tabs() {
		if tab.Hidden {
			continue
		}
		s, err := readTab(book, tab)
		if err != nil && !book.Text() {
			return nil, err
		}
		if s.head.found > best.head.found || i == 0 {
			best, failure = s, err
			best.spread(book.Merged())
		}
		if best.head.found == len(columns()) {
			break
		}
	}
	return best, failure
}

// readTab always gives the sheet as far as it was read.
func readTab(book *spreadsheet.Workbook, tab spreadsheet.Tab) (*sheet, error) {
	s := &sheet{name: tab.Name}
	defer s.settle()
	for row, err := range book.Rows(tab) {
		if err != nil {
			return s, err
		}
		if more, err := s.add(row.Number, row.Cells); err != nil || !more {
			return s, err
		}
	}
	return s, nil
}
