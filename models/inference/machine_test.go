package inference_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A compiler for a machine that can fuse a product and a sum finds none to fuse here, save those asked for by name.
func TestNothingIsFused(t *testing.T) {
	t.Parallel()
	build := exec.Command("go", "build", "-gcflags=jianfu/models/inference=-S", ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	assembly, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, assembly)
	}
	fused := regexp.MustCompile(`inference/(\w+\.go):(\d+)\)\s+FN?M(?:ADD|SUB)`).FindAllStringSubmatch(string(assembly), -1)
	if len(fused) == 0 {
		t.Error("not even math.FMA was found: the assembly is read wrongly")
	}
	for _, place := range fused {
		source, err := os.ReadFile(place[1])
		if err != nil {
			t.Fatal(err)
		}
		number, _ := strconv.Atoi(place[2])
		if line := strings.Split(string(source), "\n")[number-1]; !strings.Contains(line, "math.FMA") {
			t.Errorf("%s:%d is fused:%s", place[1], number, line)
		}
	}
}

// Where R and its packages are at hand they still say what the committed files say.
func TestOracleIsWhatRSays(t *testing.T) {
	t.Parallel()
	if err := exec.Command("Rscript", "-e", "library(survey); library(jsonlite)").Run(); err != nil {
		t.Skip("no R with survey and jsonlite; the comparisons use the committed files")
	}
	script, err := filepath.Abs("testdata/oracle.R")
	if err != nil {
		t.Fatal(err)
	}
	again := t.TempDir()
	run := exec.Command("Rscript", script)
	run.Dir = again
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no data sets: %v", err)
	}
	for _, file := range files {
		if string(read(t, file)) != string(read(t, filepath.Join(again, filepath.Base(file)))) {
			t.Errorf("%s differs", file)
		}
	}
	var committed, fresh any
	for path, into := range map[string]*any{"testdata/oracle.json": &committed, filepath.Join(again, "oracle.json"): &fresh} {
		if err := json.Unmarshal(read(t, path), into); err != nil {
			t.Fatal(err)
		}
	}
	m := measure(t)
	alike(m, "", committed, fresh)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	bytes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

// alike compares two JSON values, numbers within the tolerance.
func alike(m *meter, path string, a, b any) {
	m.Helper()
	switch a := a.(type) {
	case map[string]any:
		other, _ := b.(map[string]any)
		if len(other) != len(a) {
			m.Fatalf("%s: other keys", path)
		}
		for key := range a {
			alike(m, path+"."+key, a[key], other[key])
		}
	case []any:
		other, _ := b.([]any)
		if len(other) != len(a) {
			m.Fatalf("%s: another length", path)
		}
		for i := range a {
			alike(m, path+"["+strconv.Itoa(i)+"]", a[i], other[i])
		}
	case float64:
		number, ok := b.(float64)
		if !ok {
			m.Fatalf("%s: no number", path)
		}
		m.same(path, a, number)
	default:
		if a != b {
			m.Errorf("%s: %v and %v", path, a, b)
		}
	}
}
