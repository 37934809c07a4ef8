package evaluator

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/job"
	"jianfu/models/report"
	"jianfu/models/round"
)

// pages are the parsed pages, which every test only reads.
type pages struct {
	views  *page.Views
	assets *page.Assets
}

// floor parses the pages once for all tests.
var floor = sync.OnceValues(func() (pages, error) {
	files := os.DirFS("../../templates")
	catalogue, err := page.LoadCatalogue(files)
	if err != nil {
		return pages{}, err
	}
	assets, err := page.NewAssets(os.DirFS("../../static"), "console")
	if err != nil {
		return pages{}, err
	}
	views, err := page.NewViews(files, catalogue, assets)
	return pages{views, assets}, err
})

// stage is a room with its fakes behind a real session guard.
type stage struct {
	app    *fiber.App
	people people
	book   *book
	desk   *desk
	views  *page.Views
}

func newStage(t *testing.T) *stage {
	t.Helper()
	shared, err := floor()
	if err != nil {
		t.Fatal(err)
	}
	views, assets := shared.views, shared.assets
	s := &stage{people: newPeople(), book: &book{units: county()}, desk: &desk{passphrase: "correct horse battery"}, views: views}
	now := func() time.Time { return time.Date(2027, 3, 20, 3, 0, 0, 0, time.UTC) }
	room := New(views, s.book, s.book, s.book, s.desk, now)
	s.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		kind, key, _ := page.Message(err)
		return c.Status(page.Status(kind)).SendString(key)
	}})
	s.app.Get("/static/*", assets.Serve)
	s.app.Use(session.New(s.people, views, false).Load, session.Require(account.Evaluator, account.Organizer))
	s.app.Get("/evaluations", room.List)
	s.app.Get("/evaluations/:round", room.Show)
	s.app.Post("/evaluations/:round/accept", room.Accept)
	s.app.Post("/evaluations/:round/key", room.AcceptKey)
	s.app.Get("/evaluations/:round/ballots.jsonl", room.Ballots)
	s.app.Post("/evaluations/:round/release", room.Submit)
	s.app.Get("/evaluations/:round/recovery.pdf", room.Recovery)
	s.app.Post("/evaluations/:round/unlock", room.Unlock)
	s.app.Get("/evaluations/:round/progress", room.Watch)
	s.app.Get("/evaluations/:round/report", room.Report)
	s.app.Get("/evaluations/:round/explore", room.Explore)
	s.app.Get("/evaluations/:round/texts", room.ShowTexts).Post("/evaluations/:round/texts", room.Texts)
	s.app.Get("/evaluations/:round/report.csv", room.CSV)
	s.app.Get("/evaluations/:round/report.json", room.JSON)
	return s
}

// add puts a round of the evaluator into the book.
func (s *stage) add(t *testing.T, state round.State) *round.Round {
	t.Helper()
	r := newRound(t, s.people, s.book.units, state)
	s.book.rounds = append(s.book.rounds, r)
	return r
}

