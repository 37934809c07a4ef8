// Package respondent is the room of those who answer: scan or type a code, answer, look once more, send, thanks.
//
// Invariants: no cookie is set or read; nothing is logged, and failures are counted by kind alone; every page is one
// response that needs no other request; nothing that was answered is kept between two requests, so that a page
// carries its answers itself; opening a card's page is byte for byte the same whether the card is used or not; the same
// sealed sheet may be sent any number of times and counts once.
//
// Answers come by the plain path: the form posts in clear, the server checks and seals (check in plain.go), the review
// page carries the sealed ballot, and its button casts it (send). Sealing in the browser is a second way to a
// response.Ballot and meets this one at the box.
//
// A form carries the styles and the script that its questions need: the plain kinds those of form.css and form.js, all
// others more.css and more.js besides. Preview sends the same page to the console, for a questionnaire that is being
// written; nothing can be sent from it.
//
// The room must not know who is signed in, the address or the browser of a request, any logger, or storage.
package respondent
