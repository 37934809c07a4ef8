// Package tabulation is pure arithmetic over opened sheets: it counts them by unit, by background class and by
// question, and holds the interval formulas.
//
// Invariants: every sum is an integer, so that any way of splitting and merging the same sheets gives the same
// tabulation; memory does not grow with the number of sheets; on every row the cells of a question that is tabulated add
// up to the number of sheets, save for a question with several ticks. Of words only whether there are any is counted,
// and the words beside an option go with their option. A tabulation holds true counts: nothing of it may be shown before
// models/disclosure has decided.
//
// The package knows nothing of keys, ballots, thresholds, rounding for disclosure, or text.
package tabulation
