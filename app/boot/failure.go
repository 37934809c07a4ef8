package boot

import (
	"context"
	"log/slog"
	"sync"

	"jianfu/models"
)

// failures counts what went wrong for respondents, by kind. It is all that is known of it: no page, no time within
// the hour, no cause.
type failures struct {
	mu     sync.Mutex
	counts map[models.Kind]int
}

// Count notes one failure.
func (f *failures) Count(kind models.Kind) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.counts == nil {
		f.counts = map[models.Kind]int{}
	}
	f.counts[kind]++
}

// report logs and forgets the failures that are ours. Those of the respondents' own doing are not logged at all: at
// the end of a round they would tell how many were late.
func (f *failures) report(ctx context.Context, log *slog.Logger) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, kind := range []models.Kind{models.Internal, models.Unavailable} {
		if n := f.counts[kind]; n > 0 {
			log.WarnContext(ctx, "respondents met failures in the past hour", "kind", kind, "count", n)
		}
	}
	f.counts = nil
}
