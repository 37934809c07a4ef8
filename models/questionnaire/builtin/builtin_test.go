package builtin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

func compile(t *testing.T, name string) *questionnaire.Form {
	t.Helper()
	q, ok := ByName(name)
	if !ok {
		t.Fatalf("no instrument %s", name)
	}
	f, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestInstruments(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ questions, minutes int }{BurdenCore: {26, 3}, BurdenFull: {43, 6}, Pulse: {5, 1}} {
		f := compile(t, name)
		q := f.Questionnaire()
		if len(f.Questions()) != want.questions || q.Minutes != want.minutes || q.Version != "v1" {
			t.Errorf("%s %s has %d questions in %d minutes", name, q.Version, len(f.Questions()), q.Minutes)
		}
		for _, q := range f.Questions() {
			if background := q.Name == "role" || q.Name == "years"; background != (q.Level == questionnaire.ByRound) {
				t.Errorf("%s is tabulated by %q", q.Name, q.Level)
			}
			if q.Kind == questionnaire.Quantity && !q.Wide() {
				t.Errorf("%s has no bands", q.Name)
			}
		}
	}
	if _, ok := ByName("burden"); ok {
		t.Error("found an instrument that does not exist")
	}
	if len(All()) != 3 || All()[0].Name != BurdenCore {
		t.Error("the core is not the default")
	}
}

// TestFiles reads the files strictly: a misspelt field would be lost silently.
func TestFiles(t *testing.T) {
	t.Parallel()
	for _, data := range [][]byte{full, pulse} {
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&questionnaire.Questionnaire{}); err != nil {
			t.Error(err)
		}
	}
}

func TestBothLanguages(t *testing.T) {
	t.Parallel()
	both := func(where string, text models.Text, optional bool) {
		if optional && text.IsZero() {
			return
		}
		if text.Zh == "" || text.En == "" {
			t.Errorf("%s: %+v", where, text)
		}
	}
	for _, q := range append(All(), wrap(Bank()...)) {
		both(q.Name, q.Title, false)
		for _, s := range q.Sections {
			both(s.Name, s.Title, false)
			both(s.Name, s.Note, true)
			for _, question := range s.Questions {
				both(question.Name, question.Text, false)
				both(question.Name, question.Hint, true)
				both(question.Name, question.Unit, !question.Numeric())
				both(question.Name, question.ConstraintMessage, question.Constraint == "")
				both(question.Name, question.SoftMessage, question.Soft == "")
				both(question.Name, question.Construct, false)
				for _, o := range question.Options {
					both(question.Name+" "+o.Name, o.Text, false)
				}
			}
		}
	}
}

func TestCoreWithinFull(t *testing.T) {
	t.Parallel()
	whole, part := compile(t, BurdenFull), compile(t, BurdenCore)
	var kept []string
	for _, q := range part.Questions() {
		kept = append(kept, q.Name)
		if same, ok := whole.Question(q.Name); !ok || fmt.Sprint(same) != fmt.Sprint(q) {
			t.Errorf("%s differs from the full version", q.Name)
		}
	}
	if want := coreQuestions(); !slices.Equal(kept, want) {
		t.Errorf("the core asks %v, want %v", kept, want)
	}
	var sections []string
	for _, s := range part.Questionnaire().Sections {
		sections = append(sections, s.Name)
	}
	if want := []string{"time", "inspections", "traces", "pushed_down", "demands", "overall", "about"}; !slices.Equal(sections, want) {
		t.Errorf("the core has sections %v, want %v", sections, want)
	}
}

