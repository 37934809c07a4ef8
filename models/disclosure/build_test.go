package disclosure

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/tabulation"
)

func text(s string) models.Text { return models.Text{Zh: s, En: s} }

func options(names ...string) []questionnaire.Option {
	var o []questionnaire.Option
	for _, n := range names {
		o = append(o, questionnaire.Option{Name: n, Text: text(n)})
	}
	return o
}

// example is a questionnaire among the test data.
func example(name string) questionnaire.Questionnaire {
	raw, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		panic(err)
	}
	var q questionnaire.Questionnaire
	if err := json.Unmarshal(raw, &q); err != nil {
		panic(err)
	}
	return q
}

func manifest(units ...round.ManifestUnit) *round.Manifest {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return &round.Manifest{
		Format: round.ManifestFormat, Round: models.ID{1}, Title: "一轮 <1>", Questionnaire: example("sample"), Units: units,
		Admission: round.Card, KeyMadeOn: round.KeyOffline, K: 10, Opens: day, Closes: day.AddDate(0, 0, 7),
	}
}

// county is a top over towns, the last of which has two villages; sheets says how many each unit has of its own.
func county() []round.ManifestUnit {
	id := func(i byte) models.ID { return models.ID{9, i} }
	return []round.ManifestUnit{
		{ID: id(0), Code: "0", Name: "county", Headcount: 30},
		{ID: id(1), Parent: id(0), Code: "1", Name: "one", Headcount: 60},
		{ID: id(2), Parent: id(0), Code: "2", Name: "two", Headcount: 40},
		{ID: id(3), Parent: id(0), Code: "3", Name: "three", Headcount: 12},
		{ID: id(4), Parent: id(0), Code: "4", Name: "four", Headcount: 50},
		{ID: id(5), Parent: id(4), Code: "41", Name: "four one", Headcount: 30},
		{ID: id(6), Parent: id(4), Code: "42", Name: "four two", Headcount: 30},
	}
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

// input tabulates sheets made by make for each unit in turn, sheets[i] of them.
func input(t testing.TB, m *round.Manifest, sheets []int, make func(*questionnaire.Form) questionnaire.Sheet) Input {
	t.Helper()
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	counts := tabulation.New(form, tree)
	for i, n := range sheets {
		for range n {
			if err := counts.Add(m.Units[i].ID, make(form)); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, hash, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return Input{
		Manifest: m, ManifestHash: hash, Number: 1, Secret: []byte("secret"), Counts: counts,
		Quality: Quality{Ballots: map[string]int{"sealed": 180, "plain": 4}, CardsPrinted: 252, CardsRedeemed: 185},
	}
}

func release(t testing.TB, in Input) *Released {
	t.Helper()
	r, err := Release(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// countyInput is the county with enough sheets for remainders, hidden units and a hidden village.
func countyInput(t testing.TB, seed uint64) Input {
	r := rand.New(rand.NewPCG(seed, 5))
	return input(t, manifest(county()...), []int{12, 50, 30, 4, 20, 15, 6}, func(f *questionnaire.Form) questionnaire.Sheet {
		return answer(f, r)
	})
}
