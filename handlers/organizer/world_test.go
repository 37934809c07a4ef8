package organizer

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
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
	"jianfu/models/admission"
	"jianfu/models/library"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/unit"
	"jianfu/static"
	"jianfu/templates"
)

var (
	start = time.Date(2027, 3, 1, 2, 0, 0, 0, time.UTC)
	anna  = account.Account{ID: models.ID{1}, Name: "李敏", Email: "limin@example.cn", Role: account.Organizer}
	other = account.Account{ID: models.ID{2}, Name: "王强", Email: "wq@example.cn", Role: account.Organizer}
	eva   = account.Account{ID: models.ID{3}, Name: "云澜大学公共管理学院", Email: "eva@example.edu.cn", Role: account.Evaluator}
)

// memory is every collaborator of the room, kept in memory.
type memory struct {
	mu      sync.Mutex
	rounds  map[models.ID]round.Round
	log     map[models.ID][]round.Addendum
	units   []unit.Unit
	issued  map[models.ID]int
	clock   time.Time
	turnout response.Turnout
	unmade  []models.ID     // units whose key is still being made
	printed []models.ID     // units that cards were made for, in order
	own     []library.Entry // questionnaires of everybody
}

// builtins are the choices of everybody.
func builtins() []Choice {
	var choices []Choice
	for _, q := range builtin.All() {
		choices = append(choices, Choice{Key: q.Name, Questionnaire: q})
	}
	return choices
}

func (m *memory) CreateRound(_ context.Context, r *round.Round) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rounds[r.ID] = *r
	return nil
}

func (m *memory) Round(_ context.Context, id models.ID) (*round.Round, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.rounds[id]
	if !ok {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return &r, nil
}

func (m *memory) Rounds(_ context.Context, states ...round.State) ([]*round.Round, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []*round.Round
	for _, r := range m.rounds {
		if len(states) == 0 || slices.Contains(states, r.State) {
			out = append(out, &r)
		}
	}
	slices.SortFunc(out, func(a, b *round.Round) int { return b.Settings.Opens.Compare(a.Settings.Opens) })
	return out, nil
}

func (m *memory) UpdateRound(_ context.Context, r *round.Round, addendum *round.Addendum) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rounds[r.ID].Version != r.Version {
		return models.Fail(models.Conflict, "round.changed")
	}
	r.Version++
	m.rounds[r.ID] = *r
	if addendum != nil {
		m.log[r.ID] = append(m.log[r.ID], *addendum)
	}
	return nil
}

func (m *memory) Addenda(_ context.Context, id models.ID) ([]round.Addendum, error) {
	return m.log[id], nil
}

func (m *memory) List(_ context.Context, owner models.ID) ([]library.Entry, error) {
	var entries []library.Entry
	for _, e := range m.own {
		if e.Owner == owner {
			entries = append(entries, library.Entry{ID: e.ID, Owner: owner, Version: e.Version, Title: e.Body.Title})
		}
	}
	return entries, nil
}

func (m *memory) Entry(_ context.Context, owner, id models.ID) (*library.Entry, error) {
	for _, e := range m.own {
		if e.Owner == owner && e.ID == id {
			return &e, nil
		}
	}
	return nil, models.Fail(models.NotFound, "error.not_found")
}

// UnitKeys has a key for every unit that is not in unmade.
func (m *memory) UnitKeys(context.Context, models.ID) (map[models.ID][]byte, error) {
	keys := map[models.ID][]byte{}
	for _, u := range m.units {
		if !slices.Contains(m.unmade, u.ID) {
			keys[u.ID] = u.ID[:]
		}
	}
	return keys, nil
}

func (m *memory) Outstanding(context.Context, models.ID) (int, error) { return 0, nil }

func (m *memory) CountBallots(context.Context, models.ID) (map[models.ID]int, error) {
	return map[models.ID]int{{11}: 80, {12}: 41}, nil
}

func (m *memory) Units(context.Context) ([]unit.Unit, error) { return slices.Clone(m.units), nil }

func (m *memory) ApplyUnits(_ context.Context, plan unit.Plan) error {
	for _, u := range plan.Change {
		_ = m.UpdateUnit(context.Background(), u)
	}
	m.units = append(m.units, plan.Add...)
	return nil
}

func (m *memory) UpdateUnit(_ context.Context, u unit.Unit) error {
	for i := range m.units {
		if m.units[i].ID == u.ID {
			m.units[i] = u
		}
	}
	return nil
}

func (m *memory) DeleteUnit(_ context.Context, id models.ID) error {
	for _, u := range m.units {
		if u.Parent == id {
			return models.Fail(models.Conflict, "unit.no_parent", u.Code)
		}
	}
	m.units = slices.DeleteFunc(m.units, func(u unit.Unit) bool { return u.ID == id })
	return nil
}

func (m *memory) Posters(_ context.Context, r *round.Round) (map[models.ID]string, error) {
	manifest, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	codes := map[models.ID]string{}
	for _, u := range manifest.Units {
		if u.Headcount > 0 {
			codes[u.ID] = "P0STER" + u.Code
		}
	}
	return codes, nil
}

