package respondent_test

import (
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"jianfu/handlers/respondent"
	"jianfu/handlers/web/page"
	"jianfu/models/questionnaire"
	"jianfu/static"
)

// now is when every test takes place: the middle of an open round.
var now = time.Date(2027, 3, 20, 2, 0, 0, 0, time.UTC)

const (
	code   = "0123456789ABCDEF" // leads to the round
	other  = "FEDCBA9876543210" // another card of the same unit
	abroad = "AAAABBBBCCCCDDDD" // a card of another unit
	poster = "0123456789"
)

// views parses the respondent's pages alone, with the wordings they use.
func views(t testing.TB) (*page.Views, *page.Catalogue, *page.Assets) {
	t.Helper()
	root := filepath.Join("..", "..", "templates")
	files := fstest.MapFS{}
	for _, pattern := range []string{"respondent/*.html", "locales/respondent.*.json", "locales/common.*.json"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v, %d files", pattern, err, len(names))
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			short, _ := filepath.Rel(root, name)
			files[filepath.ToSlash(short)] = &fstest.MapFile{Data: raw}
		}
	}
	catalogue, err := page.LoadCatalogue(files)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := page.NewAssets(static.Files, "form")
	if err != nil {
		t.Fatal(err)
	}
	v, err := page.NewViews(files, catalogue, assets)
	if err != nil {
		t.Fatal(err)
	}
	return v, catalogue, assets
}

func newApp(t testing.TB, w *world) *fiber.App {
	t.Helper()
	v, _, assets := views(t)
	room, err := respondent.New(v, assets, "https://survey.example", w, w, w, w.clock)
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true, DisablePreParseMultipartForm: true, ErrorHandler: func(_ *fiber.Ctx, err error) error {
		return errors.Join(errors.New("the room let an error out"), err)
	}})
	app.Use(w.network)
	app.Get("/kiosk", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.SendString("<h1>kiosk</h1>")
	})
	app.Get("/c/:code", room.CardForm)
	app.Post("/c/:code", room.CardCheck)
	app.Post("/c/:code/edit", room.CardEdit)
	app.Post("/c/:code/send", room.CardSend)
	app.Post("/c/:code/ballot", room.CardBallot)
	app.Post("/ballots", room.Ballots)
	app.Get("/o/:poster", room.PosterForm)
	app.Post("/o/:poster", room.PosterCheck)
	app.Post("/o/:poster/edit", room.PosterEdit)
	app.Post("/o/:poster/send", room.PosterSend)
	for _, path := range []string{"/c/:code/edit", "/c/:code/send", "/o/:poster/edit", "/o/:poster/send"} {
		app.Get(path, room.Return)
	}
	app.Get("/thanks", room.Thanks)
	// As the builder would: a page of the console with the preview in a frame.
	app.Get("/preview", func(c *fiber.Ctx) error {
		form, err := questionnaire.Compile(w.manifest.Questionnaire)
		if err != nil {
			return err
		}
		return room.Preview(c, form)
	})
	app.Get("/builder", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.SendString(`<!doctype html><iframe sandbox="allow-scripts" src="/preview" width="360" height="700"></iframe>`)
	})
	return app
}

// reply is an answer of the room, read.
type reply struct {
	status int
	header http.Header
	body   string
}

func do(t testing.TB, app *fiber.App, r *http.Request) reply {
	t.Helper()
	resp, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(body)}
}

func get(t testing.TB, app *fiber.App, path string) reply {
	t.Helper()
	return do(t, app, httptest.NewRequest(http.MethodGet, path, nil))
}

func post(t testing.TB, app *fiber.App, path string, form url.Values) reply {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, app, r)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// fields reads the hidden inputs of a page.
func (r reply) fields() url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(r.body, -1) {
		v.Add(m[1], html.UnescapeString(m[2]))
	}
	return v
}

// filled is a form of burden-core as somebody might fill it in.
func filled() url.Values {
	return url.Values{
		"a.hours_week": {"５６.5"}, "a.weekend_days": {"1"}, "a.evenings": {"3"},
		"a.insp_count": {"4"}, "a.insp_repeat": {"2"}, "a.insp_hours": {"20"},
		"a.trace_hours": {"6"}, "a.trace_for": {"appraisal", "inspection"},
		"a.pushed": {"speech"}, "a.pushed_hours_speech": {"5"}, "a.pushed_hours_news": {"9"},
		"a.data_count": {"-9"}, "a.role": {"staff"}, "unknown": {"x"}, "a.unknown": {"x"},
	}
}

// newContext is a bare request for a benchmark.
func newContext(path string) *fasthttp.RequestCtx {
	ctx := &fasthttp.RequestCtx{}
	ctx.Request.SetRequestURI(path)
	ctx.Request.Header.Set("Accept-Encoding", "br")
	return ctx
}
