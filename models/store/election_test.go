package store_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/unit"
)

// voter is one person with a card, and what only the test knows: which ballot is theirs.
type voter struct {
	code    admission.Code
	card    [32]byte // as it lies in the store
	unit    models.ID
	ballot  *response.Ballot
	blinded []byte            // empty on the plain path
	state   blindrsa.State    // to unblind with
	message []byte            // that was blinded
	request [sha256.Size]byte // of the blinded value
}

// election is a round by cards, open, over two units of perUnit people, of whom half are on the browser's path.
type election struct {
	store  *store.Store
	target string
	clock  time.Time
	book   *round.Book
	round  *round.Round
	key    *seal.PrivateKey
	gate   *admission.Gate
	box    *response.Box
	units  [2]models.ID
	voters []*voter // who vote, castPerUnit of each unit, in a random order
	others []*voter // who do not
}

const (
	perUnit     = 30
	castPerUnit = 20
)

func newElection(t *testing.T, target string) *election {
	t.Helper()
	e := &election{store: open(t, target), target: target, clock: now()}
	top := unit.Unit{ID: models.NewID(), Code: "1", Name: "县"}
	units := []unit.Unit{
		{ID: models.NewID(), Parent: top.ID, Code: "11", Name: "甲镇", Headcount: perUnit},
		{ID: models.NewID(), Parent: top.ID, Code: "12", Name: "乙镇", Headcount: perUnit},
	}
	do(t, e.store.ApplyUnits(t.Context(), unit.Plan{Add: append(units, top)}))
	e.book, e.round, e.key = begin(t, e.store, round.Card)
	at := func() time.Time { return e.clock }
	e.gate = admission.NewGate(e.store, e.store, keyring(e.store, nil), e.store, at)
	e.box = response.NewBox(e.store, e.store, e.store, at)
	e.units = [2]models.ID{units[0].ID, units[1].ID}
	made := must[[]admission.UnitCards](t)(e.gate.Cards(t.Context(), e.round, e.units[:]))
	for _, cards := range made {
		for i, code := range cards.Codes {
			v := &voter{code: code, card: code.Hash(e.round.ID), unit: cards.Unit.ID}
			v.ballot = ballot(t, e.round, v.unit)
			if i%2 == 0 {
				e.blind(t, v)
			}
			if i < castPerUnit {
				e.voters = append(e.voters, v)
			} else {
				e.others = append(e.others, v)
			}
		}
	}
	mathrand.Shuffle(len(e.voters), func(i, j int) { e.voters[i], e.voters[j] = e.voters[j], e.voters[i] })
	return e
}

// client is the part of a phone that blinds, by circl.
func (e *election) client(t *testing.T, v *voter) blindrsa.Client {
	t.Helper()
	place := must[*admission.Place](t)(e.gate.At(t.Context(), e.round.ID, v.unit))
	return must[blindrsa.Client](t)(blindrsa.NewClient(blindrsa.SHA384PSSRandomized, place.Public.Key()))
}

// blind puts a voter on the browser's path, up to the blinded value.
func (e *election) blind(t *testing.T, v *voter) {
	t.Helper()
	client, err := e.client(t, v), error(nil)
	v.ballot.Path = response.Browser
	v.message = must[[]byte](t)(client.Prepare(rand.Reader, admission.Message(e.round.ID, v.unit, v.ballot.SPKI)))
	v.blinded, v.state, err = client.Blind(rand.Reader, v.message)
	do(t, err)
	v.request = sha256.Sum256(v.blinded)
}

// redeem gets the token of a voter on the browser's path.
func (e *election) redeem(t *testing.T, v *voter) {
	t.Helper()
	signed := must[[]byte](t)(e.gate.Redeem(t.Context(), v.code, e.round.ID, v.unit, v.blinded))
	signature := must[[]byte](t)(e.client(t, v).Finalize(v.state, signed))
	v.ballot.Token = append(bytes.Clone(v.message[:admission.PrefixSize]), signature...)
}

// send casts a ballot whose card is redeemed.
func (e *election) send(t *testing.T, v *voter) error {
	t.Helper()
	return e.box.Cast(t.Context(), must[*admission.Place](t)(e.gate.At(t.Context(), e.round.ID, v.unit)), v.ballot)
}

// vote leads a voter through the whole of their path.
func (e *election) vote(t *testing.T, v *voter) {
	t.Helper()
	if v.blinded == nil {
		do(t, e.box.CastCard(t.Context(), v.code, v.ballot))
		return
	}
	e.redeem(t, v)
	do(t, e.send(t, v))
}

// shuffle closes the round, lets the grace pass, and does what is done then.
func (e *election) shuffle(t *testing.T) {
	t.Helper()
	do(t, e.book.Close(t.Context(), e.round.ID))
	e.clock = e.clock.Add(round.Grace + time.Minute)
	do(t, e.box.Shuffle(t.Context(), e.round.ID))
	do(t, keyring(e.store, nil).Erase(t.Context(), e.round.ID))
}
