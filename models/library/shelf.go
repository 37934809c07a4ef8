package library

import (
	"bytes"
	"context"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// Shelf is where people keep their questionnaires. Every method but Purge acts for owner: what belongs to somebody
// else is NotFound, as is what does not exist. What lies in owner's bin is Gone "library.gone"; only Deleted, Delete
// and Undelete reach it.
type Shelf struct {
	store Store
	now   func() time.Time
}

// NewShelf makes a shelf over a store, with the clock that dates every change.
func NewShelf(store Store, now func() time.Time) *Shelf { return &Shelf{store: store, now: now} }

// List gives owner's questionnaires, latest change first, without bodies.
func (s *Shelf) List(ctx context.Context, owner models.ID) ([]Entry, error) {
	return s.list(ctx, owner, func(r *Record) bool { return r.Deleted.IsZero() })
}

// Deleted gives owner's questionnaires that can be brought back, latest change first, without bodies.
func (s *Shelf) Deleted(ctx context.Context, owner models.ID) ([]Entry, error) {
	return s.list(ctx, owner, func(r *Record) bool { return !r.Deleted.IsZero() && !s.over(r) })
}

func (s *Shelf) list(ctx context.Context, owner models.ID, wanted func(*Record) bool) ([]Entry, error) {
	records, err := s.store.Questionnaires(ctx, owner)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for i := range records {
		if !wanted(&records[i]) {
			continue
		}
		e, err := records[i].entry()
		if err != nil {
			return nil, err
		}
		entries = append(entries, *e)
	}
	return entries, nil
}

// Entry gives one questionnaire.
func (s *Shelf) Entry(ctx context.Context, owner, id models.ID) (*Entry, error) {
	r, err := s.current(ctx, owner, id)
	if err != nil {
		return nil, err
	}
	return r.entry()
}

// Create keeps a new questionnaire: TooLarge "library.large", Conflict "library.many".
func (s *Shelf) Create(ctx context.Context, owner models.ID, q questionnaire.Questionnaire, why Why) (*Entry, error) {
	r := &Record{ID: models.NewID(), Owner: owner, Version: 1}
	if err := r.change(q, why, s.now()); err != nil {
		return nil, err
	}
	if err := s.store.CreateQuestionnaire(ctx, r, MaxEntries); err != nil {
		return nil, err
	}
	return r.entry()
}

// Save keeps an edit that was begun on version. Where the questionnaire has changed since, nothing is written:
// Conflict "library.changed". An edit that is there already, such as one whose answer was lost on the way, is a success
// and changes nothing.
func (s *Shelf) Save(ctx context.Context, owner, id models.ID, version int, q questionnaire.Questionnaire) (*Entry, error) {
	return s.write(ctx, owner, id, version, edit{body: q, why: Edited})
}

// Replace is Save for a body that is not an edit of what is there: an import, or one's own text after a Conflict. What
// it takes the place of always stays in the history.
func (s *Shelf) Replace(ctx context.Context, owner, id models.ID, version int, q questionnaire.Questionnaire, why Why) (*Entry, error) {
	return s.write(ctx, owner, id, version, edit{body: q, why: why, keep: true})
}

// edit is a body to be written.
type edit struct {
	body   questionnaire.Questionnaire
	why    Why
	keep   bool // the body before goes into the history, however young its last revision is
	before Why  // the reason that is noted there; empty: what that body came from
}

// write decides on the history from what it has read. That holds when it is written, since the history only changes
// with the version, which the store compares.
func (s *Shelf) write(ctx context.Context, owner, id models.ID, version int, e edit) (*Entry, error) {
	r, err := s.current(ctx, owner, id)
	if err != nil {
		return nil, err
	}
	next := *r
	if err := next.change(e.body, e.why, s.now()); err != nil {
		return nil, err
	}
	if bytes.Equal(next.Body, r.Body) {
		return r.entry()
	}
	if r.Version != version {
		return nil, models.Fail(models.Conflict, "library.changed")
	}
	next.Version++
	kept, err := s.store.Revisions(ctx, id)
	if err != nil {
		return nil, err
	}
	var before *Record
	if e.keep || worthKeeping(kept, r, &next) {
		before = r
		if e.before != "" {
			before.Why = e.before
		}
		kept = append(kept, Revision{Version: r.Version, At: r.Updated, Why: before.Why})
	}
	if err := s.store.UpdateQuestionnaire(ctx, &next, before, thin(kept)); err != nil {
		return nil, err
	}
	return next.entry()
}

// Delete puts a questionnaire into the bin for KeptDeleted.
func (s *Shelf) Delete(ctx context.Context, owner, id models.ID) error {
	if _, err := s.own(ctx, owner, id); err != nil {
		return err
	}
	return s.store.DeleteQuestionnaire(ctx, id, s.now())
}

// Undelete takes a questionnaire out of the bin; Conflict "library.many" where there is no room for it.
func (s *Shelf) Undelete(ctx context.Context, owner, id models.ID) error {
	r, err := s.own(ctx, owner, id)
	if err != nil || r.Deleted.IsZero() {
		return err
	}
	return s.store.UndeleteQuestionnaire(ctx, id, MaxEntries)
}

// Purge empties the bins of everybody of what has lain there for KeptDeleted.
func (s *Shelf) Purge(ctx context.Context) error {
	return s.store.PurgeQuestionnaires(ctx, s.now().Add(-KeptDeleted))
}

// own finds owner's questionnaire, in the bin or not.
func (s *Shelf) own(ctx context.Context, owner, id models.ID) (*Record, error) {
	r, err := s.store.Questionnaire(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.Owner != owner || s.over(r) {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return r, nil
}

// current finds owner's questionnaire outside the bin.
func (s *Shelf) current(ctx context.Context, owner, id models.ID) (*Record, error) {
	r, err := s.own(ctx, owner, id)
	if err == nil && !r.Deleted.IsZero() {
		return nil, models.Fail(models.Gone, "library.gone", int(KeptDeleted/(24*time.Hour)))
	}
	return r, err
}

// over reports whether r has lain in the bin for so long that it is about to be purged.
func (s *Shelf) over(r *Record) bool {
	return !r.Deleted.IsZero() && !s.now().Before(r.Deleted.Add(KeptDeleted))
}
