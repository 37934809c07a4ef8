package expression

import (
	"unicode/utf8"

	"jianfu/models"
)

// What people write stays far below these bounds; they keep hostile input from costing memory or stack.
const (
	MaxLength = 4096 // bytes of source
	MaxHeight = 100  // levels of the tree, and of nested parentheses
)

// Parse reads an expression. Full-width signs and curly quotes count as their plain forms.
//
// Errors are Invalid; the first of Args is the byte offset in s. Keys: "expression.token" (what stands there does not
// belong there: Args[1], empty at the end), "expression.quote" (a text is not closed), "expression.reference" (a
// ${name} is malformed), "expression.number" (too many digits: Args[1]), "expression.function" (no such function:
// Args[1]), "expression.arguments" (wrong number of arguments for Args[1]), "expression.large".
func Parse(s string) (*Tree, error) {
	if len(s) > MaxLength {
		return nil, models.Fail(models.Invalid, "expression.large", MaxLength)
	}
	for i, r := range s {
		if r == utf8.RuneError {
			return nil, models.Fail(models.Invalid, "expression.token", i, "")
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

func (p *parser) misplaced() error {
	return models.Fail(models.Invalid, "expression.token", p.tok.at, p.tok.text)
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
		return p.call(tok, depth)
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
	return nil, models.Fail(models.Invalid, "expression.token", tok.at, tok.text)
}

// call reads the arguments of the function whose name was just passed.
func (p *parser) call(name token, depth int) (*Tree, error) {
	if !p.sign("(") {
		return nil, models.Fail(models.Invalid, "expression.token", name.at, name.text)
	}
	least, most, ok := function(name.text)
	if !ok {
		return nil, models.Fail(models.Invalid, "expression.function", name.at, name.text)
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
		return nil, models.Fail(models.Invalid, "expression.arguments", name.at, name.text)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return p.node(name.at, name.text, args...)
}
