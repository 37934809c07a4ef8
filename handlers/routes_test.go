package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/round"
	"jianfu/static"
)

// open are the routes that need no session, with what they answer to a request that holds nothing but its address.
// Every route that is not here belongs to the console.
var open = map[string]int{
	"GET /": 200, "GET /code": 200, "POST /code": 422, "GET /privacy": 200, "GET /manifest/:hash": 200,
	"GET /healthz": 200, "GET /readyz": 200, "GET /static/*": 200,
	"GET /o/:poster": 200, "POST /o/:poster": 200, "GET /o/:poster/edit": 303, "POST /o/:poster/edit": 200,
	"GET /o/:poster/send": 303, "POST /o/:poster/send": 422,
	// The card is of a round that is not open yet.
	"GET /c/:code": 409, "POST /c/:code": 409, "GET /c/:code/edit": 303, "POST /c/:code/edit": 409,
	"GET /c/:code/send": 303, "POST /c/:code/send": 422,
	"POST /c/:code/ballot": 422, "POST /ballots": 422,
	"GET /thanks": 200, "POST /thanks": 404, "GET /ballots": 404, "GET /kiosk": 200, "POST /kiosk": 404,
	"GET /c": 404, "POST /c": 404, "GET /c/*": 404, "POST /c/*": 404,
	"GET /o": 404, "POST /o": 404, "GET /o/*": 404, "POST /o/*": 404,
}

// doors are the console's routes for people who are not signed in.
var doors = map[string]int{
	"GET /sign-in": 200, "POST /sign-in": 422, "GET /invitation/:token": 410, "POST /invitation/:token": 410,
}

// route is one line of the URL map with an address that it answers.
type route struct{ method, pattern, path string }

func (r route) key() string { return r.method + " " + r.pattern }

func (w *world) routes(t *testing.T) []route {
	t.Helper()
	assets, err := page.NewAssets(static.Files, "console")
	if err != nil {
		t.Fatal(err)
	}
	css, err := assets.URL("console/console.css")
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer(
		":hash", w.hash, ":code", w.card, ":poster", w.poster, ":token", "spent", ":round", w.rounds[round.Open].String(),
		":unit", w.unit.String(), ":id", models.NewID().String(), "/static/*", css, "*", "some/where/else",
	)
	var all []route
	seen := map[string]bool{}
	for _, r := range w.plain.GetRoutes(true) {
		each := route{r.Method, r.Path, fill.Replace(r.Path)}
		if (r.Method == fiber.MethodGet || r.Method == fiber.MethodPost) && !seen[each.key()] {
			seen[each.key()] = true
			all = append(all, each)
		}
	}
	if len(all) < 60 {
		t.Fatalf("the URL map has only %d routes", len(all))
	}
	for key := range open {
		if !seen[key] {
			t.Errorf("no route %s", key)
		}
	}
	return all
}

// console reports whether a route belongs to the console, and the status it gives to a person who is not signed in.
func (r route) console() (status int, yes bool) {
	if status, ok := open[r.key()]; ok {
		return status, false
	}
	if status, ok := doors[r.key()]; ok {
		return status, true
	}
	if r.method == fiber.MethodGet {
		return fiber.StatusSeeOther, true
	}
	return fiber.StatusUnauthorized, true
}

func TestEveryRouteWithoutSession(t *testing.T) {
	t.Parallel()
	w := floor(t)
	for _, r := range w.routes(t) {
		for _, lang := range models.Langs() {
			t.Run(r.key()+" "+string(lang), func(t *testing.T) {
				t.Parallel()
				status, console := r.console()
				c := call{method: r.method, path: r.path + "?lang=" + string(lang)}
				if r.method == fiber.MethodPost {
					c.form = url.Values{}
				}
				got := w.do(t, w.plain, c).want(t, status)
				if !console {
					wantNoCookie(t, got)
				}
				wantHeaders(t, got)
				if html(got) {
					wantPage(t, got, lang)
				}
				if r.method == fiber.MethodGet && console && status == fiber.StatusSeeOther {
					want := "/sign-in?next=" + url.QueryEscape(c.path)
					if to := got.Header.Get(fiber.HeaderLocation); to != want {
						t.Errorf("leads to %s, want %s", to, want)
					}
				}
			})
		}
	}
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	t.Parallel()
	w := floor(t)
	for _, r := range w.routes(t) {
		if r.method != fiber.MethodGet {
			continue
		}
		t.Run(r.pattern, func(t *testing.T) {
			t.Parallel()
			get := w.do(t, w.plain, call{path: r.path})
			head := w.do(t, w.plain, call{method: http.MethodHead, path: r.path}).want(t, get.StatusCode)
			if head.body != "" {
				t.Errorf("a body of %d bytes", len(head.body))
			}
			for _, name := range []string{fiber.HeaderContentType, fiber.HeaderLocation, fiber.HeaderContentSecurityPolicy} {
				if head.Header.Get(name) != get.Header.Get(name) {
					t.Errorf("%s: %q, want %q", name, head.Header.Get(name), get.Header.Get(name))
				}
			}
		})
	}
}

