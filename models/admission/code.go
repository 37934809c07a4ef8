package admission

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"jianfu/models"
)

// Code is what a card carries: 80 random bits. Nothing but the card itself ever holds it.
type Code [10]byte

// crockford is the alphabet of Douglas Crockford's Base32: no I, L, O, U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func encoding() *base32.Encoding { return base32.NewEncoding(crockford).WithPadding(base32.NoPadding) }

// NewCode draws a code.
func NewCode() Code {
	var c Code
	_, _ = rand.Read(c[:])
	return c
}

// String is the code as it stands in an address: 16 characters of Crockford's Base32.
func (c Code) String() string { return encoding().EncodeToString(c[:]) }

// Dashed is the code as it is printed: 4-4-4-4.
func (c Code) Dashed() string {
	s := c.String()
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}

// Hash is what is stored of a card: SHA-256(round ‖ code).
func (c Code) Hash(round models.ID) [32]byte {
	return sha256.Sum256(append(round[:], c[:]...))
}

// ParseCode reads a code as people type it: any case, with spaces or dashes of any kind, full-width letters, O for 0,
// I or L for 1. It fails with Invalid "admission.code_form".
func ParseCode(typed string) (Code, error) {
	var c Code
	plain, ok := normalize(typed)
	if !ok || len(plain) != 16 {
		return c, models.Fail(models.Invalid, "admission.code_form")
	}
	if _, err := encoding().Decode(c[:], []byte(plain)); err != nil {
		return c, &models.Error{Kind: models.Invalid, Key: "admission.code_form", Err: err}
	}
	return c, nil
}

func normalize(typed string) (string, bool) {
	if len(typed) > 200 {
		return "", false
	}
	var out strings.Builder
	for _, r := range typed {
		if r >= '!'+0xFEE0 && r <= '~'+0xFEE0 { // full-width forms, U+FF01–U+FF5E
			r -= 0xFEE0
		}
		switch {
		case r == ' ' || r == '\t' || r == '\u3000' || r == '-' || r == '_' || r == '\u2212' || r >= '\u2010' && r <= '\u2015':
			continue
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(crockford, r) {
			return "", false
		}
		out.WriteRune(r)
	}
	return out.String(), true
}
