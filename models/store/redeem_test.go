package store_test

import (
	"bytes"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/phone"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// office is a gate and a box over one store and a clock that can be moved.
type office struct {
	gate *admission.Gate
	box  *response.Box
	book *round.Book
	now  time.Time
}

func newOffice(s *store.Store) *office {
	o := &office{now: now()}
	clock := func() time.Time { return o.now }
	o.gate = admission.NewGate(s, s, keyring(s, nil), s, clock)
	o.box, o.book = response.NewBox(s, s, s, clock), round.NewBook(s, s, clock)
	return o
}

// phone is somebody's phone with a sealed sheet.
func (o *office) phone(t *testing.T, r *round.Round, unitID models.ID) *phone.Phone {
	t.Helper()
	place := must[*admission.Place](t)(o.gate.At(t.Context(), r.ID, unitID))
	return must[*phone.Phone](t)(phone.New(place.Manifest, unitID, place.Public, []byte(`{"q":"pulse","v":"v1","a":{}}`), seal.Quantum))
}

func TestRedeem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx := t.Context()
		units := county(t, s)
		_, r, key := begin(t, s, round.Card)
		o := newOffice(s)
		made := must[[]admission.UnitCards](t)(o.gate.Cards(ctx, r, []models.ID{units[0].ID, units[1].ID}))
		small, large := made[0].Codes, made[1].Codes
		redeem := func(code admission.Code, unit models.ID, p *phone.Phone) ([]byte, error) {
			return o.gate.Redeem(ctx, code, r.ID, unit, p.Blinded)
		}
		at := must[*admission.Place](t)(o.gate.At(ctx, r.ID, units[0].ID))

		// One card: signed, signed again alike, and for nobody else.
		mine := o.phone(t, r, units[0].ID)
		signature := must[[]byte](t)(redeem(small[0], units[0].ID, mine))
		if again := must[[]byte](t)(redeem(small[0], units[0].ID, mine)); !bytes.Equal(again, signature) {
			t.Fatal("another signature for the same request")
		}
		_, err := redeem(small[0], units[0].ID, o.phone(t, r, units[0].ID))
		wantKey(t, err, "response.card_used")
		wantKey(t, o.box.CastCard(ctx, small[0], ballot(t, r, units[0].ID)), "response.card_used")

		// What must not spend a card.
		_, err = redeem(large[0], units[0].ID, mine)
		wantKey(t, err, "admission.other_unit")
		_, err = o.gate.Redeem(ctx, large[0], models.NewID(), units[1].ID, mine.Blinded)
		wantKey(t, err, "admission.other_unit") // a card of another round: its key would sign in vain
		_, err = redeem(admission.NewCode(), units[0].ID, mine)
		wantKey(t, err, "admission.unknown_card")
		_, err = o.gate.Redeem(ctx, large[0], r.ID, units[1].ID, []byte("short"))
		wantKey(t, err, "admission.blinded")
		_, err = redeem(large[0], units[1].ID, o.phone(t, r, units[1].ID))
		do(t, err)

		// The ballot: once, again, and nothing like it.
		b := must[*response.Ballot](t)(mine.Finish(signature))
		bare := *b
		bare.Token = nil
		wantKey(t, o.box.Cast(ctx, at, &bare), "response.token")
		elsewhere := *b
		elsewhere.Unit = units[1].ID
		wantKey(t, o.box.Cast(ctx, must[*admission.Place](t)(o.gate.At(ctx, r.ID, units[1].ID)), &elsewhere), "response.token")
		do(t, o.box.Cast(ctx, at, b))
		do(t, o.box.Cast(ctx, at, b))
		if n := must[map[models.ID]int](t)(s.CountBallots(ctx, r.ID)); n[units[0].ID] != 1 || len(n) != 1 {
			t.Fatalf("%v", n)
		}
		spent := must[map[models.ID]response.CardCount](t)(s.Redemptions(ctx, r.ID))
		if spent[units[0].ID] != (response.CardCount{Issued: 3, Redeemed: 1}) || spent[units[1].ID] != (response.CardCount{Issued: 12, Redeemed: 1}) {
			t.Fatalf("%v", spent)
		}
		if n := must[int](t)(s.Outstanding(ctx, r.ID)); n != 1 {
			t.Fatalf("%d outstanding", n)
		}

		// The close: no card is spent any more, what was redeemed may come for half an hour.
		late := o.phone(t, r, units[0].ID)
		sig := must[[]byte](t)(redeem(small[1], units[0].ID, late))
		o.now = r.Ends
		do(t, o.book.Close(ctx, r.ID))
		_, err = redeem(small[2], units[0].ID, o.phone(t, r, units[0].ID))
		wantKey(t, err, "response.late")
		_, err = redeem(small[0], units[0].ID, o.phone(t, r, units[0].ID))
		wantKey(t, err, "response.late") // used or unused, the answer is the same
		o.now = r.Ends.Add(round.Grace - time.Second)
		if again := must[[]byte](t)(redeem(small[1], units[0].ID, late)); !bytes.Equal(again, sig) {
			t.Fatal("a lost reply cannot be had again in the grace")
		}
		lateBallot := must[*response.Ballot](t)(late.Finish(sig))
		do(t, o.box.Cast(ctx, at, lateBallot))
		o.now = r.Ends.Add(round.Grace)
		third := o.phone(t, r, units[0].ID) // never redeemed
		if _, err := redeem(small[2], units[0].ID, third); models.KindOf(err) != models.Gone {
			t.Fatal(err)
		}
		do(t, o.box.Shuffle(ctx, r.ID))
		do(t, o.box.Cast(ctx, at, b)) // kept already
		closed := must[*round.Round](t)(s.Round(ctx, r.ID))
		if !closed.Shuffled || !closed.HasUnitKeys {
			t.Fatalf("shuffled %v, keys %v", closed.Shuffled, closed.HasUnitKeys)
		}

		// Everything that lies there can be proved and opened.
		n := 0
		do(t, s.Ballots(ctx, r.ID, func(b *response.Ballot) error {
			n++
			do(t, b.Check())
			public := must[*admission.UnitPublic](t)(admission.ReadUnitPublic(must[map[models.ID][]byte](t)(s.UnitKeys(ctx, r.ID))[b.Unit]))
			do(t, public.Verify(b.Round, b.Unit, b.SPKI, b.Token))
			_, err := key.Open(b.Box(), b.Sealed)
			return err
		}))
		if n != 2 {
			t.Fatalf("%d ballots", n)
		}
	})
}

