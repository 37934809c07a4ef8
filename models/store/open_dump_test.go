package store_test

import (
	"testing"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// pair is what an attacker learns from two dumps: the card that was used between them and the ballot that came.
type pair struct{ card, id, spkiHash, sealed string }

// fresh compares two dumps; ok where exactly one card was used and one ballot came between them.
func (e *election) fresh(earlier, later dump) (p pair, ok bool) {
	before, cards := earlier.by("card", "hash"), 0
	for hash, row := range later.by("card", "hash") {
		if row["used"] != before[hash]["used"] {
			p.card = hash
			cards++
		}
	}
	known, ballots := earlier.by(e.ballots(1), "id"), 0
	for id, row := range later.by(e.ballots(1), "id") {
		if _, there := known[id]; !there {
			p.id, p.spkiHash, p.sealed = id, row["spki_hash"], row["sealed"]
			ballots++
		}
	}
	return p, cards == 1 && ballots == 1
}

// What somebody can do who dumps the database again and again while the round is open: he pairs every card with its ballot,
// on both paths. What he has is a sealed sheet, which the round key alone opens. The shuffle does not take the pairs away: row
// keys are fresh, but the ballot key, the token and the sealed sheet have to stay what they are, or nobody could count
// them, and they tell the ballot again. The shuffle helps against whoever did not look while the round was open.
func TestDumpsWhileOpen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		e, mysql := newElection(t, target), store.IsMySQL(target)
		db := e.attacker(t)
		truth := map[string]*voter{}
		var pairs []pair
		earlier := dumped(t, db, mysql)
		for _, v := range e.voters {
			truth[string(v.card[:])] = v
			e.vote(t, v)
			later := dumped(t, db, mysql)
			if p, ok := e.fresh(earlier, later); ok {
				pairs = append(pairs, p)
			}
			earlier = later
		}
		if len(pairs) != len(e.voters) {
			t.Errorf("%d of %d voters are paired while the round is open", len(pairs), len(e.voters))
		}
		foreign := must[*seal.PrivateKey](t)(seal.NewPrivateKey())
		for _, p := range pairs {
			if v := truth[p.card]; v == nil || hashOf(v) != p.spkiHash {
				t.Fatal("a card is paired with the ballot of somebody else")
			}
			e.staysSealed(t, foreign, truth[p.card].ballot)
		}
		e.shuffle(t)
		e.carriedOver(t, pairs, dumped(t, db, mysql))
	})
}

// staysSealed wants the round key to open a ballot, and neither another key nor the round key for another unit.
func (e *election) staysSealed(t *testing.T, foreign *seal.PrivateKey, b *response.Ballot) {
	t.Helper()
	if _, err := e.key.Open(b.Box(), b.Sealed); err != nil {
		t.Error("the round key does not open a ballot")
	}
	if _, err := foreign.Open(b.Box(), b.Sealed); models.KindOf(err) != models.Invalid {
		t.Error("another key opens a ballot")
	}
	elsewhere := b.Box()
	elsewhere.Unit = models.NewID()
	if _, err := e.key.Open(elsewhere, b.Sealed); models.KindOf(err) != models.Invalid {
		t.Error("a ballot opens for another unit")
	}
}

// carriedOver looks for pairs in a dump of the shuffled set: by row key there are none, by what a ballot is there are all.
func (e *election) carriedOver(t *testing.T, pairs []pair, after dump) {
	t.Helper()
	byID, byHash := after.by(e.ballots(2), "id"), after.by(e.ballots(2), "spki_hash")
	keys, contents := 0, 0
	for _, p := range pairs {
		if after.holds([]byte(p.id)) || byID[p.id] != nil {
			keys++
		}
		if byHash[p.spkiHash]["sealed"] == p.sealed {
			contents++
		}
	}
	if keys != 0 || contents != len(pairs) {
		t.Errorf("of %d pairs %d are carried over by row key, %d by ballot key and sheet", len(pairs), keys, contents)
	}
}
