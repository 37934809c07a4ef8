package response

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"jianfu/models"
	"jianfu/models/admission"
)

// buckets brake floods of poster rounds: one token bucket for each unit, of as many ballots as the unit has people,
// filling up again within refill. They live in memory alone, since what they know is when somebody sent; each instance of the
// program has its own.
type buckets struct {
	mu    sync.Mutex
	units map[[2]models.ID]*rate.Limiter // by round and unit
}

const (
	refill     = time.Hour
	maxBuckets = 10000
)

// take reports whether a ballot may come in now.
func (b *buckets) take(now time.Time, place *admission.Place) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := [2]models.ID{place.Round.ID, place.Unit.ID}
	bucket, ok := b.units[at]
	if !ok {
		if b.units == nil || len(b.units) >= maxBuckets {
			b.sweep(now)
		}
		people := place.Unit.Headcount
		bucket = rate.NewLimiter(rate.Limit(float64(people)/refill.Seconds()), people)
		b.units[at] = bucket
	}
	return bucket.AllowN(now, 1)
}

// sweep drops the buckets that are full: they are made again as they are.
func (b *buckets) sweep(now time.Time) {
	left := map[[2]models.ID]*rate.Limiter{}
	for at, bucket := range b.units {
		if bucket.TokensAt(now) < float64(bucket.Burst()) {
			left[at] = bucket
		}
	}
	b.units = left
}
