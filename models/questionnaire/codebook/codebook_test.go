package codebook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func text(zh, en string) models.Text { return models.Text{Zh: zh, En: en} }

// every is a questionnaire with every kind of question; b's section has a condition.
func every() questionnaire.Questionnaire {
	yesNo := []questionnaire.Option{{Name: "yes", Text: text("有", "Yes")}, {Name: "no", Text: text("没有", "No")}}
	ask := func(name string, kind questionnaire.Kind, change func(*questionnaire.Question)) questionnaire.Question {
		q := questionnaire.Question{Name: name, Kind: kind, Text: text("题目"+name, "Question "+name)}
		if change != nil {
			change(&q)
		}
		return q
	}
	options := func(q *questionnaire.Question) { q.Options = yesNo }
	return questionnaire.Questionnaire{
		Name: "every", Version: "v1", Title: text("各种题型", "Every kind"),
		Sections: []questionnaire.Section{
			{Name: "a", Title: text("甲", "A"), Questions: []questionnaire.Question{
				ask("intro", questionnaire.Note, nil),
				ask("single", questionnaire.Single, func(q *questionnaire.Question) {
					options(q)
					q.Construct = text("有无", "Whether")
				}),
				ask("hours", questionnaire.Quantity, func(q *questionnaire.Question) {
					q.Max, q.Unit, q.Bands = 80_000, text("小时", "hours"), []questionnaire.Decimal{0, 500, 8000}
				}),
				ask("count", questionnaire.Integer, func(q *questionnaire.Question) { q.Min, q.Max = -2000, 5000 }),
				ask("score", questionnaire.Scale, func(q *questionnaire.Question) {
					q.Options = []questionnaire.Option{{Name: "1", Text: text("差", "Bad")}, {Name: "2"}, {Name: "3", Text: text("好", "Good")}}
				}),
			}},
			{Name: "b", Title: text("乙", "B"), Relevant: "${single} = 'yes'", Questions: []questionnaire.Question{
				ask("several", questionnaire.Multiple, options),
				ask("order", questionnaire.Ranking, func(q *questionnaire.Question) {
					options(q)
					q.Relevant = "${hours} > 8 or ${count} > 1"
				}),
			}},
			{Name: "c", Title: text("丙", "C"), Questions: []questionnaire.Question{
				ask("since", questionnaire.Date, func(q *questionnaire.Question) {
					q.First, q.Last, q.Period = "2024-01-01", "2024-12-31", questionnaire.Half
				}),
				ask("at", questionnaire.Time, func(q *questionnaire.Question) { q.Bands = []questionnaire.Decimal{0, 12_000} }),
				ask("words", questionnaire.Text, nil),
				ask("read", questionnaire.Acknowledge, nil),
				ask("twice", questionnaire.Calculated, func(q *questionnaire.Question) {
					q.Max, q.Step, q.Calculation, q.Bands = 160_000, 1000, "${hours} * 2", []questionnaire.Decimal{0, 1000, 16_000}
				}),
				ask("hidden", questionnaire.Calculated, func(q *questionnaire.Question) { q.Calculation = "${hours} * 3" }),
				ask("picked", questionnaire.Single, func(q *questionnaire.Question) {
					q.Options = []questionnaire.Option{{Name: "x", Text: text("子", "X"), Filter: map[string]string{"of": "yes"}}}
					q.ChoiceFilter = "of = ${single}"
				}),
			}},
		},
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	form, err := questionnaire.Compile(every())
	if err != nil {
		t.Fatal(err)
	}
	always, sometimes := []Missing{Declined}, []Missing{Skipped, Declined}
	yesNo := []Value{{"yes", text("有", "Yes")}, {"no", text("没有", "No")}}
	same := func(s string) models.Text { return text(s, s) }
	want := []Variable{
		{Name: "single", Kind: questionnaire.Single, Values: yesNo, Missing: always, Construct: text("有无", "Whether")},
		{
			Name: "hours", Kind: questionnaire.Quantity, Unit: text("小时", "hours"), Min: "0", Max: "80", Missing: always,
			Values: []Value{{"0", same("0")}, {"0.5", same(">0–8")}, {"8", same("≥8")}},
		},
		{Name: "count", Kind: questionnaire.Integer, Min: "-2", Max: "5", Missing: always},
		{Name: "score", Kind: questionnaire.Scale, Missing: always, Values: []Value{{"1", text("差", "Bad")}, {"2", same("2")}, {"3", text("好", "Good")}}},
		{Name: "several", Kind: questionnaire.Multiple, Values: yesNo, Missing: sometimes, Skip: "${single} = 'yes'"},
		{Name: "order", Kind: questionnaire.Ranking, Values: yesNo, Missing: sometimes, Skip: "(${single} = 'yes') and (${hours} > 8 or ${count} > 1)"},
		{Name: "since", Kind: questionnaire.Date, Missing: always, Values: []Value{
			{"2024-01-01", text("2024年上半年", "First half of 2024")}, {"2024-07-01", text("2024年下半年", "Second half of 2024")},
		}},
		{Name: "at", Kind: questionnaire.Time, Missing: always, Values: []Value{{"00:00", same("00:00–12:00")}, {"12:00", same("12:00–24:00")}}},
		{Name: "words", Kind: questionnaire.Text, Missing: always, Values: []Value{{"given", text("已填写", "Answered")}}},
		{Name: "read", Kind: questionnaire.Acknowledge, Missing: always, Values: []Value{{"ok", text("已确认", "Acknowledged")}}},
		{
			Name: "twice", Kind: questionnaire.Calculated, Min: "0", Max: "160", Missing: always,
			Values: []Value{{"0", same("0")}, {"1", same("1–15")}, {"16", same("≥16")}},
		},
		{Name: "picked", Kind: questionnaire.Single, Missing: sometimes, Values: []Value{{"x", text("子", "X")}}},
	}
	for i := range want {
		want[i].Text = text("题目"+want[i].Name, "Question "+want[i].Name)
	}
	got := Variables(every())
	if len(got) != len(want) {
		t.Fatalf("%d variables, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%+v\nwant %+v", got[i], want[i])
		}
	}
	// The joint condition must be the one that the form goes by.
	for _, v := range got {
		relevance := form.Relevance(v.Name)
		switch {
		case (relevance == nil) != (v.Skip == ""):
			t.Errorf("%s is asked if %q", v.Name, v.Skip)
		case relevance != nil && strings.NewReplacer("(", "", ")", "").Replace(relevance.String()) != strings.NewReplacer("(", "", ")", "").Replace(v.Skip):
			t.Errorf("%s is asked if %s, the codebook says %s", v.Name, relevance, v.Skip)
		}
	}
}

