package respondent

import (
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
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
	UnitID  models.ID
	Action  string // address that a filled form is posted to; an empty form is posted to its own
	Strict  bool   // nothing can be declined in words: what is left blank is merely missing
	Preview bool   // nothing can be sent
	// Elsewhere is where another browser finds this form: that of a poster, or where the code of a card can be typed.
	Elsewhere string
	Sections  []Section
	Problems  []Question // those with a Problem, to be listed on top
	Logic     Logic
}

// Section is a run of questions.
type Section struct {
	Number    int // from 1
	Title     models.Text
	Note      models.Text
	Questions []Question
}

// formPage draws what is asked and the notes between; a section with neither is left out.
func (r *Room) formPage(v *visit) *FormPage {
	say := r.views.Say(v.lang)
	logic := newLogic(v.form, v.lang, say)
	logic.seals(v.place, v.form)
	logic.sends(v.kiosk, say)
	p := &FormPage{UnitID: v.place.Unit.ID, Strict: v.form.Questionnaire().NoDecline, Elsewhere: r.base, Logic: logic}
	if v.place.Manifest.Admission == round.Poster {
		p.Elsewhere += v.base
	}
	wording := newWording(v.form, v.lang, say)
	rich := logic.rich()
	for _, s := range v.form.Questionnaire().Sections {
		section := Section{Number: len(p.Sections) + 1, Title: s.Title, Note: s.Note}
		for i, q := range s.Questions {
			if q.Kind == questionnaire.Calculated {
				continue
			}
			drawn := wording.question(q)
			if q.Matrix != "" {
				drawn.join(s.Questions, i, v.lang)
			}
			rich = rich || drawn.rich()
			section.Questions = append(section.Questions, drawn)
		}
		if len(section.Questions) > 0 {
			p.Sections = append(p.Sections, section)
		}
	}
	p.Heading = v.heading(r.papers(v.manner).form)
	if rich {
		p.Paper = r.papers(v.manner).rich
	}
	return p
}

// preset fills in the defaults of the questionnaire.
func (p *FormPage) preset() {
	p.each(func(q *Question) {
		if q.Several() {
			q.answer(strings.Fields(q.Default))
		} else if q.Default != "" {
			q.answer([]string{q.Default})
		}
	})
}

// fill sets what was typed and ticked, and what is wrong with it.
func (p *FormPage) fill(v *visit, in questionnaire.Input, problems []questionnaire.Problem, say models.Say) {
	p.Action = v.base
	wrong := map[string]string{}
	for _, problem := range problems {
		wrong[problem.Question] = told(problem, v.lang, say)
	}
	p.each(func(q *Question) {
		q.answer(in[q.Name])
		if _, text := v.form.Input(q.Name); len(in[text]) > 0 {
			q.Other = in[text][0]
		}
		if q.Problem = wrong[q.Name]; q.Problem != "" {
			p.Problems = append(p.Problems, *q)
		}
	})
}

func (p *FormPage) each(do func(q *Question)) {
	for i := range p.Sections {
		for j := range p.Sections[i].Questions {
			do(&p.Sections[i].Questions[j])
		}
	}
}

// told says a problem or a remark. The questionnaire may have a message of its own.
func told(p questionnaire.Problem, lang models.Lang, say models.Say) string {
	if len(p.Args) == 1 {
		if own, ok := p.Args[0].(models.Text); ok {
			return own.In(lang)
		}
	}
	return say(p.Key, p.Args...)
}
