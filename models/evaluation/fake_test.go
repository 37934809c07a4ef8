package evaluation

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cloudflare/circl/blindsign/blindrsa"
	"golang.org/x/sync/errgroup"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/disclosure"
	"jianfu/models/job"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/simulation"
	"jianfu/models/unit"
)

const passphrase = "correct horse battery staple"

// office is a closed round in memory: the book of rounds, the store of ballots and releases, and the store of jobs.
type office struct {
	mu       sync.Mutex
	round    *round.Round
	ballots  []*response.Ballot
	keys     map[models.ID]*admission.UnitKey
	spent    map[models.ID]response.CardCount
	released *disclosure.Released
	texts    []byte
	job      job.Job
	clock    time.Time
	// unordered hands ballots over as they lie in the slice.
	unordered bool
	// before is called with the number of each ballot before it is handed over; its error ends the stream.
	before func(ctx context.Context, i int) error
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clock
}

func (o *office) Round(context.Context, models.ID) (*round.Round, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := *o.round
	return &r, nil
}

func (o *office) Accept(_ context.Context, _, _ models.ID, publicKey, wrappedKey []byte) error {
	o.round.Evaluator.PublicKey, o.round.Evaluator.WrappedKey = publicKey, wrappedKey
	return nil
}

func (o *office) Ballots(ctx context.Context, _ models.ID, take func(*response.Ballot) error) error {
	ordered := slices.Clone(o.ballots)
	if !o.unordered {
		slices.SortStableFunc(ordered, func(a, b *response.Ballot) int {
			x, y := a.Hash(), b.Hash()
			return bytes.Compare(x[:], y[:])
		})
	}
	for i, b := range ordered {
		if o.before != nil {
			if err := o.before(ctx, i); err != nil {
				return err
			}
		}
		if err := take(b); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) CountPaths(context.Context, models.ID) (map[models.ID]map[response.Path]int, error) {
	n := map[models.ID]map[response.Path]int{}
	for _, b := range o.ballots {
		add(n, b.Unit, b.Path, 1)
	}
	return n, nil
}

func (o *office) Redemptions(context.Context, models.ID) (map[models.ID]response.CardCount, error) {
	return o.spent, nil
}

func (o *office) UnitKeys(context.Context, models.ID) (map[models.ID][]byte, error) {
	keys := map[models.ID][]byte{}
	for id, key := range o.keys {
		keys[id] = key.Public().SPKI()
	}
	return keys, nil
}

func (o *office) KeepRelease(_ context.Context, _ models.ID, released *disclosure.Released, texts []byte, at time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.texts = texts
	o.released, o.round.State, o.round.Published = released, round.Released, at
	return nil
}

func (o *office) Release(context.Context, models.ID) (*disclosure.Released, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.released == nil {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return o.released, nil
}

func (o *office) Texts(context.Context, models.ID) ([]byte, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.texts == nil {
		return nil, models.Fail(models.NotFound, "evaluation.texts.none")
	}
	return o.texts, nil
}

func (o *office) HasTexts(context.Context, models.ID) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.texts != nil, nil
}

func (o *office) DeleteTexts(context.Context, models.ID) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.texts = nil
	return nil
}

func (o *office) Job(context.Context, models.ID, job.Kind) (job.Job, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.job.ID.IsZero() {
		return job.Job{}, models.Fail(models.NotFound, "error.not_found")
	}
	return o.job, nil
}

func (o *office) StartJob(_ context.Context, j job.Job, heardSince time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.job.State == job.Running && o.job.Updated.After(heardSince) {
		return models.Fail(models.Conflict, "job.running")
	}
	o.job = j
	return nil
}

func (o *office) SaveJob(_ context.Context, j job.Job) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.job.ID == j.ID {
		o.job = j
	}
	return nil
}

// desk makes a desk over the office whose jobs end with base.
func (o *office) desk(base context.Context) (*Desk, *job.Board) {
	board := job.NewBoard(base, o, o.now, slog.New(slog.DiscardHandler))
	return NewDesk(o, o, board, seal.Wrapper{LogWork: 1}, o.now), board
}

// unitKeys are the keys of three units; drawing one takes a tenth of a second.
var unitKeys = sync.OnceValues(func() ([]*admission.UnitKey, error) {
	keys := make([]*admission.UnitKey, 3)
	var err error
	for i := range keys {
		if keys[i], err = admission.NewUnitKey(); err != nil {
			return nil, err
		}
	}
	return keys, nil
})

// closed is an accepted, closed and shuffled round over the demonstration county, without ballots. By card the first three units
// that have people have a key.
func closed(t testing.TB, instrument string) (*office, *round.Manifest, *questionnaire.Form) {
	t.Helper()
	return closedBy(t, instrument, round.Card)
}

