package library

import (
	"encoding/json"
	"mime"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/questionnaire/xlsform"
)

// broken is a questionnaire with a fault in each place that the editor can point to.
func broken() questionnaire.Questionnaire {
	q := pulse()
	q.Title.En = ""
	q.Sections[0].Questions[0].Text = models.Text{}
	q.Sections[0].Questions[1].Relevant = "${p_repeat} >"
	q.Sections[0].Questions[2].Relevant = "${p_needed} > 1"
	q.Sections[0].Questions[3].Bands = []questionnaire.Decimal{0}
	q.Sections[0].Questions[3].Options[1].Text = models.Text{}
	return q
}

// unfinished is a questionnaire of which nothing can be shown.
func unfinished() questionnaire.Questionnaire {
	q := pulse()
	for i := range q.Sections[0].Questions {
		q.Sections[0].Questions[i].Text = models.Text{}
	}
	return q
}

// scenes are the pages of the room, each in a world of its own.
func scenes() map[string]func(w *world) answer {
	return map[string]func(w *world) answer{
		"list-empty": func(w *world) answer { return w.get("anna", home) },
		"list": func(w *world) answer {
			w.keep(pulse())
			e := w.keep(questionnaire.Questionnaire{})
			gone := w.keep(broken())
			w.post("anna", pathOf(gone.ID)+"/delete", nil)
			return w.get("anna", home+"?done=questionnaire_deleted#"+e.ID.String())
		},
		"editor":        func(w *world) answer { return w.get("anna", pathOf(w.keep(pulse()).ID)) },
		"editor-broken": func(w *world) answer { return w.get("anna", pathOf(w.keep(broken()).ID)) },
		"editor-empty":  func(w *world) answer { return w.get("anna", pathOf(w.keep(questionnaire.Questionnaire{}).ID)) },
		"draft": func(w *world) answer {
			return w.get("anna", pathOf(w.keep(unfinished()).ID)+"/preview?lang="+string(w.lang))
		},
		"history": func(w *world) answer {
			return w.get("anna", pathOf(w.changed().ID)+"/history")
		},
		"history-one": func(w *world) answer { return w.get("anna", pathOf(w.keep(pulse()).ID)+"/history") },
		"compare": func(w *world) answer {
			return w.get("anna", pathOf(w.changed().ID)+"/compare?from=1&to=2")
		},
		"compare-same": func(w *world) answer { return w.get("anna", pathOf(w.keep(pulse()).ID)+"/compare") },
		"import-nothing": func(w *world) answer {
			return w.post("anna", home+"/import", url.Values{"text": {"  "}})
		},
		"import-unreadable": func(w *world) answer { return w.upload("问卷.xlsx", "not a workbook") },
		"import-refused": func(w *world) answer {
			return w.upload("问卷.csv", "survey,type,name,label\nsurvey,geopoint,where,在哪\nsurvey,select_one nothing,q,选\n")
		},
	}
}

// changed is a questionnaire with two versions that differ in every way.
func (w *world) changed() *struct{ ID models.ID } {
	e := w.keep(pulse())
	w.edit(e, func(q *questionnaire.Questionnaire) {
		s := &q.Sections[0]
		s.Questions[0].Text.Zh = "30天内，别的部门查过同样的内容吗？"
		s.Questions[0].Options[1].Name = "single"
		s.Questions[1].Required = true
		s.Questions[1].Kind = questionnaire.Integer
		s.Questions = append(s.Questions[:2], s.Questions[3:]...)
		s.Questions = append(s.Questions, questionnaire.Question{Name: "more", Kind: questionnaire.Note, Text: models.Text{Zh: "谢谢"}})
		q.Sections = append(q.Sections, questionnaire.Section{Name: "end", Title: models.Text{En: "End"}})
	})
	return &struct{ ID models.ID }{e.ID}
}

var unsaid = regexp.MustCompile(`\[[a-z]+\.[a-z0-9_.]+\]|ZgotmplZ|%!`)

