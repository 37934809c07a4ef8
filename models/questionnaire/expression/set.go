package expression

import (
	"strings"
	"unicode/utf8"
)

// set reads a class of characters after its bracket.
func (p *pattern) set() bool {
	open := p.last
	p.out.WriteByte('[')
	if p.accept("^") {
		p.out.WriteByte('^')
	}
	for first := true; first || !p.accept("]"); first = false {
		if p.at == len(p.source) {
			p.last = open
			return false
		}
		if !p.member() {
			return false
		}
	}
	p.out.WriteByte(']')
	return true
}

// member reads a character, a range of characters or an escaped class within a set.
func (p *pattern) member() bool {
	from, class := p.character()
	if class == 0 && from == 0 {
		return false
	}
	start := p.last
	ranged := p.next() == '-' && !strings.HasPrefix(p.source[p.at:], "-]")
	switch {
	case ranged && class == 0:
		p.at++
		to, class := p.character()
		if class != 0 || to < from {
			p.last = start
			return false
		}
		p.out.WriteString(inSet(from) + "-" + inSet(to))
	case ranged:
		return false
	case class == 's':
		p.out.WriteString(`\t-\r `)
	case class == 'S':
		p.out.WriteString(`\x00-\x08\x0e-\x1f!-` + string(utf8.MaxRune))
	case class != 0:
		p.out.WriteString(`\` + string(class))
	default:
		p.out.WriteString(inSet(from))
	}
	return true
}

// character reads one character of a set, 0 where there is none, or an escaped class.
func (p *pattern) character() (literal, class rune) {
	switch r := p.take(); r {
	case '\\':
		return p.escape()
	case '[', ']':
		return 0, 0
	default:
		return r, 0
	}
}

// escape reads what follows a backslash: one of the letters of classes, or a character that stands for itself.
func (p *pattern) escape() (literal, class rune) {
	start := p.last
	r := p.take()
	p.last = start
	switch {
	case strings.ContainsRune("dwsDWS", r) && r != 0:
		return 0, r
	case r == 'n':
		return '\n', 0
	case r == 'r':
		return '\r', 0
	case r == 't':
		return '\t', 0
	case r > ' ' && r < 0x7f && !letter(r) && !digit(r), r == ' ', r == '_':
		return r, 0
	}
	return 0, 0
}

func (p *pattern) literal(r rune) bool {
	if r == 0 {
		return false
	}
	p.out.WriteString(escaped(r))
	return true
}

// escaped writes r as both engines take it for itself outside of sets, inSet inside. ECMAScript wants a backslash before
// a minus sign in sets alone.
func escaped(r rune) string {
	if strings.ContainsRune(`^$\.*+?()[]{}|`, r) {
		return `\` + string(r)
	}
	return string(r)
}

func inSet(r rune) string {
	if r == '-' {
		return `\-`
	}
	return escaped(r)
}
