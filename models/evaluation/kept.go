package evaluation

import (
	"context"
	"sync"

	"jianfu/models"
	"jianfu/models/disclosure"
)

// mostKept is how many releases are kept in memory: those of a series of rounds, which one page reads together.
const mostKept = 8

// kept holds the releases that were read last, so that moving about in one does not read and check its file every time.
// A release never changes, and a round has one.
type kept struct {
	mu       sync.Mutex
	releases []*disclosure.Released // the latest first
}

// take gives the release of a round, nil where it is not kept.
func (k *kept) take(id models.ID) *disclosure.Released {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, r := range k.releases {
		if r.Manifest().Round == id {
			copy(k.releases[1:], k.releases[:i])
			k.releases[0] = r
			return r
		}
	}
	return nil
}

// put keeps a release instead of any other of its round.
func (k *kept) put(r *disclosure.Released) {
	k.mu.Lock()
	defer k.mu.Unlock()
	next := []*disclosure.Released{r}
	for _, other := range k.releases {
		if other.Manifest().Round != r.Manifest().Round && len(next) < mostKept {
			next = append(next, other)
		}
	}
	k.releases = next
}

// keep stores a release and the sealed texts beside it. Errors: those of Releases.KeepRelease.
func (d *Desk) keep(ctx context.Context, id models.ID, released *disclosure.Released, texts []byte) error {
	if err := d.store.KeepRelease(ctx, id, released, texts, d.now().UTC()); err != nil {
		return err
	}
	d.kept.put(released)
	return nil
}

// Released gives the release of a round; NotFound where there is none.
func (d *Desk) Released(ctx context.Context, id models.ID) (*disclosure.Released, error) {
	if released := d.kept.take(id); released != nil {
		return released, nil
	}
	released, err := d.store.Release(ctx, id)
	if err != nil {
		return nil, err
	}
	d.kept.put(released)
	return released, nil
}
