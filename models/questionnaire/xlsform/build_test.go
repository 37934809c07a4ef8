package xlsform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func keyOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// voice speaks from the real catalogue and fails the test over a message that is not there or not filled.
func voice(t testing.TB, lang models.Lang) models.Say {
	t.Helper()
	texts := map[string]string{}
	for _, room := range []string{"xlsform", "questionnaire", "expression"} {
		raw, err := os.ReadFile("../../../templates/locales/" + room + "." + string(lang) + ".json")
		must(t, err)
		must(t, json.Unmarshal(raw, &texts))
	}
	return func(key string, args ...any) string {
		text, ok := texts[key]
		if !ok {
			t.Errorf("%s: no text for %q", lang, key)
		}
		for i, a := range args {
			text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", fmt.Sprint(a))
		}
		for i := range 5 {
			if strings.Contains(text, "{"+strconv.Itoa(i)+"}") {
				t.Errorf("%s: %s lacks argument %d of %v", lang, key, i, args)
			}
		}
		return text
	}
}

// book makes a workbook of rows of cells, a sheet after the other.
func book(t testing.TB, sheets ...any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i := 0; i < len(sheets); i += 2 {
		name := sheets[i].(string)
		_, err := f.NewSheet(name)
		must(t, err)
		for j, row := range sheets[i+1].([][]any) {
			must(t, f.SetSheetRow(name, "A"+strconv.Itoa(j+1), &row))
		}
	}
	must(t, f.DeleteSheet("Sheet1"))
	var file bytes.Buffer
	must(t, f.Write(&file))
	return file.Bytes()
}

func both(s string) models.Text { return models.Text{Zh: s + "（中）", En: s + " (en)"} }

// kitchenSink has every field of every type set, as far as they go together.
func kitchenSink() questionnaire.Questionnaire {
	all := []questionnaire.Option{
		{Name: "all", Text: models.Text{Zh: "全部", En: "all"}},
		{Name: "_x0041_", Text: both("escaped _x0041_"), Filter: map[string]string{"label": "a", "省": "b c", "City": "_x0042_"}},
		{Name: "none", Text: both("none"), Exclusive: true},
		{Name: "other", Text: both("other"), Specify: true},
	}
	plainOptions := []questionnaire.Option{
		{Name: "a", Text: both("a"), Filter: map[string]string{"region": "all"}}, {Name: "b", Text: both("b")}, {Name: "1", Text: both("1"), Specify: true},
	}
	points := []questionnaire.Option{{Name: "0", Text: both("low")}, {Name: "1"}, {Name: "2", Text: both("high")}}
	return questionnaire.Questionnaire{
		Name: "kitchen.sink-1", Version: "2024-11", Title: both("Everything"), Minutes: 7, NoDecline: true,
		Sections: []questionnaire.Section{
			{Name: "first", Title: both("First\nin two lines"), Note: both("note"), Questions: []questionnaire.Question{
				{Name: "intro", Kind: questionnaire.Note, Text: both("Intro"), Hint: both("hint"), Construct: both("c"), Level: questionnaire.ByRound},
				{
					Name: "pick", Kind: questionnaire.Multiple, Text: both("Pick"), Options: all, AtMost: 2, AtLeast: 1, ChoiceFilter: "City != 'x' and label = 'a'",
					Default: "all other", Constraint: "count-selected(.) <= 2", ConstraintMessage: both("c"), Soft: "selected(., 'all')", SoftMessage: both("s"), Required: true, RequiredMessage: both("r"), Level: questionnaire.ByRound,
				},
				{Name: "one", Kind: questionnaire.Single, Text: both("One"), Options: plainOptions, Appearance: questionnaire.Minimal, ChoiceFilter: "selected(${pick}, region)", Level: questionnaire.ByRound},
				{Name: "one_matrix", Kind: questionnaire.Single, Text: both("M"), Options: []questionnaire.Option{{Name: "1", Text: both("1")}, {Name: "2", Text: both("2")}}, Matrix: "first"},
				{Name: "amount", Kind: questionnaire.Integer, Text: both("Amount"), Max: 100000, Unit: both("t"), Constraint: ". >= 5 and . <= 50", Default: "7", Matrix: "Zahlen 表"},
				{Name: "amount2", Kind: questionnaire.Quantity, Text: both("Amount"), Min: -1000, Max: 99500, Step: 1500, Bands: []questionnaire.Decimal{-1000, 500, 50000}, Matrix: "Zahlen 表"},
			}},
			{Name: "second", Title: models.Text{En: "only English"}, Relevant: "${amount} > 1 or ${amount} = '0'", Questions: []questionnaire.Question{
				{Name: "s1", Kind: questionnaire.Scale, Text: both("S"), Options: points, Reversed: true, Matrix: "s", Relevant: "true() and (${amount} > 1)"},
				{Name: "s2", Kind: questionnaire.Scale, Text: both("S"), Options: points, Matrix: "s"},
				{Name: "s3", Kind: questionnaire.Scale, Text: both("S"), Options: points, Appearance: questionnaire.Rating, Default: "1"},
				{Name: "r", Kind: questionnaire.Ranking, Text: both("R"), Options: []questionnaire.Option{{Name: "x", Text: both("x")}, {Name: "y", Text: both("y")}}, AtMost: 1, Default: "y"},
				{Name: "r2", Kind: questionnaire.Ranking, Text: both("R"), Options: []questionnaire.Option{{Name: "x", Text: both("x")}, {Name: "y", Text: both("y")}}, Constraint: "count-selected(.) >= 1"},
				{Name: "d", Kind: questionnaire.Date, Text: both("D"), First: "2023-02-03", Last: "2024-01-31", Period: questionnaire.Half, Constraint: ". >= date('2023-03-01')"},
				{Name: "d2", Kind: questionnaire.Date, Text: both("D"), First: "2020-01-01", Last: "2024-01-31", Period: questionnaire.Year, Default: "2021-01-01"},
				{Name: "t", Kind: questionnaire.Time, Text: both("T"), Bands: []questionnaire.Decimal{0, 12000}, Default: "12:00"},
				{Name: "w", Kind: questionnaire.Text, Text: both("W"), Length: 30, Constraint: "regex(., '[a-z]+')", Default: "a _x0041_\nb"},
				{Name: "w2", Kind: questionnaire.Text, Text: both("W"), Constraint: "string-length(.) <= 5"},
				{Name: "ok", Kind: questionnaire.Acknowledge, Text: both("OK"), Constraint: "true() and (1 = 1)", Hint: models.Text{Zh: "只有中文"}},
				{Name: "c", Kind: questionnaire.Calculated, Calculation: "${amount} * 2", Unit: both("u"), Step: 2000},
				{Name: "c2", Kind: questionnaire.Calculated, Text: both("C"), Calculation: "${c} + 1", Min: 0, Max: 50000, Step: 500, Bands: []questionnaire.Decimal{0, 500, 10000}, Soft: ". > 1", SoftMessage: both("s")},
			}},
		},
	}
}

