package report_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/report"
	"jianfu/models/report/csv"
	"jianfu/models/round"
)

func TestDocuments(t *testing.T) {
	t.Parallel()
	cases := map[string]*disclosure.Released{
		"county":  release(t, county(t, 12, 60, round.Card), 0.6),
		"poster":  release(t, county(t, 4, 40, round.Poster), 0.7),
		"small":   release(t, county(t, 3, 30, round.Card), 0.2),
		"nothing": release(t, county(t, 1, 20, round.Card), 0.1),
	}
	server := county(t, 4, 60, round.Card)
	server.KeyMadeOn, server.Units[1].Parent = round.KeyOnServer, models.ID{} // two tops
	cases["server"] = release(t, server, 0.9)
	for name, r := range cases {
		for _, lang := range models.Langs() {
			doc := report.Compose(r, lang, voice(t, lang))
			if doc.Lang != lang || doc.Title == "" || len(doc.Chapters) < 4 {
				t.Errorf("%s %s: an empty document", name, lang)
			}
			wellFormed(t, name, doc)
		}
	}
}

// wellFormed checks what every writer relies on.
func wellFormed(t *testing.T, name string, doc *report.Document) {
	t.Helper()
	anchors, labels := make(map[string]bool), make(map[string]int)
	for _, ch := range doc.Chapters {
		if ch.Title == "" || ch.Anchor == "" || anchors[ch.Anchor] || len(ch.Blocks) == 0 {
			t.Errorf("%s: chapter %q, anchor %q", name, ch.Title, ch.Anchor)
		}
		anchors[ch.Anchor] = true
		for _, b := range ch.Blocks {
			switch b.Kind {
			case report.Tabular:
				numbered(t, name, labels, b.Table.Label, b.Table.Title)
				rectangular(t, name, b.Table)
			case report.Drawing:
				numbered(t, name, labels, b.Figure.Label, b.Figure.Title)
				if b.Figure.Title == "" || b.Figure.Subtitle == "" || b.Figure.Alt == "" {
					t.Errorf("%s: a figure without words: %+v", name, b.Figure.Title)
				}
				drawn(t, b.Figure.SVG)
			default:
				if b.Text == "" {
					t.Errorf("%s: an empty %s", name, b.Kind)
				}
			}
		}
	}
}

// numbered fails unless tables and figures are counted from 1 without a gap, each kind by itself.
func numbered(t *testing.T, name string, labels map[string]int, label, title string) {
	t.Helper()
	kind := strings.TrimRight(label, "0123456789")
	labels[kind]++
	if title == "" || label != kind+strconv.Itoa(labels[kind]) {
		t.Errorf("%s: %q is number %d of its kind: %s", name, label, labels[kind], title)
	}
}

func rectangular(t *testing.T, name string, table *report.Table) {
	t.Helper()
	for i, row := range table.Rows {
		width := 0
		for _, cell := range row.Cells {
			width += max(1, cell.Span)
		}
		if width != len(table.Head) {
			t.Errorf("%s: %s: a row of %d under a head of %d", name, table.Title, width, len(table.Head))
		}
		if row.Group && (len(row.Cells) != 1 || i+1 == len(table.Rows) || table.Rows[i+1].Group) {
			t.Errorf("%s: %s: nothing stands under %s", name, table.Title, row.Cells[0].Text)
		}
	}
}

// drawn fails unless the drawing is XML with a title, and holds nothing that runs or loads.
func drawn(t *testing.T, svg string) {
	t.Helper()
	titled := false
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("a drawing is no XML: %v\n%s", err, svg)
		}
		if e, ok := token.(xml.StartElement); ok {
			titled = titled || e.Name.Local == "title"
			if slices.Contains([]string{"script", "style", "image", "a", "foreignObject"}, e.Name.Local) {
				t.Errorf("a drawing holds <%s>", e.Name.Local)
			}
		}
	}
	if !titled {
		t.Error("a drawing has no title")
	}
}

