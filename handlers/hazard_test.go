package handlers_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers"
	"jianfu/models/round"
	"jianfu/models/store"
)

// bare is the floor over an empty store of its own, so that a test may add to it.
func bare(t *testing.T, change func(*handlers.Parts)) *fiber.App {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "jianfu.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	parts := partsOver(s)
	parts.BaseURL = "http://example.com"
	if change != nil {
		change(&parts)
	}
	app, err := handlers.New(parts)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// Fiber hands out strings that alias a buffer of the request unless it is told not to.
func TestHazardStringsOutliveTheHandler(t *testing.T) {
	t.Parallel()
	app := bare(t, nil)
	var kept []string
	app.Post("/probe/:word", func(c *fiber.Ctx) error {
		kept = append(kept, c.Params("word"), c.Query("q"), c.FormValue("f"), c.Get("X-Word"), c.Path(), c.OriginalURL(),
			c.Cookies("word"))
		return nil
	})
	ask := func(word string) {
		r := httptest.NewRequest(http.MethodPost, "/probe/"+word+"?q="+word, strings.NewReader("f="+word))
		r.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
		r.Header.Set("X-Word", word)
		r.AddCookie(&http.Cookie{Name: "word", Value: word})
		send(t, app, r).want(t, fiber.StatusOK)
	}
	ask("first")
	first := strings.Join(kept, " ")
	for range 20 {
		ask("other")
	}
	if want := "first first first first /probe/first /probe/first?q=first first"; first != want {
		t.Fatalf("read %q, want %q", first, want)
	}
	if now := strings.Join(kept[:7], " "); now != first {
		t.Errorf("what was read as %q is now %q", first, now)
	}
}

// A small compressed body can unpack to any size, whatever the limit of bodies is.
func TestHazardCompressedRequests(t *testing.T) {
	t.Parallel()
	w := floor(t)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := z.Write(bytes.Repeat([]byte("code=0000&"), 2<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, encoding := range []string{"gzip", "GZIP", "br", "deflate", "zstd", "identity, gzip", "x"} {
		for _, path := range []string{"/code", "/c/" + w.card, "/o/" + w.poster + "/send", "/sign-in", "/units", "/nowhere"} {
			r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(bomb.Bytes()))
			r.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
			r.Header.Set(fiber.HeaderContentEncoding, encoding)
			wantNoCookie(t, send(t, w.plain, r).want(t, fiber.StatusUnsupportedMediaType))
		}
	}
}

// Fiber's context never ends by itself.
func TestHazardDeadline(t *testing.T) {
	t.Parallel()
	before := time.Now()
	var seen context.Context
	app := bare(t, nil)
	app.Get("/probe", func(c *fiber.Ctx) error {
		seen = c.UserContext()
		return nil
	})
	send(t, app, httptest.NewRequest(http.MethodGet, "/probe", nil)).want(t, fiber.StatusOK)
	end, ok := seen.Deadline()
	if !ok || end.Before(before) || end.Sub(before) > time.Minute {
		t.Errorf("the deadline is %v", end)
	}
	if seen.Err() == nil {
		t.Error("the context goes on after the request")
	}
}

// mime.FormatMediaType writes what browsers read; Fiber's Attachment escapes Chinese names wrongly.
func TestHazardChineseFileNames(t *testing.T) {
	t.Parallel()
	w := floor(t)
	released, running := w.rounds[round.Released].String(), w.rounds[round.Open].String()
	for _, c := range []struct{ as, path, word string }{
		{"evaluator", "/evaluations/" + released + "/report.csv", "轮次"},
		{"evaluator", "/evaluations/" + released + "/report.json", "轮次"},
		{"evaluator", "/evaluations/" + released + "/recovery.pdf", "轮次"},
		{"organizer", "/rounds/" + running + "/posters.pdf", "轮次"},
		{"organizer", "/rounds/" + running + "/posters/" + w.unit.String() + ".svg", "青溪镇"},
		{"organizer", "/rounds/" + running + "/posters/" + w.unit.String() + ".png", "青溪镇"},
		{"organizer", "/units/template.xlsx", ""},
		{"organizer", "/units/export.xlsx", ""},
	} {
		got := w.do(t, w.plain, call{path: c.path, as: c.as}).want(t, fiber.StatusOK)
		header := got.Header.Get(fiber.HeaderContentDisposition)
		kind, fields, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || !strings.Contains(fields["filename"], c.word) ||
			!strings.HasSuffix(fields["filename"], c.path[strings.LastIndexByte(c.path, '.'):]) {
			t.Errorf("%s: %q names %q, %v", c.path, header, fields["filename"], err)
		}
		if c.word != "" && !strings.Contains(header, "filename*=utf-8''%") {
			t.Errorf("%s: %q is not as RFC 5987 has it", c.path, header)
		}
		if got.Header.Get(fiber.HeaderCacheControl) != "no-store" {
			t.Errorf("%s is kept in caches", c.path)
		}
		if len(got.body) == 0 {
			t.Errorf("%s is empty", c.path)
		}
	}
}

// serve answers on a port of this machine, until the test ends at the latest.
func serve(t *testing.T, app *fiber.App) (address string, served <-chan error) {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(socket) }()
	t.Cleanup(func() { _ = app.ShutdownWithTimeout(time.Second) })
	return socket.Addr().String(), ended
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// wire writes a request as it is and gives what comes first of the answer.
func wire(t *testing.T, conn net.Conn, request string) string {
	t.Helper()
	if _, err := conn.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 4096)
	n, err := conn.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

// A connection that a browser keeps open must not hold the program up when it is told to stop.
func TestHazardShutdownWithIdleConnection(t *testing.T) {
	t.Parallel()
	app := bare(t, nil)
	for name, limit := range map[string]time.Duration{
		"ReadTimeout": app.Config().ReadTimeout, "WriteTimeout": app.Config().WriteTimeout, "IdleTimeout": app.Config().IdleTimeout,
	} {
		if limit <= 0 || limit > 5*time.Minute {
			t.Errorf("%s is %v", name, limit)
		}
	}
	address, served := serve(t, app)
	conn := dial(t, address)
	if got := wire(t, conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 200") {
		t.Fatal(got)
	}
	began := time.Now()
	const patience = 10 * time.Second
	if err := app.ShutdownWithTimeout(patience); err != nil {
		t.Errorf("stopping failed: %v", err)
	}
	if took := time.Since(began); took > patience/2 {
		t.Errorf("stopping took %v", took)
	}
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("serving ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("the listener is still serving")
	}
}

// Prefork would give each process a cache and a job board of its own, and fasthttp's own logger prints addresses.
func TestHazardServer(t *testing.T) {
	t.Parallel()
	app := bare(t, nil)
	if app.Config().Prefork {
		t.Error("Prefork is on")
	}
	if !app.Config().Immutable {
		t.Error("Immutable is off")
	}
	if app.Config().ProxyHeader != "" {
		t.Error("an address is read from a header")
	}
	if app.Server().Logger == nil || app.Server().LogAllErrors {
		t.Error("fasthttp logs failed connections, with the address")
	}
}
