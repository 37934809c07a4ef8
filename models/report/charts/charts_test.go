package charts

import (
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// elements parses a drawing and lists its elements and their text; it fails on anything that is no XML.
func elements(t *testing.T, svg string) (names []string, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return names, text
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		switch v := token.(type) {
		case xml.StartElement:
			names = append(names, v.Name.Local)
			for _, a := range v.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
					t.Errorf("a drawing has the attribute %s", a.Name.Local)
				}
			}
		case xml.CharData:
			text += string(v) + "\n"
		}
	}
}

const hostile = "<script>alert(\"1\")</script> & 'x' \x00\x1b"

func drawings(s string) map[string]string {
	bars := []Bar{
		{Label: s, Value: 40, Low: 30, High: 50, Interval: true, Text: s},
		{Label: s, Hidden: s},
		{Label: s, Value: 8, AtMost: true, Text: "≤ 8"},
		{Label: s, Value: 9, AtLeast: true, Text: "≥ 9"},
		{Label: s, Value: 20, Context: true, Indent: 2, Text: "20"},
		{Label: s, Value: 60, Low: 55, High: 70, Interval: true, Apart: true, Text: "60"},
	}
	return map[string]string{
		"bars":      BarChart{ID: "a", Title: s, Desc: s, Unit: "%", Bars: bars}.Draw(),
		"histogram": Histogram{ID: "b", Title: s, Desc: s, Unit: "%", Axis: s, Bands: bars}.Draw(),
		"forest":    Forest{ID: "c", Title: s, Desc: s, Axis: s, Rows: bars, Reference: 25, RefLabel: s}.Draw(),
		"stack": Stack{ID: "d", Title: s, Desc: s, Low: s, High: s, Rows: []StackRow{
			{Label: s, Parts: []float64{1, 2, 3, 4, 5}, Texts: []string{s, "2", "3", "4", "5"}, Text: s},
			{Label: s, Parts: []float64{0, 0}, Text: s},
			{Label: s, Hidden: s},
		}}.Draw(),
	}
}

func TestEverythingIsEscaped(t *testing.T) {
	t.Parallel()
	for name, svg := range drawings(hostile) {
		names, text := elements(t, svg)
		if slices.Contains(names, "script") {
			t.Errorf("%s: a label became an element", name)
		}
		if !slices.Contains(names, "title") || !slices.Contains(names, "desc") || !strings.Contains(svg, `role="img"`) {
			t.Errorf("%s: no words for those who do not see it", name)
		}
		if !strings.Contains(text, `<script>alert("1")</script> & 'x'`) {
			t.Errorf("%s: the title is not said as it is: %s", name, text)
		}
	}
}

func FuzzDraw(f *testing.F) {
	f.Add("负担")
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, s string) {
		for _, svg := range drawings(s) {
			if names, _ := elements(t, svg); names[0] != "svg" {
				t.Fatal("no drawing")
			}
		}
	})
}

func TestHiddenIsHatchedWithItsReason(t *testing.T) {
	t.Parallel()
	for name, svg := range map[string]string{
		"bars":      BarChart{ID: "f1", Bars: []Bar{{Label: "a", Hidden: "不足10人"}}}.Draw(),
		"histogram": Histogram{ID: "f1", Bands: []Bar{{Label: "a", Hidden: "不足10人"}}}.Draw(),
		"stack":     Stack{ID: "f1", Rows: []StackRow{{Label: "a", Hidden: "不足10人"}}}.Draw(),
		"forest":    Forest{ID: "f1", Rows: []Bar{{Label: "a", Hidden: "不足10人"}}}.Draw(),
	} {
		if !strings.Contains(svg, "url(#f1-hatch)") || !strings.Contains(svg, "不足10人") || strings.Contains(svg, accent) {
			t.Errorf("%s: %s", name, svg)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		ems   float64
		most  int
		lines []string
	}{
		{"短", 10, 3, []string{"短"}},
		{"一二三四五六", 4, 3, []string{"一二三四", "五六"}},
		{"一二三四，五六", 4, 3, []string{"一二三", "四，五六"}}, // a comma starts no line
		{"on the word", 4, 3, []string{"on the", "word"}},
		{"一二三四五六七八九十", 3, 2, []string{"一二三", "四五…"}},
		{"", 4, 3, []string{""}},
	} {
		if got := wrap(c.text, c.ems*fontSize, c.most); !slices.Equal(got, c.lines) {
			t.Errorf("%s: %q, want %q", c.text, got, c.lines)
		}
	}
}

func TestAxis(t *testing.T) {
	t.Parallel()
	for most, want := range map[float64][]float64{
		100: {0, 20, 40, 60, 80, 100}, 47: {0, 10, 20, 30, 40, 50}, 3.2: {0, 1, 2, 3, 4}, 0: {0, 0.2, 0.4, 0.6, 0.8, 1}, 12: {0, 2.5, 5, 7.5, 10, 12.5},
	} {
		if got := newAxis(most).ticks(); len(got) != len(want) || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("%v: %v, want %v", most, got, want)
		}
	}
	for most := 0.1; most < 2000; most *= 1.07 {
		if a := newAxis(most); a.most < most || len(a.ticks()) > 7 || len(a.ticks()) < 3 {
			t.Errorf("%v: up to %v in %d ticks", most, a.most, len(a.ticks()))
		}
	}
}

func TestIDsBeginWithTheGivenOne(t *testing.T) {
	t.Parallel()
	ids := regexp.MustCompile(` id="([^"]*)"`)
	used := regexp.MustCompile(`url\(#([^)]*)\)|aria-(?:labelledby|describedby)="([^"]*)"`)
	seen := make(map[string]bool)
	for name, svg := range drawings("x") {
		own := make(map[string]bool)
		for _, m := range ids.FindAllStringSubmatch(svg, -1) {
			if seen[m[1]] {
				t.Errorf("%s: the id %s stands there twice", name, m[1])
			}
			seen[m[1]], own[m[1]] = true, true
		}
		for _, m := range used.FindAllStringSubmatch(svg, -1) {
			if !own[m[1]+m[2]] {
				t.Errorf("%s refers to %s, which it does not hold", name, m[1]+m[2])
			}
		}
	}
}

func TestTicksHoldWhatTheyMeasure(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]float64{{0, 1}, {43.5, 63}, {5, 5}, {-3, 7}, {0, 0}, {0.5, 480}, {99.9, 100.1}} {
		ticks := between(c[0], c[1])
		if ticks[0] > c[0] || ticks[len(ticks)-1] < c[1] || len(ticks) < 2 || len(ticks) > 8 {
			t.Errorf("%v: %v", c, ticks)
		}
	}
}

func TestForestFillsWhatStandsApart(t *testing.T) {
	t.Parallel()
	row := Bar{Label: "a", Value: 60, Low: 55, High: 70, Interval: true, Text: "60"}
	open := Forest{ID: "f", Rows: []Bar{row}, Reference: 50, RefLabel: "all"}.Draw()
	row.Apart = true
	filled := Forest{ID: "f", Rows: []Bar{row}, Reference: 50, RefLabel: "all"}.Draw()
	if mark := `fill="` + accent + `"`; strings.Contains(open, mark) || !strings.Contains(filled, mark) {
		t.Error("what stands apart is not told from what does not")
	}
}
