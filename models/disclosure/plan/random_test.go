package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"jianfu/models/questionnaire"
)

// conditions and calculations on a question n, some of which make sense for some kinds only, and on another one m.
func randomCondition(r *rand.Rand, n, m string) string {
	all := []string{
		"", "", "", "N = 'a'", "N != 'a'", "not(N = 'b')", "N > 1", "N <= 1", "N = 2", "N >= 8", "N < 8", "N != ''", "N = ''",
		"coalesce(N, 'a') = 'a'", "coalesce(N, 2) > 1", "coalesce(N, 0) > 1", "selected(N, 'a')", "not(selected(N, 'a'))",
		"string-length(N) > 0", "N = '2026-01-01'", "N < '2026-01-01'", "count-selected(N) > 1", "N", "N > 1 or M = 'a'",
		"N = 'a' and M > 1", "true()", "1 = 2", "N = 'ok'", "N != 'a' and N != 'b'", "not(not(selected(N, 'a')))",
		"count-selected(N) > 0", "count-selected(N) >= 1 or N = 'b'", "N = 'a' or selected(N, 'b')", "N = 'b' or N = 'a'",
		"N * 2 - 1 > 1", "N div 3 <= 1", "int(N div 2) > 0", "round(N div 2) > 0", "N mod 2 = 1", "N - 1", "1 - N < 0",
		"string-length(N) > 2", "string-length(N) != 0", "regex(N, '.+')", "if(N = '', 1, 0) = 0", "3 > N", "1 < N",
	}
	return strings.NewReplacer("N", "${"+n+"}", "M", "${"+m+"}").Replace(all[r.IntN(len(all))])
}

func randomCalculation(r *rand.Rand, n, m string) string {
	all := []string{
		"N", "N", "N + 1", "N * 2", "if(N = 'a', 1, 2)", "coalesce(N, 0)", "if(N > 1, N, 0)", "string-length(N)", "count-selected(N)",
		"if(selected(N, 'a'), 1, 0)", "if(N > 0, 1, 0)", "if(not(selected(N, 'b')), 0, 1)", "N * 0.5", "round(N * 0.7)",
		"int(N div 2)", "if(selected(N, 'a'), 1, if(selected(N, 'b'), 2, 0))", "3", "if(N = '', 1, 2)", "N + M", "if(M > 1, N, 1)", "N div 3", "if(N = 'a', 'x', '')",
	}
	return strings.NewReplacer("N", "${"+n+"}", "M", "${"+m+"}").Replace(all[r.IntN(len(all))])
}

func randomQuestion(r *rand.Rand, name string, before []string) questionnaire.Question {
	q := questionnaire.Question{Name: name, Text: text(name)}
	n, m := name, name
	if len(before) > 0 {
		n, m = before[r.IntN(len(before))], before[r.IntN(len(before))]
		q.Relevant = randomCondition(r, n, m)
	}
	kinds := []questionnaire.Kind{
		questionnaire.Single, questionnaire.Multiple, questionnaire.Integer, questionnaire.Quantity, questionnaire.Scale,
		questionnaire.Ranking, questionnaire.Date, questionnaire.Time, questionnaire.Text, questionnaire.Acknowledge,
		questionnaire.Calculated, questionnaire.Calculated, questionnaire.Calculated,
	}
	q.Kind = kinds[r.IntN(len(kinds))]
	if q.Kind == questionnaire.Calculated && len(before) == 0 {
		q.Kind = questionnaire.Single
	}
	switch q.Kind {
	case questionnaire.Single, questionnaire.Multiple, questionnaire.Ranking:
		q.Options = options([]string{"a", "b", "c", "d"}[:2+r.IntN(3)]...)
		if len(before) > 0 && r.IntN(4) == 0 {
			q.ChoiceFilter = "of = ${" + n + "}"
			for i := range q.Options {
				q.Options[i].Filter = map[string]string{"of": []string{"a", "b", "2"}[r.IntN(3)]}
			}
		}
	case questionnaire.Scale:
		q.Options = options("1", "2", "3")
	case questionnaire.Integer:
		q.Max = 3000
	case questionnaire.Quantity:
		q.Max, q.Bands = 4000, []questionnaire.Decimal{0, 500, 2000}
	case questionnaire.Date:
		q.First, q.Last, q.Period = "2025-06-01", "2026-06-01", questionnaire.Half
	case questionnaire.Calculated:
		q.Calculation = randomCalculation(r, n, m)
		switch r.IntN(4) {
		case 1:
			q.Max = 1000
		case 2:
			q.Max = 3000
		case 3:
			q.Max, q.Bands = 5000, []questionnaire.Decimal{0, 1000, 3000}
		}
	}
	if r.IntN(12) == 0 {
		q.Level = questionnaire.ByRound
	}
	return q
}

// randomForm is a questionnaire of three sections; nil where it is refused, since it would give a background question away.
func randomForm(t *testing.T, r *rand.Rand) *questionnaire.Form {
	t.Helper()
	q := questionnaire.Questionnaire{Name: "random", Version: "v1", Title: text("random")}
	var before []string
	for i := range 3 {
		s := questionnaire.Section{Name: fmt.Sprint("s", i), Title: text("s")}
		if i > 0 {
			s.Relevant = randomCondition(r, before[r.IntN(len(before))], before[r.IntN(len(before))])
		}
		for range 1 + r.IntN(4) {
			name := fmt.Sprint("q", len(before))
			s.Questions = append(s.Questions, randomQuestion(r, name, before))
			before = append(before, name)
		}
		q.Sections = append(q.Sections, s)
	}
	f, faults := questionnaire.Examine(q)
	if slices.ContainsFunc(faults, func(f questionnaire.Fault) bool { return f.Key != "form.level" && f.Key != "form.background" }) {
		t.Fatalf("%v", faults)
	}
	return f
}

// logicOf is what hangs on what, a question a line.
func logicOf(f *questionnaire.Form) string {
	s := ""
	for _, section := range f.Questionnaire().Sections {
		for _, q := range section.Questions {
			s += fmt.Sprintf("%s %s [%s] [%s] %s %s %d-%d %d\n", q.Name, q.Kind, section.Relevant, q.Relevant, q.ChoiceFilter, q.Calculation, q.Min, q.Max, q.Bands)
		}
	}
	return s
}

// Whatever hangs on whatever, the cells of a plan hold the sheets that they stand for; and those of which it is known
// what they hang on, which are all but those that hang on several questions, are told by one draw if they are the same.
func TestPlansHoldWhatPeopleAnswer(t *testing.T) {
	t.Parallel()
	shared, tried, withheld, same := 0, 0, 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 21))
		f := randomForm(t, r)
		if f == nil {
			continue
		}
		tried++
		p := New(f)
		var sheets []questionnaire.Sheet
		for range 500 {
			sheets = append(sheets, answer(f, r))
		}
		row := make([]int, len(p.Columns))
		for i, set := range columnsOf(p, sheets) {
			row[i] = strings.Count(set, "1")
		}
		cells := 0
		for i := range p.Questions {
			a := &p.Questions[i]
			if a.Withheld {
				withheld++
			}
			if a.Sources != nil {
				derived(t, a, row, sheets)
				cells += len(a.Sources)
			}
		}
		same += oneDraw(t, p, sheets)
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, logicOf(f))
		}
		shared += cells - len(p.Columns)
	}
	if tried < 150 || shared < 1000 || same < 150 || withheld == 0 || withheld > tried/2 {
		t.Errorf("%d questionnaires, %d cells without a column of their own, %d equal ones, %d withheld", tried, shared, same, withheld)
	}
}
