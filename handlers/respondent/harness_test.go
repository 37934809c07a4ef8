package respondent_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"jianfu/handlers/respondent"
	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/static"
)

// now is when every test takes place: the middle of an open round.
var now = time.Date(2027, 3, 20, 2, 0, 0, 0, time.UTC)

const (
	code   = "0123456789ABCDEF" // leads to the round
	other  = "FEDCBA9876543210" // another card of the same unit
	abroad = "AAAABBBBCCCCDDDD" // a card of another unit
	poster = "0123456789"
)

// world is everything behind the room: the round, the gate, the box and the tally.
type world struct {
	mu       sync.Mutex
	round    *round.Round
	manifest *round.Manifest
	key      *seal.PrivateKey
	gateErr  error
	boxErr   error
	used     map[admission.Code][32]byte // hash of the ballot that it was cast with, or of the blinded request
	cast     []*response.Ballot
	before   *round.Round // the round before in the series, with the same manifest otherwise
	counted  map[models.Kind]int
	unitKey  *admission.UnitKey
	byPoster bool          // the round is one of posters
	later    time.Duration // how much later than now it is
	cuts     map[string]cut
}

// cut is what happens to requests that a browser posts.
type cut int

const (
	lost     cut = iota + 1 // they do not arrive
	unheard                 // they arrive, and the answer does not
	captured                // something in between answers with a page of its own
)

// cutting lets something happen to what is posted to addresses that end so, until it is 0 again.
func (w *world) cutting(ending string, how cut) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cuts[ending] = how
}

func (w *world) network(c *fiber.Ctx) error {
	w.mu.Lock()
	how := cut(0)
	for ending, h := range w.cuts {
		if c.Method() == fiber.MethodPost && strings.HasSuffix(c.Path(), ending) {
			how = h
		}
	}
	w.mu.Unlock()
	switch how {
	case lost:
		return c.Context().Conn().Close()
	case unheard:
		return errors.Join(c.Next(), c.Context().Conn().Close())
	case captured:
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTML)
		return c.SendString("<h1>Sign in to this network</h1>")
	}
	return c.Next()
}

// unitKey is the key of every world: making one takes a tenth of a second.
var unitKey = sync.OnceValues(admission.NewUnitKey)

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return now.Add(w.later)
}

// wait lets time go by, and closes the round when its time has come.
func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.later += d
	if r := *w.round; r.State == round.Open && !now.Add(w.later).Before(r.Ends) {
		r.State = round.Closed
		w.round = &r
	}
}

// change sets something about the round.
func (w *world) change(do func(*round.Round)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := *w.round
	do(&r)
	w.round = &r
}

func (w *world) ballots() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.cast)
}

// posters makes the round one of posters.
func (w *world) posters() *world {
	w.byPoster, w.manifest.Admission = true, round.Poster
	w.round.Settings.Admission = round.Poster
	return w
}

func newWorld(t testing.TB, instrument string) *world {
	t.Helper()
	q, ok := builtin.ByName(instrument)
	if !ok {
		t.Fatalf("no instrument %q", instrument)
	}
	return newWorldOf(t, q)
}

func newWorldOf(t testing.TB, q questionnaire.Questionnaire) *world {
	t.Helper()
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	m := &round.Manifest{
		Format: round.ManifestFormat, Round: models.ID{1}, Title: "2027年春季基层负担调查", Organizer: "青山县减负办",
		Evaluator: "某大学公共管理学院", Questionnaire: q, Admission: round.Card, RoundKey: key.Public(),
		KeyMadeOn: round.KeyOnServer, K: 10, Opens: now.AddDate(0, 0, -5), Closes: now.AddDate(0, 0, 11).Add(8 * time.Hour),
		Units: []round.ManifestUnit{
			{ID: models.ID{2}, Code: "qs", Name: "清水镇", Headcount: 60},
			{ID: models.ID{3}, Code: "qy", Name: "青云镇", Headcount: 40},
		},
		Legal: round.LegalMarks{TableNumber: "青减调01表", Authority: "青山县统计局", ValidUntil: now.AddDate(1, 0, 0)},
	}
	raw, hash, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	signs, err := unitKey()
	if err != nil {
		t.Fatal(err)
	}
	return &world{
		unitKey: signs, manifest: m, key: key, used: map[admission.Code][32]byte{}, counted: map[models.Kind]int{},
		cuts: map[string]cut{},
		round: &round.Round{
			ID: m.Round, State: round.Open, Manifest: raw, Hash: hash, Ends: m.Closes,
			Settings: round.Settings{Admission: round.Card, Opens: m.Opens, Closes: m.Closes},
		},
	}
}

