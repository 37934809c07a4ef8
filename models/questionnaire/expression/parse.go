package expression

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"jianfu/models"
)

// What people write stays far below these bounds; they keep hostile input from costing memory or stack.
const (
	MaxLength = 4096 // bytes of source
	MaxHeight = 100  // levels of the tree, and of nested parentheses
)

// Parse reads an expression. Full-width signs and curly quotes count as their plain forms. ${name} is the answer to a
// question, a bare word the column of an option.
//
// Errors are Invalid. Args[0] is the place: characters of s from 1. Keys: "expression.token" (what stands there, Args[1],
// does not belong there), "expression.end" (something is missing at the end), "expression.instead" (Args[1] is written
// Args[2] here), "expression.quote" (a text is not closed), "expression.reference" (a ${name} is malformed),
// "expression.number" (too many digits: Args[1]), "expression.function" (no function Args[1]; Args[2] lists all),
// "expression.function.near" (no function Args[1], perhaps Args[2] is meant), "expression.unbuilt.…" (Args[1] is a
// function of XLSForm that cannot be here: moment, person, repeat, external, label say why), "expression.arguments"
// (the wrong number of arguments for Args[1]; it takes Args[2]), "expression.date" (no day of the calendar: Args[1]),
// "expression.pattern" (Args[1] is beyond the patterns that the server and all browsers read alike, from Args[2] on),
// "expression.pattern.slow" (Args[1] is too long or could take a browser too long), "expression.pattern.text" (the
// pattern is not written out), "expression.large" (nested too deeply), "expression.long" (Args[1]: the limit).
func Parse(s string) (*Tree, error) {
	t, err := parse(s)
	var e *models.Error
	if errors.As(err, &e) {
		e.Args[0] = utf8.RuneCountInString(s[:e.Args[0].(int)]) + 1
	}
	return t, err
}

