// Package csv writes a release as tidy data: UTF-8 with a byte order mark, which Excel and WPS need, CRLF, one row for
// each figure. It takes nothing but disclosure.Released, and says the same numbers as the report.
//
// Columns: round (its key), instrument_version, unit_code, unit_name, level, indicator, stat, value, ci_low, ci_high,
// ci_method, n, headcount, weighted, suppressed, reason, compare_to, diff, p_class, sig.
//
// The last four hold a unit against all other sheets of the round, compare_to being rest: the difference in the unit of the
// value, the p-value adjusted by Benjamini and Hochberg over the units (<0.001, <0.01, <0.05, or ns), and sig high, low or
// none, which also asks for a difference of practical size. They stand beside indices, rates and means of wide quantities and
// are empty where nothing is compared. A negative number is a number and has no apostrophe.
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
//	index            points, 0–100; FBH hours a person a month; SDI of a unit with others below it and of the round is
//	                 the mean of these by headcount
//	ratio            of two sums, 0–1
//	dropped          the mean of the dimensions of BI without the one named, of the published indices; of all for BI/all
//	q1 median q3     grouped quartiles, people; of survey_minutes minutes
//	mean             in the unit of the question; of a wide quantity and of counts, not applicable is 0; not of what is
//	                 calculated and published in bands
//	fte              full-time people
//	unweighted       a main figure of the round over all sheets, unweighted, by the key of its indicator
//	unweighted_unflagged  the same over the sheets that do not stand out
//	sum              hours that all sheets took together
//
// Two rows of the round are what is told first: formality_hours, the hours that go into formalities, a person a month,
// and formality_people, the full-time people that these come to. flag/… counts the sheets that stand out, seconds/… those that
// took so long or longer, up to the next band, −9 those that were not timed. SDI/lent and SDI/selected are what it is made of.
//
// ci_method is wilson, t, linearized, or sum (of the ends of the means); n of a figure is its denominator. weighted is 1
// where the sheets do not all weigh the same: counts never are weighted, so that a weighted share does not follow from
// them. A hidden group has one row, of stat n, with suppressed 1. reason is why a figure is suppressed, or at_most and
// at_least for a value that is cut off, which has no interval.
//
// A cell that a spreadsheet could run as a formula gets an apostrophe before it.
package csv
