package advice

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

// plain is a wording in both languages that gives nothing away.
func plain() models.Text { return models.Text{Zh: "几次", En: "How often"} }

// form makes a questionnaire of one section.
func form(questions ...questionnaire.Question) questionnaire.Questionnaire {
	for i := range questions {
		q := &questions[i]
		if q.Text.IsZero() {
			q.Text = plain()
		}
		for j := range q.Options {
			if q.Options[j].Text.IsZero() {
				q.Options[j].Text = plain()
			}
		}
	}
	return questionnaire.Questionnaire{Title: plain(), Sections: []questionnaire.Section{{Title: plain(), Questions: questions}}}
}

// choice is a question with n options.
func choice(kind questionnaire.Kind, n int) questionnaire.Question {
	return questionnaire.Question{Kind: kind, Options: make([]questionnaire.Option, n)}
}

func background(n int) questionnaire.Question {
	q := choice(questionnaire.Single, n)
	q.Level = questionnaire.ByRound
	return q
}

func bands(b ...questionnaire.Decimal) questionnaire.Question {
	return questionnaire.Question{Kind: questionnaire.Integer, Max: 1000_000, Bands: b}
}

func change(q questionnaire.Question, f func(*questionnaire.Question)) questionnaire.Question {
	f(&q)
	return q
}

// said are the warnings as texts: place, key and arguments.
func said(warnings []Warning) []string {
	var list []string
	for _, w := range warnings {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%d/%d %s %s", w.Section, w.Question, w.Key, strings.Trim(fmt.Sprint(w.Args), "[]"))))
	}
	return list
}

