// Package csv writes a release as tidy data: UTF-8 with a byte order mark, which Excel and WPS need, CRLF, one row for
// each figure. It takes nothing but disclosure.Released, and says the same numbers as the report.
//
// Columns: round (its key), instrument_version, unit_code, unit_name, level, indicator, stat, value, ci_low, ci_high,
// ci_method, n, headcount, weighted, suppressed, reason, compare_to, diff, p_class, sig. The last four are empty: a
// release of this version holds no comparisons.
//
// level: round, unit (a unit and all below it), class (of a background question, unit_code being question/class), rest
// (the sheets of a unit, of the round or of a background question in no published part right below).
//
// indicator: a question, or question/cell, with −8 for not applicable and −9 for missing, as in the codebook; "sheets"
// for the group itself. Cells are options; of a ranking those in first place; of dates and times the first day of the
// period and the beginning of the band; of a quantity values or the left ends of bands; "given" of a text. Notes, and
// what is only a step in a calculation, are not in the file.
//
// stat:
//
//	n                number of sheets, exact
//	count            sheets in a cell, rounded at random to a multiple of 3, or what follows from such counts; never
//	                 more than the people whom the question concerns
//	share            of all whose answer is not missing, 0–1; not applicable counts as not chosen; of a text and of an
//	                 acknowledgement, of all
//	share_concerned  of those whom the question concerns, 0–1; only for questions that some do not see
//	mean             in the unit of the question; of a wide quantity and of counts, not applicable is 0; not of what is
//	                 calculated and published in bands
//	fte              full-time people
//
// Two rows of the round are sums of its means: formality_hours, the hours that go into formalities, a person a month,
// and formality_people, the full-time people that these come to.
//
// ci_method is wilson, t, or sum (of the ends of the means); n of a figure is its denominator; weighted is 0. A hidden
// group has one row, of stat n, with suppressed 1. reason is why a figure is suppressed, or at_most and at_least for a
// value that is cut off, which has no interval.
//
// A cell that a spreadsheet could run as a formula gets an apostrophe before it.
package csv
