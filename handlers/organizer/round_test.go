package organizer

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/round"
)

func TestOnlyTheOwnerManages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.frozen(round.Card)
	at := pathOf(r.ID)
	for _, path := range []string{at, at + "/settings", at + "/cancel", at + "/posters.pdf", "/rounds/none", "/rounds/" + strings.Repeat("0", 32)} {
		if got := w.get("other", path); got.status != 404 {
			t.Errorf("GET %s by another organizer: %d, not 404", path, got.status)
		}
	}
	for _, path := range []string{"/settings", "/evaluator", "/freeze", "/open", "/extend", "/close", "/cancel", "/cards.pdf"} {
		if got := w.post("other", at+path, url.Values{"units": {"all"}, "sure": {"yes"}}); got.status != 404 {
			t.Errorf("POST %s by another organizer: %d, not 404", path, got.status)
		}
	}
	if now := w.again(r); now.State != round.Frozen || len(w.printed) > 0 {
		t.Errorf("another organizer changed the round: %s, %v", now.State, w.printed)
	}
	if got := w.get("other", "/rounds"); strings.Contains(got.body, r.ID.String()) {
		t.Error("another organizer sees the round in the list")
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	good := values(fresh(start, "云澜县委办公室", "burden-core"))
	good.Set("title", "第一轮")
	for name, test := range map[string]struct {
		set    url.Values
		status int
		says   string // on the page that comes back
	}{
		"good":               {nil, 303, ""},
		"full-width number":  {url.Values{"k": {"１２"}}, 303, ""},
		"no title":           {url.Values{"title": {" "}}, 422, "名称：名称要填"},
		"title too long":     {url.Values{"title": {strings.Repeat("长", 81)}}, 422, "名称：名称要填"},
		"k too small":        {url.Values{"k": {"4"}}, 422, "保护人数要在 5 到 1000 之间"},
		"k no number":        {url.Values{"k": {"十"}}, 422, "保护人数：请填整数"},
		"ends before start":  {url.Values{"closes": {"2027-01-01T10:00"}}, 422, "截止要晚于开始"},
		"no date":            {url.Values{"opens": {"明天"}}, 422, "开始：请填日期和时间"},
		"no questionnaire":   {url.Values{"questionnaire": {"none"}}, 422, "请选择一份问卷"},
		"no such unit":       {url.Values{"top": {strings.Repeat("a", 32)}}, 422, "所选单位已经不在了"},
		"malformed unit":     {url.Values{"top": {"x"}}, 422, "所选单位已经不在了"},
		"unknown admission":  {url.Values{"admission": {"door"}}, 422, "请选择卡片或海报"},
		"too many days kept": {url.Values{"retention": {"181"}}, 422, "0 到 180"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			form := url.Values{}
			for _, from := range []url.Values{good, {"document": {"国统制〔2027〕1号"}}, test.set} {
				for key, value := range from {
					form[key] = value
				}
			}
			got := w.post("anna", "/rounds/new", form)
			if got.status != test.status || !strings.Contains(got.body, test.says) {
				t.Fatalf("%d, not %d with %q", got.status, test.status, test.says)
			}
			if test.status == 303 {
				if len(w.rounds) != 1 || !strings.HasSuffix(got.location, "?done=round_created") {
					t.Errorf("%d rounds, then %s", len(w.rounds), got.location)
				}
				return
			}
			if len(w.rounds) != 0 {
				t.Error("a refused form made a round")
			}
			if !strings.Contains(got.body, "国统制〔2027〕1号") {
				t.Error("what was typed is lost")
			}
		})
	}
}

