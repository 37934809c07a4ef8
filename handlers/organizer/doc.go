// Package organizer is the room of the office that sets up rounds: units and headcounts, settings, the appointment of
// an evaluator, posters and cards, turnout, the close.
//
// Invariants: every handler that touches a round asks round.Check first; what cannot be undone is asked again on a
// page of its own, which works without a script; a form that is refused comes back with everything that was typed;
// the codes of cards pass through memory once and are neither logged nor kept.
//
// The room must not know an answer, a figure by unit before the release (turnout comes already coarsened), an address
// of a visitor, or how anything is stored.
package organizer
