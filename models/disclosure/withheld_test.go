package disclosure

import (
	"fmt"
	"slices"
	"testing"

	"jianfu/models/questionnaire"
)

// What hangs on one answer in a way that cannot be told is not published, nor what hangs on that; the log says so.
func TestWhatCannotBeToldIsWithheld(t *testing.T) {
	t.Parallel()
	wide := questionOf("n", questionnaire.Integer, "")
	wide.Max, wide.Bands = 1000000000, []questionnaire.Decimal{0, 1000, 1000000}
	m := manifest(county()[:1]...)
	m.Questionnaire.Sections[0].Questions = []questionnaire.Question{
		wide, questionOf("odd", questionnaire.Single, "${n} mod 2 = 1", "1", "2", "3"),
		{Name: "c", Kind: questionnaire.Calculated, Text: text("c"), Max: 1000, Calculation: "${n} mod 2"},
		questionOf("why", questionnaire.Single, "${odd} = '1'", "1", "2", "3"),
		questionOf("told", questionnaire.Single, "${n} > 0", "1", "2", "3"),
	}
	r := release(t, input(t, m, []int{40}, func(f *questionnaire.Form) questionnaire.Sheet {
		sheet, _ := f.Check(questionnaire.Input{"n": {"3"}, "odd": {"1"}, "why": {"2"}, "told": {"3"}})
		return sheet
	}))
	var withheld []string
	for _, e := range r.Log() {
		if e.Key == "log.withheld" {
			withheld = append(withheld, fmt.Sprint(e.Args...))
		}
	}
	if want := []string{fmt.Sprint(text("odd")), fmt.Sprint(text("c")), fmt.Sprint(text("why"))}; !slices.Equal(withheld, want) {
		t.Errorf("withheld %v, want %v", withheld, want)
	}
	for i, want := range []bool{true, false, false, false, true} {
		if _, ok := r.Whole().Table(i); ok != want {
			t.Errorf("%s is published: %v", r.Questions()[i].Name, ok)
		}
	}
}

func questionOf(name string, kind questionnaire.Kind, relevant string, names ...string) questionnaire.Question {
	return questionnaire.Question{Name: name, Kind: kind, Text: text(name), Relevant: relevant, Options: options(names...)}
}
