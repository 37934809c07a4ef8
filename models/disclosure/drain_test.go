package disclosure

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"jianfu/models/inference"
	"jianfu/models/questionnaire"
)

// gone are the cells of unit_lent and unit_selected: 0, 1, 2, 3–5, ≥6.
func gone(counts ...int) []inference.Band {
	t := Table{Question: questionnaire.Question{Kind: questionnaire.Integer}}
	for i, c := range []questionnaire.Cell{{}, {From: 1000, To: 1000}, {From: 2000, To: 2000}, {From: 3000, To: 5000}, {From: 6000, To: 500_000, Open: true}} {
		t.Cells = append(t.Cells, CellFigure{Cell: c, Count: counts[i]})
	}
	return bandsOf(t)
}

// Worked by hand. 30 answers, the 15th of lent in 3–5, whose true limits are 2.5 and 5.5: 2.5 + 3·(15 − 12)/12 = 3.25; quartiles
// 1 (rank 7.5, after 6 zeros) and 2.5 + 3·(22.5 − 12)/12 = 5.125. Median selected 1. 100·4.25/(0.2·50) = 42.5.
func TestDrainWorked(t *testing.T) {
	t.Parallel()
	lent, selected := gone(6, 3, 3, 12, 6), gone(12, 12, 6, 0, 0)
	if got := spreadOf(lent); got != (Spread{Quantile{1000, false}, Quantile{3300, false}, Quantile{5100, false}}) {
		t.Errorf("lent %+v", got)
	}
	open := gone(3, 0, 0, 3, 24)
	if got := spreadOf(open); got != (Spread{Quantile{6000, true}, Quantile{6000, true}, Quantile{6000, true}}) {
		t.Errorf("an open band: %+v", got)
	}
	for _, c := range []struct {
		lent, selected []inference.Band
		people         int
		want           questionnaire.Decimal
		bound          Bound
	}{
		{lent, selected, 50, 43000, ""},
		{lent, selected, 20, 100_000, ""},               // 4.25 of 4
		{gone(30, 0, 0, 0, 0), selected, 50, 10000, ""}, // 0 + 1 of 10
		{open, selected, 50, 70000, AtLeast},            // at least 6 + 1 of 10
		{open, selected, 35, 100_000, ""},               // at least 7 of 7
	} {
		if got := drainOf(c.lent, c.selected, c.people); got.Value != c.want || got.Bound != c.bound {
			t.Errorf("%v of %d people: %+v, want %v %s", c.lent, c.people, got, c.want, c.bound)
		}
	}
	skipped := Table{Question: questionnaire.Question{Kind: questionnaire.Integer}, Skipped: 9}
	if got := bandsOf(skipped); len(got) != 1 || got[0] != (inference.Band{Count: 9}) {
		t.Errorf("skipped is not 0: %+v", got)
	}
}

// drainedCounty asks everybody of the county how many of a unit are gone: twice the number of the unit lent, and one selected.
func drainedCounty(t *testing.T) *Released {
	t.Helper()
	m := manifest(county()...)
	m.Questionnaire = questionnaire.Questionnaire{Name: "copy", Version: "v1", Title: text("copy")}
	s := questionnaire.Section{Name: "all", Title: text("all")}
	for _, name := range []string{lentAway, selectedAway} {
		s.Questions = append(s.Questions, questionnaire.Question{
			Name: name, Kind: questionnaire.Integer, Text: text(name), Max: 500_000, Bands: []questionnaire.Decimal{0, 1000, 2000, 3000, 6000},
		})
	}
	m.Questionnaire.Sections = []questionnaire.Section{s}
	r := rand.New(rand.NewPCG(8, 1))
	return release(t, input(t, m, []int{12, 50, 30, 4, 20, 15, 16}, func(f *questionnaire.Form) questionnaire.Sheet {
		sheet, problems := f.Check(questionnaire.Input{lentAway: {strconv.Itoa(r.IntN(4))}, selectedAway: {strconv.Itoa(r.IntN(2))}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return sheet
	}))
}

// Above a unit the index is the mean of those below, by headcount, and has no medians; a hidden unit has none.
func TestDrainOfUnits(t *testing.T) {
	t.Parallel()
	r := drainedCounty(t)
	sum, headcount, answered := 0.0, 0, 0
	for _, g := range r.Units() {
		d, ok := g.Drain()
		if leaf := g.Unit.Code != "0" && g.Unit.Code != "4"; g.Hidden != "" {
			if ok {
				t.Errorf("%s is hidden and has %+v", g.Unit.Name, d)
			}
		} else if !ok || leaf != d.Own || leaf && (d.Lent.Median.Value == 0 || d.Units != 1 || d.People != g.Headcount) {
			t.Errorf("%s: %+v %v", g.Unit.Name, d, ok)
		} else if leaf {
			sum += d.Index.Value.Float64() * float64(g.Headcount)
			headcount, answered = headcount+g.Headcount, answered+d.Index.N
		}
	}
	d, ok := r.Whole().Drain()
	if want := rounded(sum/float64(headcount)*1000, 1000); !ok || d.Index.Value != want || d.People != headcount || d.Index.N != answered || d.Units < 3 {
		t.Errorf("the round: %+v, want %v of %d people", d, want, headcount)
	}
	if d, ok := r.units[0].Drain(); !ok || d.Index != r.whole.mustDrain(t).Index {
		t.Errorf("the only top has %+v, the round %+v", d, r.whole.mustDrain(t))
	}
	if _, ok := release(t, countyInput(t, 1)).Whole().Drain(); ok {
		t.Error("a questionnaire that does not ask has a staff drain")
	}
}

func (g Group) mustDrain(t *testing.T) Drain {
	t.Helper()
	d, ok := g.Drain()
	if !ok {
		t.Fatal("no staff drain")
	}
	return d
}