func TestTimesAreChinas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	form := values(fresh(start, "云澜县委办公室", "pulse"))
	form.Set("title", "第一轮")
	form.Set("opens", "2027-03-08T09:00")
	w.post("anna", "/rounds/new", form)
	for _, r := range w.rounds {
		if want := time.Date(2027, 3, 8, 1, 0, 0, 0, time.UTC); !r.Settings.Opens.Equal(want) {
			t.Errorf("opens at %s, not %s", r.Settings.Opens, want)
		}
		if got := w.get("anna", pathOf(r.ID)+"/settings"); !strings.Contains(got.body, `value="2027-03-08T09:00"`) {
			t.Error("the form does not give back the time that was typed")
		}
		if got := formOf(&r, builtins()); got.Opens != "2027-03-08T09:00" {
			t.Errorf("formOf gives %s", got.Opens)
		}
	}
	if len(w.rounds) != 1 {
		t.Fatalf("%d rounds", len(w.rounds))
	}
}

func TestFreshFormCanBeSaved(t *testing.T) {
	t.Parallel()
	for day := range 8 {
		now := start.AddDate(0, 0, day)
		f := fresh(now, "云澜县委办公室", "pulse")
		opens, err := minute(f.Opens)
		if err != nil || !opens.After(now) || opens.Sub(now) > 8*24*time.Hour {
			t.Errorf("on %s it proposes %s (%v)", now, opens, err)
		}
	}
}

func TestClashKeepsBoth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.draft(round.Card)
	mine := values(formOf(r, builtins()))
	mine.Set("version", "1")
	mine.Set("title", "我的名称")
	theirs := settings(round.Card)
	theirs.Title = "别人的名称"
	if err := w.book.Revise(context.Background(), r.ID, 1, theirs); err != nil {
		t.Fatal(err)
	}
	got := w.post("anna", pathOf(r.ID)+"/settings", mine)
	if got.status != 409 || !strings.Contains(got.body, `value="我的名称"`) || !strings.Contains(got.body, "别人的名称") {
		t.Fatalf("%d; both titles should stand on the page", got.status)
	}
	if w.again(r).Settings.Title != "别人的名称" {
		t.Fatal("the stale form was saved")
	}
	if !strings.Contains(got.body, `name="version" value="2"`) {
		t.Fatal("the page does not offer to save over the other")
	}
	mine.Set("version", "2")
	if got := w.post("anna", pathOf(r.ID)+"/settings", mine); got.status != 303 || w.again(r).Settings.Title != "我的名称" {
		t.Errorf("%d; saving over the other failed", got.status)
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.draft(round.Card)
	at := pathOf(r.ID)
	steps := []struct {
		path   string
		form   url.Values
		status int
		state  round.State
	}{
		{"/freeze", url.Values{"version": {"1"}}, 409, round.Draft}, // nobody is named
		{"/evaluator", url.Values{"evaluator": {anna.ID.String()}}, 422, round.Draft},
		{"/evaluator", url.Values{}, 422, round.Draft},
		{"/evaluator", url.Values{"evaluator": {eva.ID.String()}}, 303, round.Draft},
		{"accept", nil, 0, round.Draft},
		{"/freeze", url.Values{"version": {"1"}}, 409, round.Draft}, // a stale page
		{"/freeze", url.Values{"version": {"3"}}, 303, round.Frozen},
		{"/settings", values(formOf(r, builtins())), 409, round.Frozen},
		{"/extend", url.Values{"until": {"2027-03-20T18:00"}}, 303, round.Frozen},
		{"/extend", url.Values{"until": {"2027-03-19T18:00"}}, 422, round.Frozen},
		{"/extend", url.Values{"until": {"2028-03-19T18:00"}}, 422, round.Frozen},
		{"/extend", url.Values{"until": {"soon"}}, 422, round.Frozen},
		{"/close", nil, 409, round.Frozen},
		{"/open", nil, 303, round.Open},
		{"/open", nil, 409, round.Open},
		{"/close", nil, 303, round.Closed},
		{"/cancel", nil, 422, round.Closed},
		{"/cancel", url.Values{"sure": {"yes"}}, 303, round.Cancelled},
		{"/cancel", url.Values{"sure": {"yes"}}, 409, round.Cancelled},
	}
	for i, step := range steps {
		if step.path == "accept" {
			if err := w.book.Accept(context.Background(), r.ID, w.again(r).Evaluator.Account, make([]byte, 65), nil); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got := w.post("anna", at+step.path, step.form)
		if got.status != step.status || w.again(r).State != step.state {
			t.Fatalf("step %d, %s: %d and %s, not %d and %s", i, step.path, got.status, w.again(r).State, step.status, step.state)
		}
		if step.status != 303 && !strings.Contains(got.body, `class="problems"`) && !strings.Contains(got.body, `role="alert"`) {
			t.Errorf("step %d, %s: the page does not say what is wrong", i, step.path)
		}
		if step.status == 303 && !strings.HasPrefix(got.location, at+"?done=") {
			t.Errorf("step %d, %s: goes on to %s", i, step.path, got.location)
		}
	}
}

func TestWithoutFormTokenNothingHappens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.open(round.Card)
	w.post("anna", pathOf(r.ID)+"/cancel", url.Values{"csrf": {"wrong"}, "sure": {"yes"}})
	if w.again(r).State != round.Open {
		t.Error("a forged form cancelled the round")
	}
}

