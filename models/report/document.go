package report

import "jianfu/models"

// Document is a report in one language.
type Document struct {
	Lang     models.Lang
	Title    string
	Subtitle string
	Chapters []Chapter
}

// Chapter is a numbered part; the summary has no number.
type Chapter struct {
	Number string // as printed, e.g. 一 or 1
	Title  string
	Anchor string // unique in the document; [a-z0-9_-]+
	Blocks []Block
}

// Kind is the type of a block.
type Kind string

// The kinds of block.
const (
	Paragraph Kind = "paragraph"
	Heading   Kind = "heading" // of a part of a chapter
	Finding   Kind = "finding" // a sentence with a number, written from the release
	Note      Kind = "note"    // small print
	Tabular   Kind = "table"
	Drawing   Kind = "figure"
)

// Block is one piece of a chapter. Text is set for paragraphs, headings, findings and notes, Table and Figure for
// theirs.
type Block struct {
	Kind   Kind
	Text   string
	Table  *Table
	Figure *Figure
}

// Table has a head row and rows of as many cells, less where one spans the rest. The first cell of a row names it.
type Table struct {
	Label     string // 表1 or Table 1; counted through the document, those of the annex by themselves
	Title     string
	Note      string // n, what is counted, what is left out
	Head      []Cell
	Rows      []Row
	Reference bool // to look things up in, not to be read through: a writer may fold it away
}

// Row is a row of a table.
type Row struct {
	Cells []Cell
	Total bool // of the whole: context for the others
	Group bool // one cell across the table that names the rows below it
}

// Cell is a cell of a table.
type Cell struct {
	Text    string
	Numeric bool   // set right, in tabular figures
	Hidden  string // not empty: hatched, with this reason; Text is a dash
	Indent  int    // levels in a tree
	Span    int    // columns it takes; 0 reads as 1
}

// Figure is a drawing with its words. The SVG holds neither Title nor Subtitle as visible text.
type Figure struct {
	Label    string // 图1 or Figure 1, counted through the document
	Title    string // the finding
	Subtitle string // what is measured, n, period
	Alt      string // the drawing in words
	SVG      string // a whole <svg> element, whose ids no other figure has
}
