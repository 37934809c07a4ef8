package simulation

import (
	"math"
	"math/rand/v2"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/unit"
)

// Shares of a model, between 0 and 1.
const (
	leastResponse, mostResponse = 0.55, 0.85 // of a unit's people who answer
	leastCoached, mostCoached   = 0.02, 0.12 // of a unit's answers that were told how to
	modesty                     = 0.7        // what the coached say of their hours and counts, as a factor
	reluctant                   = 0.1        // people who leave out much
)

// Model is a population with a planted truth. It draws from one generator and is not safe for concurrent use.
type Model struct {
	form       *questionnaire.Form
	units      map[models.ID]*truth
	quantities map[string]quantity
	rand       *rand.Rand
}

// truth is what is planted in a unit.
type truth struct {
	effect    float64 // see Model.Effect
	coached   float64 // share
	responses int
	village   bool
}

// New plants a truth in every unit of the tree. Units under the same parent are alike to some degree.
func New(form *questionnaire.Form, tree *unit.Tree, r *rand.Rand) *Model {
	m := &Model{form: form, units: make(map[models.ID]*truth, tree.Len()), quantities: quantities(), rand: r}
	for depth, u := range tree.All() {
		shared := 0.0
		if above := m.units[u.Parent]; above != nil {
			shared = above.effect / 2
		}
		m.units[u.ID] = &truth{
			effect:    max(-2, min(2, shared+r.NormFloat64()*0.85)),
			coached:   between(r, leastCoached, mostCoached),
			responses: int(math.Round(float64(u.Headcount) * between(r, leastResponse, mostResponse))),
			village:   depth >= 2,
		}
	}
	return m
}

func between(r *rand.Rand, low, high float64) float64 { return low + r.Float64()*(high-low) }

// Effect is how burdened a unit truly is: 0 is the middle of all units, 1 about one standard deviation between units,
// never beyond ±2. One more point means some 40 % more inspections, traces, demands and hours on them. A unit that the
// model does not know has 0.
func (m *Model) Effect(id models.ID) float64 {
	if t := m.units[id]; t != nil {
		return t.effect
	}
	return 0
}

// Response is how many people of a unit answer, 55–85 % of its headcount, rounded.
func (m *Model) Response(id models.ID) int {
	if t := m.units[id]; t != nil {
		return t.responses
	}
	return 0
}

// Sheet draws the checked answers of one more person of a unit.
func (m *Model) Sheet(id models.ID) questionnaire.Sheet {
	sheet, _ := m.form.Check(m.Input(id))
	return sheet
}

// Input draws what the form of one more person of a unit would send. Form.Check finds no problem in it, unless there is a
// question that must be answered and has no answer that would be taken.
func (m *Model) Input(id models.ID) questionnaire.Input {
	p := m.person(id)
	in := make(questionnaire.Input)
	for _, q := range m.form.Questions() {
		if !q.Asked() {
			continue
		}
		if silent := p.rand.Float64() < p.silence; !silent || q.Required && m.mute() {
			p.put(in, q)
		} else if !m.mute() {
			in[q.Name] = []string{questionnaire.DeclineValue}
		}
	}
	// A questionnaire of a county's own may have constraints that nobody planted an answer for.
	for try := range tries + thorough {
		_, problems := m.form.Check(in)
		if len(problems) == 0 {
			break
		}
		for _, problem := range problems {
			p.mend(in, problem.Question, try)
		}
	}
	return in
}

// Duration draws how long a person takes: log-normal about two and a half minutes, so that some click through and some lay
// the phone aside.
func Duration(r *rand.Rand) questionnaire.Duration {
	seconds := 150 * math.Exp(0.6*r.NormFloat64())
	took := questionnaire.Unmeasured
	for _, from := range questionnaire.Durations() {
		if seconds >= float64(from) {
			took++
		}
	}
	return took
}

// mute reports whether there is no way to decline.
func (m *Model) mute() bool { return m.form.Questionnaire().NoDecline }

// person is one respondent in the making.
type person struct {
	*Model
	level   float64 // log of the burden beside the middle; inspections, traces and demands all hang on it
	effect  float64 // of the unit
	silence float64 // chance of declining a question
	coached bool
	village bool
	given   map[string]float64 // numbers answered so far
}

func (m *Model) person(id models.ID) *person {
	t := m.units[id]
	if t == nil {
		t = new(truth)
	}
	p := &person{
		Model:   m,
		effect:  t.effect,
		level:   0.35*t.effect + 0.4*m.rand.NormFloat64(),
		silence: 0.02,
		coached: m.rand.Float64() < t.coached,
		village: t.village,
		given:   make(map[string]float64),
	}
	if m.rand.Float64() < reluctant {
		p.silence = 0.15
	}
	if p.coached {
		p.level += math.Log(modesty)
	}
	return p
}
