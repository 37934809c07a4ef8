package evaluator

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

const (
	weekHours = "mean:hours_week"
	speech    = "share:pushed/speech"
)

// work makes the release of a round in which people of a unit work so many hours a week on average.
func work(t testing.TB, r *round.Round, hours func(code string) float64) *disclosure.Released {
	t.Helper()
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	counts := tabulation.New(form, tree)
	dice := rand.New(rand.NewPCG(3, 4))
	for _, u := range m.Units {
		for range u.Headcount * 7 / 10 {
			if err := counts.Add(u.ID, burdened(form, dice, hours(u.Code))); err != nil {
				t.Fatal(err)
			}
		}
	}
	made, err := disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: r.Hash, Number: 1, Secret: []byte("0123456789abcdef0123456789abcdef"), Counts: counts,
		Quality: disclosure.Quality{Ballots: map[string]int{"plain": 191}, Refused: map[string]int{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// burdened answers by the hours of a week: whoever works longer is asked for more of everything.
func burdened(form *questionnaire.Form, dice *rand.Rand, hours float64) questionnaire.Sheet {
	input := questionnaire.Input{}
	load := max(0, hours-40) / 20
	for _, q := range form.Questions() {
		switch {
		case !q.Asked() || dice.IntN(30) == 0:
		case q.Name == "hours_week":
			input[q.Name] = []string{questionnaire.Decimal(int(max(20, hours+6*dice.NormFloat64())*2) * 500).String()}
		case q.Numeric():
			most := min(q.Max.Float64(), 40)
			input[q.Name] = []string{strconv.Itoa(int(min(most, most*(0.05+0.2*load)*dice.ExpFloat64())))}
		case q.Kind == questionnaire.Multiple:
			for _, o := range q.Options {
				if !o.Exclusive && dice.Float64() < 0.2+0.4*load && (q.AtMost == 0 || len(input[q.Name]) < q.AtMost) {
					input[q.Name] = append(input[q.Name], o.Name)
				}
			}
		case len(q.Options) > 0:
			input[q.Name] = []string{q.Options[dice.IntN(len(q.Options))].Name}
		}
	}
	sheet, problems := form.Check(input)
	for _, p := range problems {
		delete(input, p.Question)
	}
	if len(problems) > 0 {
		sheet, _ = form.Check(input)
	}
	return sheet
}

// busy is a county in which 青石镇 works longer than all others, and 松岭镇 less.
func busy(code string) float64 {
	switch code {
	case "03", "031", "032", "033":
		return 62
	case "06":
		return 42
	}
	return 53
}

// offices gives one of the towns an office and two villages, so that there is a third level.
func offices() []unit.Unit {
	units := county()
	town := units[3]
	for i, name := range []string{"党政办公室", "河口村", "石桥村"} {
		units = append(units, unit.Unit{
			ID: models.NewID(), Parent: town.ID, Code: town.Code + strconv.Itoa(i+1), Name: name, Headcount: []int{30, 24, 9}[i],
		})
	}
	return units
}

// explored is a stage with a released round.
func explored(t *testing.T) (*stage, *round.Round) {
	t.Helper()
	s := newStage(t)
	s.book.units = offices()
	r := s.add(t, round.Released)
	s.desk.release = work(t, r, busy)
	return s, r
}

// look opens the explorer and fails on what no page may have.
func (s *stage) look(t *testing.T, r *round.Round, lang models.Lang, state string) string {
	t.Helper()
	response, body := s.get(t, "evaluator", address(r.ID)+"/explore?lang="+string(lang)+"&"+state)
	if response.StatusCode != fiber.StatusOK {
		t.Fatalf("%s: status %d: %s", state, response.StatusCode, body)
	}
	_, main, _ := strings.Cut(body, "<main")
	if found := unsaid.FindAllString(main, -1); found != nil {
		t.Errorf("%s %s: wordings missing: %v", lang, state, found)
	}
	if strings.Contains(body, " style=") || strings.Contains(body, "<style") || strings.Contains(main, "<script") {
		t.Errorf("%s %s: the policy forbids what the page has inline", lang, state)
	}
	anchored(t, body)
	level := byte('0')
	for _, h := range headings.FindAllStringSubmatch(main, -1) {
		if h[1][0] > level+1 {
			t.Errorf("%s: a heading of level %s follows one of level %c", state, h[1], level)
		}
		level = h[1][0]
	}
	for _, table := range tableHTML.FindAllString(main, -1) {
		named(t, table)
	}
	return main
}

// part is the section of a page with an id.
func part(body, id string) string {
	_, rest, _ := strings.Cut(body, `<section id="`+id+`"`)
	inside, _, _ := strings.Cut(rest, "</section>")
	return inside
}

// row is the row of a table that begins with a name.
func row(body, name string) string {
	for _, row := range rowHTML.FindAllString(body, -1) {
		head, _, _ := strings.Cut(row, "</th>")
		head, _, _ = strings.Cut(head, "<small>")
		if strings.Contains(head+"<", ">"+name+"<") {
			return row
		}
	}
	return ""
}
