package expression

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"jianfu/models"
)

// FuzzParse holds what was read against what was written: the plain form reads back as the same tree, and the compact
// form, taken apart without this package's help, gives the same results.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"${a} > 0", "selected（${m}，’x’） and not(. = 1.5)", "if(1, -2 mod 3, \"x\")", "((1", "1 ≤ ２", "county = ${a} or round(.)",
		"regex(., '[a-c]+\\d{1,3}|\\s') and string-length(.) > 2", "date('2024-02-29') < '12:30'", "coalesce(${b}, true())",
		"1 AND 2 && 3", "jr:choice-name(1, 2)", "regex(., '(a|b')", "selcted(1, 2)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tree, err := Parse(s)
		if err != nil {
			var e *models.Error
			if !errors.As(err, &e) || e.Kind != models.Invalid {
				t.Fatalf("a foreign error: %v", err)
			}
			if at, ok := e.Args[0].(int); !ok || at < 1 || at > utf8.RuneCountInString(s)+1 {
				t.Fatalf("%q is faulty at %v", s, e.Args[0])
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
		if len(tree.References())+len(tree.Columns()) > 0 != strings.Contains(compact(t, tree), `["$",`) {
			t.Fatalf("%q names %q and %q", s, tree.References(), tree.Columns())
		}
		sent := received(t, []byte(compact(t, tree)))
		for i := range 8 {
			get := func(name string) Value { return fuzzed(len(name) + i) }
			want, got := tree.Evaluate(get, fuzzed(i)), sent.Evaluate(get, fuzzed(i))
			if !reflect.DeepEqual(want, got) {
				t.Fatalf("%q gives %v, its compact form %v", s, want, got)
			}
		}
	})
}

func fuzzed(i int) Value {
	return []Value{
		{}, Number(one), String("x"), String(""), Choices([]string{"x", "y"}), Number(-1500), String("2024-02-29"), String("12:30"),
	}[i%8]
}

// received makes a tree of its compact form.
func received(t *testing.T, raw []byte) *Tree {
	t.Helper()
	var node any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&node); err != nil {
		t.Fatal(err)
	}
	return grown(t, node)
}

func grown(t *testing.T, node any) *Tree {
	t.Helper()
	list, ok := node.([]any)
	if !ok {
		return &Tree{value: operand(t, node)}
	}
	n := &Tree{op: list[0].(string)}
	switch n.op {
	case "$":
		n.name = list[1].(string)
		return n
	case "regex":
		n.pattern = regexp.MustCompile(list[2].(string))
	}
	for _, a := range list[1:] {
		n.args = append(n.args, grown(t, a))
	}
	return n
}

func height(t *Tree) int {
	h := 0
	for _, a := range t.args {
		h = max(h, height(a))
	}
	return h + 1
}
