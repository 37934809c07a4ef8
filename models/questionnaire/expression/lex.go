package expression

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"jianfu/models"
)

type token struct {
	kind byte   // '0' number, '\'' text, '$' reference, 'a' word, 'o' sign, 0 the end
	text string // sign, word, name, contents of a text or digits, all in plain form but for a text
	at   int    // byte offset in the source
}

// lexer cuts the source into tokens. Offsets count bytes of the source as given, full-width signs included.
type lexer struct {
	source string
	at     int
}

// peek gives the plain form of the rune at byte offset at, and its width there; at the end both are 0.
func (l *lexer) peek(at int) (rune, int) {
	if at >= len(l.source) {
		return 0, 0
	}
	r, width := utf8.DecodeRuneInString(l.source[at:])
	return Plain(r), width
}

// take moves on while accept holds and gives the plain form of what was passed over.
func (l *lexer) take(accept func(r rune, following rune) bool) string {
	var b strings.Builder
	for {
		r, width := l.peek(l.at)
		following, _ := l.peek(l.at + width)
		if width == 0 || !accept(r, following) {
			return b.String()
		}
		b.WriteRune(r)
		l.at += width
	}
}

func (l *lexer) next() (token, error) {
	l.take(func(r, _ rune) bool { return unicode.IsSpace(r) })
	at := l.at
	r, width := l.peek(at)
	following, _ := l.peek(at + width)
	switch {
	case width == 0:
		return token{at: at}, nil
	case digit(r), r == '.' && digit(following):
		return token{'0', l.number(), at}, nil
	case wordly(r):
		word := l.take(func(r, following rune) bool {
			return wordly(r) || digit(r) || (r == '-' || r == ':') && wordly(following)
		})
		return token{'a', word, at}, nil
	case r == '\'' || r == '"':
		return l.quoted(r, at)
	case r == '$' && following == '{':
		return l.reference(at)
	}
	l.at += width
	sign := string(r)
	switch sign {
	case "≤":
		sign = "<="
	case "≥":
		sign = ">="
	case "≠":
		sign = "!="
	case "<", ">", "!", "=", "&", "|":
		// Doubles of other languages are taken as one sign, too, so that they can be named.
		if next, width := l.peek(l.at); strings.Contains(" <= >= != == => =< <> && || ", " "+sign+string(next)+" ") {
			l.at += width
			sign += string(next)
		}
	}
	return token{'o', sign, at}, nil
}

func (l *lexer) number() string {
	point := false
	return l.take(func(r, following rune) bool {
		if r == '.' && !point && digit(following) {
			point = true
			return true
		}
		return digit(r)
	})
}

// quoted reads a text up to the next quote of the same kind, straight or curly; there are no escapes (XPath 1.0).
func (l *lexer) quoted(quote rune, at int) (token, error) {
	_, width := l.peek(at)
	from := at + width
	for i := from; ; i += width {
		var r rune
		if r, width = l.peek(i); width == 0 {
			return token{}, models.Fail(models.Invalid, "expression.quote", at)
		}
		if r == quote {
			l.at = i + width
			return token{'\'', l.source[from:i], at}, nil
		}
	}
}

func (l *lexer) reference(at int) (token, error) {
	for range 2 { // past the dollar and the brace
		_, width := l.peek(l.at)
		l.at += width
	}
	space := func(r, _ rune) bool { return unicode.IsSpace(r) }
	l.take(space)
	name := l.take(func(r, _ rune) bool { return letter(r) || digit(r) || r == '-' || r == '.' })
	l.take(space)
	if r, width := l.peek(l.at); r == '}' && name != "" {
		l.at += width
		return token{'$', name, at}, nil
	}
	return token{}, models.Fail(models.Invalid, "expression.reference", at)
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// wordly is what columns are named with besides digits: letters of any script.
func wordly(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' }
