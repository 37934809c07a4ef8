package tabulation_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/simulation"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// everything is a questionnaire of every kind of question, with sheets of people who answer it.
func everything(t *testing.T, tree *unit.Tree, ids []models.ID, n int, seed uint64) (*questionnaire.Form, []placed) {
	t.Helper()
	raw, err := os.ReadFile("../disclosure/testdata/everything.json")
	if err != nil {
		t.Fatal(err)
	}
	var q questionnaire.Questionnaire
	if err := json.Unmarshal(raw, &q); err != nil {
		t.Fatal(err)
	}
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	m := simulation.New(f, tree, rand.New(rand.NewPCG(seed, 3)))
	var all []placed
	for i := range n {
		id := ids[i%len(ids)]
		all = append(all, placed{id, m.Sheet(id)})
	}
	return f, all
}

// Every kind is counted in the cells that CellsOf names, and each row of one answer adds up to its sheets; any split
// gives the same.
func TestEveryKindIsCounted(t *testing.T) {
	t.Parallel()
	units, ids := tree(t)
	f, all := everything(t, units, ids, 800, 4)
	whole := tabulate(t, f, units, all)
	half := tabulate(t, f, units, all[:300])
	if err := half.Merge(tabulate(t, f, units, all[300:])); err != nil || !reflect.DeepEqual(whole.Under(models.ID{}), half.Under(models.ID{})) {
		t.Errorf("a split gives another tabulation: %v", err)
	}
	row := whole.Under(models.ID{})
	for i, q := range f.Questions() {
		if !q.Tabulated() {
			continue
		}
		hand := make([]int64, len(q.Cells())+2)
		var sum, counted int64
		for _, p := range all {
			a := p.sheet[i]
			switch a.State {
			case questionnaire.Skipped:
				hand[len(hand)-2]++
			case questionnaire.Declined:
				hand[len(hand)-1]++
			}
			for _, cell := range q.CellsOf(a) {
				hand[cell]++
			}
			sum += int64(a.Number)
		}
		for cell, want := range hand {
			if got := row.Count(i, cell); got != want {
				t.Errorf("%s cell %d: %d, by hand %d", q.Name, cell, got, want)
			}
			counted += hand[cell]
		}
		if counted != row.N() && q.Kind != questionnaire.Multiple {
			t.Errorf("%s adds up to %d of %d sheets", q.Name, counted, row.N())
		}
		if m := row.Moments(i); q.Wide() && q.Asked() && m.Sum != sum || q.Kind == questionnaire.Calculated && m != (tabulation.Moments{}) {
			t.Errorf("%s: the sum is %d, by hand %d", q.Name, m.Sum, sum)
		}
		for class, r := range whole.Classes(i) {
			if r.N() != hand[class] || !q.Background() {
				t.Errorf("%s class %d has %d sheets, not %d", q.Name, class, r.N(), hand[class])
			}
		}
	}
	if places := slices.IndexFunc(f.Questions(), func(q questionnaire.Question) bool { return q.Name == "joined" }); whole.Classes(places) == nil {
		t.Error("a background date has no classes")
	}
}

// One allocation is that of the soft checks.
func TestAddingTakesLittleMemory(t *testing.T) {
	units, ids := tree(t)
	f, all := everything(t, units, ids, 100, 5)
	tab := tabulate(t, f, units, all)
	i := 0
	if n := testing.AllocsPerRun(2000, func() {
		_ = tab.Add(all[i%100].unit, all[i%100].sheet)
		i++
	}); n > 1 {
		t.Errorf("%v allocations a sheet", n)
	}
}