func (m *memory) Cards(_ context.Context, r *round.Round, units []models.ID) ([]admission.UnitCards, error) {
	manifest, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	var made []admission.UnitCards
	for _, u := range manifest.Units {
		if slices.Contains(units, u.ID) {
			cards := admission.UnitCards{Unit: u}
			for range u.Headcount {
				cards.Codes = append(cards.Codes, admission.NewCode())
			}
			made = append(made, cards)
			m.issued[u.ID] = u.Headcount
			m.printed = append(m.printed, u.ID)
		}
	}
	return made, nil
}

func (m *memory) Issued(context.Context, models.ID) (map[models.ID]int, error) { return m.issued, nil }

func (m *memory) Turnout(context.Context, *round.Round) (response.Turnout, error) {
	return m.turnout, nil
}

func (m *memory) Evaluators(context.Context) ([]account.Account, error) {
	return []account.Account{eva}, nil
}

// Whose lets the name of a person be the token of the session.
func (m *memory) Whose(_ context.Context, token string) (account.Account, error) {
	switch token {
	case "anna":
		return anna, nil
	case "other":
		return other, nil
	}
	return account.Account{}, models.Fail(models.Unauthenticated, "account.session_over")
}

func county() []unit.Unit {
	top := models.ID{10}
	town := models.ID{13}
	return []unit.Unit{
		{ID: top, Code: "01", Name: "云澜县"},
		{ID: models.ID{11}, Parent: top, Code: "0101", Name: "云澜县教育局", Headcount: 86},
		{ID: models.ID{12}, Parent: top, Code: "0102", Name: "云澜县卫生健康局", Headcount: 64},
		{ID: town, Parent: top, Code: "0103", Name: "青禾镇", Headcount: 48},
		{ID: models.ID{14}, Parent: town, Code: "010301", Name: "青禾镇甲村", Headcount: 9},
		{ID: models.ID{15}, Parent: town, Code: "010302", Name: "青禾镇乙村", Headcount: 7},
	}
}

// world is a room with its collaborators behind the console's guard.
type world struct {
	*memory
	t    *testing.T
	app  *fiber.App
	book *round.Book
	lang models.Lang // of the requests; empty: none is asked for
}

// parsed holds every page, parsed once for all tests: views never change.
var parsed = sync.OnceValues(func() (*page.Views, error) {
	catalogue, err := page.LoadCatalogue(templates.Files)
	if err != nil {
		return nil, err
	}
	assets, err := page.NewAssets(static.Files, "console")
	if err != nil {
		return nil, err
	}
	return page.NewViews(templates.Files, catalogue, assets)
})

