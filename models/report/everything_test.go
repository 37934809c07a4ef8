package report_test

import (
	"bytes"
	"encoding/json"
	"os"
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

// everything is a release of a questionnaire with every kind of question.
func everything(t *testing.T) *disclosure.Released {
	t.Helper()
	raw, err := os.ReadFile("../disclosure/testdata/everything.json")
	if err != nil {
		t.Fatal(err)
	}
	m := county(t, 12, 60, round.Card)
	m.Questionnaire = questionnaire.Questionnaire{}
	if err := json.Unmarshal(raw, &m.Questionnaire); err != nil {
		t.Fatal(err)
	}
	return release(t, m, 0.6)
}

// blocks are those of a chapter from the heading of a question to the next.
func blocks(doc *report.Document, heading string) []report.Block {
	var found []report.Block
	for _, ch := range doc.Chapters {
		if !strings.HasPrefix(ch.Anchor, "section-") {
			continue
		}
		under := false
		for _, b := range ch.Blocks {
			if b.Kind == report.Heading {
				under = b.Text == heading
			} else if under {
				found = append(found, b)
			}
		}
	}
	return found
}

func kinds(blocks []report.Block) string {
	var k []string
	for _, b := range blocks {
		k = append(k, string(b.Kind))
	}
	return strings.Join(k, " ")
}

// Every kind has a figure and a table that fit it.
func TestEveryKindIsReported(t *testing.T) {
	t.Parallel()
	r := everything(t)
	for _, lang := range models.Langs() {
		doc := report.Compose(r, lang, voice(t, lang))
		wellFormed(t, "everything "+string(lang), doc)
		for _, q := range r.Questions() {
			want := "figure table"
			switch {
			case q.Background():
				want = ""
			case q.Kind == questionnaire.Text, q.Kind == questionnaire.Acknowledge:
				want = "finding"
			case q.Name == "hours":
				want = "figure paragraph note table"
			case q.Kind == questionnaire.Calculated:
				want = "finding figure paragraph table"
			case q.Kind == questionnaire.Scale && q.Matrix != "":
				want = "finding table"
			case q.Kind == questionnaire.Scale, q.Numeric():
				want = "finding figure table"
			}
			if got := kinds(blocks(doc, q.Text.In(lang))); got != want {
				t.Errorf("%s in %s: %q, want %q", q.Name, lang, got, want)
			}
		}
		if blocks(doc, r.Manifest().Questionnaire.Sections[0].Questions[0].Text.In(lang)) != nil {
			t.Error("a note is reported")
		}
	}
}

func TestEveryKindInWords(t *testing.T) {
	t.Parallel()
	r := everything(t)
	doc := report.Compose(r, models.Chinese, voice(t, models.Chinese))
	pages := tables(doc)
	for _, c := range []struct{ title, head, note string }{
		{"哪些事最费时？请排序", "排在首位的选项", "只统计排在首位的选项"},
		{"什么时候到岗", "时期", ""},
		{"几点下班", "时段", ""},
		{"各项合计几小时", "回答（小时）", ""},
	} {
		page := pages[c.title]
		if page == nil || page.Head[0].Text != c.head || !strings.Contains(page.Note, c.note) {
			t.Errorf("%s: %+v", c.title, page)
		}
	}
	if last := pages["各项合计几小时"].Rows; last[len(last)-1].Cells[0].Text != "算不出" {
		t.Errorf("what could not be worked out reads %v", last[len(last)-1])
	}
	for title, rows := range map[string]int{"“填表用了几小时”等2题：各项平均": 2, "“周一加班几次”等2题：各项平均": 2} {
		if page := pages[title]; page == nil || len(page.Rows) != rows || page.Rows[0].Cells[1].Text == "—" {
			t.Errorf("%s: %+v", title, page)
		}
	}
	how := pages["附算式"]
	if how == nil || len(how.Rows) != 4 || how.Rows[0].Cells[1].Text != "${visit_hours} + ${form_hours} + ${call_hours}" ||
		!strings.Contains(how.Rows[0].Cells[2].Text, "“电话用了几小时”（call_hours）") {
		t.Errorf("how quantities are worked out: %+v", how)
	}
	story, _ := r.Whole().Table(number(r, "story"))
	if said := blocks(doc, "还有什么想说？"); !strings.HasPrefix(said[0].Text, strconv.Itoa(story.Cells[0].Count)+"人") {
		t.Errorf("%v, %d wrote", said, story.Cells[0].Count)
	}
	c := &comparison{t: t, data: table(t, r)}
	c.everyTable(r, pages)
	if c.cells < 1000 {
		t.Errorf("only %d numbers were compared", c.cells)
	}
}

func number(r *disclosure.Released, name string) int {
	for i, q := range r.Questions() {
		if q.Name == name {
			return i
		}
	}
	return -1
}

// The data file has every cell of every question that is counted, and nothing of the others, nor any words.
func TestDataOfEveryKind(t *testing.T) {
	t.Parallel()
	r := everything(t)
	data := table(t, r)
	for _, s := range r.Manifest().Questionnaire.Sections {
		for _, q := range s.Questions {
			for key, row := range data {
				if !q.Tabulated() && (key[2] == q.Name || strings.HasPrefix(key[2], q.Name+"/")) {
					t.Errorf("%s is in the data: %v", q.Name, row)
				}
			}
			if q.Background() && q.Asked() {
				continue
			}
			for _, cell := range q.Cells() {
				if row := data[[4]string{"round", "", q.Name + "/" + cell.Name, "count"}]; row == nil {
					t.Errorf("no row of %s/%s", q.Name, cell.Name)
				}
			}
		}
	}
	for _, want := range []string{"since/2026-01-01", "leave/08:00", "rank/trips", "agreed/ok", "story/given", "hours/16", "place/other", "post/-8"} {
		if data[[4]string{"round", "", want, "count"}] == nil {
			t.Errorf("no row of %s", want)
		}
	}
	for _, class := range []string{"joined/2025-01-01", "shift/08:00"} {
		if data[[4]string{"class", class, "visits", "mean"}] == nil {
			t.Errorf("no row of the class %s", class)
		}
	}
	var b bytes.Buffer
	if err := csv.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	if all := b.String() + string(r.JSON()); strings.Contains(all, secretWords) {
		t.Error("words have left the count")
	}
}

// A date of many periods is drawn downwards, or not at all; its tables stay as wide as a page.
func TestManyPeriods(t *testing.T) {
	t.Parallel()
	for last, want := range map[string]string{"2024-12-31": "figure table", "2026-06-01": "figure table", "2029-12-31": "table"} {
		m := county(t, 3, 60, round.Card)
		q := questionnaire.Question{Name: "since", Kind: questionnaire.Date, Text: models.Text{Zh: "何时？", En: "When?"}, First: "2024-01-01", Last: last, Period: questionnaire.Month}
		m.Questionnaire.Sections = []questionnaire.Section{{Name: "a", Title: q.Text, Questions: []questionnaire.Question{q}}}
		doc := report.Compose(release(t, m, 0.7), models.Chinese, voice(t, models.Chinese))
		wellFormed(t, last, doc)
		if got := kinds(blocks(doc, "何时？")); got != want {
			t.Errorf("%s: %s", last, got)
		}
		if detail := tables(doc)["附何时"]; (detail != nil) != (last == "2024-12-31") {
			t.Errorf("%s: the table by unit: %v", last, detail)
		}
	}
}
