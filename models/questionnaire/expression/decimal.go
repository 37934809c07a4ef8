package expression

import (
	"strconv"
	"strings"
	"unicode"

	"jianfu/models"
)

// Decimal is an exact number in thousandths, between −999 999 999 999.999 and 999 999 999 999.999. Within these 15
// digits a JavaScript number holds the same value, so that the browser and the server always agree.
type Decimal int64

const (
	one      Decimal = 1000
	greatest Decimal = 999_999_999_999_999
)

// ParseDecimal reads digits, at most one point and at most three decimals, with at most one leading minus. Full-width
// digits, ．, 。 and － count as their plain forms, since Chinese input methods write them; space around is ignored.
// Anything else, an exponent or a plus sign too, is Invalid with key "check.number".
func ParseDecimal(s string) (Decimal, error) {
	s = strings.TrimFunc(s, unicode.IsSpace)
	var d Decimal
	digits, decimals, negative := 0, -1, false // decimals is −1 until the point
	for i, r := range s {
		r = Plain(r)
		switch {
		case r >= '0' && r <= '9' && decimals < 3:
			if d = d*10 + Decimal(r-'0'); d > greatest {
				return 0, malformed()
			}
			digits++
			if decimals >= 0 {
				decimals++
			}
		case r == '.' && decimals < 0:
			decimals = 0
		case r == '-' && i == 0:
			negative = true
		default:
			return 0, malformed()
		}
	}
	if digits == 0 {
		return 0, malformed()
	}
	for range 3 - max(decimals, 0) {
		d *= 10
	}
	if d > greatest {
		return 0, malformed()
	}
	if negative {
		d = -d
	}
	return d, nil
}

func malformed() error { return models.Fail(models.Invalid, "check.number") }

// Plain gives the ASCII form of what Chinese input methods write in its place: the full-width block U+FF01–FF5E, the
// full stop, the wide space and curly quotes.
func Plain(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '。':
		return '.'
	case r == '\u3000':
		return ' '
	case r == '“' || r == '”':
		return '"'
	case r == '‘' || r == '’':
		return '\''
	}
	return r
}

// String is the shortest form: no trailing zeros, no point without decimals.
func (d Decimal) String() string { return string(d.append(nil)) }

func (d Decimal) append(b []byte) []byte {
	if d < 0 {
		b = append(b, '-')
		d = -d
	}
	b = strconv.AppendInt(b, int64(d/one), 10)
	if f := int64(d % one); f != 0 {
		b = append(b, '.', byte('0'+f/100), byte('0'+f/10%10), byte('0'+f%10))
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return b
}

// MarshalJSON writes a plain JSON number.
func (d Decimal) MarshalJSON() ([]byte, error) { return d.append(nil), nil }

// UnmarshalJSON reads a JSON number that ParseDecimal accepts.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	v, err := ParseDecimal(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Float64 is the nearest float, for statistics; never for checking or comparing.
func (d Decimal) Float64() float64 { return float64(d) / float64(one) }
