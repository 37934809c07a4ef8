package respondent_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

var (
	inlineStyle  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	missing      = regexp.MustCompile(`\[[a-z]+\.[a-z_.]+\]`) // a key without a wording
	inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
)

// checkHeaders checks what every answer of the room promises: no cookie, no cache of its own accord, nothing that
// leads elsewhere, and a policy under which exactly the page's own style and script run.
func checkHeaders(t *testing.T, r reply) {
	t.Helper()
	if len(r.header["Set-Cookie"]) > 0 {
		t.Errorf("a cookie: %q", r.header["Set-Cookie"])
	}
	policy := r.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s: %s", part, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(strip(r.body), "style=") || strings.Contains(strip(r.body), "onclick=") {
		t.Errorf("unsafe: %s", policy)
	}
	if r.header.Get("Referrer-Policy") != "no-referrer" || r.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", r.header)
	}
	if cache := r.header.Get("Cache-Control"); cache != "no-store" && cache != "private, no-cache" {
		t.Errorf("cache %q", cache)
	}
	for _, block := range []*regexp.Regexp{inlineStyle, inlineScript} {
		for _, m := range block.FindAllStringSubmatch(r.body, -1) {
			if !strings.Contains(policy, page.Hash(m[1])) {
				t.Errorf("the policy does not allow the page's own %.40q", m[1])
			}
		}
	}
	if outside := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`).FindString(r.body); outside != "" {
		t.Errorf("leads elsewhere: %s", outside)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	all := append(builtin.All(), sink(t))
	for _, q := range all {
		for _, lang := range []string{"", "?lang=en"} {
			instrument, app := q.Name, newApp(t, newWorldOf(t, q))
			wrong := filled()
			wrong.Set("a.hours_week", "x")
			wrong.Set("a.p_hours", "x")
			for name, r := range map[string]reply{
				"form":   get(t, app, doors[0]+lang),
				"wrong":  post(t, app, doors[0]+lang, wrong),
				"edit":   post(t, app, doors[1]+"/edit"+lang, filled()),
				"review": post(t, app, doors[0]+lang, filled()),
				"thanks": get(t, app, "/thanks"+lang),
			} {
				if r.status >= 500 || missing.MatchString(strip(r.body)) || regexp.MustCompile(`[^"]\{\d\}`).MatchString(strip(r.body)) {
					t.Errorf("%s %s %s: %d, or a wording is missing or unfilled", instrument, lang, name, r.status)
				}
				if lang != "" && regexp.MustCompile(`说不清|分钟|第[0-9]`).MatchString(r.body) {
					t.Errorf("%s %s: Chinese on the English page", instrument, name)
				}
				checkHeaders(t, r)
			}
		}
	}
}

// strip removes scripts, whose wordings keep their placeholders.
func strip(body string) string {
	return regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(body, "")
}

func TestConditionsAreSaid(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorld(t, "burden-full"))
	zh, en := get(t, app, doors[0]).body, get(t, app, doors[0]+"?lang=en").body
	for _, text := range []string{"只有第5题大于0，才填这题", "只有第12题选了“讲话稿”，才填这题", "只有第19题与第20题之和大于0，才填这题", "只有第28题选的不是“没有”，才填这题"} {
		if !strings.Contains(zh, text) {
			t.Errorf("no %q", text)
		}
	}
	if !strings.Contains(en, "Only if question 5 is more than 0.") {
		t.Error("no condition in English")
	}
}

func TestCodings(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorld(t, "burden-core"))
	plain := get(t, app, doors[0]).body
	tags := map[string]bool{}
	for accepted, coding := range map[string]string{
		"": "", "gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip", "identity": "", "BR": "br",
	} {
		r := httptest.NewRequest(http.MethodGet, doors[0], nil)
		r.Header.Set("Accept-Encoding", accepted)
		got := do(t, app, r)
		if got.header.Get("Content-Encoding") != coding || got.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: coding %q", accepted, got.header.Get("Content-Encoding"))
		}
		if decode(t, coding, got.body) != plain {
			t.Errorf("%q: another page", accepted)
		}
		tag := got.header.Get("Etag")
		tags[tag] = true
		for _, known := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			r.Header.Set("If-None-Match", known)
			if again := do(t, app, r); again.status != http.StatusNotModified || again.body != "" {
				t.Errorf("%q knows %s: %d", accepted, known, again.status)
			}
		}
	}
	if len(tags) != 3 {
		t.Errorf("tags %v", tags)
	}
}

