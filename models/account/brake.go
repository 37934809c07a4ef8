package account

import (
	"crypto/sha256"
	"sync"
	"time"
)

// A sixth attempt for one address waits 30 seconds after the fifth failure, and each further failure doubles that, up
// to a quarter of an hour: about 100 guesses a day (NIST SP 800-63B asks for a limit of 100 in a row). A day without a
// failure starts afresh. Whoever guesses all day keeps the owner from signing in; a new one-time link lets the owner in.
const (
	freeAttempts = 5
	firstDelay   = 30 * time.Second
	longestDelay = 15 * time.Minute
	forgetAfter  = 24 * time.Hour
	brakeSize    = 10_000 // addresses remembered at most, about 1 MB
)

// brake slows down guessing of one person's password. It knows addresses by their hash, lives in memory, and knows
// nothing of where an attempt comes from.
type brake struct {
	mu       sync.Mutex
	size     int
	attempts map[Digest]attempt
}

type attempt struct {
	failures int
	last     time.Time
}

func newBrake(size int) *brake { return &brake{size: size, attempts: map[Digest]attempt{}} }

// Begin asks for an attempt. It is counted as failed until Succeed says otherwise, so that attempts made at the same
// time cannot pass together. wait > 0: not now, and nothing is counted.
func (b *brake) Begin(email string, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := Digest(sha256.Sum256([]byte(email)))
	a, known := b.attempts[key]
	if known && now.Sub(a.last) >= forgetAfter {
		a = attempt{}
	}
	if wait = a.last.Add(delay(a.failures)).Sub(now); a.failures >= freeAttempts && wait > 0 {
		return wait
	}
	if !known && len(b.attempts) >= b.size {
		b.evict()
	}
	b.attempts[key] = attempt{failures: a.failures + 1, last: now}
	return 0
}

// Succeed forgets the failures of an address.
func (b *brake) Succeed(email string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.attempts, Digest(sha256.Sum256([]byte(email))))
}

// evict drops the address with the fewest failures, the longest ago among equals: a flood of invented addresses
// pushes out its own.
func (b *brake) evict() {
	var victim Digest
	var least attempt
	first := true
	for key, a := range b.attempts {
		if first || a.failures < least.failures || a.failures == least.failures && a.last.Before(least.last) {
			victim, least, first = key, a, false
		}
	}
	delete(b.attempts, victim)
}

func delay(failures int) time.Duration {
	if failures < freeAttempts {
		return 0
	}
	d := firstDelay
	for range failures - freeAttempts {
		if d *= 2; d >= longestDelay {
			return longestDelay
		}
	}
	return d
}
