// Package xlsform brings questionnaires in and out: as XLSForm (xlsform.org) in a workbook, a csv file or Markdown
// tables, as pasted text, and as JSON.
//
// A form comes in whole or not at all, and whatever is wrong with it is listed at once, each with its place and with
// what to write instead. Export and then Import gives the same questionnaire; what XLSForm has no words for stands in
// columns of our own, which other tools pass over, and where it has words it is written in those, too.
//
// Files come from strangers: they are read by models/spreadsheet in bounded memory, and the numbers of rows, questions
// and options are bounded here. The package knows nothing of rounds, storage or HTTP.
package xlsform