func (s *stage) do(t *testing.T, who, method, target string, fields url.Values) (*http.Response, string) {
	t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(fields.Encode()))
	request.AddCookie(&http.Cookie{Name: "jianfu", Value: who})
	if fields != nil {
		request.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	}
	response, err := s.app.Test(request, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func (s *stage) get(t *testing.T, who, target string) (*http.Response, string) {
	t.Helper()
	return s.do(t, who, fiber.MethodGet, target, nil)
}

var hidden = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// post sends a form as a browser does, with the token of the page that it stands on.
func (s *stage) post(t *testing.T, target string, fields url.Values) (*http.Response, string) {
	t.Helper()
	_, body := s.get(t, "evaluator", "/evaluations")
	token := hidden.FindStringSubmatch(body)
	if token == nil {
		t.Fatal("no form token on the page")
	}
	fields.Set("csrf", token[1])
	return s.do(t, "evaluator", fiber.MethodPost, target, fields)
}

var unsaid = regexp.MustCompile(`\[(evaluator|evaluation|done|console|job|report|reason)\.[a-z_.]+\]|\{\d\}|%!`)

func TestPages(t *testing.T) {
	t.Parallel()
	count := &job.Job{State: job.Running, Step: "evaluation.step.unseal", Done: 1200, Total: 5300}
	failed := &job.Job{State: job.Failed, Failure: "error.internal"}
	cases := []struct {
		name     string
		state    round.State
		accepted bool
		shuffled bool
		count    *job.Job
		says     string // key of the heading of the next step
	}{
		{"accept", round.Draft, false, false, nil, "evaluator.next.accept"},
		{"freeze", round.Draft, true, false, nil, "evaluator.next.freeze"},
		{"opening", round.Frozen, true, false, nil, "evaluator.next.opening"},
		{"closing", round.Open, true, false, nil, "evaluator.next.closing"},
		{"grace", round.Closed, true, false, nil, "evaluator.next.grace"},
		{"shuffle", round.Closed, true, false, nil, "evaluator.next.shuffle"},
		{"unlock", round.Closed, true, true, nil, "evaluator.next.unlock"},
		{"failed", round.Closed, true, true, failed, "evaluator.next.unlock"},
		{"interrupted", round.Closed, true, true, &job.Job{State: job.Interrupted}, "evaluator.next.unlock"},
		{"starting", round.Closed, true, true, &job.Job{State: job.Running}, "evaluator.next.count"},
		{"count", round.Closed, true, true, count, "evaluator.next.count"},
		{"finishing", round.Closed, true, true, &job.Job{State: job.Done, Step: "evaluation.step.protect"}, "evaluator.next.count"},
		{"report", round.Released, true, true, nil, "evaluator.next.report"},
		{"cancelled", round.Cancelled, true, false, nil, "evaluator.next.cancelled"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			r := s.add(t, c.state)
			if r.Shuffled = c.shuffled; c.accepted && c.state == round.Draft {
				accept(t, r)
			}
			if c.name == "shuffle" {
				r.Ends = r.Settings.Opens // long ago
			}
			if s.desk.count = c.count; c.shuffled {
				r.HasBallots, s.desk.rec = true, reconciled(s.book.units, true, c.name == "unlock")
			}
			s.book.addenda = []round.Addendum{{At: r.Settings.Opens, What: "round.log.extended", Args: []string{"2027-03-31T10:00:00Z"}}}
			for _, lang := range models.Langs() {
				response, body := s.get(t, "evaluator", address(r.ID)+"?lang="+string(lang))
				s.keep(t, c.name+"."+string(lang)+".html", body)
				if response.StatusCode != fiber.StatusOK {
					t.Fatalf("status %d: %s", response.StatusCode, body)
				}
				if want := s.views.Say(lang)(c.says); !strings.Contains(body, want) {
					t.Errorf("%s: the page does not say %q", lang, want)
				}
				if found := unsaid.FindAllString(body, -1); found != nil {
					t.Errorf("%s: wordings missing: %v", lang, found)
				}
				if strings.Contains(body, " style=") || strings.Contains(body, " onclick=") {
					t.Errorf("%s: the policy forbids what the page has inline", lang)
				}
			}
		})
	}
}

func TestListSortsByWhoseTurnItIs(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	waiting, mine := s.add(t, round.Open), s.add(t, round.Draft)
	waiting.Settings.Title, mine.Settings.Title = "正在填答的一轮", "等我接受的一轮"
	_, body := s.get(t, "evaluator", "/evaluations")
	s.keep(t, "list.zh.html", body)
	first, second := strings.Index(body, mine.Settings.Title), strings.Index(body, waiting.Settings.Title)
	if first < 0 || second < first {
		t.Errorf("mine at %d, waiting at %d: what waits for the evaluator comes first", first, second)
	}
	_, body = s.get(t, "stranger", "/evaluations")
	s.keep(t, "empty.zh.html", body)
	if strings.Contains(body, mine.Settings.Title) {
		t.Error("another evaluator sees the round")
	}
}

func TestAccept(t *testing.T) {
	t.Parallel()
	good := "四海 corner 云雀 lamp"
	cases := []struct {
		name, passphrase, again, understood string
		failure                             error
		status                              int
		wrong                               string // control that is at fault
	}{
		{"good", good, good, "yes", nil, fiber.StatusSeeOther, ""},
		{"short", "short one", "short one", "yes", nil, fiber.StatusUnprocessableEntity, "passphrase"},
		{"short in characters, not bytes", "十二个字还差一点点呢", "十二个字还差一点点呢", "yes", nil, fiber.StatusUnprocessableEntity, "passphrase"},
		{"long", strings.Repeat("长", 201), strings.Repeat("长", 201), "yes", nil, fiber.StatusUnprocessableEntity, "passphrase"},
		{"ends with a space", good + " ", good + " ", "yes", nil, fiber.StatusUnprocessableEntity, "passphrase"},
		{"two differ", good, good + "x", "yes", nil, fiber.StatusUnprocessableEntity, "passphrase_again"},
		{"not understood", good, good, "", nil, fiber.StatusUnprocessableEntity, "understood"},
		{"the sign-in password", "sign-in password", "sign-in password", "yes", nil, fiber.StatusUnprocessableEntity, "passphrase"},
		{"refused by the domain", good, good, "yes", models.Fail(models.Invalid, "evaluation.passphrase_short", 12), fiber.StatusUnprocessableEntity, "passphrase"},
		{"accepted meanwhile", good, good, "yes", models.Fail(models.Conflict, "round.accepted"), fiber.StatusConflict, ""},
		{"broken", good, good, "yes", errors.New("disk"), fiber.StatusInternalServerError, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.book.password, s.desk.failure = "sign-in password", c.failure
			r := s.add(t, round.Draft)
			response, body := s.post(t, address(r.ID)+"/accept", url.Values{
				"passphrase": {c.passphrase}, "passphrase_again": {c.again}, "understood": {c.understood},
			})
			if response.StatusCode != c.status {
				t.Fatalf("status %d, want %d", response.StatusCode, c.status)
			}
			if c.status == fiber.StatusUnprocessableEntity && !strings.Contains(body, `<details class="other" open>`) {
				t.Error("the form that was sent is folded away")
			}
			if reached := s.desk.accepted != ""; reached != (c.wrong == "" || c.failure != nil) {
				t.Errorf("the key was asked for: %v", reached)
			}
			if c.wrong != "" && !strings.Contains(body, `href="#`+c.wrong+`"`) {
				t.Errorf("no message leads to %s", c.wrong)
			}
			if strings.Contains(body, c.passphrase) {
				t.Error("the passphrase stands in the page")
			}
			if c.status == fiber.StatusUnprocessableEntity && strings.Contains(body, " checked") != (c.understood != "") {
				t.Error("the tick was lost")
			}
			s.keep(t, "refused."+c.wrong+".html", body)
		})
	}
}

