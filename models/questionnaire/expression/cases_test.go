package expression

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
)

// sample is one row of testdata/cases.json. Answers and Self are as the browser holds them: a number, a string, an
// array of strings, or null.
type sample struct {
	Expression string         `json:"expression"`
	Answers    map[string]any `json:"answers,omitempty"`
	Self       any            `json:"self"`
	Want       any            `json:"want"`
	Tree       *Tree          `json:"tree,omitempty"`
}

func samples(t *testing.T) []sample {
	t.Helper()
	b, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []sample
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 260 {
		t.Fatalf("only %d cases", len(list))
	}
	return list
}

// operand turns what the browser holds into a Value.
func operand(t *testing.T, v any) Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return Value{}
	case json.Number:
		d, err := ParseDecimal(v.String())
		if err != nil {
			t.Fatal(err)
		}
		return Number(d)
	case string:
		return String(v)
	case bool:
		return Bool(v)
	case []any:
		names := []string{}
		for _, n := range v {
			names = append(names, n.(string))
		}
		return Choices(names)
	}
	t.Fatalf("no operand: %v", v)
	return Value{}
}

// result is v as the browser would give it.
func result(v Value) any {
	switch v.kind {
	case unknown:
		return nil
	case number:
		return json.Number(v.num.String())
	case boolean:
		return v.num != 0
	}
	return v.String()
}

func evaluate(t *testing.T, s sample) any {
	t.Helper()
	answers := map[string]Value{}
	for name, v := range s.Answers {
		answers[name] = operand(t, v)
	}
	return result(s.Tree.Evaluate(func(name string) Value { return answers[name] }, operand(t, s.Self)))
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		t.Run(s.Expression, func(t *testing.T) {
			t.Parallel()
			tree, err := Parse(s.Expression)
			if err != nil {
				t.Fatal(err)
			}
			s.Tree = tree
			if got := evaluate(t, s); !reflect.DeepEqual(got, s.Want) {
				t.Errorf("got %#v, want %#v", got, s.Want)
			}
		})
	}
}

// TestBrowser runs the same cases, and random ones, through static/form/expression.js.
func TestBrowser(t *testing.T) {
	t.Parallel()
	list := samples(t)
	for i := range list {
		tree, err := Parse(list[i].Expression)
		if err != nil {
			t.Fatal(err)
		}
		list[i].Tree = tree
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 6000 {
		s := sample{Tree: randomTree(r, 4), Answers: map[string]any{}, Self: randomAnswer(r)}
		for _, name := range []string{"a", "b", "c", "@x"} {
			s.Answers[name] = randomAnswer(r)
		}
		s.Expression = s.Tree.String()
		s.Want = evaluate(t, s)
		list = append(list, s)
	}
	for i, got := range browser(t, list) {
		if s := list[i]; !reflect.DeepEqual(got, s.Want) {
			t.Errorf("%s with %v, self %v: the browser gives %#v, want %#v", s.Expression, s.Answers, s.Self, got, s.Want)
		}
	}
}

// browser evaluates every sample with Node, which runs the same language as browsers do.
func browser(t *testing.T, list []sample) []any {
	t.Helper()
	var got []any
	script(t, `console.log(JSON.stringify(input.map(s => evaluate(s.tree, name => (s.answers || {})[name], s.self))))`, list, &got)
	if len(got) != len(list) {
		t.Fatalf("%d results for %d cases", len(got), len(list))
	}
	return got
}

func node(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("JIANFU_REQUIRE_NODE") == "" {
			t.Skip("node is not installed")
		}
		t.Fatal(err)
	}
	return path
}

func interpreter(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("../../../static/form/expression.js")
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// TestInterpreterIsSmall counts what a phone pays for: the lines of the interpreter without indentation and comments,
// as the page carries them.
func TestInterpreterIsSmall(t *testing.T) {
	t.Parallel()
	var lines []string
	for line := range strings.Lines(interpreter(t)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			lines = append(lines, line)
		}
	}
	lean := strings.Join(lines, "\n")
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := w.Write([]byte(lean)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d packed", len(lean), packed.Len())
	if len(lean) > 2048 {
		t.Errorf("%d bytes", len(lean))
	}
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func randomAnswer(r *rand.Rand) any {
	switch r.IntN(6) {
	case 0:
		return nil
	case 1:
		return pick(r, "", "x", "y", "3", "2.5", "x y", "2024-02-29", "1970-01-31", "2023-02-29", "07:30", "24:00", "24:30", "减 x")
	case 2:
		return pick(r, []any{}, []any{"x"}, []any{"x", "y"}, []any{"3"}, []any{"2024-04-01"}, []any{"08:00"})
	}
	return json.Number(pick(r, Decimal(r.IntN(10))*one, Decimal(r.IntN(40))*500, Decimal(r.IntN(20001)-10000), Decimal(r.Int64N(9e12))).String())
}

func randomTree(r *rand.Rand, height int) *Tree {
	if height == 0 || r.IntN(6) == 0 {
		return pick(r, &Tree{op: "."}, &Tree{op: "$", name: pick(r, "a", "b", "c", "@x")},
			&Tree{value: String(pick(r, "", "x", "2", "2024-02-28", "12:15", "2024-13-01"))},
			&Tree{value: Number(pick(r, Decimal(r.IntN(5))*one, Decimal(r.IntN(5000))))})
	}
	op := pick(r, "or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "true", "false", "not",
		"string-length", "regex", "date", "count-selected", "int", "number", "string", "round", "selected", "coalesce", "if")
	least, most, ok := function(op)
	if !ok {
		least, most = 2, 2
		if op == "-" {
			least = 1
		}
	}
	t := &Tree{op: op}
	for range least + r.IntN(most-least+1) {
		t.args = append(t.args, randomTree(r, height-1))
	}
	switch op {
	case "date":
		t.args[0] = &Tree{op: "$", name: "a"}
	case "regex":
		t.args[1] = &Tree{value: String(pick(r, "x", ".*", "[0-9]+", `\S{2,}`, "x|y"))}
		t.pattern, _, _ = compile(t.args[1].value.str)
	}
	return t
}
