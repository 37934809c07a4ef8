package index_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"jianfu/models/index"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/simulation"
	"jianfu/models/unit"
)

// free drops all logic, so that any answers go together.
func free(t *testing.T) *questionnaire.Form {
	return compile(t, builtin.BurdenFull, func(q *questionnaire.Question) bool {
		q.Constraint = ""
		return true
	})
}

// No sheet, with logic or without it, has a score outside the range of any of its answers.
func TestRangeHoldsEverySheet(t *testing.T) {
	t.Parallel()
	tree, err := unit.NewTree(simulation.County())
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]*questionnaire.Form{"logic": compile(t, builtin.BurdenFull, nil), "free": free(t)} {
		all := index.Of(f)
		m := simulation.New(f, tree, rand.New(rand.NewPCG(1, 1)))
		seen := 0
		for i := range 1500 {
			sheet := m.Sheet(tree.Units()[i%tree.Len()].ID)
			if i%3 == 0 {
				sheet = wild(f, uint64(i))
			}
			for _, x := range all {
				score, ok := x.Score(sheet)
				if !ok {
					continue
				}
				if score < 0 || score > x.Max {
					t.Fatalf("%s: %s is %v", name, x.Code, score)
				}
				for part, place := range x.Parts {
					q := f.Questions()[place]
					cells := q.CellsOf(sheet[place])
					if sheet[place].State == questionnaire.Skipped {
						cells = []int{len(q.Cells())}
					}
					for _, cell := range cells {
						seen++
						if low, high := x.Range(part, cell); score < low || score > high {
							t.Fatalf("%s: %s is %v with %s in cell %d, range %v–%v", name, x.Code, score, q.Name, cell, low, high)
						}
					}
				}
			}
		}
		if seen < 50_000 {
			t.Errorf("%s: only %d ranges were looked at", name, seen)
		}
	}
}

// wild is a sheet at the ends of its cells.
func wild(f *questionnaire.Form, seed uint64) questionnaire.Sheet {
	r := rand.New(rand.NewPCG(seed, 2))
	sheet := make(questionnaire.Sheet, len(f.Questions()))
	for i, q := range f.Questions() {
		cells := q.Cells()
		at := r.IntN(len(cells) + 2)
		a := &sheet[i]
		switch {
		case at >= len(cells):
			a.State = []questionnaire.State{questionnaire.Skipped, questionnaire.Declined}[at-len(cells)]
		case q.Numeric():
			*a = questionnaire.Answer{State: questionnaire.Answered, Number: []questionnaire.Decimal{cells[at].From, cells[at].To}[r.IntN(2)]}
		default:
			*a = questionnaire.Answer{State: questionnaire.Answered, Choices: []string{cells[at].Name}}
		}
	}
	return sheet
}

// The bounds are reached where nothing else binds.
func TestRangeIsNarrow(t *testing.T) {
	t.Parallel()
	f := free(t)
	for _, c := range []struct {
		code       string
		part, cell int
		low, high  questionnaire.Decimal
	}{
		{"OTI", 0, 0, 0, 30_000},       // under 40 h
		{"OTI", 0, 3, 46_667, 100_000}, // 60 h or more
		{"OTI", 1, 3, 0, 91_429},       // skipped, which counts as 0
		{"IBI", 0, 5, 100_000, 100_000},
		{"IBI", 0, 1, 1_250, 8_750}, // 0.5–3.5 h
		{"TBI", 0, 0, 0, 0},
		{"TBI", 0, 1, 1_750, 35_250},
		{"TBI", 1, 5, 0, 70_000}, // work is ticked
		{"TBI", 1, 0, 0, 100_000},
		{"PDI", 2, 4, 66_667, 100_000}, // 16–39.5 h
		{"MDI", 0, 0, 0, 100_000},      // no data, only texts
		{"MDI", 1, 0, 0, 80_000},       // no texts
		{"MDI", 1, 5, lowestMaterials(), 100_000},
		{"CPI", 0, 0, 50_000, 100_000}, // d3
		{"CAUSES", 0, 4, 16_667, 100_000},
		{"CAUSES", 1, 4, 0, 83_333},    // reversed
		{"CAUSES", 1, 5, 0, 100_000},   // skipped
		{"FBH", 1, 4, 43_333, 485_333}, // 10 h of traces a week or more
		{"BI", 3, 5, 16_667, 100_000},  // IBI is 100
		{"BI", 3, 0, 0, 83_333},        // IBI is 0
		{"BI", 0, 3, 0, 100_000},       // OTI may be missing
	} {
		low, high := find(t, f, c.code).Range(c.part, c.cell)
		if low != c.low || high != c.high {
			t.Errorf("%s part %d cell %d: %d–%d, want %d–%d", c.code, c.part, c.cell, low, high, c.low, c.high)
		}
	}
}

// lowestMaterials goes through all pairs of counts with more than 20 texts.
func lowestMaterials() questionnaire.Decimal {
	lowest := 100.0
	for data := range 201 {
		for text := 21; text <= 200; text++ {
			n := float64(data + text)
			lowest = min(lowest, 50*min(n/40, 1)+20*float64(text)/n)
		}
	}
	return questionnaire.Decimal(lowest*1000 + 0.5)
}

// Four members of BI leave none to be missing.
func TestRangeOfFewMembers(t *testing.T) {
	t.Parallel()
	f := compile(t, builtin.BurdenCore, func(q *questionnaire.Question) bool {
		switch q.Name {
		case "mirrored", "evenings":
			q.Name += "_here"
		}
		return false
	})
	burden := find(t, f, "BI")
	if !slices.Equal(burden.Members, []string{"IBI", "TBI", "PDI", "MDI"}) {
		t.Fatal(burden.Members)
	}
	part := slices.Index(burden.Parts, place(t, f, "trace_hours"))
	if low, high := burden.Range(part, 0); low != 0 || high != 75_000 {
		t.Errorf("without traces: %v–%v", low, high)
	}
}