// random makes a questionnaire that Examine finds nothing wrong with.
func random(r *rand.Rand) questionnaire.Questionnaire {
	q := questionnaire.Questionnaire{Name: "r", Version: "v" + strconv.Itoa(r.IntN(9)), Title: wording(r, true), Minutes: r.IntN(9), NoDecline: r.IntN(2) == 0}
	n := 0
	level := []questionnaire.Level{questionnaire.ByUnit, questionnaire.ByRound}[r.IntN(2)] // of all: one must not tell another
	for s := range 1 + r.IntN(3) {
		section := questionnaire.Section{Name: "s" + strconv.Itoa(s), Title: wording(r, true), Note: wording(r, false), Relevant: condition(r, n)}
		for range 1 + r.IntN(6) {
			section.Questions = append(section.Questions, randomQuestion(r, n))
			section.Questions[len(section.Questions)-1].Level = level
			n++
		}
		section.Questions = append(section.Questions, questionnaire.Question{Name: "last" + strconv.Itoa(s), Kind: questionnaire.Acknowledge, Text: wording(r, true), Level: level})
		q.Sections = append(q.Sections, section)
	}
	return q
}

func wording(r *rand.Rand, needed bool) models.Text {
	words := []string{"题目", "=1+1", "a\nb", "x_x0041_y", "“引号”", "0012", "yes", "<&>", "${q0}", "🍔", "a | b", "'"}
	pick := func() string { return words[r.IntN(len(words))] }
	switch r.IntN(4) {
	case 0:
		return models.Text{Zh: pick()}
	case 1:
		return models.Text{En: pick()}
	case 2:
		if !needed {
			return models.Text{}
		}
	}
	return models.Text{Zh: pick(), En: pick()}
}

// condition refers to one of the n questions before, if there is any.
func condition(r *rand.Rand, n int) string {
	if n == 0 || r.IntN(2) == 0 {
		return ""
	}
	forms := []string{"${%s} > 1", "(${%s} = 'a')", "not(selected(${%s},'b')) and true()", "${%s} = “a”", "${%s} != 2 or 1 = 1"}
	return fmt.Sprintf(forms[r.IntN(len(forms))], "q"+strconv.Itoa(r.IntN(n)))
}

