package library

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/questionnaire/expression"
)

// bench puts the modules of the editor and the tests beside them into a folder that Node reads as modules. Without Node
// the test is skipped, unless JIANFU_REQUIRE_NODE demands it.
func bench(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("JIANFU_REQUIRE_NODE") != "" {
			t.Fatal(err)
		}
		t.Skip("no node")
	}
	dir := t.TempDir()
	copied := func(files fs.FS, pattern string) {
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			raw, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	copied(modules(t), "*.js")
	copied(os.DirFS("testdata"), "*.mjs")
	copied(os.DirFS("testdata"), "lines.json")
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type": "module"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The modules that know no page, tested where they run.
func TestEditor(t *testing.T) {
	t.Parallel()
	dir := bench(t)
	node := exec.Command("node", "--test", "document.test.mjs", "paste.test.mjs", "sync.test.mjs")
	node.Dir = dir
	if out, err := node.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// tables are what testdata/tables.mjs prints.
type tables struct {
	Table      map[questionnaire.Kind][]string `json:"table"`
	Blanks     []questionnaire.Question        `json:"blanks"`
	Renamed    questionnaire.Questionnaire     `json:"renamed"`
	Conditions [][2]string                     `json:"conditions"`
}

func printed(t *testing.T, q questionnaire.Questionnaire) tables {
	t.Helper()
	node := exec.Command("node", "tables.mjs")
	node.Dir = bench(t)
	node.Stdin = strings.NewReader(encoded(t, q))
	out, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got tables
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// The editor offers of each kind exactly the fields that questionnaire.Examine accepts with it.
func TestKindsAreTheServers(t *testing.T) {
	t.Parallel()
	text := models.Text{Zh: "x"}
	set := map[string]func(q *questionnaire.Question){
		"options":            func(q *questionnaire.Question) { q.Options = []questionnaire.Option{{Name: "1", Text: text}} },
		"at_most":            func(q *questionnaire.Question) { q.AtMost = 1 },
		"at_least":           func(q *questionnaire.Question) { q.AtLeast = 1 },
		"choice_filter":      func(q *questionnaire.Question) { q.ChoiceFilter = "true()" },
		"min":                func(q *questionnaire.Question) { q.Min, q.Max = 1000, 2000 },
		"max":                func(q *questionnaire.Question) { q.Max = 1000 },
		"step":               func(q *questionnaire.Question) { q.Step = 1000 },
		"unit":               func(q *questionnaire.Question) { q.Unit = text },
		"bands":              func(q *questionnaire.Question) { q.Bands, q.Max = []questionnaire.Decimal{0, 1000}, 2000 },
		"first":              func(q *questionnaire.Question) { q.First = "2025-01-01" },
		"last":               func(q *questionnaire.Question) { q.Last = "2025-01-01" },
		"period":             func(q *questionnaire.Question) { q.Period = questionnaire.Month },
		"length":             func(q *questionnaire.Question) { q.Length = 9 },
		"calculation":        func(q *questionnaire.Question) { q.Calculation = "1" },
		"default":            func(q *questionnaire.Question) { q.Default = "1" },
		"required":           func(q *questionnaire.Question) { q.Required = true },
		"required_message":   func(q *questionnaire.Question) { q.RequiredMessage = text },
		"constraint":         func(q *questionnaire.Question) { q.Constraint = ". = 1" },
		"constraint_message": func(q *questionnaire.Question) { q.ConstraintMessage = text },
		"soft":               func(q *questionnaire.Question) { q.Soft = ". = 1" },
		"soft_message":       func(q *questionnaire.Question) { q.SoftMessage = text },
		"matrix":             func(q *questionnaire.Question) { q.Matrix = "m" },
		"reversed":           func(q *questionnaire.Question) { q.Reversed = true },
	}
	got := printed(t, pulse())
	for kind, offered := range got.Table {
		for field, fill := range set {
			q := questionnaire.Question{Name: "q1", Kind: kind, Text: text}
			fill(&q)
			_, faults := questionnaire.Examine(questionnaire.Questionnaire{
				Name: "t", Version: "v1", Title: text,
				Sections: []questionnaire.Section{{Name: "s", Title: text, Questions: []questionnaire.Question{q}}},
			})
			refused := slices.ContainsFunc(faults, func(f questionnaire.Fault) bool {
				// Bands of a time come with hours, not with the range that this test gives them.
				return f.Key == "form.kind" && !(field == "bands" && f.Field == "min")
			})
			if refused == slices.Contains(offered, field) {
				t.Errorf("%s: %s is offered: %v, refused: %v", kind, field, !refused, refused)
			}
		}
	}
}

// A new question wants its wording, and what only its author can know.
func TestBlanksLackWordsAlone(t *testing.T) {
	t.Parallel()
	for _, blank := range printed(t, pulse()).Blanks {
		q := pulse()
		q.Sections[0].Questions = append(q.Sections[0].Questions, blank)
		for _, f := range faultsOf(q) {
			if f.Key != "form.text" && f.Key != "form.period" {
				t.Errorf("%s: %s of %s", blank.Kind, f.Key, f.Field)
			}
		}
	}
}

func faultsOf(q questionnaire.Questionnaire) []questionnaire.Fault {
	_, faults := questionnaire.Examine(q)
	return faults
}

// When every question and option of the largest instrument has got another name, its logic is as it was.
func TestRenamingKeepsTheLogic(t *testing.T) {
	t.Parallel()
	full, _ := builtin.ByName(builtin.BurdenFull)
	got := printed(t, full)
	if f := faultsOf(got.Renamed); len(f) > 0 {
		t.Fatalf("%s: %v", f[0].Key, f[0].Args)
	}
	if left := regexp.MustCompile(`\$\{(insp|push|data|trace)[a-z_]*\}|'none'`).FindString(encoded(t, got.Renamed)); left != "" {
		t.Errorf("%s is still there", left)
	}
	if len(got.Conditions) < 10 {
		t.Errorf("only %d conditions can be picked", len(got.Conditions))
	}
	for _, pair := range got.Conditions {
		before, err := expression.Parse(pair[0])
		after, err2 := expression.Parse(pair[1])
		if err != nil || err2 != nil || before.String() != after.String() {
			t.Errorf("%s became %s", pair[0], pair[1])
		}
	}
}

// Every wording that a module says is given to it, and none that it does not say.
func TestEditorHasItsWords(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`"(library\.[a-z_.]+)"`)
	said := map[string]bool{}
	for name, raw := range newWorld(t).room.scripts.files {
		for _, m := range key.FindAllStringSubmatch(string(raw), -1) {
			said[m[1]] = true
			if !slices.Contains(editorWords(), m[1]) {
				t.Errorf("%s says %s, which the page does not bring", name, m[1])
			}
		}
	}
	for _, word := range editorWords() {
		if !said[word] {
			t.Errorf("no module says %s", word)
		}
	}
}

func TestScriptsAreKeptForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.get("anna", w.room.scripts.url("main.js"))
	if got.status != 200 || !strings.Contains(got.header.Get("Cache-Control"), "immutable") ||
		!strings.HasPrefix(got.header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%d %v", got.status, got.header)
	}
	for _, path := range []string{home + "/builder/000000000000/main.js", w.room.scripts.url("other.js"), w.room.scripts.url("..%2fconsole.css")} {
		if got := w.get("anna", path); got.status != 404 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}
