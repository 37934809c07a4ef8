// Package simulation makes answers with a known truth, for the demonstration and for tests.
//
// Every sheet passes through Form.Check, so that each one could have come from a person. The truth planted in a model
// can be read: how burdened each unit is beside the others, and how many of its people answer. All chance comes from
// the generator that the caller seeds: the same seed gives the same answers.
//
// The package knows nothing of ballots, rounds or storage. No product code but the demonstration may import it.
package simulation