func views(t *testing.T) *page.Views {
	t.Helper()
	v, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func newWorld(t *testing.T) *world {
	t.Helper()
	m := &memory{
		rounds: map[models.ID]round.Round{}, log: map[models.ID][]round.Addendum{}, units: county(),
		issued: map[models.ID]int{}, clock: start,
	}
	now := func() time.Time { return m.clock }
	book := round.NewBook(m, m, now)
	v := views(t)
	r := New(Parts{
		Views: v, Base: "https://survey.example.cn/", Rounds: book, Life: book, Record: book, Units: m, Admission: m,
		Turnouts: m, People: m, Series: book, Trials: book, Restored: book, Library: m, Questionnaires: builtin.All(), Now: now,
	})
	app := fiber.New(fiber.Config{Immutable: true, BodyLimit: 8 << 20, ErrorHandler: func(c *fiber.Ctx, err error) error {
		kind, key, _ := page.Message(err)
		return c.Status(page.Status(kind)).SendString(key)
	}})
	app.Use(session.New(m, v, false).Load, session.Require(account.Organizer))
	routes(app, r)
	return &world{memory: m, t: t, app: app, book: book}
}

func routes(app *fiber.App, r *Room) {
	app.Get("/rounds", r.List)
	app.Get("/rounds/new", r.Fresh).Post("/rounds/new", r.Create)
	app.Get("/rounds/:round", r.Show)
	app.Get("/rounds/:round/settings", r.Settings).Post("/rounds/:round/settings", r.Revise)
	app.Post("/rounds/:round/evaluator", r.Appoint)
	app.Get("/rounds/:round/freeze", r.AskFreeze).Post("/rounds/:round/freeze", r.Freeze)
	app.Get("/rounds/:round/open", r.AskOpen).Post("/rounds/:round/open", r.Open)
	app.Get("/rounds/:round/extend", r.AskExtend).Post("/rounds/:round/extend", r.Extend)
	app.Get("/rounds/:round/close", r.AskClose).Post("/rounds/:round/close", r.Close)
	app.Get("/rounds/:round/cancel", r.AskCancel).Post("/rounds/:round/cancel", r.Cancel)
	app.Post("/rounds/:round/next", r.Next)
	app.Post("/rounds/:round/questionnaire", r.Renew)
	app.Post("/rounds/:round/trial", r.Rehearse)
	app.Post("/rounds/:round/begin", r.Begin)
	app.Post("/rounds/:round/resume", r.Resume)
	app.Get("/rounds/:round/posters.pdf", r.PostersPDF)
	app.Get("/rounds/:round/posters/:unit", r.PosterCode)
	app.Post("/rounds/:round/cards.pdf", r.CardsPDF)
	app.Get("/units", r.UnitList).Post("/units", r.UnitImport)
	app.Get("/units/template.xlsx", r.UnitTemplate)
	app.Get("/units/export.xlsx", r.UnitExport)
	app.Post("/units/:unit", r.UnitRevise)
	app.Post("/units/:unit/delete", r.UnitDelete)
}

type answer struct {
	status   int
	location string
	kind     string
	name     string // Content-Disposition
	body     string
}

func (w *world) send(as string, req *http.Request) answer {
	w.t.Helper()
	req.AddCookie(&http.Cookie{Name: "jianfu", Value: as})
	req.AddCookie(&http.Cookie{Name: page.LangCookie, Value: string(w.lang)})
	res, err := w.app.Test(req, -1)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{
		res.StatusCode, res.Header.Get("Location"), res.Header.Get("Content-Type"),
		res.Header.Get("Content-Disposition"), string(raw),
	}
}

func (w *world) get(as, path string) answer {
	w.t.Helper()
	return w.send(as, httptest.NewRequest(http.MethodGet, path, nil))
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func (w *world) csrf(as string) string {
	w.t.Helper()
	found := csrfField.FindStringSubmatch(w.get(as, "/rounds").body)
	if found == nil {
		w.t.Fatal("no csrf field")
	}
	return found[1]
}

func (w *world) post(as, path string, form url.Values) answer {
	w.t.Helper()
	sent := url.Values{"csrf": {w.csrf(as)}}
	for key, values := range form {
		sent[key] = values
	}
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(sent.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.send(as, req)
}

func (w *world) upload(name, content string) answer {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("csrf", w.csrf("anna"))
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			w.t.Fatal(err)
		}
		_, _ = io.WriteString(part, content)
	}
	_ = form.Close()
	req := httptest.NewRequest(http.MethodPost, "/units", &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return w.send("anna", req)
}

func settings(admission round.Admission) round.Settings {
	return round.Settings{
		Title: "云澜县2027年基层负担调查", Organizer: "云澜县委办公室", Questionnaire: builtin.All()[0],
		Admission: admission, K: round.DefaultK, Opens: start.AddDate(0, 0, 7), Closes: start.AddDate(0, 0, 18),
		LatestCloses: start.AddDate(0, 0, 32), RetentionDays: round.DefaultRetention,
	}
}

// draft makes a round of anna's; frozen makes one that is frozen.
func (w *world) draft(admission round.Admission) *round.Round {
	w.t.Helper()
	return w.draftOf(settings(admission))
}

func (w *world) draftOf(s round.Settings) *round.Round {
	w.t.Helper()
	r, err := w.book.Create(context.Background(), anna.ID, s)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) accepted(admission round.Admission) *round.Round {
	w.t.Helper()
	return w.acceptedOf(settings(admission))
}

func (w *world) acceptedOf(s round.Settings) *round.Round {
	w.t.Helper()
	r, ctx := w.draftOf(s), context.Background()
	if err := w.book.Appoint(ctx, r.ID, eva); err != nil {
		w.t.Fatal(err)
	}
	if err := w.book.Accept(ctx, r.ID, w.again(r).Evaluator.Account, make([]byte, 65), []byte("age")); err != nil {
		w.t.Fatal(err)
	}
	return w.again(r)
}

func (w *world) frozen(admission round.Admission) *round.Round {
	w.t.Helper()
	return w.frozenOf(settings(admission))
}

func (w *world) frozenOf(s round.Settings) *round.Round {
	w.t.Helper()
	r := w.acceptedOf(s)
	if err := w.book.Freeze(context.Background(), r.ID, r.Version); err != nil {
		w.t.Fatal(err)
	}
	return w.again(r)
}

func (w *world) open(admission round.Admission) *round.Round {
	w.t.Helper()
	r := w.frozen(admission)
	if err := w.book.Open(context.Background(), r.ID); err != nil {
		w.t.Fatal(err)
	}
	return w.again(r)
}

// trial prepares a trial of a draft; begun starts it.
func (w *world) trial(admission round.Admission) *round.Round {
	w.t.Helper()
	r, err := w.book.Rehearse(context.Background(), anna.ID, w.draft(admission).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) begun(admission round.Admission) *round.Round {
	w.t.Helper()
	r := w.trial(admission)
	if err := w.book.Begin(context.Background(), r.ID, r.Version); err != nil {
		w.t.Fatal(err)
	}
	return w.again(r)
}

func (w *world) again(r *round.Round) *round.Round {
	w.t.Helper()
	now, err := w.book.Round(context.Background(), r.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return now
}
