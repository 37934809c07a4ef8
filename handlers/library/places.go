package library

import (
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// places names the parts of a questionnaire as the editor numbers them: people who never look at names never meet them.
type places struct {
	say    models.Say
	q      questionnaire.Questionnaire
	labels map[string]string // question name → label; of several with one name, the first
}

func numbered(say models.Say, q questionnaire.Questionnaire) places {
	p := places{say, q, map[string]string{}}
	for i, s := range q.Sections {
		for j, question := range s.Questions {
			if _, twice := p.labels[question.Name]; !twice {
				p.labels[question.Name] = p.label(i, j)
			}
		}
	}
	return p
}

// label is what a place is called; a section or a question of −1 is the whole or the section itself.
func (p places) label(section, question int) string {
	switch {
	case section < 0:
		return p.say("library.place.whole")
	case question < 0:
		return p.say("library.place.section", section+1)
	}
	n := 0
	for i, s := range p.q.Sections[:section+1] {
		for j, each := range s.Questions {
			if each.Asked() {
				n++
			}
			if i != section || j != question {
				continue
			}
			switch {
			case each.Asked():
				return p.say("library.place.question", n)
			case each.Kind == questionnaire.Calculated:
				return p.say("library.place.calculated", each.Name)
			}
			return p.say("library.place.note", each.Name)
		}
	}
	return ""
}

// list says which questions are left out of the preview; calculations are never seen in it.
func (p places) list(omitted []place) string {
	const most = 5
	left := slices.DeleteFunc(slices.Clone(omitted), func(each place) bool {
		return p.q.Sections[each.section].Questions[each.question].Kind == questionnaire.Calculated
	})
	if len(left) == 0 {
		return ""
	}
	words := ""
	for i, each := range left[:min(len(left), most)] {
		if i > 0 {
			words += p.say("library.preview.and")
		}
		words += p.label(each.section, each.question)
	}
	if len(left) > most {
		return p.say("library.preview.omitted.more", words, len(left))
	}
	return p.say("library.preview.omitted", words)
}
