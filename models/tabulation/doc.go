// Package tabulation is pure arithmetic over opened sheets: it counts them by unit, by background class and by
// question, works out the indices of models/index, and marks doubtful sheets.
//
// Sheets are taken in one at a time and kept as codes in columns, some 60 bytes for a sheet of the full inventory; then
// every column is counted at one go. Of a sheet no words are kept, only whether there are any and a fingerprint of the
// whole.
//
// Invariants: every sum is a whole number, so that any way of splitting, merging and ordering the same sheets and any
// number of cores gives the same tabulation; on every row the cells of a question that is tabulated add up to the number of
// sheets, save for a question with several ticks; a flag never removes a sheet. The words beside an option go with their
// option. A tabulation holds true counts: nothing of it may be shown before models/disclosure has decided.
//
// The package knows nothing of keys, ballots, thresholds, rounding for disclosure, or text.
package tabulation
