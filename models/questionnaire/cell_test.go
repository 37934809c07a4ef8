package questionnaire_test

import (
	"fmt"
	"slices"
	"testing"

	. "jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func TestCells(t *testing.T) {
	t.Parallel()
	// The bands of docs/statistics.md, as name, label and both ends; + marks the open one.
	hours := []string{"0 0 0..0", "0.5 >0–4 0.5..3.5", "4 4–8 4..7.5", "8 8–16 8..15.5", "16 16–40 16..39.5"}
	for _, c := range []struct {
		name string
		want []string
	}{
		{"hours_week", []string{"0 <40 0..39.5", "40 40–48 40..47.5", "48 48–60 48..59.5", "60 ≥60 60..112+"}},
		{"insp_hours", append(slices.Clone(hours), "40 ≥40 40..300+")},
		{"pushed_hours_news", append(slices.Clone(hours), "40 ≥40 40..80+")},
		{"trace_hours", []string{"0 0 0..0", "0.5 >0–2 0.5..1.5", "2 2–5 2..4.5", "5 5–10 5..9.5", "10 ≥10 10..60+"}},
		{"mirrored", []string{"0 0 0..0", "1 1 1..1", "2 2–3 2..3", "4 4–6 4..6", "7 ≥7 7..60+"}},
		{"data_count", []string{"0 0 0..0", "1 1–2 1..2", "3 3–5 3..5", "6 6–10 6..10", "11 11–20 11..20", "21 ≥21 21..200+"}},
		{"seconded_months", []string{"0 0 0..0", "1 1–3 1..3", "4 4–6 4..6", "7 7–11 7..11", "12 12 12..12"}},
		{"unit_lent", []string{"0 0 0..0", "1 1 1..1", "2 2 2..2", "3 3–5 3..5", "6 ≥6 6..500+"}},
		{"weekend_days", []string{"0 0 0..0", "1 1 1..1", "2 2 2..2"}},
		{"trend_year", []string{"1 明显减轻 1..1", "2 有所减轻 2..2", "3 差不多 3..3", "4 有所加重 4..4", "5 明显加重 5..5"}},
		{"coached", []string{"no 没有 0..0", "yes 有 0..0", "rather_not 不愿说 0..0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q, _ := instrument(t, builtin.BurdenFull).Question(c.name)
			var got []string
			for _, cell := range q.Cells() {
				s := fmt.Sprintf("%s %s %s..%s", cell.Name, cell.Label.Zh, cell.From, cell.To)
				if cell.Open {
					s += "+"
				}
				got = append(got, s)
				if cell.Label.En == "" {
					t.Errorf("%s has no English label", cell.Name)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCellsWithoutLabels(t *testing.T) {
	t.Parallel()
	q := Question{Kind: Scale, Options: []Option{{Name: "1", Text: say("low")}, {Name: "2"}, {Name: "3", Text: say("high")}}}
	if got := q.Cells()[1].Label; got != say("2") {
		t.Errorf("the middle is labelled %v", got)
	}
	narrow := Question{Kind: Quantity, Max: 1000}
	if got := narrow.Cells(); len(got) != 3 || got[1].Label != say("0.5") {
		t.Errorf("a narrow quantity has cells %v", got)
	}
	open := Question{Kind: Quantity, Max: 9000, Bands: []Decimal{0, 500}}
	if got := open.Cells()[1].Label; got != say(">0") {
		t.Errorf("the rest above 0 is labelled %v", got)
	}
}

// TestCellsOf puts every possible answer of the full inventory into cells: each number lies within exactly one.
func TestCellsOf(t *testing.T) {
	t.Parallel()
	for _, q := range instrument(t, builtin.BurdenFull).Questions() {
		cells := q.Cells()
		if !q.Numeric() {
			for i, o := range q.Options {
				if got := q.CellsOf(choices(o.Name)); !slices.Equal(got, []int{i}) || cells[i].Name != o.Name {
					t.Errorf("%s %s falls in %v", q.Name, o.Name, got)
				}
			}
			continue
		}
		for v := q.Min; v <= q.Max; v += q.Stride() {
			var want []int
			for i, c := range cells {
				if c.From <= v && v <= c.To {
					want = append(want, i)
				}
			}
			if got := q.CellsOf(number(v)); len(want) != 1 || !slices.Equal(got, want) {
				t.Errorf("%s %s falls in %v, want %v", q.Name, v, got, want)
			}
		}
	}
	q := small().Sections[0].Questions
	for _, c := range []struct {
		q    Question
		a    Answer
		want []int
	}{
		{q[1], choices("x", "z"), []int{0, 2}},
		{q[1], Answer{}, nil},
		{q[2], Answer{State: Skipped}, nil},
		{q[2], number(11000), nil},
		{q[2], number(-1000), nil},
		{q[3], number(3500), []int{1}},
	} {
		if got := c.q.CellsOf(c.a); !slices.Equal(got, c.want) {
			t.Errorf("%s %+v falls in %v, want %v", c.q.Name, c.a, got, c.want)
		}
	}
}
