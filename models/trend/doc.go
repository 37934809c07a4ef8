// Package trend puts the releases of one office beside each other: one indicator, for the whole round or one unit, from
// round to round.
//
// Invariants: it knows of a round only what was released, and of a figure only what is published, its interval included.
// Rounds are matched by codes alone: the name of the question and of its option, the code of the unit. Nothing is
// guessed from wordings or names. Where two rounds do not ask the same of the same people in the same way there is a
// break, and no change is worked out across it; what is worth knowing without being a break is a note.
//
// The package knows nothing of ballots, texts, HTTP or storage.
package trend
