package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"jianfu/models/questionnaire"
)

// columnsOf says for each column of a plan which of the sheets are in it, from the answers alone.
func columnsOf(p *Plan, sheets []questionnaire.Sheet) []string {
	sets := make([][]byte, len(p.Columns))
	for i, c := range p.Columns {
		q := p.form.Questions()[c.Question]
		cells := len(q.Cells())
		for _, s := range sheets {
			in := byte('0')
			switch a := s[c.Question]; {
			case a.State == questionnaire.Skipped && c.Cell == cells,
				a.State == questionnaire.Declined && c.Cell == cells+1,
				slices.Contains(q.CellsOf(a), c.Cell):
				in = '1'
			}
			sets[i] = append(sets[i], in)
		}
	}
	var all []string
	for _, s := range sets {
		all = append(all, string(s))
	}
	return all
}

// hanging are questions on one other in every way that there is, and those that they hang on.
func hanging() questionnaire.Questionnaire {
	q := func(name string, kind questionnaire.Kind, relevant string) questionnaire.Question {
		return questionnaire.Question{Name: name, Kind: kind, Text: text(name), Relevant: relevant}
	}
	with := func(q questionnaire.Question, names ...string) questionnaire.Question {
		q.Options = options(names...)
		return q
	}
	number := func(name, calculation string, most questionnaire.Decimal, bands ...questionnaire.Decimal) questionnaire.Question {
		return questionnaire.Question{
			Name: name, Kind: questionnaire.Calculated, Text: text(name), Max: most, Calculation: calculation, Bands: bands,
		}
	}
	visits := q("visits", questionnaire.Integer, "")
	visits.Max = 4000
	return questionnaire.Questionnaire{Name: "hanging", Version: "v1", Title: text("hanging"), Sections: []questionnaire.Section{
		{Name: "a", Title: text("a"), Questions: []questionnaire.Question{
			with(q("town", questionnaire.Single, ""), "yes", "no", "part"),
			with(q("rank", questionnaire.Ranking, "${town} = 'yes'"), "x", "y", "z"),
			q("words", questionnaire.Text, "${town} != 'part'"),
			with(q("ranked", questionnaire.Single, "${rank} != ''"), "a", "b", "c"),
			with(q("wrote", questionnaire.Single, "${words} != ''"), "a", "b", "c"),
			with(q("silent", questionnaire.Single, "${words} = ''"), "a", "b", "c"),
			{Name: "when", Kind: questionnaire.Time, Text: text("when"), Bands: []questionnaire.Decimal{0, 8000, 18000}},
			with(q("late", questionnaire.Single, "${when} >= 18"), "a", "b", "c"),
			with(q("early", questionnaire.Single, "${when} < 8"), "a", "b", "c"),
			{Name: "ack", Kind: questionnaire.Acknowledge, Text: text("ack"), Relevant: "${town} != 'no'"},
		}},
		{Name: "b", Title: text("b"), Relevant: "${ack} = 'ok'", Questions: []questionnaire.Question{
			visits,
			with(q("many", questionnaire.Scale, "${visits} > 3"), "1", "2", "3"),
			with(q("ticks", questionnaire.Multiple, ""), "p", "q", "r"),
			with(q("p", questionnaire.Scale, "selected(${ticks}, 'p')"), "1", "2", "3"),
			with(q("not_p", questionnaire.Scale, "not(selected(${ticks}, 'p'))"), "1", "2", "3"),
			number("again", "${visits}", 4000),
			number("any", "if(${visits} > 0, 1, 0)", 1000),
			number("banded", "${visits} * 2", 8000, 0, 2000, 8000),
			number("helped", "${uncounted} + 1", 5000),
			number("known", "coalesce(${visits}, 0)", 4000),
			number("many_again", "${many}", 3000),
			with(q("helping", questionnaire.Single, "${uncounted} = 3"), "a", "b", "c"),
		}},
		{Name: "c", Title: text("c"), Relevant: "${town} = 'part'", Questions: []questionnaire.Question{
			with(q("part", questionnaire.Single, ""), "a", "b", "c"),
			with(q("sub", questionnaire.Single, "${part} != 'a'"), "a", "b", "c"),
			number("constant", "4 * ${part_size}", 4000),
			{
				Name: "filtered", Kind: questionnaire.Single, Text: text("filtered"), ChoiceFilter: "of = ${part}",
				Options: []questionnaire.Option{
					{Name: "one", Text: text("one"), Filter: map[string]string{"of": "b"}},
					{Name: "two", Text: text("two"), Filter: map[string]string{"of": "c"}},
					{Name: "three", Text: text("three"), Filter: map[string]string{"of": "b"}},
				},
			},
		}},
	}}
}

