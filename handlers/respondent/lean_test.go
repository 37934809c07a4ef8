package respondent

import (
	"io/fs"
	"strings"
	"testing"

	"jianfu/static"
)

func TestLean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                           "",
		"// a\n  b // c\n\n\td":      "b // c\nd",
		"/* a */\nb\n/* c\n d */\ne": "b\ne",
		"a { }  \r\n":                "a { }",
	} {
		if got := lean(in); got != want {
			t.Errorf("lean(%q) is %q, want %q", in, got, want)
		}
	}
}

// lean holds for files in which no text spans lines and no code follows a comment's end: so ours must be.
func TestFilesAreFitForLean(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(static.Files, "form/*.*s")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(static.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if strings.Count(line, "`")%2 != 0 {
				t.Errorf("%s: a text spans lines: %s", name, line)
			}
			if _, after, found := strings.Cut(line, "*/"); found && strings.TrimSpace(after) != "" {
				t.Errorf("%s: code after a comment: %s", name, line)
			}
		}
	}
}
