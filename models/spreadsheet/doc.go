// Package spreadsheet reads tables that strangers send: Office Open XML workbooks (.xlsx, .xlsm), delimited text in
// the encodings of this country, and tables in Markdown.
//
// Whatever a file claims to be, reading it takes bounded memory: a file has at most MaxFile bytes, a workbook unpacks
// to at most 32 MB, and parts that hold no text of cells (styles, pictures, macros) are never opened. Of a formula the
// stored result is read; nothing is calculated.
//
// The package knows rows and cells. What they mean, and how many rows are too many, is for its callers to say.
package spreadsheet