func closedBy(t testing.TB, instrument string, how round.Admission) (*office, *round.Manifest, *questionnaire.Form) {
	t.Helper()
	now := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	id := models.ID{7}
	o := &office{
		clock: now, round: &round.Round{ID: id, State: round.Closed, Shuffled: true, HasBallots: true},
		keys: map[models.ID]*admission.UnitKey{}, spent: map[models.ID]response.CardCount{},
	}
	desk, _ := o.desk(t.Context())
	if err := desk.Accept(t.Context(), id, models.ID{}, passphrase); err != nil {
		t.Fatal(err)
	}
	q, ok := builtin.ByName(instrument)
	if !ok {
		t.Fatal(instrument)
	}
	m := &round.Manifest{
		Format: round.ManifestFormat, Round: id, Title: "一轮 <&>", Questionnaire: q, Admission: how, KeyMadeOn: round.KeyOnServer,
		RoundKey: o.round.Evaluator.PublicKey, K: 10, Opens: now.AddDate(0, 0, -7), Closes: now,
	}
	for _, u := range simulation.County() {
		m.Units = append(m.Units, round.ManifestUnit(u))
	}
	if how == round.Card {
		o.giveCards(t, m)
	}
	form, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	o.freeze(t, m)
	return o, m, form
}

// giveCards gives every unit as many cards as it has people, and three of them a key.
func (o *office) giveCards(t testing.TB, m *round.Manifest) {
	t.Helper()
	keys, err := unitKeys()
	if err != nil {
		t.Fatal(err)
	}
	m.UnitKeys = map[models.ID]string{}
	for _, u := range m.Units {
		if u.Headcount == 0 {
			continue
		}
		o.spent[u.ID] = response.CardCount{Issued: u.Headcount}
		if n := len(o.keys); n < len(keys) {
			o.keys[u.ID], m.UnitKeys[u.ID] = keys[n], keys[n].Public().Fingerprint()
		}
	}
}

func (o *office) freeze(t testing.TB, m *round.Manifest) {
	t.Helper()
	var err error
	if o.round.Manifest, o.round.Hash, err = m.Encode(); err != nil {
		t.Fatal(err)
	}
}

// put lays ballots into the round, each with a redeemed card of its unit.
func (o *office) put(ballots ...*response.Ballot) {
	for _, b := range ballots {
		if spent, ok := o.spent[b.Unit]; ok {
			spent.Redeemed++
			o.spent[b.Unit] = spent
		}
	}
	o.ballots = append(o.ballots, ballots...)
}

// phones gives the ballots of units that have a key the path and the token of a phone.
func (o *office) phones(t testing.TB, ballots []*response.Ballot) (n int) {
	t.Helper()
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, b := range ballots {
		key := o.keys[b.Unit]
		if key == nil {
			continue
		}
		n++
		group.Go(func() (err error) {
			b.Path = response.Browser
			b.Token, err = token(key, b)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return n
}

// token has a key sign a ballot blindly (RFC 9474), as a phone does.
func token(key *admission.UnitKey, b *response.Ballot) ([]byte, error) {
	client, err := blindrsa.NewClient(blindrsa.SHA384PSSRandomized, key.Public().Key())
	if err != nil {
		return nil, err
	}
	prepared, err := client.Prepare(crand.Reader, admission.Message(b.Round, b.Unit, b.SPKI))
	if err != nil {
		return nil, err
	}
	blinded, state, err := client.Blind(crand.Reader, prepared)
	if err != nil {
		return nil, err
	}
	blind, err := key.Sign(blinded)
	if err != nil {
		return nil, err
	}
	signature, err := client.Finalize(state, blind)
	return slices.Concat(prepared[:admission.PrefixSize], signature), err
}

// said is one person's answers in a unit.
type said struct {
	unit  models.ID
	sheet questionnaire.Sheet
}

// population draws the answers of all who take part, or of n people where n is above 0.
func population(t testing.TB, m *round.Manifest, form *questionnaire.Form, n int) []said {
	t.Helper()
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	model := simulation.New(form, tree, rand.New(rand.NewPCG(3, 4)))
	var all []said
	for {
		for _, u := range tree.Units() {
			for range model.Response(u.ID) {
				all = append(all, said{u.ID, model.Sheet(u.ID)})
				if len(all) == n {
					return all
				}
			}
		}
		if n == 0 {
			return all
		}
	}
}

// cast seals each sheet into a ballot, on every core.
func cast(t testing.TB, m *round.Manifest, form *questionnaire.Form, people []said) []*response.Ballot {
	t.Helper()
	ballots := make([]*response.Ballot, len(people))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range people {
		group.Go(func() (err error) {
			ballots[i], err = ballot(m, p.unit, form.Encode(p.sheet))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return ballots
}

func ballot(m *round.Manifest, unit models.ID, sheet []byte) (*response.Ballot, error) {
	draft, err := response.NewDraft(m, unit, sheet, seal.Quantum)
	if err != nil {
		return nil, err
	}
	return draft.Ballot(m.Round, unit)
}

// shuffled is a copy in another order.
func shuffled(ballots []*response.Ballot, seed uint64) []*response.Ballot {
	other := slices.Clone(ballots)
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
	return other
}

// under reports whether a unit is another one or lies below it.
func under(tree *unit.Tree, id, top models.ID) bool {
	return slices.ContainsFunc(tree.Under(top), func(u unit.Unit) bool { return u.ID == id })
}
