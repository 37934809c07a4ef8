package simulation

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// everything is a questionnaire of every kind of question.
func everything(t testing.TB) *questionnaire.Form {
	t.Helper()
	raw, err := os.ReadFile("../disclosure/testdata/everything.json")
	if err != nil {
		t.Fatal(err)
	}
	var q questionnaire.Questionnaire
	if err := json.Unmarshal(raw, &q); err != nil {
		t.Fatal(err)
	}
	return compile(t, q)
}

// strict asks what must be answered and cannot be declined, under constraints that few answers meet.
func strict(t testing.TB) *questionnaire.Form {
	say := func(s string) models.Text { return models.Text{Zh: s, En: s} }
	options := func(names ...string) (options []questionnaire.Option) {
		for _, n := range names {
			options = append(options, questionnaire.Option{Name: n, Text: say(n)})
		}
		return options
	}
	questions := []questionnaire.Question{
		{Name: "ok", Kind: questionnaire.Acknowledge},
		{Name: "tags", Kind: questionnaire.Multiple, Options: options("x", "y", "z", "u"), AtLeast: 3},
		{Name: "order", Kind: questionnaire.Ranking, Options: options("x", "y", "z"), AtLeast: 2, AtMost: 2},
		{Name: "needle", Kind: questionnaire.Integer, Max: 200000, Bands: []questionnaire.Decimal{0, 100000}, Constraint: ". = 137"},
		{Name: "colour", Kind: questionnaire.Single, Options: options("a", "b", "c", "d", "e", "f", "g"), Constraint: ". = 'e'"},
		{Name: "words", Kind: questionnaire.Text, Length: 3},
		{Name: "day", Kind: questionnaire.Date, First: "2026-01-01", Last: "2026-12-31", Period: questionnaire.Month},
		{Name: "hour", Kind: questionnaire.Time},
	}
	for i := range questions {
		questions[i].Text, questions[i].Required = say(questions[i].Name), true
	}
	return compile(t, questionnaire.Questionnaire{
		Name: "strict", Version: "v1", Title: say("strict"), NoDecline: true,
		Sections: []questionnaire.Section{{Name: "a", Title: say("a"), Questions: questions}},
	})
}

// Nobody leaves out what must be answered where it cannot be declined, and every option and place is taken by some.
func TestKinds(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*questionnaire.Form{"everything": everything(t), "strict": strict(t)} {
		m := New(f, county(t), seeded(5))
		units := County()
		chosen, first := make(map[string]int), make(map[string]int)
		texts := 0
		for i := range 2000 {
			sheet := m.Sheet(units[i%len(units)].ID)
			for j, q := range f.Questions() {
				a := sheet[j]
				if q.Required && f.Questionnaire().NoDecline && a.State != questionnaire.Answered {
					t.Fatalf("%s: %s is not answered", name, q.Name)
				}
				for k, c := range a.Choices {
					chosen[q.Name+"/"+c]++
					if k == 0 {
						first[q.Name+"/"+c]++
					}
				}
				if a.Text != "" && q.Asked() {
					texts++
				}
			}
		}
		for _, q := range f.Questions() {
			for _, o := range q.Options {
				if q.Constraint == "" && chosen[q.Name+"/"+o.Name] == 0 {
					t.Errorf("%s: nobody chose %s/%s", name, q.Name, o.Name)
				}
			}
		}
		if texts == 0 {
			t.Errorf("%s: nobody wrote", name)
		}
		if name == "everything" && (first["rank/visits"] <= first["rank/trips"] || first["rank/trips"] < 100) {
			t.Errorf("first places %v", first)
		}
	}
}

// What the filter does not offer is not chosen, and almost nobody has to be helped to that by declining.
func TestFiltersAreRespected(t *testing.T) {
	t.Parallel()
	f := everything(t)
	m := New(f, county(t), seeded(6))
	id := County()[0].ID
	declined, shown := 0, 0
	for range 1000 {
		sheet := m.Sheet(id)
		place, post := f.Answer(sheet, "place"), f.Answer(sheet, "post")
		if place.State != questionnaire.Answered || post.State == questionnaire.Skipped {
			continue
		}
		shown++
		if post.State == questionnaire.Declined {
			declined++
			continue
		}
		if village := place.Choices[0] == "village"; village != slices.Contains(post.Choices, "c") {
			t.Fatalf("%v at %v", post.Choices, place.Choices)
		}
	}
	if shown < 500 || declined > shown/10 {
		t.Errorf("%d of %d declined", declined, shown)
	}
}

// A question that nobody can answer and nobody may leave out does not keep the program from ending.
func TestImpossibleQuestionsEnd(t *testing.T) {
	t.Parallel()
	q := strict(t).Questionnaire()
	q.Sections[0].Questions[3].Constraint = ". < 0"
	f := compile(t, q)
	_, problems := f.Check(New(f, county(t), seeded(1)).Input(County()[0].ID))
	if len(problems) != 1 || problems[0].Question != "needle" {
		t.Errorf("%v", problems)
	}
}
