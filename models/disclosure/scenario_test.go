package disclosure

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/simulation"
	"jianfu/models/tabulation"
)

// scenario is one random round: units, what was answered, and how.
type scenario struct {
	in     Input
	sheets map[string][2]int       // by unit: of its own, and of all under it
	filled [][]questionnaire.Sheet // by unit of the manifest
	form   *questionnaire.Form
}

func (s *scenario) exact(unit string) (own, under int) { return s.sheets[unit][0], s.sheets[unit][1] }

// asked is the questionnaires that random rounds take turns with.
func asked() []questionnaire.Questionnaire {
	q := func(name string, kind questionnaire.Kind, relevant string, names ...string) questionnaire.Question {
		return questionnaire.Question{Name: name, Kind: kind, Text: text(name), Relevant: relevant, Options: options(names...)}
	}
	single := q("s", questionnaire.Single, "", "a", "b", "c", "d")
	two := q("y", questionnaire.Single, "", "yes", "no")
	ticks := q("m", questionnaire.Multiple, "", "x", "y", "z", "none")
	ticks.Options[3].Exclusive = true
	few := q("f", questionnaire.Multiple, "", "p", "q", "r", "s")
	few.AtMost = 2
	scale := q("l", questionnaire.Scale, "", "1", "2", "3", "4", "5")
	wide := q("w", questionnaire.Quantity, "")
	wide.Max, wide.Bands = 80000, []questionnaire.Decimal{0, 500, 8000, 40000}
	count := q("v", questionnaire.Integer, "")
	count.Max = 4000
	role := q("role", questionnaire.Single, "", "head", "staff", "guest")
	role.Level = questionnaire.ByRound
	sex := q("sex", questionnaire.Single, "", "f", "m")
	sex.Level = questionnaire.ByRound
	one := func(relevant string) questionnaire.Question {
		return q("h", questionnaire.Single, relevant, "1", "2", "3")
	}
	other := func(relevant string) questionnaire.Question {
		return q("k", questionnaire.Multiple, relevant, "1", "2", "3")
	}
	hours := q("t", questionnaire.Quantity, "${s} = 'a'")
	hours.Max, hours.Bands = 40000, []questionnaire.Decimal{0, 500, 8000}
	sets := [][]questionnaire.Question{
		{single, role},
		{two, scale, role, sex},
		{ticks, single},
		{few, two, role},
		{wide, count},
		{single, one("${s} = 'a'"), role},
		{ticks, one("selected(${m}, 'x')"), other("${m} = 'none'")},
		{wide, one("${w} > 0"), two, sex},
		{count, one("${v} > 0"), other("${v} = 0")},
		{single, one("${s} = 'a' or ${s} = 'b'"), other("${s} != 'c'")},
		{single, hours, one("${t} > 0"), role},
		{count, one("${v} >= 2"), role, sex},
		{two, one("${y} = 'yes'"), other("${h} = '1'")},
		{single, two, one("${s} = 'a' and ${y} = 'yes'")},
	}
	var all []questionnaire.Questionnaire
	for i, questions := range sets {
		name := fmt.Sprint("asked-", i)
		all = append(all, questionnaire.Questionnaire{
			Name: name, Version: "v1", Title: text(name),
			Sections: []questionnaire.Section{{Name: "all", Title: text("all"), Questions: questions}},
		})
	}
	return all
}

// habits is how the people of a unit answer: sometimes one option takes all, and every question has blanks of its own.
func habits(f *questionnaire.Form, r *rand.Rand) likes {
	by := likes{}
	for _, q := range f.Questions() {
		like := by[q.Name]
		like.blank = []float64{0, 0, 0.02, 0.1, 0.3}[r.IntN(5)]
		like.options = make([]float64, max(len(q.Cells()), 1))
		taken := r.IntN(len(like.options))
		kind := r.IntN(4)
		for i := range like.options {
			switch {
			case kind == 0 && i == taken:
				like.options[i] = 1
			case kind == 1:
				like.options[i] = r.ExpFloat64()
			case kind == 2:
				like.options[i] = 1 / float64(1+5*i)
			case kind == 3:
				like.options[i] = 1
			}
		}
		by[q.Name] = like
	}
	return by
}

// randomRound makes a round of one of the questionnaires.
func randomRound(t testing.TB, r *rand.Rand, q questionnaire.Questionnaire, depth, most int) *scenario {
	t.Helper()
	m := manifest()
	m.Questionnaire, m.K = q, []int{5, 10}[r.IntN(2)]
	if r.IntN(2) == 0 {
		m.Admission = round.Poster
	}
	var people []int
	for _, u := range simulation.Organisation(r, depth, most, m.K) {
		people = append(people, u.Headcount)
		u.Headcount += r.IntN(1 + u.Headcount)
		m.Units = append(m.Units, round.ManifestUnit(u))
	}
	return scenarioOf(t, m, r, people)
}

// scenarioOf fills in the sheets of a round.
func scenarioOf(t testing.TB, m *round.Manifest, r *rand.Rand, people []int) *scenario {
	t.Helper()
	known, err := learn(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	filled := make([][]questionnaire.Sheet, len(people))
	common := habits(known.form, r)
	for i, n := range people {
		by := common
		if r.IntN(3) == 0 {
			by = habits(known.form, r)
		}
		for range n {
			sheet, _ := known.form.Check(filling(known.form, r, by))
			filled[i] = append(filled[i], sheet)
		}
	}
	return tabulated(t, m, known.form, filled, r.Uint64())
}

// tabulated is a round of the sheets given.
func tabulated(t testing.TB, m *round.Manifest, form *questionnaire.Form, filled [][]questionnaire.Sheet, secret uint64) *scenario {
	t.Helper()
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	s := &scenario{sheets: make(map[string][2]int), filled: filled, form: form}
	counts := tabulation.New(form, tree)
	for i, u := range m.Units {
		for _, sheet := range filled[i] {
			if err := counts.Add(u.ID, sheet); err != nil {
				t.Fatal(err)
			}
		}
		s.count(m, u.ID, len(filled[i]))
	}
	_, hash, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	s.in = Input{
		Manifest: m, ManifestHash: hash, Number: 1, Secret: fmt.Append(nil, secret), Counts: counts,
		Quality: Quality{Ballots: map[string]int{"sealed": 1}},
	}
	return s
}

// count adds sheets to a unit and all above it.
func (s *scenario) count(m *round.Manifest, id models.ID, n int) {
	own := true
	for !id.IsZero() {
		e := s.sheets[id.String()]
		if own {
			e[0] += n
		}
		e[1] += n
		s.sheets[id.String()] = e
		own = false
		at := 0
		for m.Units[at].ID != id {
			at++
		}
		id = m.Units[at].Parent
	}
}
