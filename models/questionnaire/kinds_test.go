package questionnaire_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"jianfu/models"
	. "jianfu/models/questionnaire"
)

// every is a questionnaire with every kind of question and every piece of logic.
func every() Questionnaire {
	town := func(name, county string) Option {
		return Option{Name: name, Text: say(name), Filter: map[string]string{"county": county}}
	}
	return Questionnaire{Name: "every", Version: "v1", Title: say("every"), Sections: []Section{
		{Name: "first", Title: say("first"), Questions: []Question{
			{Name: "hello", Kind: Note, Text: say("hello")},
			{Name: "county", Kind: Single, Text: say("county"), Options: options("east", "west", "none"), Appearance: Minimal},
			{
				Name: "town", Kind: Single, Text: say("town"), ChoiceFilter: "county = ${county}",
				Options: []Option{town("a", "east"), town("b", "east"), town("c", "west")},
			},
			{
				Name: "many", Kind: Multiple, Text: say("many"), AtLeast: 2, AtMost: 3, Required: true, RequiredMessage: say("needed"),
				Options: append(options("x", "y", "z"), Option{Name: "other", Text: say("other"), Specify: true}, Option{Name: "none", Text: say("none"), Exclusive: true}),
			},
			{Name: "order", Kind: Ranking, Text: say("order"), Options: options("p", "q", "r"), AtLeast: 1, AtMost: 2},
			{Name: "agreed", Kind: Acknowledge, Text: say("agreed")},
		}},
		{Name: "second", Title: say("second"), Relevant: "${county} != 'none'", Questions: []Question{
			{Name: "since", Kind: Date, Text: say("since"), First: "2023-05-20", Last: "2024-06-01", Period: Quarter},
			{Name: "leaves", Kind: Time, Text: say("leaves"), Bands: []Decimal{0, 12000, 18000}},
			{Name: "late", Kind: Integer, Text: say("late"), Max: 7000, Relevant: "${leaves} >= '18:00'", Default: "1"},
			{Name: "hours", Kind: Quantity, Text: say("hours"), Max: 60000, Bands: []Decimal{0, 500, 8000}, Soft: ". < 40", SoftMessage: say("really")},
			{
				Name: "total", Kind: Calculated, Text: say("total"), Max: 100000, Bands: []Decimal{0, 10000, 50000},
				Calculation: "${hours} + coalesce(${late}, 0) * 3.3",
			},
			{Name: "inner", Kind: Calculated, Calculation: "if(${total} > 10, 'much', '')", Soft: ". != 'much'", SoftMessage: say("much")},
			{Name: "why", Kind: Text, Text: say("why"), Length: 10, Relevant: "${inner} = 'much'", Constraint: "string-length(.) > 1"},
			{Name: "row1", Kind: Integer, Text: say("row1"), Max: 9000, Matrix: "m"},
			{Name: "row2", Kind: Integer, Text: say("row2"), Max: 9000, Matrix: "m"},
			{Name: "stars", Kind: Scale, Text: say("stars"), Options: options("1", "2", "3", "4", "5"), Appearance: Rating},
			{Name: "bye", Kind: Note, Text: say("bye"), Relevant: "${stars} > 3"},
		}},
	}}
}

