// Package text decides which answers in words the evaluator of a round may read, and puts them into an order that tells
// nothing (R5).
//
// A group of units shows its texts where there are at least Least of them and where what its shown parts leave over numbers
// 0 or at least Least: the rule for sheets, applied to the texts of one question. Each text stands once, in the smallest shown
// group that holds it; a unit below that is not named. Every question has an order of its own, so that what one person
// wrote under two questions cannot be lined up. Beside a text stands nothing else of its sheet.
//
// The package knows nothing of keys, of storage, or of who reads.
package text