// parse gives places as byte offsets.
func parse(s string) (*Tree, error) {
	if len(s) > MaxLength {
		return nil, models.Fail(models.Invalid, "expression.long", MaxLength, MaxLength)
	}
	for i, r := range s {
		if r == utf8.RuneError { // no UTF-8, or what was left of it elsewhere
			return nil, models.Fail(models.Invalid, "expression.token", i, string(r))
		}
	}
	p := &parser{lexer: lexer{source: s}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	t, err := p.expression(0, 0)
	if err == nil && p.tok.kind != 0 {
		err = p.misplaced()
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// parser is a Pratt parser: an operand, then every operator that binds tighter than the one before it.
type parser struct {
	lexer lexer
	tok   token
}

func (p *parser) advance() (err error) {
	p.tok, err = p.lexer.next()
	return err
}

func (p *parser) misplaced() error { return p.stray(p.tok) }

// stray says that tok does not belong where it stands.
func (p *parser) stray(tok token) error {
	if tok.kind == 0 {
		return models.Fail(models.Invalid, "expression.end", tok.at)
	}
	if found := instead(tok.text); found != "" && tok.kind != '\'' {
		return models.Fail(models.Invalid, "expression.instead", tok.at, tok.text, found)
	}
	if tok.kind == '$' {
		tok.text = "${" + tok.text + "}"
	}
	return models.Fail(models.Invalid, "expression.token", tok.at, tok.text)
}

func (p *parser) sign(s string) bool { return p.tok.kind == 'o' && p.tok.text == s }

// expect passes over the sign s.
func (p *parser) expect(s string) error {
	if !p.sign(s) {
		return p.misplaced()
	}
	return p.advance()
}

func (p *parser) node(at int, op string, args ...*Tree) (*Tree, error) {
	height := 0
	for _, a := range args {
		height = max(height, a.height)
	}
	if height >= MaxHeight {
		return nil, models.Fail(models.Invalid, "expression.large", at)
	}
	return &Tree{op: op, args: args, height: height + 1}, nil
}

func (p *parser) expression(power, depth int) (*Tree, error) {
	if depth > MaxHeight {
		return nil, models.Fail(models.Invalid, "expression.large", p.tok.at)
	}
	left, err := p.operand(depth)
	for err == nil {
		op := p.tok
		if op.kind != 'o' && op.kind != 'a' || operator(op.text) <= power {
			return left, nil
		}
		if err = p.advance(); err != nil {
			return nil, err
		}
		var right *Tree
		if right, err = p.expression(operator(op.text), depth+1); err == nil {
			left, err = p.node(op.at, op.text, left, right)
		}
	}
	return nil, err
}

func (p *parser) operand(depth int) (*Tree, error) {
	tok := p.tok
	if tok.kind == 0 {
		return nil, p.misplaced()
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	switch tok.kind {
	case '0':
		d, err := ParseDecimal(tok.text)
		if err != nil {
			return nil, &models.Error{Kind: models.Invalid, Key: "expression.number", Args: []any{tok.at, tok.text}, Err: err}
		}
		return &Tree{value: Number(d), height: 1}, nil
	case '\'':
		return &Tree{value: String(tok.text), height: 1}, nil
	case '$':
		return &Tree{op: "$", name: tok.text, height: 1}, nil
	case 'a':
		return p.word(tok, depth)
	}
	switch tok.text {
	case ".":
		return &Tree{op: ".", height: 1}, nil
	case "-":
		t, err := p.expression(prefixPower, depth+1)
		if err != nil {
			return nil, err
		}
		return p.node(tok.at, "-", t)
	case "(":
		t, err := p.expression(0, depth+1)
		if err != nil {
			return nil, err
		}
		return t, p.expect(")")
	}
	return nil, p.stray(tok)
}

// word reads a function with its arguments, or a column.
func (p *parser) word(tok token, depth int) (*Tree, error) {
	if p.sign("(") {
		return p.call(tok, depth)
	}
	switch tok.text {
	case "true", "false":
		return nil, models.Fail(models.Invalid, "expression.instead", tok.at, tok.text, tok.text+"()")
	case "not", "if", "selected", "count-selected":
		return nil, models.Fail(models.Invalid, "expression.instead", tok.at, tok.text, tok.text+"(…)")
	}
	if operator(tok.text) > 0 || strings.Contains(tok.text, ":") {
		return nil, p.stray(tok)
	}
	return &Tree{op: "$", name: column + tok.text, height: 1}, nil
}

// call reads the arguments of the function whose name was just passed.
func (p *parser) call(name token, depth int) (*Tree, error) {
	least, most, ok := function(name.text)
	if !ok {
		return nil, unknownFunction(name.at, name.text)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var args []*Tree
	for !p.sign(")") {
		if len(args) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		a, err := p.expression(0, depth+1)
		if err != nil {
			return nil, err
		}
		args = append(args, a)
	}
	if len(args) < least || len(args) > most {
		wanted := strconv.Itoa(least)
		if least < most {
			wanted += "–" + strconv.Itoa(most)
		}
		return nil, models.Fail(models.Invalid, "expression.arguments", name.at, name.text, wanted)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	t, err := p.node(name.at, name.text, args...)
	if err != nil {
		return nil, err
	}
	return t, t.settle(name.at)
}

// settle checks what a function must know before there are answers, and makes it ready.
func (t *Tree) settle(at int) error {
	switch t.op {
	case "date":
		day := t.args[0].value
		if _, ok := readDay(day.str); day.kind == text && !ok {
			return models.Fail(models.Invalid, "expression.date", at, day.str)
		}
	case "regex":
		source := t.args[1].value
		if source.kind != text {
			return models.Fail(models.Invalid, "expression.pattern.text", at)
		}
		re, key, rest := compile(source.str)
		if re == nil {
			return models.Fail(models.Invalid, key, at, source.str, rest)
		}
		t.pattern = re
	}
	return nil
}
