package simulation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/unit"
)

func county(t testing.TB) *unit.Tree {
	t.Helper()
	tree, err := unit.NewTree(County())
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func form(t testing.TB, name string) *questionnaire.Form {
	t.Helper()
	q, ok := builtin.ByName(name)
	if !ok {
		t.Fatal(name)
	}
	return compile(t, q)
}

func compile(t testing.TB, q questionnaire.Questionnaire) *questionnaire.Form {
	t.Helper()
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 1)) }

// own is a questionnaire that the model has never heard of, with names that mean something else elsewhere.
func own(t testing.TB) *questionnaire.Form {
	say := func(s string) models.Text { return models.Text{Zh: s, En: s} }
	options := func(names ...string) (options []questionnaire.Option) {
		for _, n := range names {
			options = append(options, questionnaire.Option{Name: n, Text: say(n)})
		}
		return options
	}
	return compile(t, questionnaire.Questionnaire{Name: "own", Version: "v1", Title: say("own"), Minutes: 1, Sections: []questionnaire.Section{
		{Name: "a", Title: say("a"), Questions: []questionnaire.Question{
			{Name: "pushed", Kind: questionnaire.Integer, Text: say("a number here"), Min: 3000, Max: 7000},
			{Name: "hours_week", Kind: questionnaire.Single, Text: say("a choice here"), Options: options("few", "many")},
			{
				Name: "pens", Kind: questionnaire.Quantity, Text: say("q"), Min: 250, Max: 2250, Step: 250,
				Constraint: ". < ${pushed} - 4", Relevant: "${hours_week} = 'many'",
			},
			{Name: "tags", Kind: questionnaire.Multiple, Text: say("m"), Options: options("x", "y", "z"), AtMost: 1},
			{Name: "grade", Kind: questionnaire.Scale, Text: say("s"), Options: options("1", "2", "3", "4")},
		}},
	}})
}

func forms(t testing.TB) map[string]*questionnaire.Form {
	return map[string]*questionnaire.Form{
		"core": form(t, builtin.BurdenCore), "full": form(t, builtin.BurdenFull), "pulse": form(t, builtin.Pulse), "own": own(t),
		"everything": everything(t), "strict": strict(t),
	}
}

func TestCounty(t *testing.T) {
	t.Parallel()
	tree := county(t)
	leaves, small, governments := 0, 0, 0
	names := make(map[string]bool)
	for depth, u := range tree.All() {
		if names[u.Name] {
			t.Errorf("%s twice", u.Name)
		}
		names[u.Name] = true
		if depth > 0 && (u.Headcount < 6 || u.Headcount > 120) {
			t.Errorf("%s has %d people", u.Name, u.Headcount)
		}
		switch inner := len(tree.Children(u.ID)) > 0; {
		case inner && depth > 0:
			governments++
		case !inner:
			leaves++
			if u.Headcount < 10 {
				small++
			}
		}
	}
	if leaves < 30 || small < 5 || governments < 5 {
		t.Errorf("%d leaves, %d of them small, %d townships", leaves, small, governments)
	}
	if !slices.Equal(County(), County()) {
		t.Error("the keys change")
	}
}

func TestEverySheetIsPossible(t *testing.T) {
	t.Parallel()
	units := County()
	for name, f := range forms(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := New(f, county(t), seeded(7))
			answered := make(map[string]int)
			const sheets = 1500
			for i := range sheets {
				in := m.Input(units[i%len(units)].ID)
				sheet, problems := f.Check(in)
				if len(problems) > 0 {
					t.Fatalf("%v in %v", problems, in)
				}
				for j, q := range f.Questions() {
					if sheet[j].State == questionnaire.Answered {
						answered[q.Name]++
					}
				}
			}
			for _, q := range f.Questions() {
				if answered[q.Name] < sheets/20 {
					t.Errorf("%s is answered %d times", q.Name, answered[q.Name])
				}
			}
		})
	}
}

func TestSameSeedSameAnswers(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64) string {
		m := New(form(t, builtin.BurdenFull), county(t), seeded(seed))
		var b strings.Builder
		for _, u := range County() {
			fmt.Fprint(&b, m.Response(u.ID), m.Effect(u.ID), m.Sheet(u.ID))
		}
		return b.String()
	}
	if first, again := draw(1), draw(1); first != again {
		t.Error("one seed, two worlds")
	}
	if draw(1) == draw(2) {
		t.Error("two seeds, one world")
	}
}

func TestResponse(t *testing.T) {
	t.Parallel()
	m := New(form(t, builtin.Pulse), county(t), seeded(3))
	for _, u := range County() {
		n := float64(m.Response(u.ID))
		if low, high := 0.55*float64(u.Headcount)-0.5, 0.85*float64(u.Headcount)+0.5; n < low || n > high {
			t.Errorf("%v of %d answer", n, u.Headcount)
		}
	}
	if m.Response(models.ID{9}) != 0 || m.Effect(models.ID{9}) != 0 {
		t.Error("an unknown unit has a truth")
	}
}

// drawn collects the answers to one question over many sheets of all units.
func drawn(t *testing.T, name string, sheets int) []float64 {
	f := form(t, builtin.BurdenFull)
	m := New(f, county(t), seeded(11))
	units := County()
	var values []float64
	for i := range sheets {
		if a := f.Answer(m.Sheet(units[i%len(units)].ID), name); a.State == questionnaire.Answered {
			values = append(values, a.Number.Float64())
		}
	}
	return values
}

