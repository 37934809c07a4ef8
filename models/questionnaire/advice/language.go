package advice

import (
	"jianfu/models"
	"jianfu/models/questionnaire"
)

// languages finds the languages in which nothing is written: that is a decision, and worth one warning, not one for
// each question.
func (a *adviser) languages() {
	a.section, a.question = -1, -1
	var zh, en bool
	see := func(list ...models.Text) {
		for _, t := range list {
			zh, en = zh || t.Zh != "", en || t.En != ""
		}
	}
	see(a.form.Title)
	for _, s := range a.form.Sections {
		see(s.Title)
		for _, q := range s.Questions {
			see(q.Text)
			see(texts(q.Options)...)
		}
	}
	a.silent = map[models.Lang]bool{models.Chinese: !zh, models.English: !en}
	if zh && !en {
		a.warn("advice.no_english")
	}
	if en && !zh {
		a.warn("advice.no_chinese")
	}
	a.wordings(a.form.Title)
}

// wordings warns once for each language that one of the texts lacks while it is written in the other.
func (a *adviser) wordings(list ...models.Text) {
	var zh, en bool
	for _, t := range list {
		zh = zh || t.Zh == "" && t.En != ""
		en = en || t.En == "" && t.Zh != ""
	}
	if zh && !a.silent[models.Chinese] {
		a.warn("advice.no_chinese")
	}
	if en && !a.silent[models.English] {
		a.warn("advice.no_english")
	}
}

func texts(options []questionnaire.Option) []models.Text {
	list := make([]models.Text, len(options))
	for i, o := range options {
		list[i] = o.Text
	}
	return list
}
