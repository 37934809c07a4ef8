package library

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	domain "jianfu/models/library"
	"jianfu/models/questionnaire"
)

func decoded[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	return v
}

func TestSaveTellsWhatIsWrongWhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.keep(pulse())
	got := w.save("anna", e.ID, "1", broken(), nil)
	saved := decoded[Saved](t, got)
	if got.status != 200 || saved.Version != 2 || saved.Saved != "10:00" {
		t.Fatalf("%d %+v", got.status, saved)
	}
	for _, want := range []Mark{
		{0, 0, -1, "text", "第1题", false},
		{0, 1, -1, "relevant", "第2题", false},
		{0, 2, -1, "relevant", "第5题", false}, // a later question, by its number
		{0, 3, 1, "options", "第4题", false},
		{0, 3, -1, "bands", "分段", false}, // a field that does not go with the kind, by the editor's word
	} {
		if !slices.ContainsFunc(saved.Faults, func(m Mark) bool {
			return m.Section == want.Section && m.Question == want.Question && m.Option == want.Option && m.Field == want.Field &&
				strings.Contains(m.Text, want.Text)
		}) {
			t.Errorf("nothing like %+v in %+v", want, saved.Faults)
		}
	}
	if len(saved.Warnings) == 0 || saved.Seconds[models.Chinese] < 10 || saved.Seconds[models.English] < 10 {
		t.Errorf("%+v %v", saved.Warnings, saved.Seconds)
	}
	state := decoded[State](t, w.get("anna", pathOf(e.ID)+"/state"))
	if state.Version != 2 || encoded(t, state.Body) != encoded(t, broken()) || len(state.Faults) != len(saved.Faults) {
		t.Errorf("%+v", state)
	}
}

// TestClassesThatAreTooSmall: whether a background question divides people too finely hangs on how many there are.
func TestClassesThatAreTooSmall(t *testing.T) {
	t.Parallel()
	q := pulse()
	q.Sections[0].Questions[0].Level = questionnaire.ByRound
	for people, warned := range map[int]bool{20: true, 4000: false} {
		w := newWorld(t)
		w.people = people
		saved := decoded[Saved](t, w.save("anna", w.keep(pulse()).ID, "1", q, nil))
		if got := slices.ContainsFunc(saved.Warnings, func(m Mark) bool { return m.Question == 0 && strings.Contains(m.Text, "10") }); got != warned {
			t.Errorf("%d people: %+v", people, saved.Warnings)
		}
	}
}

func TestAStaleSaveChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.keep(pulse())
	theirs := pulse()
	theirs.Minutes = 7
	w.save("anna", e.ID, "1", theirs, nil)
	mine := pulse()
	mine.Title.Zh = "我的"

	got := w.save("anna", e.ID, "1", mine, nil)
	clash := decoded[Clash](t, got)
	if got.status != 409 || clash.Version != 2 || clash.Body.Minutes != 7 || len(clash.Changes) != 2 {
		t.Fatalf("%d %+v", got.status, clash)
	}
	clash = decoded[Clash](t, w.save("anna", e.ID, "1", mine, url.Values{"base": {encoded(t, pulse())}}))
	if want := []string{"整份问卷：承诺的分钟数从“1”改成“7”"}; !slices.Equal(clash.Changes, want) {
		t.Errorf("the changes of others: %q", clash.Changes)
	}
	if now, _ := w.shelf.Entry(context.Background(), anna.ID, e.ID); now.Version != 2 || now.Body.Title.Zh == "我的" {
		t.Errorf("a stale save wrote version %d", now.Version)
	}

	w.save("anna", e.ID, "2", mine, url.Values{"replace": {"1"}})
	kept, err := w.shelf.Revision(context.Background(), anna.ID, e.ID, 2)
	if err != nil || kept.Minutes != 7 {
		t.Errorf("what was saved over is not in the history: %v", err)
	}
}

func TestTheSameSaveTwiceIsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.keep(pulse())
	q := pulse()
	q.Minutes = 7
	w.save("anna", e.ID, "1", q, nil)
	if got := w.save("anna", e.ID, "1", q, nil); got.status != 200 || decoded[Saved](t, got).Version != 2 {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestWhatCannotBeReadIsNotSaved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.keep(pulse())
	large := pulse()
	large.Title.Zh = strings.Repeat("长", domain.MaxBytes/3)
	for name, c := range map[string]struct {
		form   url.Values
		status int
	}{
		"no JSON":        {url.Values{"version": {"1"}, "body": {"{"}}, 422},
		"unknown member": {url.Values{"version": {"1"}, "body": {`{"nmae": "x"}`}}, 422},
		"two values":     {url.Values{"version": {"1"}, "body": {`{} {}`}}, 422},
		"no number":      {url.Values{"version": {"1"}, "body": {`{"minutes": "x"}`}}, 422},
		"no version":     {url.Values{"body": {encoded(t, pulse())}}, 422},
		"too large":      {url.Values{"version": {"1"}, "body": {encoded(t, large)}}, 413},
	} {
		got := w.post("anna", pathOf(e.ID)+"/save", c.form)
		if got.status != c.status || decoded[map[string]string](t, got)["message"] == "" {
			t.Errorf("%s: %d %.80s", name, got.status, got.body)
		}
	}
	if now, _ := w.shelf.Entry(context.Background(), anna.ID, e.ID); now.Version != 1 {
		t.Errorf("version %d", now.Version)
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fine, faulty := w.keep(pulse()), w.keep(unfinished())
	got := w.get("anna", pathOf(fine.ID)+"/preview?lang=en")
	if !strings.Contains(got.body, "p_needed") {
		t.Errorf("%d %s", got.status, got.body)
	}
	if cookie := got.header.Get("Set-Cookie"); cookie != "" {
		t.Errorf("the preview changes the console's language: %s", cookie)
	}
	got = w.get("anna", pathOf(faulty.ID)+"/preview")
	if got.status != 200 || !strings.Contains(got.body, "还不能预览") || strings.Contains(got.body, "<header") ||
		!strings.Contains(got.header.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
		t.Errorf("%d %v %s", got.status, got.header, got.body)
	}
}

// What is not finished, and what hangs on it, is left out of the preview and named.
func TestThePreviewShowsWhatIsFinished(t *testing.T) {
	t.Parallel()
	count := func(name, relevant string) questionnaire.Question {
		return questionnaire.Question{Name: name, Kind: questionnaire.Integer, Text: models.Text{Zh: name}, Max: 9000, Relevant: relevant}
	}
	q := questionnaire.Questionnaire{Name: "-", Version: "v1", Sections: []questionnaire.Section{
		{Name: "S", Relevant: "${gone} = 1", Questions: []questionnaire.Question{count("a", ""), count("b", "${a} >")}},
		{Name: "t", Questions: []questionnaire.Question{{Name: "k", Kind: questionnaire.Calculated}}},
		{Name: "t", Questions: []questionnaire.Question{count("c", "${b} > 1"), count("d", "${a} > 1")}},
		{Name: "u"},
	}}
	w := newWorld(t)
	e := w.keep(q)
	if got := w.get("anna", pathOf(e.ID)+"/preview"); got.body != "a\nd\n" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if s := decoded[State](t, w.get("anna", pathOf(e.ID)+"/state")); s.Omitted != "第2题、第3题还没写完，暂不显示。" {
		t.Errorf("%q", s.Omitted)
	}
	if s := decoded[State](t, w.get("anna", pathOf(w.keep(pulse()).ID)+"/state")); s.Omitted != "" {
		t.Errorf("%q", s.Omitted)
	}
}

func TestFaultsInTheWordsOfTheEditor(t *testing.T) {
	t.Parallel()
	text := models.Text{Zh: "x"}
	q := questionnaire.Questionnaire{Name: "t", Version: "v1", Title: text, Sections: []questionnaire.Section{
		{Name: "s1", Title: text, Questions: []questionnaire.Question{
			{Name: "q1", Kind: questionnaire.Single, Text: text, Options: []questionnaire.Option{{Name: "o1"}, {Name: "o2"}}},
			{Name: "q12", Kind: questionnaire.Calculated},
			{Name: "q3", Kind: questionnaire.Integer, Text: text, Max: 9000, Relevant: "${q5} > 0 and ${q5} < 9", Constraint: ". > ${q5}"},
			{Name: "Q4", Kind: questionnaire.Note},
		}},
		{Name: "s2"},
	}}
	w := newWorld(t)
	var got []string
	for _, f := range decoded[State](t, w.get("anna", pathOf(w.keep(q).ID)+"/state")).Faults {
		got = append(got, f.Text)
	}
	for _, want := range []string{
		"第1题的选项1还没有写。", "第1题的选项2还没有写。", "计算“q12”还没有写算式。", "第2题“什么时候出现”用到的题目已经删掉（代码 q5）。",
		"第2题“答案必须符合”用到的题目已经删掉（代码 q5）。", "说明文字“Q4”还没有写文字。", "第2部分还没有标题。", "第2部分还没有题目。请加一题，或者删掉这一部分。",
	} {
		if n := len(slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s != want })); n != 1 {
			t.Errorf("%d times %s in %q", n, want, got)
		}
	}
}

func TestHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.edit(w.keep(pulse()), func(q *questionnaire.Questionnaire) { q.Minutes = 9 })
	at := pathOf(e.ID)
	if got := w.get("anna", at+"/compare?from=1&to=2"); !strings.Contains(got.body, "承诺的分钟数") {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := w.get("anna", at+"/compare?from=1&to=77"); got.status != 404 {
		t.Errorf("a version that is not kept: %d", got.status)
	}
	if got := w.post("anna", at+"/restore", url.Values{"version": {"1"}, "current": {"1"}}); got.status != 409 || !strings.Contains(got.body, "没有换回旧版") {
		t.Errorf("a stale restoration: %d", got.status)
	}
	if got := w.post("anna", at+"/restore", url.Values{"version": {"1"}, "current": {"2"}}); got.location != at+"?done=questionnaire_restored" {
		t.Errorf("%d %s", got.status, got.body)
	}
	now, err := w.shelf.Entry(context.Background(), anna.ID, e.ID)
	if err != nil || now.Body.Minutes != 1 || now.Version != 3 {
		t.Errorf("%+v %v", now, err)
	}
	if got := w.post("anna", at+"/restore", url.Values{"version": {"x"}, "current": {"3"}}); got.status != 422 {
		t.Errorf("no number: %d", got.status)
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	entries := func() int {
		list, err := w.shelf.List(context.Background(), anna.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}

	got := w.upload("问卷.csv", "survey,type,name,label\nsurvey,geopoint,where,在哪\nsurvey,integer,n,几次\n")
	if got.status != 422 || entries() != 0 || !strings.Contains(got.body, "geopoint") {
		t.Errorf("refused: %d, %d kept", got.status, entries())
	}
	text := "1. 上周加班几晚？[数字题]\n\n2. 忙什么？[不知道的题型]\nA. 报表"
	if got := w.post("anna", home+"/import", url.Values{"text": {text}}); got.status == 422 && !strings.Contains(got.body, "忙什么") {
		t.Error("what was pasted is lost")
	}

	raw := w.get("anna", pathOf(w.keep(pulse()).ID)+"/export.json").body
	got = w.upload("问卷.json", raw)
	if got.status != 303 || !strings.HasSuffix(got.location, "?done=questionnaire_imported") {
		t.Fatalf("a clean import: %d %s", got.status, got.body)
	}

	before := entries()
	got = w.post("anna", home+"/import", url.Values{"text": {"1. 上周加班几晚？[数字题]\n\n2. 主要忙什么？[单选题]\nA. 报表\nB. 迎检"}})
	b := benchOf(t, got)
	if got.status != 200 || entries() != before+1 || len(b.Remarks) == 0 || len(b.State.Body.Sections) == 0 {
		t.Errorf("%d, %d remarks, %d kept", got.status, len(b.Remarks), entries()-before)
	}
	if link := home + "/" + b.ID + "?lang=en"; !strings.Contains(got.body, link) {
		t.Errorf("the page after an import has no link %s", link)
	}
	if !strings.Contains(got.body, b.Remarks[0]) {
		t.Error("without scripts the remarks are not shown")
	}
}
