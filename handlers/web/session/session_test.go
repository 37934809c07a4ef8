package session

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/static"
	"jianfu/templates"
)

const token = "a-session-token"

var errDisk = errors.New("disk on fire")

// people knows one session.
type people struct{ person account.Account }

func (p people) Whose(_ context.Context, given string) (account.Account, error) {
	switch given {
	case token:
		return p.person, nil
	case "broken":
		return account.Account{}, errDisk
	}
	return account.Account{}, models.Fail(models.Unauthenticated, "account.session_over")
}

// pages parses the real pages of this room, once for all tests: they only read.
var pages = sync.OnceValues(func() (*page.Views, error) {
	catalogue, err := page.LoadCatalogue(templates.Files)
	if err != nil {
		return nil, err
	}
	assets, err := page.NewAssets(static.Files, "console")
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, pattern := range []string{"account/*", "console/*"} {
		names, err := fs.Glob(templates.Files, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			raw, err := fs.ReadFile(templates.Files, name)
			if err != nil {
				return nil, err
			}
			files[name] = &fstest.MapFile{Data: raw}
		}
	}
	return page.NewViews(files, catalogue, assets)
})

// console is a small console: one form for organizers, one for anybody who is signed in, one for the public.
func console(t *testing.T, secure bool) *fiber.App {
	t.Helper()
	views, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	person := account.Account{ID: models.NewID(), Name: "王芳", Role: account.Organizer}
	app := fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		kind, key, _ := page.Message(err)
		return c.Status(page.Status(kind)).SendString(key)
	}})
	app.Use(New(people{person}, views, secure).Load)
	done := func(c *fiber.Ctx) error { return c.SendString("done by " + Person(c).Name) }
	app.All("/open", done)
	app.All("/any", Require(), done)
	app.All("/rounds", Require(account.Organizer, account.Evaluator), done)
	app.All("/people", Require(account.Administrator), done)
	app.Get("/begin", func(c *fiber.Ctx) error { Begin(c, token, person); return done(c) })
	app.Get("/end", func(c *fiber.Ctx) error { End(c); return done(c) })
	app.Get("/page", func(c *fiber.Ctx) error { return Send(c, views, 200, "account/sign_in", SignIn{}) })
	return app
}

type call struct {
	method, path, cookie, body string
	header                     map[string]string
}

func (x call) do(t *testing.T, app *fiber.App) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(x.method, x.path, strings.NewReader(x.body))
	if x.method == http.MethodPost {
		r.Header.Set("Content-Type", fiber.MIMEApplicationForm)
	}
	if x.cookie != "" {
		r.Header.Set("Cookie", "jianfu="+x.cookie)
	}
	for name, value := range x.header {
		r.Header.Set(name, value)
	}
	resp, err := app.Test(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestWhoMayPass(t *testing.T) {
	t.Parallel()
	app := console(t, false)
	for _, c := range []struct {
		path, cookie string
		status       int
		location     string
	}{
		{"/open", "", 200, ""},
		{"/any", token, 200, ""},
		{"/rounds", token, 200, ""},
		{"/people", token, 403, ""},
		{"/any", "", 303, "/sign-in?next=%2Fany"},
		{"/rounds?state=open&x=1", "old", 303, "/sign-in?next=%2Frounds%3Fstate%3Dopen%26x%3D1"},
		{"/people", "broken", 500, ""},
		{"/open", "broken", 500, ""},
	} {
		resp, _ := call{method: "GET", path: c.path, cookie: c.cookie}.do(t, app)
		if resp.StatusCode != c.status || resp.Header.Get("Location") != c.location {
			t.Errorf("%s with %q: %d %q", c.path, c.cookie, resp.StatusCode, resp.Header.Get("Location"))
		}
	}
}

func TestForgedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	app := console(t, false)
	good := "csrf=" + formToken(token)
	h := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	for _, c := range []struct {
		name, path, cookie, body string
		header                   map[string]string
		status                   int
	}{
		{"a form of ours", "/any", token, good, h("Sec-Fetch-Site", "same-origin", "Origin", "http://example.com"), 200},
		{"by Origin", "/any", token, good, h("Origin", "http://example.com"), 200},
		{"by Referer", "/any", token, good, h("Referer", "http://example.com/page"), 200},
		{"no browser", "/any", token, good, nil, 200},
		{"no token", "/any", token, "", h("Sec-Fetch-Site", "same-origin"), 403},
		{"another token", "/any", token, "csrf=" + formToken("other"), h("Sec-Fetch-Site", "same-origin"), 403},
		{"cross-site with the token", "/any", token, good, h("Sec-Fetch-Site", "cross-site"), 403},
		{"same site is another origin", "/any", token, good, h("Sec-Fetch-Site", "same-site"), 403},
		{"foreign Origin", "/any", token, good, h("Origin", "http://evil.example"), 403},
		{"null Origin", "/any", token, good, h("Origin", "null"), 403},
		{"foreign Referer", "/any", token, good, h("Referer", "http://evil.example/example.com"), 403},
		{"signing somebody in", "/open", "", "", h("Sec-Fetch-Site", "cross-site"), 403},
		{"signed out, same origin", "/open", "", "", h("Sec-Fetch-Site", "same-origin"), 200},
	} {
		resp, body := call{method: "POST", path: c.path, cookie: c.cookie, body: c.body, header: c.header}.do(t, app)
		if resp.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.name, resp.StatusCode, c.status)
		}
		if c.status == 403 && strings.Contains(body, "done") {
			t.Errorf("%s: the handler ran", c.name)
		}
	}
}

