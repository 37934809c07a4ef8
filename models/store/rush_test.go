package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
	"jianfu/models/store/storetest"
)

// atOnce calls send n times at the same moment.
func atOnce(n int, send func(i int) error) []error {
	var group sync.WaitGroup
	start, errs := make(chan struct{}), make([]error, n)
	for i := range n {
		group.Go(func() {
			<-start
			errs[i] = send(i)
		})
	}
	close(start)
	group.Wait()
	return errs
}

// blindings are n blinded values for one ballot key.
func (e *election) blindings(t *testing.T, v *voter, n int) [][]byte {
	t.Helper()
	client := e.client(t, v)
	values := make([][]byte, n)
	for i := range values {
		message := must[[]byte](t)(client.Prepare(rand.Reader, admission.Message(e.round.ID, v.unit, v.ballot.SPKI)))
		blinded, _, err := client.Blind(rand.Reader, message)
		do(t, err)
		values[i] = blinded
	}
	return values
}

// One card, many requests at once: one of different blinded values is signed and stays the one; the same value is
// signed every time, and counts once.
func TestRedeemedAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		e := newElection(t, target)
		const phones = 8
		for before, v := range e.voters[:3] {
			values := e.blindings(t, v, phones)
			signed := make([][]byte, phones)
			errs := atOnce(phones, func(i int) (err error) {
				signed[i], err = e.gate.Redeem(t.Context(), v.code, e.round.ID, v.unit, values[i])
				return err
			})
			won := 0
			for i, err := range errs {
				if err == nil {
					won++
					again := must[[]byte](t)(e.gate.Redeem(t.Context(), v.code, e.round.ID, v.unit, values[i]))
					if !bytes.Equal(again, signed[i]) {
						t.Error("signed otherwise the second time")
					}
					continue
				}
				wantKey(t, err, "response.card_used")
				_, err = e.gate.Redeem(t.Context(), v.code, e.round.ID, v.unit, values[i])
				wantKey(t, err, "response.card_used")
			}
			if won != 1 {
				t.Errorf("%d of %d values were signed for one card", won, phones)
			}
			e.redeemed(t, before+1)
		}
		v := e.voters[3]
		value, signed := e.blindings(t, v, 1)[0], make([][]byte, phones)
		for _, err := range atOnce(phones, func(i int) (err error) {
			signed[i], err = e.gate.Redeem(t.Context(), v.code, e.round.ID, v.unit, value)
			return err
		}) {
			do(t, err)
		}
		for _, s := range signed {
			if !bytes.Equal(s, signed[0]) {
				t.Error("one value is signed in two ways")
			}
		}
		e.redeemed(t, 4)
	})
}

// redeemed wants so many cards of the round to be counted as redeemed.
func (e *election) redeemed(t *testing.T, want int) {
	t.Helper()
	n := 0
	for _, of := range must[map[models.ID]response.CardCount](t)(e.store.Redemptions(t.Context(), e.round.ID)) {
		n += of.Redeemed
	}
	if n != want {
		t.Errorf("%d cards count as redeemed, want %d", n, want)
	}
}

// One card on both paths at once: it counts once, for one of them.
func TestBothPathsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		e := newElection(t, target)
		for i, v := range e.voters[:6] {
			value, plain := e.blindings(t, v, 1)[0], ballot(t, e.round, v.unit)
			won := 0
			for _, err := range atOnce(2, func(i int) error {
				if i == 0 {
					return e.box.CastCard(t.Context(), v.code, plain)
				}
				_, err := e.gate.Redeem(t.Context(), v.code, e.round.ID, v.unit, value)
				return err
			}) {
				if err == nil {
					won++
					continue
				}
				wantKey(t, err, "response.card_used")
			}
			if won != 1 {
				t.Errorf("one card was spent on %d paths", won)
			}
			e.redeemed(t, i+1)
		}
	})
}

// Casts of redeemed cards come while the shuffle begins, is stopped and begun again: each is kept and shuffled or
// refused as late. None is confirmed and lost, none is refused and kept.
func TestCastsWhileShuffling(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		e := newElection(t, target)
		voters := e.voters
		for _, v := range voters {
			if v.blinded == nil {
				e.blind(t, v)
			}
			e.redeem(t, v)
		}
		do(t, e.book.Close(t.Context(), e.round.ID))
		e.clock = e.clock.Add(time.Minute) // the grace is on
		const early = 4
		for _, v := range voters[:early] {
			do(t, e.send(t, v))
		}
		late, rest := voters[len(voters)-1], voters[early:len(voters)-1]
		var arrived atomic.Int32
		errs := atOnce(len(rest)+1, func(i int) error {
			if i == len(rest) {
				return e.shuffleInPieces(t, &arrived)
			}
			for int(arrived.Load()) < i-2 { // three at a time
				time.Sleep(time.Millisecond)
			}
			defer arrived.Add(1)
			return e.send(t, rest[i])
		})
		do(t, errs[len(rest)])
		kept := map[string]bool{}
		do(t, e.store.Ballots(t.Context(), e.round.ID, func(b *response.Ballot) error {
			kept[string(b.SPKI)] = true
			return b.Check()
		}))
		confirmed := early
		for i, v := range rest {
			if errs[i] == nil {
				confirmed++
			} else {
				wantKey(t, errs[i], "response.late")
			}
			if kept[string(v.ballot.SPKI)] != (errs[i] == nil) {
				t.Errorf("a cast answered by %v is kept: %v", errs[i], kept[string(v.ballot.SPKI)])
			}
		}
		if len(kept) != confirmed {
			t.Errorf("%d ballots are kept, %d were confirmed", len(kept), confirmed)
		}
		wantKey(t, e.send(t, late), "response.late")
		do(t, e.send(t, voters[0])) // kept already
		t.Logf("%d of %d casts were in time", confirmed-early, len(rest))
	})
}

// shuffleInPieces stops the shuffle again and again, each time a little later, until it is done.
func (e *election) shuffleInPieces(t *testing.T, arrived *atomic.Int32) error {
	for arrived.Load() < 5 {
		time.Sleep(time.Millisecond)
	}
	for patience := 10 * time.Millisecond; ; patience *= 2 {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		err := e.box.Shuffle(ctx, e.round.ID)
		stopped := ctx.Err() != nil
		cancel()
		if err == nil || !stopped && models.KindOf(err) != models.Unavailable || patience > time.Minute {
			return err
		}
	}
}
