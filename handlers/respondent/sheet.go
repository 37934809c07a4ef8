package respondent

import (
	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
	"jianfu/models/round"
)

// Heading is what stands around the questions and answers on form and review page.
type Heading struct {
	Paper
	Manifest *round.Manifest
	Unit     string
	Hash     string // of the manifest, 64 hexadecimal digits
}

// Short is the hash as it is printed.
func (h Heading) Short() string { return round.ShortHash(h.Hash) }

func (v *visit) heading(p Paper) Heading {
	return Heading{Paper: p, Manifest: v.place.Manifest, Unit: v.place.Unit.Name, Hash: v.place.Round.Hash}
}

// FormPage is the form, empty or as it was filled in. Whatever differs between two people of one unit is set by fill
// alone: the empty form is the same bytes for all of them.
type FormPage struct {
	Heading
	UnitID   models.ID
	Action   string // address that a filled form is posted to; an empty form is posted to its own
	Sections []Section
	Problems []Question // those with a Problem, to be listed on top
	Logic    Logic
}

// Section is a run of questions.
type Section struct {
	Number    int // from 1
	Title     models.Text
	Note      models.Text
	Questions []Question
}

// Question is a question as it is drawn.
type Question struct {
	questionnaire.Question
	Number    int // from 1, over the whole form
	Choices   []Choice
	Condition string // when it is to be answered, in words, for browsers without script
	Typed     string
	Declined  bool
	Problem   string // what is wrong with the answer, in words
}

// Grid reports whether the options stand side by side, question below question.
func (q Question) Grid() bool { return q.Matrix != "" }

// Control is the type of the inputs beside the number field.
func (q Question) Control() string {
	if q.Kind == questionnaire.Single || q.Kind == questionnaire.Scale {
		return "radio"
	}
	return "checkbox"
}

// Choice is an option as it is drawn.
type Choice struct {
	Name, Label       string
	Exclusive, Chosen bool
}

// Logic is what the script of the form gets: rules in the order of the questions, and its wordings.
type Logic struct {
	Words map[string]string `json:"words"`
	Rules []Rule            `json:"rules"`
}

// Rule is a question as the script knows it.
type Rule struct {
	Name       string                  `json:"n"`
	Kind       string                  `json:"k,omitempty"` // i integer, m several options
	Range      []questionnaire.Decimal `json:"v,omitempty"` // of a quantity: min, max, step
	AtMost     int                     `json:"t,omitempty"`
	Relevant   *expression.Tree        `json:"r,omitempty"`
	Constraint *expression.Tree        `json:"c,omitempty"`
	Message    string                  `json:"m,omitempty"` // of the constraint
}

func (r *Room) formPage(v *visit) *FormPage {
	p := &FormPage{Heading: v.heading(r.papers.form), UnitID: v.place.Unit.ID}
	say := r.views.Say(v.lang)
	wording := newWording(v.form, v.lang, say)
	for i, s := range v.form.Questionnaire().Sections {
		section := Section{Number: i + 1, Title: s.Title, Note: s.Note}
		for _, q := range s.Questions {
			section.Questions = append(section.Questions, wording.question(q))
			p.Logic.Rules = append(p.Logic.Rules, rule(v.form, q, v.lang))
		}
		p.Sections = append(p.Sections, section)
	}
	p.Logic.Words = words(say)
	return p
}

func rule(f *questionnaire.Form, q questionnaire.Question, lang models.Lang) Rule {
	r := Rule{
		Name: q.Name, AtMost: q.AtMost,
		Relevant: f.Relevance(q.Name), Constraint: f.Constraint(q.Name), Message: q.ConstraintMessage.In(lang),
	}
	switch {
	case q.Kind == questionnaire.Multiple:
		r.Kind = "m"
	case q.Kind == questionnaire.Integer:
		r.Kind = "i"
	}
	if q.Numeric() {
		r.Range = []questionnaire.Decimal{q.Min, q.Max, q.Stride()}
	}
	return r
}

// words are the wordings of the script by the names that it uses.
func words(say models.Say) map[string]string {
	words := map[string]string{}
	for _, name := range []string{"number", "whole", "range", "step", "at_most", "constraint"} {
		words[name] = say("check." + name)
	}
	for _, name := range []string{"left", "more", "less", "more_asked", "fewer_asked"} {
		words[name] = say("respondent.form." + name)
	}
	return words
}

// fill sets what was typed and ticked, and what is wrong with it.
func (p *FormPage) fill(v *visit, in questionnaire.Input, problems []questionnaire.Problem, say models.Say) {
	p.Action = v.base
	wrong := map[string]string{}
	for _, problem := range problems {
		wrong[problem.Question] = told(problem, v.lang, say)
	}
	for i := range p.Sections {
		for j := range p.Sections[i].Questions {
			q := &p.Sections[i].Questions[j]
			q.answer(in[q.Name])
			if q.Problem = wrong[q.Name]; q.Problem != "" {
				p.Problems = append(p.Problems, *q)
			}
		}
	}
}

// told says a problem or a remark. A constraint may have a message of its own.
func told(p questionnaire.Problem, lang models.Lang, say models.Say) string {
	if p.Key == "check.constraint" && len(p.Args) == 1 {
		if own, ok := p.Args[0].(models.Text); ok {
			return own.In(lang)
		}
	}
	return say(p.Key, p.Args...)
}

func (q *Question) answer(values []string) {
	for _, value := range values {
		if value == questionnaire.DeclineValue {
			q.Declined = true
		} else if q.Numeric() && q.Typed == "" {
			q.Typed = value
		}
		for i := range q.Choices {
			q.Choices[i].Chosen = q.Choices[i].Chosen || q.Choices[i].Name == value
		}
	}
}
