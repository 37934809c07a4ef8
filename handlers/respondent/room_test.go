package respondent_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// doors are the addresses of a form.
var doors = []string{"/c/" + code, "/o/" + poster}

func TestSendingAsSealed(t *testing.T) {
	t.Parallel()
	for _, door := range doors {
		w := newWorld(t, "burden-core")
		app := newApp(t, w)
		review := post(t, app, door, filled())
		if review.status != http.StatusOK {
			t.Fatalf("%s: review is %d", door, review.status)
		}
		sent := review.fields()
		for range 3 { // a second tap, a lost reply, a reload
			thanks := post(t, app, door+"/send?lang=en", sent)
			if thanks.status != http.StatusSeeOther || thanks.header.Get("Location") != "/thanks?lang=en" {
				t.Fatalf("%s: %d to %q", door, thanks.status, thanks.header.Get("Location"))
			}
		}
		ballot := w.cast[0]
		form, err := questionnaire.Compile(w.manifest.Questionnaire)
		if err != nil {
			t.Fatal(err)
		}
		sheet := open(t, w, form, sent)
		if want := sent.Get("sealed"); base64.RawURLEncoding.EncodeToString(ballot.Sealed) != want {
			t.Error("another sheet was cast than was reviewed")
		}
		if got := form.Answer(sheet, "hours_week"); got.State != questionnaire.Answered || got.Number != 56500 {
			t.Errorf("hours_week is %+v", got)
		}
		if got := form.Answer(sheet, "pushed_hours_news").State; got != questionnaire.Skipped {
			t.Errorf("an answer that does not apply was kept: %v", got)
		}
		if got := form.Answer(sheet, "data_count").State; got != questionnaire.Declined {
			t.Errorf("data_count is %v", got)
		}
	}
}

// TestTheRoundThatWasFilledIn: what was reviewed in one round of a series is never cast into the next, whose key could not
// open it.
func TestTheRoundThatWasFilledIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pulse")
	app := newApp(t, w)
	sent := post(t, app, "/o/"+poster, url.Values{}).fields()
	if sent.Get("round") != w.round.ID.String() {
		t.Fatalf("the review page names round %q", sent.Get("round"))
	}
	w.before = w.round
	next := *w.round
	next.ID = models.NewID()
	w.round = &next
	if got := post(t, app, "/o/"+poster+"/send", sent); got.status != http.StatusSeeOther || len(w.cast) != 1 || w.cast[0].Round != w.before.ID {
		t.Errorf("%d, %d ballots", got.status, len(w.cast))
	}
	sent.Set("round", models.NewID().String())
	if got := post(t, app, "/o/"+poster+"/send", sent); got.status != http.StatusNotFound || len(w.cast) != 1 {
		t.Errorf("a round of no series: %d, %d ballots", got.status, len(w.cast))
	}
	w.before.State = round.Cancelled
	sent.Set("round", w.before.ID.String())
	if got := post(t, app, "/o/"+poster+"/send", sent); got.status != http.StatusGone || len(w.cast) != 1 {
		t.Errorf("a cancelled round: %d, %d ballots", got.status, len(w.cast))
	}
}

func TestSecondTapCountsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-core")
	app := newApp(t, w)
	sent := post(t, app, doors[0], filled()).fields()
	again := post(t, app, doors[0], filled()).fields()
	post(t, app, doors[0]+"/send", sent)
	post(t, app, doors[0]+"/send", sent)
	if len(w.cast) != 1 {
		t.Fatalf("%d ballots", len(w.cast))
	}
	used := post(t, app, doors[0]+"/send", again)
	if used.status != http.StatusConflict || !strings.Contains(used.body, "那一份已经算数") {
		t.Errorf("another sheet for a used card: %d %s", used.status, used.body)
	}
}

// A round that closed in between keeps what it has: the same sheet again is thanked for, whatever the clock says.
func TestResendAfterClose(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pulse")
	app := newApp(t, w)
	sent := post(t, app, doors[0], url.Values{}).fields()
	post(t, app, doors[0]+"/send", sent)
	w.round.State = round.Closed
	if got := post(t, app, doors[0]+"/send", sent); got.status != http.StatusSeeOther {
		t.Errorf("status %d", got.status)
	}
}

