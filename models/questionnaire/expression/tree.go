package expression

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// Tree is a parsed expression. It is immutable and safe for concurrent use.
type Tree struct {
	op      string // "" a literal, "$" a reference, "." the answer itself, else an operator or a function
	value   Value  // of a literal
	name    string // of a reference; that of a column begins with column
	args    []*Tree
	pattern *regexp.Regexp // of regex
	height  int
}

// column marks the names of columns, in Lookup and in the compact tree.
const column = "@"

// And gives the tree that holds where both do; nil stands for what always holds.
func And(a, b *Tree) *Tree {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	return &Tree{op: "and", args: []*Tree{a, b}, height: max(a.height, b.height) + 1}
}

// operator gives the binding power of each infix operator; equal powers bind from the left.
func operator(op string) (power int) {
	switch op {
	case "or":
		return 1
	case "and":
		return 2
	case "=", "!=":
		return 3
	case "<", "<=", ">", ">=":
		return 4
	case "+", "-":
		return 5
	case "*", "div", "mod":
		return 6
	}
	return 0
}

const (
	prefixPower  = 7 // of the minus sign in front
	primaryPower = 8
)

// References lists the questions that the expression names, each once, in the order of their first mention.
func (t *Tree) References() []string {
	questions, _ := t.names()
	return questions
}

// Columns lists the columns of an option that the expression names as bare words, likewise. Lookup is asked for them by
// their name with an @ before it.
func (t *Tree) Columns() []string {
	_, columns := t.names()
	return columns
}

func (t *Tree) names() (questions, columns []string) {
	t.walk(func(n *Tree) {
		name, isColumn := strings.CutPrefix(n.name, column)
		switch {
		case n.op != "$":
		case isColumn && !slices.Contains(columns, name):
			columns = append(columns, name)
		case !isColumn && !slices.Contains(questions, name):
			questions = append(questions, name)
		}
	})
	return questions, columns
}

// UsesSelf reports whether the expression mentions the answer it is attached to, written as a point.
func (t *Tree) UsesSelf() bool {
	found := false
	t.walk(func(n *Tree) { found = found || n.op == "." })
	return found
}

func (t *Tree) walk(visit func(*Tree)) {
	visit(t)
	for _, a := range t.args {
		a.walk(visit)
	}
}

// power is how tightly the outermost part of t binds.
func (t *Tree) power() int {
	if len(t.args) == 1 && t.op == "-" {
		return prefixPower
	}
	if p := operator(t.op); p > 0 {
		return p
	}
	return primaryPower
}

// String writes the expression in its plain form: single spaces, ASCII signs, no needless parentheses. Parsing it
// gives the same tree.
func (t *Tree) String() string {
	var b strings.Builder
	t.print(&b)
	return b.String()
}

func (t *Tree) print(b *strings.Builder) {
	switch {
	case t.op == "":
		b.WriteString(t.literal())
	case t.op == "$" && strings.HasPrefix(t.name, column):
		b.WriteString(t.name[len(column):])
	case t.op == "$":
		b.WriteString("${" + t.name + "}")
	case t.op == ".":
		b.WriteByte('.')
	case t.power() == prefixPower:
		b.WriteByte('-')
		t.args[0].printIn(b, prefixPower)
	case t.power() < prefixPower:
		t.args[0].printIn(b, t.power())
		b.WriteString(" " + t.op + " ")
		t.args[1].printIn(b, t.power()+1)
	default:
		b.WriteString(t.op + "(")
		for i, a := range t.args {
			if i > 0 {
				b.WriteString(", ")
			}
			a.print(b)
		}
		b.WriteByte(')')
	}
}

func (t *Tree) printIn(b *strings.Builder, power int) {
	if t.power() >= power {
		t.print(b)
		return
	}
	b.WriteByte('(')
	t.print(b)
	b.WriteByte(')')
}

// literal needs no escapes: a text that was read never holds the kind of quote that enclosed it.
func (t *Tree) literal() string {
	if t.value.kind == number {
		return t.value.num.String()
	}
	if strings.ContainsFunc(t.value.str, func(r rune) bool { return Plain(r) == '\'' }) {
		return `"` + t.value.str + `"`
	}
	return "'" + t.value.str + "'"
}

// MarshalJSON writes the form that the browser evaluates: numbers, texts and truths stand for themselves, everything else is
// an array headed by its operator, such as [">",["$","insp_count"],0]. A column is ["$","@county"]; a date() is what is
// in it; a pattern is the form that Go and ECMAScript read alike, for whole texts; -x is 0 - x, and round() always has
// its places.
func (t *Tree) MarshalJSON() ([]byte, error) { return json.Marshal(t.plain()) }

func (t *Tree) plain() any {
	switch {
	case t.op == "" && t.value.kind == number:
		return t.value.num
	case t.op == "":
		return t.value.str
	case t.op == "$":
		return []any{"$", t.name}
	case t.op == "true", t.op == "false":
		return t.op == "true"
	case t.op == "date":
		return t.args[0].plain()
	case t.op == "regex":
		return []any{t.op, t.args[0].plain(), t.pattern.String()}
	}
	list := []any{t.op}
	if t.op == "-" && len(t.args) == 1 {
		list = append(list, 0)
	}
	for _, a := range t.args {
		list = append(list, a.plain())
	}
	if t.op == "round" && len(t.args) == 1 {
		list = append(list, 0)
	}
	return list
}
