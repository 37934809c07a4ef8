package account

import (
	"context"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/static"
	"jianfu/templates"
)

const (
	right  = "the right password"
	expiry = "2027年3月8日17:00"
)

var errDisk = errors.New("disk on fire")

// office is a fake of the people: a password that is right, sessions by token, one link.
type office struct {
	everybody []account.Account
	sessions  map[string]models.ID
	link      account.Invitation // answers to the token "link"
	calls     []string           // what was changed
	fail      error              // every change fails with it
}

func (o *office) Whose(_ context.Context, token string) (account.Account, error) {
	for _, a := range o.everybody {
		if id, ok := o.sessions[token]; ok && a.ID == id {
			return a, nil
		}
	}
	return account.Account{}, models.Fail(models.Unauthenticated, "account.session_over")
}

func (o *office) did(what ...string) error {
	if o.fail == nil {
		o.calls = append(o.calls, strings.Join(what, " "))
	}
	return o.fail
}

func (o *office) SignIn(_ context.Context, email, password string) (string, account.Account, error) {
	for _, a := range o.everybody {
		if a.Email == email && password == right && o.fail == nil {
			o.sessions["new"] = a.ID
			return "new", a, nil
		}
	}
	if o.fail != nil {
		return "", account.Account{}, o.fail
	}
	return "", account.Account{}, models.Fail(models.Invalid, "account.wrong_credentials")
}

func (o *office) SignOut(_ context.Context, token string) error {
	delete(o.sessions, token)
	return o.fail
}

func (o *office) SignOutEverywhere(_ context.Context, id models.ID) error {
	return o.did("everywhere", id.String())
}

func (o *office) Rename(_ context.Context, id models.ID, name string) error {
	return o.did("rename", id.String(), name)
}

func (o *office) ChangePassword(_ context.Context, token, current, next string) error {
	return o.did("password", token, current, next)
}

func (o *office) Sessions(context.Context, models.ID) (int, error) { return 3, nil }

func (o *office) List(context.Context) ([]account.Account, error) { return o.everybody, nil }

func (o *office) Invited(context.Context) ([]account.Invitation, error) {
	return []account.Invitation{o.link}, nil
}

func (o *office) Suspend(_ context.Context, id models.ID) error { return o.did("suspend", id.String()) }

func (o *office) Resume(_ context.Context, id models.ID) error { return o.did("resume", id.String()) }

func (o *office) Invite(_ context.Context, email, name string, role account.Role) (string, account.Invitation, error) {
	i := o.link
	i.Email, i.Name, i.Role = email, name, role
	return "fresh", i, o.did("invite", email, name, string(role))
}

func (o *office) Link(_ context.Context, id models.ID) (string, account.Invitation, error) {
	i := o.link
	i.Account = id
	return "fresh", i, o.did("link", id.String())
}

func (o *office) Invitation(_ context.Context, token string) (account.Invitation, error) {
	if token != "link" {
		return account.Invitation{}, models.Fail(models.Gone, "account.link_spent")
	}
	return o.link, nil
}

func (o *office) Accept(_ context.Context, token, email, name, password string) (string, account.Account, error) {
	o.sessions["accepted"] = o.everybody[1].ID
	return "accepted", o.everybody[1], o.did("accept", token, email, name, password)
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

// house is the room as it is mounted, with an administrator signed in under the token "admin" and an organizer under
// "organizer".
type house struct {
	*office
	app *fiber.App
}

func newHouse(t *testing.T) *house {
	t.Helper()
	views, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	everybody := []account.Account{
		{Email: "wang.fang@county.example", Name: "王芳", Role: account.Administrator},
		{Email: "li.na@county.example", Name: "李娜<script>", Role: account.Organizer},
		{Email: "chen@university.example", Name: "陈老师", Role: account.Evaluator},
		{Email: "zhao@county.example", Name: "赵强", Role: account.Organizer, Suspended: true},
	}
	for i := range everybody {
		everybody[i].ID, everybody[i].Created = models.NewID(), day
	}
	h := &house{office: &office{
		everybody: everybody,
		sessions:  map[string]models.ID{"admin": everybody[0].ID, "organizer": everybody[1].ID},
		link: account.Invitation{
			Email: "sun@county.example", Name: "孙梅", Role: account.Evaluator, Expires: day.AddDate(0, 0, 7),
		},
	}}
	h.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		kind, key, _ := page.Message(err)
		return c.Status(page.Status(kind)).SendString(key)
	}})
	r := New(h.office, views, "https://jianfu.example/")
	h.app.Use(session.New(h.office, views, false).Load)
	h.app.Get("/sign-in", r.ShowSignIn).Post("/sign-in", r.SignIn).Post("/sign-out", r.SignOut)
	h.app.Get("/invitation/:token", r.ShowInvitation).Post("/invitation/:token", r.Accept)
	h.app.Post("/sign-out-everywhere", session.Require(), r.SignOutEverywhere)
	h.app.Get("/account", session.Require(), r.ShowAccount).Post("/account", session.Require(), r.ChangeAccount)
	people := h.app.Group("/people", session.Require(account.Administrator))
	people.Get("", r.ShowPeople).Post("", r.Invite)
	people.Post("/:id/suspend", r.Suspend).Post("/:id/resume", r.Resume).Post("/:id/link", r.Link)
	return h
}

// get fetches a page as whoever has the session token.
func (h *house) get(t *testing.T, path, token string) (*http.Response, string) {
	t.Helper()
	return h.send(t, httptest.NewRequest(http.MethodGet, path, nil), token)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

// post sends a form with the form token of the session, taken from a page.
func (h *house) post(t *testing.T, path, token string, form url.Values) (*http.Response, string) {
	t.Helper()
	if token != "" {
		_, page := h.get(t, "/account", token)
		form.Set("csrf", csrfField.FindStringSubmatch(page)[1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", fiber.MIMEApplicationForm)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return h.send(t, r, token)
}

func (h *house) send(t *testing.T, r *http.Request, token string) (*http.Response, string) {
	t.Helper()
	if token != "" {
		r.Header.Set("Cookie", "jianfu="+token)
	}
	resp, err := h.app.Test(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, html.UnescapeString(string(body))
}

// goes fails the test unless the answer is a redirection to where.
func goes(t *testing.T, resp *http.Response, where string) {
	t.Helper()
	if got := resp.Header.Get("Location"); resp.StatusCode != http.StatusSeeOther || got != where {
		t.Fatalf("%d to %q, want 303 to %q", resp.StatusCode, got, where)
	}
}

// shows fails the test unless the answer has the status and all the texts.
func shows(t *testing.T, resp *http.Response, body string, status int, texts ...string) {
	t.Helper()
	if resp.StatusCode != status {
		t.Fatalf("status %d, want %d:\n%s", resp.StatusCode, status, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Fatalf("%q is missing in:\n%s", text, body)
		}
	}
}

// changed fails the test unless exactly these changes were made.
func (h *house) changed(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(h.calls, want) {
		t.Fatalf("changes %q, want %q", h.calls, want)
	}
}
