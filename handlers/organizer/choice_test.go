package organizer

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/library"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/round"
)

// withLibrary gives anna two questionnaires of her own, one of which has a fault, and somebody else a third.
func (w *world) withLibrary() (good, bad, foreign library.Entry) {
	entry := func(id byte, owner models.ID, title string) library.Entry {
		q, _ := builtin.ByName(builtin.Pulse)
		q.Name, q.Title = "own", models.Text{Zh: title}
		q.Sections[0].Questions = append(q.Sections[0].Questions, questionnaire.Question{
			Name: "why", Kind: questionnaire.Text, Text: models.Text{Zh: "为什么"},
		})
		return library.Entry{ID: models.ID{id}, Owner: owner, Version: 1, Body: q}
	}
	good, bad, foreign = entry(7, anna.ID, "乡镇问卷"), entry(8, anna.ID, "没写完的"), entry(9, other.ID, "别人的")
	bad.Body.Sections[0].Questions[0].Relevant = "${nobody} > 0"
	w.own = []library.Entry{good, bad, foreign}
	return good, bad, foreign
}

func TestOwnQuestionnaires(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good, bad, foreign := w.withLibrary()
	shown := w.get("anna", "/rounds/new").body
	if !strings.Contains(shown, "乡镇问卷") || !strings.Contains(shown, "没写完的") || strings.Contains(shown, "别人的") {
		t.Error("not the person's own questionnaires are offered")
	}
	form := values(fresh(start, "云澜县委办公室", ""))
	form.Set("title", "第一轮")
	for key, want := range map[string]string{
		ownKey + bad.ID.String():     "请先打开它改好",
		ownKey + foreign.ID.String(): "请选择一份问卷",
		kept:                         "请选择一份问卷",
	} {
		form.Set("questionnaire", key)
		if got := w.post("anna", "/rounds/new", form); got.status != 422 || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d without %q", key, got.status, want)
		}
	}
	form.Set("questionnaire", ownKey+good.ID.String())
	if got := w.post("anna", "/rounds/new", form); got.status != 303 {
		t.Fatalf("%d", got.status)
	}
	for id, r := range w.rounds {
		if r.Settings.Questionnaire.Title != good.Body.Title || r.Settings.Texts {
			t.Errorf("the draft asks %v", r.Settings.Questionnaire.Title)
		}
		// The library goes on; the draft keeps its copy until another one is chosen.
		w.own[0].Body.Title.Zh = "改过的乡镇问卷"
		page := w.get("anna", pathOf(id)+"/settings").body
		if !strings.Contains(page, "改过的乡镇问卷") || !strings.Contains(page, `value="kept" checked`) {
			t.Error("the copy of the draft is not offered")
		}
		form.Set("questionnaire", kept)
		form.Set("texts", "yes")
		form.Set("version", "1")
		if got := w.post("anna", pathOf(id)+"/settings", form); got.status != 303 {
			t.Fatalf("%d", got.status)
		}
		if s := w.again(&r).Settings; s.Questionnaire.Title.Zh != "乡镇问卷" || !s.Texts {
			t.Errorf("the draft asks %v, texts %v", s.Questionnaire.Title, s.Texts)
		}
	}
}

// TestANewerQuestionnaire: a draft says that its copy is old and takes the new one when asked; what texts it leaves out
// is said as well.
func TestANewerQuestionnaire(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good, _, _ := w.withLibrary()
	s := settings(round.Card)
	s.Questionnaire, s.Source = good.Body, good.ID
	r := w.draftOf(s)
	at := pathOf(r.ID)
	if page := w.get("anna", at).body; strings.Contains(page, at+"/questionnaire") || !strings.Contains(page, "下面几题不会出现：第6题") {
		t.Error("a copy that is not old is called so, or the text that is left out is not named")
	}
	s.Texts = true
	s.Questionnaire.Sections = slices.Clone(s.Questionnaire.Sections)
	last := &s.Questionnaire.Sections[0].Questions
	*last = append(slices.Clone(*last), questionnaire.Question{
		Name: "more", Kind: questionnaire.Acknowledge, Text: models.Text{Zh: "更多"}, Relevant: "regex(${why}, '[a-z]{1,5}')",
	})
	if page := w.get("anna", pathOf(w.draftOf(s).ID)).body; !strings.Contains(page, "结果不会公布：第7题") || strings.Contains(page, "不会出现：第") {
		t.Error("nothing says that a question will not be published")
	}
	w.own[0].Body.Title.Zh = "改过的乡镇问卷"
	if page := w.get("anna", at).body; !strings.Contains(page, at+"/questionnaire") || !strings.Contains(page, "本轮用的还是改之前的那一份") {
		t.Error("nothing says that the questionnaire was changed")
	}
	if got := w.post("other", at+"/questionnaire", nil); got.status != 404 {
		t.Errorf("somebody else: %d", got.status)
	}
	if got := w.post("anna", at+"/questionnaire", nil); got.status != 303 || w.again(r).Settings.Questionnaire.Title.Zh != "改过的乡镇问卷" {
		t.Errorf("%d, %v", got.status, w.again(r).Settings.Questionnaire.Title)
	}
	w.own[0].Body.Sections[0].Questions[0].Relevant = "${nobody} > 0"
	if got := w.post("anna", at+"/questionnaire", nil); got.status != 422 || !strings.Contains(got.body, "请先打开它改好") {
		t.Errorf("a faulty one: %d", got.status)
	}
	w.own = nil
	if page := w.get("anna", at).body; !strings.Contains(page, "已从问卷列表里删除") {
		t.Error("nothing says that the questionnaire was deleted")
	}
}

func TestNextRoundOfASeries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := settings(round.Poster)
	s.Series = true
	first := w.frozenOf(s)
	if got := w.get("anna", pathOf(first.ID)); !strings.Contains(got.body, pathOf(first.ID)+"/next") {
		t.Error("the page of a series does not lead on")
	}
	if got := w.post("other", pathOf(first.ID)+"/next", nil); got.status != 404 || len(w.rounds) != 1 {
		t.Errorf("somebody else goes on with it: %d", got.status)
	}
	got := w.post("anna", pathOf(first.ID)+"/next", nil)
	if got.status != 303 || len(w.rounds) != 2 {
		t.Fatalf("%d, %d rounds", got.status, len(w.rounds))
	}
	for id, r := range w.rounds {
		if id == first.ID {
			continue
		}
		// What the form does not show stays: the draft is still of the series after it was saved.
		form := values(formOf(&r, builtins()))
		form.Set("title", "第二轮")
		form.Set("version", "1")
		if got := w.post("anna", pathOf(id)+"/settings", form); got.status != 303 {
			t.Fatalf("%d", got.status)
		}
		if s := w.again(&r).Settings; s.First != first.ID || !s.Series || s.Title != "第二轮" {
			t.Errorf("saved as %+v", s)
		}
	}
	single := w.frozen(round.Poster)
	if got := w.post("anna", pathOf(single.ID)+"/next", url.Values{}); got.status != 409 || !strings.Contains(got.body, "不属于连续轮次") {
		t.Errorf("a round of no series: %d", got.status)
	}
}
