package admission

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"math/big"
	"strings"
	"sync"
	"time"

	"jianfu/models"
	"jianfu/models/round"
)

// Store keeps cards and posters.
type Store interface {
	// CardUnit finds the unit of a card; NotFound. It tells nothing of whether the card is used.
	CardUnit(ctx context.Context, round models.ID, hash [32]byte) (models.ID, error)
	// ReplaceCards makes the unused cards of each unit worthless, as if they were used, and adds these in their place, in
	// one transaction. CardUnit goes on finding the old ones. The first
	// call for a unit sets how many redemptions it may ever have; later ones keep that number.
	ReplaceCards(ctx context.Context, round models.ID, cards map[models.ID][][32]byte) error
	// CardsIssued says how many redemptions each unit may have, for the units that were given cards.
	CardsIssued(ctx context.Context, round models.ID) (map[models.ID]int, error)
	// Posters gives the poster of each unit, making those that are missing from fresh.
	Posters(ctx context.Context, round models.ID, fresh map[models.ID]string) (map[models.ID]string, error)
	// PosterPlace finds the round and unit of a poster; NotFound.
	PosterPlace(ctx context.Context, poster string) (roundID, unitID models.ID, err error)
}

// Redemptions spends cards.
type Redemptions interface {
	// Redeem marks a card used for a blinded request, of which SHA-256 is kept, in one transaction in which the round takes
	// sheets at now. It is nil again for the same request, as long as ballots of redeemed cards are taken. Otherwise: NotFound
	// "admission.unknown_card"; Forbidden "admission.other_unit"; Conflict "response.card_used", "response.not_yet";
	// Gone "response.late" with the close, "respondent.cancelled"; Unavailable "respondent.paused".
	Redeem(ctx context.Context, now time.Time, r Redemption) error
}

// Redemption is one card on its way to being spent.
type Redemption struct {
	Round, Unit models.ID
	Card        [32]byte // Code.Hash
	Request     [32]byte // SHA-256 of the blinded value
}

// Rounds finds the rounds that a code may belong to.
type Rounds interface {
	Round(ctx context.Context, id models.ID) (*round.Round, error)
	Rounds(ctx context.Context, states ...round.State) ([]*round.Round, error)
}

// Place is where a code leads.
type Place struct {
	Round    *round.Round
	Manifest *round.Manifest
	Unit     round.ManifestUnit
	Public   *UnitPublic // signs the unit's ballots; nil in a poster round
}

// Gate finds the place of a code and makes codes.
type Gate struct {
	store       Store
	redemptions Redemptions
	keys        *Keyring
	rounds      Rounds
	now         func() time.Time

	mu        sync.Mutex
	listed    []*round.Round // frozen rounds and later ones, as they stood at listedAt
	listedAt  time.Time
	manifests map[string]*round.Manifest // by hash; they never change
}

// NewGate makes a gate.
func NewGate(store Store, redemptions Redemptions, keys *Keyring, rounds Rounds, now func() time.Time) *Gate {
	return &Gate{
		store: store, redemptions: redemptions, keys: keys, rounds: rounds, now: now,
		manifests: map[string]*round.Manifest{},
	}
}

// listFor is how long the list of rounds is kept: a card's page may still show the form that long after a close; a round
// that has just opened is seen at once, and sending never lags.
const listFor = time.Second

// Card finds the place of a card in any round that is frozen or later, NotFound "admission.unknown_card" otherwise.
// The answer is the same for used and unused cards.
func (g *Gate) Card(ctx context.Context, code Code) (*Place, error) {
	rounds, err := g.list(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if r.Settings.Admission != round.Card {
			continue
		}
		unitID, err := g.store.CardUnit(ctx, r.ID, code.Hash(r.ID))
		if models.KindOf(err) == models.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		return g.place(ctx, r, unitID)
	}
	return nil, models.Fail(models.NotFound, "admission.unknown_card")
}

