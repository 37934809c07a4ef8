package models

import "errors"

// Kind says what sort of failure an error is. handlers/web/page maps each kind to one HTTP status.
type Kind string

// The kinds of failure.
const (
	Invalid         Kind = "invalid"         // the input cannot be accepted; the message says what to mend
	Unauthenticated Kind = "unauthenticated" // nobody is signed in
	Forbidden       Kind = "forbidden"       // signed in, but not allowed to
	NotFound        Kind = "not_found"       // no such thing, or not for this person's eyes
	Conflict        Kind = "conflict"        // the thing is in another state than the action needs
	Gone            Kind = "gone"            // it was here and is over: a closed round, a spent link
	TooLarge        Kind = "too_large"       // more bytes or rows than are accepted
	TooMany         Kind = "too_many"        // more than is taken at a time; trying again later helps
	Unavailable     Kind = "unavailable"     // busy or starting; trying again later helps
	Internal        Kind = "internal"        // our fault; nobody but the log learns more
)

// Error is a failure that a person can be told: Key names a message of the catalogue (templates/locales), Args fill
// its placeholders in order. Err is the cause, for the log; it is never shown.
type Error struct {
	Kind Kind
	Key  string
	Args []any
	Err  error
}

// Error is for logs; people see the translated Key. It never holds Args, which may come from a person.
func (e *Error) Error() string {
	if e.Err != nil {
		return string(e.Kind) + ": " + e.Key + ": " + e.Err.Error()
	}
	return string(e.Kind) + ": " + e.Key
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fail makes an Error without a cause.
func Fail(kind Kind, key string, args ...any) error { return &Error{Kind: kind, Key: key, Args: args} }

// KindOf finds the kind of err, Internal for an error that is not ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
