// Package library is the organizer's room for questionnaires: the list of one's own, the editor, what comes in and goes
// out, and the history.
//
// A questionnaire is kept as it is typed, whole or not; what is wrong with it is told beside the editor and never keeps
// it from being saved. The editor itself is a small program in static/console/builder: this room gives it the
// questionnaire, takes it back with the version that the edit began with, and says faults and advice in the reader's
// language. Nobody learns of other people's questionnaires; models/library sees to that.
//
// The room knows no rounds and no answers.
package library