func TestNextStep(t *testing.T) {
	t.Parallel()
	v := voice{models.Chinese, views(t).Say(models.Chinese)}
	missing := func(key string) []round.Item { return []round.Item{{Key: key, Blocking: true}} }
	named := round.Appointment{Account: eva.ID, Name: eva.Name}
	accepted := named
	accepted.Accepted = start
	at := pathOf(models.ID{9})
	for name, test := range map[string]struct {
		round round.Round
		items []round.Item
		left  int
		href  string
	}{
		"nobody named":        {round.Round{State: round.Draft}, missing("round.check.headcounts"), 0, at + "#evaluator"},
		"no units":            {round.Round{State: round.Draft, Evaluator: named}, missing("round.check.headcounts"), 0, "/units"},
		"dates passed":        {round.Round{State: round.Draft, Evaluator: named}, missing("round.check.dates"), 0, at + "/settings#opens"},
		"waits for evaluator": {round.Round{State: round.Draft, Evaluator: named}, missing("round.check.accepted"), 0, ""},
		"ready":               {round.Round{State: round.Draft, Evaluator: accepted}, nil, 0, at + "/freeze"},
		"cards to print":      {round.Round{State: round.Frozen, Settings: round.Settings{Admission: round.Card}}, nil, 2, at + "#print"},
		"cards printed":       {round.Round{State: round.Frozen, Settings: round.Settings{Admission: round.Card}}, nil, 0, ""},
		"posters":             {round.Round{State: round.Frozen, Settings: round.Settings{Admission: round.Poster}}, nil, 0, at + "/posters.pdf"},
		"open":                {round.Round{State: round.Open}, nil, 0, ""},
		"closed":              {round.Round{State: round.Closed}, nil, 0, ""},
		"released":            {round.Round{State: round.Released}, nil, 0, "/evaluations/" + models.ID{9}.String() + "/report"},
		"cancelled":           {round.Round{State: round.Cancelled}, nil, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.round.ID = models.ID{9}
			got := next(v, &test.round, test.items, test.left, start)
			if got.Href != test.href || (got.Label == "") != (test.href == "") {
				t.Errorf("%+v, not %q", got, test.href)
			}
		})
	}
}

// What the organizer sees of a running round is the coarse turnout and no count of its own making.
func TestSmallUnitsShowNothing(t *testing.T) {
	t.Parallel()
	got := scenes()["open"](newWorld(t)).body
	if n := strings.Count(got, "不足 40 人，不显示"); n != 2 {
		t.Errorf("%d of 2 small units are hidden", n)
	}
	if !strings.Contains(got, "120 份以上") || !strings.Contains(got, "四分之三以上") {
		t.Error("the coarse turnout is missing")
	}
}
