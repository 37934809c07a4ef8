// Package models is the ground floor: the identifiers, errors and texts that every room of the domain shares.
// It imports nothing of ours, and no package under it knows HTTP.
package models

import (
	"bytes"
	"crypto/rand"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
)

// ID is a random 16-byte key. It carries no time and no order. Its text form is 32 lower-case hexadecimal digits.
type ID [16]byte

// NewID draws a key from the operating system's generator.
func NewID() ID {
	var id ID
	_, _ = rand.Read(id[:]) // crypto/rand.Read never fails since Go 1.24
	return id
}

// ParseID reads the text form. Anything else is a NotFound error: an address with a malformed key leads nowhere.
func ParseID(s string) (ID, error) {
	var id ID
	if err := id.UnmarshalText([]byte(s)); err != nil {
		return ID{}, &Error{Kind: NotFound, Key: "error.not_found", Err: err}
	}
	return id, nil
}

// IsZero reports whether the key was never set.
func (id ID) IsZero() bool { return id == ID{} }

// Compare orders keys by their bytes.
func (id ID) Compare(other ID) int { return bytes.Compare(id[:], other[:]) }

// String is the text form.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText writes the text form.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the text form.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) != 2*len(id) {
		return fmt.Errorf("models: a key has %d hexadecimal digits, not %d", 2*len(id), len(text))
	}
	_, err := hex.Decode(id[:], text)
	return err
}

// Value stores the key as 16 raw bytes, the zero key as NULL.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id[:], nil
}

// Scan reads what Value wrote.
func (id *ID) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case []byte:
		if len(b) == len(id) {
			copy(id[:], b)
			return nil
		}
	}
	return errors.New("models: a stored key has 16 bytes")
}

// Lang is a language of the interface.
type Lang string

// The languages, the default first.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Langs lists every language of the interface, the default first.
func Langs() []Lang { return []Lang{Chinese, English} }

// Text is one wording in both languages.
type Text struct {
	Zh string `json:"zh,omitempty"`
	En string `json:"en,omitempty"`
}

// In returns the wording in lang, or the other one where that is missing.
func (t Text) In(lang Lang) string {
	if lang == English && t.En != "" || t.Zh == "" {
		return t.En
	}
	return t.Zh
}

// IsZero reports whether there is no wording in any language.
func (t Text) IsZero() bool { return t == Text{} }

// Say is a voice: it gives the message of the catalogue under key in one language, with its placeholders filled.
// Rooms that write documents for people (print, report) are handed one, so that no wording lives in code.
type Say func(key string, args ...any) string
