package disclosure

import (
	"testing"

	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// burdened is a questionnaire with the parts of the formality hours.
func burdened(names ...string) questionnaire.Questionnaire {
	q := questionnaire.Questionnaire{Name: "copy", Version: "v1", Title: text("copy")}
	s := questionnaire.Section{Name: "all", Title: text("all")}
	for _, name := range names {
		s.Questions = append(s.Questions, questionnaire.Question{
			Name: name, Kind: questionnaire.Quantity, Text: text(name), Max: 60000, Bands: []questionnaire.Decimal{0, 500, 8000},
		})
	}
	q.Sections = []questionnaire.Section{s}
	return q
}

// lost is the formality hours of n people who all answer alike.
func lost(t *testing.T, n, headcount int, answers map[string]string) (Formality, bool) {
	t.Helper()
	names := []string{"insp_hours", "trace_hours", "demand_hours", "pushed_hours_speech", "pushed_hours_news"}
	if answers["insp_hours"] == "" {
		names = names[1:]
	}
	m := manifest(round.ManifestUnit{ID: [16]byte{1}, Code: "1", Name: "one", Headcount: headcount})
	m.Questionnaire = burdened(names...)
	in := input(t, m, []int{n}, func(f *questionnaire.Form) questionnaire.Sheet {
		given := questionnaire.Input{}
		for name, v := range answers {
			given[name] = []string{v}
		}
		sheet, problems := f.Check(given)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return sheet
	})
	return release(t, in).Formality()
}

func TestFormality(t *testing.T) {
	t.Parallel()
	// The case of docs/statistics.md: 12 + 52/12·6 + 8 + 15 = 61 hours; 50 people: 50·61/(40·52/12) = 17.6 full-time ones.
	whole := map[string]string{"insp_hours": "12", "trace_hours": "6", "demand_hours": "15", "pushed_hours_speech": "5", "pushed_hours_news": "3"}
	f, ok := lost(t, 50, 50, whole)
	if !ok || f.Hours.Value != 61000 || f.People != 18 || f.Headcount != 50 || f.Hours.N != 50 {
		t.Fatalf("%+v", f)
	}
	// Every part is known to half a step at each side: 4·0.5 + 52/12·0.5 = 4.17 hours.
	if !f.Hours.Interval || f.Hours.Low != 57000 || f.Hours.High != 65000 || f.Low != 16 || f.High != 19 {
		t.Errorf("interval %+v", f)
	}
	// A part too close to nothing counts as nothing, and the sum is a lower bound.
	whole["pushed_hours_news"] = "0.5"
	if f, _ := lost(t, 50, 50, whole); f.Hours.Value != 58000 || f.Hours.Bound != AtLeast || f.Hours.Interval || f.Low != 0 {
		t.Errorf("with a bound: %+v", f)
	}
	delete(whole, "pushed_hours_news") // declined by all
	if f, _ := lost(t, 50, 50, whole); f.Hours.Value != 58000 || f.Hours.Bound != AtLeast {
		t.Errorf("with a part that is not published: %+v", f)
	}
	delete(whole, "insp_hours")
	if f, ok := lost(t, 50, 50, whole); ok {
		t.Errorf("without a question about inspections: %+v", f)
	}
	if f, ok := lost(t, 6, 50, map[string]string{"insp_hours": "12"}); ok {
		t.Errorf("of a round that is not published: %+v", f)
	}
}
