// Package session knows who is at the console: the cookie, the person behind it, the check that a form was sent by
// the person who was shown it, the headers of console pages, and what happens when a session ends while somebody
// types.
//
// Invariants: no state-changing request from another site reaches a handler; with a session none does without that
// session's form token; the cookie is the only copy of the session token outside the browser's memory (the store
// keeps its SHA-256); nothing typed is thrown away because a session ended.
//
// It must not know how passwords are checked or where sessions are kept, it writes no log, and the respondent's room
// must not import it: respondents have no session.
package session
