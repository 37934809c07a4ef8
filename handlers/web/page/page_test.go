package page_test

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/static"
	"jianfu/templates"
)

// answer has a handler answer one request.
func answer(t *testing.T, handler fiber.Handler, r *http.Request) (*http.Response, string) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true})
	app.All("/*", handler)
	got, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got, string(body)
}

func TestStatusAndMessage(t *testing.T) {
	t.Parallel()
	cause := errors.New("SELECT failed at 10.0.0.1")
	for name, c := range map[string]struct {
		err    error
		status int
		key    string
	}{
		"invalid":         {models.Fail(models.Invalid, "x.y"), 422, "x.y"},
		"unauthenticated": {models.Fail(models.Unauthenticated, "x.y"), 401, "x.y"},
		"forbidden":       {models.Fail(models.Forbidden, "x.y"), 403, "x.y"},
		"not found":       {models.Fail(models.NotFound, "x.y"), 404, "x.y"},
		"conflict":        {models.Fail(models.Conflict, "x.y"), 409, "x.y"},
		"gone":            {models.Fail(models.Gone, "x.y"), 410, "x.y"},
		"too large":       {models.Fail(models.TooLarge, "x.y"), 413, "x.y"},
		"too many":        {models.Fail(models.TooMany, "x.y"), 429, "x.y"},
		"unavailable":     {models.Fail(models.Unavailable, "x.y"), 503, "x.y"},
		"wrapped":         {fmt.Errorf("while: %w", &models.Error{Kind: models.Gone, Key: "x.y", Err: cause}), 410, "x.y"},
		"ours, internal":  {&models.Error{Kind: models.Internal, Key: "x.secret", Err: cause}, 500, "error.internal"},
		"unknown":         {cause, 500, "error.internal"},
		"no page":         {fiber.ErrNotFound, 404, "error.not_found"},
		"another verb":    {fiber.ErrMethodNotAllowed, 404, "error.not_found"},
		"large body":      {fiber.ErrRequestEntityTooLarge, 413, "error.too_large"},
		"large header":    {fiber.ErrRequestHeaderFieldsTooLarge, 413, "error.too_large"},
		"compressed":      {fiber.ErrUnsupportedMediaType, 415, "error.request"},
		"malformed":       {fiber.NewError(400, "cannot parse 10.0.0.1"), 400, "error.request"},
		"slow":            {fiber.ErrRequestTimeout, 408, "error.request"},
		"broken off":      {fiber.ErrBadGateway, 502, "error.request"},
		"fiber, internal": {fiber.ErrInternalServerError, 500, "error.internal"},
	} {
		_, key, args := page.Message(c.err)
		if got := page.StatusOf(c.err); got != c.status || key != c.key || len(args) != 0 {
			t.Errorf("%s: %d %s %v, want %d %s", name, got, key, args, c.status, c.key)
		}
	}
}

func TestDownloadName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"report.csv", "第一季度 报告.csv", `a"b; c=d.csv`, "半角,全角，.pdf"} {
		got, _ := answer(t, func(c *fiber.Ctx) error {
			page.Download(c, name, "text/csv; charset=utf-8")
			return c.SendString("x")
		}, httptest.NewRequest(http.MethodGet, "/", nil))
		kind, fields, err := mime.ParseMediaType(got.Header.Get(fiber.HeaderContentDisposition))
		if err != nil || kind != "attachment" || fields["filename"] != name {
			t.Errorf("%q comes out as %q, %v", name, got.Header.Get(fiber.HeaderContentDisposition), err)
		}
		if got.Header.Get(fiber.HeaderCacheControl) != "no-store" || got.Header.Get(fiber.HeaderXContentTypeOptions) != "nosniff" {
			t.Errorf("headers %v", got.Header)
		}
	}
}

