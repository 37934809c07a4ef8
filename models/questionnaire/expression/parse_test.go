package expression

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"jianfu/models"
)

func TestPrintAndJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, print, json string }{
		{"${insp_count}>0", "${insp_count} > 0", `[">",["$","insp_count"],0]`},
		{".<=${a}+${b}", ". <= ${a} + ${b}", `["<=",["."],["+",["$","a"],["$","b"]]]`},
		{"(1+2)*3", "(1 + 2) * 3", `["*",["+",1,2],3]`},
		{"1+(2*3)", "1 + 2 * 3", `["+",1,["*",2,3]]`},
		{"1-(2-3)", "1 - (2 - 3)", `["-",1,["-",2,3]]`},
		{"1-2-3", "1 - 2 - 3", `["-",["-",1,2],3]`},
		{"-(1+2)", "-(1 + 2)", `["-",["+",1,2]]`},
		{"- - 1", "--1", `["-",["-",1]]`},
		{"-1*2", "-1 * 2", `["*",["-",1],2]`},
		{"a-", "", ""},
		{`"a" = 'b'`, "'a' = 'b'", `["=","a","b"]`},
		{`"it’s"`, `"it’s"`, `"it’s"`},
		{"if(true(),.50,round(2,1))", "if(true(), 0.5, round(2, 1))", `["if",["true"],0.5,["round",2,1]]`},
		{"not（selected（${m}，‘x’））", "not(selected(${m}, 'x'))", `["not",["selected",["$","m"],"x"]]`},
		{"1 = 2 and (3 = 4 or 5 = 6)", "1 = 2 and (3 = 4 or 5 = 6)", `["and",["=",1,2],["or",["=",3,4],["=",5,6]]]`},
	} {
		t.Run(c.source, func(t *testing.T) {
			t.Parallel()
			tree, err := Parse(c.source)
			if c.print == "" {
				if err == nil {
					t.Fatalf("accepted as %s", tree)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if tree.String() != c.print {
				t.Errorf("prints %s, want %s", tree, c.print)
			}
			var got, want any
			if err := errors.Join(json.Unmarshal([]byte(compact(t, tree)), &got), json.Unmarshal([]byte(c.json), &want)); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("json %v, want %v", got, want)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source, key string
		args        []any
	}{
		{"", "expression.token", []any{0, ""}},
		{"1 +", "expression.token", []any{3, ""}},
		{"1 2", "expression.token", []any{2, "2"}},
		{"1.2.3", "expression.token", []any{3, ".3"}},
		{"(1", "expression.token", []any{2, ""}},
		{"1)", "expression.token", []any{1, ")"}},
		{"＝ 1", "expression.token", []any{0, "="}},
		{"（1 ＝ @）", "expression.token", []any{9, "@"}},
		{"foo", "expression.token", []any{0, "foo"}},
		{"and", "expression.token", []any{0, "and"}},
		{"* 2", "expression.token", []any{0, "*"}},
		{"1 ! 2", "expression.token", []any{2, "!"}},
		{"${a} ${b}", "expression.token", []any{5, "b"}},
		{"a\xff", "expression.token", []any{1, ""}},
		{"'abc", "expression.quote", []any{0}},
		{"1 = “abc'", "expression.quote", []any{4}},
		{"${}", "expression.reference", []any{0}},
		{"1 + ${a", "expression.reference", []any{4}},
		{"${a b}", "expression.reference", []any{0}},
		{"0.1234", "expression.number", []any{0, "0.1234"}},
		{"1 + 1234567890123", "expression.number", []any{4, "1234567890123"}},
		{"pulldata('x')", "expression.function", []any{0, "pulldata"}},
		{"selected(${a})", "expression.arguments", []any{0, "selected"}},
		{"1 + true(1)", "expression.arguments", []any{4, "true"}},
		{"not(1 2)", "expression.token", []any{6, "2"}},
		{"not(,)", "expression.token", []any{4, ","}},
		{strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200), "expression.large", []any{101}},
		{strings.Repeat("-", 200) + "1", "expression.large", []any{101}},
		{"1" + strings.Repeat("+1", 200), "expression.large", []any{199}},
		{strings.Repeat(" ", MaxLength) + "1", "expression.large", []any{MaxLength}},
	} {
		t.Run(c.source, func(t *testing.T) {
			t.Parallel()
			tree, err := Parse(c.source)
			var e *models.Error
			if !errors.As(err, &e) {
				t.Fatalf("gives %v, %v", tree, err)
			}
			if e.Kind != models.Invalid || e.Key != c.key || !reflect.DeepEqual(e.Args, c.args) {
				t.Errorf("gives %s %s %v, want %s %v", e.Kind, e.Key, e.Args, c.key, c.args)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	tree, err := Parse("${b} > 1 and (selected(${a}, 'x') or ${b} = .)")
	if err != nil {
		t.Fatal(err)
	}
	if got := tree.References(); !reflect.DeepEqual(got, []string{"b", "a"}) {
		t.Errorf("references %v", got)
	}
	if !tree.UsesSelf() {
		t.Error("misses the point")
	}
	if tree, _ = Parse("1.5 > ${a}"); tree.UsesSelf() {
		t.Error("takes a decimal point for the answer")
	}
}

// TestPrintRandom prints trees that were never parsed: reading them back must give the same tree.
func TestPrintRandom(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		tree := randomTree(r, 5)
		back, err := Parse(tree.String())
		if err != nil {
			t.Fatalf("%s: %v", tree, err)
		}
		if want, got := compact(t, tree), compact(t, back); want != got {
			t.Fatalf("%s reads back as %s, want %s", tree, got, want)
		}
	}
}

func compact(t *testing.T, tree *Tree) string {
	t.Helper()
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"${a} > 0", "selected（${m}，’x’） and not(. = 1.5)", "if(1, -2 mod 3, \"x\")", "((1", "1 ≤ ２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tree, err := Parse(s)
		if err != nil {
			if models.KindOf(err) != models.Invalid {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		if tree.height > MaxHeight || height(tree) != tree.height {
			t.Fatalf("height %d, counted %d", tree.height, height(tree))
		}
		back, err := Parse(tree.String())
		if err != nil {
			t.Fatalf("%q prints %q: %v", s, tree, err)
		}
		if !reflect.DeepEqual(tree, back) {
			t.Fatalf("%q prints %q, which is another tree", s, tree)
		}
		tree.Evaluate(func(string) Value { return Value{} }, Number(one))
	})
}

func height(t *Tree) int {
	h := 0
	for _, a := range t.args {
		h = max(h, height(a))
	}
	return h + 1
}
