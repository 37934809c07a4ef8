package questionnaire_test

import (
	"fmt"
	"reflect"
	"testing"

	. "jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func compiled(t testing.TB, q Questionnaire) *Form {
	t.Helper()
	f, err := Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func instrument(t testing.TB, name string) *Form {
	t.Helper()
	q, ok := builtin.ByName(name)
	if !ok {
		t.Fatalf("no instrument %s", name)
	}
	return compiled(t, q)
}

func number(d Decimal) Answer           { return Answer{State: Answered, Number: d} }
func choices(names ...string) Answer    { return Answer{State: Answered, Choices: names} }
func inputOf(pairs ...string) Input     { return add(Input{}, pairs...) }
func problem(k string, a ...any) string { return fmt.Sprint(k, " ", a) }

func add(in Input, pairs ...string) Input {
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = append(in[pairs[i]], pairs[i+1])
	}
	return in
}

func TestCheck(t *testing.T) {
	t.Parallel()
	f := compiled(t, small())
	declined, skipped := Answer{}, Answer{State: Skipped}
	for _, c := range []struct {
		name string
		in   Input
		of   string
		want Answer
		says string
	}{
		{"blank", inputOf("one", ""), "one", declined, ""},
		{"missing", inputOf(), "many", declined, ""},
		{"declined", inputOf("one", "a", "one", DeclineValue), "one", declined, ""},
		{"declined number", inputOf("whole", DeclineValue), "whole", declined, ""},
		{"unknown name", inputOf("nine", "9", "one", "a"), "one", choices("a"), ""},
		{"single", inputOf("one", " b "), "one", choices("b"), ""},
		{"two of one", inputOf("one", "a", "one", "b"), "one", declined, "check.option []"},
		{"one twice", inputOf("one", "a", "one", "a"), "one", choices("a"), ""},
		{"no such option", inputOf("one", "c"), "one", declined, "check.option []"},
		{"order of the options", inputOf("many", "y", "many", "x"), "many", choices("x", "y"), ""},
		{"at most", inputOf("many", "y", "many", "x", "many", "z"), "many", declined, "check.at_most [2]"},
		{"exclusive", inputOf("many", "none"), "many", choices("none"), ""},
		{"exclusive with another", inputOf("many", "none", "many", "x"), "many", declined, "check.exclusive []"},
		{"scale", inputOf("degree", "3"), "degree", choices("3"), ""},
		{"scale beyond", inputOf("degree", "4"), "degree", declined, "check.option []"},
		{"full width", inputOf("whole", "１０"), "whole", number(10000), ""},
		{"point of an input method", inputOf("whole", "2", "half", "１。５"), "half", number(1500), ""},
		{"no number", inputOf("whole", "ten"), "whole", declined, "check.number []"},
		{"exponent", inputOf("whole", "1e1"), "whole", declined, "check.number []"},
		{"two numbers", inputOf("whole", "1", "whole", "2"), "whole", declined, "check.number []"},
		{"not whole", inputOf("whole", "1.5"), "whole", declined, "check.whole []"},
		{"too much", inputOf("whole", "11"), "whole", declined, "check.range [0 10]"},
		{"negative", inputOf("whole", "-1"), "whole", declined, "check.range [0 10]"},
		{"between steps", inputOf("whole", "2", "half", "0.3"), "half", declined, "check.step [0.5 0 0.5]"},
		{"constraint", inputOf("whole", "2", "half", "4.5"), "half", declined, "check.constraint []"},
		{"constraint met", inputOf("whole", "2", "half", "4"), "half", number(4000), ""},
		{"irrelevant", inputOf("whole", "0", "half", "nonsense"), "half", skipped, ""},
		{"relevance unknown", inputOf("half", "nonsense"), "half", declined, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet, problems := f.Check(c.in)
			if len(sheet) != len(f.Questions()) {
				t.Errorf("the sheet has %d entries", len(sheet))
			}
			if got := f.Answer(sheet, c.of); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s is %+v, want %+v", c.of, got, c.want)
			}
			var says string
			for _, p := range problems {
				says += problem(p.Key, p.Args...)
				if p.Question != c.of {
					t.Errorf("a problem with %s", p.Question)
				}
			}
			if says != c.says {
				t.Errorf("says %q, want %q", says, c.says)
			}
		})
	}
}