// No two columns count the same sheets, or those that the other leaves out, unless nobody can be in them: the draws of
// both would narrow the count down. The answers of many people are the oracle.
func TestNoSetOfSheetsHasTwoDraws(t *testing.T) {
	t.Parallel()
	all := map[string]questionnaire.Questionnaire{"hanging": hanging(), "everything": example("everything"), "sample": example("sample")}
	s := all["hanging"].Sections
	s[1].Questions = slices.Insert(s[1].Questions, 5, questionnaire.Question{Name: "uncounted", Kind: questionnaire.Calculated, Calculation: "${visits} - 1"})
	s[2].Questions = slices.Insert(s[2].Questions, 2, questionnaire.Question{Name: "part_size", Kind: questionnaire.Calculated, Calculation: "string-length(${part})"})
	for name, q := range all {
		f, err := questionnaire.Compile(q)
		if err != nil {
			t.Fatal(err)
		}
		p := New(f)
		r := rand.New(rand.NewPCG(9, 9))
		var sheets []questionnaire.Sheet
		for range 2000 {
			sheets = append(sheets, answer(f, r))
		}
		seen, row := make(map[string]string), make([]int, len(p.Columns))
		for i, set := range columnsOf(p, sheets) {
			column := p.Columns[i].Name
			row[i] = strings.Count(set, "1")
			if first := seen[set]; first != "" {
				t.Errorf("%s: %s and %s have a draw each for the same sheets", name, column, first)
			}
			seen[set] = column
			flipped := []byte(set)
			for i := range flipped {
				flipped[i] ^= 1
			}
			if first := seen[string(flipped)]; first != "" {
				t.Errorf("%s: %s and %s together are all sheets", name, column, first)
			}
		}
		for i := range p.Questions {
			if q := &p.Questions[i]; q.Sources != nil {
				derived(t, q, row, sheets)
			}
		}
	}
}

// derived fails unless the cells of a question, put together from columns without rounding, hold what people answered.
func derived(t *testing.T, q *Question, row []int, sheets []questionnaire.Sheet) {
	t.Helper()
	for cell, s := range q.Sources {
		want := 0
		for _, sheet := range sheets {
			switch a := sheet[q.Place]; {
			case a.State == questionnaire.Skipped && cell == len(q.Cells),
				a.State == questionnaire.Declined && cell == len(q.Cells)+1,
				slices.Contains(q.CellsOf(a), cell):
				want++
			}
		}
		if got := s.Value(row, len(sheets)); got != want {
			t.Errorf("%s/%s holds %d sheets, not %d", q.Name, q.cellName(cell), got, want)
		}
	}
}

// oneDraw fails where cells that hold the same sheets come from different draws. It counts the pairs that do not.
func oneDraw(t *testing.T, p *Plan, sheets []questionnaire.Sheet) (same int) {
	t.Helper()
	type cell struct{ name, draws string }
	seen := make(map[string]cell)
	for i := range p.Questions {
		q := &p.Questions[i]
		several := hangsOnSeveral(p, q, sheets)
		for c, s := range q.Sources {
			switch {
			case several && (c == len(q.Cells) || q.Kind == questionnaire.Calculated),
				q.Conditional && q.Asked() && (q.OneColumn() || c > len(q.Cells)) && c != len(q.Cells):
				continue // of those few who are asked, all may answer, or write
			}
			set, n := "", 0
			for _, sheet := range sheets {
				if slices.Contains(append(q.CellsOf(sheet[q.Place]), q.missing(sheet[q.Place].State)), c) {
					set, n = set+"1", n+1
				} else {
					set += "0"
				}
			}
			if n < 12 || n > len(sheets)-12 {
				continue // the same by chance
			}
			here := cell{q.Name + "/" + q.cellName(c), drawsOf(s, len(p.Columns))}
			before, found := seen[set]
			switch {
			case !found:
				seen[set] = here
			case before.draws != here.draws:
				t.Errorf("%s and %s are the same sheets, %s and %s", before.name, here.name, before.draws, here.draws)
			default:
				same++
			}
		}
	}
	return same
}

// hangsOnSeveral reports whether a question hangs on several others, or on one that does or that hardly anybody answers.
func hangsOnSeveral(p *Plan, q *Question, sheets []questionnaire.Sheet) bool {
	if !q.Conditional && q.Asked() {
		return false
	}
	on, _ := p.root(q, p.form.Calculation(q.Name))
	if on == nil || hangsOnSeveral(p, on, sheets) {
		return true
	}
	n := 0
	for _, s := range sheets {
		if s[on.Place].State == questionnaire.Answered {
			n++
		}
	}
	return n < 12
}

// drawsOf is how often each column goes into a source, then all sheets.
func drawsOf(s Source, columns int) string {
	times := make([]int, columns+1)
	var add func(s Source, sign int)
	add = func(s Source, sign int) {
		if s.Column > 0 {
			times[s.Column-1] += sign
			return
		}
		if s.Minus != nil {
			times[columns] += sign
		}
		for _, m := range s.Minus {
			add(m, -sign)
		}
	}
	add(s, 1)
	return fmt.Sprint(times)
}
