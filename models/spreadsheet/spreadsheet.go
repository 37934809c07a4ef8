package spreadsheet

import (
	"bytes"
	"iter"
	"path"
	"slices"
	"strings"

	"jianfu/models"
)

// Bounds of a file.
const (
	MaxFile    = 5 << 20 // bytes
	MaxColumns = 256     // what lies further right is not looked at
	MaxCell    = 32_767  // characters of a cell, the limit of Excel
)

// Tab is one table of a file. Delimited text does not say which delimiter it has: it gives one tab for each reading,
// comma, semicolon and tab stop, in this order, and the caller takes the one that makes sense. Their names are empty.
type Tab struct {
	Name   string
	Hidden bool // people do not see it when they open the file
	part   string
	comma  rune
}

// Row is one row that is not blank. Cells has as many elements as the row has cells up to the last that is filled, at
// most MaxColumns. A row is good until the next one is asked for.
type Row struct {
	Number   int // as the spreadsheet program numbers it, from 1; of text the line
	Cells    []string
	Formulas []int // places in Cells of those that hold a formula; one that is empty there has no stored result
}

// Range is a block of merged cells, columns and rows from 1, both ends included.
type Range struct{ Left, Top, Right, Bottom int }

// Workbook is an opened file. It is read from one goroutine.
type Workbook struct {
	tabs   []Tab
	cells  *workbook // nil for text
	text   string
	marked bool // Markdown
}

// Open looks into a file. The name only keeps out files that nobody meant as a table: it ends in .xlsx, .xlsm, .csv,
// .tsv, .txt, .md or .markdown.
//
// Errors. TooLarge: spreadsheet.file_large (Args: the limit in MB), spreadsheet.workbook_large. Invalid:
// spreadsheet.file_old (.xls, or a password), spreadsheet.file_type, spreadsheet.file_unreadable,
// spreadsheet.file_encoding.
func Open(name string, raw []byte) (*Workbook, error) { return open(name, raw, maxUnpacked) }

// open is Open with the number of bytes that may be unpacked.
func open(name string, raw []byte, budget int) (*Workbook, error) {
	extension := strings.ToLower(path.Ext(name))
	switch {
	case len(raw) > MaxFile:
		return nil, models.Fail(models.TooLarge, "spreadsheet.file_large", MaxFile>>20)
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // compound file: .xls, or a password
		return nil, models.Fail(models.Invalid, "spreadsheet.file_old")
	case !slices.Contains([]string{".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".md", ".markdown"}, extension):
		return nil, models.Fail(models.Invalid, "spreadsheet.file_type")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return openWorkbook(raw, budget)
	case strings.HasPrefix(extension, ".xls"):
		return nil, models.Fail(models.Invalid, "spreadsheet.file_unreadable")
	}
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	b := &Workbook{text: text}
	if b.marked = isMarkdown(extension, text); b.marked {
		b.tabs = []Tab{{}}
		return b, nil
	}
	b.tabs = []Tab{{comma: ','}}
	for _, comma := range ";\t" {
		if strings.ContainsRune(text, comma) {
			b.tabs = append(b.tabs, Tab{comma: comma})
		}
	}
	return b, nil
}

// Tabs lists the tables in the order of the file.
func (b *Workbook) Tabs() []Tab { return b.tabs }

// Text reports whether the file is text, whose tabs are readings of one and the same table.
func (b *Workbook) Text() bool { return b.cells == nil }

// Rows yields the rows of a tab from the top; an error is the last thing that it yields. Every reading of a tab of a
// workbook takes from the bytes that may be unpacked.
//
// Errors. TooLarge: spreadsheet.workbook_large, spreadsheet.cell_large (Args: row, limit). Invalid:
// spreadsheet.file_unreadable, spreadsheet.quotation (Args: line).
func (b *Workbook) Rows(t Tab) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		give := func(r Row) (bool, error) {
			last := len(r.Cells)
			for last > 0 && strings.TrimSpace(r.Cells[last-1]) == "" && !slices.Contains(r.Formulas, last-1) {
				last--
			}
			r.Cells = r.Cells[:last]
			for _, c := range r.Cells {
				if len(c) > MaxCell && len([]rune(c)) > MaxCell {
					return false, models.Fail(models.TooLarge, "spreadsheet.cell_large", r.Number, MaxCell)
				}
			}
			return last == 0 || yield(r, nil), nil
		}
		var err error
		switch {
		case b.cells != nil:
			err = b.cells.read(t.part, give)
		case b.marked:
			err = readMarkdown(b.text, give)
		default:
			err = readDelimited(b.text, t.comma, give)
		}
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// Merged lists the merged cells of the tab whose rows were read last, to its end. Text has none.
func (b *Workbook) Merged() []Range {
	if b.cells == nil {
		return nil
	}
	return b.cells.merged
}