func TestNothingPublishedSaysNothing(t *testing.T) {
	t.Parallel()
	doc := report.Compose(release(t, county(t, 1, 20, round.Card), 0.1), models.Chinese, voice(t, models.Chinese))
	for _, ch := range doc.Chapters {
		if strings.HasPrefix(ch.Anchor, "section-") || ch.Anchor == "background" {
			t.Errorf("chapter %s of a round that is not published", ch.Anchor)
		}
		for _, b := range ch.Blocks {
			if b.Kind == report.Drawing {
				t.Error("a figure of a round that is not published")
			}
		}
	}
	turnout := tables(doc)["各单位回收情况"]
	for _, row := range turnout.Rows {
		if row.Cells[2].Text != "—" || row.Cells[2].Hidden == "" || row.Cells[3].Text != "—" {
			t.Errorf("%s shows %s sheets", row.Cells[0].Text, row.Cells[2].Text)
		}
	}
}

func TestLargeRoundsStayReadable(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 130, 40, round.Card), 0.5)
	doc := report.Compose(r, models.Chinese, voice(t, models.Chinese))
	turnout := tables(doc)["各单位回收情况"]
	for _, ch := range doc.Chapters {
		for _, b := range ch.Blocks {
			if b.Kind == report.Tabular && b.Table != turnout && len(b.Table.Rows) > 75 { // 60 units, the classes, names of groups
				t.Errorf("%s has %d rows", b.Table.Title, len(b.Table.Rows))
			}
		}
	}
	if rows := len(turnout.Rows); rows < 131 {
		t.Errorf("the table of turnout has %d rows: every unit must be in it", rows)
	}
}

// table reads a csv file into level, code, indicator, stat → row by column.
func table(t *testing.T, r *disclosure.Released) map[[4]string]map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := csv.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	raw, ok := strings.CutPrefix(b.String(), "\ufeff")
	if !ok {
		t.Fatal("no byte order mark")
	}
	rows, err := stdcsv.NewReader(strings.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], ", "); got != "round, instrument_version, unit_code, unit_name, level, indicator, stat, value, ci_low, ci_high, "+
		"ci_method, n, headcount, weighted, suppressed, reason, compare_to, diff, p_class, sig" {
		t.Fatalf("columns %s", got)
	}
	all := make(map[[4]string]map[string]string)
	for _, row := range rows[1:] {
		named := make(map[string]string)
		for i, name := range rows[0] {
			named[name] = row[i]
		}
		key := [4]string{named["level"], named["unit_code"], named["indicator"], named["stat"]}
		if all[key] != nil {
			t.Fatalf("%v stands there twice", key)
		}
		all[key] = named
	}
	return all
}

// comparison holds the cells of a page against the rows of a data file.
type comparison struct {
	t     *testing.T
	data  map[[4]string]map[string]string
	cells int
}

func (c *comparison) same(cell report.Cell, level, code, indicator, stat string) {
	c.t.Helper()
	c.cells++
	row := c.data[[4]string{level, code, indicator, stat}]
	if row["suppressed"] == "1" {
		if cell.Hidden == "" || cell.Text != "—" || row["value"] != "" || row["reason"] == "" {
			c.t.Errorf("%s %s: page %q, data suppressed: %v", code, indicator, cell.Text, row)
		}
		return
	}
	v, err := strconv.ParseFloat(row["value"], 64)
	if err != nil {
		c.t.Fatalf("%s %s: %v", code, indicator, err)
	}
	want := map[string]string{"at_most": "≤ ", "at_least": "≥ "}[row["reason"]]
	switch stat {
	case "count":
		want += row["value"]
	case "mean":
		want += fmt.Sprintf("%.*f", len(cell.Text)-strings.Index(cell.Text, ".")-1, v)
	default:
		want += fmt.Sprintf("%.1f%%", 100*v)
	}
	if cell.Text != want {
		c.t.Errorf("%s %s: page %q, data %q", code, indicator, cell.Text, want)
	}
}

// tables are the tables of a document by title, those of the annex with 附 before it, the first of equals.
func tables(doc *report.Document) map[string]*report.Table {
	all := make(map[string]*report.Table)
	for _, ch := range doc.Chapters {
		for _, b := range ch.Blocks {
			if b.Kind != report.Tabular {
				continue
			}
			title := b.Table.Title
			if b.Table.Reference {
				title = "附" + title
			}
			if all[title] == nil {
				all[title] = b.Table
			}
		}
	}
	return all
}

