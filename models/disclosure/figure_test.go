package disclosure

import (
	"slices"
	"testing"

	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// one is a round of one unit in which question name is answered as given, all else being declined.
func one(t *testing.T, headcount int, name string, answers []string) Table {
	t.Helper()
	m := manifest(round.ManifestUnit{ID: [16]byte{1}, Code: "1", Name: "one", Headcount: headcount})
	in := input(t, m, []int{len(answers)}, func(f *questionnaire.Form) questionnaire.Sheet {
		sheet, problems := f.Check(questionnaire.Input{"count": {"1"}, name: answers[:1]})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		answers = answers[1:]
		return sheet
	})
	r := release(t, in)
	table, ok := r.Units()[0].Table(r.plan.ByName[name])
	if !ok {
		t.Fatalf("no table of %s", name)
	}
	return table
}

func repeat(values ...any) []string {
	var all []string
	for i := 0; i < len(values); i += 2 {
		all = append(all, slices.Repeat([]string{values[i+1].(string)}, values[i].(int))...)
	}
	return all
}

func TestWideMeans(t *testing.T) {
	t.Parallel()
	d := func(v questionnaire.Decimal) *questionnaire.Decimal { return &v }
	for _, c := range []struct {
		name      string
		answers   []string
		value     questionnaire.Decimal
		low, high *questionnaire.Decimal
		bound     Bound
		reason    string
	}{
		// 20 × 10 and 20 × 20: mean 15, s = 5.064, t(39) = 2.0227: 15 ± 1.62
		{"plain", repeat(20, "10", 20, "20"), 15000, d(13500), d(16500), "", ""},
		{"halves go up", repeat(39, "10", 1, "20"), 10500, d(9500), d(11500), "", ""},           // 10.25 ± 0.506, but two could have 0: ± 0.76
		{"no width would tell the answer", repeat(40, "20"), 20000, d(18500), d(21500), "", ""}, // two could have 0
		// 39 or more valid of 0–40: two of 40 leave 2.0513 above 0
		{"too close to the low end", repeat(31, "0", 9, "4"), 2500, nil, nil, AtMost, ""},
		{"too close to the high end", repeat(39, "40", 1, "39.5"), 37500, nil, nil, AtLeast, ""},
		{"four with anything but 0", repeat(36, "0", 4, "20"), 0, nil, nil, "", "reason.sensitive"},
		{"one contributes nearly all", repeat(34, "0", 5, "0.5", 1, "40"), 0, nil, nil, "", "reason.sensitive"},
		{"too few", repeat(11, "20"), 0, nil, nil, "", "reason.few_mean"},
	} {
		m := one(t, 0, "hours", c.answers).Mean
		if m == nil || m.Value != c.value && c.bound == "" || m.Bound != c.bound || m.Reason != c.reason {
			t.Errorf("%s: %+v", c.name, m)
			continue
		}
		if m.Interval != (c.low != nil) || m.Interval && (m.Low != *c.low || m.High != *c.high) {
			t.Errorf("%s: interval %v–%v", c.name, m.Low, m.High)
		}
		if c.bound != "" && m.Value%500 != 0 {
			t.Errorf("%s: the bound %v is no multiple of 0.5", c.name, m.Value)
		}
	}
	narrow := one(t, 80, "hours", repeat(20, "10", 20, "20")).Mean // half of the people: 15 ± 1.62·√½
	if narrow.Low != 14000 || narrow.High != 16000 {
		t.Errorf("half of the population: %v–%v", narrow.Low, narrow.High)
	}
}

func TestScaleNeverReachesItsEnd(t *testing.T) {
	t.Parallel()
	m := manifest(round.ManifestUnit{ID: [16]byte{1}, Code: "1", Name: "one"})
	in := input(t, m, []int{12}, func(f *questionnaire.Form) questionnaire.Sheet {
		sheet, _ := f.Check(questionnaire.Input{"count": {"4"}, "seconded": {"now"}, "since": {"3"}, "sum_a": {"5"}})
		return sheet
	})
	r := release(t, in)
	table, _ := r.Whole().Table(r.plan.ByName["sum_a"])
	// 12 people on 1–5: two at 1 leave (2·1 + 10·5)/12 = 4.333
	if f := table.Mean; f.Bound != AtLeast || f.Value != 4330 || f.N != 12 {
		t.Errorf("all at 5: %+v", f)
	}
	if f := table.Cells[4].Share; f.Bound != AtLeast || f.Value != 833 { // 10 of 12
		t.Errorf("the share of all: %+v", f)
	}
	if lowest, greatest := ends(1000, 5000, 10); lowest != 1800 || greatest != 4200 { // the case of docs/privacy
		t.Errorf("ends %v and %v", lowest, greatest)
	}
}

func TestShares(t *testing.T) {
	t.Parallel()
	table := one(t, 0, "ever", repeat(12, "yes", 18, "no"))
	yes, no := table.Cells[0], table.Cells[1]
	if yes.Count != 12 || no.Count != 18 || yes.Share.Value != 400 || no.Share.Value != 600 {
		t.Fatalf("12 and 18 of 30: %+v", table)
	}
	if yes.Share.Low != 220 || yes.Share.High != 599 { // Wilson of 12/30, 0.246–0.577, and √2·1.96/30 for rounding: squares add up
		t.Errorf("interval %v–%v", yes.Share.Low, yes.Share.High)
	}
	if all := one(t, 30, "ever", repeat(12, "yes", 18, "no")).Cells[0].Share; all.Low != 308 || all.High != 492 {
		t.Errorf("when everybody answered, only the rounding is left, √2·1.96/30 at either side: %v–%v", all.Low, all.High)
	}
	few := one(t, 0, "method", repeat(12, "a"))
	if few.Cells[0].Share.Reason != "reason.few" && few.Valid < 10 {
		t.Errorf("a share of fewer than k people: %+v", few.Cells[0])
	}
}

func TestConcerned(t *testing.T) {
	t.Parallel()
	m := manifest(round.ManifestUnit{ID: [16]byte{1}, Code: "1", Name: "one"})
	i := 0
	in := input(t, m, []int{30}, func(f *questionnaire.Form) questionnaire.Sheet {
		i++
		count := "0"
		if i > 24 {
			count = "3"
		}
		sheet, _ := f.Check(questionnaire.Input{"count": {count}, "hours": {"8"}})
		return sheet
	})
	r := release(t, in)
	table, _ := r.Whole().Table(r.plan.ByName["hours"])
	if table.Skipped != 24 || table.Valid != 30 || table.Concerned != 6 || !table.Conditional {
		t.Fatalf("%+v", table)
	}
	cell := table.Cells[2] // 8 to 16
	if cell.Share.Value != 200 || cell.Concerned.Reason != "reason.few" {
		t.Errorf("6 of 30, of 6 concerned: %+v", cell)
	}
}

// What is cut off has no interval, an interval holds its value, no count exceeds those whom it is of, whatever people
// answered.
func TestFiguresAgreeWithEachOther(t *testing.T) {
	t.Parallel()
	bounded, capped := 0, 0
	for seed := range uint64(8) {
		r := release(t, countyInput(t, seed))
		groups := append([]Group{r.Whole()}, r.Units()...)
		for _, d := range r.Divisions() {
			groups = append(groups, d.Classes...)
		}
		for _, g := range groups {
			for i := range r.plan.Questions {
				table, ok := g.Table(i)
				if !ok {
					continue
				}
				if table.Concerned > table.Valid || table.Valid > g.N {
					t.Fatalf("%d concerned of %d of %d", table.Concerned, table.Valid, g.N)
				}
				figures := []*Figure{table.Mean}
				for j, c := range table.Cells {
					if c.Count > table.Concerned {
						t.Errorf("%d people of %d", c.Count, table.Concerned)
					}
					if c.Count < r.plan.Questions[i].Sources[j].Value(g.counts, g.N) {
						capped++
					}
					figures = append(figures, &c.Share, &c.Concerned)
				}
				for _, f := range figures {
					if f == nil || f.Reason != "" {
						continue
					}
					if f.Bound != "" {
						bounded++
					}
					if f.Interval == (f.Bound != "") || f.Interval && (f.Low > f.Value || f.Value > f.High) {
						t.Errorf("%s: %+v", table.Question.Name, *f)
					}
				}
			}
		}
	}
	if bounded == 0 || capped == 0 {
		t.Errorf("%d bounds and %d capped counts were looked at", bounded, capped)
	}
}

// When everybody answered there is no sampling error, but the counts are rounded still.
func TestRoundingStaysInTheInterval(t *testing.T) {
	t.Parallel()
	m := one(t, 30, "count", repeat(15, "1", 15, "3")).Mean
	// Σ(v−2)² over 0 … 4 is 10: √(2·10)/30 = 0.149; t(29) = 2.045: ± 0.305
	if m.Value != 2000 || m.Low != 1700 || m.High != 2300 {
		t.Errorf("%+v", m)
	}
}
