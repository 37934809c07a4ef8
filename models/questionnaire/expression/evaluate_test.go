package expression

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestUnknownIsHonest fills in what was not given, one answer after the other: what was known before must stay as it
// was. Only coalesce() looks at whether there is an answer.
func TestUnknownIsHonest(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	known := 0
	for range 20000 {
		tree := randomTree(r, 4)
		asks := false
		tree.walk(func(n *Tree) { asks = asks || n.op == "coalesce" })
		if asks {
			continue
		}
		answers := map[string]Value{}
		get := func(name string) Value { return answers[name] }
		before := tree.Evaluate(get, Value{})
		for _, name := range []string{"b", "@x", "a", "c"} {
			answers[name] = operand(t, randomAnswer(r))
			after := tree.Evaluate(get, Value{})
			if before.Known() && !reflect.DeepEqual(before, after) {
				t.Fatalf("%s was %v and becomes %v with %v", tree, before, after, answers)
			}
			before = after
		}
		if before.Known() {
			known++
		}
	}
	if known < 1000 {
		t.Errorf("only %d results are known", known)
	}
}

var expressions = []string{
	"${hours} > 0", ". <= ${hours}", "selected(${kinds}, 'meetings')", "${post} = 'town'", "${trend} >= 4",
	"${post} = 'town' and (selected(${kinds}, 'forms') or ${hours} + ${more} > 8.5)", "county = ${post}",
	". >= date('2025-01-31')", "string-length(.) < 200", "regex(${post}, '[a-z]{2,10}')",
}

func answer(name string) Value {
	switch name {
	case "hours", "more":
		return Number(4500)
	case "kinds":
		return Choices(kinds)
	case "trend":
		return String("4")
	}
	return String("town")
}

var kinds = []string{"forms", "meetings"}

// TestEvaluateAllocatesNothing covers what a sheet is checked by.
func TestEvaluateAllocatesNothing(t *testing.T) {
	for _, source := range expressions {
		tree, self := parsed(t, source), String("2025-04-01")
		if n := testing.AllocsPerRun(100, func() { tree.Evaluate(answer, self) }); n > 0 {
			t.Errorf("%s: %v allocations", source, n)
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	for _, source := range expressions {
		tree, self := parsed(b, source), String("2025-04-01")
		b.Run(source, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tree.Evaluate(answer, self)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, i := range []int{0, 5, 9} {
		b.Run(fmt.Sprint(len(expressions[i])), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(expressions[i]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
