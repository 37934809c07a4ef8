package trend_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/tabulation"
)

func words(s string) models.Text { return models.Text{Zh: s, En: s} }

func options(names ...string) []questionnaire.Option {
	var all []questionnaire.Option
	for _, n := range names {
		all = append(all, questionnaire.Option{Name: n, Text: words(n)})
	}
	return all
}

// wave is one round of an office: its manifest, and how its people answer.
type wave struct {
	m     *round.Manifest
	hours float64        // mean of hours_week
	busy  float64        // share that ticks "speech"
	some  map[string]int // code → sheets; half of the people where it is not there
}

// newWave is the n-th round: a county over three towns, the last with two villages.
func newWave(n int) *wave {
	day := time.Date(2026, time.Month(3*n), 1, 0, 0, 0, 0, time.UTC)
	id := func(i byte) models.ID { return models.ID{9, i} }
	bands := []questionnaire.Decimal{0, 40000, 48000, 60000}
	m := &round.Manifest{
		Format: round.ManifestFormat, Round: models.ID{byte(n)}, Title: "round", Admission: round.Card,
		KeyMadeOn: round.KeyOffline, K: 10, Opens: day, Closes: day.AddDate(0, 0, 7),
		Units: []round.ManifestUnit{
			{ID: id(0), Code: "0", Name: "county", Headcount: 60},
			{ID: id(1), Parent: id(0), Code: "1", Name: "one", Headcount: 160},
			{ID: id(2), Parent: id(0), Code: "2", Name: "two", Headcount: 160},
			{ID: id(3), Parent: id(0), Code: "3", Name: "three", Headcount: 80},
			{ID: id(4), Parent: id(3), Code: "31", Name: "three one", Headcount: 80},
			{ID: id(5), Parent: id(3), Code: "32", Name: "three two", Headcount: 80},
		},
		Questionnaire: questionnaire.Questionnaire{
			Name: "sample", Version: "v1", Title: words("sample"),
			Sections: []questionnaire.Section{{Name: "all", Title: words("all"), Questions: []questionnaire.Question{
				{Name: "hours_week", Kind: questionnaire.Quantity, Text: words("hours"), Hint: words("last week"), Max: 100000, Bands: bands, Unit: models.Text{Zh: "小时", En: "hours"}},
				{Name: "pushed", Kind: questionnaire.Multiple, Text: words("pushed"), Options: options("speech", "news", "none")},
				{Name: "quiet", Kind: questionnaire.Scale, Text: words("quiet"), Options: options("1", "2", "3", "4", "5")},
				{Name: "double", Kind: questionnaire.Calculated, Text: words("double"), Calculation: "${hours_week} * 2", Max: 200000, Step: 500, Bands: []questionnaire.Decimal{0, 90000, 120000}},
				{Name: "role", Kind: questionnaire.Single, Text: words("role"), Options: options("leader", "staff"), Level: questionnaire.ByRound},
			}}},
		},
	}
	return &wave{m: m, hours: 45, busy: 0.4, some: map[string]int{}}
}

func (w *wave) question(name string) *questionnaire.Question {
	for i := range w.m.Questionnaire.Sections[0].Questions {
		if q := &w.m.Questionnaire.Sections[0].Questions[i]; q.Name == name {
			return q
		}
	}
	return nil
}

func (w *wave) answers(r *rand.Rand) questionnaire.Input {
	hours := questionnaire.Decimal(max(0, w.hours+8*r.NormFloat64())*2) * 500
	in := questionnaire.Input{
		"hours_week": {hours.String()}, "quiet": {string(rune('1' + r.IntN(5)))}, "role": {[]string{"leader", "staff"}[r.IntN(2)]},
		"pushed": {"news"},
	}
	if r.Float64() < w.busy {
		in["pushed"] = []string{"speech"}
	}
	return in
}

func (w *wave) release(t testing.TB) *disclosure.Released {
	t.Helper()
	form, err := questionnaire.Compile(w.m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := w.m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, uint64(w.m.Round[0])))
	counts := tabulation.New(form, tree)
	for _, u := range w.m.Units {
		n, ok := w.some[u.Code]
		if !ok {
			n = u.Headcount / 2
		}
		for range n {
			sheet, _ := form.Check(w.answers(r))
			if err := counts.Add(u.ID, sheet); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, hash, err := w.m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	released, err := disclosure.Release(disclosure.Input{
		Manifest: w.m, ManifestHash: hash, Number: 1, Secret: []byte("secret"), Counts: counts,
		Quality: disclosure.Quality{Ballots: map[string]int{"browser": 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return released
}