func TestUnknownAddress(t *testing.T) {
	t.Parallel()
	w := floor(t)
	for _, lang := range models.Langs() {
		for _, c := range []call{
			{path: "/nowhere"},
			{path: "/manifest"},
			{path: "/static/console/console.css"},
			{path: "/static/../go.mod"},
			{path: "/c/0123"},
			{path: "/c/0000-0000-0000-0000"},
			{path: "/o/none"},
			{path: "/c/"},
			{path: "/C/x/y/z"},
			{path: "/people/x/y/z", as: "administrator"},
			{path: "/rounds/no-such-round", as: "organizer"},
			{path: "/rounds/" + models.NewID().String(), as: "organizer"},
			{method: http.MethodDelete, path: "/"},
			{method: http.MethodPut, path: "/c/" + w.card},
		} {
			c.path += "?lang=" + string(lang)
			got := w.do(t, w.plain, c).want(t, fiber.StatusNotFound)
			wantHeaders(t, got)
			wantPage(t, got, lang)
			if strings.HasPrefix(strings.ToLower(c.path), "/c/") || strings.HasPrefix(c.path, "/o/") {
				wantNoCookie(t, got)
			}
		}
	}
}

// TestPagesOfTheConsole opens every page that somebody may see, with the rounds of every state.
func TestPagesOfTheConsole(t *testing.T) {
	t.Parallel()
	w := floor(t)
	pages := map[string][]string{
		"administrator": {"/people", "/account"},
		"organizer":     {"/rounds", "/rounds/new", "/units", "/account", "/evaluations"},
		"evaluator":     {"/evaluations"},
	}
	for _, id := range w.rounds {
		pages["organizer"] = append(pages["organizer"], "/rounds/"+id.String())
		pages["evaluator"] = append(pages["evaluator"], "/evaluations/"+id.String())
	}
	draft, frozen := "/rounds/"+w.rounds[round.Draft].String(), "/rounds/"+w.rounds[round.Frozen].String()
	running, report := "/rounds/"+w.rounds[round.Open].String(), "/evaluations/"+w.rounds[round.Released].String()+"/report"
	pages["organizer"] = append(pages["organizer"], draft+"/settings", draft+"/freeze", draft+"/cancel", frozen+"/open",
		running+"/extend", running+"/close", report, strings.TrimSuffix(report, "report")+"explore")
	pages["evaluator"] = append(pages["evaluator"], report, strings.TrimSuffix(report, "report")+"explore",
		strings.TrimSuffix(report, "report")+"texts")
	pages["evaluator"] = slices.DeleteFunc(pages["evaluator"], func(path string) bool {
		return strings.HasSuffix(path, w.rounds[round.Cancelled].String()) // cancelled before an evaluator was named
	})
	for who, paths := range pages {
		for _, path := range paths {
			for _, lang := range models.Langs() {
				got := w.do(t, w.plain, call{path: path + "?lang=" + string(lang), as: who}).want(t, fiber.StatusOK)
				wantHeaders(t, got)
				wantPage(t, got, lang)
			}
		}
	}
}

func html(a answer) bool {
	return strings.HasPrefix(a.Header.Get(fiber.HeaderContentType), "text/html")
}

func wantNoCookie(t *testing.T, a answer) {
	t.Helper()
	if cookie := a.Header.Get(fiber.HeaderSetCookie); cookie != "" {
		t.Errorf("%s sets the cookie %s", a.Request.URL, cookie)
	}
}

// wantHeaders looks for what keeps other sites, caches and guesses out.
func wantHeaders(t *testing.T, a answer) {
	t.Helper()
	want := map[string][]string{
		fiber.HeaderXContentTypeOptions: {"nosniff"},
		fiber.HeaderCacheControl:        {"no-store", "public, max-age=31536000, immutable"},
	}
	if html(a) {
		want[fiber.HeaderCacheControl] = []string{"no-store", "private, no-cache"} // the latter: the empty form alone
		want[fiber.HeaderReferrerPolicy] = []string{"same-origin", "no-referrer"}
		policy := a.Header.Get(fiber.HeaderContentSecurityPolicy)
		for _, part := range []string{"default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %q lacks %s", a.Request.URL, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", a.Request.URL, policy)
		}
	}
	for name, values := range want {
		if got := a.Header.Get(name); !slices.Contains(values, got) {
			t.Errorf("%s %s: %s is %q, want one of %q", a.Request.Method, a.Request.URL, name, got, values)
		}
	}
	if server := a.Header.Get(fiber.HeaderServer); server != "" {
		t.Errorf("%s: says that it is %q", a.Request.URL, server)
	}
}

// unsaid finds a key that the catalogue lacks and a placeholder that nothing filled; scripts fill their own.
var (
	unsaid = regexp.MustCompile(`\[[a-z_]+\.[a-z_.]+\]|\{[0-9]\}`)
	script = regexp.MustCompile(`(?s)<script.*?</script>`)
)

func wantPage(t *testing.T, a answer, lang models.Lang) {
	t.Helper()
	if !html(a) {
		t.Errorf("%s: not a page", a.Request.URL)
		return
	}
	if chinese := strings.Contains(a.body, `<html lang="zh-Hans">`); chinese != (lang == models.Chinese) {
		t.Errorf("%s: not in the language asked for", a.Request.URL)
	}
	if !strings.Contains(a.body, "</main>") {
		t.Errorf("%s: the page is not whole", a.Request.URL)
	}
	if found := unsaid.FindAllString(script.ReplaceAllString(a.body, ""), -1); found != nil {
		t.Errorf("%s: no words for %v", a.Request.URL, found)
	}
}
