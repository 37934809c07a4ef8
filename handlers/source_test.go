package handlers_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forbidden says what no file of this floor may do, and why.
var forbidden = struct {
	imports, methods, words map[string]string
}{
	imports: map[string]string{
		"github.com/gofiber/fiber/v2/middleware/logger":  "its format holds the address",
		"github.com/gofiber/fiber/v2/middleware/limiter": "it keeps addresses, and a hall behind one NAT is one address",
		"github.com/gofiber/fiber/v2/middleware/csrf":    "it refuses forms over HTTPS without a referrer",
		"github.com/gofiber/fiber/v2/middleware/session": "its cookies are neither Secure nor HttpOnly",
		"github.com/gofiber/fiber/v2/log":                "it writes to the standard error",
		"log":                                            "it writes to the standard error",
	},
	methods: map[string]string{
		"IP": "takes the leftmost X-Forwarded-For", "IPs": "takes X-Forwarded-For", "RemoteIP": "an address",
		"RemoteAddr": "an address", "IsFromLocal": "an address", "Port": "an address", "LocalAddr": "an address",
		"Attachment": "escapes Chinese names wrongly", "SaveFile": "writes what came from outside to disk",
		"BodyParser": "unpacks by content type", "Body": "unpacks compressed bodies whatever the limit is",
	},
	words: map[string]string{
		"x-forwarded": "an address", "x-real-ip": "an address", "user-agent": "a user agent",
	},
}

// breaches lists what a file does that it may not.
func breaches(name string, source any) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, 0)
	if err != nil {
		return nil, err
	}
	var found []string
	called := map[ast.Expr]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			called[call.Fun] = true
		}
		say := func(what, why string) {
			found = append(found, fmt.Sprintf("%s: %s: %s", files.Position(n.Pos()), what, why))
		}
		switch n := n.(type) {
		case *ast.SelectorExpr:
			// Questionnaires in a library have a field named Body, which nobody calls.
			field := n.Sel.Name == "Body" && !called[n]
			if why, bad := forbidden.methods[n.Sel.Name]; bad && !field && !ofRequest(n.X) {
				say(n.Sel.Name, why)
			}
			if strings.HasPrefix(n.Sel.Name, "HeaderXForwarded") || n.Sel.Name == "HeaderUserAgent" {
				say(n.Sel.Name, "who it is")
			}
		case *ast.BasicLit:
			text, _ := strconv.Unquote(n.Value)
			if why, bad := forbidden.imports[text]; bad {
				say(text, why)
			}
			for word, why := range forbidden.words {
				if strings.Contains(strings.ToLower(text), word) {
					say(text, why)
				}
			}
		}
		return true
	})
	return found, nil
}

// ofRequest recognises c.Request(), fasthttp's own request, whose Body unpacks nothing.
func ofRequest(x ast.Expr) bool {
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return false
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "Request"
}

func TestHazardSourcesOfThisFloor(t *testing.T) {
	t.Parallel()
	read := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		read++
		found, err := breaches(path, nil)
		for _, breach := range found {
			t.Error(breach)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 50 {
		t.Errorf("only %d files read", read)
	}
}

// The search itself must be able to fail.
func TestHazardsAreSeenInSources(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`import _ "github.com/gofiber/fiber/v2/middleware/logger"`,
		`import "github.com/gofiber/fiber/v2/middleware/limiter"; var _ = limiter.New`,
		`func f() { _ = c.IP() }`,
		`func f() { _ = c.Context().RemoteAddr() }`,
		`func f() { _ = c.Get("X-Forwarded-For") }`,
		`func f() { _ = c.Get(fiber.HeaderXForwardedFor) }`,
		`func f() { c.Attachment(name) }`,
		`func f() { _ = c.Body() }`,
	} {
		if found, err := breaches("x.go", "package x\n"+body); err != nil || len(found) == 0 {
			t.Errorf("%s is let through (%v)", body, err)
		}
	}
	if found, _ := breaches("x.go", "package x\nfunc f() { _ = c.Request().Body() }"); found != nil {
		t.Errorf("the body of fasthttp's request is not let through: %v", found)
	}
}

// Before 1.78 fasthttp lets requests be smuggled in by malformed chunks.
func TestHazardVersionOfFasthttp(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`github\.com/valyala/fasthttp v1\.(\d+)\.`).FindSubmatch(raw)
	if found == nil {
		t.Fatal("go.mod does not name fasthttp 1.x")
	}
	if minor, _ := strconv.Atoi(string(found[1])); minor < 78 {
		t.Errorf("fasthttp 1.%d", minor)
	}
	if slices.Contains(strings.Fields(string(raw)), "replace") {
		t.Error("a module is replaced: look whether it is fasthttp")
	}
}
