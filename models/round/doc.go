// Package round holds the life of a survey round: draft, frozen, open, closed, released, or cancelled, and the
// manifest that is frozen with it.
//
// Invariants: whatever touches anonymity is in the manifest and cannot change after the freeze; k is never below
// MinK; a state only moves forward; a trial ends in Cancelled, and nobody has its key. The package knows nothing of
// answers or storage.
package round
