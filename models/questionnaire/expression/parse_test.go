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
		{"-(1+2)", "-(1 + 2)", `["-",0,["+",1,2]]`},
		{"- - 1", "--1", `["-",0,["-",0,1]]`},
		{"-1*2", "-1 * 2", `["*",["-",0,1],2]`},
		{"county=${district}", "county = ${district}", `["=",["$","@county"],["$","district"]]`},
		{"县 = 'x' and my-col_2 > 1", "县 = 'x' and my-col_2 > 1", `["and",["=",["$","@县"],"x"],[">",["$","@my-col_2"],1]]`},
		{"number - int", "number - int", `["-",["$","@number"],["$","@int"]]`},
		{". >= date( '2025-01-31' )", ". >= date('2025-01-31')", `[">=",["."],"2025-01-31"]`},
		{"date(${a})", "date(${a})", `["$","a"]`},
		{"string-length(.)>3", "string-length(.) > 3", `[">",["string-length",["."]],3]`},
		{"regex(., '.\\-[a\\-z]')", "regex(., '.\\-[a\\-z]')", `["regex",["."],"^(?:[^\\n]-[a\\-z])$"]`},
		{`"a" = 'b'`, "'a' = 'b'", `["=","a","b"]`},
		{`"it’s"`, `"it’s"`, `"it’s"`},
		{"if(true(),.50,round(2,1))", "if(true(), 0.5, round(2, 1))", `["if",true,0.5,["round",2,1]]`},
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
		{"", "expression.end", []any{1}},
		{"1 +", "expression.end", []any{4}},
		{"1 2", "expression.token", []any{3, "2"}},
		{"1.2.3", "expression.token", []any{4, ".3"}},
		{"(1", "expression.end", []any{3}},
		{"1)", "expression.token", []any{2, ")"}},
		{"＝ 1", "expression.token", []any{1, "="}},
		{"（1 ＝ @）", "expression.token", []any{6, "@"}},
		{"'中文' = 县 县", "expression.token", []any{10, "县"}},
		{"and", "expression.token", []any{1, "and"}},
		{"* 2", "expression.token", []any{1, "*"}},
		{"a-", "expression.end", []any{3}},
		{"jr:a", "expression.token", []any{1, "jr:a"}},
		{"${a} ${b}", "expression.token", []any{6, "${b}"}},
		{"a\xff", "expression.token", []any{2, "\ufffd"}},
		{"not(1 2)", "expression.token", []any{7, "2"}},
		{"not(,)", "expression.token", []any{5, ","}},
		{"1 ! 2", "expression.instead", []any{3, "!", "not(…)"}},
		{"${a} == 1", "expression.instead", []any{6, "==", "="}},
		{"${a} => 1", "expression.instead", []any{6, "=>", ">="}},
		{"${a} <> 1", "expression.instead", []any{6, "<>", "!="}},
		{"1 && 2", "expression.instead", []any{3, "&&", "and"}},
		{"1 ｜｜ 2", "expression.instead", []any{3, "||", "or"}},
		{"1 AND 2", "expression.instead", []any{3, "AND", "and"}},
		{"1 或 2", "expression.instead", []any{3, "或", "or"}},
		{"4 / 2", "expression.instead", []any{3, "/", "div"}},
		{"4 × 2", "expression.instead", []any{3, "×", "*"}},
		{"$a", "expression.instead", []any{1, "$", "${…}"}},
		{"true", "expression.instead", []any{1, "true", "true()"}},
		{"not selected(${a}, 'x')", "expression.instead", []any{1, "not", "not(…)"}},
		{"'abc", "expression.quote", []any{1}},
		{"1 = “abc'", "expression.quote", []any{5}},
		{"${}", "expression.reference", []any{1}},
		{"1 + ${a", "expression.reference", []any{5}},
		{"${a b}", "expression.reference", []any{1}},
		{"0.1234", "expression.number", []any{1, "0.1234"}},
		{"1 + 1234567890123", "expression.number", []any{5, "1234567890123"}},
		{"1 + abs(1)", "expression.function", []any{5, "abs", "selected, count-selected, not, if, coalesce, true, " +
			"false, int, round, number, string, string-length, regex, date"}},
		{"Selected(${a}, 'x')", "expression.function.near", []any{1, "Selected", "selected"}},
		{"selcted(${a}, 'x')", "expression.function.near", []any{1, "selcted", "selected"}},
		{"string_length(.)", "expression.function.near", []any{1, "string_length", "string-length"}},
		{"pulldata('x')", "expression.unbuilt.external", []any{1, "pulldata"}},
		{". <= today()", "expression.unbuilt.moment", []any{6, "today"}},
		{"now()", "expression.unbuilt.moment", []any{1, "now"}},
		{"once(1)", "expression.unbuilt.person", []any{1, "once"}},
		{"position(..)", "expression.unbuilt.repeat", []any{1, "position"}},
		{"indexed-repeat(${a}, ${b}, 1)", "expression.unbuilt.repeat", []any{1, "indexed-repeat"}},
		{"jr:choice-name(${a}, '${a}')", "expression.unbuilt.label", []any{1, "jr:choice-name"}},
		{"selected(${a})", "expression.arguments", []any{1, "selected", "2"}},
		{"1 + true(1)", "expression.arguments", []any{5, "true", "0"}},
		{"round()", "expression.arguments", []any{1, "round", "1–2"}},
		{"1 < date('2025-02-29')", "expression.date", []any{5, "2025-02-29"}},
		{"date('31.1.2025')", "expression.date", []any{1, "31.1.2025"}},
		{"regex(., ${p})", "expression.pattern.text", []any{1}},
		{"regex(., 12)", "expression.pattern.text", []any{1}},
		{"not(regex(., '(?=a)b'))", "expression.pattern", []any{5, "(?=a)b", "(?=a)b"}},
		{"regex(., '(a+)+')", "expression.pattern.slow", []any{1, "(a+)+", ""}},
		{strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200), "expression.large", []any{102}},
		{strings.Repeat("-", 200) + "1", "expression.large", []any{102}},
		{"1" + strings.Repeat("+1", 200), "expression.large", []any{200}},
		{strings.Repeat(" ", MaxLength) + "1", "expression.long", []any{MaxLength + 1, MaxLength}},
	} {
		t.Run(c.source, func(t *testing.T) {
			t.Parallel()
			tree, err := Parse(c.source)
			var e *models.Error
			if !errors.As(err, &e) {
				t.Fatalf("gives %v, %v", tree, err)
			}
			if e.Kind != models.Invalid || e.Key != c.key || !reflect.DeepEqual(e.Args, c.args) {
				t.Errorf("gives %s %s %q, want %s %q", e.Kind, e.Key, e.Args, c.key, c.args)
			}
		})
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	tree := parsed(t, "${b} > 1 and (selected(${a}, 'x') or ${b} = .) and county = ${b} and town = county")
	if got := tree.References(); !reflect.DeepEqual(got, []string{"b", "a"}) {
		t.Errorf("references %v", got)
	}
	if got := tree.Columns(); !reflect.DeepEqual(got, []string{"county", "town"}) {
		t.Errorf("columns %v", got)
	}
	if !tree.UsesSelf() {
		t.Error("misses the point")
	}
	tree = parsed(t, "1.5 > ${a}")
	if tree.UsesSelf() {
		t.Error("takes a decimal point for the answer")
	}
	if got := tree.Columns(); got != nil {
		t.Errorf("columns %v", got)
	}
}

func TestAnd(t *testing.T) {
	t.Parallel()
	a, b := parsed(t, "${a} = 1 or ${b} = 2"), parsed(t, "${c} = 3")
	if And(nil, nil) != nil || And(a, nil) != a || And(nil, b) != b {
		t.Error("what always holds adds something")
	}
	both := And(a, b)
	if want := parsed(t, "(${a} = 1 or ${b} = 2) and ${c} = 3"); !reflect.DeepEqual(both, want) {
		t.Errorf("gives %s", both)
	}
}

func parsed(t testing.TB, source string) *Tree {
	t.Helper()
	tree, err := Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return tree
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

func compact(t testing.TB, tree *Tree) string {
	t.Helper()
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