func randomQuestion(r *rand.Rand, n int) questionnaire.Question {
	q := questionnaire.Question{Name: "q" + strconv.Itoa(n), Text: wording(r, true), Hint: wording(r, false), Construct: wording(r, false), Relevant: condition(r, n)}
	kinds := []questionnaire.Kind{"single", "multiple", "integer", "decimal", "scale", "ranking", "date", "time", "text", "acknowledge", "calculated"}
	q.Kind = kinds[r.IntN(len(kinds))]
	constraints := []string{"", ". > 3", ". >= 1 and . <= 2", "(. <= 2)", "count-selected(.) <= 1", "not(selected(., 'a') and count-selected(.) > 1)", "string-length(.) < 9", "true()", "true() and (. = 1)", ". = 1 or . = 2", "1 = 1 and (. < 5)"}
	if q.Kind != questionnaire.Calculated {
		q.Constraint, q.ConstraintMessage = constraints[r.IntN(len(constraints))], wording(r, false)
		q.Required, q.RequiredMessage = r.IntN(2) == 0, wording(r, false)
	}
	q.Soft, q.SoftMessage = constraints[r.IntN(len(constraints))], wording(r, false)
	switch q.Kind {
	case questionnaire.Integer, questionnaire.Quantity:
		q.Min, q.Max, q.Unit = questionnaire.Decimal(r.IntN(3))*1000, questionnaire.Decimal(5+r.IntN(20))*1000, wording(r, false)
		if r.IntN(2) == 0 {
			q.Bands = []questionnaire.Decimal{q.Min, q.Min + 2*q.Stride()}
			q.Default = q.Max.String()
		}
		if r.IntN(3) == 0 {
			q.Matrix = "grid"
		}
	case questionnaire.Single, questionnaire.Multiple, questionnaire.Ranking, questionnaire.Scale:
		randomOptions(r, &q)
	case questionnaire.Date:
		q.First, q.Last, q.Period = "2023-01-05", "2024-12-01", []questionnaire.Period{"month", "quarter", "half", "year"}[r.IntN(4)]
	case questionnaire.Time:
		if r.IntN(2) == 0 {
			q.Bands = []questionnaire.Decimal{0, 6000, 23000}
		}
	case questionnaire.Text:
		q.Length = r.IntN(3) * 50
	case questionnaire.Calculated:
		q.Calculation = "1 + 1"
		if r.IntN(2) == 0 {
			q.Max = 20000
		}
	}
	return q
}

func randomOptions(r *rand.Rand, q *questionnaire.Question) {
	names := []string{"a", "b", "3", "x_y"}
	if q.Kind == questionnaire.Scale || r.IntN(3) == 0 {
		names = []string{"1", "2", "3"}
	}
	for i, name := range names {
		o := questionnaire.Option{Name: name, Text: wording(r, true)}
		if q.Kind == questionnaire.Multiple {
			o.Exclusive = r.IntN(4) == 0
		}
		o.Specify = i == 0 && r.IntN(3) == 0 && (q.Kind == questionnaire.Multiple || q.Kind == questionnaire.Single)
		if r.IntN(3) == 0 {
			o.Filter = map[string]string{[]string{"label", "f", "省份", "filter", "Name"}[r.IntN(5)]: "v"}
		}
		q.Options = append(q.Options, o)
	}
	switch q.Kind {
	case questionnaire.Multiple, questionnaire.Ranking:
		q.AtLeast, q.AtMost = r.IntN(2), r.IntN(2)*2
	case questionnaire.Single:
		q.Appearance = []questionnaire.Appearance{"", "minimal"}[r.IntN(2)]
	case questionnaire.Scale:
		q.Appearance = []questionnaire.Appearance{"", "rating"}[r.IntN(2)]
		q.Reversed = r.IntN(2) == 0
	}
}

// identical exports, imports and compares.
func identical(t testing.TB, q questionnaire.Questionnaire) {
	t.Helper()
	raw, err := Export(q)
	must(t, err)
	again, problems, err := Import("a.xlsx", raw)
	must(t, err)
	if !reflect.DeepEqual(again, q) {
		was, _ := json.Marshal(q)
		is, _ := json.Marshal(again)
		t.Fatalf("changed by way of the workbook\nwas %s\nis  %s\n%+v", was, is, problems)
	}
}