// everyTable compares the page and the data of every question but those that have a sentence instead of a table.
func (c *comparison) everyTable(r *disclosure.Released, pages map[string]*report.Table) {
	c.t.Helper()
	for i, q := range r.Questions() {
		whole, ok := r.Whole().Table(i)
		if !ok {
			continue
		}
		given := q.Kind == questionnaire.Text || q.Kind == questionnaire.Acknowledge
		topic := strings.TrimRight(q.Text.Zh, "？：")
		page := pages[topic]
		for j, cell := range whole.Cells {
			if given {
				break
			}
			name := q.Name + "/" + cell.Cell.Name
			c.same(page.Rows[j].Cells[1], "round", "", name, "count")
			c.same(page.Rows[j].Cells[2], "round", "", name, "share")
			if whole.Conditional {
				c.same(page.Rows[j].Cells[4], "round", "", name, "share_concerned")
			}
		}
		if whole.Round {
			continue
		}
		rows := pages["附"+topic].Rows[1:] // below the name of the group
		for _, g := range r.Units() {
			if g.Hidden != "" {
				continue
			}
			cells := rows[0].Cells
			rows = rows[1:]
			for j, cell := range whole.Cells {
				c.same(cells[2+j], "unit", g.Unit.Code, q.Name+"/"+cell.Cell.Name, "share")
			}
			if whole.Mean != nil {
				c.same(cells[len(cells)-2], "unit", g.Unit.Code, q.Name, "mean")
			}
		}
	}
}

func TestDataAndPageSayTheSame(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 60, round.Card), 0.6)
	pages := tables(report.Compose(r, models.Chinese, voice(t, models.Chinese)))
	c := &comparison{t: t, data: table(t, r)}
	c.everyTable(r, pages)
	if c.cells < 1000 {
		t.Errorf("only %d numbers were compared", c.cells)
	}
}

func TestHiddenUnitsHaveOneRow(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 30, round.Card), 0.4)
	hidden := make(map[string]bool)
	for _, g := range r.Units() {
		if g.Hidden != "" {
			hidden[g.Unit.Code] = true
		}
	}
	rows := 0
	for key, row := range table(t, r) {
		if key[0] != "unit" || !hidden[key[1]] {
			continue
		}
		rows++
		if row["value"] != "" || row["n"] != "" || row["suppressed"] != "1" || row["reason"] == "" || row["stat"] != "n" {
			t.Errorf("a hidden unit shows %v", row)
		}
	}
	if rows == 0 || rows != len(hidden) {
		t.Errorf("%d rows for %d hidden units", rows, len(hidden))
	}
}

func TestFormulasAreText(t *testing.T) {
	t.Parallel()
	m := county(t, 2, 60, round.Card)
	m.Title, m.Units[1].Name, m.Units[2].Code = "=1+1", "@SUM(A1)", "-2"
	var b bytes.Buffer
	if err := csv.Write(&b, release(t, m, 0.6)); err != nil {
		t.Fatal(err)
	}
	rows, err := stdcsv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	escaped := make(map[string]bool)
	for _, row := range rows {
		for _, cell := range row {
			if _, err := strconv.ParseFloat(cell, 64); err != nil && cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Fatalf("a spreadsheet would run %q", cell)
			}
			escaped[cell] = escaped[cell] || strings.HasPrefix(cell, "'")
		}
	}
	for _, want := range []string{"'=1+1", "'@SUM(A1)", "'-2"} {
		if !escaped[want] {
			t.Errorf("%s is not in the file", want)
		}
	}
}

// sentences are the texts of a kind in a chapter.
func sentences(doc *report.Document, anchor string, kind report.Kind) []string {
	var all []string
	for _, ch := range doc.Chapters {
		for _, b := range ch.Blocks {
			if ch.Anchor == anchor && b.Kind == kind {
				all = append(all, b.Text)
			}
		}
	}
	return all
}

