package evaluation

import (
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
)

// untrue are whole ballots of a card round whose token does not fit.
func untrue(t *testing.T, o *office, m *round.Manifest, sealed func(*round.Manifest, models.ID, string) *response.Ballot) []*response.Ballot {
	t.Helper()
	var withKey []models.ID
	without := models.ID{}
	for _, u := range m.Units {
		switch {
		case o.keys[u.ID] != nil:
			withKey = append(withKey, u.ID)
		case u.Headcount > 0:
			without = u.ID
		}
	}
	make := func(unit models.ID, by *admission.UnitKey, change func(*response.Ballot)) *response.Ballot {
		b := sealed(m, unit, `{"q":"pulse","v":"v1","a":{}}`)
		b.Path = response.Browser
		if by != nil {
			signed, err := token(by, b)
			if err != nil {
				t.Fatal(err)
			}
			b.Token = signed
		}
		if change != nil {
			change(b)
		}
		return b
	}
	first, second := withKey[0], withKey[1]
	another := make(first, o.keys[first], nil)
	return []*response.Ballot{
		make(first, nil, nil),            // none
		make(first, o.keys[second], nil), // of another unit's key
		make(first, o.keys[first], func(b *response.Ballot) { b.Token[300-20] ^= 1 }),               // changed
		make(first, o.keys[first], func(b *response.Ballot) { b.Token = b.Token[:len(b.Token)-1] }), // cut
		make(first, o.keys[first], func(b *response.Ballot) { b.Token = another.Token }),            // of another ballot
		make(first, o.keys[first], func(b *response.Ballot) { b.Path = response.Plain }),            // where there should be none
		make(without, o.keys[first], nil),                                                           // of a unit without a key
	}
}

// A key that the manifest does not name vouches for nothing, whoever put it into the store.
func TestKeysOfTheManifestAlone(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.Pulse)
	ballots := cast(t, m, form, population(t, m, form, 200))
	phones := o.phones(t, ballots)
	o.put(ballots...)
	for id := range m.UnitKeys {
		m.UnitKeys[id] = strings.Repeat("0", 64)
	}
	all, err := open(t.Context(), o, opened(t, o, m), func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if phones == 0 || all.refused["response.token"] != phones || len(all.refused) != 1 {
		t.Errorf("%d ballots with such a token, refused %v", phones, all.refused)
	}
}

// A poster round knows no tokens.
func TestPosterRoundsHaveNoTokens(t *testing.T) {
	t.Parallel()
	o, m, form := closedBy(t, builtin.Pulse, round.Poster)
	ballots := cast(t, m, form, population(t, m, form, 40))
	for _, b := range ballots[:30] {
		b.Path = response.Browser
	}
	ballots[0].Token, ballots[39].Token = make([]byte, admission.TokenSize), []byte{1}
	o.put(ballots...)
	all, err := open(t.Context(), o, opened(t, o, m), func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if n := all.counts.Under(models.ID{}).N(); n != 38 || all.refused["response.token"] != 2 {
		t.Errorf("%d sheets, refused %v", n, all.refused)
	}
}
