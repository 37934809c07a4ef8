package tabulation_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

func text(s string) models.Text { return models.Text{Zh: s, En: s} }

func options(names ...string) []questionnaire.Option {
	var o []questionnaire.Option
	for _, n := range names {
		o = append(o, questionnaire.Option{Name: n, Text: text(n)})
	}
	return o
}

func form(t testing.TB) *questionnaire.Form {
	t.Helper()
	f, err := questionnaire.Compile(questionnaire.Questionnaire{
		Name: "sample", Version: "v1", Title: text("sample"),
		Sections: []questionnaire.Section{{Name: "all", Title: text("all"), Questions: []questionnaire.Question{
			{Name: "days", Kind: questionnaire.Integer, Text: text("days"), Max: 2000},
			{
				Name: "hours", Kind: questionnaire.Quantity, Text: text("hours"), Max: 1_000_000_000, Relevant: "${days} > 0",
				Bands: []questionnaire.Decimal{0, 500, 8000},
			},
			{Name: "for", Kind: questionnaire.Multiple, Text: text("for"), Options: options("a", "b", "c"), Relevant: "${days} > 0"},
			{Name: "mood", Kind: questionnaire.Scale, Text: text("mood"), Options: options("1", "2", "3")},
			{Name: "role", Kind: questionnaire.Single, Text: text("role"), Options: options("x", "y"), Level: questionnaire.ByRound},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// tree is top (a, b (c)): b has sheets of its own.
func tree(t testing.TB) (*unit.Tree, []models.ID) {
	t.Helper()
	ids := []models.ID{{1}, {2}, {3}, {4}}
	tree, err := unit.NewTree([]unit.Unit{
		{ID: ids[0], Code: "0"},
		{ID: ids[1], Parent: ids[0], Code: "1"},
		{ID: ids[2], Parent: ids[0], Code: "2"},
		{ID: ids[3], Parent: ids[2], Code: "3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree, ids
}

type placed struct {
	unit  models.ID
	sheet questionnaire.Sheet
}

func sheets(f *questionnaire.Form, ids []models.ID, n int, r *rand.Rand) []placed {
	var all []placed
	for range n {
		in := questionnaire.Input{
			"days": {strconv.Itoa(r.IntN(3))}, "hours": {strconv.Itoa(r.IntN(1_000_000))}, "mood": {strconv.Itoa(1 + r.IntN(3))},
			"role": {[]string{"x", "y", questionnaire.DeclineValue}[r.IntN(3)]},
		}
		for _, o := range []string{"a", "b", "c"} {
			if r.IntN(2) == 0 {
				in["for"] = append(in["for"], o)
			}
		}
		if r.IntN(9) == 0 {
			in["days"] = nil
		}
		sheet, _ := f.Check(in)
		all = append(all, placed{ids[r.IntN(len(ids))], sheet})
	}
	return all
}

func tabulate(t testing.TB, f *questionnaire.Form, tree *unit.Tree, all []placed) *tabulation.Tabulation {
	t.Helper()
	tab := tabulation.New(f, tree)
	for _, p := range all {
		if err := tab.Add(p.unit, p.sheet); err != nil {
			t.Fatal(err)
		}
	}
	return tab
}

func TestAnySplitGivesTheSame(t *testing.T) {
	t.Parallel()
	f := form(t)
	units, ids := tree(t)
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		all := sheets(f, ids, 200, r)
		whole := tabulate(t, f, units, all)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		merged := tabulation.New(f, units)
		for len(all) > 0 {
			part := 1 + r.IntN(len(all))
			if err := merged.Merge(tabulate(t, f, units, all[:part])); err != nil {
				t.Fatal(err)
			}
			all = all[part:]
		}
		for _, id := range append(ids, models.ID{}) {
			if !reflect.DeepEqual(whole.Under(id), merged.Under(id)) {
				t.Fatalf("seed %d: unit %v differs", seed, id)
			}
		}
		if !reflect.DeepEqual(whole.Classes(4), merged.Classes(4)) {
			t.Fatalf("seed %d: the classes differ", seed)
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	f := form(t)
	units, ids := tree(t)
	all := sheets(f, ids, 500, rand.New(rand.NewPCG(7, 7)))
	tab := tabulate(t, f, units, all)
	under := map[models.ID][]models.ID{ids[0]: ids, ids[1]: ids[1:2], ids[2]: ids[2:], ids[3]: ids[3:], {}: ids}
	for id, members := range under {
		row := tab.Under(id)
		want, values := byHand(all, members)
		m := row.Moments(1)
		got := []int64{row.N(), row.Count(1, 3), row.Declined(1), row.Count(2, 1), m.Sum, m.NonZero, int64(m.Largest[0]), int64(m.Largest[1])}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("unit %v: got %v, want %v", id, got, want)
		}
		if v, want := m.Variance(int64(len(values))), variance(values); math.Abs(v-want) > 1e-9*want {
			t.Errorf("unit %v: variance %v, want %v", id, v, want)
		}
	}
	var classes int64
	for _, row := range tab.Classes(4) {
		classes += row.N()
	}
	if classes != 500 || tab.Classes(0) != nil || tab.Classes(4)[0].N() == 0 {
		t.Errorf("the classes of a background question do not divide the round: %d", classes)
	}
}

// byHand counts the hours and the ticks of b one sheet after the other.
func byHand(all []placed, members []models.ID) (counts []int64, values []float64) {
	var n, skipped, declined, ticked, nonzero int64
	var sum, first, second questionnaire.Decimal
	for _, p := range all {
		if !slices.Contains(members, p.unit) {
			continue
		}
		n++
		hours := p.sheet[1]
		switch hours.State {
		case questionnaire.Skipped:
			skipped++
		case questionnaire.Declined:
			declined++
		}
		if hours.State != questionnaire.Declined {
			values = append(values, hours.Number.Float64())
		}
		if slices.Contains(p.sheet[2].Choices, "b") {
			ticked++
		}
		if hours.Number > 0 {
			nonzero++
		}
		sum += hours.Number
		if hours.Number > first {
			first, second = hours.Number, first
		} else if hours.Number > second {
			second = hours.Number
		}
	}
	return []int64{n, skipped, declined, ticked, int64(sum), nonzero, int64(first), int64(second)}, values
}

func variance(v []float64) float64 {
	var mean, sum float64
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		sum += (x - mean) * (x - mean)
	}
	return sum / float64(len(v)-1)
}

func TestStrangers(t *testing.T) {
	t.Parallel()
	f := form(t)
	units, _ := tree(t)
	tab := tabulation.New(f, units)
	if err := tab.Add(models.ID{9}, questionnaire.Sheet{}); models.KindOf(err) != models.Invalid {
		t.Errorf("a sheet of an unknown unit: %v", err)
	}
	if err := tab.Merge(tabulation.New(form(t), units)); err == nil {
		t.Error("tabulations of two forms were merged")
	}
	if tab.Under(models.ID{9}) != nil || tab.Own(models.ID{9}) != nil {
		t.Error("an unknown unit has a row")
	}
}
