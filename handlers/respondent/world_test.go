package respondent_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
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
func (w *world) Redeem(_ context.Context, c admission.Code, roundID, unitID models.ID, blinded []byte) ([]byte, error) {
	place, err := w.Card(context.Background(), c)
	if err != nil {
		return nil, err
	}
	if place.Round.ID != roundID || place.Unit.ID != unitID {
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
