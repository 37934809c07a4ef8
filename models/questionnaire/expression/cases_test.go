package expression

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
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
	if len(list) < 100 {
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
	for range 3000 {
		s := sample{Tree: randomTree(r, 4), Answers: map[string]any{}, Self: randomAnswer(r)}
		for _, name := range []string{"a", "b", "c"} {
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
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("JIANFU_REQUIRE_NODE") == "" {
			t.Skip("node is not installed")
		}
		t.Fatal(err)
	}
	script, err := os.ReadFile("../../../static/form/expression.js")
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "-e", string(script)+`
const list = JSON.parse(require("fs").readFileSync(0))
console.log(JSON.stringify(list.map(s => evaluate(s.tree, name => (s.answers || {})[name], s.self))))`)
	cmd.Stdin = bytes.NewReader(input)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	d := json.NewDecoder(bytes.NewReader(out))
	d.UseNumber()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(list) {
		t.Fatalf("%d results for %d cases", len(got), len(list))
	}
	return got
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func randomAnswer(r *rand.Rand) any {
	switch r.IntN(6) {
	case 0:
		return nil
	case 1:
		return pick(r, "", "x", "y", "3", "2.5", "x y")
	case 2:
		return pick(r, []any{}, []any{"x"}, []any{"x", "y"}, []any{"3"})
	}
	return json.Number(pick(r, Decimal(r.IntN(10))*one, Decimal(r.IntN(40))*500, Decimal(r.IntN(20001)-10000), Decimal(r.Int64N(9e12))).String())
}

func randomTree(r *rand.Rand, height int) *Tree {
	if height == 0 || r.IntN(6) == 0 {
		return pick(r, &Tree{op: "."}, &Tree{op: "$", name: pick(r, "a", "b", "c")}, &Tree{value: String(pick(r, "", "x", "2"))},
			&Tree{value: Number(pick(r, Decimal(r.IntN(5))*one, Decimal(r.IntN(5000))))})
	}
	op := pick(r, "or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "true", "false", "not",
		"count-selected", "int", "number", "string", "round", "selected", "coalesce", "if")
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
	return t
}
