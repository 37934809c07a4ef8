package respondent

import (
	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/response"
)

// ReviewPage shows the answers in words beside the sealed sheet that was made of them. The page is all that holds
// either: the sheet to be sent, the answers to go back with.
type ReviewPage struct {
	Heading
	Base     string // address of the form
	Remarks  []string
	Sections []Replies
	Draft    response.Draft
	Fields   []Field
}

// Replies are the answers of a section.
type Replies struct {
	Title   models.Text
	Replies []Reply
}

// Reply is an answer in words.
type Reply struct {
	Number   int
	Text     models.Text
	Words    []string
	Declined bool
	Blank    bool // declined without the words for it, since none were offered
}

// Field is a hidden input with something as it was typed or ticked.
type Field struct{ Name, Value string }

func (r *Room) reviewPage(v *visit, in questionnaire.Input, sheet questionnaire.Sheet, draft response.Draft) ReviewPage {
	say := r.views.Say(v.lang)
	w := newWording(v.form, v.lang, say)
	p := ReviewPage{Heading: v.heading(r.papers(v.manner).review), Base: v.base, Draft: draft}
	for _, remark := range v.form.Remarks(sheet) {
		p.Remarks = append(p.Remarks, told(remark, v.lang, say))
	}
	for _, s := range v.form.Questionnaire().Sections {
		section := Replies{Title: s.Title}
		for _, q := range s.Questions {
			q, _ := v.form.Question(q.Name)
			if a := v.form.Answer(sheet, q.Name); w.number[q.Name] > 0 && a.State != questionnaire.Skipped {
				section.Replies = append(section.Replies, w.reply(q, a))
			}
			name, text := v.form.Input(q.Name)
			for _, input := range []string{name, text} {
				for _, value := range in[input] {
					p.Fields = append(p.Fields, Field{Name: field(input), Value: value})
				}
			}
		}
		if len(section.Replies) > 0 {
			p.Sections = append(p.Sections, section)
		}
	}
	return p
}

func (w wording) reply(q questionnaire.Question, a questionnaire.Answer) Reply {
	reply := Reply{Number: w.number[q.Name], Text: q.Text, Declined: a.State == questionnaire.Declined, Blank: !w.declinable(q)}
	if !reply.Declined {
		reply.Words = w.answer(q, a)
	}
	return reply
}
