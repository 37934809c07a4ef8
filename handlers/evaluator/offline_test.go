package evaluator

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// send posts a form with files, as a browser does, with the token of the page that it stands on.
func (s *stage) send(t *testing.T, target string, fields, files map[string]string) (*http.Response, string) {
	t.Helper()
	_, page := s.get(t, "evaluator", "/evaluations")
	token := hidden.FindStringSubmatch(page)
	if token == nil {
		t.Fatal("no form token on the page")
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	write := func(w io.Writer, err error, text string) {
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	fields["csrf"] = token[1]
	for name, text := range fields {
		w, err := form.CreateFormField(name)
		write(w, err, text)
	}
	for name, text := range files {
		w, err := form.CreateFormFile(name, "file")
		write(w, err, text)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(fiber.MethodPost, target, &body)
	request.AddCookie(&http.Cookie{Name: "jianfu", Value: "evaluator"})
	request.Header.Set(fiber.HeaderContentType, form.FormDataContentType())
	response, err := s.app.Test(request, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(answer)
}

func TestAcceptKey(t *testing.T) {
	t.Parallel()
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	good := evaluation.WritePublicKey(key.Public())
	const private = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3JnL3Yx\n-----END AGE ENCRYPTED FILE-----\n"
	cases := []struct {
		name, pasted, file, kept string
		failure                  error
		status                   int
		wrong                    string // control that is at fault
		says                     string // key of what is said of it
	}{
		{"pasted", good, "", "yes", nil, fiber.StatusSeeOther, "", ""},
		{"broken into lines", good[:50] + "\r\n" + good[50:], "", "yes", nil, fiber.StatusSeeOther, "", ""},
		{"a file", "", good + "\n", "yes", nil, fiber.StatusSeeOther, "", ""},
		{"both the same", good, good + "\n", "yes", nil, fiber.StatusSeeOther, "", ""},
		{"both differ", good, "A" + good[1:], "yes", nil, fiber.StatusUnprocessableEntity, "public_key", "evaluator.key.two"},
		{"nothing", "", "", "yes", nil, fiber.StatusUnprocessableEntity, "public_key", "evaluator.key.missing"},
		{"not kept", good, "", "", nil, fiber.StatusUnprocessableEntity, "kept", "evaluator.key.not_kept"},
		{"nonsense", "<b>nonsense</b>", "", "yes", nil, fiber.StatusUnprocessableEntity, "public_key", "evaluation.public_key"},
		{"the private key", private, "", "yes", nil, fiber.StatusUnprocessableEntity, "public_key", "evaluation.private_key"},
		{"the file of the private key", "", private, "yes", nil, fiber.StatusUnprocessableEntity, "public_key", "evaluation.private_key"},
		{"a long file", "", strings.Repeat("A", mostKey+1), "yes", nil, fiber.StatusRequestEntityTooLarge, "public_key", "error.too_large"},
		{"refused by the domain", good, "", "yes", models.Fail(models.Invalid, "evaluation.public_key"), fiber.StatusUnprocessableEntity, "public_key", "evaluation.public_key"},
		{"accepted meanwhile", good, "", "yes", models.Fail(models.Conflict, "round.accepted"), fiber.StatusConflict, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.desk.failure = c.failure
			r := s.add(t, round.Draft)
			files := map[string]string{}
			if c.file != "" {
				files["key_file"] = c.file
			}
			response, body := s.send(t, address(r.ID)+"/key", map[string]string{"public_key": c.pasted, "kept": c.kept}, files)
			if response.StatusCode != c.status {
				t.Fatalf("status %d, want %d", response.StatusCode, c.status)
			}
			if reached := bytes.Equal(s.desk.publicKey, key.Public()); reached != (c.wrong == "" || c.failure != nil) {
				t.Errorf("the key arrived: %v", reached)
			}
			if c.wrong != "" && (!strings.Contains(body, `href="#`+c.wrong+`"`) || !strings.Contains(body, s.views.Say(models.Chinese)(c.says))) {
				t.Errorf("the page does not say %s at %s", c.says, c.wrong)
			}
			if strings.Contains(body, "BEGIN AGE") || strings.Contains(body, "nonsense") {
				t.Error("what was sent stands in the page")
			}
			s.keep(t, "key."+c.wrong+".html", body)
		})
	}
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, file string
		failure    error
		status     int
		says       string
	}{
		{"good", "{}", nil, fiber.StatusSeeOther, ""},
		{"no file", "", nil, fiber.StatusUnprocessableEntity, "evaluator.tally.no_file"},
		{"of another round", "{}", models.Fail(models.Invalid, "evaluation.submit.round"), fiber.StatusUnprocessableEntity, "evaluation.submit.round"},
		{"too large", "{}", models.Fail(models.TooLarge, "release.too_large"), fiber.StatusRequestEntityTooLarge, "release.too_large"},
		{"counted meanwhile", "{}", models.Fail(models.Conflict, "evaluation.released"), fiber.StatusConflict, ""},
		{"broken", "{}", errors.New("disk"), fiber.StatusInternalServerError, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.desk.failure, s.desk.rec = c.failure, reconciled(s.book.units, true, false)
			r := s.add(t, round.Closed)
			r.Shuffled, r.HasBallots = true, true
			offline(t, r)
			files := map[string]string{}
			if c.file != "" {
				files["release"] = c.file
			}
			response, body := s.send(t, address(r.ID)+"/release", map[string]string{}, files)
			if response.StatusCode != c.status || string(s.desk.submitted) != c.file {
				t.Fatalf("status %d, want %d; %q arrived", response.StatusCode, c.status, s.desk.submitted)
			}
			if c.says != "" && (!strings.Contains(body, `id="release-wrong"`) || !strings.Contains(body, s.views.Say(models.Chinese)(c.says))) {
				t.Errorf("the page does not say %s beside the control", c.says)
			}
		})
	}
}

// What the evaluator sees of a round whose key is elsewhere.
func TestPagesOfAKeyThatIsElsewhere(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]round.State{"freeze": round.Draft, "tally": round.Closed, "report": round.Released} {
		for _, lang := range models.Langs() {
			s := newStage(t)
			r := s.add(t, state)
			offline(t, r)
			if state != round.Draft {
				r.Shuffled, r.HasBallots, s.desk.rec = true, true, reconciled(s.book.units, true, true)
			}
			_, body := s.get(t, "evaluator", address(r.ID)+"?lang="+string(lang))
			s.keep(t, "offline."+name+"."+string(lang)+".html", body)
			if want := s.views.Say(lang)("evaluator.next." + name); !strings.Contains(body, want) {
				t.Errorf("%s %s: the page does not say %q", name, lang, want)
			}
			if strings.Contains(body, "recovery.pdf") || strings.Contains(body, `name="passphrase"`) {
				t.Errorf("%s %s: it offers what only a key on the server can do", name, lang)
			}
			if !strings.Contains(body, s.views.Say(lang)("evaluator.terms.key.offline")) {
				t.Errorf("%s %s: the page does not say where the key is", name, lang)
			}
			if found := unsaid.FindAllString(body, -1); found != nil {
				t.Errorf("%s %s: wordings missing: %v", name, lang, found)
			}
			_, list := s.get(t, "evaluator", "/evaluations?lang="+string(lang))
			if want := s.views.Say(lang)("evaluator.todo." + name); !strings.Contains(list, want) {
				t.Errorf("%s %s: the list does not say %q", name, lang, want)
			}
		}
	}
}