func TestOtherMethodsAreCheckedToo(t *testing.T) {
	t.Parallel()
	app := console(t, false)
	for _, method := range []string{"PUT", "DELETE", "PATCH"} {
		resp, _ := call{method: method, path: "/any", cookie: token}.do(t, app)
		if resp.StatusCode != 403 {
			t.Errorf("%s: %d", method, resp.StatusCode)
		}
	}
}

var keptField = regexp.MustCompile(`name="kept" value="([^"]*)"`)

func TestATypedFormOutlivesItsSession(t *testing.T) {
	t.Parallel()
	app := console(t, false)
	body := url.Values{
		"csrf": {"old"}, "title": {"第一轮 <b>\"减负\"</b>\r\n第二行"}, "unit": {"1", "2"}, "passphrase": {"SECRET"},
	}.Encode()
	resp, html := call{method: "POST", path: "/rounds?x=1", cookie: "old", body: body}.do(t, app)
	found := keptField.FindStringSubmatch(html)
	if resp.StatusCode != 401 || found == nil {
		t.Fatalf("%d, no kept form in:\n%s", resp.StatusCode, html)
	}
	kept, ok := Open(found[1])
	got := url.Values{}
	for _, f := range kept.Fields {
		got.Add(f.Name, f.Value)
	}
	want, _ := url.ParseQuery(body)
	want.Del("csrf")
	want.Del("passphrase")
	if !ok || kept.Path != "/rounds?x=1" || got.Encode() != want.Encode() {
		t.Fatalf("kept %+v", kept)
	}
	if strings.Contains(html, "SECRET") {
		t.Fatal("a passphrase was written into a page")
	}
}

func TestAFormOfAnEarlierSessionIsShownAgain(t *testing.T) {
	t.Parallel()
	app := console(t, false)
	resp, html := call{method: "POST", path: "/rounds", cookie: token, body: "csrf=old&title=A%26B"}.do(t, app)
	if resp.StatusCode != 403 || !strings.Contains(html, `name="title" value="A&amp;B"`) ||
		!strings.Contains(html, formToken(token)) || strings.Contains(html, "done by") {
		t.Fatalf("%d\n%s", resp.StatusCode, html)
	}
}

func TestFilesCannotBeKept(t *testing.T) {
	t.Parallel()
	app := console(t, false)
	body := "--x\r\nContent-Disposition: form-data; name=\"sheet\"; filename=\"a.xlsx\"\r\n\r\nPK\r\n--x--\r\n"
	form := map[string]string{"Content-Type": "multipart/form-data; boundary=x", "Referer": "http://example.com/units?all=1"}
	resp, html := call{method: "POST", path: "/rounds", cookie: "old", body: body, header: form}.do(t, app)
	if resp.StatusCode != 401 || keptField.MatchString(html) || !strings.Contains(html, `value="/units?all=1"`) {
		t.Fatalf("%d\n%s", resp.StatusCode, html)
	}
	resp, html = call{method: "POST", path: "/rounds", cookie: token, body: body, header: form}.do(t, app)
	if resp.StatusCode != 403 || html != "account.stale_form" {
		t.Fatalf("%d %s", resp.StatusCode, html)
	}
	with := strings.Replace(body, "--x--", "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n"+formToken(token)+"\r\n--x--", 1)
	if resp, _ = (call{method: "POST", path: "/rounds", cookie: token, body: with, header: form}).do(t, app); resp.StatusCode != 200 {
		t.Fatalf("a file with the token: %d", resp.StatusCode)
	}
}

func TestOpenRefusesForeignKeepsakes(t *testing.T) {
	t.Parallel()
	for _, k := range []string{
		"", "%", Kept{}.encode(), Kept{Path: "//evil.example/"}.encode(), Kept{Path: "https://evil.example"}.encode(),
		Kept{Path: "javascript:alert(1)"}.encode(),
	} {
		if _, ok := Open(k); ok {
			t.Errorf("%q was opened", k)
		}
	}
}

