package e2e

import (
	"errors"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	wordings "jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/templates"
)

// run runs the program to its end and gives its output and status.
func run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		return string(out), exit.ExitCode()
	}
	return string(out), 0
}

// refused wants the program to fail with a message of the catalogue, in both languages.
func refused(t *testing.T, key string, args ...string) {
	t.Helper()
	catalogue, err := wordings.LoadCatalogue(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range models.Langs() {
		said, _, _ := strings.Cut(catalogue.Say(lang)(key), "{")
		out, status := run(t, append(args, "--lang", string(lang))...)
		if status == 0 || !strings.Contains(out, said) {
			t.Errorf("%v: status %d, %q, want %q", args, status, out, said)
		}
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, flag := range []string{"--listen", "--base-url", "--data", "--database", "JIANFU_BASE_URL", "demo", "migrate", "restored", "keygen", "tally", "JIANFU_SECRET_FILE"} {
		if out, status := run(t, "--help"); status != 0 || !strings.Contains(out, flag) {
			t.Errorf("--help says nothing of %s (status %d)", flag, status)
		}
	}
	if out, status := run(t, "version"); status != 0 || !strings.Contains(out, "jianfu") {
		t.Errorf("%d %s", status, out)
	}
	if _, status := run(t, "migrate", "--data", data); status != 0 {
		t.Error("a fresh database is not migrated")
	}
	if out, status := run(t, "restored", "--data", data, "--lang", "zh"); status != 0 || !strings.Contains(out, "暂停") {
		t.Errorf("restored: %d %s", status, out)
	}
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	refused(t, "app.port", "--data", data, "--listen", socket.Addr().String())
	refused(t, "app.base_url", "--data", data, "--base-url", "jianfu.example.cn")
	refused(t, "app.database_file", "--data", data, "--database-file", filepath.Join(data, "nothing"))
	refused(t, "store.dsn", "--data", data, "--listen", "127.0.0.1:0", "--database", "root:x@tcp(y/z?w")
	refused(t, "app.unhealthy", "health", "--listen", "127.0.0.1:9")
}