// TestInstruments: everything that the instruments tabulate is a variable that says what it measures.
func TestInstruments(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{builtin.BurdenCore: 25, builtin.BurdenFull: 42, builtin.Pulse: 5} {
		q, _ := builtin.ByName(name)
		all := Variables(q)
		if len(all) != n {
			t.Errorf("%s has %d variables, want %d", name, len(all), n)
		}
		for _, v := range all {
			if v.Construct.Zh == "" || v.Construct.En == "" || v.Min == "" && len(v.Values) == 0 {
				t.Errorf("%+v", v)
			}
		}
	}
}

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	q := every()
	q.Sections[0].Questions[1].Text.Zh = "=1+1，\"引号\"\n第二行"
	q.Sections[0].Questions[2].Unit = text("＝小时", "")
	var b bytes.Buffer
	if err := WriteCSV(&b, q); err != nil {
		t.Fatal(err)
	}
	plain, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked || strings.Count(plain, "\r\n") < 13 {
		t.Error("no byte order mark, or no CRLF")
	}
	rows, err := csv.NewReader(strings.NewReader(plain)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 13 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, want := range map[int]string{
		0: "var|zh|en|type|unit|min|max|skip|missing|construct|values",
		1: "single|'=1+1，\"引号\"\n第二行|Question single|single|||||declined=-9|有无 / Whether|yes=有 / Yes; no=没有 / No",
		2: "hours|题目hours|Question hours|decimal|'＝小时|0|80||declined=-9||0=0; 0.5=>0–8; 8=≥8",
		3: "count|题目count|Question count|integer||-2|5||declined=-9||",
		4: "score|题目score|Question score|scale|||||declined=-9||1=差 / Bad; 2=2; 3=好 / Good",
		5: "several|题目several|Question several|multiple||||${single} = 'yes'|skipped=-8; declined=-9||yes=有 / Yes; no=没有 / No",
	} {
		if got := strings.Join(rows[i], "|"); strings.ReplaceAll(got, "\r\n", "\n") != want {
			t.Errorf("row %d is %q, want %q", i, got, want)
		}
	}
}

var errFull = errors.New("full")

// full takes so many bytes.
type full int

func (f *full) Write(p []byte) (int, error) {
	if *f -= full(len(p)); *f < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteCSVFails(t *testing.T) {
	t.Parallel()
	for _, room := range []full{0, 10, 300} {
		if err := WriteCSV(&room, every()); !errors.Is(err, errFull) {
			t.Errorf("with room for little: %v", err)
		}
	}
}
