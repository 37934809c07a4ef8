package index_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/index"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/simulation"
	"jianfu/models/unit"
)

func compile(t testing.TB, name string, change func(q *questionnaire.Question) bool) *questionnaire.Form {
	t.Helper()
	q, ok := builtin.ByName(name)
	if !ok {
		t.Fatal(name)
	}
	for i := range q.Sections {
		s := &q.Sections[i]
		s.Questions = slices.DeleteFunc(s.Questions, func(q questionnaire.Question) bool { return q.Kind == questionnaire.Calculated })
		for j := range s.Questions {
			if change != nil && change(&s.Questions[j]) {
				s.Questions[j].Relevant = ""
			}
		}
	}
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func check(t testing.TB, f *questionnaire.Form, in questionnaire.Input) questionnaire.Sheet {
	t.Helper()
	sheet, problems := f.Check(in)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return sheet
}

func codes(all []index.Index) (list []string) {
	for _, x := range all {
		list = append(list, x.Code)
	}
	return list
}

func find(t testing.TB, f *questionnaire.Form, code string) *index.Index {
	t.Helper()
	all := index.Of(f)
	i := slices.Index(codes(all), code)
	if i < 0 {
		t.Fatal("no", code)
	}
	return &all[i]
}

// Worked by hand from the formulas; the first of each kind are those of docs/statistics.
func TestScores(t *testing.T) {
	t.Parallel()
	f := compile(t, builtin.BurdenFull, nil)
	const missing = -1
	for _, c := range []struct {
		code string
		in   questionnaire.Input
		want questionnaire.Decimal
	}{
		{"OTI", questionnaire.Input{"hours_week": {"58"}, "weekend_days": {"1"}, "evenings": {"3"}}, 59143},
		{"OTI", questionnaire.Input{"hours_week": {"112"}, "weekend_days": {"2"}, "evenings": {"5"}}, 100_000},
		{"OTI", questionnaire.Input{"hours_week": {"30"}, "weekend_days": {"0"}, "evenings": {"0"}}, 0},
		{"OTI", questionnaire.Input{"hours_week": {"58"}, "weekend_days": {"-9"}, "evenings": {"3"}}, missing},
		{"IBI", questionnaire.Input{"insp_count": {"2"}, "insp_hours": {"12.5"}}, 31_250},
		{"IBI", questionnaire.Input{"insp_count": {"0"}}, 0},
		{"IBI", questionnaire.Input{}, missing},
		{"IBI", questionnaire.Input{"insp_count": {"2"}, "insp_hours": {"300"}}, 100_000},
		{"TBI", questionnaire.Input{"trace_hours": {"0"}}, 0},
		{"TBI", questionnaire.Input{"trace_hours": {"6"}, "trace_for": {"own"}}, 51_000},
		{"TBI", questionnaire.Input{"trace_hours": {"6"}, "trace_for": {"own", "work"}}, 21_000},
		{"TBI", questionnaire.Input{"trace_hours": {"6"}}, missing},
		{"PDI", questionnaire.Input{"pushed": {"none"}}, 0},
		{"PDI", questionnaire.Input{"pushed": {"speech", "news"}, "pushed_hours_speech": {"3"}, "pushed_hours_news": {"5"}}, 33_333},
		{"PDI", questionnaire.Input{"pushed": {"speech", "news"}, "pushed_hours_speech": {"3"}}, missing},
		{"PDI", questionnaire.Input{}, missing},
		{"MDI", questionnaire.Input{"data_count": {"11"}, "text_count": {"4"}, "repeat_count": {"3"}}, 30_083},
		{"MDI", questionnaire.Input{"data_count": {"0"}, "text_count": {"0"}}, 0},
		{"MDI", questionnaire.Input{"data_count": {"0"}, "text_count": {"60"}, "repeat_count": {"60"}}, 100_000},
		{"MDI", questionnaire.Input{"data_count": {"0"}}, missing},
		{"MDI", questionnaire.Input{"data_count": {"1"}, "text_count": {"0"}}, missing},
		{"CPI", questionnaire.Input{"report_days": {"d10"}, "mirrored": {"3"}}, 52_500},
		{"CPI", questionnaire.Input{"report_days": {"none"}, "mirrored": {"30"}}, 50_000},
		{"CPI", questionnaire.Input{"mirrored": {"30"}}, missing},
		{"CAUSES", questionnaire.Input{"cause_compelled": {"5"}, "cause_consulted": {"1"}, "cause_valid": {"2"}, "cause_prospects": {"3"}}, 81_250},
		{"CAUSES", questionnaire.Input{"cause_compelled": {"5"}, "cause_consulted": {"1"}, "cause_valid": {"2"}}, missing},
		{"FBH", questionnaire.Input{
			"insp_count": {"1"}, "insp_hours": {"12"}, "trace_hours": {"6"}, "pushed": {"other"},
			"pushed_hours_other": {"8"}, "data_count": {"1"}, "text_count": {"0"}, "demand_hours": {"15"},
		}, 61_000},
		{"FBH", questionnaire.Input{"insp_count": {"0"}, "trace_hours": {"0.5"}, "pushed": {"none"}, "data_count": {"0"}, "text_count": {"0"}}, 2_167},
		{"FBH", questionnaire.Input{"insp_count": {"0"}, "trace_hours": {"0.5"}, "data_count": {"0"}, "text_count": {"0"}}, missing},
		{"BI", questionnaire.Input{ // 59.143 and 0 three times
			"hours_week": {"58"}, "weekend_days": {"1"}, "evenings": {"3"}, "insp_count": {"0"}, "trace_hours": {"0"}, "pushed": {"none"},
		}, 14_786},
		{"BI", questionnaire.Input{"insp_count": {"0"}, "trace_hours": {"0"}, "pushed": {"none"}}, missing},
	} {
		got, ok := find(t, f, c.code).Score(check(t, f, c.in))
		if ok != (c.want >= 0) || ok && got != c.want {
			t.Errorf("%s of %v: %v %v, want %d", c.code, c.in, int64(got), ok, c.want)
		}
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	six := []string{"OTI", "IBI", "TBI", "PDI", "MDI", "CPI"}
	named := func(name string, change func(q *questionnaire.Question)) func(q *questionnaire.Question) bool {
		return func(q *questionnaire.Question) bool {
			if q.Name == name {
				change(q)
			}
			return q.Name == name
		}
	}
	for name, c := range map[string]struct {
		form   string
		change func(q *questionnaire.Question) bool
		want   []string
	}{
		"core":  {builtin.BurdenCore, nil, append(slices.Clone(six), "BI", "FBH")},
		"full":  {builtin.BurdenFull, nil, append(slices.Clone(six), "BI", "CAUSES", "FBH")},
		"pulse": {builtin.Pulse, nil, nil},
		"for the whole round only": {
			builtin.BurdenCore, named("mirrored", func(q *questionnaire.Question) { q.Level = questionnaire.ByRound }),
			append(slices.Clone(six[:5]), "BI", "FBH"),
		},
		"another kind": {
			builtin.BurdenCore, named("mirrored", func(q *questionnaire.Question) { q.Kind = questionnaire.Quantity }),
			append(slices.Clone(six[:5]), "BI", "FBH"),
		},
		"another range": {
			builtin.BurdenCore, named("evenings", func(q *questionnaire.Question) { q.Max = 7000 }),
			append(slices.Clone(six[1:]), "BI", "FBH"),
		},
		"another limit": {
			builtin.BurdenCore, named("report_days", func(q *questionnaire.Question) { q.Options[0].Name = "d1" }),
			append(slices.Clone(six[:5]), "BI", "FBH"),
		},
		"no work": {
			builtin.BurdenCore, named("trace_for", func(q *questionnaire.Question) { q.Options[5].Name = "play" }),
			[]string{"OTI", "IBI", "PDI", "MDI", "CPI", "BI", "FBH"},
		},
		"four causes": {builtin.BurdenFull, func(q *questionnaire.Question) bool {
			if q.Name == "cause_valid" || q.Name == "cause_staffing" {
				q.Name += "_here"
			}
			return false
		}, append(slices.Clone(six), "BI", "CAUSES", "FBH")},
		"three causes": {builtin.BurdenFull, func(q *questionnaire.Question) bool {
			if q.Name == "cause_valid" || q.Name == "cause_staffing" || q.Name == "cause_compelled" {
				q.Name += "_here"
			}
			return false
		}, append(slices.Clone(six), "BI", "FBH")},
	} {
		f := compile(t, c.form, c.change)
		if got := codes(index.Of(f)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	f := compile(t, builtin.BurdenFull, nil)
	burden := find(t, f, "BI")
	if hours := find(t, f, "FBH"); hours.Max != 485_333 || !hours.Hours || !slices.Equal(burden.Members, six) || len(burden.Parts) != 17 {
		t.Errorf("FBH up to %v, BI over %v (%d parts)", hours.Max, burden.Members, len(burden.Parts))
	}
}

func TestRates(t *testing.T) {
	t.Parallel()
	f := compile(t, builtin.BurdenCore, nil)
	over, _ := f.Place("insp_repeat")
	under, _ := f.Place("insp_count")
	if got := index.Rates(f); !slices.Equal(got, []index.Rate{{Code: "DIR", Over: over, Under: under}}) {
		t.Errorf("%v", got)
	}
	if got := index.Rates(compile(t, builtin.Pulse, nil)); got != nil {
		t.Errorf("%v of a pulse", got)
	}
}

func place(t testing.TB, f *questionnaire.Form, name string) int {
	t.Helper()
	i, ok := f.Place(name)
	if !ok {
		t.Fatal(name)
	}
	return i
}

// Many at once get what one at a time gets.
func TestScoresOfMany(t *testing.T) {
	t.Parallel()
	f := compile(t, builtin.BurdenFull, nil)
	tree, err := unit.NewTree([]unit.Unit{{ID: models.ID{1}, Code: "1"}})
	if err != nil {
		t.Fatal(err)
	}
	m := simulation.New(f, tree, rand.New(rand.NewPCG(3, 1)))
	var sheets []questionnaire.Sheet
	for range 300 {
		sheets = append(sheets, m.Sheet(models.ID{1}))
	}
	scores := map[string][]int32{}
	for _, x := range index.Of(f) {
		in := make([][]int32, 0, len(x.Parts))
		for _, code := range x.Members {
			in = append(in, scores[code])
		}
		for i := range x.Parts {
			if len(x.Members) > 0 {
				break
			}
			values := make([]int32, len(sheets))
			for s, sheet := range sheets {
				values[s] = x.Value(i, &sheet[x.Parts[i]])
			}
			in = append(in, values)
		}
		out := make([]int32, len(sheets))
		x.Scores(in, out)
		scores[x.Code] = out
		for s, sheet := range sheets {
			want, ok := x.Score(sheet)
			if !ok {
				want = questionnaire.Decimal(index.Missing)
			}
			if questionnaire.Decimal(out[s]) != want {
				t.Fatalf("%s: %d, want %v", x.Code, out[s], want)
			}
		}
	}
}