func (w *world) place() (*admission.Place, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gateErr != nil {
		return nil, w.gateErr
	}
	p := &admission.Place{Round: w.round, Manifest: w.manifest, Unit: w.manifest.Units[0]}
	if !w.byPoster {
		p.Public = w.unitKey.Public()
	}
	return p, nil
}

func (w *world) Card(_ context.Context, c admission.Code) (*admission.Place, error) {
	place, err := w.place()
	switch c.String() {
	case code, other:
	case abroad:
		place.Unit = w.manifest.Units[1]
	default:
		return nil, models.Fail(models.NotFound, "admission.unknown_card")
	}
	return place, err
}

func (w *world) Poster(_ context.Context, p string) (*admission.Place, error) {
	if p != poster {
		return nil, models.Fail(models.NotFound, "admission.unknown_poster")
	}
	place, err := w.place()
	if err != nil {
		return nil, err
	}
	place.Public = nil
	return place, nil
}

func (w *world) Sibling(_ context.Context, of *admission.Place, id models.ID) (*admission.Place, error) {
	if w.before == nil || w.before.ID != id {
		return nil, models.Fail(models.NotFound, "admission.unknown_poster")
	}
	return &admission.Place{Round: w.before, Manifest: of.Manifest, Unit: of.Unit}, nil
}

func (w *world) At(_ context.Context, roundID, unitID models.ID) (*admission.Place, error) {
	if w.round.ID != roundID || w.manifest.Units[0].ID != unitID {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return w.place()
}

// Redeem is the gate's: the same blinded value for the same card is signed again.
func (w *world) Redeem(_ context.Context, c admission.Code, unitID models.ID, blinded []byte) ([]byte, error) {
	place, err := w.Card(context.Background(), c)
	if err != nil {
		return nil, err
	}
	if place.Unit.ID != unitID {
		return nil, models.Fail(models.Forbidden, "admission.other_unit")
	}
	signature, err := w.unitKey.Sign(blinded)
	if err != nil {
		return nil, err
	}
	at := w.clock()
	w.mu.Lock()
	defer w.mu.Unlock()
	hash, used := w.used[c]
	switch asked := sha256.Sum256(blinded); {
	case used && hash == asked && place.Round.TakesRedeemed(at):
		return signature, nil
	case used:
		return nil, models.Fail(models.Conflict, "response.card_used")
	case place.Round.Paused:
		return nil, models.Fail(models.Unavailable, "respondent.paused")
	case !place.Round.Takes(at):
		return nil, models.Fail(models.Gone, "response.late", place.Round.Ends)
	default:
		w.used[c] = asked
	}
	return signature, nil
}

// Cast is the box's.
func (w *world) Cast(ctx context.Context, place *admission.Place, b *response.Ballot) error {
	if place.Public == nil {
		return w.CastPoster(ctx, place, b)
	}
	if err := errors.Join(b.Check(), place.Public.Verify(b.Round, b.Unit, b.SPKI, b.Token)); err != nil {
		return models.Fail(models.Invalid, "response.ballot")
	}
	at := w.clock()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, known := range w.cast {
		if known.Hash() == b.Hash() {
			return nil
		}
	}
	if w.boxErr != nil {
		return w.boxErr
	}
	if !place.Round.TakesRedeemed(at) {
		return models.Fail(models.Gone, "response.late", place.Round.Ends)
	}
	w.cast = append(w.cast, b)
	return nil
}

func (w *world) CastCard(ctx context.Context, c admission.Code, b *response.Ballot) error {
	w.mu.Lock()
	hash, used := w.used[c]
	if w.boxErr == nil && !used {
		w.used[c] = b.Hash()
	}
	w.mu.Unlock()
	if used && hash == b.Hash() {
		return nil
	}
	if used {
		return models.Fail(models.Conflict, "response.card_used")
	}
	return w.CastPoster(ctx, nil, b)
}

func (w *world) CastPoster(_ context.Context, _ *admission.Place, b *response.Ballot) error {
	if err := b.Check(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.boxErr != nil {
		return w.boxErr
	}
	w.cast = append(w.cast, b)
	return nil
}

func (w *world) Count(kind models.Kind) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counted[kind]++
}

// views parses the respondent's pages alone, with the wordings they use.
func views(t testing.TB) (*page.Views, *page.Catalogue, *page.Assets) {
	t.Helper()
	root := filepath.Join("..", "..", "templates")
	files := fstest.MapFS{}
	for _, pattern := range []string{"respondent/*.html", "locales/respondent.*.json", "locales/common.*.json"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v, %d files", pattern, err, len(names))
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			short, _ := filepath.Rel(root, name)
			files[filepath.ToSlash(short)] = &fstest.MapFile{Data: raw}
		}
	}
	catalogue, err := page.LoadCatalogue(files)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := page.NewAssets(static.Files, "form")
	if err != nil {
		t.Fatal(err)
	}
	v, err := page.NewViews(files, catalogue, assets)
	if err != nil {
		t.Fatal(err)
	}
	return v, catalogue, assets
}

