package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/gofiber/fiber/v2"
)

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// csrf is the form token of somebody's session, as a page gives it.
func (w *world) csrf(t *testing.T, app *fiber.App, as string) string {
	t.Helper()
	found := csrfField.FindStringSubmatch(w.do(t, app, call{path: "/account", as: as}).want(t, fiber.StatusOK).body)
	if found == nil {
		t.Fatal("the page has no form token")
	}
	return found[1]
}

// With no-referrer a browser sends Origin: null, which cannot be told from a forged request: the console says
// same-origin, and takes forms from its own pages over HTTPS.
func TestHazardFormsOverHTTPS(t *testing.T) {
	t.Parallel()
	w := floor(t)
	if got := w.do(t, w.secure, call{path: "/account", as: "organizer"}).Header.Get(fiber.HeaderReferrerPolicy); got != "same-origin" {
		t.Errorf("Referrer-Policy is %q", got)
	}
	token := w.csrf(t, w.secure, "organizer")
	for name, c := range map[string]struct {
		header map[string]string
		csrf   string
		status int
	}{
		"browser":                 {map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "https://example.com"}, token, 303},
		"older browser":           {map[string]string{"Origin": "https://example.com", "Referer": "https://example.com/account"}, token, 303},
		"referrer alone":          {map[string]string{"Referer": "https://example.com/account"}, token, 303},
		"no word of its origin":   {nil, token, 303},
		"another site":            {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, token, 403},
		"a neighbour":             {map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "https://x.example.com"}, token, 403},
		"older, another site":     {map[string]string{"Origin": "https://evil.example"}, token, 403},
		"hidden origin":           {map[string]string{"Origin": "null"}, token, 403},
		"another site's referrer": {map[string]string{"Referer": "https://evil.example/https://example.com"}, token, 403},
		"no form token":           {map[string]string{"Sec-Fetch-Site": "same-origin"}, "", 403},
		"another form token":      {map[string]string{"Sec-Fetch-Site": "same-origin"}, w.csrf(t, w.secure, "rival"), 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.do(t, w.secure, call{
				method: http.MethodPost, path: "/account", as: "organizer", header: c.header,
				form: url.Values{"form": {"name"}, "name": {"organizer"}, "csrf": {c.csrf}},
			}).want(t, c.status)
		})
	}
}

// Cookies are neither Secure nor HttpOnly unless one says so, and a session that was there before the sign-in must not
// be gone on with.
func TestHazardSessionCookie(t *testing.T) {
	t.Parallel()
	w := floor(t)
	signIn := func(app *fiber.App, before *http.Cookie, csrf string) *http.Cookie {
		c := call{method: http.MethodPost, path: "/sign-in", form: url.Values{
			"email": {"stranger@county.example"}, "password": {password}, "csrf": {csrf},
		}}
		if before != nil {
			c.header = map[string]string{"Cookie": before.Name + "=" + before.Value}
		}
		got := w.do(t, app, c).want(t, fiber.StatusSeeOther)
		cookies := got.Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies", len(cookies))
		}
		return cookies[0]
	}
	for _, c := range []struct {
		app    *fiber.App
		name   string
		secure bool
	}{{w.secure, "__Host-jianfu", true}, {w.plain, "jianfu", false}} {
		first := signIn(c.app, nil, "")
		if first.Name != c.name || first.Secure != c.secure || !first.HttpOnly || first.SameSite != http.SameSiteLaxMode ||
			first.Path != "/" || first.Domain != "" || first.MaxAge != 0 || !first.Expires.IsZero() {
			t.Errorf("the cookie is %s", first.Raw)
		}
		header := map[string]string{"Cookie": first.Name + "=" + first.Value}
		found := csrfField.FindStringSubmatch(w.do(t, c.app, call{path: "/account", header: header}).want(t, fiber.StatusOK).body)
		if found == nil {
			t.Fatal("the page has no form token")
		}
		second := signIn(c.app, first, found[1])
		if second.Value == first.Value {
			t.Error("the session goes on through the sign-in")
		}
		w.do(t, c.app, call{path: "/account", header: header}).want(t, fiber.StatusSeeOther)
		header = map[string]string{"Cookie": second.Name + "=" + second.Value}
		w.do(t, c.app, call{path: "/account", header: header}).want(t, fiber.StatusOK)
	}
}

// A cookie that another host may have planted is not taken for a session, and one of a person who was suspended is
// worth nothing.
func TestSessionsThatDoNotCount(t *testing.T) {
	t.Parallel()
	w := floor(t)
	planted := map[string]string{"Cookie": "jianfu=" + w.tokens["organizer"]}
	w.do(t, w.secure, call{path: "/rounds", header: planted}).want(t, fiber.StatusSeeOther)
	w.do(t, w.secure, call{path: "/rounds", as: "organizer"}).want(t, fiber.StatusOK)
	w.do(t, w.plain, call{path: "/rounds", as: "suspended"}).want(t, fiber.StatusSeeOther)
}

// The door of respondents stays the same whoever is signed in at the same browser.
func TestPublicPagesKnowNoSession(t *testing.T) {
	t.Parallel()
	w := floor(t)
	for _, r := range w.routes(t) {
		if _, console := r.console(); console || r.method != fiber.MethodGet {
			continue
		}
		anybody := w.do(t, w.plain, call{path: r.path})
		signedIn := w.do(t, w.plain, call{path: r.path, as: "organizer"})
		wantNoCookie(t, signedIn)
		if anybody.body != signedIn.body || anybody.StatusCode != signedIn.StatusCode {
			t.Errorf("%s differs for a person who is signed in", r.path)
		}
	}
}