// A paused round takes nothing and loses nothing.
func TestPausedRoundTakesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx := t.Context()
		units := county(t, s)
		_, r, _ := begin(t, s, round.Card)
		o := newOffice(s)
		code := must[[]admission.UnitCards](t)(o.gate.Cards(ctx, r, []models.ID{units[0].ID}))[0].Codes[0]
		p := o.phone(t, r, units[0].ID)
		do(t, o.book.Pause(ctx, r.ID))
		_, err := o.gate.Redeem(ctx, code, r.ID, units[0].ID, p.Blinded)
		wantKey(t, err, "respondent.paused")
		wantKey(t, o.box.CastCard(ctx, code, ballot(t, r, units[0].ID)), "respondent.paused")
		do(t, o.book.Resume(ctx, r.ID))
		must[[]byte](t)(o.gate.Redeem(ctx, code, r.ID, units[0].ID, p.Blinded))
	})
}

// Erasing leaves the public keys and no private one; a unit's key is never replaced.
func TestUnitKeysAreOverwritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		s := open(t, target)
		ctx := t.Context()
		county(t, s)
		_, r, _ := frozen(t, s, round.Card)
		m := must[*round.Manifest](t)(round.ReadManifest(r.Manifest))
		public := must[map[models.ID][]byte](t)(s.UnitKeys(ctx, r.ID))
		if len(public) != 2 || len(m.UnitKeys) != 2 {
			t.Fatalf("%d keys, %d in the manifest", len(public), len(m.UnitKeys))
		}
		for unit, spki := range public {
			if must[*admission.UnitPublic](t)(admission.ReadUnitPublic(spki)).Fingerprint() != m.UnitKeys[unit] {
				t.Fatal("the manifest names another key")
			}
			do(t, s.KeepUnitKey(ctx, r.ID, unit, []byte("another"), []byte("another"))) // the first one stays
			if locked := must[[]byte](t)(s.LockedUnitKey(ctx, r.ID, unit)); len(locked) < 1000 {
				t.Fatal("the key was replaced")
			}
		}
		do(t, s.EraseUnitKeys(ctx, r.ID))
		do(t, s.EraseUnitKeys(ctx, r.ID))
		for unit := range public {
			if _, err := s.LockedUnitKey(ctx, r.ID, unit); models.KindOf(err) != models.NotFound {
				t.Fatalf("still there: %v", err)
			}
		}
		if got := must[*round.Round](t)(s.Round(ctx, r.ID)); got.HasUnitKeys || len(must[map[models.ID][]byte](t)(s.UnitKeys(ctx, r.ID))) != 2 {
			t.Fatal("the round has keys, or lost its public ones")
		}
	})
}
