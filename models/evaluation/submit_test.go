package evaluation

import (
	"bytes"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// away is a closed round whose key is the evaluator's alone, with its ballots and that key.
func away(t *testing.T, n int) (*office, *round.Manifest, *seal.PrivateKey) {
	t.Helper()
	o, m, form := closed(t, builtin.Pulse)
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	desk, _ := o.desk(t.Context())
	o.round.State, o.round.Evaluator = round.Draft, round.Appointment{}
	if err := desk.AcceptKey(t.Context(), o.round.ID, models.ID{}, key.Public()); err != nil {
		t.Fatal(err)
	}
	o.round.State = round.Closed
	m.RoundKey, m.KeyMadeOn = o.round.Evaluator.PublicKey, round.KeyOffline
	o.freeze(t, m)
	ballots := cast(t, m, form, population(t, m, form, n))
	o.phones(t, ballots[:n/2])
	o.put(ballots...)
	return o, m, key
}

// counted counts the ballots of a round elsewhere.
func counted(t *testing.T, o *office, key *seal.PrivateKey) []byte {
	t.Helper()
	f, err := ReadFile(bytes.NewReader(export(t, o)))
	if err != nil {
		t.Fatal(err)
	}
	counted, err := Tally(t.Context(), f, key, silent)
	if err != nil {
		t.Fatal(err)
	}
	return counted.Released.JSON()
}

// The whole way of a key that never comes to the server.
func TestKeyThatStaysAway(t *testing.T) {
	t.Parallel()
	o, _, key := away(t, 60)
	desk, board := o.desk(t.Context())
	if o.round.Evaluator.WrappedKey != nil {
		t.Fatal("the server has a key")
	}
	wantKey(t, desk.Unlock(t.Context(), o.round.ID, passphrase), "evaluation.offline")
	nothingBegan(t, o, board)
	file := counted(t, o, key)
	if err := desk.Submit(t.Context(), o.round.ID, file); err != nil {
		t.Fatal(err)
	}
	released, err := desk.Released(t.Context(), o.round.ID)
	if err != nil || !bytes.Equal(released.JSON(), file) || released.Whole().N != 60 || o.round.State != round.Released {
		t.Fatalf("%v, the round is %s", err, o.round.State)
	}
	wantKey(t, desk.Submit(t.Context(), o.round.ID, file), "evaluation.released")
}

func TestSubmitRefuses(t *testing.T) {
	t.Parallel()
	o, m, key := away(t, 60)
	good := counted(t, o, key)
	another, _, anotherKey := away(t, 60)
	other := counted(t, another, anotherKey)
	quality := func() disclosure.Quality {
		released, err := disclosure.Read(good)
		if err != nil {
			t.Fatal(err)
		}
		q, _ := released.Quality()
		return q
	}
	made := func(number int, change func(*disclosure.Quality)) []byte {
		return remade(t, o, m, key, number, quality(), change)
	}
	if !bytes.Equal(made(1, func(*disclosure.Quality) {}), good) {
		t.Fatal("the release cannot be made again")
	}
	cases := []struct {
		name   string
		file   []byte
		change func(*round.Round)
		key    string
	}{
		{"nothing", nil, nil, "release.unreadable"},
		{"the file of ballots", export(t, o), nil, "release.unreadable"},
		{"changed", bytes.Replace(good, []byte(`"cards_printed":`), []byte(`"cards_printed":1`), 1), nil, "release.hash"},
		{"of another round", other, nil, "evaluation.submit.round"},
		{"a second release", made(2, func(*disclosure.Quality) {}), nil, "evaluation.submit.number"},
		{"fewer ballots", made(1, func(q *disclosure.Quality) {
			q.Ballots = map[string]int{"plain": q.Ballots["plain"] - 1, "browser": q.Ballots["browser"]}
		}), nil, "evaluation.submit.ballots"},
		{"other paths", made(1, func(q *disclosure.Quality) { q.Ballots = map[string]int{"browser": 60} }), nil, "evaluation.submit.ballots"},
		{"other cards", made(1, func(q *disclosure.Quality) { q.CardsRedeemed++ }), nil, "evaluation.submit.cards"},
		{"printed cards", made(1, func(q *disclosure.Quality) { q.CardsPrinted-- }), nil, "evaluation.submit.cards"},
		{"not cast", made(1, func(q *disclosure.Quality) { q.NotCast++ }), nil, "evaluation.submit.discrepancies"},
		{"over", made(1, func(q *disclosure.Quality) { q.OverHeadcount++ }), nil, "evaluation.submit.discrepancies"},
		{"sheets that were not cast", made(1, func(q *disclosure.Quality) { q.Refused = map[string]int{"sheet.seal": 1} }), nil, "evaluation.submit.sum"},
		{"open", good, func(r *round.Round) { r.State = round.Open }, "evaluation.not_closed"},
		{"not shuffled", good, func(r *round.Round) { r.Shuffled = false }, "evaluation.not_shuffled"},
		{"cancelled", good, func(r *round.Round) { r.State = round.Cancelled }, "evaluation.destroyed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			of := *o.round
			if c.change != nil {
				c.change(&of)
			}
			here := &office{round: &of, ballots: o.ballots, keys: o.keys, spent: o.spent, clock: o.clock}
			desk, _ := here.desk(t.Context())
			wantKey(t, desk.Submit(t.Context(), of.ID, c.file), c.key)
			if here.released != nil {
				t.Error("it was kept")
			}
		})
	}
}

// remade is the release of a round with other figures on its ballots.
func remade(
	t *testing.T, o *office, m *round.Manifest, key *seal.PrivateKey, number int, q disclosure.Quality, change func(*disclosure.Quality),
) []byte {
	t.Helper()
	opener, err := newOpener(t.Context(), o, m, key)
	if err != nil {
		t.Fatal(err)
	}
	all, err := open(t.Context(), o, opener, func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	change(&q)
	in := disclosure.Input{Manifest: m, ManifestHash: o.round.Hash, Number: 1, Secret: secret, Counts: all.counts, Quality: q}
	released, err := disclosure.Release(in)
	if err == nil && number > 1 {
		in.Number, in.Previous = number, released
		released, err = disclosure.Release(in)
	}
	if err != nil {
		t.Fatal(err)
	}
	return released.JSON()
}

// A server that has the key counts itself.
func TestSubmitIsForKeysThatAreElsewhere(t *testing.T) {
	t.Parallel()
	o, raw := exported(t, 40)
	released, err := tally(t, o, raw)
	if err != nil {
		t.Fatal(err)
	}
	desk, _ := o.desk(t.Context())
	wantKey(t, desk.Submit(t.Context(), o.round.ID, released.JSON()), "evaluation.on_server")
}