func newApp(t testing.TB, w *world) *fiber.App {
	t.Helper()
	v, _, assets := views(t)
	room, err := respondent.New(v, assets, "https://survey.example", w, w, w, w.clock)
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true, DisablePreParseMultipartForm: true, ErrorHandler: func(_ *fiber.Ctx, err error) error {
		return errors.Join(errors.New("the room let an error out"), err)
	}})
	app.Use(w.network)
	app.Get("/kiosk", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.SendString("<h1>kiosk</h1>")
	})
	app.Get("/c/:code", room.CardForm)
	app.Post("/c/:code", room.CardCheck)
	app.Post("/c/:code/edit", room.CardEdit)
	app.Post("/c/:code/send", room.CardSend)
	app.Post("/c/:code/ballot", room.CardBallot)
	app.Post("/ballots", room.Ballots)
	app.Get("/o/:poster", room.PosterForm)
	app.Post("/o/:poster", room.PosterCheck)
	app.Post("/o/:poster/edit", room.PosterEdit)
	app.Post("/o/:poster/send", room.PosterSend)
	for _, path := range []string{"/c/:code/edit", "/c/:code/send", "/o/:poster/edit", "/o/:poster/send"} {
		app.Get(path, room.Return)
	}
	app.Get("/thanks", room.Thanks)
	// As the builder would: a page of the console with the preview in a frame.
	app.Get("/preview", func(c *fiber.Ctx) error {
		form, err := questionnaire.Compile(w.manifest.Questionnaire)
		if err != nil {
			return err
		}
		return room.Preview(c, form)
	})
	app.Get("/builder", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.SendString(`<!doctype html><iframe sandbox="allow-scripts" src="/preview" width="360" height="700"></iframe>`)
	})
	return app
}

// reply is an answer of the room, read.
type reply struct {
	status int
	header http.Header
	body   string
}

func do(t testing.TB, app *fiber.App, r *http.Request) reply {
	t.Helper()
	resp, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{resp.StatusCode, resp.Header, string(body)}
}

func get(t testing.TB, app *fiber.App, path string) reply {
	t.Helper()
	return do(t, app, httptest.NewRequest(http.MethodGet, path, nil))
}

func post(t testing.TB, app *fiber.App, path string, form url.Values) reply {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, app, r)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// fields reads the hidden inputs of a page.
func (r reply) fields() url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(r.body, -1) {
		v.Add(m[1], html.UnescapeString(m[2]))
	}
	return v
}

// filled is a form of burden-core as somebody might fill it in.
func filled() url.Values {
	return url.Values{
		"a.hours_week": {"５６.5"}, "a.weekend_days": {"1"}, "a.evenings": {"3"},
		"a.insp_count": {"4"}, "a.insp_repeat": {"2"}, "a.insp_hours": {"20"},
		"a.trace_hours": {"6"}, "a.trace_for": {"appraisal", "inspection"},
		"a.pushed": {"speech"}, "a.pushed_hours_speech": {"5"}, "a.pushed_hours_news": {"9"},
		"a.data_count": {"-9"}, "a.role": {"staff"}, "unknown": {"x"}, "a.unknown": {"x"},
	}
}

// newContext is a bare request for a benchmark.
func newContext(path string) *fasthttp.RequestCtx {
	ctx := &fasthttp.RequestCtx{}
	ctx.Request.SetRequestURI(path)
	ctx.Request.Header.Set("Accept-Encoding", "br")
	return ctx
}
