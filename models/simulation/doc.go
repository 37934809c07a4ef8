// Package simulation makes answers with a known truth, for the demonstration and for tests.
//
// Every sheet of a Model passes through Form.Check, so that each one could have come from a person. The truth planted in
// a model can be read: how burdened each unit is beside the others, and how many of its people answer. All chance comes
// from the generator that the caller seeds: the same seed gives the same answers.
//
// For checking the statistics and for measuring there are also: Population, people with fixed answers to the burden
// inventory, of whom some are asked, so that what a census would find can be read beside what the asked report; Stream,
// sheets without end; and Organisation, trees that are hard on disclosure control. Their sheets do not go through
// Form.Check, but a test holds them to it.
//
// The package knows nothing of ballots, rounds or storage. No product code but the demonstration may import it.
package simulation
