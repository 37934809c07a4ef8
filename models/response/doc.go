// Package response takes ballots in: it makes them for the plain path, checks them, hands them to the store, says how
// many there are as coarsely as docs/privacy.md allows, and shuffles them at the close.
//
// Invariants: nothing about a ballot carries a time, an address or an order; a ballot is acknowledged only when it is
// on disk; the same ballot again is welcome and counts once. The package cannot open a ballot.
package response
