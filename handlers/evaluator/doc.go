// Package evaluator is the evaluator's room: the rounds one is named for, accepting one with a key of one's own or one made on the
// server, the paper copy of the latter, the sealed ballots and what they come to, unlocking after the close or handing in what was
// counted elsewhere, and the report with its files, which the organizer reads here too.
//
// Invariants: a passphrase is handed to the evaluation and kept nowhere, not in a page, an address or a log; figures
// come from disclosure.Released alone; who may do what is decided by round.Round.Check and by nothing here.
//
// The room must not know how ballots are stored or opened, nor anything of storage.
package evaluator
