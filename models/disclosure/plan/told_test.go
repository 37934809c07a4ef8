package plan

import (
	"fmt"
	"strings"
	"testing"

	"jianfu/models/questionnaire"
)

func questionOf(name string, kind questionnaire.Kind, relevant string, names ...string) questionnaire.Question {
	return questionnaire.Question{Name: name, Kind: kind, Text: text(name), Relevant: relevant, Options: options(names...)}
}

func workedOut(name, calculation string, most questionnaire.Decimal) questionnaire.Question {
	return questionnaire.Question{Name: name, Kind: questionnaire.Calculated, Text: text(name), Max: most, Calculation: calculation}
}

func planOf(t testing.TB, questions ...questionnaire.Question) *Plan {
	t.Helper()
	f, err := questionnaire.Compile(questionnaire.Questionnaire{
		Name: "told", Version: "v1", Title: text("told"), NoDecline: true,
		Sections: []questionnaire.Section{{Name: "all", Title: text("all"), Questions: questions}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return New(f)
}

// What hangs on an answer that holds more than its cells has a draw of its own only where it is another set of sheets.
func TestWhatHangsOnOneAnswerIsTold(t *testing.T) {
	t.Parallel()
	money := questionOf("n", questionnaire.Integer, "")
	money.Max, money.Bands = 100000000, []questionnaire.Decimal{0, 1000, 1000000, 10000000}
	ticks := questionOf("m", questionnaire.Multiple, "", "x", "y", "none")
	ticks.Options[2].Exclusive = true
	var names []string
	for i := range 30 {
		names = append(names, fmt.Sprint("o", i))
	}
	root := questionOf("r", questionnaire.Single, "", "a", "b", "c")
	some := questionOf("m", questionnaire.Multiple, "${r} != 'a'", "x", "y", "z")
	hangs := func(relevant string) questionnaire.Question {
		return questionOf("q", questionnaire.Single, relevant, "1", "2", "3")
	}
	other := func(relevant string) questionnaire.Question {
		return questionOf("p", questionnaire.Single, relevant, "1", "2", "3")
	}
	for _, c := range []struct {
		name      string
		questions []questionnaire.Question
		own       string // the columns of q, p and c besides answers that people give
	}{
		{"a tick, worked out", []questionnaire.Question{ticks, workedOut("c", "if(selected(${m}, 'x'), 1, 0)", 1000)}, ""},
		{"a tick, not to be seen", []questionnaire.Question{ticks, hangs("not(not(selected(${m}, 'x')))")}, ""},
		{"an option that goes with no other", []questionnaire.Question{ticks, hangs("${m} != 'none'"), other("${m} = 'none'")}, ""},
		{"the number of ticks", []questionnaire.Question{ticks, workedOut("c", "count-selected(${m})", 3000)}, "c/1"},
		{"a ranking", []questionnaire.Question{
			questionOf("m", questionnaire.Ranking, "", "x", "y", "z"), workedOut("c", "if(selected(${m}, 'x'), 1, 0)", 1000),
		}, "c/0"},
		{"a wide quantity", []questionnaire.Question{money, hangs("${n} > 0"), workedOut("c", "if(${n} > 0, 1, 0)", 1000)}, ""},
		{"a wide quantity within a band", []questionnaire.Question{money, hangs("${n} > 5000"), other("not(${n} <= 5000)")}, "q/-8"},
		{"in other words", []questionnaire.Question{money, hangs("${n} * 12 > 60000"), other("${n} >= 5001")}, "q/-8"},
		{"rounded", []questionnaire.Question{money, hangs("int(${n} div 1000) > 4"), other("5000 <= ${n}")}, "q/-8"},
		{"something ticked", []questionnaire.Question{root, some, hangs("${m} != ''"), other("count-selected(${m}) > 0")}, ""},
		{"through another", []questionnaire.Question{money, workedOut("c", "if(${n} > 0, 5, 1)", 9000), hangs("${c} > 1"), other("${c} >= 4")}, ""},
		{"never", []questionnaire.Question{root, hangs("${r} = 'd'"), other("${q} = '1'")}, ""},
		{"of many ticks", []questionnaire.Question{
			questionOf("m", questionnaire.Multiple, "", names...),
			hangs("selected(${m}, 'o3') or selected(${m}, 'o7')"), other("not(not(selected(${m}, 'o7')) and not(selected(${m}, 'o3')))"),
			workedOut("c", "if(selected(${m}, 'o3'), 1, 0)", 1000),
		}, "q/-8"},
		{"how many of many", []questionnaire.Question{
			questionOf("m", questionnaire.Multiple, "", names...), hangs("count-selected(${m}) > 3"), other("4 <= count-selected(${m})"),
		}, "q/-8"},
	} {
		var own []string
		for _, name := range planOf(t, c.questions...).Names() {
			if strings.HasPrefix(name, "c/") || name == "q/-8" || name == "p/-8" {
				own = append(own, name)
			}
		}
		if strings.Join(own, " ") != c.own {
			t.Errorf("%s: %v instead of %s", c.name, own, c.own)
		}
	}
}

// A plan is made for every reading of a stranger's file: what is evaluated for it has a budget, whatever the questionnaire.
func TestPlansHaveABudget(t *testing.T) {
	t.Parallel()
	wide := questionOf("n", questionnaire.Integer, "")
	wide.Max = 1000000000
	for i := range 101 {
		wide.Bands = append(wide.Bands, questionnaire.Decimal(i)*9000000)
	}
	small := questionOf("s", questionnaire.Integer, "")
	small.Max, small.Bands = 4900000, []questionnaire.Decimal{0, 1000000}
	ticks := questionOf("m", questionnaire.Multiple, "", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
	questions := []questionnaire.Question{wide, small, ticks}
	for i := range 100 {
		on := []string{"${n} mod 7 = 0", "${n} > 5", "${s} mod 7 = 0", "count-selected(${m}) * 3 mod 2 = 1"}[i%4]
		words := strings.Repeat(on+" or ", 40) + fmt.Sprintf("%s or %d = 1", on, i+2)
		questions = append(questions, questionOf(fmt.Sprint("q", i), questionnaire.Single, words, "1", "2", "3"))
	}
	p := planOf(t, questions...)
	if q := p.Questions[p.ByName["q1"]]; q.Withheld {
		t.Error("a condition that can be told is withheld")
	}
	if p.budget >= 0 {
		t.Error("there was no need of a bound")
	}
}
