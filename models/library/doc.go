// Package library keeps an organizer's own questionnaires, saved as they are typed, and their history; and it tells two
// questionnaires apart.
//
// Invariants: a questionnaire is seen and written by its owner alone, and others do not learn that it exists; whoever
// writes names the version that the writing was based on, and a stale one writes nothing; the state before a pause,
// before a restoration and before a replacement stays in the history, whose length is bounded.
//
// A draft need not compile: what is wrong with it is for the editor to say. A round copies the questionnaire that it
// asks, so that nothing here changes a round. The package knows nothing of rounds, answers, databases or HTTP.
package library
