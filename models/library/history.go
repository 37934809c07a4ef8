package library

import (
	"context"
	"slices"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// runLength is how far apart the kept states of one editing run are. A save happens every few seconds; nobody wants to
// go back to each of them.
const runLength = 5 * time.Minute

// worthKeeping decides whether the body that next takes the place of goes into the history: where nothing is there yet,
// where the two came about in different ways, and where the last kept one is older than runLength. What stood before a
// pause of that length is therefore always kept.
func worthKeeping(kept []Revision, before, next *Record) bool {
	return len(kept) == 0 || before.Why != next.Why || next.Updated.Sub(kept[len(kept)-1].At) >= runLength
}

// thin names the versions to drop so that at most MaxRevisions stay. It takes them from the older half, each time the one
// whose neighbours are closest in time, never the very first: the past becomes sparser, but none of it is cut off.
func thin(kept []Revision) []int {
	var drop []int
	kept = slices.Clone(kept)
	for len(kept) > MaxRevisions {
		closest := 1
		for i := 2; i <= len(kept)/2; i++ {
			if gap(kept, i) < gap(kept, closest) {
				closest = i
			}
		}
		drop = append(drop, kept[closest].Version)
		kept = slices.Delete(kept, closest, closest+1)
	}
	return drop
}

// gap is the hole that revision i would leave.
func gap(kept []Revision, i int) time.Duration { return kept[i+1].At.Sub(kept[i-1].At) }

// History lists the states of a questionnaire that can be looked at and restored, newest first, the current one in front.
func (s *Shelf) History(ctx context.Context, owner, id models.ID) ([]Revision, error) {
	r, err := s.current(ctx, owner, id)
	if err != nil {
		return nil, err
	}
	kept, err := s.store.Revisions(ctx, id)
	if err != nil {
		return nil, err
	}
	// A save that came between the two readings has put r itself into the history.
	kept = slices.DeleteFunc(kept, func(old Revision) bool { return old.Version >= r.Version })
	slices.Reverse(kept)
	return append([]Revision{{Version: r.Version, At: r.Updated, Why: r.Why}}, kept...), nil
}

// Revision gives the body of a state, kept or current; NotFound where that version is not kept any longer.
func (s *Shelf) Revision(ctx context.Context, owner, id models.ID, version int) (questionnaire.Questionnaire, error) {
	r, err := s.current(ctx, owner, id)
	if err != nil {
		return questionnaire.Questionnaire{}, err
	}
	if version == r.Version {
		return decode(r.Body)
	}
	body, err := s.store.RevisionBody(ctx, id, version)
	if err != nil {
		return questionnaire.Questionnaire{}, err
	}
	return decode(body)
}

// Restore makes the body of a kept version the newest one, where the questionnaire is still at current: Conflict
// "library.changed". The body that it takes the place of stays in the history.
func (s *Shelf) Restore(ctx context.Context, owner, id models.ID, version, current int) (*Entry, error) {
	q, err := s.Revision(ctx, owner, id, version)
	if err != nil {
		return nil, err
	}
	return s.write(ctx, owner, id, current, edit{body: q, why: Restored, keep: true, before: BeforeRestore})
}
