package expression

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxPattern = 200  // bytes
	maxRepeat  = 1000 // of a counted repetition
	// A browser tries the ways in which a pattern can match one after the other. Two open-ended repetitions are what it
	// may be asked for, or as many ways by other means: on the longest text, 500 characters, a phone takes milliseconds.
	openWays = 128
	maxWays  = openWays * openWays
)

// pattern reads the regular expressions that mean the same in RE2 and in ECMAScript with the flag u: characters, the
// point (all but a line feed), sets, \d \w \s and their complements (ASCII), ^ $, groups, |, and * + ? {m} {m,} {m,n}.
// What it writes is the one form that both engines get, free of all that they read differently.
type pattern struct {
	source string
	at     int // byte offset of what comes next
	last   int // of what was read last: where a fault is
	out    strings.Builder
}

// compile makes a pattern that matches whole texts only, as XPath's matches() in JavaRosa does. Where it cannot, key
// says why and rest is what the fault begins with.
func compile(source string) (re *regexp.Regexp, key, rest string) {
	if len(source) > maxPattern {
		return nil, "expression.pattern.slow", ""
	}
	p := &pattern{source: source}
	ways, ok := p.alternatives()
	if p.at < len(source) && ok {
		p.last, ok = p.at, false
	}
	if !ok {
		return nil, "expression.pattern", source[p.last:]
	}
	if ways > maxWays {
		return nil, "expression.pattern.slow", ""
	}
	re, err := regexp.Compile("^(?:" + p.out.String() + ")$")
	if err != nil { // repetitions of repetitions beyond what RE2 takes
		return nil, "expression.pattern.slow", ""
	}
	return re, "", ""
}

// next is the rune that comes next, 0 at the end.
func (p *pattern) next() rune {
	if p.at == len(p.source) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(p.source[p.at:])
	return r
}

func (p *pattern) take() rune {
	r, width := utf8.DecodeRuneInString(p.source[p.at:])
	if width == 0 {
		return 0
	}
	p.last = p.at
	p.at += width
	return r
}

func (p *pattern) accept(s string) bool {
	if !strings.HasPrefix(p.source[p.at:], s) {
		return false
	}
	p.at += len(s)
	return true
}

// alternatives gives an upper bound of the ways in which an engine that backtracks may try what it reads.
func (p *pattern) alternatives() (ways float64, ok bool) {
	for {
		sequence := 1.0
		for p.at < len(p.source) && p.next() != '|' && p.next() != ')' {
			w, ok := p.piece()
			if !ok {
				return 0, false
			}
			sequence *= w
		}
		ways += sequence
		if !p.accept("|") {
			return ways, true
		}
		p.out.WriteByte('|')
	}
}

// piece reads one thing to match and how often.
func (p *pattern) piece() (ways float64, ok bool) {
	ways, ok = 1, true
	switch r := p.take(); r {
	case '^', '$': // not to be repeated: ECMAScript forbids it
		p.out.WriteRune(r)
		return 1, true
	case '(':
		ways, ok = p.group()
	case '[':
		ok = p.set()
	case '.':
		p.out.WriteString(`[^\n]`)
	case '\\':
		switch literal, class := p.escape(); {
		case class == 's':
			p.out.WriteString(`[\t-\r ]`)
		case class == 'S':
			p.out.WriteString(`[^\t-\r ]`)
		case class != 0:
			p.out.WriteString(`\` + string(class))
		default:
			ok = p.literal(literal)
		}
	case '*', '+', '?', '{', '}', ']':
		return 0, false
	default:
		ok = p.literal(r)
	}
	if !ok {
		return 0, false
	}
	return p.repetition(ways)
}

func (p *pattern) group() (ways float64, ok bool) {
	open := p.last
	if p.accept("?") && !p.accept(":") {
		return 0, false
	}
	p.out.WriteString("(?:")
	if ways, ok = p.alternatives(); !ok {
		return 0, false
	}
	if !p.accept(")") {
		p.last = open
		return 0, false
	}
	p.out.WriteByte(')')
	return ways, true
}

// repetition reads how often what came before is to match.
func (p *pattern) repetition(ways float64) (float64, bool) {
	least, most := 0, 1
	from := p.at
	switch {
	case p.accept("*"):
		most = math.MaxInt
	case p.accept("+"):
		least, most = 1, math.MaxInt
	case p.accept("?"):
	case p.accept("{"):
		var ok bool
		if least, most, ok = p.counts(); !ok {
			p.last = from
			return 0, false
		}
	default:
		return ways, true
	}
	p.out.WriteString(p.source[from:p.at])
	switch {
	case ways == 1 && most == math.MaxInt:
		return openWays, true
	case ways == 1:
		return float64(most - least + 1), true
	case most == math.MaxInt:
		return math.Inf(1), true
	}
	sum := 0.0
	for n := least; n <= most; n++ {
		sum += math.Pow(ways, float64(n))
	}
	return sum, true
}

// counts reads m}, m,} or m,n}.
func (p *pattern) counts() (least, most int, ok bool) {
	inside, _, closed := strings.Cut(p.source[p.at:], "}")
	p.at += len(inside) + 1
	low, high, two := strings.Cut(inside, ",")
	if least, ok = count(low); !ok || !closed {
		return 0, 0, false
	}
	most = least
	if two {
		most = math.MaxInt
		if high != "" {
			most, ok = count(high)
		}
	}
	return least, most, ok && least <= most
}

func count(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= maxRepeat && digit(rune(s[0]))
}
