package account

import (
	"fmt"
	"testing"
	"time"
)

func TestBrakeDelays(t *testing.T) {
	t.Parallel()
	b, now := newBrake(10), time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	for range freeAttempts {
		if wait := b.Begin("a", now); wait != 0 {
			t.Fatalf("braked after %v", wait)
		}
	}
	minute := time.Minute
	for _, want := range []time.Duration{minute / 2, minute, 2 * minute, 4 * minute, 8 * minute, 15 * minute, 15 * minute} {
		if got := b.Begin("a", now); got != want {
			t.Fatalf("wait %v, want %v", got, want)
		}
		if b.Begin("b", now) != 0 {
			t.Fatal("another address is braked with it")
		}
		b.Succeed("b")
		if got := b.Begin("a", now.Add(want-time.Second)); got != time.Second {
			t.Fatalf("an attempt while waiting makes it %v, want 1s", got)
		}
		now = now.Add(want)
		if got := b.Begin("a", now); got != 0 {
			t.Fatalf("still %v after the wait", got)
		}
	}
	if got := b.Begin("a", now.Add(forgetAfter)); got != 0 || b.Begin("a", now.Add(forgetAfter)) != 0 {
		t.Fatal("not forgotten after a day")
	}
}

func TestBrakeCountsAttemptsThatAreUnderWay(t *testing.T) {
	t.Parallel()
	b, now := newBrake(10), time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	passed := make(chan bool)
	for range 50 {
		go func() { passed <- b.Begin("a", now) == 0 }()
	}
	n := 0
	for range 50 {
		if <-passed {
			n++
		}
	}
	if n != freeAttempts {
		t.Fatalf("%d attempts passed at once, want %d", n, freeAttempts)
	}
}

func TestBrakeIsBoundedAndKeepsTheBraked(t *testing.T) {
	t.Parallel()
	b, now := newBrake(20), time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	for range freeAttempts {
		b.Begin("target", now)
	}
	for i := range 500 {
		b.Begin(fmt.Sprint("flood", i), now.Add(time.Duration(i)*time.Millisecond))
	}
	if len(b.attempts) > 20 {
		t.Fatalf("%d addresses remembered", len(b.attempts))
	}
	if b.Begin("target", now.Add(time.Second)) == 0 {
		t.Fatal("a flood of other addresses released the target")
	}
}