func TestUsedCardLooksUnused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "burden-full")
	app := newApp(t, w)
	fresh, unused := get(t, app, "/c/"+code), get(t, app, "/c/"+other)
	parsed, err := admission.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	w.used[parsed] = [32]byte{1}
	used := get(t, app, "/c/"+code)
	if fresh.body != used.body || used.body != unused.body {
		t.Error("the forms differ")
	}
	for _, r := range []reply{fresh, unused, used} {
		r.header.Del("Date")
		if r.status != 200 || r.header.Get("Etag") != fresh.header.Get("Etag") || len(r.header) != len(fresh.header) {
			t.Errorf("%d %v", r.status, r.header)
		}
		if strings.Contains(r.body, code) || strings.Contains(r.body, other) {
			t.Error("the form holds the code")
		}
	}
}

func TestMistakesStandBesideTheQuestion(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorld(t, "burden-core"))
	form := filled()
	form.Set("a.hours_week", "二十")
	form.Set("a.insp_repeat", "9")
	form["a.trace_for"] = []string{"appraisal", "inspection", "own"}
	for lang, want := range map[string][]string{
		"":         {"请填一个数字", "不能多于前面填的检查次数", "最多选2项", `value="二十"`, `value="9"`, `value="20"`},
		"?lang=en": {"enter a number", "cannot be more than the number of inspections", "at most 2", `value="二十"`},
	} {
		got := post(t, app, doors[0]+lang, form)
		if got.status != http.StatusUnprocessableEntity {
			t.Fatalf("status %d", got.status)
		}
		for _, text := range append(want, `value="own" type="checkbox" name="a.trace_for" checked`, `value="staff" type="radio" name="a.role" checked`, `id="e-hours_week"`, `href="#q-trace_for"`, `action="/c/`+code+lang+`"`) {
			if !strings.Contains(got.body, text) {
				t.Errorf("%q: no %q", lang, text)
			}
		}
	}
}