// cases is every warning, and beside it what is just short of it.
func cases() map[string]struct {
	q    questionnaire.Questionnaire
	set  Setting
	want []string
} {
	type c = struct {
		q    questionnaire.Questionnaire
		set  Setting
		want []string
	}
	long := form(slices.Repeat([]questionnaire.Question{choice(questionnaire.Scale, 5)}, 30)...)
	long.Minutes = 2
	enough := long
	enough.Minutes = 6
	rows := slices.Repeat([]questionnaire.Question{change(choice(questionnaire.Scale, 5), func(q *questionnaire.Question) { q.Matrix = "m" })}, 30)
	strict := form(change(choice(questionnaire.Single, 2), func(q *questionnaire.Question) { q.Required = true }))
	lenient := strict
	strict.NoDecline = true
	noEnglish := form(choice(questionnaire.Single, 2), choice(questionnaire.Single, 2))
	noEnglish.Sections[0].Questions[1].Options[1].Text.En = ""
	chineseOnly := questionnaire.Questionnaire{Title: models.Text{Zh: "标题"}, Sections: []questionnaire.Section{{
		Title: models.Text{Zh: "时间"}, Questions: []questionnaire.Question{{Kind: questionnaire.Integer, Text: models.Text{Zh: "几次"}}},
	}}}
	noChinese := form(choice(questionnaire.Single, 2))
	noChinese.Sections[0].Title.Zh = ""
	// bilingual but for n of its questions, each of which lacks two wordings
	patchy := func(n int, lang models.Lang) questionnaire.Questionnaire {
		q := form(choice(questionnaire.Single, 2), choice(questionnaire.Single, 2), choice(questionnaire.Single, 2), choice(questionnaire.Single, 2), choice(questionnaire.Single, 2))
		for i := range n {
			for _, t := range []*models.Text{&q.Sections[0].Questions[i].Text, &q.Sections[0].Questions[i].Options[1].Text} {
				if lang == models.Chinese {
					t.Zh = ""
				} else {
					t.En = ""
				}
			}
		}
		return q
	}
	longChinese := form(slices.Repeat([]questionnaire.Question{{Kind: questionnaire.Integer, Text: models.Text{Zh: "几次"}}}, 4)...)
	longChinese.Title, longChinese.Sections[0].Title = models.Text{Zh: "标题"}, models.Text{Zh: "时间"}
	defaults := form(slices.Repeat([]questionnaire.Question{{Kind: questionnaire.Integer, Text: models.Text{Zh: "几次"}}}, 4)...) // the title has English
	return map[string]c{
		"longer than promised":  {long, Setting{}, []string{"-1/-1 advice.long 4 2"}},
		"promise kept":          {enough, Setting{}, nil},
		"nothing promised":      {form(long.Sections[0].Questions...), Setting{}, nil},
		"many questions":        {form(slices.Repeat([]questionnaire.Question{choice(questionnaire.Single, 2)}, 41)...), Setting{}, []string{"-1/-1 advice.many 41 40"}},
		"a matrix is one":       {form(append(rows, slices.Repeat([]questionnaire.Question{choice(questionnaire.Single, 2)}, 39)...)...), Setting{}, nil},
		"name":                  {form(questionnaire.Question{Kind: questionnaire.Integer, Text: models.Text{Zh: "姓名", En: "Name"}}), Setting{}, []string{"0/0 advice.name 姓名"}},
		"a class too small":     {form(background(4)), Setting{People: 39, K: 10}, []string{"0/0 advice.class 4 9 10"}},
		"a class of K":          {form(background(4)), Setting{People: 40, K: 10}, nil},
		"headcount not known":   {form(background(4)), Setting{K: 10}, nil},
		"not a background":      {form(choice(questionnaire.Single, 8)), Setting{People: 39, K: 10}, nil},
		"classes of a number":   {form(questionnaire.Question{Kind: questionnaire.Integer, Max: 9000, Level: questionnaire.ByRound}), Setting{People: 50, K: 10}, []string{"0/0 advice.class 10 5 10"}},
		"classes of bands":      {form(change(bands(0, 1000, 2000, 3000, 4000), func(q *questionnaire.Question) { q.Level = questionnaire.ByRound })), Setting{People: 40, K: 10}, []string{"0/0 advice.class 5 8 10"}},
		"a billion classes":     {form(questionnaire.Question{Kind: questionnaire.Quantity, Max: 1000_000, Step: 1, Level: questionnaire.ByRound}), Setting{People: 40, K: 10}, []string{"0/0 advice.class 1000000 0 10"}},
		"jointly":               {form(background(4), background(3)), Setting{People: 100, K: 10}, []string{"-1/-1 advice.joint 12 8 10"}},
		"jointly enough":        {form(background(4), background(3)), Setting{People: 120, K: 10}, nil},
		"a text":                {form(questionnaire.Question{Kind: questionnaire.Text}), Setting{}, []string{"0/0 advice.text"}},
		"a text beside":         {form(change(choice(questionnaire.Single, 2), func(q *questionnaire.Question) { q.Options = []questionnaire.Option{{}, {Specify: true}} })), Setting{}, []string{"0/0 advice.specify {几次 How often}"}},
		"months of three years": {form(questionnaire.Question{Kind: questionnaire.Date, First: "2021-01-01", Last: "2023-12-31", Period: questionnaire.Month}), Setting{}, []string{"0/0 advice.periods 36"}},
		"quarters of them":      {form(questionnaire.Question{Kind: questionnaire.Date, First: "2021-01-01", Last: "2023-12-31", Period: questionnaire.Quarter}), Setting{}, nil},
		"one language":          {chineseOnly, Setting{}, []string{"-1/-1 advice.no_english"}},
		"one language, long":    {longChinese, Setting{}, []string{"-1/-1 advice.no_english_many 6"}},
		"English by default":    {defaults, Setting{}, []string{"-1/-1 advice.no_english_many 4"}},
		"three without English": {patchy(3, models.English), Setting{}, []string{"0/0 advice.no_english", "0/1 advice.no_english", "0/2 advice.no_english"}},
		"four without English":  {patchy(4, models.English), Setting{}, []string{"-1/-1 advice.no_english_many 4"}},
		"three without Chinese": {patchy(3, models.Chinese), Setting{}, []string{"0/0 advice.no_chinese", "0/1 advice.no_chinese", "0/2 advice.no_chinese"}},
		"five without Chinese":  {patchy(5, models.Chinese), Setting{}, []string{"-1/-1 advice.no_chinese_many 5"}},
		"an option in Chinese":  {noEnglish, Setting{}, []string{"0/1 advice.no_english"}},
		"a section in English":  {noChinese, Setting{}, []string{"0/-1 advice.no_chinese"}},
		"uneven bands":          {form(bands(0, 1000, 2000, 100_000)), Setting{}, []string{"0/0 advice.bands"}},
		"narrower at the end":   {form(bands(0, 1000, 100_000, 101_000, 102_000)), Setting{}, []string{"0/0 advice.bands"}},
		"growing bands":         {form(bands(0, 1000, 3000, 6000, 11_000, 21_000)), Setting{}, nil},
		"few bands":             {form(bands(0, 1000)), Setting{}, []string{"0/0 advice.few_bands 2"}},
		"a long list":           {form(choice(questionnaire.Single, 13)), Setting{}, []string{"0/0 advice.long_list 13"}},
		"a drop-down":           {form(change(choice(questionnaire.Single, 13), func(q *questionnaire.Question) { q.Appearance = questionnaire.Minimal })), Setting{}, nil},
		"a list of twelve":      {form(choice(questionnaire.Single, 12)), Setting{}, nil},
		"many ticks":            {form(choice(questionnaire.Multiple, 13)), Setting{}, []string{"0/0 advice.many_options 13"}},
		"required":              {strict, Setting{}, []string{"0/0 advice.required"}},
		"required or declined":  {lenient, Setting{}, nil},
		"a note":                {form(questionnaire.Question{Kind: questionnaire.Note, Text: models.Text{Zh: "本调查不问您的姓名", En: "We never learn your name"}}), Setting{}, nil},
		"nothing":               {questionnaire.Questionnaire{}, Setting{People: 10, K: 10}, nil},
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for name, c := range cases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := said(Warnings(c.q, c.set)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestInstrumentsAreQuiet: advice that the built-in questionnaires do not follow is bad advice, or they are.
func TestInstrumentsAreQuiet(t *testing.T) {
	t.Parallel()
	for _, q := range builtin.All() {
		if got := said(Warnings(q, Setting{People: 400, K: 10})); len(got) > 0 {
			t.Errorf("%s: %q", q.Name, got)
		}
	}
	bank := questionnaire.Questionnaire{Title: plain(), Sections: builtin.Bank()}
	if got := said(Warnings(bank, Setting{People: 400, K: 10})); len(got) > 0 {
		t.Errorf("the bank: %q", got)
	}
}

// TestWordings: every warning that the code can give has its wording in both languages, with a place for each argument,
// and there is no wording without a warning.
func TestWordings(t *testing.T) {
	t.Parallel()
	arguments := map[string]int{}
	for _, c := range cases() {
		for _, w := range Warnings(c.q, c.set) {
			arguments[w.Key] = len(w.Args)
		}
	}
	for i := range signs {
		arguments[signs[i].key] = 1
	}
	place := regexp.MustCompile(`\{\d\}`)
	for _, lang := range models.Langs() {
		data, err := os.ReadFile("../../../templates/locales/advice." + string(lang) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var wordings map[string]string
		if err := json.Unmarshal(data, &wordings); err != nil {
			t.Fatal(err)
		}
		for key, n := range arguments {
			for _, p := range place.FindAllString(wordings[key], -1) {
				if int(p[1]-'0') >= n {
					t.Errorf("%s in %s has %s of %d arguments", key, lang, p, n)
				}
			}
			if wordings[key] == "" {
				t.Errorf("%s has no wording in %s", key, lang)
			}
		}
		for key := range wordings {
			if _, ok := arguments[key]; !ok {
				t.Errorf("%s in %s is never said", key, lang)
			}
		}
	}
}