// Every unit with a discrepancy is named with all that does not agree, before the count and after it.
func TestReconciliation(t *testing.T) {
	t.Parallel()
	for _, state := range []round.State{round.Closed, round.Released} {
		for _, cards := range []bool{true, false} {
			s := newStage(t)
			r := s.add(t, state)
			r.Shuffled, r.HasBallots, s.desk.rec = true, true, reconciled(s.book.units, cards, true)
			_, body := s.get(t, "evaluator", address(r.ID)+"?lang=zh")
			if !cards {
				s.keep(t, "reconciliation."+string(state)+".html", body)
			}
			say := s.views.Say(models.Chinese)
			for _, l := range s.desk.rec.Units {
				name := l.Unit.Name
				if name == "" {
					name = say("evaluator.reconciliation.strange")
				}
				for _, d := range l.Discrepancies {
					_, row, _ := strings.Cut(body, `<tr><th scope="row">`+name)
					if row, _, _ = strings.Cut(row, "</tr>"); !strings.Contains(row, say(d.Key, d.Count)) {
						t.Errorf("%s: nothing of %s at %s", state, d.Key, name)
					}
				}
			}
			if got := strings.Contains(body, say("evaluator.reconciliation.poster")); got == cards {
				t.Errorf("cards %v: it speaks of posters: %v", cards, got)
			}
			s.desk.rec = reconciled(s.book.units, cards, false)
			if _, body = s.get(t, "evaluator", address(r.ID)+"?lang=zh"); !strings.Contains(body, say("evaluator.reconciliation.none")) {
				t.Error("it does not say that all agrees")
			}
		}
	}
}

