// Package evaluation is what an evaluator does with a round: accept it with a round key, hold its ballots against cards and people
// once it is closed, have them opened, checked, counted and turned into a release. With a key on the server the server
// counts; with a key that never comes there the evaluator takes the ballots home as a file, counts them with the same code, and hands
// the release in.
//
// Invariants: the private key and the opened sheets live in the memory of one count and are written nowhere; nothing
// leaves the package but sealed ballots, numbers of ballots and cards, and a disclosure.Released. Words that people wrote are checked with the rest of their
// sheet and then dropped: the count keeps how many wrote something, and nothing of what. The same ballots under the same key give
// the same release byte for byte, wherever they are counted.
package evaluation
