package tabulation_test

import (
	"math"
	"testing"

	"jianfu/models"
	"jianfu/models/index"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/tabulation"
)

// fine is the full inventory with hours in thousandths, which take wide columns.
func fine(t *testing.T) *questionnaire.Form {
	t.Helper()
	q, _ := builtin.ByName(builtin.BurdenFull)
	for i := range q.Sections {
		for j := range q.Sections[i].Questions {
			switch q := &q.Sections[i].Questions[j]; q.Name {
			case "insp_hours", "trace_hours", "demand_hours":
				q.Step = 1
			}
		}
	}
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Scores and rates of every row are those of its sheets, one by one.
func TestScores(t *testing.T) {
	t.Parallel()
	tree, ids := flat(t, 3)
	for name, f := range map[string]*questionnaire.Form{"full": builtinForm(t, builtin.BurdenFull), "core": builtinForm(t, builtin.BurdenCore), "fine": fine(t)} {
		all := simulated(f, tree, ids, 1500, 7)
		for i := range all {
			all[i].band = -1
		}
		tab := take(t, f, tree, all)
		if len(tab.Indices()) < 8 || len(tab.Rates()) != 1 {
			t.Fatal(name, tab.Indices(), tab.Rates())
		}
		everybody := func(taken) bool { return true }
		sameScores(t, name, tab, tab.Under(models.ID{}), all, everybody)
		sameScores(t, name+" in a unit", tab, tab.Own(ids[1]), all, func(s taken) bool { return s.unit == ids[1] })
		role, _ := f.Place("role")
		sameScores(t, name+" of a class", tab, tab.Classes(role)[2], all, func(s taken) bool {
			a := s.sheet[role]
			return a.State == questionnaire.Answered && a.Choices[0] == "staff"
		})
		both := tab.Layout().NewRow()
		both.Merge(tab.Flagged())
		both.Merge(tab.Unflagged())
		sameScores(t, name+" by flag", tab, both, all, everybody)
		if tab.Flagged().Scores(0).Answered == 0 {
			t.Errorf("%s: nobody is flagged", name)
		}
	}
}

func sameScores(t *testing.T, name string, tab *tabulation.Tabulation, row *tabulation.Row, all []taken, belongs func(taken) bool) {
	t.Helper()
	scores := make([]tabulation.Moments, len(tab.Indices()))
	var pair tabulation.Pair
	rate := tab.Rates()[0]
	for _, s := range all {
		if !belongs(s) {
			continue
		}
		for i, x := range tab.Indices() {
			if score, ok := x.Score(s.sheet); ok {
				scores[i].Add(score)
			}
		}
		y, x := s.sheet[rate.Over], s.sheet[rate.Under]
		if y.State != questionnaire.Declined && x.State != questionnaire.Declined {
			pair.Add(y.Number, x.Number)
		}
	}
	for i, x := range tab.Indices() {
		if got := row.Scores(i); got != scores[i] || got.Answered == 0 {
			t.Errorf("%s: %s: %+v, by hand %+v", name, x.Code, got, scores[i])
		}
	}
	if row.Rate(0) != pair || pair.N() == 0 {
		t.Errorf("%s: %+v, by hand %+v", name, row.Rate(0), pair)
	}
}

func TestPair(t *testing.T) {
	t.Parallel()
	// Three people: 1 of 2, 0 of 3, 4 of 5 inspections; R = 0.5.
	var p, q tabulation.Pair
	p.Add(1000, 2000)
	q.Add(0, 3000)
	q.Add(4000, 5000)
	p.Merge(&q)
	residuals := 0.0*0.0 + 1.5*1.5 + 1.5*1.5
	for name, c := range map[string][2]float64{
		"n": {float64(p.N()), 3}, "y": {p.Y.Total(), 5}, "x": {p.X.Total(), 10}, "xy": {p.Products(), 22},
		"yy": {p.Y.Squares(), 17}, "xx": {p.X.Squares(), 38}, "residuals": {p.Residuals(), residuals},
		"largest": {float64(p.Y.Largest[0] + p.Y.Largest[1]), 5000},
	} {
		if math.Abs(c[0]-c[1]) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, c[0], c[1])
		}
	}
	if v := new(tabulation.Pair).Residuals(); v != 0 {
		t.Errorf("no sheet leaves %v", v)
	}
	if index.Version != "v1" {
		t.Error("the worked cases are those of v1")
	}
}

// Sums beyond 64 bits are still exact.
func TestGreatSums(t *testing.T) {
	t.Parallel()
	var m tabulation.Moments
	var p tabulation.Pair
	for range 1000 {
		m.Add(1_000_000_000)
		p.Add(1_000_000_000, 1_000_000_000)
	}
	if m.Squares() != 1e15 || p.Products() != 1e15 || p.Residuals() != 0 || m.Total() != 1e9 {
		t.Errorf("%v %v %v", m.Squares(), p.Products(), p.Residuals())
	}
}
