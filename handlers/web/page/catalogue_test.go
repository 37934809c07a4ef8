package page_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/templates"
)

func load(t *testing.T) *page.Catalogue {
	t.Helper()
	catalogue, err := page.LoadCatalogue(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

var (
	place = regexp.MustCompile(`\{[0-9]+\}`)
	// Half-width marks where Chinese is written, and exclamation marks. What machines read keeps its own: addresses and
	// DSNs are taken out before, and round brackets count only where they hold Chinese.
	halfWidth = regexp.MustCompile(`[\p{Han}、。，：；（）“”》…][,:;?!]|[,:;?!)][\p{Han}“（《]|\([\p{Han}]|[\p{Han}]\)|\}[,;?]|[!！]`)
	machine   = regexp.MustCompile(`https?://[^\s，。；）]+|\S+@tcp\([^)]*\)\S*`)
)

// mended takes what machines read out of a Chinese text.
func mended(text string) string { return machine.ReplaceAllString(text, "") }

func TestLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	catalogue := load(t)
	places := func(lang models.Lang, key string) []string {
		found := place.FindAllString(catalogue.Say(lang)(key), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for _, lang := range models.Langs() {
		if len(catalogue.Keys(lang)) < 900 {
			t.Errorf("only %d keys in %s", len(catalogue.Keys(lang)), lang)
		}
		for _, key := range catalogue.Keys(lang) {
			if !catalogue.Has(key) {
				t.Errorf("%s is in %s alone", key, lang)
				continue
			}
			if strings.TrimSpace(catalogue.Say(lang)(key)) == "" {
				t.Errorf("%s is empty in %s", key, lang)
			}
			zh, en := places(models.Chinese, key), places(models.English, key)
			if !slices.Equal(zh, en) {
				t.Errorf("%s: %v in Chinese, %v in English", key, zh, en)
			}
		}
	}
}

func TestChinesePunctuation(t *testing.T) {
	t.Parallel()
	catalogue := load(t)
	for _, key := range catalogue.Keys(models.Chinese) {
		text := catalogue.Say(models.Chinese)(key)
		if found := halfWidth.FindString(mended(text)); found != "" {
			t.Errorf("%s: %q in %q", key, found, text)
		}
	}
	for _, key := range catalogue.Keys(models.English) {
		if text := catalogue.Say(models.English)(key); strings.Contains(text, "!") {
			t.Errorf("%s: %q", key, text)
		}
	}
}

// The search for punctuation itself must be able to fail.
func TestHalfWidthIsSeen(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"您好,再见", "您好!", "您好！", "编码:由您自定", "共{0}个,没有读取", "示例(不会导入)", "是吗?", "）:", "用.csv,或"} {
		if !halfWidth.MatchString(mended(bad)) {
			t.Errorf("%q is let through", bad)
		}
	}
	for _, good := range []string{
		"您好，再见。", "例如 https://jianfu.example.cn。不填时是 http://localhost:端口，只能", "应写成 用户:口令@tcp(主机:3306)/库名。",
		"18:00", "数据表(CSV)", "占{2}（95%区间{3}，{4}人）。", "1,234 份",
	} {
		if found := halfWidth.FindString(mended(good)); found != "" {
			t.Errorf("%q in %q", found, good)
		}
	}
}

func TestLoadCatalogue(t *testing.T) {
	t.Parallel()
	files := func(pairs ...string) fstest.MapFS {
		m := fstest.MapFS{}
		for i := 0; i < len(pairs); i += 2 {
			m["locales/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
		}
		return m
	}
	for name, bad := range map[string]fstest.MapFS{
		"twice":    files("a.zh.json", `{"x.y": "1"}`, "b.zh.json", `{"x.y": "2"}`),
		"unnamed":  files("zh.json", `{}`),
		"not json": files("a.zh.json", `{"x.y": }`),
		"nested":   files("a.zh.json", `{"x": {"y": "1"}}`),
	} {
		if _, err := page.LoadCatalogue(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	catalogue, err := page.LoadCatalogue(files("a.zh.json", `{"x.y": "1", "x.z": "2"}`, "a.en.json", `{"x.y": "1"}`))
	if err != nil {
		t.Fatal(err)
	}
	if !catalogue.Has("x.y") || catalogue.Has("x.z") || catalogue.Has("x") {
		t.Error("Has does not ask every language")
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	catalogue, err := page.LoadCatalogue(fstest.MapFS{
		"locales/x.zh.json": {Data: []byte(`{"x.y": "{1}在{0}，{0}"}`)},
		"locales/x.en.json": {Data: []byte(`{"x.y": "{1} at {0}, {0}"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	moment := time.Date(2027, 3, 31, 10, 0, 0, 0, time.UTC)
	zh, en := catalogue.Say(models.Chinese), catalogue.Say(models.English)
	for _, c := range []struct{ got, want string }{
		{zh("x.y", 3, "甲"), "甲在3，3"},
		{en("x.y", models.Text{Zh: "镇", En: "town"}, models.Text{Zh: "镇", En: "town"}), "town at town, town"},
		{zh("x.y", moment, "甲"), "甲在2027年3月31日18:00，2027年3月31日18:00"},
		{en("x.y", moment, "A"), "A at 31 March 2027, 18:00, 31 March 2027, 18:00"},
		{zh("x.y", "{1}", "{0}"), "{0}在{1}，{1}"}, // what a person typed is not filled in again
		{zh("x.y"), "{1}在{0}，{0}"},
		{zh("x.none"), "[x.none]"},
	} {
		if c.got != c.want {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
}
