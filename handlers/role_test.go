package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"jianfu/models/round"
)

// everybody is who is asked, in the order of the columns below.
var everybody = []string{"", "administrator", "organizer", "rival", "evaluator", "stranger"}

// What each person may open. A round that somebody may not even see is not found, so that nobody learns that it exists.
func TestWhoMayOpen(t *testing.T) {
	t.Parallel()
	w := floor(t)
	const in = 303 // asked to sign in
	for _, c := range []struct {
		path  string
		state round.State // of the round in the path
		want  [6]int      // nobody, administrator, organizer, rival, evaluator, stranger
	}{
		{"/people", "", [6]int{in, 200, 403, 403, 403, 403}},
		{"/account", "", [6]int{in, 200, 200, 200, 200, 200}},
		{"/units", "", [6]int{in, 403, 200, 200, 403, 403}},
		{"/units/export.xlsx", "", [6]int{in, 403, 200, 200, 403, 403}},
		{"/rounds", "", [6]int{in, 403, 200, 200, 403, 403}},
		{"/rounds/new", "", [6]int{in, 403, 200, 200, 403, 403}},
		{"/evaluations", "", [6]int{in, 403, 200, 200, 200, 200}},

		{"/rounds/ID", round.Draft, [6]int{in, 403, 200, 404, 403, 403}},
		{"/rounds/ID/settings", round.Draft, [6]int{in, 403, 200, 404, 403, 403}},
		{"/rounds/ID/freeze", round.Draft, [6]int{in, 403, 200, 404, 403, 403}},
		{"/rounds/ID/cancel", round.Draft, [6]int{in, 403, 200, 404, 403, 403}},
		{"/rounds/ID/posters.pdf", round.Draft, [6]int{in, 403, 409, 404, 403, 403}},
		{"/rounds/ID", round.Open, [6]int{in, 403, 200, 404, 403, 403}},
		{"/rounds/ID/posters.pdf", round.Open, [6]int{in, 403, 200, 404, 403, 403}},
		{"/rounds/ID/extend", round.Open, [6]int{in, 403, 200, 404, 403, 403}},
		{"/rounds/ID", round.Released, [6]int{in, 403, 200, 404, 403, 403}},

		{"/evaluations/ID", round.Draft, [6]int{in, 403, 403, 404, 200, 404}},
		{"/evaluations/ID/recovery.pdf", round.Draft, [6]int{in, 403, 403, 404, 200, 404}},
		{"/evaluations/ID/progress", round.Closed, [6]int{in, 403, 403, 404, 200, 404}},
		{"/evaluations/ID/report", round.Draft, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/report", round.Open, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/report", round.Closed, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/explore", round.Draft, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/explore", round.Closed, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/explore", round.Released, [6]int{in, 403, 200, 404, 200, 404}},
		{"/evaluations/ID/texts", round.Draft, [6]int{in, 403, 403, 404, 404, 404}},
		{"/evaluations/ID/texts", round.Closed, [6]int{in, 403, 403, 404, 200, 404}},
		{"/evaluations/ID/texts", round.Released, [6]int{in, 403, 403, 404, 200, 404}},
		{"/evaluations/ID/report.csv", round.Open, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/report.csv", round.Closed, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/report.json", round.Closed, [6]int{in, 403, 403, 404, 403, 404}},
		{"/evaluations/ID/report", round.Released, [6]int{in, 403, 200, 404, 200, 404}},
		{"/evaluations/ID/report.csv", round.Released, [6]int{in, 403, 200, 404, 200, 404}},
		{"/evaluations/ID/report.json", round.Released, [6]int{in, 403, 200, 404, 200, 404}},
		// Nobody evaluates a round for which nobody was named.
		{"/evaluations/ID", round.Cancelled, [6]int{in, 403, 403, 404, 404, 404}},
	} {
		t.Run(c.path+" "+string(c.state), func(t *testing.T) {
			t.Parallel()
			path := strings.Replace(c.path, "ID", w.rounds[c.state].String(), 1)
			for i, who := range everybody {
				got := w.do(t, w.plain, call{path: path, as: who})
				if got.StatusCode != c.want[i] {
					t.Errorf("%q gets %d, want %d", who, got.StatusCode, c.want[i])
				}
				if got.StatusCode != 200 && c.state != "" && strings.Contains(got.body, "轮次："+string(c.state)) {
					t.Errorf("%q is shown the title of the round", who)
				}
			}
		})
	}
}

// What each person may do. Every request carries what the form of the page would, so that the role alone decides.
func TestWhoMayDo(t *testing.T) {
	t.Parallel()
	w := floor(t)
	secret := url.Values{"passphrase": {passphrase}}
	for _, c := range []struct {
		path  string
		state round.State
		form  url.Values
		want  [6]int // nobody, administrator, organizer, rival, evaluator, stranger
	}{
		{"/people", "", url.Values{"email": {"none"}}, [6]int{401, 422, 403, 403, 403, 403}},
		{"/units", "", nil, [6]int{401, 403, 422, 422, 403, 403}},
		{"/rounds/new", "", nil, [6]int{401, 403, 422, 422, 403, 403}},

		// The round is past what is asked for: whoever may act is told so, all others are turned away before.
		{"/rounds/ID/settings", round.Closed, nil, [6]int{401, 403, 422, 404, 403, 403}},
		{"/rounds/ID/freeze", round.Closed, nil, [6]int{401, 403, 409, 404, 403, 403}},
		{"/rounds/ID/open", round.Closed, nil, [6]int{401, 403, 409, 404, 403, 403}},
		{"/rounds/ID/close", round.Frozen, nil, [6]int{401, 403, 409, 404, 403, 403}},
		{"/rounds/ID/cancel", round.Released, url.Values{"sure": {"yes"}}, [6]int{401, 403, 409, 404, 403, 403}},
		{"/rounds/ID/cards.pdf", round.Closed, nil, [6]int{401, 403, 409, 404, 403, 403}},
		{"/rounds/ID/evaluator", round.Closed, nil, [6]int{401, 403, 422, 404, 403, 403}},

		{"/evaluations/ID/accept", round.Draft, nil, [6]int{401, 403, 403, 404, 422, 404}},
		{"/evaluations/ID/unlock", round.Draft, secret, [6]int{401, 403, 403, 404, 409, 404}},
		{"/evaluations/ID/unlock", round.Frozen, secret, [6]int{401, 403, 403, 404, 409, 404}},
		{"/evaluations/ID/unlock", round.Open, secret, [6]int{401, 403, 403, 404, 409, 404}},
		{"/evaluations/ID/unlock", round.Closed, url.Values{"passphrase": {"wrong"}}, [6]int{401, 403, 403, 404, 422, 404}},
		{"/evaluations/ID/texts", round.Closed, secret, [6]int{401, 403, 403, 404, 404, 404}},
		{"/evaluations/ID/texts", round.Released, secret, [6]int{401, 403, 403, 404, 404, 404}},
		{"/evaluations/ID/unlock", round.Released, secret, [6]int{401, 403, 403, 404, 409, 404}},
	} {
		t.Run(c.path+" "+string(c.state), func(t *testing.T) {
			t.Parallel()
			path := strings.Replace(c.path, "ID", w.rounds[c.state].String(), 1)
			for i, who := range everybody {
				form := url.Values{}
				for key, values := range c.form {
					form[key] = values
				}
				if who != "" {
					form.Set("csrf", w.csrf(t, w.plain, who))
				}
				got := w.do(t, w.plain, call{method: http.MethodPost, path: path, as: who, form: form})
				if got.StatusCode != c.want[i] {
					t.Errorf("%q gets %d, want %d", who, got.StatusCode, c.want[i])
				}
			}
		})
	}
}

// The lists name nothing that somebody may not see.
func TestListsNameOnlyOnesOwn(t *testing.T) {
	t.Parallel()
	w := floor(t)
	for _, c := range []struct {
		as, path string
		rounds   int
	}{
		{"organizer", "/rounds", 6},
		{"rival", "/rounds", 0},
		{"organizer", "/evaluations", 6},
		{"rival", "/evaluations", 0},
		{"evaluator", "/evaluations", 5},
		{"stranger", "/evaluations", 0},
	} {
		body := w.do(t, w.plain, call{path: c.path, as: c.as}).want(t, fiber.StatusOK).body
		seen := 0
		for state, id := range w.rounds {
			if strings.Contains(body, id.String()) != strings.Contains(body, "轮次："+string(state)) {
				t.Errorf("%s at %s: half of round %s", c.as, c.path, state)
			}
			if strings.Contains(body, id.String()) {
				seen++
			}
		}
		if seen != c.rounds {
			t.Errorf("%s sees %d rounds at %s, want %d", c.as, seen, c.path, c.rounds)
		}
	}
}
