package library

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	domain "jianfu/models/library"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/advice"
	"jianfu/models/questionnaire/builtin"
	"jianfu/static"
	"jianfu/templates"
)

var (
	start = time.Date(2027, 3, 1, 2, 0, 0, 0, time.UTC)
	anna  = account.Account{ID: models.ID{1}, Name: "李敏", Email: "limin@example.cn", Role: account.Organizer}
	other = account.Account{ID: models.ID{2}, Name: "王强", Email: "wq@example.cn", Role: account.Organizer}
)

// Whose lets the name of a person be the token of the session.
func (m *memory) Whose(_ context.Context, token string) (account.Account, error) {
	switch {
	case token == "anna" && !m.over.Load():
		return anna, nil
	case token == "other":
		return other, nil
	}
	return account.Account{}, models.Fail(models.Unauthenticated, "account.session_over")
}

// previewer answers with the names of the questions.
type previewer struct{}

func (previewer) Preview(c *fiber.Ctx, form *questionnaire.Form) error {
	for _, q := range form.Questions() {
		_, _ = c.WriteString(q.Name + "\n")
	}
	return nil
}

// world is a room with its collaborators behind the console's guard.
type world struct {
	*memory
	t      *testing.T
	app    *fiber.App
	shelf  *domain.Shelf
	room   *Room
	lang   models.Lang // of the requests; empty: none is asked for
	clock  time.Time
	people int // of the office
}

// parsed holds every page, parsed once for all tests: views never change.
var parsed = sync.OnceValues(func() (*look, error) {
	catalogue, err := page.LoadCatalogue(templates.Files)
	if err != nil {
		return nil, err
	}
	assets, err := page.NewAssets(static.Files, "console")
	if err != nil {
		return nil, err
	}
	views, err := page.NewViews(templates.Files, catalogue, assets)
	return &look{views, assets}, err
})

type look struct {
	views  *page.Views
	assets *page.Assets
}

func modules(t *testing.T) fs.FS {
	t.Helper()
	files, err := fs.Sub(static.Files, "console/builder")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{memory: &memory{records: map[models.ID]domain.Record{}, history: map[models.ID][]domain.Record{}}, t: t, clock: start}
	w.shelf = domain.NewShelf(w.memory, func() time.Time { return w.clock })
	l, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	room, err := New(Parts{
		Setting: func(context.Context) (advice.Setting, error) { return advice.Setting{People: w.people, K: 10}, nil },
		Views:   l.views, Shelf: w.shelf, Past: w.shelf, Bin: w.shelf, Previewer: previewer{}, Scripts: modules(t),
		Builtin: builtin.All(), Bank: builtin.Bank(),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.room = room
	w.app = fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true, BodyLimit: 8 << 20, ErrorHandler: func(c *fiber.Ctx, err error) error {
		_, key, _ := page.Message(err)
		return c.Status(page.StatusOf(err)).SendString(key)
	}})
	w.app.Get("/static/*", l.assets.Serve)
	w.app.Get("/in", func(c *fiber.Ctx) error { // a browser comes with a session
		c.Cookie(&fiber.Cookie{Name: "jianfu", Value: "anna"})
		return c.SendStatus(fiber.StatusOK)
	})
	w.app.Use(session.New(w.memory, l.views, false).Load, session.Require(account.Organizer))
	routes(w.app, room)
	return w
}

func routes(app *fiber.App, r *Room) {
	app.Get("/questionnaires", r.List).Post("/questionnaires", r.Create)
	app.Post("/questionnaires/copy", r.Copy)
	app.Post("/questionnaires/import", r.Import)
	app.Get("/questionnaires/builtin/:file", r.Instrument)
	app.Get("/questionnaires/template.xlsx", r.Template)
	app.Get("/questionnaires/schema.json", r.Schema)
	app.Get("/questionnaires/builder/:sum/:file", r.Script)
	app.Get("/questionnaires/:id", r.Show)
	app.Get("/questionnaires/:id/state", r.State)
	app.Post("/questionnaires/:id/save", r.Save)
	app.Get("/questionnaires/:id/preview", r.Preview)
	app.Get("/questionnaires/:id/history", r.History)
	app.Get("/questionnaires/:id/compare", r.Compare)
	app.Post("/questionnaires/:id/restore", r.Restore)
	app.Post("/questionnaires/:id/delete", r.Delete)
	app.Post("/questionnaires/:id/undelete", r.Undelete)
	app.Get("/questionnaires/:id/export.xlsx", r.XLSX)
	app.Get("/questionnaires/:id/export.json", r.JSON)
	app.Get("/questionnaires/:id/codebook.csv", r.Codebook)
}

type answer struct {
	status   int
	location string
	header   http.Header
	body     string
}

func (w *world) send(as string, req *http.Request) answer {
	w.t.Helper()
	req.AddCookie(&http.Cookie{Name: "jianfu", Value: as})
	req.AddCookie(&http.Cookie{Name: page.LangCookie, Value: string(w.lang)})
	res, err := w.app.Test(req, -1)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header.Get("Location"), res.Header, string(raw)}
}

func (w *world) get(as, path string) answer {
	w.t.Helper()
	return w.send(as, httptest.NewRequest(http.MethodGet, path, nil))
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func (w *world) csrf(as string) string {
	w.t.Helper()
	found := csrfField.FindStringSubmatch(w.get(as, "/questionnaires").body)
	if found == nil {
		w.t.Fatal("no csrf field")
	}
	return found[1]
}

func (w *world) post(as, path string, form url.Values) answer {
	w.t.Helper()
	sent := url.Values{}
	for key, values := range form {
		sent[key] = values
	}
	if !sent.Has("csrf") {
		sent.Set("csrf", w.csrf(as))
	}
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(sent.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.send(as, req)
}

func (w *world) upload(name, content string) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("csrf", w.csrf("anna"))
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = io.WriteString(part, content)
	_ = form.Close()
	req := httptest.NewRequest(http.MethodPost, "/questionnaires/import", &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return w.send("anna", req)
}

// keep puts a questionnaire on anna's shelf.
func (w *world) keep(q questionnaire.Questionnaire) *domain.Entry {
	w.t.Helper()
	e, err := w.shelf.Create(context.Background(), anna.ID, q, domain.Edited)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// edit saves it once more, ten minutes later.
func (w *world) edit(e *domain.Entry, change func(q *questionnaire.Questionnaire)) *domain.Entry {
	w.t.Helper()
	w.clock = w.clock.Add(10 * time.Minute)
	q := e.Body
	change(&q)
	saved, err := w.shelf.Save(context.Background(), anna.ID, e.ID, e.Version, q)
	if err != nil {
		w.t.Fatal(err)
	}
	return saved
}

func (w *world) save(as string, id models.ID, version string, q questionnaire.Questionnaire, more url.Values) answer {
	w.t.Helper()
	form := url.Values{"version": {version}, "body": {encoded(w.t, q)}}
	for key, values := range more {
		form[key] = values
	}
	return w.post(as, pathOf(id)+"/save", form)
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// pulse is a short questionnaire without a fault.
func pulse() questionnaire.Questionnaire {
	q, _ := builtin.ByName(builtin.Pulse)
	return q
}
