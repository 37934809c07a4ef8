package account

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"jianfu/models"
)

// Lengths of a password in characters (code points after NFKC). NIST SP 800-63B asks for at least 8, in its fourth
// revision for 15 where nothing but the password is asked; 12 with a brake on guessing lies between. No rules on
// composition and no expiry, as it recommends. Above 128 only hashing gets slower.
const (
	minPassword = 12
	maxPassword = 128
)

// ownPassword is how many characters must be left of a password without the words that anyone would try first.
const ownPassword = 8

// variety is how many different characters a password needs at least.
const variety = 5

//go:embed common.txt
var commonPasswords string

// checkPassword refuses what is guessed first: too short or too long, listed among the common ones, few different
// characters, a run along the alphabet or the digits, or little more than the person's address, the name or the
// name of the service. Errors: Invalid, the key saying which rule.
func checkPassword(password, email, name string) error {
	if len(password) > longestInput {
		return models.Fail(models.Invalid, "account.password_long", maxPassword)
	}
	password = canonical(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return models.Fail(models.Invalid, "account.password_short", minPassword)
	case n > maxPassword:
		return models.Fail(models.Invalid, "account.password_long", maxPassword)
	}
	lower := strings.ToLower(password)
	if distinct(lower) < variety || isRun(lower) || isCommon(lower) {
		return models.Fail(models.Invalid, "account.password_common")
	}
	if utf8.RuneCountInString(without(lower, email, name)) < ownPassword {
		return models.Fail(models.Invalid, "account.password_own")
	}
	return nil
}

func isCommon(lower string) bool {
	for line := range strings.Lines(commonPasswords) {
		if strings.TrimSpace(line) == lower {
			return true
		}
	}
	return false
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// isRun reports whether every character follows the one before it, up or down, 9 and 0 being neighbours.
func isRun(s string) bool {
	up, down := true, true
	var last rune
	for i, r := range s {
		if i > 0 {
			up = up && (r == last+1 || last == '9' && r == '0')
			down = down && (r == last-1 || last == '0' && r == '9')
		}
		last = r
	}
	return up || down
}

// without takes out of s the words that are known of the person and of the service.
func without(s, email, name string) string {
	local, domain, _ := strings.Cut(email, "@")
	words := []string{email, local, domain, name, strings.ReplaceAll(name, " ", ""), "jianfu", "减负"}
	for _, word := range words {
		if word = strings.ToLower(canonical(word)); utf8.RuneCountInString(word) > 1 {
			s = strings.ReplaceAll(s, word, "")
		}
	}
	return s
}
