package handlers_test

import (
	"cmp"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// call is a request. A zero Method is GET.
type call struct {
	method, path string
	as           string // whose session; empty: nobody's
	form         url.Values
	header       map[string]string
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

func (w *world) do(t *testing.T, app *fiber.App, c call) answer {
	t.Helper()
	r := httptest.NewRequest(cmp.Or(c.method, http.MethodGet), c.path, strings.NewReader(c.form.Encode()))
	if c.form != nil {
		r.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	}
	if c.as != "" {
		name := "jianfu"
		if app == w.secure {
			name = "__Host-jianfu"
		}
		r.AddCookie(&http.Cookie{Name: name, Value: w.tokens[c.as]})
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	return send(t, app, r)
}

func send(t *testing.T, app *fiber.App, r *http.Request) answer {
	t.Helper()
	got, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{got, string(body)}
}

func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s %s: status %d, want %d", a.Request.Method, a.Request.URL, a.StatusCode, status)
	}
	return a
}
