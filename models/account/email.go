package account

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"jianfu/models"
)

const (
	maxEmail = 254 // octets of an address in a mail command (RFC 5321, 4.5.3.1.3)
	maxName  = 60  // characters
)

// NormalEmail trims and lower-cases an address (RFC 5322 addr-spec without a display name). The local part is
// lower-cased too: nobody has two mailboxes that differ in case alone. Errors: Invalid.
func NormalEmail(s string) (string, error) {
	if len(s) <= longestInput { // before any work is done on it
		s = strings.ToLower(strings.TrimSpace(canonical(s)))
	}
	if len(s) > maxEmail {
		return "", models.Fail(models.Invalid, "account.email_invalid")
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || strings.ContainsAny(s, "\" ") {
		return "", &models.Error{Kind: models.Invalid, Key: "account.email_invalid", Err: err}
	}
	return s, nil
}

// normalName trims a name and runs of spaces. Errors: Invalid.
func normalName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if n := utf8.RuneCountInString(s); n == 0 || n > maxName || !utf8.ValidString(s) {
		return "", models.Fail(models.Invalid, "account.name_invalid", maxName)
	}
	return s, nil
}
