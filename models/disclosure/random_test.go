package disclosure

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
		"N = 'a' and M > 1", "true()", "1 = 2", "N = 'ok'", "N != 'a' and N != 'b'",
	}
	return strings.NewReplacer("N", "${"+n+"}", "M", "${"+m+"}").Replace(all[r.IntN(len(all))])
}

func randomCalculation(r *rand.Rand, n, m string) string {
	all := []string{
		"N", "N", "N + 1", "N * 2", "if(N = 'a', 1, 2)", "coalesce(N, 0)", "if(N > 1, N, 0)", "string-length(N)", "count-selected(N)",
		"if(selected(N, 'a'), 1, 0)", "3", "if(N = '', 1, 2)", "N + M", "if(M > 1, N, 1)", "N div 3", "if(N = 'a', 'x', '')",
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

// Whatever hangs on whatever, the cells of a plan hold the sheets that they stand for.
func TestPlansHoldWhatPeopleAnswer(t *testing.T) {
	t.Parallel()
	shared, tried := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 21))
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
		if slices.ContainsFunc(faults, func(f questionnaire.Fault) bool { return f.Key != "form.level" }) {
			t.Fatalf("seed %d: %v", seed, faults)
		}
		if f == nil {
			continue // a background question would give itself away
		}
		tried++
		p := newPlan(f)
		var sheets []questionnaire.Sheet
		for range 150 {
			sheets = append(sheets, answer(f, r))
		}
		row := make([]int, len(p.columns))
		for i, set := range columnsOf(p, sheets) {
			row[i] = strings.Count(set, "1")
		}
		cells := 0
		for i := range p.questions {
			if a := &p.questions[i]; a.sources != nil {
				derived(t, a, row, sheets)
				cells += len(a.sources)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, q.Sections)
		}
		shared += cells - len(p.columns)
	}
	if tried < 150 {
		t.Errorf("only %d questionnaires", tried)
	}
	if shared < 500 {
		t.Errorf("only %d cells have no column of their own", shared)
	}
}
