package handlers_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/round"
	"jianfu/models/store"
)

// secrets are what a request may hold and no log and no page may: a code, a link, a hash, an address, a user agent, and
// the text of a database's error.
const (
	secretCode  = "0123456789ABCDEF"
	secretToken = "TOKEN9f8e7d6cTOKEN9f8e7d6cTOKEN9f8e7d6c4444"
	secretAgent = "Canary/1.0 MicroMessenger"
	secretPlace = "203.0.113.77"
	cause       = "disk on fire"
)

var secretHash = strings.Repeat("ab", 32)

// broken is a store that fails, by an error or by a panic, in the methods that are reached first. There is nothing
// behind it.
type broken struct {
	*store.Store
	fail func() error
}

func (b broken) Manifest(context.Context, string) ([]byte, error) { return nil, b.fail() }
func (b broken) Rounds(context.Context, ...round.State) ([]*round.Round, error) {
	return nil, b.fail()
}

func (b broken) PosterPlace(context.Context, string) (roundID, unitID models.ID, err error) {
	return models.ID{}, models.ID{}, b.fail()
}

func (b broken) FindInvitation(context.Context, account.Digest) (account.Invitation, error) {
	return account.Invitation{}, b.fail()
}

func (b broken) FindSession(context.Context, account.Digest) (account.Session, error) {
	return account.Session{}, b.fail()
}

// counter notes the kinds that respondents met.
type counter struct {
	mu    sync.Mutex
	kinds []models.Kind
}

func (c *counter) Count(kind models.Kind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kinds = append(c.kinds, kind)
}

// take gives what was counted since it was last asked.
func (c *counter) take() []models.Kind {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() { c.kinds = nil }()
	return c.kinds
}

// failing is the floor over a broken store.
func failing(t *testing.T, fail func() error) (*fiber.App, *lines, *counter) {
	t.Helper()
	parts, log, counts := partsOver(nil), &lines{}, &counter{}
	b := broken{fail: fail}
	parts.BaseURL, parts.Log, parts.Tally = "http://example.com", slog.New(slog.NewTextHandler(log, nil)), counts
	parts.Store, parts.People, parts.Gate = b, account.New(b, now), admission.NewGate(b, nil, nil, b, now)
	app, err := handlers.New(parts)
	if err != nil {
		t.Fatal(err)
	}
	return app, log, counts
}

// ways are how a part fails.
var ways = map[string]func() error{
	"error": func() error { return errors.New(cause) },
	"ours": func() error {
		return &models.Error{Kind: models.Internal, Key: "error.internal", Err: errors.New(cause)}
	},
	"panic": func() error { panic(errors.New(cause)) },
	"text":  func() error { panic(cause) },
}

func probe(method, path string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader("code="+secretCode+"&a.q=secret"))
	r.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	r.Header.Set(fiber.HeaderUserAgent, secretAgent)
	r.Header.Set(fiber.HeaderXForwardedFor, secretPlace)
	return r
}

// What is our fault is logged once, with a reference that the page shows too: neither says what the other must not.
func TestFailuresAreLoggedOnceWithoutParameters(t *testing.T) {
	t.Parallel()
	for way, fail := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			app, log, counts := failing(t, fail)
			for _, c := range []struct{ method, path, pattern string }{
				{http.MethodGet, "/manifest/" + secretHash + "?q=secret", "/manifest/:hash"},
				{http.MethodGet, "/invitation/" + secretToken, "/invitation/:token"},
				{http.MethodPost, "/invitation/" + secretToken, "/invitation/:token"},
				{http.MethodGet, "/nowhere/" + secretToken, "/"},
			} {
				r := probe(c.method, c.path)
				if c.pattern == "/" { // the guard fails before any route is found
					r.AddCookie(&http.Cookie{Name: "jianfu", Value: secretToken})
				}
				got := send(t, app, r).want(t, fiber.StatusInternalServerError)
				wantPage(t, got, models.Chinese)
				wantHeaders(t, got)
				wantOneLine(t, log.take(), c.pattern, got.body)
				if counted := counts.take(); len(counted) != 0 {
					t.Errorf("%s: counted as a respondent's: %v", c.path, counted)
				}
			}
		})
	}
}

