package page_test

import (
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

	"jianfu/models"
	"jianfu/templates"
)

// root is the folder of the module.
const root = "../../.."

// families are the keys that code puts together, by their pattern, with every key that can come of it. Those of a report
// are not among them: models/report composes whole documents in its tests and looks for what has no words.
func families() map[string][]string {
	role := []string{"administrator", "organizer", "evaluator"}
	state := []string{"draft", "frozen", "open", "closed", "released", "cancelled"}
	step := []string{"accept", "freeze", "opening", "closing", "grace", "shuffle", "unlock", "tally", "count", "report", "cancelled"}
	act := []string{"freeze", "open", "extend", "close", "cancel"}
	admission := []string{"card", "poster"}
	return map[string][]string{
		"lang.*":              of("lang.*", "zh", "en"),
		"account.role.*":      of("account.role.*", role...),
		"account.role.*.help": of("account.role.*.help", role...),
		"console.state.*":     of("console.state.*", state...),

		"evaluator.todo.*":      of("evaluator.todo.*", step...),
		"evaluator.next.*":      of("evaluator.next.*", step...),
		"evaluator.admission.*": of("evaluator.admission.*", admission...),

		"evaluator.texts.state.*":   of("evaluator.texts.state.*", "unasked", "waiting", "elsewhere", "deleted"),
		"evaluator.explore.view.*":  of("evaluator.explore.view.*", "units", "levels", "classes", "answers", "trend"),
		"evaluator.explore.index.*": of("evaluator.explore.index.*", "oti", "ibi", "tbi", "pdi", "mdi", "cpi", "bi", "causes", "fbh", "dir"),
		"evaluator.explore.reason.*": of("evaluator.explore.reason.*", "wording", "options", "bands", "range", "measure", "reference",
			"asked", "formula", "instrument", "admission", "composition", "absent", "unasked", "version", "renamed", "moved", "threshold"),

		"organizer.step.*": slices.Concat(
			of("organizer.step.*", "appoint", "units", "dates", "wait_accept", "freeze", "posters", "cards", "wait_open",
				"open", "closed", "report", "cancelled", "wait_keys", "grace", "shuffling", "restored", "begin", "trial_cards",
				"trial_open", "trial_over"),
			of("organizer.step.*.do", "appoint", "units", "dates", "freeze", "posters", "cards", "report", "restored", "begin",
				"trial_cards")),
		"organizer.round.mark.*": of("organizer.round.mark.*", "ok", "missing", "note"),
		"organizer.turnout.q*":   of("organizer.turnout.q*", "0", "1", "2", "3", "4"),
		"organizer.ask.*":        of("organizer.ask.*", act...),
		"organizer.ask.*.title":  of("organizer.ask.*.title", act...),
		"organizer.ask.*.do":     of("organizer.ask.*.do", act...),
		"organizer.settings.*": of("organizer.settings.*", "title", "organizer", "questionnaire", "top", "admission", "k",
			"opens", "closes", "latest", "retention", "table", "authority", "approver", "document", "valid"),
		"organizer.settings.*.help":      of("organizer.settings.*.help", "title", "organizer", "top", "k", "latest", "retention"),
		"organizer.settings.admission.*": of("organizer.settings.admission.*", admission...),

		"respondent.promise.key_*": of("respondent.promise.key_*", "server", "offline", "none"),
		"respondent.when.*":        of("respondent.when.*", "gt", "ge", "lt", "le", "eq", "ne", "and", "or"),
		"respondent.form.*":        of("respondent.form.*", "left", "more", "less", "more_asked", "fewer_asked"),
		"check.*":                  of("check.*", "number", "whole", "range", "step", "at_most", "constraint"),

		"public.privacy.step.*": grid("public.privacy.step.*", []string{"name", "text"},
			"scan", "send", "seal", "keep", "close", "open", "publish", "destroy"),
		"public.privacy.stored.*": grid("public.privacy.stored.*", []string{"what", "holds", "until"},
			"ballot", "card", "turnout", "key", "release", "manifest", "people"),
		"public.privacy.party.*": grid("public.privacy.party.*", []string{"who", "learns", "not"},
			"superior", "organizer", "evaluator", "thief", "network", "operator"),
		"public.privacy.limit.*": of("public.privacy.limit.*", "sealing", "key", "pairing", "cards", "poster", "alike",
			"network", "room"),

		"unit.column.*":  of("unit.column.*", "code", "parent", "name", "headcount"),
		"unit.example.*": of("unit.example.*", "1", "2", "3", "4", "5", "6"),
		"unit.help.*":    of("unit.help.*", "1", "2", "3", "4", "5", "6", "7", "8"),
		"xlsform.help.*": of("xlsform.help.*", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
	}
}

func of(pattern string, values ...string) []string {
	keys := make([]string, len(values))
	for i, value := range values {
		keys[i] = strings.Replace(pattern, "*", value, 1)
	}
	return keys
}

func grid(pattern string, columns []string, rows ...string) []string {
	var keys []string
	for _, row := range rows {
		for _, column := range columns {
			keys = append(keys, strings.Replace(pattern, "*", row+"."+column, 1))
		}
	}
	return keys
}

// sayings are the keys that the sources name and the patterns by which they make others, each with a place.
type sayings struct{ keys, patterns map[string]string }

var (
	keyShape     = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)
	prefixShape  = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)*\.$`)
	saidOutright = regexp.MustCompile(`\bt\s+"([^"]+)"`)
	saidByShape  = regexp.MustCompile(`\bt\s+\(printf\s+"([^"]+)"`)
	doneInPath   = regexp.MustCompile(`\?done=([a-z_.]+)$`)
	verb         = regexp.MustCompile(`%[a-z]`)
)

