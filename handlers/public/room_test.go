package public

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/round"
)

// books is a fake of the manifests.
type books map[string]string

func (b books) Manifest(_ context.Context, hash string) ([]byte, error) {
	if text, ok := b[hash]; ok {
		return []byte(text), nil
	}
	return nil, models.Fail(models.NotFound, "error.not_found")
}

// pulse is a fake of the database.
type pulse struct{ err error }

func (p pulse) Ping(context.Context) error { return p.err }

// pages are the parsed pages, which every test only reads.
type pages struct {
	views  *page.Views
	assets *page.Assets
}

// floor parses the pages once for all tests.
var floor = sync.OnceValues(func() (pages, error) {
	files := os.DirFS("../../templates")
	catalogue, err := page.LoadCatalogue(files)
	if err != nil {
		return pages{}, err
	}
	assets, err := page.NewAssets(os.DirFS("../../static"), "console")
	if err != nil {
		return pages{}, err
	}
	views, err := page.NewViews(files, catalogue, assets)
	return pages{views, assets}, err
})

func newApp(t *testing.T, manifests Manifests, database Database) *fiber.App {
	t.Helper()
	shared, err := floor()
	if err != nil {
		t.Fatal(err)
	}
	views, assets := shared.views, shared.assets
	room, err := New(views, assets, manifests, database)
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		kind, key, args := page.Message(err)
		return room.Fail(c, ErrorPage{Status: page.Status(kind), Key: key, Args: args, Reference: "7K2M"})
	}})
	app.Get("/", room.Home)
	app.Post("/code", room.Code)
	app.Get("/kiosk", room.Kiosk)
	app.Get("/code", room.Home)
	app.Get("/privacy", room.Privacy)
	app.Get("/manifest/:hash", room.Manifest)
	app.Get("/healthz", room.Healthz)
	app.Get("/readyz", room.Readyz)
	return app
}

