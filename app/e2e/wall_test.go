package e2e

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listed is what `go list` tells of a package.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports,Deps", "jianfu/...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 20 {
		t.Fatalf("go list names only %d packages", len(all))
	}
	return all
}

// exactly the packages named, since net/url is no network.
func exactly(names ...string) []string {
	for i, name := range names {
		names[i] = "=" + name
	}
	return names
}

func under(path string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		if one, exact := strings.CutPrefix(root, "="); exact {
			return path == one
		}
		return path == root || strings.HasPrefix(path, root+"/")
	})
}

// breaches gives the forbidden imports of a set of packages, in words.
func breaches(all []listed) []string {
	var found []string
	forbid := func(p listed, imports []string, why string, forbidden ...string) {
		for _, imported := range imports {
			if under(imported, forbidden...) {
				found = append(found, p.ImportPath+" imports "+imported+": "+why)
			}
		}
	}
	for _, p := range all {
		if under(p.ImportPath, "jianfu/models") {
			forbid(p, p.Imports, "the ground floor knows no HTTP and nothing above it",
				"jianfu/handlers", "jianfu/app", "jianfu/templates", "github.com/gofiber", "github.com/valyala", "net/http", "html/template")
		}
		if under(p.ImportPath, "jianfu/handlers") {
			forbid(p, p.Imports, "the middle floor goes down only, and never to the store", "jianfu/app", "jianfu/models/store")
			forbid(p, p.Deps, "no room reaches the store through another", "jianfu/models/store")
		}
		// database/sql/driver, an interface without a connection, is what models.ID needs to be stored.
		if !under(p.ImportPath, "jianfu/models/store", "jianfu/app/boot") {
			forbid(p, slices.DeleteFunc(slices.Clone(p.Imports), func(i string) bool { return i == "database/sql/driver" }),
				"only the store speaks SQL", "gorm.io", "database/sql", "github.com/go-sql-driver", "modernc.org")
		}
		if under(p.ImportPath, "jianfu/models/report") {
			forbid(p, p.Imports, "a report sees only what was released",
				"jianfu/models/tabulation", "jianfu/models/response", "jianfu/models/seal", "jianfu/models/store", "jianfu/models/evaluation")
		}
		if under(p.ImportPath, "jianfu/handlers/respondent") {
			forbid(p, p.Deps, "nothing that keeps a session or writes a log is near a respondent",
				"jianfu/handlers/web/session", "jianfu/handlers/account", "jianfu/handlers/organizer", "jianfu/handlers/evaluator")
			forbid(p, p.Imports, "a respondent's room has no log and no address", exactly("log", "log/slog", "net", "net/netip")...)
		}
		if under(p.ImportPath, "jianfu/handlers/web/page") {
			forbid(p, p.Imports, "what the respondent's room stands on has no log and no address", exactly("log", "log/slog", "net", "net/netip")...)
		}
		if !under(p.ImportPath, "jianfu/app") {
			forbid(p, p.Imports, "simulated answers are for the demonstration and for tests", "jianfu/models/simulation")
		}
	}
	return found
}

func TestWalls(t *testing.T) {
	t.Parallel()
	for _, breach := range breaches(packages(t)) {
		t.Error(breach)
	}
}

// The check itself must be able to fail.
func TestWallsAreSeen(t *testing.T) {
	t.Parallel()
	for _, p := range []listed{
		{ImportPath: "jianfu/models/seal", Imports: []string{"net/http"}},
		{ImportPath: "jianfu/models/round", Imports: []string{"gorm.io/gorm"}},
		{ImportPath: "jianfu/handlers/organizer", Deps: []string{"jianfu/models/store"}},
		{ImportPath: "jianfu/models/report/csv", Imports: []string{"jianfu/models/tabulation"}},
		{ImportPath: "jianfu/handlers/respondent", Deps: []string{"jianfu/handlers/web/session"}},
		{ImportPath: "jianfu/handlers/respondent", Imports: []string{"log/slog"}},
		{ImportPath: "jianfu/handlers/public", Imports: []string{"database/sql"}},
	} {
		if len(breaches([]listed{p})) == 0 {
			t.Errorf("%s may import %v", p.ImportPath, append(p.Imports, p.Deps...))
		}
	}
}

// identifying are the methods of a request that tell who or where somebody is.
var identifying = []string{
	"IP", "IPs", "RemoteAddr", "RemoteIP", "LocalAddr", "Cookie", "Cookies", "Hostname", "IsFromLocal", "GetReqHeaders",
	"UserAgent", "VisitAllCookie", "Conn",
}

// No file of the respondent's room asks a request who sent it.
func TestRespondentAsksNobody(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../handlers/respondent/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && slices.Contains(identifying, call.Sel.Name) {
				t.Errorf("%s calls %s", file, call.Sel.Name)
			}
			if literal, ok := n.(*ast.BasicLit); ok {
				for _, header := range []string{"X-Forwarded", "User-Agent", "X-Real-Ip", "Forwarded"} {
					if strings.Contains(strings.ToLower(literal.Value), strings.ToLower(header)) {
						t.Errorf("%s names the header %s", file, header)
					}
				}
			}
			return true
		})
	}
}
