package print_test

import (
	"bytes"
	"image"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"jianfu/models"
	"jianfu/models/print"
	"jianfu/models/qr"
)

// The grid as it is promised to whoever cuts: ten cards of 90 × 52 mm in the middle of A4.
const (
	gridX, gridY  = 15.0, 18.5
	cellW, cellH  = 90.0, 52.0
	coverAndCards = 2 // the page of a unit's first cards
)

func TestCardsScanInTheOrderGiven(t *testing.T) {
	t.Parallel()
	unit := print.CardUnit{Name: longName, Cards: cards(0, 13)}
	pdf := write(t, func(out *bytes.Buffer) error {
		return print.Cards(out, print.CardSheet{Round: round(models.Chinese), Units: []print.CardUnit{unit}}, voice(t, models.Chinese))
	})
	pages := []*image.Gray{picture(t, pdf, coverAndCards), picture(t, pdf, coverAndCards+1)}
	for i, card := range unit.Cards {
		x, y := gridX+cellW*float64(i%2), gridY+cellH*float64(i%10/2)
		if got := scan(t, part(pages[i/10], x, y, cellW, cellH)); got != card.URL {
			t.Errorf("card %d: scanned %q, want %q", i, got, card.URL)
		}
	}
}

func TestACardSaysWhatItMust(t *testing.T) {
	t.Parallel()
	for lang, want := range map[models.Lang][]string{
		models.Chinese: {"上陵镇人民政府", "2027年第一季度基层工作负担问卷", "2027年3月31日18:00截止", "没有人记录谁抽到哪一张", "jianfu.example.cn"},
		models.English: {"上陵镇人民政府", "Burdens of local staff", "31 March 2027, 18:00", "nobody notes who draws which", "jianfu.example.cn"},
	} {
		pdf := write(t, func(out *bytes.Buffer) error {
			units := []print.CardUnit{{Name: "上陵镇人民政府", Cards: []print.Card{{Code: "7K3M-9QXA-2BCD-EFGH", URL: "https://jianfu.example.cn/c/7K3M9QXA2BCDEFGH"}}}}
			return print.Cards(out, print.CardSheet{Round: round(lang), Units: units}, voice(t, lang))
		})
		got := words(t, pdf, coverAndCards)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not on the card", lang, w)
			}
		}
		if !regexp.MustCompile(`7K3M ?- ?9QXA ?- ?2BCD ?- ?EFGH`).MatchString(got) {
			t.Errorf("%s: the code is not on the card in groups of four: %s", lang, got)
		}
	}
}

