package advice

import (
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// fewPlaces is how many places without a language are named one by one. Where it is more, or nothing at all is written
// in the language, that is a decision, and worth one warning.
const fewPlaces = 3

// languages warns once for each language that is missing in many places, or altogether.
func (a *adviser) languages() {
	a.section, a.question = -1, -1
	places := a.places()
	a.told = map[models.Lang]bool{}
	for _, lang := range models.Langs() {
		n, written := 0, false
		for _, texts := range places {
			if lacks(lang, texts) {
				n++
			}
			written = written || slices.ContainsFunc(texts, func(t models.Text) bool { return in(lang, t) != "" })
		}
		a.told[lang] = n > fewPlaces || n > 0 && !written
		switch {
		case n > fewPlaces && lang == models.Chinese:
			a.warn("advice.no_chinese_many", n)
		case n > fewPlaces:
			a.warn("advice.no_english_many", n)
		case a.told[lang]:
			a.missing(lang)
		}
	}
	a.wordings([]models.Text{a.form.Title})
}

// wordings warns once for each language that a place lacks, unless that was told of the whole questionnaire.
func (a *adviser) wordings(texts []models.Text) {
	for _, lang := range models.Langs() {
		if !a.told[lang] && lacks(lang, texts) {
			a.missing(lang)
		}
	}
}

func (a *adviser) missing(lang models.Lang) {
	if lang == models.Chinese {
		a.warn("advice.no_chinese")
	} else {
		a.warn("advice.no_english")
	}
}

// places gives the wordings of the questionnaire by the places that a warning can name: its title, the sections, the
// questions.
func (a *adviser) places() [][]models.Text {
	places := [][]models.Text{{a.form.Title}}
	for _, s := range a.form.Sections {
		places = append(places, heads(s))
		for _, q := range s.Questions {
			places = append(places, texts(q))
		}
	}
	return places
}

func heads(s questionnaire.Section) []models.Text { return []models.Text{s.Title, s.Note} }

func texts(q questionnaire.Question) []models.Text {
	list := []models.Text{q.Text, q.Hint, q.Unit, q.RequiredMessage, q.ConstraintMessage, q.SoftMessage}
	for _, o := range q.Options {
		list = append(list, o.Text)
	}
	return list
}

// lacks reports whether one of the texts is written in the other language alone.
func lacks(lang models.Lang, texts []models.Text) bool {
	return slices.ContainsFunc(texts, func(t models.Text) bool { return in(lang, t) == "" && !t.IsZero() })
}

// in is the wording in that language itself; models.Text.In would give the other one in its place.
func in(lang models.Lang, t models.Text) string {
	if lang == models.English {
		return t.En
	}
	return t.Zh
}