func TestBallots(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.add(t, round.Closed)
	s.desk.ballots = []string{"header\n", strings.Repeat("ballot\n", 50_000), "trailer\n"}
	response, body := s.get(t, "evaluator", address(r.ID)+"/ballots.jsonl")
	if body != strings.Join(s.desk.ballots, "") {
		t.Errorf("%d bytes arrived", len(body))
	}
	if got := response.Header.Get(fiber.HeaderContentDisposition); got != "attachment; filename=ballots-"+r.ID.String()[:8]+".jsonl" {
		t.Errorf("saved as %s", got)
	}
	s.desk.failure = models.Fail(models.Conflict, "evaluation.not_shuffled")
	if response, body = s.get(t, "evaluator", address(r.ID)+"/ballots.jsonl"); response.StatusCode != fiber.StatusConflict || body != "evaluation.not_shuffled" {
		t.Errorf("status %d: %s", response.StatusCode, body)
	}
	for _, who := range []string{"organizer", "stranger"} {
		if response, _ := s.get(t, who, address(r.ID)+"/ballots.jsonl"); response.StatusCode == fiber.StatusOK {
			t.Errorf("%s may have the ballots", who)
		}
	}
}

// A file that breaks off must not look whole to the browser, and one that nobody reads any more ends the export.
func TestBallotsBreakOff(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.add(t, round.Closed)
	socket := listen(t, s.app)
	ask := func() *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), fiber.MethodGet, socket+address(r.ID)+"/ballots.jsonl", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.AddCookie(&http.Cookie{Name: "jianfu", Value: "evaluator"})
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	s.desk.ballots, s.desk.broken = []string{"header\n", strings.Repeat("ballot\n", 50_000)}, errors.New("disk")
	response := ask()
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("half a file was taken for the whole")
	}
	_ = response.Body.Close()
	s.desk.exported = make(chan error, 1)
	for range 2000 {
		s.desk.ballots = append(s.desk.ballots, strings.Repeat("ballot\n", 10_000))
	}
	response = ask()
	_ = response.Body.Close()
	select {
	case err := <-s.desk.exported:
		if err == nil {
			t.Error("the export went on to its end")
		}
	case <-time.After(20 * time.Second):
		t.Error("the export still waits for a reader")
	}
}

// listen serves an app over a real socket and gives its address.
func listen(t *testing.T, app *fiber.App) string {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = app.Listener(socket) }()
	t.Cleanup(func() { _ = app.ShutdownWithTimeout(time.Second) })
	return "http://" + socket.Addr().String()
}

func TestStepOfAClosedRound(t *testing.T) {
	t.Parallel()
	ends := time.Date(2027, 3, 31, 10, 0, 0, 0, time.UTC)
	cases := []struct {
		how      round.Admission
		after    time.Duration
		shuffled bool
		offline  bool
		step     Step
	}{
		{round.Card, 0, false, false, Grace},
		{round.Card, round.Grace - 1, false, false, Grace},
		{round.Card, round.Grace, false, false, Shuffle},
		{round.Card, time.Minute, true, false, Unlock}, // all ballots had arrived
		{round.Poster, 0, false, false, Shuffle},
		{round.Card, time.Hour, true, true, Tally},
		{round.Poster, time.Hour, false, true, Shuffle},
	}
	for _, c := range cases {
		r := &round.Round{State: round.Closed, Ends: ends, Shuffled: c.shuffled, Settings: round.Settings{Admission: c.how}}
		if got := stepOf(r, ends.Add(c.after), counting{offline: c.offline}); got != c.step {
			t.Errorf("%s, %v after the close: %s, want %s", c.how, c.after, got, c.step)
		}
	}
}
