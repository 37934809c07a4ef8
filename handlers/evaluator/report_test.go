package evaluator

import (
	"regexp"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/round"
)

var (
	ids       = regexp.MustCompile(`\sid="([^"]*)"`)
	referred  = regexp.MustCompile(`aria-(?:labelledby|describedby)="([^"]*)"|href="#([^"]*)"|url\(#([^)]*)\)`)
	headings  = regexp.MustCompile(`<h([1-6])[ >]`)
	tableHTML = regexp.MustCompile(`(?s)<table.*?</table>`)
	rowHTML   = regexp.MustCompile(`(?s)<tr[ >].*?</tr>`)
	headCells = regexp.MustCompile(`<th( [^>]*)?>`)
	drawings  = regexp.MustCompile(`(?s)<svg ([^>]*)>(.*?)</svg>`)
)

// The report can be read by ear: headings in order, every table with a caption and named rows and columns, every
// drawing with a name and a description, no id twice and none missing.
func TestReportCanBeReadAloud(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.add(t, round.Released)
	s.desk.release = released(t, r)
	for _, lang := range models.Langs() {
		_, body := s.get(t, "evaluator", address(r.ID)+"/report?lang="+string(lang))
		_, main, _ := strings.Cut(body, "<main")
		if found := unsaid.FindAllString(main, -1); found != nil || strings.Contains(main, " style=") {
			t.Errorf("%s: wordings missing %v, or inline styles", lang, found)
		}
		anchored(t, body)
		level := byte('0')
		for _, h := range headings.FindAllStringSubmatch(main, -1) {
			if h[1][0] > level+1 {
				t.Errorf("%s: a heading of level %s follows one of level %c", lang, h[1], level)
			}
			level = h[1][0]
		}
		tables, figures := tableHTML.FindAllString(main, -1), drawings.FindAllStringSubmatch(main, -1)
		if len(tables) < 5 || len(figures) < 2 {
			t.Fatalf("%s: %d tables and %d figures", lang, len(tables), len(figures))
		}
		for _, table := range tables {
			named(t, table)
		}
		for _, f := range figures {
			if !strings.Contains(f[1], `role="img"`) || !strings.Contains(f[1], "aria-labelledby=") ||
				!strings.Contains(f[2], "<title ") || !strings.Contains(f[2], "<desc ") {
				t.Errorf("%s: a drawing without a name: %.200s", lang, f[0])
			}
		}
	}
}

// anchored fails on an id that stands twice, and on a reference to one that does not stand at all.
func anchored(t *testing.T, body string) {
	t.Helper()
	there := make(map[string]bool)
	for _, id := range ids.FindAllStringSubmatch(body, -1) {
		if there[id[1]] {
			t.Errorf("the id %s stands twice", id[1])
		}
		there[id[1]] = true
	}
	for _, match := range referred.FindAllStringSubmatch(body, -1) {
		if id := match[1] + match[2] + match[3]; !there[id] {
			t.Errorf("nothing has the id %s", id)
		}
	}
}

// named fails unless a table has a caption, and every row and column a name.
func named(t *testing.T, table string) {
	t.Helper()
	if !strings.Contains(table, "<caption>") {
		t.Errorf("a table without a caption: %.300s", table)
	}
	for _, cell := range headCells.FindAllStringSubmatch(table, -1) {
		if !strings.Contains(cell[1], "scope=") {
			t.Errorf("a head cell without a scope: %s", cell[0])
		}
	}
	for _, row := range rowHTML.FindAllString(table, -1) {
		if !strings.HasPrefix(row[strings.Index(row, ">")+1:], "<th ") {
			t.Errorf("a row without a name: %s", row)
		}
	}
}