// TestRanges sends each bound of docs/instrument.md, and the values next to it outside. Every case also sends what the
// question hangs on.
func TestRanges(t *testing.T) {
	t.Parallel()
	f := compile(t, BurdenFull)
	base := questionnaire.Input{
		"insp_count": {"99"}, "trace_hours": {"60"}, "data_count": {"200"}, "text_count": {"200"}, "seconded": {"now"},
		"pushed": {"speech", "hosting", "news", "research", "briefing", "other"},
	}
	for _, c := range []struct{ name, most, beyond, key string }{
		{"hours_week", "112", "112.5", "check.range"},
		{"hours_week", "40.5", "40.25", "check.step"},
		{"weekend_days", "2", "3", "check.range"},
		{"weekend_days", "1", "0.5", "check.whole"},
		{"evenings", "5", "6", "check.range"},
		{"core_share", "10", "11", "check.range"},
		{"insp_count", "99", "100", "check.range"},
		{"insp_repeat", "99", "100", "check.range"},
		{"insp_hours", "300", "300.5", "check.range"},
		{"trace_hours", "60", "60.5", "check.range"},
		{"polish_hours", "60", "60.5", "check.range"},
		{"pushed_hours_speech", "80", "80.5", "check.range"},
		{"pushed_hours_hosting", "80", "80.5", "check.range"},
		{"pushed_hours_news", "80", "80.5", "check.range"},
		{"pushed_hours_research", "80", "80.5", "check.range"},
		{"pushed_hours_briefing", "80", "80.5", "check.range"},
		{"pushed_hours_other", "80", "-0.5", "check.range"},
		{"data_count", "200", "201", "check.range"},
		{"text_count", "200", "201", "check.range"},
		{"repeat_count", "400", "401", "check.range"},
		{"departments", "60", "61", "check.range"},
		{"demand_hours", "200", "200.5", "check.range"},
		{"mirrored", "60", "61", "check.range"},
		{"meeting_hours", "60", "60.5", "check.range"},
		{"seconded_months", "12", "13", "check.range"},
		{"unit_lent", "500", "501", "check.range"},
		{"unit_selected", "500", "501", "check.range"},
		{"report_days", "none", "d4", "check.option"},
		{"role", "village", "mayor", "check.option"},
		{"years", "y10", "10", "check.option"},
		{"trend_year", "5", "6", "check.option"},
		{"cause_valid", "1", "0", "check.option"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := questionnaire.Input{}
			for name, values := range base {
				in[name] = values
			}
			in[c.name] = []string{c.most}
			if sheet, problems := f.Check(in); len(problems) > 0 || f.Answer(sheet, c.name).State != questionnaire.Answered {
				t.Errorf("%s is refused: %v", c.most, problems)
			}
			in[c.name] = []string{c.beyond}
			if _, problems := f.Check(in); len(problems) != 1 || problems[0].Question != c.name || problems[0].Key != c.key {
				t.Errorf("%s gives %v, want %s", c.beyond, problems, c.key)
			}
		})
	}
}

// TestSkips follows the logic of docs/instrument.md: a 0 or "none" skips, a declined question leaves what hangs on it
// missing.
func TestSkips(t *testing.T) {
	t.Parallel()
	f := compile(t, BurdenFull)
	const missing, skipped, answered = questionnaire.Declined, questionnaire.Skipped, questionnaire.Answered
	for _, c := range []struct {
		name, of string
		in       questionnaire.Input
		want     questionnaire.State
	}{
		{"inspected", "insp_hours", questionnaire.Input{"insp_count": {"1"}, "insp_hours": {"0"}}, answered},
		{"not inspected", "insp_hours", questionnaire.Input{"insp_count": {"0"}, "insp_hours": {"5"}}, skipped},
		{"inspections declined", "insp_hours", questionnaire.Input{"insp_count": {"-9"}, "insp_hours": {"5"}}, missing},
		{"inspections blank", "insp_method", questionnaire.Input{"insp_method": {"brief"}}, missing},
		{"no traces", "trace_for", questionnaire.Input{"trace_hours": {"0"}}, skipped},
		{"some traces", "trace_for", questionnaire.Input{"trace_hours": {"0.5"}, "trace_for": {"own", "work"}}, answered},
		{"ticked", "pushed_hours_news", questionnaire.Input{"pushed": {"news"}, "pushed_hours_news": {"3"}}, answered},
		{"not ticked", "pushed_hours_other", questionnaire.Input{"pushed": {"news"}}, skipped},
		{"nothing pushed", "pushed_hours_speech", questionnaire.Input{"pushed": {"none"}}, skipped},
		{"pushed blank", "pushed_hours_speech", questionnaire.Input{}, missing},
		{"data alone", "demand_hours", questionnaire.Input{"data_count": {"1"}, "text_count": {"0"}, "demand_hours": {"2"}}, answered},
		{"no demands", "departments", questionnaire.Input{"data_count": {"0"}, "text_count": {"0"}}, skipped},
		{"half declined", "repeat_count", questionnaire.Input{"data_count": {"1"}, "repeat_count": {"1"}}, missing},
		{"not seconded", "seconded_months", questionnaire.Input{"seconded": {"no"}}, skipped},
		{"seconded", "seconded_months", questionnaire.Input{"seconded": {"past"}, "seconded_months": {"3"}}, answered},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet, problems := f.Check(c.in)
			if len(problems) > 0 || f.Answer(sheet, c.of).State != c.want {
				t.Errorf("%s is %d, want %d; problems %v", c.of, f.Answer(sheet, c.of).State, c.want, problems)
			}
		})
	}
}