func TestConstraintMessage(t *testing.T) {
	t.Parallel()
	q := small()
	q.Sections[0].Questions[3].ConstraintMessage = say("too much")
	_, problems := compiled(t, q).Check(inputOf("whole", "1", "half", "9"))
	if want := []Problem{{Question: "half", Key: "check.constraint", Args: []any{say("too much")}}}; !reflect.DeepEqual(problems, want) {
		t.Errorf("gives %v, want %v", problems, want)
	}
}

// TestSkippedOperand hangs a question on one that is itself skipped: what does not apply is above no number, and
// equals the empty text.
func TestSkippedOperand(t *testing.T) {
	t.Parallel()
	for relevant, want := range map[string]State{
		"${half} > 1": Skipped, "${half} < 1": Skipped, "${half} = ''": Answered, "${half} + 1 > 0": Answered,
	} {
		q := small()
		q.Sections[0].Questions[4].Relevant = relevant
		f := compiled(t, q)
		sheet, problems := f.Check(inputOf("whole", "0", "degree", "1"))
		if got := f.Answer(sheet, "degree").State; got != want || len(problems) > 0 {
			t.Errorf("%s: state %d, want %d", relevant, got, want)
		}
	}
}

func TestRemarks(t *testing.T) {
	t.Parallel()
	// The worked case of docs/statistics.md: 12 + 26 + 8 + 15 = 61 hours a month, 14.09 a week.
	worked := func(week string, more ...string) Input {
		return add(inputOf("hours_week", week, "insp_count", "3", "insp_hours", "12", "trace_hours", "6",
			"pushed", "speech", "pushed", "other", "pushed_hours_speech", "5", "pushed_hours_other", "3",
			"data_count", "1", "text_count", "0", "demand_hours", "15"), more...)
	}
	for _, c := range []struct {
		name string
		form *Form
		in   Input
		want string
	}{
		{"above", instrument(t, builtin.BurdenCore), worked("14"), "check.soft"},
		{"below", instrument(t, builtin.BurdenCore), worked("14.5"), ""},
		{"week declined", instrument(t, builtin.BurdenCore), worked(DeclineValue), ""},
		{"parts declined", instrument(t, builtin.BurdenCore), worked("8", "trace_hours", DeclineValue), "check.soft"},
		{"parts declined, below", instrument(t, builtin.BurdenCore), worked("8.5", "trace_hours", DeclineValue), ""},
		{"pulse", instrument(t, builtin.Pulse), inputOf("p_hours", "120"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet, problems := c.form.Check(c.in)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			var got string
			for _, p := range c.form.Remarks(sheet) {
				got += p.Key
			}
			if got != c.want {
				t.Errorf("remarks %q, want %q", got, c.want)
			}
		})
	}
}

func TestRelevance(t *testing.T) {
	t.Parallel()
	f := compiled(t, small())
	if f.Relevance("one") != nil || f.Relevance("nine") != nil || f.Constraint("one") != nil {
		t.Error("a condition where there is none")
	}
	if got := f.Relevance("half").String() + "; " + f.Constraint("half").String(); got != "${whole} > 0; . <= ${whole} * 2" {
		t.Error(got)
	}
	if _, ok := f.Question("nine"); ok {
		t.Error("found a question that does not exist")
	}
}

func BenchmarkCheck(b *testing.B) {
	f := instrument(b, builtin.BurdenFull)
	in := Input{}
	for _, q := range f.Questions() {
		switch {
		case q.Name == "pushed":
			in[q.Name] = []string{"speech", "hosting", "news", "research", "briefing", "other"}
		case q.Numeric():
			in[q.Name] = []string{"2"}
		case q.Asked():
			in[q.Name] = []string{q.Options[len(q.Options)/2].Name}
		}
	}
	if sheet, problems := f.Check(in); len(problems) > 0 || f.Answer(sheet, "pushed_hours_other").State != Answered {
		b.Fatal(problems)
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Check(in)
	}
}