func wantOneLine(t *testing.T, said, pattern, body string) {
	t.Helper()
	reference := regexp.MustCompile(`reference=([0-9a-f]{8}) `).FindStringSubmatch(said)
	if strings.Count(said, "\n") != 1 || reference == nil {
		t.Errorf("%s: logged:\n%s", pattern, said)
		return
	}
	if !strings.Contains(body, reference[1]) {
		t.Errorf("%s: the page does not show the reference", pattern)
	}
	if !strings.Contains(said, "route="+pattern+" ") || !strings.Contains(said, cause) {
		t.Errorf("%s: the log does not say what failed:\n%s", pattern, said)
	}
	if strings.Contains(body, cause) {
		t.Errorf("%s: the page shows the cause", pattern)
	}
	for _, secret := range []string{secretCode, secretToken, secretAgent, secretPlace, secretHash, "secret", "0.0.0.0"} {
		if strings.Contains(said, secret) {
			t.Errorf("%s: the log holds %s:\n%s", pattern, secret, said)
		}
	}
}

// Of a respondent nothing is logged, whatever fails: it is counted by kind.
func TestFailuresOfRespondentsAreOnlyCounted(t *testing.T) {
	t.Parallel()
	for way, fail := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			app, log, counts := failing(t, fail)
			for _, c := range []struct{ method, path string }{
				{http.MethodGet, "/c/" + secretCode},
				{http.MethodPost, "/c/" + secretCode},
				{http.MethodGet, "/C/" + secretCode},
				{http.MethodPost, "/c/" + secretCode + "/edit"},
				{http.MethodPost, "/c/" + secretCode + "/send"},
				{http.MethodGet, "/o/" + secretCode},
				{http.MethodPost, "/O/" + secretCode + "/send?lang=en"},
			} {
				got := send(t, app, probe(c.method, c.path)).want(t, fiber.StatusInternalServerError)
				if said := log.take(); said != "" {
					t.Errorf("%s: logged:\n%s", c.path, said)
				}
				if counted := counts.take(); !slices.Equal(counted, []models.Kind{models.Internal}) {
					t.Errorf("%s: counted %v", c.path, counted)
				}
				if strings.Contains(got.body, cause) {
					t.Errorf("%s: the page shows the cause", c.path)
				}
				wantNoCookie(t, got)
			}
		})
	}
}

// What a client does wrong is no failure of ours: nothing is logged, whether or not the request could be read at all.
func TestRefusalsAreNotLogged(t *testing.T) {
	t.Parallel()
	app, log, _ := failing(t, ways["error"])
	address, _ := serve(t, app)
	for name, c := range map[string]struct{ request, status string }{
		"no such page":  {"GET /nowhere/" + secretToken + " HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
		"malformed":     {secretToken + "\r\n\r\n", "400"},
		"no length":     {"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: " + secretToken + "\r\n\r\n", "400"},
		"large body":    {"POST /c/" + secretCode + " HTTP/1.1\r\nHost: x\r\nContent-Length: 7340032\r\n\r\n", "413"},
		"large header":  {"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 20<<10) + "\r\n\r\n", "413"},
		"no such card":  {"GET /c/" + secretCode + "/x/y HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
		"compressed":    {"GET /invitation/" + secretToken + " HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n\r\n", "415"},
		"another verb":  {"DELETE /manifest/" + secretHash + " HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
		"not signed in": {"GET /people HTTP/1.1\r\nHost: x\r\n\r\n", "303"},
	} {
		got := wire(t, dial(t, address), c.request)
		if !strings.HasPrefix(got, "HTTP/1.1 "+c.status) || c.status == "400" && strings.Contains(got, secretToken) {
			t.Errorf("%s: answered %q, want %s", name, got, c.status)
		}
		if said := log.take(); said != "" {
			t.Errorf("%s: logged:\n%s", name, said)
		}
	}
}

// A connection that breaks in the middle of a body, as those of phones do, leaves nothing behind.
func TestBrokenConnectionsAreNotLogged(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/c/" + secretCode, "/C/" + secretCode + "/send", "/invitation/" + secretToken} {
		app, log, counts := failing(t, ways["error"])
		address, served := serve(t, app)
		conn := dial(t, address)
		// The server says that it goes on to the body once it has read what stands before.
		request := "POST " + path + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n"
		if got := wire(t, conn, request); !strings.HasPrefix(got, "HTTP/1.1 100") {
			t.Fatal(got)
		}
		if err := conn.(*net.TCPConn).SetLinger(0); err != nil { // a reset, not an orderly end
			t.Fatal(err)
		}
		_ = conn.Close()
		if err := errors.Join(app.ShutdownWithTimeout(time.Minute), <-served); err != nil {
			t.Error(err)
		}
		if said := log.take(); said != "" {
			t.Errorf("%s: logged:\n%s", path, said)
		}
		if counted := counts.take(); slices.Contains(counted, models.Internal) {
			t.Errorf("%s: counted as a failure of ours: %v", path, counted)
		}
	}
}
