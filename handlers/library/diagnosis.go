package library

import (
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/advice"
)

// Mark is something said about a place of a questionnaire, in the reader's language.
type Mark struct {
	Section  int    `json:"section"`  // place in Sections, −1 for the questionnaire itself
	Question int    `json:"question"` // place in the section, −1 for the section itself
	Option   int    `json:"option"`   // place in the options, −1 where it is not about one
	Field    string `json:"field"`    // the member it is about; empty where it is about the whole
	Text     string `json:"text"`
}

// Diagnosis is what the editor tells besides the questionnaire.
type Diagnosis struct {
	Faults   []Mark              `json:"faults"`   // keep it from being used
	Warnings []Mark              `json:"warnings"` // worth a look
	Seconds  map[models.Lang]int `json:"seconds"`  // estimated answering time
}

// diagnose says what is wrong with q and what is worth a look.
func (r *Room) diagnose(c *fiber.Ctx, q questionnaire.Questionnaire) (Diagnosis, error) {
	setting, err := r.Setting(c.UserContext())
	if err != nil {
		return Diagnosis{}, err
	}
	say := r.say(c)
	d := Diagnosis{Faults: faults(say, q), Warnings: []Mark{}, Seconds: map[models.Lang]int{}}
	for _, w := range advice.Warnings(q, setting) {
		d.Warnings = append(d.Warnings, Mark{w.Section, w.Question, -1, "", say(w.Key, w.Args...)})
	}
	for _, lang := range models.Langs() {
		d.Seconds[lang] = int(advice.Estimate(q, lang).Round(time.Second) / time.Second)
	}
	return d, nil
}

func faults(say models.Say, q questionnaire.Questionnaire) []Mark {
	_, found := questionnaire.Examine(q)
	marks := make([]Mark, 0, len(found))
	p := numbered(say, q)
	for _, f := range found {
		args := slices.Clone(f.Args)
		args[0] = p.label(f.Section, f.Question)
		if len(args) > 1 {
			args[1] = p.word(f.Key, args[1])
		}
		text := say(f.Key, args...)
		var e *models.Error
		if errors.As(f.Err, &e) {
			text = say("library.fault.expression", p.label(f.Section, f.Question), say(e.Key, e.Args...))
		}
		marks = append(marks, Mark{f.Section, f.Question, f.Option, f.Field, text})
	}
	return marks
}

// places names the parts of a questionnaire as the editor numbers them: people who never look at names never meet them.
type places struct {
	say    models.Say
	q      questionnaire.Questionnaire
	labels map[string]string // question name → label
}

func numbered(say models.Say, q questionnaire.Questionnaire) places {
	p := places{say, q, map[string]string{}}
	n := 0
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			if question.Asked() {
				n++
				p.labels[question.Name] = say("library.place.question", n)
			}
		}
	}
	return p
}

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
			if i == section && j == question {
				if each.Asked() {
					return p.say("library.place.question", n)
				}
				return each.Name
			}
		}
	}
	return ""
}

// word says the second argument of a fault: a field or a question by the words of the editor.
func (p places) word(key string, arg any) any {
	name, ok := arg.(string)
	if !ok {
		return arg
	}
	switch key {
	case "form.kind":
		if word, ok := fieldWords()[name]; ok {
			return p.say(word)
		}
	case "form.later", "form.cycle":
		if label, ok := p.labels[name]; ok {
			return label
		}
	}
	return arg
}
