package xlsform

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
)

// shared are the cases that the editor is held to as well.
func shared(t testing.TB) []struct{ Lines, Want []string } {
	t.Helper()
	raw, err := os.ReadFile("../../../handlers/library/testdata/lines.json")
	must(t, err)
	var cases []struct{ Lines, Want []string }
	must(t, json.Unmarshal(raw, &cases))
	if len(cases) < 20 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

func TestUnmarked(t *testing.T) {
	t.Parallel()
	for _, c := range shared(t) {
		if got := unmarked(c.Lines); !slices.Equal(got, c.Want) {
			t.Errorf("%q gives %q, want %q", c.Lines, got, c.Want)
		}
		q, problems := Paste("标题\n1. 选一个[单选题]\n" + strings.Join(c.Lines, "\n"))
		if (&collector{problems}).refused() {
			t.Errorf("%q: %+v", c.Lines, problems)
			continue
		}
		var texts []string
		for _, o := range q.Sections[0].Questions[0].Options {
			texts = append(texts, o.Text.In(models.Chinese))
		}
		if !slices.Equal(texts, c.Want) {
			t.Errorf("%q pasted gives %q, want %q", c.Lines, texts, c.Want)
		}
	}
}

// TestUnmarkedScale: the points of a scale are a list as well.
func TestUnmarkedScale(t *testing.T) {
	t.Parallel()
	q, problems := Paste("标题\n1. 多久[量表题]\n1.5小时以内\n1.5-3小时\n3小时以上\n2. 怎样[量表题]\n1、好\n2、中\n3、差")
	want := []string{"# 标题", "q1 scale 多久 | 1 1.5小时以内 | 2 1.5-3小时 | 3 3小时以上", "q2 scale 怎样 | 1 好 | 2 中 | 3 差"}
	if got := outline(q); !slices.Equal(got, want) {
		t.Errorf("%q %+v", got, problems)
	}
}

// doubled is a line that begins with what may follow a letter a second time.
var doubled = regexp.MustCompile(`^[.、]`)

// FuzzUnmarked: what comes out is the end of what went in, and marks that count put before any lines come off again.
func FuzzUnmarked(f *testing.F) {
	for _, c := range shared(f) {
		f.Add(strings.Join(c.Lines, "\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		var lines []string
		for line := range strings.Lines(tidy(text)) {
			if line = tidy(line); line != "" {
				lines = append(lines, line)
			}
		}
		got := unmarked(lines)
		if len(got) != len(lines) {
			t.Fatalf("%q gives %q", lines, got)
		}
		for i := range got {
			if got[i] == "" || !strings.HasSuffix(lines[i], got[i]) {
				t.Errorf("%q gives %q", lines[i], got[i])
			}
		}
		for _, line := range lines {
			if len(lines) > 26 || doubled.MatchString(fold(line)) {
				return
			}
		}
		counted := make([]string, len(lines))
		for i, line := range lines {
			counted[i] = string(rune('A'+i)) + ". " + line
		}
		if got := unmarked(counted); !slices.Equal(got, lines) {
			t.Errorf("%q gives %q", counted, got)
		}
	})
}