func TestCheckEveryKind(t *testing.T) {
	t.Parallel()
	f := compiled(t, every())
	declined, skipped := Answer{}, Answer{State: Skipped}
	text := func(s string) Answer { return Answer{State: Answered, Text: s} }
	required := []string{"many", "x", "many", "y"}
	for _, c := range []struct {
		name string
		in   []string
		of   string
		want Answer
		says string
	}{
		{"offered", []string{"county", "west", "town", "c"}, "town", choices("c"), ""},
		{"filtered", []string{"county", "west", "town", "a"}, "town", declined, "check.filtered []"},
		{"none offered", []string{"county", "none", "town", "a"}, "town", skipped, ""},
		{"filter unknown", []string{"town", "a"}, "town", choices("a"), ""},
		{"too few", []string{"many", "x"}, "many", declined, "check.at_least [2]"},
		{"exclusive is enough", []string{"many", "none"}, "many", choices("none"), ""},
		{"required", []string{"many", ""}, "many", declined, "check.required [{needed needed}]"},
		{"required, declined", []string{"many", DeclineValue}, "many", declined, ""},
		{"other", []string{"many", "x", "many", "other", "many.other", " one\r\nmore\a "}, "many", Answer{State: Answered, Choices: []string{"x", "other"}, Text: "one\nmore"}, ""},
		{"text beside nothing", []string{"many", "x", "many", "y", "many.other", "one"}, "many", choices("x", "y"), ""},
		{"other, long", []string{"many", "x", "many", "other", "many.other", strings.Repeat("长", 61)}, "many", declined, "check.length [60]"},
		{"ranked", []string{"order", "", "order", "r", "order", "p"}, "order", choices("r", "p"), ""},
		{"ranked twice", []string{"order", "r", "order", "r"}, "order", declined, "check.twice []"},
		{"too many ranks", []string{"order", "r", "order", "p", "order", "q"}, "order", declined, "check.at_most [2]"},
		{"no such rank", []string{"order", "s"}, "order", declined, "check.option []"},
		{"agreed", []string{"agreed", Acknowledged}, "agreed", choices(Acknowledged), ""},
		{"not agreed", nil, "agreed", declined, ""},
		{"period", []string{"county", "east", "since", "2023-04-01"}, "since", choices("2023-04-01"), ""},
		{"a day", []string{"county", "east", "since", "2023-05-20"}, "since", declined, "check.option []"},
		{"hours", []string{"county", "east", "leaves", "18:00"}, "leaves", choices("18:00"), ""},
		{"late", []string{"county", "east", "leaves", "18:00", "late", "3"}, "late", number(3000), ""},
		{"not late", []string{"county", "east", "leaves", "12:00", "late", "3"}, "late", skipped, ""},
		{"section does not apply", []string{"county", "none", "hours", "3"}, "hours", skipped, ""},
		{"section unknown", []string{"hours", "3"}, "hours", declined, ""},
		{"sum", []string{"county", "east", "leaves", "18:00", "late", "1", "hours", "2.5"}, "total", number(6000), ""},
		{"sum without part", []string{"county", "east", "hours", "2.5"}, "total", number(3000), ""},
		{"sum unknown", []string{"county", "east", "leaves", "18:00"}, "total", declined, ""},
		{"calculated text", []string{"county", "east", "hours", "20"}, "inner", text("much"), ""},
		{"calculated nothing", []string{"county", "east", "hours", "2"}, "inner", skipped, ""},
		{"written", []string{"county", "east", "hours", "20", "why", "because"}, "why", text("because"), ""},
		{"written, short", []string{"county", "east", "hours", "20", "why", "b"}, "why", declined, "check.constraint []"},
		{"written, long", []string{"county", "east", "hours", "20", "why", "因为因为因为因为因为因"}, "why", declined, "check.length [10]"},
		{"written, unseen signs around", []string{"county", "east", "hours", "20", "why", "\a be\r\nit \x01"}, "why", text("be\nit"), ""},
		{"written, unseen signs alone", []string{"county", "east", "hours", "20", "why", "\x01"}, "why", declined, ""},
		{"written, declined with unseen signs", []string{"county", "east", "hours", "20", "why", "-9\x01"}, "why", declined, ""},
		{"not to be written", []string{"county", "east", "hours", "2", "why", "because"}, "why", skipped, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := inputOf(c.in...)
			if in["many"] == nil {
				add(in, required...)
			}
			sheet, problems := f.Check(in)
			if got := f.Answer(sheet, c.of); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s is %+v, want %+v", c.of, got, c.want)
			}
			var says string
			for _, p := range problems {
				says += problem(p.Key, p.Args...)
			}
			if says != c.says {
				t.Errorf("says %q, want %q", says, c.says)
			}
			if len(problems) > 0 {
				return
			}
			if back, err := f.Decode(f.Encode(sheet)); err != nil || !reflect.DeepEqual(back, sheet) {
				t.Errorf("%s reads back as %+v: %v", f.Encode(sheet), back, err)
			}
		})
	}
}