func share(values []float64, of func(v float64) bool) float64 {
	n := 0
	for _, v := range values {
		if of(v) {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

func TestPeopleRound(t *testing.T) {
	t.Parallel()
	hours := drawn(t, "hours_week", 4000)
	every := func(step float64) float64 {
		return share(hours, func(v float64) bool { return math.Mod(v, step) == 0 })
	}
	// Without rounding, 10 % of the halves from 0 to 112 are fives, 5 % are tens and 50 % are not whole.
	if fives, tens := every(5), every(10); fives < 0.45 || tens < 0.25 {
		t.Errorf("%.2f are fives, %.2f are tens", fives, tens)
	}
	if halves := 1 - every(1); halves < 0.03 || halves > 0.2 {
		t.Errorf("%.2f are not whole", halves)
	}
	if long := share(hours, func(v float64) bool { return v >= 70 }); long < 0.01 || long > 0.15 {
		t.Errorf("%.3f work 70 hours or more", long)
	}
}

func TestPeopleDecline(t *testing.T) {
	t.Parallel()
	const sheets = 4000
	declined := 1 - float64(len(drawn(t, "hours_week", sheets)))/sheets
	if declined < 0.015 || declined > 0.08 {
		t.Errorf("%.3f declined", declined)
	}
}

func TestBurdensGoTogether(t *testing.T) {
	t.Parallel()
	f := form(t, builtin.BurdenCore)
	m := New(f, county(t), seeded(5))
	id := County()[1].ID // within one unit: what goes together does so by person
	burdens := []string{"insp_hours", "trace_hours", "demand_hours"}
	columns := make([][]float64, len(burdens))
	coached := 0
	for range 4000 {
		sheet := m.Sheet(id)
		if slices.Equal(f.Answer(sheet, "coached").Choices, []string{"yes"}) {
			coached++
		}
		if slices.ContainsFunc(burdens, func(b string) bool { return f.Answer(sheet, b).State != questionnaire.Answered }) {
			continue
		}
		for i, b := range burdens {
			columns[i] = append(columns[i], math.Log1p(f.Answer(sheet, b).Number.Float64()))
		}
	}
	for i := range burdens {
		for j := range i {
			if r := correlation(columns[i], columns[j]); r < 0.15 || r > 0.9 {
				t.Errorf("%s and %s: %.2f", burdens[i], burdens[j], r)
			}
		}
	}
	if coached < 40 || coached > 600 {
		t.Errorf("%d of 4000 were told how to answer", coached)
	}
}

func correlation(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	var sxy, sxx, syy float64
	for i := range x {
		sxy += (x[i] - mx) * (y[i] - my)
		sxx += (x[i] - mx) * (x[i] - mx)
		syy += (y[i] - my) * (y[i] - my)
	}
	return sxy / math.Sqrt(sxx*syy)
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func TestTruthIsRecovered(t *testing.T) {
	t.Parallel()
	const sheets = 3000
	for instrument, questions := range map[string][]string{
		builtin.BurdenCore: {"hours_week", "insp_count", "trace_hours", "data_count"},
		builtin.Pulse:      {"p_hours"},
	} {
		f := form(t, instrument)
		m := New(f, county(t), seeded(2))
		units := slices.Clone(County())
		slices.SortFunc(units, func(a, b unit.Unit) int { return int(math.Copysign(1, m.Effect(a.ID)-m.Effect(b.ID))) })
		var apart []unit.Unit // units whose truths lie far enough from each other for this many sheets
		for _, u := range units {
			if len(apart) == 0 || m.Effect(u.ID)-m.Effect(apart[len(apart)-1].ID) > 0.5 {
				apart = append(apart, u)
			}
		}
		if len(apart) < 4 {
			t.Fatalf("the truths of %d units are apart", len(apart))
		}
		before := make(map[string]float64)
		for _, u := range apart {
			answers := make(map[string][]float64)
			for range sheets {
				sheet := m.Sheet(u.ID)
				for _, q := range questions {
					if a := f.Answer(sheet, q); a.State == questionnaire.Answered {
						answers[q] = append(answers[q], a.Number.Float64())
					}
				}
			}
			for _, q := range questions {
				now := mean(answers[q])
				if now <= before[q] {
					t.Errorf("%s: effect %.2f has mean %.2f, the unit before %.2f", q, m.Effect(u.ID), now, before[q])
				}
				before[q] = now
			}
		}
	}
}

func BenchmarkSheet(b *testing.B) {
	m := New(form(b, builtin.BurdenFull), county(b), seeded(1))
	id := County()[1].ID
	for b.Loop() {
		m.Sheet(id)
	}
}

// Some click through, some lay the phone aside, most take a few minutes.
func TestDuration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 8))
	var bands [6]int
	for range 2000 {
		bands[Duration(r)]++
	}
	if bands[questionnaire.Under40s] == 0 || bands[questionnaire.Over10min] == 0 || bands[questionnaire.Under3min]+bands[questionnaire.Under5min] < 1000 {
		t.Errorf("%v", bands)
	}
}