// Every page of every scene is whole in both languages and keeps to the policy. With JIANFU_PAGES=folder they are
// written there.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, scene := range scenes() {
		for _, lang := range models.Langs() {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.lang = lang
				got := scene(w)
				if got.status >= 500 || !strings.Contains(got.header.Get("Content-Type"), "html") {
					t.Fatalf("status %d: %s", got.status, got.body)
				}
				if found := unsaid.FindString(got.body); found != "" {
					t.Errorf("unsaid: %s", found)
				}
				for _, forbidden := range []string{" style=", " onclick=", "<script>"} {
					if strings.Contains(got.body, forbidden) {
						t.Errorf("the policy forbids %q", forbidden)
					}
				}
				if n := strings.Count(got.body, " primary\""); n > 1 {
					t.Errorf("%d filled buttons, not one at most", n)
				}
				if folder := os.Getenv("JIANFU_PAGES"); folder != "" {
					if err := os.WriteFile(filepath.Join(folder, name+"."+string(lang)+".html"), []byte(got.body), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}

var benchBlock = regexp.MustCompile(`(?s)<script type="application/json" id="bench">(.*?)</script>`)

// benchOf is what the page of the editor brings.
func benchOf(t *testing.T, page answer) Bench {
	t.Helper()
	found := benchBlock.FindStringSubmatch(page.body)
	if found == nil {
		t.Fatalf("no bench: %d", page.status)
	}
	var b Bench
	if err := json.Unmarshal([]byte(found[1]), &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestANewOneCanBeEdited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.post("anna", home, nil)
	page := w.get("anna", made.location)
	b := benchOf(t, page)
	if b.State.Version != 1 || len(b.State.Body.Sections) != 1 || b.State.Body.Sections[0].Questions == nil {
		t.Errorf("%+v", b.State)
	}
	if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-src 'self'") {
		t.Errorf("the preview cannot be framed: %s", policy)
	}
	if f := b.State.Faults; len(f) != 1 || f[0].Text != "还没有题目。请加一题。" {
		t.Errorf("a new questionnaire has the faults %+v", f)
	}
	for _, m := range b.State.Warnings {
		if !m.English || m.Section >= 0 {
			t.Errorf("a new questionnaire in Chinese has the warning %+v", m)
		}
	}
	if b.State.Body.Title != (models.Text{Zh: "新问卷"}) {
		t.Errorf("a new questionnaire in Chinese: %+v", b.State.Body.Title)
	}
	w.lang = models.English
	if b := benchOf(t, w.get("anna", w.post("anna", home, nil).location)); b.State.Body.Title != (models.Text{En: "New questionnaire"}) {
		t.Errorf("a new questionnaire in English: %+v", b.State.Body.Title)
	}
}

func TestWhatIsTypedStaysText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	q := pulse()
	q.Title.Zh = "</script><img src=x onerror=alert(1)>"
	got := w.get("anna", pathOf(w.keep(q).ID))
	if strings.Contains(got.body, "<img src=x") || strings.Count(got.body, "</script>") != 2 {
		t.Error("a title becomes markup")
	}
	if b := benchOf(t, got); b.State.Body.Title != q.Title {
		t.Errorf("%q", b.State.Body.Title.Zh)
	}
}

func TestCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.post("anna", home+"/copy", url.Values{"builtin": {builtin.BurdenCore}})
	b := benchOf(t, w.get("anna", first.location))
	if b.State.Body.Name != "burden-core-copy" || len(b.State.Faults) > 0 {
		t.Errorf("%s: %v", b.State.Body.Name, b.State.Faults)
	}
	second := w.post("anna", home+"/copy", url.Values{"from": {b.ID}})
	again := benchOf(t, w.get("anna", second.location)).State.Body
	if again.Name != "burden-core-copy2" || again.Title.Zh != "基层负担调查（副本2）" || !strings.HasSuffix(again.Title.En, "y (copy 2)") {
		t.Errorf("%s %s", again.Name, again.Title.Zh)
	}
	for form, want := range map[string]int{"builtin=none": 404, "from=" + models.NewID().String(): 404, "from=x": 404} {
		values, _ := url.ParseQuery(form)
		if got := w.post("anna", home+"/copy", values); got.status != want {
			t.Errorf("%s: %d", form, got.status)
		}
	}
	if got := w.post("other", home+"/copy", url.Values{"from": {b.ID}}); got.status != 404 {
		t.Errorf("somebody else's: %d", got.status)
	}
}

func TestOthersLearnNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := pathOf(w.keep(pulse()).ID)
	for _, path := range []string{
		"", "/state", "/preview", "/history", "/compare", "/export.xlsx", "/export.json", "/codebook.csv",
	} {
		if got := w.get("other", at+path); got.status != 404 {
			t.Errorf("GET %s: %d", path, got.status)
		}
	}
	for _, path := range []string{"/save", "/restore", "/delete", "/undelete"} {
		form := url.Values{"version": {"1"}, "current": {"1"}, "body": {encoded(t, pulse())}}
		if got := w.post("other", at+path, form); got.status != 404 {
			t.Errorf("POST %s: %d", path, got.status)
		}
	}
	if got := w.get("anna", at); got.status != 200 {
		t.Errorf("the owner: %d", got.status)
	}
}

func TestSomebodyWhoIsSignedOutIsAskedToSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.keep(pulse())
	if got := w.save("nobody", e.ID, "1", pulse(), url.Values{"csrf": {"x"}}); got.status != 401 {
		t.Errorf("save: %d", got.status)
	}
	if got := w.save("anna", e.ID, "1", pulse(), url.Values{"csrf": {"x"}}); got.status != 403 {
		t.Errorf("save with a stale form: %d", got.status)
	}
}

func TestDeletedOnesComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.keep(pulse())
	if got := w.post("anna", pathOf(e.ID)+"/delete", nil); got.location != home+"?done=questionnaire_deleted" {
		t.Errorf("%d %s", got.status, got.location)
	}
	if got := w.get("anna", pathOf(e.ID)); got.status != 410 || !strings.Contains(got.body, pathOf(e.ID)+"/undelete") {
		t.Errorf("a deleted one, which its address offers to restore: %d", got.status)
	}
	if got := w.save("anna", e.ID, "1", broken(), nil); got.status != 410 || !strings.Contains(got.body, "message") {
		t.Errorf("a save to a deleted one: %d %s", got.status, got.body)
	}
	w.post("anna", pathOf(e.ID)+"/undelete", nil)
	if got := w.get("anna", pathOf(e.ID)); got.status != 200 {
		t.Errorf("brought back: %d", got.status)
	}
}

func TestFilesGoOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	full, _ := builtin.ByName(builtin.BurdenFull)
	e := w.keep(full)
	book := w.get("anna", pathOf(e.ID)+"/export.xlsx")
	if q, problems, err := xlsform.Import("f.xlsx", []byte(book.body)); err != nil || len(problems) > 0 || encoded(t, q) != encoded(t, full) {
		t.Errorf("the workbook does not read back: %v %v", problems, err)
	}
	raw := w.get("anna", pathOf(e.ID)+"/export.json")
	if q, err := xlsform.ReadJSON([]byte(raw.body)); err != nil || encoded(t, q) != encoded(t, full) {
		t.Errorf("the JSON does not read back: %v", err)
	}
	_, params, err := mime.ParseMediaType(raw.header.Get("Content-Disposition"))
	if err != nil || params["filename"] != "基层负担调查（完整版）.json" {
		t.Errorf("%v %v", params, err)
	}
	if csv := w.get("anna", pathOf(e.ID)+"/codebook.csv").body; !strings.Contains(csv, "insp_count") {
		t.Error("the codebook lacks a question")
	}
	for _, q := range builtin.All() {
		book := w.get("anna", home+"/builtin/"+q.Name+".xlsx")
		if again, problems, err := xlsform.Import("f.xlsx", []byte(book.body)); err != nil || len(problems) > 0 || encoded(t, again) != encoded(t, q) {
			t.Errorf("%s does not read back: %v %v", q.Name, problems, err)
		}
	}
	if got := w.get("anna", home+"/builtin/nothing.xlsx"); got.status != 404 {
		t.Errorf("no such instrument: %d", got.status)
	}
	example := w.get("anna", home+"/template.xlsx")
	if q, _, err := xlsform.Import("f.xlsx", []byte(example.body)); err != nil || q.Name != builtin.Pulse {
		t.Errorf("the example: %s %v", q.Name, err)
	}
	if got := w.get("anna", home+"/schema.json"); !json.Valid([]byte(got.body)) {
		t.Error("the schema is no JSON")
	}
}
