// Package account is the room where people sign in and out, take up one-time links, look after their own account,
// and where administrators let others in and shut them out.
//
// Invariants: a wrong password and an unknown address get the same answer; a password is never written back into a
// page; a one-time link is shown once, to the administrator who made it, and looking at it does not spend it.
//
// It must not know rounds, how passwords are kept, or where a request comes from; it writes no log, since addresses of
// this room hold secrets.
package account