func TestConstraints(t *testing.T) {
	t.Parallel()
	f := compile(t, BurdenFull)
	for _, c := range []struct {
		of  string
		in  questionnaire.Input
		key string
	}{
		{"insp_repeat", questionnaire.Input{"insp_count": {"2"}, "insp_repeat": {"3"}}, "check.constraint"},
		{"polish_hours", questionnaire.Input{"trace_hours": {"2"}, "polish_hours": {"2.5"}}, "check.constraint"},
		{"repeat_count", questionnaire.Input{"data_count": {"2"}, "text_count": {"1"}, "repeat_count": {"4"}}, "check.constraint"},
		{"trace_for", questionnaire.Input{"trace_hours": {"2"}, "trace_for": {"own", "work", "system"}}, "check.at_most"},
		{"priorities", questionnaire.Input{"priorities": {"listen", "fewer", "careers", "staffing"}}, "check.at_most"},
		{"pushed", questionnaire.Input{"pushed": {"none", "news"}}, "check.exclusive"},
		{"source_level", questionnaire.Input{"source_level": {"none", "city"}}, "check.exclusive"},
	} {
		t.Run(c.of, func(t *testing.T) {
			t.Parallel()
			_, problems := f.Check(c.in)
			if len(problems) != 1 || problems[0].Question != c.of || problems[0].Key != c.key {
				t.Fatalf("gives %v, want %s", problems, c.key)
			}
			if c.key == "check.constraint" {
				if text, ok := problems[0].Args[0].(models.Text); !ok || text.IsZero() {
					t.Errorf("has no message: %v", problems[0].Args)
				}
			}
		})
	}
}

// TestFormalityWeek: hours on formalities in a month by 4.33, and those on traces, against the working week. What was
// skipped or declined is 0. 216.5 ÷ 4.33 is 50 exactly, 60 ÷ 4.33 is 13.857.
func TestFormalityWeek(t *testing.T) {
	t.Parallel()
	all := questionnaire.Input{
		"hours_week": {"59.5"}, "insp_count": {"1"}, "insp_hours": {"100"}, "trace_hours": {"10"},
		"pushed": {"speech", "hosting", "news", "research", "briefing", "other"}, "pushed_hours_speech": {"10"},
		"pushed_hours_hosting": {"10"}, "pushed_hours_news": {"10"}, "pushed_hours_research": {"10"},
		"pushed_hours_briefing": {"10"}, "pushed_hours_other": {"10"},
		"data_count": {"1"}, "text_count": {"0"}, "demand_hours": {"56.5"},
	}
	equal := maps.Clone(all)
	equal["hours_week"] = []string{"60"}
	for _, name := range []string{BurdenCore, BurdenFull} {
		f := compile(t, name)
		for _, c := range []struct {
			name   string
			in     questionnaire.Input
			hours  string
			remark bool
		}{
			{"more than the week", all, "60", true},
			{"exactly the week", equal, "60", false},
			{"rounded to thousandths", questionnaire.Input{"hours_week": {"20"}, "insp_count": {"1"}, "insp_hours": {"60"}, "trace_hours": {"10"}}, "23.857", true},
			{"skipped is 0", questionnaire.Input{"hours_week": {"40"}, "insp_count": {"0"}, "trace_hours": {"0"}, "pushed": {"none"}}, "0", false},
			{"the week declined", questionnaire.Input{"hours_week": {"-9"}, "trace_hours": {"60"}}, "60", false},
			{"nothing answered", nil, "0", false},
		} {
			t.Run(name+" "+c.name, func(t *testing.T) {
				t.Parallel()
				sheet, problems := f.Check(c.in)
				if got := f.Answer(sheet, "formality_week"); len(problems) > 0 || got.State != questionnaire.Answered || got.Number != decimal(t, c.hours) {
					t.Errorf("%+v, want %s; problems %v", got, c.hours, problems)
				}
				remarks := f.Remarks(sheet)
				if (len(remarks) == 1 && remarks[0].Question == "formality_week") != c.remark || len(remarks) > 1 {
					t.Errorf("remarks %v", remarks)
				}
			})
		}
	}
}