func decode(t testing.TB, coding, body string) string {
	t.Helper()
	var in io.Reader = strings.NewReader(body)
	switch coding {
	case "br":
		in = brotli.NewReader(in)
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			t.Fatal(err)
		}
		in = z
	}
	raw, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Limits of a form in bytes, head and body: what a server may send before the first acknowledgement, ten segments of 1460
// bytes (RFC 6928). It holds for gzip; what is sent to browsers of the last ten years is brotli, which is smaller.
const firstFlight = 14600

func TestFormFitsTheFirstFlight(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]*world{"inventory": newWorld(t, "burden-full"), "every kind": newWorldOf(t, sink(t))} {
		app := newApp(t, w)
		for _, lang := range []models.Lang{models.Chinese, models.English} {
			for _, coding := range []string{"gzip", "br"} {
				r := httptest.NewRequest(http.MethodGet, doors[0]+"?lang="+string(lang), nil)
				r.Header.Set("Accept-Encoding", coding)
				got := do(t, app, r)
				var head bytes.Buffer
				fmt.Fprintf(&head, "HTTP/1.1 200 OK\r\nServer: fasthttp\r\n")
				if err := got.header.Write(&head); err != nil {
					t.Fatal(err)
				}
				total := head.Len() + len(got.body)
				t.Logf("%s, %s %s: %d bytes (%d of them headers), %d uncompressed", name, lang, coding, total, head.Len(), len(decode(t, coding, got.body)))
				// What browsers are sent over TLS. Without it they read gzip, and have to wait for one more flight.
				if coding == "br" && total > firstFlight {
					t.Errorf("%s, %s %s: %d bytes, more than %d", name, lang, coding, total, firstFlight)
				}
			}
		}
	}
}

func TestWordingsInBothLanguages(t *testing.T) {
	t.Parallel()
	_, catalogue, _ := views(t)
	zh, en := catalogue.Keys(models.Chinese), catalogue.Keys(models.English)
	if len(zh) < 100 || len(zh) != len(en) {
		t.Errorf("%d keys in Chinese, %d in English", len(zh), len(en))
	}
	places := regexp.MustCompile(`\{\d\}`)
	for _, key := range zh {
		if !catalogue.Has(key) {
			t.Errorf("%s is missing in one language", key)
		}
		a, b := catalogue.Say(models.Chinese)(key), catalogue.Say(models.English)(key)
		if len(places.FindAllString(a, -1)) != len(places.FindAllString(b, -1)) {
			t.Errorf("%s: placeholders differ", key)
		}
		if strings.ContainsAny(a+b, "!！") {
			t.Errorf("%s shouts", key)
		}
	}
}

// BenchmarkForm renders the form afresh, as for one who goes back to it, and reports the size of the page.
func BenchmarkForm(b *testing.B) {
	for name, w := range map[string]*world{"burden-full": newWorld(b, "burden-full"), "sink": newWorldOf(b, sink(b))} {
		b.Run(name, func(b *testing.B) {
			handler := newApp(b, w).Handler()
			ctx := newContext(doors[0] + "/edit")
			ctx.Request.Header.SetMethod(http.MethodPost)
			ctx.Request.Header.SetContentType("application/x-www-form-urlencoded")
			b.ReportAllocs()
			for b.Loop() {
				ctx.Response.Reset()
				handler(ctx)
			}
			b.ReportMetric(float64(len(ctx.Response.Body())), "page-bytes")
			if ctx.Response.StatusCode() != http.StatusOK {
				b.Fatal(ctx.Response.StatusCode())
			}
		})
	}
}