func TestLanguageOfRequest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, cookie string
		want         models.Lang
	}{
		{"/", "", models.Chinese},
		{"/?lang=en", "", models.English},
		{"/?lang=zh", "en", models.Chinese},
		{"/", "en", models.English},
		{"/?lang=fr", "en", models.English},
		{"/?lang=EN", "", models.Chinese},
		{"/", "x", models.Chinese},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set(fiber.HeaderAcceptLanguage, "de")
		r.AddCookie(&http.Cookie{Name: page.LangCookie, Value: c.cookie})
		_, body := answer(t, func(c *fiber.Ctx) error { return c.SendString(string(page.LangOf(c))) }, r)
		if body != string(c.want) {
			t.Errorf("%s with %q: %s", c.path, c.cookie, body)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	moment := time.Date(2027, 12, 31, 16, 30, 0, 0, time.UTC) // 1 January 2028, 0:30 in China
	for _, c := range []struct{ got, want string }{
		{page.When(moment, models.Chinese), "2028年1月1日00:30"},
		{page.When(moment, models.English), "1 January 2028, 00:30"},
		{page.Day(moment, models.Chinese), "2028年1月1日"},
		{page.Day(moment, models.English), "1 January 2028"},
		{page.When(time.Time{}, models.Chinese), "—"},
		{page.Day(time.Time{}, models.English), "—"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// site is a small set of pages: a public one, and two of the console with a part of their own.
func site() fstest.MapFS {
	layout := `<html lang="{{.Lang}}">{{block "title" .}}{{end}}|{{template "main" .}}|{{.Path}}`
	files := map[string]string{
		"public/layout.html": layout, "public/home.html": `{{define "main"}}{{.Page}} {{t "x.y" .Page}}{{end}}`,
		"console/layout.html": layout, "console/part_bar.html": `{{define "bar"}}bar{{end}}`,
		"account/part_own.html": `{{define "own"}}own{{end}}`,
		"account/one.html":      `{{define "title"}}one{{end}}{{define "main"}}{{template "bar"}} {{template "own"}}{{end}}`,
		"organizer/two.html":    `{{define "title"}}two{{end}}{{define "main"}}{{template "bar"}} {{.Page.Missing}}{{end}}`,
		"locales/x.zh.json":     `{"x.y": "甲{0}"}`, "locales/x.en.json": `{"x.y": "A{0}"}`,
	}
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func newViews(t *testing.T, files fstest.MapFS) (*page.Views, error) {
	t.Helper()
	catalogue, err := page.LoadCatalogue(files)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := page.NewAssets(static.Files, "console")
	if err != nil {
		t.Fatal(err)
	}
	return page.NewViews(files, catalogue, assets)
}

func TestViews(t *testing.T) {
	t.Parallel()
	views, err := newViews(t, site())
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(slices.Values(views.Names()))
	if !slices.Equal(names, []string{"account/one", "organizer/two", "public/home"}) {
		t.Errorf("pages %v", names)
	}
	for _, c := range []struct{ method, path, want string }{
		{http.MethodGet, "/x?a=1&lang=en&b=%E7%94%B2", `<html lang="en">|&lt;b&gt; A&lt;b&gt;|/x?a=1&amp;b=%E7%94%B2&amp;`},
		{http.MethodGet, "/x", `<html lang="zh">|&lt;b&gt; 甲&lt;b&gt;|/x?`},
		{http.MethodPost, "/x", `<html lang="zh">|&lt;b&gt; 甲&lt;b&gt;|`}, // the other language of an answer has no address
	} {
		got, body := answer(t, func(c *fiber.Ctx) error { return views.Send(c, 418, "public/home", nil, "<b>") },
			httptest.NewRequest(c.method, c.path, nil))
		if body != c.want || got.StatusCode != 418 || got.Header.Get(fiber.HeaderContentType) != fiber.MIMETextHTMLCharsetUTF8 {
			t.Errorf("%s %s: %d %q, want %q", c.method, c.path, got.StatusCode, body, c.want)
		}
	}
	// A page that fails half-way is not sent at all.
	got, body := answer(t, func(c *fiber.Ctx) error { return views.Send(c, 200, "organizer/two", nil, struct{}{}) },
		httptest.NewRequest(http.MethodGet, "/", nil))
	if got.StatusCode != 500 || strings.Contains(body, "bar") {
		t.Errorf("%d %q", got.StatusCode, body)
	}
	if _, err := views.Write("public/none", page.Frame{Lang: models.Chinese}); err == nil {
		t.Error("a page that does not exist was written")
	}
}

func TestViewsFailAtBoot(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"syntax": `{{define "main"}}{{if}}{{end}}`, "function": `{{define "main"}}{{nothing}}{{end}}`,
	} {
		files := site()
		files["evaluator/bad.html"] = &fstest.MapFile{Data: []byte(text)}
		if _, err := newViews(t, files); err == nil || !strings.Contains(err.Error(), "evaluator/bad") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every page of the service parses with the real catalogue and assets, and every asset that a page names is there.
func TestPagesOfTheService(t *testing.T) {
	t.Parallel()
	assets, err := page.NewAssets(static.Files, "console", "form")
	if err != nil {
		t.Fatal(err)
	}
	views, err := page.NewViews(templates.Files, load(t), assets)
	if err != nil {
		t.Fatal(err)
	}
	audiences := map[string]int{}
	for _, name := range views.Names() {
		audience, _, _ := strings.Cut(name, "/")
		audiences[audience]++
	}
	for _, audience := range []string{"respondent", "public", "account", "organizer", "evaluator"} {
		if audiences[audience] < 3 {
			t.Errorf("%d pages for %s", audiences[audience], audience)
		}
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	assets, err := page.NewAssets(fstest.MapFS{
		"a/x.css": {Data: []byte("\nbody { color: red }\n")}, "a/y.js": {Data: []byte("f()")}, "b/secret.ttf": {Data: []byte("no")},
	}, "a")
	if err != nil {
		t.Fatal(err)
	}
	address, err := assets.URL("a/x.css")
	if err != nil {
		t.Fatal(err)
	}
	got, body := answer(t, assets.Serve, httptest.NewRequest(http.MethodGet, address, nil))
	if got.StatusCode != 200 || body != "\nbody { color: red }\n" || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/css") ||
		!strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%d %q %v", got.StatusCode, body, got.Header)
	}
	for _, path := range []string{"/static/a/x.css", "/static/a/x.000000000000.css", "/static/b/secret.ttf", "/static/..%2fgo.mod"} {
		if got, _ := answer(t, assets.Serve, httptest.NewRequest(http.MethodGet, path, nil)); got.StatusCode != 404 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	if _, err := assets.URL("b/secret.ttf"); err == nil {
		t.Error("a folder that was not named is served")
	}
	if css, err := assets.CSS("a/x.css"); err != nil || css != template.CSS("body { color: red }") {
		t.Errorf("%q, %v", css, err)
	}
	if _, err := assets.JS("a/none.js"); err == nil {
		t.Error("a script that does not exist is given")
	}
	if _, err := page.NewAssets(fstest.MapFS{}, "none"); err == nil {
		t.Error("a folder that does not exist is served")
	}
	// SHA-256 of the empty text: FIPS 180-4 example.
	if got := page.Hash(""); got != "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='" {
		t.Error(got)
	}
}
