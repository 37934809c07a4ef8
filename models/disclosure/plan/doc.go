// Package plan says which counts of a questionnaire are published, and which cells count the same sheets.
//
// Invariants: everything follows from the questionnaire, nothing from the data. Cells that count the same sheets by logic
// share one column: two draws for one true count would narrow it down to one or two values. Which cells these are follows
// from conditions, choice filters and calculations that hang on one question, tried on answers that stand for all (every
// one, or where there are many, those around which the expressions can change); of several questions, from the same words.
// The condition of a section, which its questions have in common, does not stand in the way. What hangs on one question in a
// way that cannot be told so, or not in bounded time, is withheld.
//
// The package knows nothing of sheets, counts or rounding.
package plan