func TestNoDecline(t *testing.T) {
	t.Parallel()
	q := every()
	q.NoDecline = true
	_, problems := compiled(t, q).Check(inputOf("many", DeclineValue))
	if len(problems) != 1 || problems[0].Key != "check.required" {
		t.Errorf("gives %v", problems)
	}
}

func TestSoft(t *testing.T) {
	t.Parallel()
	f := compiled(t, every())
	for in, want := range map[string]string{"39.5": "inner much ", "40": "hours really inner much ", "3": "", "": ""} {
		sheet, problems := f.Check(inputOf("county", "east", "hours", in, "many", "none"))
		var got string
		for _, r := range f.Remarks(sheet) {
			got += r.Question + " " + r.Args[0].(models.Text).En + " "
		}
		if got != want || len(problems) > 0 {
			t.Errorf("%s hours: %q, want %q; %v", in, got, want, problems)
		}
	}
}

func TestDecodeEveryKind(t *testing.T) {
	t.Parallel()
	f := compiled(t, every())
	for answers, ok := range map[string]bool{
		`{"many":["x","y"],"county":"east"}`:                                true,
		`{"many":["x","other"],"many.other":"one"}`:                         true,
		`{"many":["x","y"],"many.other":"one"}`:                             false,
		`{"many":["x","other"],"many.other":" one"}`:                        false,
		`{"many":["x","other"],"many.other":["one"]}`:                       false,
		`{"many.other":"one"}`:                                              false,
		`{"many":["none"],"order":["r","p"]}`:                               true,
		`{"many":["none"],"order":"r"}`:                                     false,
		`{"many":["none"],"agreed":"ok"}`:                                   true,
		`{"many":["none"],"county":"east","total":3}`:                       false,
		`{"many":["none"],"county":"east","hours":20,"why":"be\nit"}`:       true,
		`{"many":["none"],"county":"east","hours":20,"why":"be\r\nit"}`:     false,
		`{"many":["none"],"county":"east","town":"c"}`:                      false,
		`{"many":["none"],"county":"east","since":"2024-04-01"}`:            true,
		`{"many":["none"],"county":"east","since":"2024-07-01"}`:            false,
		`{"many":["none"],"hello":"ok"}`:                                    false,
		`{"many":["none"],"county":"east","hours":20,"why":"` + "\a" + `"}`: false,
		`{}`: true, // whoever declines what is required sends nothing
	} {
		_, err := f.Decode([]byte(`{"q":"every","v":"v1","a":` + answers + `}`))
		if (err == nil) != ok {
			t.Errorf("%s: %v", answers, err)
		}
	}
}

