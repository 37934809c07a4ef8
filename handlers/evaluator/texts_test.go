package evaluator

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/round"
)

func (d *desk) TextState(context.Context, *round.Round) (evaluation.TextState, error) {
	return d.texts, nil
}

func (d *desk) OpenTexts(_ context.Context, _ models.ID, passphrase string) ([]evaluation.TextChapter, error) {
	if d.texts != evaluation.TextsSealed {
		return nil, models.Fail(models.NotFound, "evaluation.texts.none")
	}
	if passphrase != d.passphrase {
		return nil, models.Fail(models.Invalid, "evaluation.passphrase")
	}
	return d.chapters, nil
}

func (d *desk) DeleteTexts(context.Context, models.ID) error {
	d.texts = evaluation.TextsDeleted
	return nil
}

const kestrel = "红隼 <b>kestrel</b>"

// sendAs posts a form as somebody's browser does.
func (s *stage) sendAs(t *testing.T, who, target string, fields url.Values) (*http.Response, string) {
	t.Helper()
	_, body := s.get(t, who, "/evaluations")
	token := hidden.FindStringSubmatch(body)
	if token == nil {
		t.Fatal("no form token on the page")
	}
	fields.Set("csrf", token[1])
	return s.do(t, who, http.MethodPost, target, fields)
}

// withTexts is a released round with sealed texts.
func withTexts(t *testing.T) (*stage, string) {
	t.Helper()
	s := newStage(t)
	r := s.add(t, round.Released)
	s.desk.release, s.desk.texts = released(t, r), evaluation.TextsSealed
	s.desk.chapters = []evaluation.TextChapter{
		{Question: models.Text{Zh: "最没用的一件事", En: "The least useful thing"}, Groups: []evaluation.TextGroup{
			{Unit: "青石镇", Texts: []string{kestrel, "表格\n重复"}}, {Rest: true, Texts: []string{"接待"}},
		}},
		{Question: models.Text{Zh: "身份", En: "Role"}, Option: models.Text{Zh: "其他", En: "Other"}},
	}
	return s, address(r.ID) + "/texts"
}

func TestTextsPage(t *testing.T) {
	t.Parallel()
	for lang, says := range map[string][3]string{
		"zh": {"文字回答", "青石镇：2条", "身份——其他"}, "en": {"Answers in words", "青石镇: 2 texts", "Role — Other"},
	} {
		s, target := withTexts(t)
		target += "?lang=" + lang
		answer, body := s.do(t, "evaluator", http.MethodGet, target, nil)
		if answer.StatusCode != fiber.StatusOK || !strings.Contains(body, says[0]) || strings.Contains(body, "kestrel") {
			t.Fatalf("%d %s", answer.StatusCode, body)
		}
		for passphrase, status := range map[string]int{"": 422, "wrong horse battery": 422, s.desk.passphrase: 200} {
			answer, body := s.sendAs(t, "evaluator", target, url.Values{"passphrase": {passphrase}})
			opened := status == fiber.StatusOK
			if answer.StatusCode != status || strings.Contains(body, "红隼 &lt;b&gt;kestrel&lt;/b&gt;") != opened {
				t.Errorf("%q: %d %s", passphrase, answer.StatusCode, body)
			}
			if passphrase != "" && strings.Contains(body, passphrase) {
				t.Errorf("%q came back", passphrase)
			}
			for _, want := range says[1:] {
				if opened && !strings.Contains(body, want) {
					t.Errorf("%q is missing", want)
				}
			}
			if got := answer.Header.Get(fiber.HeaderCacheControl); got != "no-store" {
				t.Errorf("Cache-Control %q", got)
			}
		}
		if _, body := s.do(t, "evaluator", http.MethodGet, target, nil); strings.Contains(body, "kestrel") {
			t.Error("the texts are kept")
		}
	}
}

// Nobody but the evaluator of the round reads, or deletes; not the organizer either, who sees the report.
func TestTextsAreForTheEvaluator(t *testing.T) {
	t.Parallel()
	s, target := withTexts(t)
	for who, status := range map[string]int{"organizer": 403, "stranger": 404} {
		if answer, body := s.get(t, who, target); answer.StatusCode != status || strings.Contains(body, "kestrel") {
			t.Errorf("%s: %d", who, answer.StatusCode)
		}
		for _, fields := range []url.Values{{"passphrase": {s.desk.passphrase}}, {"delete": {"yes"}}} {
			answer, body := s.sendAs(t, who, target, fields)
			if answer.StatusCode != status || strings.Contains(body, "kestrel") {
				t.Errorf("%s, %v: %d", who, fields, answer.StatusCode)
			}
		}
	}
	if s.desk.texts != evaluation.TextsSealed {
		t.Error("somebody else deleted them")
	}
	draft := s.add(t, round.Draft)
	if answer, _ := s.do(t, "evaluator", http.MethodGet, address(draft.ID)+"/texts", nil); answer.StatusCode != fiber.StatusNotFound {
		t.Errorf("of a draft: %d", answer.StatusCode)
	}
}

func TestTextsAreDeleted(t *testing.T) {
	t.Parallel()
	s, target := withTexts(t)
	answer, _ := s.sendAs(t, "evaluator", target, url.Values{"delete": {"yes"}})
	if answer.StatusCode != fiber.StatusSeeOther || s.desk.texts != evaluation.TextsDeleted {
		t.Fatalf("%d, %s", answer.StatusCode, s.desk.texts)
	}
	answer, body := s.do(t, "evaluator", http.MethodGet, answer.Header.Get(fiber.HeaderLocation), nil)
	if answer.StatusCode != fiber.StatusOK || !strings.Contains(body, "文字已经删除。") || strings.Contains(body, "passphrase") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	if answer, _ := s.sendAs(t, "evaluator", target, url.Values{"passphrase": {s.desk.passphrase}}); answer.StatusCode != fiber.StatusNotFound {
		t.Errorf("opened after that: %d", answer.StatusCode)
	}
}

// Where there is nothing to open the page says why.
func TestTextsThatCannotBeOpenedHere(t *testing.T) {
	t.Parallel()
	for state, says := range map[evaluation.TextState]string{
		evaluation.TextsUnasked: "本轮没有文字回答", evaluation.TextsWaiting: "启封计数以后", evaluation.TextsDeleted: "已经删除",
		evaluation.TextsElsewhere: "jianfu texts release-",
	} {
		s, target := withTexts(t)
		s.desk.texts = state
		answer, body := s.do(t, "evaluator", http.MethodGet, target, nil)
		if answer.StatusCode != fiber.StatusOK || !strings.Contains(body, says) || strings.Contains(body, `name="passphrase"`) {
			t.Errorf("%s: %d %s", state, answer.StatusCode, body)
		}
	}
}
