package tabulation_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
)

// sprawling has quantities of one, two and four bytes, ticks of one to ten, and so many background classes that they do
// not combine.
func sprawling(t testing.TB) *questionnaire.Form {
	t.Helper()
	names := func(n int) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprintf("o%d", i))
		}
		return all
	}
	ask := func(name string, kind questionnaire.Kind) questionnaire.Question {
		return questionnaire.Question{Name: name, Kind: kind, Text: text(name)}
	}
	number := func(name string, lowest, most questionnaire.Decimal, bands ...questionnaire.Decimal) questionnaire.Question {
		q := ask(name, questionnaire.Quantity)
		q.Min, q.Max, q.Bands = lowest, most, bands
		return q
	}
	choice := func(name string, kind questionnaire.Kind, n int, level questionnaire.Level) questionnaire.Question {
		q := ask(name, kind)
		q.Options, q.Level = options(names(n)...), level
		return q
	}
	questions := []questionnaire.Question{
		number("byte", 0, 126_500, 0, 500, 40_000),      // 254 values
		number("two", 0, 127_000, 0, 40_000),            // 255
		number("most", 0, 32_766_500, 0, 10_000_000),    // 65534
		number("four", 0, 32_767_000, 0, 10_000_000),    // 65535
		number("below", -5_000, 900_000_000, -5_000, 0), // 1.8 million
		number("single", -2_000, 2_000),
	}
	for _, n := range []int{1, 5, 6, 7, 8, 9, 14, 15, 64, 80} {
		questions = append(questions, choice(fmt.Sprintf("ticks%d", n), questionnaire.Multiple, n, questionnaire.ByUnit))
	}
	questions = append(questions,
		choice("class20", questionnaire.Single, 20, questionnaire.ByRound),
		choice("class200", questionnaire.Single, 200, questionnaire.ByRound),
		number("classes", 0, 50_000, 0, 10_000, 20_000),
	)
	questions[len(questions)-1].Level = questionnaire.ByRound
	f, err := questionnaire.Compile(questionnaire.Questionnaire{
		Name: "sprawling", Version: "v1", Title: text("sprawling"),
		Sections: []questionnaire.Section{{Name: "all", Title: text("all"), Questions: questions}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// random is a sheet of any answers.
func random(f *questionnaire.Form, r *rand.Rand) questionnaire.Sheet {
	sheet := make(questionnaire.Sheet, len(f.Questions()))
	for i, q := range f.Questions() {
		a := &sheet[i]
		a.State = questionnaire.State(min(r.IntN(9), 2))
		switch {
		case a.State != questionnaire.Answered:
		case q.Numeric():
			strides := int64((q.Max - q.Min) / q.Stride())
			a.Number = q.Min + questionnaire.Decimal([]int64{0, strides, r.Int64N(strides + 1), r.Int64N(min(strides, 20))}[r.IntN(4)])*q.Stride()
		case q.Kind == questionnaire.Multiple:
			for _, o := range q.Options {
				if len(a.Choices) == 0 || r.IntN(3) == 0 {
					a.Choices = append(a.Choices, o.Name)
				}
			}
		default:
			a.Choices = []string{q.Options[r.IntN(len(q.Options))].Name}
		}
	}
	return sheet
}

// Whatever the width of a column, and however small or large a unit, the cells are those of CellsOf.
func TestEveryWidthIsCounted(t *testing.T) {
	t.Parallel()
	tree, ids := flat(t, 3)
	f := sprawling(t)
	r := rand.New(rand.NewPCG(1, 9))
	var all []placed
	for range 2500 {
		all = append(all, placed{ids[min(r.IntN(100), 2)], random(f, r)})
	}
	tab := tabulate(t, f, tree, all)
	belongs := func(unit models.ID) func(placed) bool { return func(p placed) bool { return p.unit == unit } }
	for _, id := range ids {
		sameCounts(t, "unit", f, tab.Own(id), all, belongs(id))
	}
	classes := 0
	for i, q := range f.Questions() {
		for class, row := range tab.Classes(i) {
			classes++
			sameCounts(t, fmt.Sprint(q.Name, class), f, row, all, func(p placed) bool {
				switch a := p.sheet[i]; a.State {
				case questionnaire.Skipped:
					return class == len(q.Cells())
				case questionnaire.Declined:
					return class == len(q.Cells())+1
				default:
					return q.CellsOf(a)[0] == class
				}
			})
		}
	}
	if classes != 22+202+5 {
		t.Errorf("%d classes", classes)
	}
	sameCounts(t, "flagged", f, tab.Flagged(), all, func(placed) bool { return false })
	sameCounts(t, "unflagged", f, tab.Unflagged(), all, func(placed) bool { return true })
}

// sameCounts compares a row with the sheets that belong to it, counted one by one.
func sameCounts(t *testing.T, name string, f *questionnaire.Form, row *tabulation.Row, all []placed, belongs func(placed) bool) {
	t.Helper()
	var n int64
	hand := make([]map[int]int64, len(f.Questions()))
	moments := make([]tabulation.Moments, len(f.Questions()))
	for i := range hand {
		hand[i] = map[int]int64{}
	}
	for _, p := range all {
		if !belongs(p) {
			continue
		}
		n++
		for i, q := range f.Questions() {
			switch a := p.sheet[i]; a.State {
			case questionnaire.Skipped:
				hand[i][len(q.Cells())]++
			case questionnaire.Declined:
				hand[i][len(q.Cells())+1]++
			default:
				for _, cell := range q.CellsOf(a) {
					hand[i][cell]++
				}
				if q.Wide() && q.Asked() {
					moments[i].Add(a.Number)
				}
			}
		}
	}
	if row.N() != n {
		t.Fatalf("%s: %d sheets, by hand %d", name, row.N(), n)
	}
	for i, q := range f.Questions() {
		if !q.Tabulated() {
			continue
		}
		for cell := range len(q.Cells()) + 2 {
			if got := row.Count(i, cell); got != hand[i][cell] {
				t.Fatalf("%s: %s cell %d: %d, by hand %d", name, q.Name, cell, got, hand[i][cell])
			}
		}
		if row.Moments(i) != moments[i] {
			t.Fatalf("%s: %s: %+v, by hand %+v", name, q.Name, row.Moments(i), moments[i])
		}
	}
}
