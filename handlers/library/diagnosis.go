package library

import (
	"strings"
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
	English  bool   `json:"english,omitempty"` // it says that English is missing
}

// Diagnosis is what the editor tells besides the questionnaire.
type Diagnosis struct {
	Faults   []Mark              `json:"faults"`   // keep it from being used
	Warnings []Mark              `json:"warnings"` // worth a look
	Seconds  map[models.Lang]int `json:"seconds"`  // estimated answering time
	Omitted  string              `json:"omitted"`  // what the preview leaves out, in words; empty mostly
}

// diagnose says what is wrong with q and what is worth a look.
func (r *Room) diagnose(c *fiber.Ctx, q questionnaire.Questionnaire) (Diagnosis, error) {
	setting, err := r.Setting(c.UserContext())
	if err != nil {
		return Diagnosis{}, err
	}
	say := r.say(c)
	d := Diagnosis{Faults: faults(say, q), Warnings: []Mark{}, Seconds: map[models.Lang]int{}}
	if len(d.Faults) > 0 {
		_, omitted := presentable(say, q)
		d.Omitted = numbered(say, q).list(omitted)
	}
	for _, w := range advice.Warnings(q, setting) {
		d.Warnings = append(d.Warnings, Mark{
			Section: w.Section, Question: w.Question, Option: -1, Text: say(w.Key, w.Args...),
			English: strings.HasPrefix(w.Key, "advice.no_english"),
		})
	}
	for _, lang := range models.Langs() {
		d.Seconds[lang] = int(advice.Estimate(q, lang).Round(time.Second) / time.Second)
	}
	return d, nil
}
