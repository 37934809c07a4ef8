package simulation

import (
	"slices"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

const (
	tries    = 6   // new draws for an answer that is not taken
	thorough = 250 // values that are then tried one after the other, where there must be an answer
)

// put draws an answer to a question, as the form sends it, after those before it.
func (p *person) put(in questionnaire.Input, q questionnaire.Question) {
	p.offer(in, &q)
	name, text := p.form.Input(q.Name)
	in[name] = p.answer(q)
	if text == "" {
		return
	}
	delete(in, text)
	for _, o := range q.Options {
		if o.Specify && slices.Contains(in[name], o.Name) {
			in[text] = []string{p.phrase(60)}
		}
	}
}

// offer leaves the options that pass the filter under the answers given so far; all where none does, since nobody sees
// the question then.
func (p *person) offer(in questionnaire.Input, q *questionnaire.Question) {
	place, _ := p.form.Place(q.Name)
	if p.form.ChoiceFilter(q.Name) == nil {
		return
	}
	sheet, _ := p.form.Check(in)
	get := func(name string) expression.Value {
		i, _ := p.form.Place(name)
		return p.form.Operand(i, &sheet[i])
	}
	var offered []questionnaire.Option
	for i, o := range q.Options {
		if p.form.Offers(place, i, get) {
			offered = append(offered, o)
		}
	}
	if len(offered) > 0 {
		q.Options = offered
	}
}

// mend changes an answer that was not taken: it is drawn anew a few times and then left out, or where it must not be,
// whatever there is to answer is tried in turn.
func (p *person) mend(in questionnaire.Input, name string, try int) {
	q, _ := p.form.Question(name)
	switch {
	case try < tries:
		p.put(in, q)
	case !p.mute():
		in[name] = []string{questionnaire.DeclineValue}
	case !q.Required:
		delete(in, name)
	case q.Several():
		p.put(in, q)
	default:
		in[name] = []string{p.value(q, try-tries)}
	}
}

// value is the i-th value that a question can be answered with, evenly over its range where it has more than are tried.
func (p *person) value(q questionnaire.Question, i int) string {
	switch {
	case q.Kind == questionnaire.Text:
		return phrases()[i%len(phrases())]
	case !q.Numeric():
		return q.Options[i%len(q.Options)].Name
	}
	steps := (q.Max-q.Min)/q.Stride() + 1
	at := questionnaire.Decimal(i) % steps
	if steps > thorough {
		at = questionnaire.Decimal(i) * (steps - 1) / (thorough - 1)
	}
	return (q.Min + at*q.Stride()).String()
}
