// Package print makes the paper of a round: posters with one code for a unit, sheets of one-time cards to cut and draw
// from a hat, and the evaluator's recovery sheet.
//
// Invariants: nothing on a card tells it from its neighbours but the code itself, no number, no place in an order; the
// cards come in the order in which the caller shuffled them, and nothing of them is kept; a passphrase is never
// printed. Every wording comes from the catalogue through models.Say, every fact from the caller.
//
// The package must not know how a code is made or stored, nor anything of storage and HTTP.
package print
