package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// What lies in dist is what the sources make: run `go generate ./static` after a change.
func TestBundlesAreFresh(t *testing.T) {
	t.Parallel()
	made, err := bundles("../form")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join("../form/dist", name))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s is stale (%v)", name, err)
		}
	}
	kept, err := filepath.Glob("../form/dist/*")
	if err != nil || len(kept) != len(made) {
		t.Errorf("%d files for %d bundles, %v", len(kept), len(made), err)
	}
}

// Every source is in some bundle, and a bundle is plain text that can stand in a page.
func TestBundlesAreWhole(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for ending, pages := range map[string][]page{".js": scripts(), ".css": styles()} {
		for _, p := range pages {
			for name := range strings.FieldsSeq(p.sources) {
				used[name+ending] = true
			}
		}
	}
	sources, err := filepath.Glob("../form/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		if !used[filepath.Base(source)] {
			t.Errorf("%s is in no bundle", source)
		}
	}
	made, err := bundles("../form")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range made {
		if strings.Contains(string(text), "</") || strings.Contains(string(text), "<!--") {
			t.Errorf("%s would end its element", name)
		}
		if filepath.Ext(name) != ".js" {
			continue
		}
		for i, c := range text {
			if c >= 0x7f || c < ' ' && c != '\n' {
				t.Errorf("%s holds the byte %#x at %d", name, c, i)
				break
			}
		}
	}
}

func TestFaultySources(t *testing.T) {
	t.Parallel()
	if _, err := bundles(t.TempDir()); err == nil {
		t.Error("a bundle without sources")
	}
	if _, err := pack("x", "const = 1", api.TransformOptions{}); err == nil {
		t.Error("a bundle of what is no script")
	}
}