// Poster finds the place of a poster, NotFound "admission.unknown_poster". The posters of a series lead to the round
// that is on.
func (g *Gate) Poster(ctx context.Context, poster string) (*Place, error) {
	first, unitID, err := g.store.PosterPlace(ctx, strings.ToUpper(poster))
	if err != nil {
		return nil, err
	}
	rounds, err := g.list(ctx)
	if err != nil {
		return nil, err
	}
	var series []*round.Round
	for _, r := range rounds {
		if r.Posters() == first {
			series = append(series, r)
		}
	}
	r := round.Current(series, g.now())
	if r == nil { // younger than the list
		if r, err = g.rounds.Round(ctx, first); err != nil {
			return nil, err
		}
	}
	return g.place(ctx, r, unitID)
}

// Sibling is the place of the same unit in another round of the series of a poster: somebody may have filled in its form
// before it closed. NotFound where there is none.
func (g *Gate) Sibling(ctx context.Context, of *Place, id models.ID) (*Place, error) {
	rounds, err := g.list(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if r.ID == id && r.Settings.Admission == round.Poster && r.Posters() == of.Round.Posters() {
			return g.place(ctx, r, of.Unit.ID)
		}
	}
	return nil, models.Fail(models.NotFound, "admission.unknown_poster")
}

func (g *Gate) list(ctx context.Context) ([]*round.Round, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); g.listed == nil || now.Sub(g.listedAt).Abs() > listFor {
		all, err := g.rounds.Rounds(ctx, round.Frozen, round.Open, round.Closed, round.Released, round.Cancelled)
		if err != nil {
			return nil, err
		}
		g.listed, g.listedAt = []*round.Round{}, now
		for _, r := range all {
			if r.Hash != "" {
				g.listed = append(g.listed, r)
			}
		}
	}
	return g.listed, nil
}