func TestLocal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/rounds":            "/rounds",
		"/rounds?a=b&c=%2F":  "/rounds?a=b&c=%2F",
		"":                   "",
		"rounds":             "",
		"//evil.example":     "",
		"/\\evil.example":    "",
		"\\\\evil.example":   "",
		"https://evil":       "",
		"/\t/evil.example":   "",
		"/\n/evil.example":   "",
		"javascript:alert()": "",
	} {
		if got := Local(in); got != want {
			t.Errorf("%q → %q, want %q", in, got, want)
		}
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		app := console(t, secure)
		resp, body := call{method: "GET", path: "/begin"}.do(t, app)
		c := resp.Cookies()[0]
		if c.Name != cookieName(secure) || strings.HasPrefix(c.Name, "__Host-") != secure || c.Value != token ||
			c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" ||
			c.MaxAge != 0 || !c.Expires.IsZero() {
			t.Errorf("begin: %v", c)
		}
		if body != "done by 王芳" {
			t.Errorf("the request that begins a session is not that person's: %s", body)
		}
		resp, _ = call{method: "GET", path: "/end"}.do(t, app)
		if c = resp.Cookies()[0]; c.Name != cookieName(secure) || c.Value != "" || c.Expires.Year() != 1970 || c.Secure != secure {
			t.Errorf("end: %v", c)
		}
		resp, _ = call{method: "GET", path: "/open?lang=en"}.do(t, app)
		if c = resp.Cookies()[0]; c.Name != page.LangCookie || c.Value != "en" {
			t.Errorf("language: %v", c)
		}
		if resp, _ = (call{method: "GET", path: "/open?lang=fr"}).do(t, app); len(resp.Cookies()) != 0 {
			t.Error("an unknown language is remembered")
		}
	}
	resp, _ := call{method: "GET", path: "/open", cookie: "old"}.do(t, console(t, false))
	if len(resp.Cookies()) != 1 || resp.Cookies()[0].Value != "" {
		t.Error("a dead cookie is not taken away")
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		for _, path := range []string{"/open", "/people", "/nowhere"} {
			resp, _ := call{method: "GET", path: path}.do(t, console(t, secure))
			csp := resp.Header.Get("Content-Security-Policy")
			if !strings.HasPrefix(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") ||
				strings.Contains(csp, "unsafe") || resp.Header.Get("Referrer-Policy") != "same-origin" ||
				resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("Cache-Control") != "no-store" ||
				(resp.Header.Get("Strict-Transport-Security") != "") != secure {
				t.Errorf("%s, secure %v: %v", path, secure, resp.Header)
			}
		}
	}
}

func TestNoticesComeFromTheCatalogue(t *testing.T) {
	t.Parallel()
	app := console(t, false)
	_, plain := call{method: "GET", path: "/page"}.do(t, app)
	for query, said := range map[string]bool{
		"?done=account.signed_out":      true,
		"?done=done.account.signed_out": true,
		"?done=nonsense":                false,
		"?done=":                        false,
		"?done=../account.email":        false,
	} {
		_, html := call{method: "GET", path: "/page" + query}.do(t, app)
		if got := strings.Contains(html, "已退出登录"); got != said {
			t.Errorf("%s: said %v", query, got)
		}
		if !said && strings.Count(html, "notice") != strings.Count(plain, "notice") {
			t.Errorf("%s: some other notice", query)
		}
	}
}

func TestRolesHaveHomes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, role := range []account.Role{account.Administrator, account.Organizer, account.Evaluator, ""} {
		seen[HomeOf(role)] = true
	}
	if len(seen) != 4 {
		t.Fatal(seen)
	}
}

// FuzzLocal: what is followed stays here, also for a browser, which drops tabs and line ends and takes a backslash for
// a slash (WHATWG URL Standard, basic URL parser).
func FuzzLocal(f *testing.F) {
	for _, seed := range []string{"/rounds?x=1", "//evil", "/\\evil", "/\t/evil", "https://evil", "/%2f/evil", "/a:b@c"} {
		f.Add(seed)
	}
	base := &url.URL{Scheme: "https", Host: "here.example", Path: "/sign-in"}
	browser := strings.NewReplacer("\t", "", "\n", "", "\r", "", "\\", "/")
	f.Fuzz(func(t *testing.T, next string) {
		local := Local(next)
		if local == "" {
			return
		}
		u, err := url.Parse(local)
		if local != next || err != nil || base.ResolveReference(u).Host != base.Host {
			t.Fatalf("%q → %q leads away", next, local)
		}
		if seen := browser.Replace(local); !strings.HasPrefix(seen, "/") || strings.HasPrefix(seen, "//") {
			t.Fatalf("%q leads a browser away", local)
		}
	})
}
