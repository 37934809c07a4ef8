// Package evaluation is what an evaluator does with a round: accept it by making the round key, unlock it once it is
// closed, and have its ballots opened, checked, counted and turned into a release.
//
// Invariants: the private key and the opened sheets live in the memory of one job and are written nowhere; nothing
// leaves the package but a disclosure.Released. Words that people wrote are checked with the rest of their sheet and then
// dropped: the count keeps how many wrote something, and nothing of what.
package evaluation