func TestUnlock(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, passphrase string
		failure          error
		status           int
		unlocked         bool
	}{
		{"right", "correct horse battery", nil, fiber.StatusSeeOther, true},
		{"wrong", "correct horse", nil, fiber.StatusUnprocessableEntity, false},
		{"empty", "", nil, fiber.StatusUnprocessableEntity, false},
		{"pressed twice", "correct horse battery", models.Fail(models.Conflict, "job.running"), fiber.StatusSeeOther, false},
		{"too early", "correct horse battery", models.Fail(models.Conflict, "evaluation.not_shuffled"), fiber.StatusConflict, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.desk.failure = c.failure
			r := s.add(t, round.Closed)
			r.Shuffled = true
			response, body := s.post(t, address(r.ID)+"/unlock", url.Values{"passphrase": {c.passphrase}})
			if response.StatusCode != c.status || s.desk.unlocked != c.unlocked {
				t.Errorf("status %d, unlocked %v; want %d, %v", response.StatusCode, s.desk.unlocked, c.status, c.unlocked)
			}
			if c.status == fiber.StatusUnprocessableEntity && !strings.Contains(body, `id="passphrase-wrong"`) {
				t.Error("no message beside the control")
			}
		})
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.add(t, round.Closed)
	r.Shuffled = true
	s.desk.count = &job.Job{State: job.Running, Step: "evaluation.step.unseal", Done: 40, Total: 90}
	_, body := s.get(t, "evaluator", address(r.ID)+"/progress?lang=en")
	if want := `{"step":"count","text":"Opening and counting: 40 of 90","done":40,"total":90}`; body != want {
		t.Errorf("%s, want %s", body, want)
	}
	r.State = round.Released
	if _, body = s.get(t, "evaluator", address(r.ID)+"/progress"); !strings.Contains(body, `"step":"report"`) {
		t.Errorf("%s: the step is over, the page has to be told", body)
	}
}

func TestWhoMayEnter(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	open, done := s.add(t, round.Open), s.add(t, round.Released)
	s.desk.release = released(t, done)
	cases := []struct {
		who, path string
		status    int
	}{
		{"evaluator", address(open.ID), fiber.StatusOK},
		{"stranger", address(open.ID), fiber.StatusNotFound},
		{"organizer", address(open.ID), fiber.StatusForbidden},
		{"organizer", address(open.ID) + "/recovery.pdf", fiber.StatusForbidden},
		{"organizer", address(open.ID) + "/progress", fiber.StatusForbidden},
		{"evaluator", address(open.ID) + "/report", fiber.StatusForbidden},
		{"organizer", address(open.ID) + "/report.json", fiber.StatusForbidden},
		{"evaluator", address(done.ID) + "/report", fiber.StatusOK},
		{"organizer", address(done.ID) + "/report", fiber.StatusOK},
		{"organizer", address(done.ID) + "/report.csv", fiber.StatusOK},
		{"organizer", address(done.ID) + "/report.json", fiber.StatusOK},
		{"stranger", address(done.ID) + "/report", fiber.StatusNotFound},
		{"evaluator", "/evaluations/nonsense", fiber.StatusNotFound},
		{"evaluator", address(models.NewID()), fiber.StatusNotFound},
	}
	for _, c := range cases {
		if response, _ := s.get(t, c.who, c.path); response.StatusCode != c.status {
			t.Errorf("%s at %s: status %d, want %d", c.who, c.path, response.StatusCode, c.status)
		}
	}
}

