// Package respondent is the room of those who answer: scan or type a code, answer, look once more, send, thanks.
//
// Invariants: no cookie is set or read; nothing is logged, and failures are counted by kind alone; every page is one
// response that needs no other request; nothing that was answered is kept between two requests, so that a page
// carries its answers itself; opening a card's page is byte for byte the same whether the card is used or not; the same
// sealed sheet may be sent any number of times and counts once.
//
// Answers come on two ways, which meet at the box. Where the browser can, its script seals them with one tap, has the card
// sign a blinded ballot key, and posts the ballot (ballot.go; docs/ballots.md). Otherwise, or where sealing fails and the
// person says so, the form posts in clear, the server checks and seals (check in plain.go), the review page carries the
// sealed ballot, and its button casts it (send). The form holds the words of both and shows those that are true.
//
// A form carries the styles and the script that its questions need, in bundles that static/bundle packs from static/form:
// form for the plain kinds, rich for all others. A page that leads to no form may carry the script that sends what was
// sealed before. With ?kiosk the same pages are for a device that many share: nothing is kept on it. Preview sends the form
// to the console, for a questionnaire that is being written; nothing can be sent from it.
//
// The room must not know who is signed in, the address or the browser of a request, any logger, or storage.
package respondent
