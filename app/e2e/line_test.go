package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// line is what lies between the phones and the program: it can be cut at a chosen moment, and lead to a program that was
// started again elsewhere.
type line struct {
	base string // what phones call

	mu   sync.Mutex
	to   string // the program
	dead bool
	trap *trap
}

// moment is when a line is cut: before a request reaches the program, or after the program has answered.
type moment string

const (
	before moment = "before"
	after  moment = "after"
)

// trap cuts the line at the first POST to an address that ends so.
type trap struct {
	suffix string
	when   moment
	then   func() // whatever else happens at that moment
}

// lineTo opens a line to a program.
func lineTo(t *testing.T, p *program) *line {
	t.Helper()
	l := &line{to: p.base}
	server := httptest.NewServer(l)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	l.base = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	return l
}

// cut arms the line.
func (l *line) cut(suffix string, when moment, then func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trap = &trap{suffix, when, then}
}

// mend makes the line whole again, to a program.
func (l *line) mend(p *program) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to, l.dead, l.trap = p.base, false, nil
}

// isDead reports whether the trap was sprung.
func (l *line) isDead() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}

// state gives where requests go, and the trap that this one springs.
func (l *line) state(r *http.Request) (to string, dead bool, sprung *trap) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.trap != nil && !l.dead && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, l.trap.suffix) {
		sprung, l.dead = l.trap, true
	}
	return l.to, l.dead, sprung
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	to, dead, sprung := l.state(r)
	if err != nil || dead && sprung == nil || sprung != nil && sprung.when == before {
		if sprung != nil {
			sprung.then()
		}
		hangUp(w)
		return
	}
	request, err := http.NewRequestWithContext(r.Context(), r.Method, to+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		hangUp(w)
		return
	}
	request.Header = r.Header.Clone()
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		hangUp(w)
		return
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if sprung != nil || err != nil {
		if sprung != nil {
			sprung.then()
		}
		hangUp(w)
		return
	}
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(said)
}

// hangUp closes a connection without a word.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}
