package disclosure

import (
	"testing"

	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
)

// weighted is a round of the unit P, which has a and b below it, beside c and d. Sheets weigh 5, 1, 2 and 2. hidden are
// without a mean.
func weighted(hidden ...int) (*division, *quantity) {
	q := &quantity{question: &plan.Question{Question: questionnaire.Question{Name: "hours"}}}
	d := &division{
		parent: []int{-1, 0, 1, 1, 0, 0},
		strata: strata{
			sheets: []int64{0, 0, 12, 12, 12, 12}, people: make([]int64, 6),
			weight: []int64{0, 0, 5 << weightBits, 1 << weightBits, 2 << weightBits, 2 << weightBits},
		},
	}
	for i, n := range []int{48, 24, 12, 12, 12, 12} {
		d.groups = append(d.groups, &group{N: n, Means: map[string]*mean{"hours": {Value: questionnaire.Decimal(i) * 500}}})
		d.rows = append(d.rows, empty())
	}
	for _, i := range hidden {
		d.groups[i].Means["hours"] = &mean{Hidden: reasonSensitive}
	}
	return d, q
}

// A second total of the round, unweighted, tells the strata of a sum exactly where one sum holds two weights, and all
// others one.
func TestSpare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		hidden []int
		want   int
	}{
		{"every stratum is told", nil, 0},
		{"P holds a of weight 5 and b of weight 1", []int{2, 3}, 1},
		{"P has no mean either: a and b are with the round's", []int{1, 2, 3}, 1},
		{"c and d weigh the same", []int{4, 5}, 0},
		{"only the round has a mean", []int{1, 2, 3, 4, 5}, 2},
	} {
		d, q := weighted(c.hidden...)
		if got := d.spare(q); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// Where it would, the smallest class of a background question loses its mean, unless the classes do not add up anyway.
func TestTwoTotals(t *testing.T) {
	t.Parallel()
	classes := func() *division {
		d := &division{number: 1, parent: []int{-1, 0, 0}}
		for _, n := range []int{48, 30, 18} {
			d.groups = append(d.groups, &group{N: n, Means: map[string]*mean{"hours": {Value: 500}}})
			d.rows = append(d.rows, empty())
		}
		return d
	}
	_, q := weighted()
	for spare, want := range map[int]string{0: "", 1: reasonDifference, 2: ""} {
		d := classes()
		m := &maker{spare: map[string]int{"hours": spare}}
		m.twoTotals(d, q)
		if got := d.groups[2].Means["hours"].Hidden; got != want || d.groups[1].Means["hours"].Hidden != "" {
			t.Errorf("spare %d: the smallest class is %q, want %q", spare, got, want)
		}
	}
	d := classes()
	d.groups[1].Means["hours"] = &mean{Hidden: reasonSensitive}
	(&maker{spare: map[string]int{"hours": 1}}).twoTotals(d, q)
	if d.groups[2].Means["hours"].Hidden != "" {
		t.Error("a class is withheld where the classes do not add up")
	}
}

// empty is a row of no sheets.
func empty() *tabulation.Row {
	form, err := questionnaire.Compile(example("sample"))
	if err != nil {
		panic(err)
	}
	return tabulation.NewLayout(form).NewRow()
}