// TestNothingButItsCodeTellsACardFromAnother compares whole pages: what is left after the codes are taken out must be
// the same, so there is no number, order or page on them.
func TestNothingButItsCodeTellsACardFromAnother(t *testing.T) {
	t.Parallel()
	pdf := write(t, func(out *bytes.Buffer) error {
		units := []print.CardUnit{{Name: "上陵镇人民政府", Cards: cards(0, 30)}}
		return print.Cards(out, print.CardSheet{Round: round(models.Chinese), Units: units}, voice(t, models.Chinese))
	})
	signs := regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{4}( ?- ?[0-9A-HJKMNP-TV-Z]{4}){3}|\s+`)
	first := signs.ReplaceAllString(words(t, pdf, 2), " ")
	for page := 3; page <= 4; page++ {
		if got := signs.ReplaceAllString(words(t, pdf, page), " "); strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(first), "") {
			t.Errorf("page %d differs:\n%s\n%s", page, got, first)
		}
	}
}

func TestACutNeverTouchesACard(t *testing.T) {
	t.Parallel()
	names := []string{"甲", longName, "Office for the Comprehensive Administration of Emergency Services in Yunlan County"}
	for _, lang := range models.Langs() {
		sheet := print.CardSheet{Round: round(lang)}
		for i, name := range names {
			sheet.Units = append(sheet.Units, print.CardUnit{Name: name, Cards: cards(10*i, 10)})
		}
		pdf := write(t, func(out *bytes.Buffer) error { return print.Cards(out, sheet, voice(t, lang)) })
		for i, name := range names {
			if n := inkOnCuts(picture(t, pdf, coverAndCards*(i+1))); n > 0 {
				t.Errorf("%s, %s: %d dark pixels on the cuts", lang, name, n)
			}
		}
	}
}

// inkOnCuts counts what is printed within 2 mm of where a page is cut, but for the crosses, which reach 1.5 mm.
func inkOnCuts(page *image.Gray) int {
	n := 0
	for column := range 3 {
		for row := range 5 {
			n += ink(part(page, gridX+cellW*float64(column)-2, gridY+cellH*float64(row)+2, 4, cellH-4))
		}
	}
	for row := range 6 {
		for column := range 2 {
			n += ink(part(page, gridX+cellW*float64(column)+2, gridY+cellH*float64(row)-2, cellW-4, 4))
		}
	}
	return n
}

func TestACoverGoesBeforeEachUnit(t *testing.T) {
	t.Parallel()
	pdf := write(t, func(out *bytes.Buffer) error {
		units := []print.CardUnit{{Name: "甲镇", Cards: cards(0, 11)}, {Name: "乙镇", Cards: cards(20, 3)}}
		return print.Cards(out, print.CardSheet{Round: round(models.Chinese), Units: units}, voice(t, models.Chinese))
	})
	for page, want := range map[int][]string{1: {"甲镇", "共11张", "抽到哪张都一样", "jianfu.example.cn/kiosk"}, 4: {"乙镇", "共3张", "不要签领"}} {
		got := words(t, pdf, page)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("page %d: no %q", page, w)
			}
		}
	}
}

func TestCardsThatCannotBeMade(t *testing.T) {
	t.Parallel()
	say := voice(t, models.Chinese)
	for name, units := range map[string][]print.CardUnit{
		"no unit":      nil,
		"no card":      {{Name: "甲"}},
		"a short code": {{Name: "甲", Cards: []print.Card{{Code: "7K3M", URL: "https://a.cn/c/7K3M"}}}},
		"no address":   {{Name: "甲", Cards: []print.Card{{Code: code(1)}}}},
	} {
		var out bytes.Buffer
		err := print.Cards(&out, print.CardSheet{Round: round(models.Chinese), Units: units}, say)
		if models.KindOf(err) != models.Invalid || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, out.Len())
		}
	}
}

// BenchmarkCards prints 10,000 cards and, in the same run, draws as many codes as bare paths with the PDF library: no
// text, no font, codes made beforehand. It reports how many times as long the cards take as those paths, and as paths
// and codes together.
func BenchmarkCards(b *testing.B) {
	const n = 10_000
	sheet := print.CardSheet{Round: round(models.Chinese), Units: []print.CardUnit{{Name: "上陵镇人民政府", Cards: cards(0, n)}}}
	say := voice(b, models.Chinese)
	var whole, made, bare time.Duration
	for b.Loop() {
		start := time.Now()
		pdf := write(b, func(out *bytes.Buffer) error { return print.Cards(out, sheet, say) })
		whole += time.Since(start)
		b.ReportMetric(float64(len(pdf))/n, "bytes/card")

		start = time.Now()
		codes := make([]qr.Code, n)
		for i, card := range sheet.Units[0].Cards {
			codes[i], _ = qr.Encode(card.URL)
		}
		made += time.Since(start)

		start = time.Now()
		paths(b, codes)
		bare += time.Since(start)
	}
	b.ReportMetric(float64(whole)/float64(bare), "×paths")
	b.ReportMetric(float64(whole)/float64(bare+made), "×paths+codes")
}

// paths draws codes, ten a page, in one fill each.
func paths(b *testing.B, codes []qr.Code) {
	b.Helper()
	pdf := fpdf.New("P", "mm", "A4", "")
	for i, code := range codes {
		if i%10 == 0 {
			pdf.AddPage()
		}
		path := []byte("q 2 0 0 -2 50 800 cm\n")
		for _, r := range code.Runs() {
			for _, v := range []int{r.X, r.Y, r.N} {
				path = append(strconv.AppendInt(path, int64(v), 10), ' ')
			}
			path = append(path, "1 re\n"...)
		}
		pdf.RawWriteStr(string(path) + "f Q")
	}
	if err := pdf.Output(io.Discard); err != nil {
		b.Fatal(err)
	}
}
