package tabulation_test

import (
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/simulation"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// taken is a sheet as it is taken in.
type taken struct {
	placed
	band int
}

// simulated are sheets of people, some of them copies of others.
func simulated(f *questionnaire.Form, tree *unit.Tree, ids []models.ID, n int, seed uint64) (all []taken) {
	r := rand.New(rand.NewPCG(seed, 8))
	m := simulation.New(f, tree, r)
	for range n {
		one := taken{placed{unit: ids[r.IntN(len(ids))]}, r.IntN(7) - 1}
		one.sheet = m.Sheet(one.unit)
		if len(all) > 0 && r.IntN(6) == 0 {
			one.placed = all[r.IntN(len(all))].placed
		}
		all = append(all, one)
	}
	return all
}

func take(t testing.TB, f *questionnaire.Form, tree *unit.Tree, all []taken) *tabulation.Tabulation {
	t.Helper()
	tab := tabulation.New(f, tree)
	for _, s := range all {
		if err := tab.AddTimed(s.unit, s.sheet, s.band); err != nil {
			t.Fatal(err)
		}
	}
	return tab
}

// everyReading is all that a tabulation tells.
func everyReading(tab *tabulation.Tabulation, f *questionnaire.Form, tree *unit.Tree) []any {
	all := []any{tab.Flags(), tab.Durations(), tab.Flagged(), tab.Unflagged(), tab.Under(models.ID{})}
	for _, u := range tree.Units() {
		all = append(all, tab.Own(u.ID), tab.Under(u.ID))
	}
	for i := range f.Questions() {
		all = append(all, tab.Classes(i))
	}
	return all
}

// Neither order nor splits nor cores change anything. It sets GOMAXPROCS and therefore does not run beside other tests.
func TestNothingHangsOnOrderSplitsOrCores(t *testing.T) { //nolint:paralleltest // see above
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	tree, ids := flat(t, 5)
	ids = append(ids, models.ID{15: 1})
	for seed, name := range []string{builtin.BurdenFull, builtin.BurdenCore, builtin.Pulse} {
		f := builtinForm(t, name)
		all := simulated(f, tree, ids[seed:], 1200, uint64(seed))
		want := everyReading(take(t, f, tree, all), f, tree)
		for _, cores := range []int{1, 2, 5} {
			runtime.GOMAXPROCS(cores)
			r := rand.New(rand.NewPCG(uint64(cores), uint64(seed)))
			rest := slices.Clone(all)
			r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
			merged := tabulation.New(f, tree)
			for len(rest) > 0 {
				part := 1 + r.IntN(len(rest))
				share := take(t, f, tree, rest[:part])
				if r.IntN(2) == 0 {
					share.Count()
				}
				if err := merged.Merge(share); err != nil {
					t.Fatal(err)
				}
				if n := share.Under(models.ID{}).N(); n != 0 || slices.Max(share.Durations()) != 0 {
					t.Fatalf("%d sheets are in two tabulations", n)
				}
				rest = rest[part:]
			}
			for i, got := range everyReading(merged, f, tree) {
				if !reflect.DeepEqual(got, want[i]) {
					t.Fatalf("%s on %d cores: reading %d differs", name, cores, i)
				}
			}
		}
	}
}

// Sheets that come after a reading are in the next one.
func TestAddingAfterReading(t *testing.T) {
	t.Parallel()
	tree, ids := flat(t, 3)
	f := builtinForm(t, builtin.BurdenCore)
	all := simulated(f, tree, ids, 300, 4)
	tab := take(t, f, tree, all[:100])
	early := tab.Own(ids[0])
	n := early.N()
	for _, s := range all[100:] {
		if err := tab.AddTimed(s.unit, s.sheet, s.band); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := everyReading(tab, f, tree), everyReading(take(t, f, tree, all), f, tree); !reflect.DeepEqual(got, want) {
		t.Error("reading in between changes something")
	}
	if early.N() != n || tab.Own(ids[0]).N() == n {
		t.Errorf("%d sheets before, then %d in the same row and %d in a new one", n, early.N(), tab.Own(ids[0]).N())
	}
}

// Several may read at once, the first of whom counts.
func TestReadingSideBySide(t *testing.T) {
	t.Parallel()
	tree, ids := flat(t, 3)
	f := builtinForm(t, builtin.BurdenCore)
	all := simulated(f, tree, ids, 200, 5)
	tab := take(t, f, tree, all)
	rows := make([]*tabulation.Row, 8)
	var group sync.WaitGroup
	for i := range rows {
		group.Go(func() { rows[i] = tab.Own(ids[0]) })
	}
	group.Wait()
	for _, row := range rows {
		if row != rows[0] || row.N() == 0 {
			t.Fatal("the sheets were counted twice")
		}
	}
}

func TestDurations(t *testing.T) {
	t.Parallel()
	tree, ids := flat(t, 1)
	f := builtinForm(t, builtin.Pulse)
	sheet, _ := f.Check(nil)
	tab := tabulation.New(f, tree)
	for _, band := range []int{-1, 0, 0, 3, 5} {
		if err := tab.AddTimed(ids[0], sheet, band); err != nil {
			t.Fatal(err)
		}
	}
	if err := tab.Add(ids[0], sheet); err != nil {
		t.Fatal(err)
	}
	for _, band := range []int{-2, 6} {
		if err := tab.AddTimed(ids[0], sheet, band); models.KindOf(err) != models.Internal {
			t.Errorf("band %d: %v", band, err)
		}
	}
	if got := tab.Durations(); !slices.Equal(got, []int64{2, 0, 0, 1, 0, 1, 2}) {
		t.Errorf("%v", got)
	}
	if f := tab.Flags(); f != (tabulation.Flags{Fast: 2, Any: 2}) {
		t.Errorf("%+v", f)
	}
}
