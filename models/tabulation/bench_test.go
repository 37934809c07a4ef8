package tabulation_test

import (
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/simulation"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// builtinForm is an instrument that ships with the program.
func builtinForm(t testing.TB, name string) *questionnaire.Form {
	t.Helper()
	q, ok := builtin.ByName(name)
	if !ok {
		t.Fatal(name)
	}
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// flat is a tree of n units below one.
func flat(t testing.TB, n int) (*unit.Tree, []models.ID) {
	t.Helper()
	units := []unit.Unit{{ID: models.ID{15: 1}, Code: "0"}}
	var ids []models.ID
	for i := range n {
		id := models.ID{0: byte(i), 1: byte(i >> 8), 15: 2}
		ids = append(ids, id)
		units = append(units, unit.Unit{ID: id, Parent: units[0].ID, Code: strconv.Itoa(i + 1)})
	}
	tree, err := unit.NewTree(units)
	if err != nil {
		t.Fatal(err)
	}
	return tree, ids
}

// BenchmarkCount counts a million sheets of the full inventory in 500 units, which are some 20,000 different ones: counts,
// moments, indices, rates and flags, for units, background classes and by flag. Beside it a plain loop only counts the
// same answers into the same cells of the same rows, from the same columns. ratio is time over that of the plain loop.
func BenchmarkCount(b *testing.B) {
	const sheets, different, units = 1_000_000, 20_000, 500
	f := builtinForm(b, builtin.BurdenFull)
	tree, ids := flat(b, units)
	m := simulation.New(f, tree, rand.New(rand.NewPCG(1, 2)))
	r := rand.New(rand.NewPCG(3, 4))
	var pool []questionnaire.Sheet
	for i := range different {
		pool = append(pool, m.Sheet(ids[i%units]))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	tab := tabulation.New(f, tree)
	began := time.Now()
	for i := range sheets {
		if err := tab.AddTimed(ids[i%units], pool[r.IntN(different)], r.IntN(7)-1); err != nil {
			b.Fatal(err)
		}
	}
	added := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(pool)
	plain := tabulation.NewPlain(tab)
	var whole, bare time.Duration
	b.Run("count", func(b *testing.B) {
		began := time.Now()
		for b.Loop() {
			tab.Recount()
		}
		whole = time.Since(began) / time.Duration(b.N)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		b.ReportMetric(float64(added.Nanoseconds())/sheets, "ns/add")
	})
	b.Run("plain", func(b *testing.B) {
		began := time.Now()
		for b.Loop() {
			plain.Count()
		}
		bare = time.Since(began) / time.Duration(b.N)
		b.ReportMetric(whole.Seconds()/bare.Seconds(), "ratio")
	})
	if plain.Count(); !plain.Same(tab) {
		b.Error("the plain loop counts something else")
	}
}
