package advice

import (
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

// TestEstimateOfInstruments: the times that docs/instrument.md promises, within a fifth of the longer ones.
func TestEstimateOfInstruments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		least, most time.Duration
	}{
		{builtin.BurdenCore, 150 * time.Second, 210 * time.Second},
		{builtin.BurdenFull, 288 * time.Second, 432 * time.Second},
		{builtin.Pulse, 30 * time.Second, time.Minute},
	} {
		q, _ := builtin.ByName(c.name)
		for _, lang := range models.Langs() {
			if got := Estimate(q, lang); got < c.least || got > c.most {
				t.Errorf("%s in %s takes %s", c.name, lang, got)
			}
		}
	}
}

func TestReading(t *testing.T) {
	t.Parallel()
	const character, word = time.Minute / charactersPerMinute, time.Minute / wordsPerMinute
	for text, want := range map[string]time.Duration{
		"":               0,
		"您几小时？":          4 * character,
		"最近30天":          3*character + word,
		"汇报材料或PPT，共几页":   8*character + word,
		"the chair's 12": 3 * word,
		"check-ins, ok?": 2 * word,
	} {
		if got := reading(text); got < want-time.Millisecond || got > want+time.Millisecond {
			t.Errorf("%q takes %s, want %s", text, got, want)
		}
	}
}

// TestEstimateCompares checks what the estimate is for: telling which of two forms is the longer one.
func TestEstimateCompares(t *testing.T) {
	t.Parallel()
	options := func(n int) (list []questionnaire.Option) {
		for i := range n {
			list = append(list, questionnaire.Option{Name: string(rune('1' + i)), Text: models.Text{Zh: "完全同意"}})
		}
		return list
	}
	of := func(questions ...questionnaire.Question) time.Duration {
		return Estimate(questionnaire.Questionnaire{Sections: []questionnaire.Section{{Questions: questions}}}, models.Chinese)
	}
	kind := func(k questionnaire.Kind) questionnaire.Question {
		return questionnaire.Question{Kind: k, Text: models.Text{Zh: "一道题目"}, Options: options(5)}
	}
	with := func(q questionnaire.Question, change func(*questionnaire.Question)) questionnaire.Question {
		change(&q)
		return q
	}
	matrix := with(kind(questionnaire.Scale), func(q *questionnaire.Question) { q.Matrix = "m" })
	other := with(kind(questionnaire.Scale), func(q *questionnaire.Question) { q.Matrix = "n" })
	for _, c := range []struct {
		name        string
		short, long time.Duration
	}{
		{"one more question", of(kind(questionnaire.Single)), of(kind(questionnaire.Single), kind(questionnaire.Single))},
		{"a condition", of(with(kind(questionnaire.Single), func(q *questionnaire.Question) { q.Relevant = "${a} > 0" })), of(kind(questionnaire.Single))},
		{"more options", of(kind(questionnaire.Single)), of(with(kind(questionnaire.Single), func(q *questionnaire.Question) { q.Options = options(9) }))},
		{"rows of a matrix", of(matrix, matrix), of(matrix, other)},
		{"fewer places", of(with(kind(questionnaire.Ranking), func(q *questionnaire.Question) { q.AtMost = 2 })), of(kind(questionnaire.Ranking))},
		{"a tick and a text", of(kind(questionnaire.Acknowledge)), of(kind(questionnaire.Text))},
		{"a note is read", of(), of(kind(questionnaire.Note))},
		{"a note and a choice", of(kind(questionnaire.Note)), of(kind(questionnaire.Single))},
		{"one tick and several", of(with(kind(questionnaire.Multiple), func(q *questionnaire.Question) { q.AtMost = 1 })), of(kind(questionnaire.Multiple))},
		{"a date", of(kind(questionnaire.Note)), of(kind(questionnaire.Date))},
		{"choice and number", of(with(kind(questionnaire.Single), func(q *questionnaire.Question) { q.Options = nil })), of(with(kind(questionnaire.Integer), func(q *questionnaire.Question) { q.Options = nil }))},
	} {
		if c.short >= c.long {
			t.Errorf("%s: %s and %s", c.name, c.short, c.long)
		}
	}
	if got, want := of(kind(questionnaire.Calculated)), of(); got != want {
		t.Errorf("a calculated question costs %s", got-want)
	}
	conditional := questionnaire.Section{Relevant: "${a} > 0", Questions: []questionnaire.Question{kind(questionnaire.Single)}}
	if got := Estimate(questionnaire.Questionnaire{Sections: []questionnaire.Section{conditional}}, models.Chinese); got >= of(kind(questionnaire.Single)) {
		t.Errorf("a section with a condition takes %s", got)
	}
}
