package simulation

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"jianfu/models/questionnaire"
)

// inventory draws answers to the burden inventory, core or full, without the expressions of the form: its few conditions
// are written out here, so that a person takes microseconds. A test holds every sheet to Form.Check.
type inventory struct {
	form    *questionnaire.Form
	slots   []slot
	places  places
	chances [classes][][]float64 // by class of people and question; nil where there are no options
	person  person               // the one being drawn
}

// slot is a question in its place on the sheet.
type slot struct {
	question  questionnaire.Question
	known     quantity
	low       float64
	high      float64
	stride    float64
	refused   float64    // share of people who decline it
	above     []int      // shown where the sum of these answers is above 0
	of        int        // shown where this question, unless it is −1, …
	wanted    []bool     // … has an answer that is wanted here, by its value
	choices   [][]string // the options that a value of a vector stands for; nil for numbers
	exclusive int        // place of the exclusive option, −1 for none
}

// vector is the answers of one person beside Form.Questions: thousandths of a number, the place of an option, or a bit for
// each option that is ticked.
type vector struct {
	values []int32
	states []questionnaire.State
}

func newInventory(form *questionnaire.Form, r *rand.Rand) (*inventory, error) {
	v := &inventory{form: form}
	model := &Model{form: form, quantities: quantities(), rand: r}
	v.person = person{Model: model, given: make(map[string]float64)}
	for _, q := range form.Questions() {
		s, err := v.slot(q)
		if err != nil {
			return nil, err
		}
		v.slots = append(v.slots, s)
	}
	for class := range v.chances {
		v.person.become(class)
		for i := range v.slots {
			v.chances[class] = append(v.chances[class], v.person.likely(&v.slots[i].question))
		}
	}
	return v, v.places.find(form)
}

// slot prepares a question. One that the inventory does not have is an error, since nobody planted its conditions.
func (v *inventory) slot(q questionnaire.Question) (slot, error) {
	s := slot{question: q, of: -1, exclusive: -1, refused: refusal(q.Name)}
	known, numeric := v.person.quantities[q.Name]
	switch {
	case q.Kind == questionnaire.Calculated && q.Name == "formality_week":
		return s, nil
	case q.Numeric() && q.Asked() && numeric:
		s.known, s.low, s.high, s.stride = known, q.Min.Float64(), q.Max.Float64(), q.Stride().Float64()
	case q.Kind == questionnaire.Multiple && len(q.Options) <= 12:
		s.choices = subsets(q.Options)
		s.exclusive = slices.IndexFunc(q.Options, func(o questionnaire.Option) bool { return o.Exclusive })
	case q.Kind == questionnaire.Single || q.Kind == questionnaire.Scale:
		for _, o := range q.Options {
			s.choices = append(s.choices, []string{o.Name})
		}
	default:
		return s, fmt.Errorf("simulation: no answers are planted for question %q", q.Name)
	}
	return s, v.condition(&s)
}

// condition writes out the conditions of the inventory.
func (v *inventory) condition(s *slot) error {
	var above []string
	of, options := "", []string(nil)
	switch name := s.question.Name; name {
	case "insp_repeat", "insp_hours", "insp_method":
		above = []string{"insp_count"}
	case "polish_hours", "trace_for":
		above = []string{"trace_hours"}
	case "repeat_count", "departments", "demand_hours":
		above = []string{"data_count", "text_count"}
	case "seconded_months":
		of, options = "seconded", []string{"past", "now"}
	case "pushed_hours_speech", "pushed_hours_hosting", "pushed_hours_news", "pushed_hours_research", "pushed_hours_briefing", "pushed_hours_other":
		of, options = "pushed", []string{name[len("pushed_hours_"):]}
	}
	if (above != nil || of != "") != (v.form.Relevance(s.question.Name) != nil) {
		return fmt.Errorf("simulation: the condition of question %q is not the one that is planted", s.question.Name)
	}
	for _, name := range above {
		at, ok := v.form.Place(name)
		if !ok {
			return fmt.Errorf("simulation: question %q is missing", name)
		}
		s.above = append(s.above, at)
	}
	if of != "" {
		at, ok := v.form.Place(of)
		if !ok || at >= len(v.slots) {
			return fmt.Errorf("simulation: question %q is missing", of)
		}
		s.of = at
		for _, names := range v.slots[at].choices {
			s.wanted = append(s.wanted, slices.ContainsFunc(names, func(n string) bool { return slices.Contains(options, n) }))
		}
	}
	return nil
}

// subsets lists what can be ticked of some options, by a bit for each.
func subsets(options []questionnaire.Option) [][]string {
	all := make([][]string, 1<<len(options))
	for bits := range all {
		for i, o := range options {
			if bits&(1<<i) != 0 {
				all[bits] = append(all[bits], o.Name)
			}
		}
	}
	return all
}

// refusal is the share of people who decline a question: what has to be added up in one's head is declined more often.
func refusal(question string) float64 {
	switch question {
	case "insp_hours", "demand_hours":
		return 0.08
	case "trace_hours", "polish_hours", "meeting_hours", "repeat_count", "insp_repeat":
		return 0.06
	case "pushed_hours_speech", "pushed_hours_hosting", "pushed_hours_news", "pushed_hours_research", "pushed_hours_briefing", "pushed_hours_other":
		return 0.05
	case "hours_week", "pushed", "coached":
		return 0.03
	}
	return 0.02
}