// The summary begins with what leaders understand, and says the same number as its table and the data file.
func TestSummaryBeginsWithPeopleLostToFormalities(t *testing.T) {
	t.Parallel()
	r := release(t, county(t, 12, 60, round.Card), 0.6)
	doc := report.Compose(r, models.Chinese, voice(t, models.Chinese))
	hours := table(t, r)[[4]string{"round", "", "formality_hours", "mean"}]
	people := table(t, r)[[4]string{"round", "", "formality_people", "fte"}]
	found := sentences(doc, "summary", report.Finding)
	if len(found) != 5 {
		t.Fatalf("%d findings: %v", len(found), found)
	}
	f, _ := r.Formality()
	want := fmt.Sprintf("%.1f小时", f.Hours.Value.Float64())
	if !strings.Contains(found[0], want) || !strings.Contains(found[0], people["value"]+"人") || !strings.Contains(found[0], strconv.Itoa(f.Hours.N)+"人作答") {
		t.Errorf("%s\ndoes not say %s, %v", found[0], want, people)
	}
	if f.Hours.Value.String() != hours["value"] || f.Hours.Low.String() != hours["ci_low"] && f.Hours.Interval {
		t.Errorf("%+v in the data: %v", f, hours)
	}
	first := tables(doc)["主要数量"].Rows[0]
	if !strings.HasSuffix(want, strings.TrimPrefix(first.Cells[1].Text, "≥ ")+"小时") {
		t.Errorf("the table says %s, the sentence %s", first.Cells[1].Text, want)
	}
}

// A figure that is cut off stands without an interval wherever it stands, and the report says what the sign means.
func TestBoundsHaveNoInterval(t *testing.T) {
	t.Parallel()
	doc := report.Compose(release(t, county(t, 12, 60, round.Card), 0.6), models.Chinese, voice(t, models.Chinese))
	bounds := 0
	for _, ch := range doc.Chapters {
		for _, b := range ch.Blocks {
			if b.Kind != report.Tabular {
				continue
			}
			for i, head := range b.Table.Head {
				if !strings.HasPrefix(head.Text, "95%") {
					continue
				}
				for _, row := range b.Table.Rows {
					if row.Group || row.Cells[i].Hidden != "" {
						continue
					}
					cut := strings.ContainsAny(row.Cells[i-1].Text, "≤≥")
					if cut {
						bounds++
					}
					if cut && row.Cells[i].Text != "—" {
						t.Errorf("%s: %s has the interval %s", b.Table.Title, row.Cells[i-1].Text, row.Cells[i].Text)
					}
				}
			}
		}
	}
	explained := 0
	for _, s := range sentences(doc, "round", report.Paragraph) {
		if strings.Contains(s, "≤") {
			explained++
		}
	}
	if bounds == 0 || explained != 1 {
		t.Errorf("%d bounds, explained %d times", bounds, explained)
	}
}

// A questionnaire of the organizer's own has no rules of 2024 and no formality hours in it.
func TestOwnQuestionnaire(t *testing.T) {
	t.Parallel()
	m := county(t, 6, 60, round.Card)
	m.Questionnaire.Name = "own"
	for i := range m.Questionnaire.Sections {
		s := &m.Questionnaire.Sections[i]
		var plain []questionnaire.Question
		for _, q := range s.Questions {
			if q.Relevant+q.Constraint+q.Soft+q.Calculation == "" {
				q.Name = "own_" + q.Name
				plain = append(plain, q)
			}
		}
		s.Questions = plain
	}
	doc := report.Compose(release(t, m, 0.7), models.English, voice(t, models.English))
	wellFormed(t, "own", doc)
	for _, ch := range doc.Chapters {
		if ch.Anchor == "rules" {
			t.Error("a questionnaire that asks for none of it is held against the rules")
		}
	}
	if found := sentences(doc, "summary", report.Finding); len(found) == 0 || strings.Contains(found[0], "formalit") {
		t.Errorf("%v", found)
	}
	if tables(doc)["Main quantities"] == nil {
		t.Error("no main quantities")
	}
}