func TestReviewSaysWhatWasAnswered(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorld(t, "burden-core"))
	form := filled()
	form.Set("a.hours_week", "2")
	got := post(t, app, doors[0], form)
	for _, text := range []string{"2 小时", "讲话稿", "说不清/不愿答", "请再看一眼", "一般人员", "提交", "某大学公共管理学院"} {
		if !strings.Contains(got.body, text) {
			t.Errorf("no %q", text)
		}
	}
	if strings.Contains(got.body, "主持词用了") || strings.Contains(got.body, "a.unknown") {
		t.Error("the review shows what does not apply or was never asked")
	}
	back := post(t, app, doors[0]+"/edit", got.fields())
	for _, text := range []string{`value="2"`, `value="speech" type="checkbox" name="a.pushed" data-x`, `value="staff" type="radio" name="a.role" checked`, "data-filled"} {
		if has := strings.Contains(back.body, text); has == (text == `value="speech" type="checkbox" name="a.pushed" data-x`) {
			t.Errorf("back at the form: %q found is %t", text, has)
		}
	}
	if back.status != http.StatusOK || back.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", back.status, back.header)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	internal := errors.New("canary: disk on fire")
	for _, tt := range []struct {
		name   string
		path   string
		post   bool
		change func(*world)
		kind   models.Kind
		status int
		zh, en string
	}{
		{name: "half a code", path: "/c/ABC", kind: models.NotFound, status: 404, zh: "代码共16个字符", en: "16 characters"},
		{name: "unknown card", path: "/c/AAAAAAAAAAAAAAAA", kind: models.NotFound, status: 404, zh: "没有这张卡片", en: "no such card"},
		{name: "unknown poster", path: "/o/AAAA", kind: models.NotFound, status: 404, zh: "没有这张海报", en: "no such poster"},
		{name: "not yet", path: doors[0], change: func(w *world) { w.round.State = round.Frozen }, kind: models.Conflict, status: 409, zh: "2027年3月15日10:00", en: "15 March 2027"},
		{name: "closed", path: doors[0], change: func(w *world) { w.round.State = round.Closed }, kind: models.Gone, status: 410, zh: "2027年3月31日18:00截止", en: "closed on 31 March 2027, 18:00"},
		{name: "over by the clock", path: doors[1], change: func(w *world) { w.round.Ends = now }, kind: models.Gone, status: 410, zh: "2027年3月20日10:00截止", en: "closed on 20 March 2027, 10:00"},
		{name: "released", path: doors[0], change: func(w *world) { w.round.State = round.Released }, kind: models.Gone, status: 410, zh: "截止", en: "closed"},
		{name: "paused", path: doors[0], change: func(w *world) { w.round.Paused = true }, kind: models.Unavailable, status: 503, zh: "本轮暂停", en: "paused"},
		{name: "checked while paused", path: doors[0], post: true, change: func(w *world) { w.round.Paused = true }, kind: models.Unavailable, status: 503, zh: "卡片没有用掉", en: "No card is spent"},
		{name: "crowded", path: doors[1] + "/send", post: true, change: func(w *world) { w.boxErr = models.Fail(models.TooMany, "response.crowded") }, kind: models.TooMany, status: 429, zh: "请稍候", en: "wait a little"},
		{name: "cancelled", path: doors[0], change: func(w *world) { w.round.State = round.Cancelled }, kind: models.Gone, status: 410, zh: "作废", en: "cancelled"},
		{name: "checked too late", path: doors[0], post: true, change: func(w *world) { w.round.State = round.Closed }, kind: models.Gone, status: 410, zh: "没有保存", en: "not kept"},
		{name: "edited too late", path: doors[0] + "/edit", post: true, change: func(w *world) { w.round.State = round.Closed }, kind: models.Gone, status: 410, zh: "没有保存", en: "not kept"},
		{name: "sent too late", path: doors[0] + "/send", post: true, change: func(w *world) { w.boxErr = models.Fail(models.Gone, "response.late", w.round.Ends) }, kind: models.Gone, status: 410, zh: "2027年3月31日18:00截止，您的回答没有保存", en: "not kept"},
		{name: "sent too early", path: doors[0] + "/send", post: true, change: func(w *world) { w.boxErr = models.Fail(models.Conflict, "response.not_yet") }, kind: models.Conflict, status: 409, zh: "还没有开始", en: "not open yet"},
		{name: "sent to a cancelled round", path: doors[0] + "/send", post: true, change: func(w *world) { w.round.State = round.Cancelled }, kind: models.Gone, status: 410, zh: "作废", en: "cancelled"},
		{name: "used card", path: doors[0] + "/send", post: true, change: func(w *world) { w.boxErr = models.Fail(models.Conflict, "response.card_used") }, kind: models.Conflict, status: 409, zh: "换卡不会记下您是谁", en: "nobody notes who you are"},
		{name: "busy", path: doors[0] + "/send", post: true, change: func(w *world) { w.boxErr = models.Fail(models.Unavailable, "error.unavailable") }, kind: models.Unavailable, status: 503, zh: "同一份回答只算一次", en: "count only once"},
		{name: "our fault at the gate", path: doors[0], change: func(w *world) { w.gateErr = internal }, kind: models.Internal, status: 500, zh: "服务器内部出错", en: "server failed"},
		{name: "our fault at the box", path: doors[1] + "/send", post: true, change: func(w *world) { w.boxErr = internal }, kind: models.Internal, status: 500, zh: "服务器内部出错", en: "server failed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "pulse")
			app := newApp(t, w)
			sent := post(t, app, doors[0], url.Values{}).fields()
			if tt.change != nil {
				tt.change(w)
			}
			for lang, want := range map[string]string{"": tt.zh, "?lang=en": tt.en} {
				var got reply
				if tt.post {
					got = post(t, app, tt.path+lang, sent)
				} else {
					got = get(t, app, tt.path+lang)
				}
				if got.status != tt.status || !strings.Contains(got.body, want) {
					t.Errorf("%q: %d, want %d with %q:\n%s", lang, got.status, tt.status, want, got.body)
				}
				if strings.Contains(got.body, "canary") || missing.MatchString(strip(got.body)) {
					t.Errorf("%q: shows a cause or a missing wording:\n%s", lang, got.body)
				}
				// What the page says was not kept is not kept on the phone; what may still be sent is.
				over := tt.kind == models.Gone || tt.name == "used card"
				// A page that may still send what was sealed has the means to erase, too.
				erases := strings.Contains(got.body, "removeItem") &&
					(!strings.Contains(got.body, `id="logic"`) || strings.Contains(got.body, `"over":true`))
				if erases != over {
					t.Errorf("%q: erases the draft: %t", lang, erases)
				}
				checkHeaders(t, got)
			}
			if w.counted[tt.kind] != 2 {
				t.Errorf("counted %v", w.counted)
			}
		})
	}
}

func TestMalformedPosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pulse")
	app := newApp(t, w)
	sent := post(t, app, doors[0], url.Values{}).fields()
	foreign := url.Values{"key": sent["key"], "sealed": {strings.Repeat("A", len(sent.Get("sealed"))-4)}}
	for name, form := range map[string]url.Values{"empty": {}, "rubbish": {"key": {"%"}, "sealed": {"%"}}, "cut": foreign} {
		got := post(t, app, doors[0]+"/send", form)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `href="/c/`+code) {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	for name, header := range map[string][2]string{
		"multipart":  {"Content-Type", "multipart/form-data; boundary=x"},
		"json":       {"Content-Type", "application/json"},
		"compressed": {"Content-Encoding", "gzip"},
	} {
		r := httptest.NewRequest(http.MethodPost, doors[0], strings.NewReader("a.p_hours=1"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		if got := do(t, app, r); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	if got := post(t, app, doors[0], url.Values{"x": {strings.Repeat("x", 200<<10)}}); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("huge: %d", got.status)
	}
	if len(w.cast) != 0 {
		t.Error("something was cast")
	}
}

func TestReturnToTheForm(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorld(t, "pulse"))
	for _, door := range doors {
		got := get(t, app, door+"/send?lang=en")
		if got.status != http.StatusSeeOther || got.header.Get("Location") != door+"?lang=en" {
			t.Errorf("%d to %q", got.status, got.header.Get("Location"))
		}
	}
	if got := get(t, app, "/c/"+url.PathEscape("/evil.example")+"/edit"); !strings.HasPrefix(got.header.Get("Location"), "/c/") {
		t.Errorf("leads to %q", got.header.Get("Location"))
	}
}

func TestThanksIsTheSameForEverybody(t *testing.T) {
	t.Parallel()
	app := newApp(t, newWorld(t, "pulse"))
	first := get(t, app, "/thanks")
	if first.status != 200 || !strings.Contains(first.body, "已收到。感谢您。") || !strings.Contains(first.body, "/privacy") {
		t.Errorf("%d %s", first.status, first.body)
	}
	if second := get(t, app, "/thanks"); second.body != first.body {
		t.Error("it differs")
	}
	if english := get(t, app, "/thanks?lang=en"); !strings.Contains(english.body, "Received. Thank you.") {
		t.Error(english.body)
	}
}

// A trial says on every page that it is one.
func TestTrial(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "pulse")
	w.manifest.Trial = true
	w.manifest.KeyMadeOn = "none"
	app := newApp(t, w)
	cards := map[string]string{"?": doors[0], "?lang=en": "/c/" + other}
	for lang, text := range map[string]string{"?": "试填：不计入结果，也不会有人打开。", "?lang=en": "Trial run: nothing is counted and nobody opens it."} {
		review := post(t, app, cards[lang]+lang, url.Values{})
		sent := post(t, app, cards[lang]+"/send"+lang, review.fields())
		w.round.State = round.Closed
		closed := get(t, app, doors[0]+lang)
		w.round.State = round.Open
		for name, r := range map[string]reply{
			"form": get(t, app, doors[0]+lang), "review": review, "thanks": get(t, app, sent.header.Get("Location")), "closed": closed,
		} {
			if !strings.Contains(r.body, text) || missing.MatchString(strip(r.body)) {
				t.Errorf("%s %s: %d without the mark, or a wording is missing", name, lang, r.status)
			}
		}
	}
	if thanks := get(t, app, "/thanks"); strings.Contains(thanks.body, "试填") {
		t.Error("everybody's thanks are those of a trial")
	}
}