// said reads every template and every Go file of the three floors, tests aside. rooms are the first words of keys.
func said(t *testing.T, rooms map[string]bool) sayings {
	t.Helper()
	s := sayings{map[string]string{}, map[string]string{}}
	names, err := fs.Glob(templates.Files, "*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(templates.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range saidOutright.FindAllSubmatch(raw, -1) {
			s.keys[string(m[1])] = name
		}
		for _, m := range saidByShape.FindAllSubmatch(raw, -1) {
			s.patterns[verb.ReplaceAllString(string(m[1]), "*")] = name
		}
	}
	for _, floor := range []string{"app", "handlers", "models"} {
		err := filepath.WalkDir(filepath.Join(root, floor), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err == nil {
				s.read(strings.TrimPrefix(path, root+"/"), file, rooms)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s sayings) read(path string, file *ast.File, rooms map[string]bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if what, ok := done(n); ok {
				s.keys["done."+what] = path
			}
		case *ast.BasicLit:
			text, err := strconv.Unquote(n.Value)
			if err != nil {
				return true
			}
			if m := doneInPath.FindStringSubmatch(text); m != nil {
				s.keys["done."+m[1]] = path
			}
			room, _, _ := strings.Cut(text, ".")
			switch {
			case !rooms[room]:
			case keyShape.MatchString(text):
				s.keys[text] = path
			case prefixShape.MatchString(text):
				s.patterns[text+"*"] = path
			}
		}
		return true
	})
}

// done recognises done(c, path, "what") and act(c, act, "what", …): the notice that the next page shows.
func done(call *ast.CallExpr) (what string, ok bool) {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if name != "done" && name != "act" || len(call.Args) < 3 {
		return "", false
	}
	literal, ok := call.Args[2].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	what, err := strconv.Unquote(literal.Value)
	return what, err == nil
}

// elsewhere are the beginnings with which a key of the ground floor is said.
var elsewhere = []string{"", "done.", "report.", "report.quality.refused."}

// composed reports whether a key or pattern belongs to the words of a report, also as the ground floor begins them.
func composed(key string) bool {
	room, _, _ := strings.Cut(key, ".")
	return slices.Contains([]string{"report", "hidden", "reason", "log"}, room)
}

func TestEveryKeyInTheSourcesHasWords(t *testing.T) {
	t.Parallel()
	catalogue := load(t)
	rooms := map[string]bool{"form": true, "check": true, "seal": true, "log": true, "hidden": true, "reason": true}
	for _, key := range catalogue.Keys(models.Chinese) {
		room, _, _ := strings.Cut(key, ".")
		rooms[room] = true
	}
	s := said(t, rooms)
	if len(s.keys) < 500 {
		t.Fatalf("only %d keys found: the search is broken", len(s.keys))
	}
	used := map[string]bool{}
	for key, place := range s.keys {
		found := false
		for _, beginning := range elsewhere {
			if catalogue.Has(beginning + key) {
				used[beginning+key], found = true, true
			}
		}
		if !found {
			t.Errorf("%s: no words for %s", place, key)
		}
	}
	known := families()
	for pattern, place := range s.patterns {
		if _, listed := known[pattern]; !listed && !composed(pattern) && pattern != "done.*" && pattern != "app.help.*" {
			t.Errorf("%s makes keys by %s: list here what can come of it", place, pattern)
		}
	}
	for pattern, keys := range known {
		if _, made := s.patterns[pattern]; !made {
			t.Errorf("nothing makes keys by %s any more", pattern)
		}
		for _, key := range keys {
			used[key] = true
			if !catalogue.Has(key) {
				t.Errorf("no words for %s", key)
			}
		}
	}
	for _, key := range catalogue.Keys(models.Chinese) {
		if !used[key] && !composed(key) && !helps(t, key) {
			t.Errorf("nothing says %s", key)
		}
	}
}

// helps reports whether a key is the help text of a flag or command, which names it as ${help_…}.
func helps(t *testing.T, key string) bool {
	t.Helper()
	name, ok := strings.CutPrefix(key, "app.help.")
	if !ok {
		return false
	}
	files, err := filepath.Glob(filepath.Join(root, "app", "co*", "*.go")) // command and config
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "${help_"+name+"}") {
			return true
		}
	}
	return false
}
