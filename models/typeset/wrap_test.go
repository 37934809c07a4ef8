package typeset

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"jianfu/models"
)

func document(t testing.TB, lang models.Lang) *Document {
	t.Helper()
	doc, err := New(Info{Lang: lang, Title: "题", Author: "作者", Created: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// em is the width of a Chinese character of 10 points.
const em = 10 * point

func TestWrap(t *testing.T) {
	t.Parallel()
	doc := document(t, models.Chinese)
	for name, c := range map[string]struct {
		text string
		ems  float64
		want []string
	}{
		"nothing":                       {"", 5, []string{""}},
		"a line that fits exactly":      {"减负减负", 4, []string{"减负减负"}},
		"between any two characters":    {"为基层减轻负担", 4, []string{"为基层减", "轻负担"}},
		"not before a full stop":        {"为基层减。轻负担", 4, []string{"为基层", "减。轻", "负担"}},
		"not before closing marks":      {"请看减轻）”，再说", 4, []string{"请看减", "轻）”，", "再说"}},
		"not after an opening bracket":  {"为基层（减轻负担）好", 4, []string{"为基层", "（减轻负", "担）好"}},
		"a newline always":              {"甲\n乙", 9, []string{"甲", "乙"}},
		"English at spaces":             {"lighten the load", 4, []string{"lighten", "the load"}},
		"an apostrophe holds together":  {"we don’t know", 3.8, []string{"we", "don’t", "know"}},
		"between Chinese and English":   {"请用age打开", 4, []string{"请用age", "打开"}},
		"a word too long for any line":  {"WWWWWWWWWW", 4.5, []string{"WWWWW", "WWWWW"}},
		"no character alone at the end": {"为基层减负吗？", 5, []string{"为基层减", "负吗？"}},
	} {
		if got := doc.Wrap(c.text, c.ems*em, Style{Size: 10}); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// FuzzWrap checks what must hold for any text: no character is lost but spaces at breaks, and no line is too wide unless
// a single character is.
func FuzzWrap(f *testing.F) {
	f.Add("和平县上陵镇㐂村（便民）服务中心，暨“综合行政执法队”。", 30.0)
	f.Add("Yunlan County Office for the Comprehensive Administration of Emergency Services", 22.0)
	f.Add("https://jianfu.example.cn/c/7K3M9QXA2BCDEFGH 打开\n\n甲、乙 ，丙", 15.0)
	f.Add("\xff𠀀😀\u200d👨‍👩‍👧…………——", 11.0)
	doc := document(f, models.Chinese)
	style := Style{Size: 10}
	f.Fuzz(func(t *testing.T, s string, width float64) {
		if !utf8.ValidString(s) || len(s) > 500 || !(width > em && width < 500) {
			t.Skip()
		}
		lines := doc.Wrap(s, width, style)
		bare := strings.NewReplacer(" ", "", "\n", "")
		if got := bare.Replace(strings.Join(lines, "")); got != bare.Replace(s) {
			t.Fatalf("%q became %q", s, lines)
		}
		for _, line := range lines {
			if w := doc.Width(line, style); w > width+1e-3 && utf8.RuneCountInString(line) > 1 {
				t.Errorf("%q is %.3f wide, more than %.3f", line, w, width)
			}
		}
	})
}

func TestFit(t *testing.T) {
	t.Parallel()
	doc := document(t, models.Chinese)
	name := strings.Repeat("和平县上陵镇便民服务中心", 4)[:3*40] // 40 characters
	for title, c := range map[string]struct {
		text     string
		width    float64
		lines    int
		smallest float64
		size     float64
		cut      bool
	}{
		"as it is":            {"减负", 100, 1, 8, 30, false},
		"smaller":             {name, 162, 2, 14, 22.5, false},
		"at the smallest":     {name, 57, 2, 8, 8, false},
		"cut at the smallest": {name, 30, 2, 8, 8, true},
	} {
		style, lines := doc.Fit(c.text, c.width, c.lines, c.smallest, Style{Size: 30})
		if style.Size != c.size {
			t.Errorf("%s: size %v, want %v", title, style.Size, c.size)
		}
		if len(lines) > c.lines {
			t.Errorf("%s: %d lines, want at most %d", title, len(lines), c.lines)
		}
		for _, line := range lines {
			if w := doc.Width(line, style); w > c.width {
				t.Errorf("%s: %q is %.1f wide", title, line, w)
			}
		}
		if whole := strings.Join(lines, "") == c.text; whole == c.cut || c.cut != strings.HasSuffix(lines[len(lines)-1], "…") {
			t.Errorf("%s: cut or not against expectation: %q", title, lines)
		}
	}
}

func TestFitEvensTheLinesOut(t *testing.T) {
	t.Parallel()
	doc := document(t, models.Chinese)
	_, lines := doc.Fit("和平县上陵镇人民政府办公室", 10*em, 2, 10, Style{Size: 10})
	if len(lines) != 2 || utf8.RuneCountInString(lines[1]) < 6 {
		t.Errorf("13 characters in lines of 10: %q", lines)
	}
}
