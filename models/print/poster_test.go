package print_test

import (
	"bytes"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/print"
)

const longName = "和平县上陵镇㐂村便民服务中心暨综合行政执法队与应急管理站联合办公室𫟼𠀀😀筹备组"

func posters(lang models.Lang) print.PosterSheet {
	const address = "https://jianfu.example.cn/p/3F7K2M9Q"
	return print.PosterSheet{Round: round(lang), Posters: []print.Poster{
		{Unit: "上陵镇人民政府", URL: address},
		{Unit: longName, URL: address + "1"},
		{Unit: "Office for the Comprehensive Administration of Emergency Services in Yunlan County", URL: address + "2", Address: "jf.cn/3F7K"},
	}}
}

func TestPostersSayWhatTheyMust(t *testing.T) {
	t.Parallel()
	common := []string{"jianfu.example.cn/p/3F7K2M9Q", "jianfu.example.cn/privacy", "7f3a-91c2-e0b4", "上陵镇人民政府"}
	for lang, want := range map[models.Lang][]string{
		models.Chinese: {
			"2027年第一季度基层工作负担问卷", "约3分钟", "2027年3月1日09:00至", "2027年3月31日18:00", "某大学社会调查研究中心",
			"只有第三方评估方能打开", "在浏览器打开", "我们存什么", "表号：减负调1表", "有效期至：2027年12月31日", "专项工作机制办公室",
		},
		models.English: {
			"Burdens of local staff", "About 3 minutes", "1 March 2027, 09:00", "31 March 2027, 18:00",
			"Answers are sealed on your phone", "Open in browser", "What we store",
		},
	} {
		pdf := write(t, func(out *bytes.Buffer) error { return print.Posters(out, posters(lang), voice(t, lang)) })
		got := words(t, pdf, 1)
		for _, w := range append(want, common...) {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not on the poster", lang, w)
			}
		}
		if got := words(t, pdf, 3); !strings.Contains(got, "jf.cn/3F7K") {
			t.Errorf("%s: the short address is not on the poster", lang)
		}
	}
}

func TestPostersScanAndKeepTheirMargins(t *testing.T) {
	t.Parallel()
	for _, lang := range models.Langs() {
		sheet := posters(lang)
		sheet.Trial = true
		pdf := write(t, func(out *bytes.Buffer) error { return print.Posters(out, sheet, voice(t, lang)) })
		for i, p := range sheet.Posters {
			img := picture(t, pdf, i+1)
			if got := scan(t, part(img, 30, 80, 150, 130)); got != p.URL {
				t.Errorf("%s, page %d: scanned %q, want %q", lang, i+1, got, p.URL)
			}
			for name, edge := range map[string]int{
				"left":           ink(part(img, 0, 0, 23.5, 297)),
				"right":          ink(part(img, 186.5, 0, 23.5, 297)),
				"top":            ink(part(img, 0, 0, 210, 8)),
				"bottom":         ink(part(img, 0, 288, 210, 9)),
				"above the foot": ink(part(img, 0, 276.5, 210, 3)),
			} {
				if edge > 0 {
					t.Errorf("%s, page %d: %d dark pixels in the margin %s", lang, i+1, edge, name)
				}
			}
		}
	}
}

func TestATrialSaysSo(t *testing.T) {
	t.Parallel()
	sheet := posters(models.Chinese)
	sheet.Trial = true
	say := voice(t, models.Chinese)
	poster := write(t, func(out *bytes.Buffer) error { return print.Posters(out, sheet, say) })
	slips := write(t, func(out *bytes.Buffer) error {
		return print.Cards(out, print.CardSheet{Round: sheet.Round, Units: []print.CardUnit{{Name: "甲", Cards: cards(0, 1)}}}, say)
	})
	for name, page := range map[string]string{"poster": words(t, poster, 1), "cover": words(t, slips, 1), "card": words(t, slips, 2)} {
		joined := strings.Join(strings.Fields(page), "")
		if !strings.Contains(joined, "试填") || !strings.Contains(joined, "不计入") {
			t.Errorf("the %s does not say 试填, and what it means", name)
		}
		if strings.Contains(joined, "独立评估") || strings.Contains(joined, "只有第三方评估方能打开") {
			t.Errorf("the %s promises an evaluator", name)
		}
	}
}

// TestAPosterOfASeries has nothing on it that another round would make untrue.
func TestAPosterOfASeries(t *testing.T) {
	t.Parallel()
	for _, lang := range models.Langs() {
		sheet := posters(lang)
		sheet.Series = true
		got := words(t, write(t, func(out *bytes.Buffer) error { return print.Posters(out, sheet, voice(t, lang)) }), 1)
		for _, w := range []string{"7f3a-91c2-e0b4", "18:00", "09:00"} {
			if strings.Contains(got, w) {
				t.Errorf("%s: %q is on the poster", lang, w)
			}
		}
		want := map[models.Lang]string{models.Chinese: "分轮进行", models.English: "In rounds"}[lang]
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q is not on the poster", lang, want)
		}
	}
}

func TestPostersThatCannotBeMade(t *testing.T) {
	t.Parallel()
	say := voice(t, models.Chinese)
	for name, posters := range map[string][]print.Poster{"none": nil, "no address": {{Unit: "甲"}}} {
		var out bytes.Buffer
		err := print.Posters(&out, print.PosterSheet{Round: round(models.Chinese), Posters: posters}, say)
		if models.KindOf(err) != models.Invalid || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, out.Len())
		}
	}
}
