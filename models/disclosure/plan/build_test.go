package plan

import (
	"encoding/json"
	"math/rand/v2"
	"os"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

func text(s string) models.Text { return models.Text{Zh: s, En: s} }

func options(names ...string) []questionnaire.Option {
	var o []questionnaire.Option
	for _, n := range names {
		o = append(o, questionnaire.Option{Name: n, Text: text(n)})
	}
	return o
}

// answer is one sheet at random; what logic forbids, Check leaves out.
func answer(f *questionnaire.Form, r *rand.Rand) questionnaire.Sheet {
	in := questionnaire.Input{}
	for _, q := range f.Questions() {
		switch {
		case !q.Asked() || r.IntN(12) == 0:
		case q.Numeric():
			steps := int((q.Max-q.Min)/q.Stride()) + 1
			in[q.Name] = []string{(q.Min + questionnaire.Decimal(r.IntN(steps))*q.Stride()).String()}
		case q.Kind == questionnaire.Multiple:
			for _, o := range q.Options {
				if r.IntN(2) == 0 {
					in[q.Name] = append(in[q.Name], o.Name)
				}
			}
		case q.Kind == questionnaire.Text:
			in[q.Name] = []string{"words"}
		case q.Kind == questionnaire.Ranking:
			for _, i := range r.Perm(len(q.Options))[:1+r.IntN(len(q.Options))] {
				in[q.Name] = append(in[q.Name], q.Options[i].Name)
			}
		default:
			in[q.Name] = []string{q.Options[r.IntN(len(q.Options))].Name}
		}
	}
	sheet, _ := f.Check(in)
	return sheet
}

// example is a questionnaire among the test data of disclosure.
func example(name string) questionnaire.Questionnaire {
	raw, err := os.ReadFile("../testdata/" + name + ".json")
	if err != nil {
		panic(err)
	}
	var q questionnaire.Questionnaire
	if err := json.Unmarshal(raw, &q); err != nil {
		panic(err)
	}
	return q
}
