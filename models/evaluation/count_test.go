package evaluation

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/tabulation"
)

// opened unwraps the key of a closed round.
func opened(t testing.TB, o *office, m *round.Manifest, form *questionnaire.Form) *opener {
	t.Helper()
	key, err := seal.Unwrap(o.round.Evaluator.WrappedKey, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	return &opener{key: key, form: form, tree: tree}
}

// Before any rounding the tabulation of the opened ballots is what a hand count of the sheets gives, cell by cell, for
// every unit and every class.
func TestCountIsTheHandCount(t *testing.T) {
	t.Parallel()
	o, m, form := closed(t, builtin.BurdenFull)
	people := population(t, m, form, 0)
	o.ballots = shuffled(cast(t, m, form, people), 1)
	desk, _ := o.desk(t.Context())
	opener := opened(t, o, m, form)
	counts, quality, err := desk.open(t.Context(), o.round.ID, opener, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if len(quality.Refused) != 0 || quality.Ballots["plain"] != len(people) {
		t.Errorf("%+v", quality)
	}
	for _, u := range append(m.Units, round.ManifestUnit{}) { // the zero key is the whole round
		var here []said
		for _, p := range people {
			if u.ID.IsZero() || under(opener.tree, p.unit, u.ID) {
				here = append(here, p)
			}
		}
		compare(t, u.Name, form, counts.Under(u.ID), here)
	}
	for i, q := range form.Questions() {
		for class, row := range counts.Classes(i) {
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

// spoilt are ballots that must not count, by the reason why; good are ten sound ones to make them from.
func spoilt(t *testing.T, m *round.Manifest, good []*response.Ballot) map[string][]*response.Ballot {
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
	otherRound, otherKey := *m, *m
	otherRound.Round = models.ID{8}
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	otherKey.RoundKey = key.Public()
	return map[string][]*response.Ballot{
		"response.ballot": {
			spoil(good[0], func(b *response.Ballot) { b.Signature[len(b.Signature)-1] ^= 1 }),
			spoil(good[1], func(b *response.Ballot) { b.Sealed[100] ^= 1 }),
			spoil(good[2], func(b *response.Ballot) { b.Sealed = b.Sealed[:len(b.Sealed)-1] }),
			spoil(good[3], func(b *response.Ballot) { b.SPKI = nil }),
			spoil(good[4], func(b *response.Ballot) { b.SPKI = good[5].SPKI }), // another's key
			{Round: m.Round, Unit: here, Path: "browser"},
		},
		"sheet.seal": {
			spoil(good[6], func(b *response.Ballot) { b.Unit = m.Units[2].ID }), // moved to another unit of the round
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
	o.ballots = slices.Clone(good)
	for reason, ballots := range spoilt(t, m, good) {
		want[reason] = len(ballots)
		o.ballots = append(o.ballots, ballots...)
	}
	o.ballots = shuffled(o.ballots, 5)
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
	if cast := quality.Ballots["plain"] + quality.Ballots["browser"]; cast != len(o.ballots) || released.Whole().N != len(good) {
		t.Errorf("%d ballots, %d sheets", cast, released.Whole().N)
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
	desk, _ := o.desk(t.Context())
	if _, _, err := desk.open(t.Context(), o.round.ID, opened(t, o, m, form), func(int64) {}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// The same ballots give the same bytes, in whatever order they lie and on however many cores they are opened. It sets
// GOMAXPROCS and therefore does not run beside other tests.
func TestReleaseDoesNotHangOnOrderOrCores(t *testing.T) { //nolint:paralleltest // see above
	o, m, form := closed(t, builtin.BurdenCore)
	ballots := cast(t, m, form, population(t, m, form, 0))
	key := opened(t, o, m, form).key
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	for i, cores := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(cores)
		o.ballots = shuffled(ballots, uint64(i))
		desk, _ := o.desk(t.Context())
		released, err := desk.count(t.Context(), o.round, key, func(string, int64, int64) {})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = released.JSON()
		}
		if !bytes.Equal(released.JSON(), first) {
			t.Errorf("another release on %d cores", cores)
		}
	}
}

// BenchmarkOpen opens, checks and counts 20,000 ballots, beside nothing but the opening of the same ones with
// crypto/hpke on all cores. ratio is how much longer the whole takes.
func BenchmarkOpen(b *testing.B) {
	const n = 20_000
	o, m, form := closed(b, builtin.BurdenCore)
	o.ballots = cast(b, m, form, population(b, m, form, n))
	desk, _ := o.desk(b.Context())
	opener := opened(b, o, m, form)
	raw, err := opener.key.Bytes()
	if err != nil {
		b.Fatal(err)
	}
	key, err := hpke.DHKEM(ecdh.P256()).NewPrivateKey(raw)
	if err != nil {
		b.Fatal(err)
	}
	var whole, bare time.Duration
	for b.Loop() {
		began := time.Now()
		counts, _, err := desk.open(b.Context(), o.round.ID, opener, func(int64) {})
		if err != nil || counts.Under(models.ID{}).N() != n {
			b.Fatal(err)
		}
		whole += time.Since(began)
		b.StopTimer()
		began = time.Now()
		if err := openBare(key, o.ballots); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(began)
		b.StartTimer()
	}
	b.ReportMetric(whole.Seconds()/bare.Seconds(), "ratio")
	b.ReportMetric(float64(n*b.N)/whole.Seconds(), "ballots/s")
}

// openBare does what no opening can do without.
func openBare(key hpke.PrivateKey, ballots []*response.Ballot) error {
	const enc = 65 // an uncompressed point (RFC 9180, Nenc)
	var group errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() error {
			for i := w; i < len(ballots); i += workers {
				b := ballots[i]
				info := bytes.Join([][]byte{[]byte("jianfu answer v1"), b.Round[:], b.Unit[:]}, nil)
				recipient, err := hpke.NewRecipient(b.Sealed[:enc], key, hpke.HKDFSHA256(), hpke.AES128GCM(), info)
				if err != nil {
					return err
				}
				hash := b.Hash()
				if _, err := recipient.Open(hash[:], b.Sealed[enc:]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