func do(t *testing.T, app *fiber.App, method, target string, form url.Values) (*http.Response, string) {
	t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	}
	response, err := app.Test(request, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// style and script blocks, and whatever would make a browser ask for more.
var (
	inlined  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	requests = regexp.MustCompile(`(?i)<(script|img|link rel="stylesheet)|@import|url\(|src=`)
	unsaid   = regexp.MustCompile(`\[[a-z_]+\.[a-z_.]+\]|\{\d\}`)
)

func TestPages(t *testing.T) {
	t.Parallel()
	app := newApp(t, books{}, pulse{})
	cases := []struct {
		name, method, path string
		form               url.Values
		status             int
	}{
		{"home", fiber.MethodGet, "/", nil, fiber.StatusOK},
		{"privacy", fiber.MethodGet, "/privacy", nil, fiber.StatusOK},
		{"code", fiber.MethodPost, "/code", url.Values{"code": {"K7QM-"}}, fiber.StatusUnprocessableEntity},
		{"error", fiber.MethodGet, "/nowhere", nil, fiber.StatusNotFound},
	}
	for _, c := range cases {
		for _, lang := range models.Langs() {
			t.Run(c.name+"/"+string(lang), func(t *testing.T) {
				t.Parallel()
				response, body := do(t, app, c.method, c.path+"?lang="+string(lang), c.form)
				keep(t, c.name+"."+string(lang)+".html", body)
				if response.StatusCode != c.status {
					t.Errorf("status %d, want %d", response.StatusCode, c.status)
				}
				style := inlined.FindStringSubmatch(body)
				if style == nil || !strings.Contains(response.Header.Get(fiber.HeaderContentSecurityPolicy), page.Hash(style[1])) {
					t.Error("the policy does not allow the style that the page carries")
				}
				if found := requests.FindString(body); found != "" {
					t.Errorf("the page asks for more: %s", found)
				}
				if cookie := response.Header.Get(fiber.HeaderSetCookie); cookie != "" {
					t.Errorf("sets a cookie: %s", cookie)
				}
				if found := unsaid.FindAllString(body, -1); found != nil {
					t.Errorf("wordings missing: %v", found)
				}
				if chinese := strings.Contains(body, `<html lang="zh-Hans">`); chinese != (lang == models.Chinese) {
					t.Error("the page is not in the language asked for")
				}
			})
		}
	}
}

// keep writes a page to the folder JIANFU_PREVIEW names, to be looked at.
func keep(t *testing.T, name, body string) {
	t.Helper()
	folder := os.Getenv("JIANFU_PREVIEW")
	if folder == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCodeLeadsToCard(t *testing.T) {
	t.Parallel()
	app := newApp(t, books{}, pulse{})
	cases := []struct{ name, path, typed, location string }{
		{"as printed", "/code", "0123-4567-89AB-CDEF", "/c/0123456789ABCDEF"},
		{"small letters, O and l", "/code", " o123 4567 89ab cdef", "/c/0123456789ABCDEF"},
		{"English stays", "/code?lang=en", "0123456789ABCDEF", "/c/0123456789ABCDEF?lang=en"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			response, _ := do(t, app, fiber.MethodPost, c.path, url.Values{"code": {c.typed}})
			if response.StatusCode != fiber.StatusSeeOther || response.Header.Get(fiber.HeaderLocation) != c.location {
				t.Errorf("%d to %q, want 303 to %q", response.StatusCode, response.Header.Get(fiber.HeaderLocation), c.location)
			}
		})
	}
}

func TestWrongCodeComesBack(t *testing.T) {
	t.Parallel()
	typed := `K7QM"><script>`
	response, body := do(t, newApp(t, books{}, pulse{}), fiber.MethodPost, "/code", url.Values{"code": {typed}})
	if response.StatusCode != fiber.StatusUnprocessableEntity {
		t.Errorf("status %d", response.StatusCode)
	}
	if !strings.Contains(body, `value="K7QM&#34;&gt;&lt;script&gt;"`) {
		t.Error("what was typed is not in the box, or not escaped")
	}
	if !strings.Contains(body, `aria-invalid="true"`) || !strings.Contains(body, `id="problem"`) {
		t.Error("the box does not say that it is wrong")
	}
}

func TestManifest(t *testing.T) {
	t.Parallel()
	text := `{"format":"jianfu manifest v1","title":"减负"}`
	hash := round.HashOf([]byte(text))
	app := newApp(t, books{hash: text}, pulse{})

	response, body := do(t, app, fiber.MethodGet, "/manifest/"+hash, nil)
	if response.StatusCode != fiber.StatusOK || body != text {
		t.Errorf("%d %q, want the bytes as stored", response.StatusCode, body)
	}
	if got := response.Header.Get(fiber.HeaderContentType); got != fiber.MIMEApplicationJSON {
		t.Errorf("type %q", got)
	}
	for _, other := range []string{strings.Repeat("0", 64), strings.ToUpper(hash), hash[:12], "..", "x"} {
		if response, _ := do(t, app, fiber.MethodGet, "/manifest/"+url.PathEscape(other), nil); response.StatusCode != fiber.StatusNotFound {
			t.Errorf("%q: status %d, want 404", other, response.StatusCode)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, path string
		database   error
		status     int
	}{
		{"alive", "/healthz", nil, fiber.StatusOK},
		{"alive without database", "/healthz", errors.New("refused"), fiber.StatusOK},
		{"ready", "/readyz", nil, fiber.StatusOK},
		{"not ready", "/readyz", errors.New("refused"), fiber.StatusServiceUnavailable},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			response, body := do(t, newApp(t, books{}, pulse{c.database}), fiber.MethodGet, c.path, nil)
			if response.StatusCode != c.status {
				t.Errorf("status %d, want %d", response.StatusCode, c.status)
			}
			if strings.Contains(body, "refused") {
				t.Error("the cause is shown")
			}
		})
	}
}

// The door of a device that many share leads to forms that keep nothing, and back to itself.
func TestKiosk(t *testing.T) {
	t.Parallel()
	app := newApp(t, books{}, pulse{})
	ask := func(method, path string, form url.Values) *http.Response {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
		got, err := app.Test(r, -1)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, at := range []struct {
		method, path, code string
		status             int
		to, text           string
	}{
		{http.MethodGet, "/kiosk", "", 200, "", "什么也不存在设备上"},
		{http.MethodGet, "/kiosk?lang=en", "", 200, "", `action="/code?lang=en&amp;kiosk"`},
		{http.MethodGet, "/code?kiosk", "", 200, "", "多人共用的填答设备"},
		{http.MethodPost, "/code?kiosk", "abc", 422, "", "代码共16个字符"},
		{http.MethodPost, "/code?kiosk", "0123-4567-89ab-cdef", 303, "/c/0123456789ABCDEF?kiosk", ""},
		{http.MethodPost, "/code?lang=en&kiosk", "0123-4567-89ab-cdef", 303, "/c/0123456789ABCDEF?lang=en&kiosk", ""},
	} {
		got := ask(at.method, at.path, url.Values{"code": {at.code}})
		body, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got.StatusCode != at.status || got.Header.Get(fiber.HeaderLocation) != at.to || !strings.Contains(string(body), at.text) {
			t.Errorf("%s: %d to %q without %q", at.path, got.StatusCode, got.Header.Get(fiber.HeaderLocation), at.text)
		}
		if at.status == 422 && !strings.Contains(string(body), "什么也不存在设备上") {
			t.Errorf("%s leads to another door", at.path)
		}
	}
}
