package respondent_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"jianfu/models/questionnaire"
	"jianfu/models/response"
)

// FuzzForm posts foreign bytes to the form. The oracle: the room answers 200 exactly where the questionnaire finds
// nothing wrong with the same values read by net/url, 422 otherwise, and what it seals opens to the same answers.
func FuzzForm(f *testing.F) {
	f.Add(filled().Encode())
	f.Add("a.hours_week=１２。5&a.role=staff&a.role=leader")
	f.Add("a.pushed=none&a.pushed=speech&a.pushed=-9&%zz=1&a.=&a.hours_week")
	f.Add("a.hours_week=%ff%fe&a.priorities=\x00")
	var worlds []behind
	f.Add(full().Encode())
	f.Add("a.first=visits&a.first=visits&a.trade=other&a.trade.other=%00&a.trade.e1=x&a.say.x=y&a.hours=3&a.say=-9")
	for _, w := range []*world{newWorld(f, "burden-core"), newWorldOf(f, sink(f))} {
		worlds = append(worlds, behind{w, newApp(f, w), compiled(f, w.manifest.Questionnaire)})
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, b := range worlds {
			b.judge(t, body)
		}
	})
}

// behind is a form with all that is behind it.
type behind struct {
	world *world
	app   *fiber.App
	form  *questionnaire.Form
}

func (b behind) judge(t *testing.T, body string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, doors[0], strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got := do(t, b.app, r)
	in := questionnaire.Input{}
	values, err := url.ParseQuery(body)
	if err != nil || strings.ContainsAny(body, ";") || len(body) > 64<<10 {
		if got.status >= 500 {
			t.Errorf("status %d", got.status)
		}
		return
	}
	for name, all := range values {
		if name, ours := strings.CutPrefix(name, "a."); ours {
			in[name] = all
		}
	}
	sheet, problems := b.form.Check(in)
	if want := map[bool]int{true: http.StatusOK, false: http.StatusUnprocessableEntity}[len(problems) == 0]; got.status != want {
		t.Errorf("status %d, want %d for %v", got.status, want, problems)
	}
	if len(problems) == 0 {
		if opened := open(t, b.world, b.form, got.fields()); !reflect.DeepEqual(opened, sheet) {
			t.Errorf("sealed %v, want %v", opened, sheet)
		}
	}
}

// open opens what a review page would send.
func open(t *testing.T, w *world, form *questionnaire.Form, sent url.Values) questionnaire.Sheet {
	t.Helper()
	ballot, err := response.Draft{Key: sent.Get("key"), Sealed: sent.Get("sealed")}.Ballot(w.round.ID, w.manifest.Units[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := w.key.Open(ballot.Box(), ballot.Sealed)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := form.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// FuzzSend posts foreign bytes as a sealed sheet: nothing but a whole ballot reaches the box, and nothing is our fault.
func FuzzSend(f *testing.F) {
	w := newWorld(f, "pulse")
	app := newApp(f, w)
	good := post(f, app, doors[1], url.Values{}).fields()
	f.Add(good.Get("key"), good.Get("sealed"))
	f.Add("", "")
	f.Add(good.Get("key"), "AAAA")
	f.Fuzz(func(t *testing.T, key, sealed string) {
		before := len(w.cast)
		got := post(t, app, doors[1]+"/send", url.Values{"key": {key}, "sealed": {sealed}})
		if got.status >= 500 || (got.status == http.StatusSeeOther) != (len(w.cast) == before+1) {
			t.Errorf("status %d with %d ballots more", got.status, len(w.cast)-before)
		}
		for _, b := range w.cast[before:] {
			if err := b.Check(); err != nil {
				t.Error(err)
			}
		}
	})
}
