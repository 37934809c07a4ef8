package evaluation

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/tabulation"
)

// opened unwraps the key of a closed round.
func opened(t testing.TB, o *office, m *round.Manifest) *opener {
	t.Helper()
	key, err := seal.Unwrap(o.round.Evaluator.WrappedKey, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	opener, err := newOpener(t.Context(), o, m, key)
	if err != nil {
		t.Fatal(err)
	}
	return opener
}

// Before any rounding the tabulation of the opened ballots is what a hand count of the sheets gives, cell by cell, for
// every unit and every class, on whatever path the ballots came.
func TestCountIsTheHandCount(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.BurdenFull)
	people := population(t, m, form, 0)
	ballots := shuffled(cast(t, m, form, people), 1)
	phones := o.phones(t, ballots[:len(ballots)/2])
	o.put(ballots...)
	opener := opened(t, o, m)
	all, err := open(t.Context(), o, opener, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if rec := reconcile(m, all.cast, o.spent); len(all.refused) != 0 || phones == 0 || rec.Total.Phone() != phones || rec.Total.Ballots() != len(people) {
		t.Errorf("%d of %d on phones, refused %v", rec.Total.Phone(), rec.Total.Ballots(), all.refused)
	}
	for _, u := range append(m.Units, round.ManifestUnit{}) { // the zero key is the whole round
		var here []said
		for _, p := range people {
			if u.ID.IsZero() || under(opener.tree, p.unit, u.ID) {
				here = append(here, p)
			}
		}
		compare(t, u.Name, form, all.counts.Under(u.ID), here)
	}
	for i, q := range form.Questions() {
		for class, row := range all.counts.Classes(i) {
			compare(t, q.Name, form, row, slices.DeleteFunc(slices.Clone(people), func(p said) bool { return cellOf(q, p.sheet[i]) != class }))
		}
	}
}

// cellOf is the only cell of an answer to a question of one choice; the one after the cells is for skipped, the next
// for declined.
func cellOf(q questionnaire.Question, a questionnaire.Answer) int {
	switch a.State {
	case questionnaire.Skipped:
		return len(q.Cells())
	case questionnaire.Declined:
		return len(q.Cells()) + 1
	default:
		return slices.IndexFunc(q.Options, func(o questionnaire.Option) bool { return o.Name == a.Choices[0] })
	}
}

// compare counts the answers of people one by one, by what they wrote.
func compare(t *testing.T, name string, form *questionnaire.Form, row *tabulation.Row, people []said) {
	t.Helper()
	if row.N() != int64(len(people)) {
		t.Fatalf("%s: %d sheets, not %d", name, row.N(), len(people))
	}
	for i, q := range form.Questions() {
		if !q.Tabulated() {
			continue
		}
		cells := q.Cells()
		hand := make([]int64, len(cells)+2)
		sum := int64(0)
		for _, p := range people {
			switch a := p.sheet[i]; {
			case a.State == questionnaire.Skipped:
				hand[len(cells)]++
			case a.State == questionnaire.Declined:
				hand[len(cells)+1]++
			case q.Numeric():
				sum += int64(a.Number)
				hand[slices.IndexFunc(cells, func(c questionnaire.Cell) bool { return c.From <= a.Number && a.Number <= c.To })]++
			default:
				for _, choice := range a.Choices {
					hand[slices.IndexFunc(q.Options, func(o questionnaire.Option) bool { return o.Name == choice })]++
				}
			}
		}
		for cell, want := range hand {
			if got := row.Count(i, cell); got != want {
				t.Errorf("%s: %s cell %d: %d, by hand %d", name, q.Name, cell, got, want)
			}
		}
		if q.Wide() && row.Moments(i).Sum != sum {
			t.Errorf("%s: %s adds up to %d, by hand %d", name, q.Name, row.Moments(i).Sum, sum)
		}
	}
}

// spoil changes a copy of a ballot.
func spoil(b *response.Ballot, change func(*response.Ballot)) *response.Ballot {
	c := *b
	c.SPKI, c.Sealed, c.Signature = bytes.Clone(b.SPKI), bytes.Clone(b.Sealed), bytes.Clone(b.Signature)
	change(&c)
	return &c
}

// spoilt are ballots of a card round that must not count, by the reason why; good are sound ones to make them from.
func spoilt(t *testing.T, o *office, m *round.Manifest, good []*response.Ballot) map[string][]*response.Ballot {
	t.Helper()
	sealed := func(m *round.Manifest, unit models.ID, sheet string) *response.Ballot {
		b, err := ballot(m, unit, []byte(sheet))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const empty = `{"q":"pulse","v":"v1","a":{}}`
	here := m.Units[1].ID
	other := func(change func(*response.Ballot)) *response.Ballot { return spoil(sealed(m, here, empty), change) }
	otherRound, otherKey := *m, *m
	otherRound.Round = models.ID{8}
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	otherKey.RoundKey = key.Public()
	return map[string][]*response.Ballot{
		"response.ballot": {
			other(func(b *response.Ballot) { b.Signature[len(b.Signature)-1] ^= 1 }),
			other(func(b *response.Ballot) { b.Sealed[100] ^= 1 }),
			other(func(b *response.Ballot) { b.Sealed = b.Sealed[:len(b.Sealed)-1] }),
			other(func(b *response.Ballot) { b.SPKI = b.SPKI[:90] }),
			other(func(b *response.Ballot) { b.SPKI = slices.Concat(b.SPKI[:26], make([]byte, 65)) }),
			{Round: m.Round, Unit: here, Path: "browser"},
		},
		"response.path": {
			other(func(b *response.Ballot) { b.Path = "pigeon" }),
			other(func(b *response.Ballot) { b.Path = "" }),
		},
		"response.twice": {
			spoil(good[0], func(b *response.Ballot) {}),
			spoil(good[4], func(b *response.Ballot) { b.SPKI = good[5].SPKI }), // another's key
		},
		"response.token": untrue(t, o, m, sealed),
		"sheet.seal": {
			other(func(b *response.Ballot) { b.Unit = m.Units[2].ID }), // moved to another unit of the round
			spoil(sealed(&otherRound, here, empty), func(b *response.Ballot) { b.Round = m.Round }),
			sealed(&otherKey, here, empty),
		},
		"sheet.unit":       {sealed(m, models.ID{99}, empty)},
		"sheet.malformed":  {sealed(m, here, `not a sheet`), sealed(m, here, ``), sealed(m, here, `{"q":"pulse","v":"v1","a":{},"a":{}}`)},
		"sheet.version":    {sealed(m, here, `{"q":"pulse","v":"v0","a":{}}`), sealed(m, here, `{"q":"burden-core","v":"v1","a":{}}`)},
		"sheet.impossible": {sealed(m, here, `{"q":"pulse","v":"v1","a":{"p_hours":100000}}`), sealed(m, here, `{"q":"pulse","v":"v1","a":{"nobody":1}}`)},
	}
}

// What cannot be counted is told by its reason and stops nothing.
func TestBadBallotsAreCountedByReason(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.Pulse)
	good := cast(t, m, form, population(t, m, form, 60))
	want := make(map[string]int)
	o.put(good...)
	for reason, ballots := range spoilt(t, o, m, good) {
		want[reason] = len(ballots)
		o.put(ballots...)
	}
	desk, board := o.desk(t.Context())
	if err := desk.Unlock(t.Context(), o.round.ID, passphrase); err != nil {
		t.Fatal(err)
	}
	board.Wait()
	released, err := desk.Released(t.Context(), o.round.ID)
	if err != nil {
		t.Fatal(err)
	}
	quality, _ := released.Quality()
	if !maps.Equal(quality.Refused, want) {
		t.Errorf("refused %v, want %v", quality.Refused, want)
	}
	cast := 0
	for _, n := range quality.Ballots {
		cast += n
	}
	if cast != len(o.ballots) || released.Whole().N != len(good) || quality.Ballots["pigeon"] != 1 {
		t.Errorf("%d ballots (%v), %d sheets", cast, quality.Ballots, released.Whole().N)
	}
}

// Only what is wrong with a ballot is forgiven: a store that fails, fails the count.
func TestStoreFailureFailsTheCount(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.Pulse)
	o.ballots = cast(t, m, form, population(t, m, form, 50))
	broken := errors.New("disk")
	o.before = func(_ context.Context, i int) error {
		if i == 20 {
			return broken
		}
		return nil
	}
	if _, err := open(t.Context(), o, opened(t, o, m), func(int64) {}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// The same ballots give the same bytes, in whatever order they lie and on however many cores they are opened. It sets
// GOMAXPROCS and therefore does not run beside other tests.
func TestReleaseDoesNotHangOnOrderOrCores(t *testing.T) { //nolint:paralleltest // see above
	o, m, form := closed(t, builtin.BurdenCore)
	ballots := cast(t, m, form, population(t, m, form, 0))
	o.phones(t, ballots[:300])
	key := opened(t, o, m).key
	o.unordered = true
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	for i, cores := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(cores)
		o.ballots = shuffled(ballots, uint64(i))
		counted, err := count(t.Context(), o, m, o.round.Hash, key, func(string, int64, int64) {})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = counted.Released.JSON()
		}
		if !bytes.Equal(counted.Released.JSON(), first) {
			t.Errorf("another release on %d cores", cores)
		}
	}
}
