package unit

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"jianfu/models"
)

// Limits of an import and of its fields.
const (
	MaxFile      = 5 << 20 // bytes of a file
	MaxRows      = 20_000  // units in a file
	MaxCode      = 64      // bytes of a code
	MaxName      = 120     // characters of a name
	MaxHeadcount = 100_000 // people of one unit
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
		return Plan{}, models.Fail(models.TooLarge, "unit.file_large", MaxFile>>20)
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

// readSheet goes by what the file holds; the name only keeps out files that nobody meant as a table.
func readSheet(name string, raw []byte) (*sheet, error) {
	extension := strings.ToLower(path.Ext(name))
	switch {
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // compound file: .xls, or a password
		return nil, models.Fail(models.Invalid, "unit.file_old")
	case !slices.Contains([]string{".xlsx", ".xlsm", ".csv", ".tsv", ".txt"}, extension):
		return nil, models.Fail(models.Invalid, "unit.file_type")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return readWorkbook(raw, maxUnpacked)
	case strings.HasPrefix(extension, ".xls"):
		return nil, models.Fail(models.Invalid, "unit.file_unreadable")
	}
	return readText(raw)
}
