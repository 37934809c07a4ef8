package plan

import (
	"testing"

	"jianfu/models/questionnaire"
)

const skipped, declined = -2, -1

// sourcesOf looks up the Source of a cell of a question of the sample.
func sourcesOf(t *testing.T) func(question string, cell int) Source {
	t.Helper()
	form, err := questionnaire.Compile(example("sample"))
	if err != nil {
		t.Fatal(err)
	}
	p := New(form)
	return func(question string, cell int) Source {
		q := p.Questions[p.ByName[question]]
		if cell < 0 {
			return q.Sources[len(q.Cells)+2+cell]
		}
		return q.Sources[cell]
	}
}

func TestOneDrawForTheSameSheets(t *testing.T) {
	t.Parallel()
	at := sourcesOf(t)
	for _, c := range []struct {
		name string
		a, b Source
	}{
		{"no inspection = the zero of the count", at("hours", skipped), at("count", 0)},
		{"not ticked", at("quiet", skipped), at("pushed", 0)},
		{"seconded = no", at("months", skipped), at("seconded", 0)},
		{"the same condition in other words", at("sum_a", skipped), at("sum_b", skipped)},
		{"the same values in other words", at("some_a", skipped), at("some_b", skipped)},
	} {
		if c.a.Column == 0 || c.a.Column != c.b.Column {
			t.Errorf("%s: columns %d and %d", c.name, c.a.Column, c.b.Column)
		}
	}
	if a := at("some_a", skipped); a.Column == at("count", 0).Column {
		t.Error("a condition on several values shares the draw of one of them")
	}
	if m := at("method", skipped); m.Column == at("hours", 0).Column {
		t.Error("no hours because of no inspection is not the band 0 of the hours")
	}
}

func TestWhatFollowsHasNoDraw(t *testing.T) {
	t.Parallel()
	at := sourcesOf(t)
	for _, c := range []struct {
		name  string
		s     Source
		minus []Source
	}{
		{"not applicable is what is left of a tick", at("news", skipped), []Source{at("pushed", 0), at("pushed", declined)}},
		{"only those seconded now", at("since", skipped), []Source{at("seconded", 2), at("seconded", declined)}},
		{"the second of two options", at("ever", 1), []Source{at("ever", 0), {}, at("ever", declined)}},
	} {
		if c.s.Column != 0 || len(c.s.Minus) != len(c.minus) {
			t.Errorf("%s has a draw of its own", c.name)
			continue
		}
		for i := range c.minus {
			if c.s.Minus[i].Column != c.minus[i].Column {
				t.Errorf("%s: %v, want %v", c.name, c.s.Minus, c.minus)
			}
		}
	}
	if why := at("why", skipped); why.Column != 0 || why.Minus[0].Column != at("ever", 0).Column {
		t.Error("not applicable under one of two options is not what is left of the other")
	}
}
