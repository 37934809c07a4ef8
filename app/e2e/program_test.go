package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "jianfu-e2e")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "jianfu")
	build := exec.Command("go", "build", "-o", path, "jianfu/app")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// program is a running instance of the real binary.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	data   string
	output *buffer // everything that it ever wrote to stdout and stderr
	base   string
}

// buffer is a bytes.Buffer that two goroutines may use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// start runs the program and waits until it answers. Arguments come before the address that it listens on.
func start(t *testing.T, data, database string, args ...string) *program {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, data: data, output: &buffer{}}
	args = append(args, "--listen", "127.0.0.1:0", "--data", data, "--lang", "zh")
	if database != "" {
		args = append(args, "--database", database)
	}
	p.cmd = exec.Command(path, args...)
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.base = p.await(regexp.MustCompile(`(?:服务已启动|演示已就绪)：(http://localhost:\d+)`), 2*time.Minute)
	return p
}

// await waits for a line of the output and gives its first group.
func (p *program) await(line *regexp.Regexp, patience time.Duration) string {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if found := line.FindStringSubmatch(p.output.String()); found != nil {
			return found[1]
		}
	}
	p.t.Fatalf("no %v in the output:\n%s", line, p.output)
	return ""
}

// firstLink is the one-time link that the first start prints.
func (p *program) firstLink() string {
	return p.await(regexp.MustCompile(`(http://localhost:\d+/invitation/\S+)`), 10*time.Second)
}

// stop interrupts the program as Ctrl-C does and wants it to end cleanly.
func (p *program) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			p.t.Fatalf("ended with %v:\n%s", err, p.output)
		}
	case <-time.After(30 * time.Second):
		p.t.Fatal("did not stop within 30 seconds")
	}
}

// crash kills the program without a warning.
func (p *program) crash() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		p.t.Fatal(err)
	}
	_ = p.cmd.Wait()
}

// client speaks to the program as a browser without JavaScript does; it keeps cookies and follows redirects.
type client struct {
	t      *testing.T
	http   *http.Client
	header http.Header
}

func newClient(t *testing.T) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, http: &http.Client{Jar: jar, Timeout: time.Minute}, header: http.Header{}}
}

// page is an answer.
type page struct {
	status int
	url    string
	header http.Header
	body   string
}

func (c *client) do(method, address, contentType string, body io.Reader) page {
	c.t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), method, address, body)
	if err != nil {
		c.t.Fatal(err)
	}
	for name, values := range c.header {
		request.Header[name] = values
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return page{status: answer.StatusCode, url: answer.Request.URL.String(), header: answer.Header, body: string(raw)}
}

func (c *client) get(address string) page {
	c.t.Helper()
	return c.do(http.MethodGet, address, "", nil)
}

func (c *client) post(address string, form url.Values) page {
	c.t.Helper()
	return c.do(http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// want fails the test where the answer has another status.
func (p page) want(t *testing.T, status int) page {
	t.Helper()
	if p.status != status {
		t.Fatalf("%s answered %d, want %d:\n%s", p.url, p.status, status, p.body)
	}
	return p
}

// hidden gives the value of a hidden field of the page.
func (p page) hidden(t *testing.T, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(p.body)
	if found == nil {
		t.Fatalf("%s has no field %s", p.url, name)
	}
	return found[1]
}
