package xlsform

import (
	"strings"
	"unicode"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// piece is a part of an expression, as far as one needs to look into it to change names.
type piece struct {
	kind byte   // '$' reference, '\'' text in quotes, 'a' word, 'o' sign, ' ' blank
	text string // as it stands there; of a sign its plain form
	name string // what is within the braces or quotes
}

// cut cuts an expression into pieces. Joined, their texts are the expression, but for the form of signs.
func cut(s string) []piece {
	var pieces []piece
	for s != "" {
		p := first(s)
		pieces = append(pieces, p)
		s = s[len(p.text):]
		if p.kind == 'o' {
			pieces[len(pieces)-1].text = plainSigns(p.text)
		}
	}
	return pieces
}

func first(s string) piece {
	r := []rune(s[:min(len(s), 8)])[0]
	width := len(string(r))
	switch {
	case unicode.IsSpace(r):
		return piece{' ', s[:width], ""}
	case expression.Plain(r) == '\'' || expression.Plain(r) == '"':
		for i, q := range s[width:] {
			if expression.Plain(q) == expression.Plain(r) {
				end := width + i
				return piece{'\'', s[:end+len(string(q))], s[width:end]}
			}
		}
		return piece{'o', s, ""}
	case strings.HasPrefix(s, "${"):
		if end := strings.IndexByte(s, '}'); end > 0 {
			return piece{'$', s[:end+1], strings.TrimSpace(s[2:end])}
		}
	case wordly(r):
		end := strings.IndexFunc(s, func(r rune) bool { return !wordly(r) && !unicode.IsDigit(r) && r != '-' })
		if end < 0 {
			end = len(s)
		}
		return piece{'a', s[:end], s[:end]}
	}
	return piece{'o', s[:width], ""}
}

func wordly(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func plainSigns(s string) string {
	s = strings.Map(expression.Plain, s)
	if !strings.ContainsAny(s, "≤≥≠") {
		return s
	}
	return strings.NewReplacer("≤", "<=", "≥", ">=", "≠", "!=").Replace(s)
}

// conjuncts cuts an expression at the "and" outside of all parentheses; one with an "or" there is a single part. Deep
// says how many parentheses around whole parts to look into.
func conjuncts(s string, deep int) []string {
	var parts []string
	depth := 0
	var part strings.Builder
	for _, p := range cut(s) {
		switch {
		case p.text == "(":
			depth++
		case p.text == ")":
			depth--
		case p.kind == 'a' && depth == 0 && p.name == "or":
			return []string{s}
		case p.kind == 'a' && depth == 0 && p.name == "and":
			parts = append(parts, strings.TrimSpace(part.String()))
			part.Reset()
			continue
		}
		part.WriteString(p.text)
	}
	parts = append(parts, strings.TrimSpace(part.String()))
	if deep == 0 {
		return parts
	}
	var all []string
	for _, p := range parts {
		if inner, ok := unwrap(p); ok {
			all = append(all, conjuncts(inner, deep-1)...)
		} else {
			all = append(all, p)
		}
	}
	return all
}

// unwrap takes off parentheses around the whole.
func unwrap(s string) (string, bool) {
	pieces := cut(s)
	if len(pieces) < 3 || pieces[0].text != "(" {
		return s, false
	}
	depth := 0
	var inner strings.Builder
	for i, p := range pieces {
		switch p.text {
		case "(":
			depth++
		case ")":
			depth--
		}
		if last := i == len(pieces)-1; last != (depth == 0) {
			return s, false
		} else if i > 0 && !last {
			inner.WriteString(p.text)
		}
	}
	return strings.TrimSpace(inner.String()), true
}

// rewrite puts the names of questions and options as they are here into an expression. Self is the list of the question
// that the expression belongs to. One in which no name changes stays as it is.
func (im *importer) rewrite(s string, self *list) string {
	if s == "" {
		return ""
	}
	pieces := cut(s)
	var dense []*piece // without blanks
	for i := range pieces {
		if pieces[i].kind != ' ' {
			dense = append(dense, &pieces[i])
		}
	}
	changed := false
	set := func(p *piece, text string) {
		if p.text != text {
			p.text, changed = text, true
		}
	}
	for i, p := range dense {
		if p.kind != '\'' {
			continue
		}
		if l := im.subject(dense, i, self); l != nil && l.names[p.name] != "" && l.names[p.name] != p.name {
			set(p, "'"+l.names[p.name]+"'")
		}
	}
	for _, p := range dense {
		if name := im.names[p.name]; p.kind == '$' && name != "" && name != p.name {
			set(p, "${"+name+"}")
		}
	}
	if !changed {
		return s
	}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.text)
	}
	return b.String()
}

// subject finds the list of the question with which the text at place i is compared: ${q} = 'x', 'x' != ${q},
// selected(${q}, 'x'), where the point stands for the question itself.
func (im *importer) subject(dense []*piece, i int, self *list) *list {
	at := func(i int) piece {
		if i < 0 || i >= len(dense) {
			return piece{}
		}
		return *dense[i]
	}
	of := func(p piece) *list {
		if p.kind == '$' {
			return im.listOf[p.name]
		}
		if p.kind == 'o' && p.text == "." {
			return self
		}
		return nil
	}
	before, after := i-1, i+1
	switch {
	case at(before).text == "," && at(i-3).text == "(" && at(i-4).name == "selected":
		return of(at(i - 2))
	case at(before).text == "=" && at(i-2).text == "!":
		return of(at(i - 3))
	case at(before).text == "=" || at(before).text == "!=":
		return of(at(i - 2))
	case at(after).text == "!" && at(i+2).text == "=":
		return of(at(i + 3))
	case at(after).text == "=" || at(after).text == "!=":
		return of(at(i + 2))
	}
	return nil
}

// convertFilters gives the cells of columns that a choice filter compares with a question the names that the options of
// that question have here.
func (im *importer) convertFilters(filter string, options []questionnaire.Option) {
	var dense []piece
	for _, p := range cut(filter) {
		if p.kind != ' ' {
			dense = append(dense, p)
		}
	}
	for i := 1; i+1 < len(dense); i++ {
		a, b := dense[i-1], dense[i+1]
		if a.kind == '$' {
			a, b = b, a
		}
		if dense[i].text != "=" || a.kind != 'a' || b.kind != '$' || im.listOf[b.name] == nil {
			continue
		}
		for _, o := range options {
			if name := im.listOf[b.name].names[o.Filter[a.name]]; name != "" {
				o.Filter[a.name] = name
			}
		}
	}
}
