package advice

import (
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Setting is what advice has to know of the round that the questionnaire is meant for; the zero value where that is not
// known yet, and then nothing is said about the sizes of classes.
type Setting struct {
	People int // headcount of the round
	K      int // least number of sheets for which anything is published
}

// Warning is one piece of advice. Key names its wording in the catalogue, which says why and what to do.
type Warning struct {
	Section  int // place in Sections, −1 where it is about the questionnaire
	Question int // place in the section, −1 where it is about the section or the questionnaire
	Key      string
	Args     []any
}

const (
	manyQuestions = 40  // more than these, a matrix as one, are worth a thought
	manyOptions   = 12  // more than these are hard to look over on a phone
	manyPeriods   = 24  // more periods than these can pin down a birthday or a career
	fewBands      = 3   // fewer bands than these say hardly anything
	mostClasses   = 1e6 // beyond these it is as bad as can be
	uneven        = 5.0 // neighbouring bands may differ in width by this factor: those of docs/statistics.md by 3
)

// Warnings looks at the whole questionnaire. What is about the questionnaire comes first, then the questions in their
// order. Keys, with their Args:
//
//	advice.long          estimated minutes, promised minutes: longer than promised, rounded to whole minutes
//	advice.many          number of questions, 40: more questions than people answer with care
//	advice.joint         number of combined classes, people for each, K: background questions give people away together
//	advice.no_chinese, advice.no_english
//	                     a wording is missing in that language, of a question, a section or the title; of the whole
//	                     questionnaire, once, where nothing is written in it
//	advice.no_chinese_many, advice.no_english_many
//	                     number of places, more than three: the same of the whole questionnaire, in the place of those
//	advice.name, .phone, .id_number, .birth, .post, .unit, .address, .account, .employee, .plate
//	                     the words that ask who answers
//	advice.periods       number of periods: a date that is too exact
//	advice.class         number of classes, people for each, K: a background question whose classes are too small
//	advice.text          a text can identify who wrote it
//	advice.specify       so can the text beside an option: the option, as models.Text
//	advice.bands         bands that differ too much in width
//	advice.few_bands     number of bands
//	advice.long_list     number of options of a single choice that is no drop-down
//	advice.many_options  number of options of a multiple choice or ranking
//	advice.required      must be answered, and cannot be declined
func Warnings(q questionnaire.Questionnaire, s Setting) []Warning {
	a := &adviser{form: q, setting: s}
	a.whole()
	a.languages()
	for i, section := range q.Sections {
		a.section, a.question = i, -1
		a.wordings(heads(section))
		for j, question := range section.Questions {
			a.question = j
			a.one(question)
		}
	}
	return a.warnings
}

// adviser collects the warnings of one questionnaire.
type adviser struct {
	form              questionnaire.Questionnaire
	setting           Setting
	section, question int                  // the place that is looked at
	told              map[models.Lang]bool // languages that are missing so often that it was told of the questionnaire
	warnings          []Warning
}

func (a *adviser) warn(key string, args ...any) {
	a.warnings = append(a.warnings, Warning{Section: a.section, Question: a.question, Key: key, Args: args})
}

// whole looks at the questionnaire as such.
func (a *adviser) whole() {
	a.section, a.question = -1, -1
	var longest time.Duration
	for _, lang := range models.Langs() {
		longest = max(longest, Estimate(a.form, lang))
	}
	minutes := int(longest.Round(time.Minute) / time.Minute)
	if promised := a.form.Minutes; promised > 0 && minutes > promised {
		a.warn("advice.long", minutes, promised)
	}
	if n := asked(a.form); n > manyQuestions {
		a.warn("advice.many", n, manyQuestions)
	}
	combined, questions := 1, 0
	for _, s := range a.form.Sections {
		for _, q := range s.Questions {
			if n := classes(q); q.Background() && n > 1 {
				questions++
				combined = min(combined*n, mostClasses)
			}
		}
	}
	if people, ok := a.tooFew(combined); ok && questions > 1 {
		a.warn("advice.joint", combined, people, a.setting.K)
	}
}

// tooFew gives the people for each of so many classes of equal size, and whether they are fewer than K.
func (a *adviser) tooFew(classes int) (people int, few bool) {
	if a.setting.People <= 0 || classes == 0 {
		return 0, false
	}
	return a.setting.People / classes, a.setting.People < a.setting.K*classes
}

// classes is the number of cells that a question divides the sheets into. Questionnaire.Cells would list them, of a draft
// with a mistyped range a billion.
func classes(q questionnaire.Question) int {
	switch {
	case q.Wide():
		return len(q.Bands)
	case q.Numeric() && q.Stride() > 0:
		return int(min(max(0, (q.Max-q.Min)/q.Stride()+1), mostClasses))
	case q.Numeric():
		return 0
	}
	return len(q.Alternatives())
}

// asked counts the questions as people see them: the rows of a matrix are one.
func asked(q questionnaire.Questionnaire) (n int) {
	for _, s := range q.Sections {
		matrix := ""
		for _, question := range s.Questions {
			if question.Asked() && (question.Matrix == "" || question.Matrix != matrix) {
				n++
			}
			matrix = question.Matrix
		}
	}
	return n
}

// one looks at a question.
func (a *adviser) one(q questionnaire.Question) {
	a.wordings(texts(q))
	if !q.Asked() {
		a.bands(q)
		return
	}
	if key, words := identifies(q); key != "" {
		a.warn(key, words)
	}
	if people, ok := a.tooFew(classes(q)); ok && q.Background() {
		a.warn("advice.class", classes(q), people, a.setting.K)
	}
	if q.Kind == questionnaire.Text {
		a.warn("advice.text")
	}
	for _, o := range q.Options {
		if o.Specify {
			a.warn("advice.specify", o.Text)
		}
	}
	if n := classes(q); q.Kind == questionnaire.Date && n > manyPeriods {
		a.warn("advice.periods", n)
	}
	a.bands(q)
	switch n := len(q.Options); {
	case n <= manyOptions:
	case q.Kind == questionnaire.Single && q.Appearance != questionnaire.Minimal:
		a.warn("advice.long_list", n)
	case q.Kind == questionnaire.Multiple || q.Kind == questionnaire.Ranking:
		a.warn("advice.many_options", n)
	}
	if q.Required && a.form.NoDecline {
		a.warn("advice.required")
	}
}

// bands compares the widths of neighbouring bands. The first one and the last one, which are open, may be of any width.
func (a *adviser) bands(q questionnaire.Question) {
	b := q.Bands
	if !q.Wide() {
		return
	}
	if len(b) < fewBands {
		a.warn("advice.few_bands", len(b))
		return
	}
	for i := 2; i+1 < len(b); i++ {
		left, right := (b[i] - b[i-1]).Float64(), (b[i+1] - b[i]).Float64()
		if left > uneven*right || right > uneven*left {
			a.warn("advice.bands")
			return
		}
	}
}
