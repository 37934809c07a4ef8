// Package account keeps the people of the office who sign in, their passwords, sessions and one-time links.
//
// Invariants: a password is stored as argon2id and nothing else; session and link tokens are 32 random bytes of
// which only the SHA-256 is stored; a link works once; there is always an administrator who can sign in, once there
// was one; an unknown e-mail address and a wrong password cannot be told apart, by words or by time.
//
// It must not know respondents (they have no account), network addresses, cookies or pages.
package account
