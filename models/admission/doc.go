// Package admission decides who is let in: one-time cards, poster addresses, and later blind ballots.
//
// Invariants: a code is never stored, only SHA-256(round ‖ code); nothing about a card carries a time or an order;
// looking a card up never tells whether it is used. The package knows nothing of answers.
package admission