// keep writes a page, with what it links to, into the folder that JIANFU_PREVIEW names, to be looked at.
func (s *stage) keep(t *testing.T, name, body string) {
	t.Helper()
	folder := os.Getenv("JIANFU_PREVIEW")
	if folder == "" {
		return
	}
	write := func(name, text string) {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(name, body)
	for _, link := range regexp.MustCompile(`/static/[a-z0-9/._-]+`).FindAllString(body, -1) {
		_, text := s.get(t, "evaluator", link)
		write(link, text)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.add(t, round.Released)
	s.desk.release = released(t, r)
	for _, lang := range models.Langs() {
		response, body := s.get(t, "evaluator", address(r.ID)+"/report?lang="+string(lang))
		s.keep(t, "document."+string(lang)+".html", body)
		if response.StatusCode != fiber.StatusOK {
			t.Fatalf("status %d: %s", response.StatusCode, body)
		}
		document := report.Compose(s.desk.release, lang, s.views.Say(lang))
		for _, chapter := range document.Chapters {
			if !strings.Contains(body, `href="#`+chapter.Anchor+`"`) || !strings.Contains(body, `id="`+chapter.Anchor+`"`) {
				t.Errorf("%s: chapter %s cannot be reached from the contents", lang, chapter.Anchor)
			}
		}
		if drawn, want := strings.Count(body, "<svg"), figures(document); drawn != want || want == 0 {
			t.Errorf("%s: %d drawings, want %d", lang, drawn, want)
		}
		if found := unsaid.FindAllString(body, -1); found != nil {
			t.Errorf("%s: wordings missing: %v", lang, found)
		}
		if strings.Contains(body, " style=") || strings.Contains(body, "<style") {
			t.Errorf("%s: the policy forbids inline styles", lang)
		}
	}
	if _, body := s.get(t, "organizer", address(r.ID)+"/report"); !strings.Contains(body, `href="/rounds/`+r.ID.String()+`"`) {
		t.Error("the organizer is not led back to the organizer's own page")
	}
}

func figures(d *report.Document) int {
	n := 0
	for _, chapter := range d.Chapters {
		for _, block := range chapter.Blocks {
			if block.Figure != nil {
				n++
			}
		}
	}
	return n
}

func TestCellsHiddenForOneReasonAreJoined(t *testing.T) {
	t.Parallel()
	few, spread := report.Cell{Text: "—", Hidden: "few"}, report.Cell{Text: "—", Hidden: "spread"}
	got := ReportPage{}.Cells(report.Row{Cells: []report.Cell{{Text: "a", Indent: 9}, few, few, spread, {Text: "b", Span: 2}}})
	want := []report.Cell{
		{Text: "a", Indent: 6, Span: 1}, {Text: "—", Hidden: "few", Span: 2}, {Text: "—", Hidden: "spread", Span: 1}, {Text: "b", Span: 2},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestDownloads(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.add(t, round.Released)
	r.Settings.Title = `青石镇/白鹭乡: "一季度"`
	s.desk.release = released(t, r)
	cases := []struct{ path, name, contentType, begins string }{
		{"/report.csv", "基层负担评估数据_青石镇_白鹭乡_ _一季度_.csv", "text/csv; charset=utf-8", "\xef\xbb\xbfround,"},
		{"/report.json", "基层负担评估发布数据_青石镇_白鹭乡_ _一季度_.json", "application/json", "{"},
		{"/recovery.pdf", "恢复单_青石镇_白鹭乡_ _一季度_.pdf", "application/pdf", "%PDF-"},
	}
	for _, c := range cases {
		response, body := s.get(t, "evaluator", address(r.ID)+c.path)
		_, params, err := mime.ParseMediaType(response.Header.Get(fiber.HeaderContentDisposition))
		if err != nil || params["filename"] != c.name {
			t.Errorf("%s: saved as %q, want %q (%v)", c.path, params["filename"], c.name, err)
		}
		if got := response.Header.Get(fiber.HeaderContentType); got != c.contentType || !strings.HasPrefix(body, c.begins) {
			t.Errorf("%s: %s beginning %.12q", c.path, got, body)
		}
	}
	if _, body := s.get(t, "evaluator", address(r.ID)+"/report.json"); body != string(s.desk.release.JSON()) {
		t.Error("the release file is not the one that is kept")
	}
}

func TestNoKeyNoRecovery(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := s.add(t, round.Draft)
	if response, _ := s.get(t, "evaluator", address(r.ID)+"/recovery.pdf"); response.StatusCode != fiber.StatusConflict {
		t.Errorf("status %d, want 409", response.StatusCode)
	}
}