func TestAlternatives(t *testing.T) {
	t.Parallel()
	f := compiled(t, every())
	for name, want := range map[string]string{
		"since":  "2023-04-01 2023年第2季度 Q2 2023, 2023-07-01 2023年第3季度 Q3 2023, 2023-10-01 2023年第4季度 Q4 2023, 2024-01-01 2024年第1季度 Q1 2024, 2024-04-01 2024年第2季度 Q2 2024",
		"leaves": "00:00 00:00–12:00 00:00–12:00, 12:00 12:00–18:00 12:00–18:00, 18:00 18:00–24:00 18:00–24:00",
		"agreed": "ok 已确认 Acknowledged",
		"hours":  "",
	} {
		q, _ := f.Question(name)
		var got []string
		for _, o := range q.Alternatives() {
			got = append(got, fmt.Sprint(o.Name, " ", o.Text.Zh, " ", o.Text.En))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	half := Question{Kind: Date, First: "2023-12-31", Last: "2024-01-01", Period: Half}
	if got := half.Alternatives(); len(got) != 2 || got[0].Text.Zh != "2023年下半年" || got[1].Name != "2024-01-01" {
		t.Errorf("halves: %v", got)
	}
}

func TestExamineFaults(t *testing.T) {
	t.Parallel()
	change := func(name string, edit func(*Question)) func(*Questionnaire) {
		return func(q *Questionnaire) {
			for i := range q.Sections {
				for j := range q.Sections[i].Questions {
					if q.Sections[i].Questions[j].Name == name {
						edit(&q.Sections[i].Questions[j])
					}
				}
			}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*Questionnaire)
		want   string // section question option field key arguments
	}{
		{"section condition", func(q *Questionnaire) { q.Sections[1].Relevant = "${late} > 0" }, "1 -1 -1 relevant form.later [second late]"},
		{"column elsewhere", change("hours", func(q *Question) { q.Relevant = "county = 'east'" }), "1 3 -1 relevant form.column [hours county]"},
		{"no such column", change("town", func(q *Question) { q.ChoiceFilter = "province = ${county}" }), "0 2 -1 choice_filter form.column [town province]"},
		{"filter of numbers", change("hours", func(q *Question) { q.ChoiceFilter = "true()" }), "1 3 -1 choice_filter form.kind [hours choice_filter]"},
		{"at least above at most", change("order", func(q *Question) { q.AtLeast = 3 }), "0 4 -1 at_least form.at_most [order]"},
		{"two texts", change("many", func(q *Question) { q.Options[0].Specify = true }), "0 3 -1 options form.specify [many]"},
		{"rank with a text", change("order", func(q *Question) { q.Options[1].Specify = true }), "0 4 1 options form.kind [order specify]"},
		{"no period", change("since", func(q *Question) { q.Period = "" }), "1 0 -1 period form.period [since]"},
		{"too many periods", change("since", func(q *Question) { q.First, q.Period = "2010-01-01", Month }), "1 0 -1 period form.period [since]"},
		{"half hours", change("leaves", func(q *Question) { q.Bands = []Decimal{0, 8500} }), "1 1 -1 bands form.bands [leaves]"},
		{"long text", change("why", func(q *Question) { q.Length = 2001 }), "1 6 -1 length form.length [why]"},
		{"default", change("late", func(q *Question) { q.Default = "8" }), "1 2 -1 default form.default [late 8]"},
		{"no calculation", change("inner", func(q *Question) { q.Calculation = "" }), "1 5 -1 calculation form.text [inner]"},
		{"calculation of itself", change("inner", func(q *Question) { q.Calculation = "${inner}" }), "1 5 -1 calculation form.later [inner inner]"},
		{"note with an answer", change("hello", func(q *Question) { q.Required = true }), "0 0 -1 required form.kind [hello required]"},
		{"reference to a note", change("late", func(q *Question) { q.Relevant = "${hello} = ''" }), "1 2 -1 relevant form.reference [late hello]"},
		{"note named twice", change("bye", func(q *Question) { q.Name = "hello" }), "1 10 -1 name form.duplicate [hello]"},
		{"background gives away", func(q *Questionnaire) {
			q.Sections[0].Questions[5].Level = ByRound
			q.Sections[1].Questions[3].Relevant = "${agreed} = 'ok'"
		}, "1 3 -1 relevant form.level [hours agreed]"},
		{"background gives a section away", func(q *Questionnaire) {
			q.Sections[0].Questions[1].Level = ByRound
		}, "1 -1 -1 relevant form.level [second county]"},
		{"background gives away through a calculation", func(q *Questionnaire) {
			q.Sections[0].Questions[5].Level = ByRound
			q.Sections[1].Questions[5].Calculation = "if(${agreed} = 'ok', 1, 0)"
			q.Sections[1].Questions[6].Relevant = "${inner} = 1"
		}, "1 6 -1 relevant form.level [why inner]"},
		{"background gives away by what may be answered", func(q *Questionnaire) {
			q.Sections[0].Questions[5].Level = ByRound
			q.Sections[1].Questions[3].Constraint = "${agreed} = 'ok' or . < 4"
		}, "1 3 -1 constraint form.level [hours agreed]"},
		{"background tells an exact count", func(q *Questionnaire) {
			q.Sections[1].Questions[9].Level = ByRound
			q.Sections[1].Questions[9].Relevant = "${late} > 1"
		}, "1 9 -1 relevant form.background [stars late]"},
		{"mixed matrix", change("row2", func(q *Question) {
			*q = Question{Name: "row2", Kind: Single, Text: say("row2"), Matrix: "m", Options: options("a")}
		}), "1 8 -1 matrix form.matrix [row2]"},
		{"stars of numbers", change("hours", func(q *Question) { q.Appearance = Rating }), "1 3 -1 appearance form.kind [hours appearance]"},
		{"long wording", change("why", func(q *Question) { q.Hint.En = strings.Repeat("长", 2001) }), "1 6 -1 hint form.long [why 2000]"},
		{"only notes", func(q *Questionnaire) {
			q.Sections = []Section{{Name: "s", Title: say("s"), Questions: []Question{{Name: "n", Kind: Note, Text: say("n")}}}}
		}, "-1 -1 -1 sections form.empty [every]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := every()
			c.change(&q)
			form, faults := Examine(q)
			var got []string
			for _, f := range faults {
				got = append(got, fmt.Sprint(f.Section, " ", f.Question, " ", f.Option, " ", f.Field, " ", f.Key, " ", f.Args))
			}
			if form != nil || !strings.Contains(strings.Join(got, "\n"), c.want) {
				t.Errorf("gives %q, want %q", got, c.want)
			}
		})
	}
}

func TestWithoutTexts(t *testing.T) {
	t.Parallel()
	q := every()
	if !q.AsksTexts() {
		t.Error("no texts")
	}
	silent := q.WithoutTexts()
	if silent.AsksTexts() || !q.AsksTexts() {
		t.Error("texts are left, or gone from the source")
	}
	f := compiled(t, silent)
	if _, ok := f.Question("why"); ok {
		t.Error("a text is asked")
	}
	if _, text := f.Input("many"); text != "" {
		t.Error("a text beside an option")
	}
	q.Sections[1].Questions[9].Relevant = "${why} != ''"
	if _, err := Compile(q.WithoutTexts()); models.KindOf(err) != models.Invalid {
		t.Error("a condition on a text that is gone")
	}
}

// TestCellsOfEveryKind puts random sheets into cells: one cell for each answer of every kind but Multiple.
func TestCellsOfEveryKind(t *testing.T) {
	t.Parallel()
	f := compiled(t, every())
	r := rand.New(rand.NewPCG(8, 9))
	seen := map[Kind]int{}
	for range 3000 {
		in := Input{}
		for _, q := range f.Questions() {
			switch {
			case !q.Asked():
			case q.Kind == Text:
				in[q.Name] = []string{"words"}
			case q.Numeric():
				in[q.Name] = []string{Decimal(r.IntN(8) * 1000).String()}
			default:
				o := q.Alternatives()
				in[q.Name] = []string{o[r.IntN(len(o))].Name, ""}
			}
		}
		sheet, _ := f.Check(in)
		for i, q := range f.Questions() {
			a := sheet[i]
			cells := q.CellsOf(a)
			if want := a.State == Answered && q.Tabulated(); want != (len(cells) > 0) || len(cells) > 1 && q.Kind != Multiple {
				t.Fatalf("%s: %+v lies in %v", q.Name, a, cells)
			}
			for _, cell := range cells {
				seen[q.Kind]++
				if cell >= len(q.Cells()) {
					t.Fatalf("%s: no cell %d", q.Name, cell)
				}
			}
		}
	}
	if len(seen) != 11 {
		t.Errorf("kinds with answers: %v", seen)
	}
}