// BenchmarkFormFromShelf sends the empty form, which is kept compressed.
func BenchmarkFormFromShelf(b *testing.B) {
	app := newApp(b, newWorld(b, "burden-full"))
	handler := app.Handler()
	get(b, app, doors[0])
	ctx := newContext(doors[0])
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handler(ctx)
	}
	if ctx.Response.StatusCode() != http.StatusOK {
		b.Fatal(ctx.Response.StatusCode())
	}
}

func BenchmarkCheck(b *testing.B) {
	handler := newApp(b, newWorld(b, "burden-core")).Handler()
	ctx := newContext(doors[0])
	ctx.Request.Header.SetMethod(http.MethodPost)
	ctx.Request.Header.SetContentType("application/x-www-form-urlencoded")
	ctx.Request.SetBodyString(filled().Encode())
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handler(ctx)
	}
	if ctx.Response.StatusCode() != http.StatusOK {
		b.Fatal(ctx.Response.StatusCode())
	}
}

// TestConditionsInWords: what words cannot say without doubt is left to the numbers of the questions, and long chains of
// calculations are followed once.
func TestConditionsInWords(t *testing.T) {
	t.Parallel()
	options := []questionnaire.Option{{Name: "x", Text: models.Text{Zh: "甲"}}, {Name: "y", Text: models.Text{Zh: "乙"}}}
	ask := func(name string, kind questionnaire.Kind) questionnaire.Question {
		return questionnaire.Question{Name: name, Kind: kind, Text: models.Text{Zh: name}, Options: options}
	}
	for condition, want := range map[string]string{
		"${a} = 'x' and ${b} = 'y'":                 "只有第1题选了“甲”，并且第2题选了“乙”，才填这题",
		"(${a} = 'x' or ${b} = 'x') and ${c} = 'x'": "看第1题、第2题、第3题的回答",
		"${a} = 'x' or (${b} = 'x' and ${c} = 'x')": "看第1题、第2题、第3题的回答",
		"not(selected(${m}, 'x'))":                  "只有第4题没有选“甲”，才填这题",
		"not(selected(${a}, 'x'))":                  "只有第1题选的不是“甲”，才填这题",
		"${m} = 'x'":                                "看第4题的回答",
		"${c60} = 1":                                "看第1题的回答",
		"${a} = 'x' and ${b} = 'y' and ${c} = 'x'":  "只有第1题选了“甲”，并且第2题选了“乙”，并且第3题选了“甲”，才填这题",
		"selected(${m}, 'x') or ${a} != 'y'":        "只有第4题选了“甲”，或者第1题选的不是“乙”，才填这题",
	} {
		q := questionnaire.Questionnaire{Name: "words", Version: "v1", Title: models.Text{Zh: "词"}, Sections: []questionnaire.Section{{
			Name: "s", Title: models.Text{Zh: "节"}, Questions: []questionnaire.Question{
				ask("a", questionnaire.Single), ask("b", questionnaire.Single), ask("c", questionnaire.Single), ask("m", questionnaire.Multiple),
			},
		}}}
		for i := 1; i <= 60; i++ {
			before := []string{"if(${a} = 'x', 1, 0)", fmt.Sprintf("if(${c%d} > ${c%d}, 1, 0)", i-1, max(1, i-2))}[min(i-1, 1)]
			q.Sections[0].Questions = append(q.Sections[0].Questions, questionnaire.Question{
				Name: fmt.Sprint("c", i), Kind: questionnaire.Calculated, Calculation: before,
			})
		}
		last := ask("last", questionnaire.Single)
		last.Relevant = condition
		q.Sections[0].Questions = append(q.Sections[0].Questions, last)
		if page := get(t, newApp(t, newWorldOf(t, q)), doors[0]).body; !strings.Contains(page, want) {
			t.Errorf("%s: no %q", condition, want)
		}
	}
}