func (g *Gate) place(ctx context.Context, r *round.Round, unitID models.ID) (*Place, error) {
	if !r.Takes(g.now()) { // nobody is turned away on the word of an old list
		fresh, err := g.rounds.Round(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		r = fresh
	}
	m, err := g.manifest(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, u := range m.Units {
		if u.ID != unitID {
			continue
		}
		p := &Place{Round: r, Manifest: m, Unit: u}
		if r.Settings.Admission == round.Card && m.UnitKeys[u.ID] != "" {
			p.Public, err = g.keys.Public(ctx, r.ID, u.ID)
		}
		return p, err
	}
	return nil, models.Fail(models.NotFound, "admission.unknown_card")
}

// At is the place of a unit in a round; NotFound.
func (g *Gate) At(ctx context.Context, roundID, unitID models.ID) (*Place, error) {
	rounds, err := g.list(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if r.ID == roundID {
			return g.place(ctx, r, unitID)
		}
	}
	r, err := g.rounds.Round(ctx, roundID) // younger than the list
	if err != nil {
		return nil, err
	}
	if r.Hash == "" {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return g.place(ctx, r, unitID)
}

// Redeem spends a card and signs a blinded ballot key for it (RFC 9474); see Redemptions for what is refused. The same
// value for the same card is signed again: nothing of the signature has to be kept. A card of another round or unit is
// refused before anything is spent, since another key would sign. Other errors: Invalid "admission.blinded"; Unavailable
// "admission.no_key".
func (g *Gate) Redeem(ctx context.Context, code Code, roundID, unitID models.ID, blinded []byte) ([]byte, error) {
	place, err := g.Card(ctx, code)
	if err != nil {
		return nil, err
	}
	if place.Round.ID != roundID || place.Unit.ID != unitID {
		return nil, models.Fail(models.Forbidden, "admission.other_unit")
	}
	id := place.Round.ID
	key, err := g.keys.key(ctx, id, unitID)
	if err != nil {
		return nil, place.closed(g.now(), err)
	}
	signature, err := key.Sign(blinded)
	if err != nil {
		return nil, err
	}
	err = g.redemptions.Redeem(ctx, g.now(), Redemption{
		Round: id, Unit: unitID, Card: code.Hash(id), Request: sha256.Sum256(blinded),
	})
	if err != nil {
		return nil, err
	}
	return signature, nil
}

// closed explains a missing key where the round is over.
func (p *Place) closed(now time.Time, err error) error {
	if models.KindOf(err) != models.Unavailable || p.Round.TakesRedeemed(now) {
		return err
	}
	if p.Round.State == round.Cancelled {
		return models.Fail(models.Gone, "respondent.cancelled")
	}
	return models.Fail(models.Gone, "response.late", p.Round.Ends)
}

// manifest reads the manifest of a round that may have come from a list, without it.
func (g *Gate) manifest(ctx context.Context, r *round.Round) (*round.Manifest, error) {
	g.mu.Lock()
	m, ok := g.manifests[r.Hash]
	g.mu.Unlock()
	if ok {
		return m, nil
	}
	whole, err := g.rounds.Round(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if m, err = round.ReadManifest(whole.Manifest); err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.manifests) >= 256 {
		clear(g.manifests)
	}
	g.manifests[r.Hash] = m
	return m, nil
}

// UnitCards are fresh codes for one unit, in random order.
type UnitCards struct {
	Unit  round.ManifestUnit
	Codes []Code
}

// Cards makes one card for each person of each of these units and forgets them: the codes exist only in what is
// returned. Unused cards that a unit was given before become worthless.
func (g *Gate) Cards(ctx context.Context, r *round.Round, units []models.ID) ([]UnitCards, error) {
	if r.Settings.Admission != round.Card {
		return nil, models.Fail(models.Conflict, "admission.not_by_card")
	}
	if r.State != round.Frozen && r.State != round.Open {
		return nil, models.Fail(models.Conflict, "admission.no_printing")
	}
	m, err := g.manifest(ctx, r)
	if err != nil {
		return nil, err
	}
	wanted := make(map[models.ID]bool, len(units))
	for _, id := range units {
		wanted[id] = true
	}
	var made []UnitCards
	hashes := map[models.ID][][32]byte{}
	for _, u := range m.Units {
		if u.Headcount == 0 || !wanted[u.ID] {
			continue
		}
		cards := UnitCards{Unit: u, Codes: make([]Code, u.Headcount)}
		for i := range cards.Codes {
			cards.Codes[i] = NewCode()
			hashes[u.ID] = append(hashes[u.ID], cards.Codes[i].Hash(r.ID))
		}
		made = append(made, cards)
	}
	if len(made) == 0 {
		return nil, models.Fail(models.Invalid, "admission.no_units")
	}
	return made, g.store.ReplaceCards(ctx, r.ID, hashes)
}

// Issued says how many cards each unit was given; units without cards are missing.
func (g *Gate) Issued(ctx context.Context, roundID models.ID) (map[models.ID]int, error) {
	return g.store.CardsIssued(ctx, roundID)
}

// Posters gives the poster code of every unit with people, the same for all rounds of a series: 10 characters of Crockford's Base32 (50 bits: a poster
// hangs on a wall, its address is no secret, only not to be guessed).
func (g *Gate) Posters(ctx context.Context, r *round.Round) (map[models.ID]string, error) {
	if r.Settings.Admission != round.Poster {
		return nil, models.Fail(models.Conflict, "admission.not_by_poster")
	}
	m, err := g.manifest(ctx, r)
	if err != nil {
		return nil, err
	}
	fresh := map[models.ID]string{}
	for _, u := range m.Units {
		if u.Headcount > 0 {
			fresh[u.ID] = newPoster()
		}
	}
	return g.store.Posters(ctx, r.Posters(), fresh)
}

func newPoster() string {
	bits, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 50))
	raw := make([]byte, 7)
	bits.Lsh(bits, 6).FillBytes(raw) // 50 bits, left-aligned in 7 bytes
	return base32.NewEncoding(crockford).WithPadding(base32.NoPadding).EncodeToString(raw)[:10]
}
