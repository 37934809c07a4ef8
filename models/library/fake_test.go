package library

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// memory is a store in memory.
type memory struct {
	records map[models.ID]Record
	history map[models.ID][]Record
	// meanwhile runs once, after a record was read and before its history is.
	meanwhile func()
}

func notFound() error { return models.Fail(models.NotFound, "error.not_found") }

func (m *memory) room(owner models.ID, limit int) error {
	n := 0
	for _, r := range m.records {
		if r.Owner == owner && r.Deleted.IsZero() {
			n++
		}
	}
	if n >= limit {
		return models.Fail(models.Conflict, "library.many", limit)
	}
	return nil
}

func (m *memory) CreateQuestionnaire(_ context.Context, r *Record, limit int) error {
	if err := m.room(r.Owner, limit); err != nil {
		return err
	}
	m.records[r.ID] = *r
	return nil
}

func (m *memory) Questionnaires(_ context.Context, owner models.ID) ([]Record, error) {
	var found []Record
	for _, r := range m.records {
		if r.Owner == owner {
			r.Body = nil
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b Record) int { return cmp.Or(b.Updated.Compare(a.Updated), a.ID.Compare(b.ID)) })
	return found, nil
}

func (m *memory) Questionnaire(_ context.Context, id models.ID) (*Record, error) {
	r, ok := m.records[id]
	if !ok {
		return nil, notFound()
	}
	return &r, nil
}

func (m *memory) UpdateQuestionnaire(_ context.Context, next, kept *Record, drop []int) error {
	if now := m.records[next.ID]; now.Version != next.Version-1 || !now.Deleted.IsZero() {
		return models.Fail(models.Conflict, "library.changed")
	}
	m.records[next.ID] = *next
	if kept != nil {
		m.history[next.ID] = append(m.history[next.ID], *kept)
	}
	m.history[next.ID] = slices.DeleteFunc(m.history[next.ID], func(r Record) bool { return slices.Contains(drop, r.Version) })
	return nil
}

func (m *memory) DeleteQuestionnaire(_ context.Context, id models.ID, at time.Time) error {
	if r := m.records[id]; r.Deleted.IsZero() {
		r.Deleted = at
		m.records[id] = r
	}
	return nil
}

func (m *memory) UndeleteQuestionnaire(_ context.Context, id models.ID, limit int) error {
	r := m.records[id]
	r.Deleted = time.Time{}
	if err := m.room(r.Owner, limit); err != nil {
		return err
	}
	m.records[id] = r
	return nil
}

func (m *memory) PurgeQuestionnaires(_ context.Context, until time.Time) error {
	for id, r := range m.records {
		if !r.Deleted.IsZero() && !r.Deleted.After(until) {
			delete(m.records, id)
		}
	}
	return nil
}

func (m *memory) Revisions(_ context.Context, id models.ID) ([]Revision, error) {
	if other := m.meanwhile; other != nil {
		m.meanwhile = nil
		other()
	}
	var found []Revision
	for _, r := range m.history[id] {
		found = append(found, Revision{Version: r.Version, At: r.Updated, Why: r.Why})
	}
	return found, nil
}

func (m *memory) RevisionBody(_ context.Context, id models.ID, version int) ([]byte, error) {
	for _, r := range m.history[id] {
		if r.Version == version {
			return r.Body, nil
		}
	}
	return nil, notFound()
}

// study is a shelf with one person's questionnaire and a clock that the test sets.
type study struct {
	*Shelf
	t      *testing.T
	memory *memory
	clock  time.Time
	owner  models.ID
	id     models.ID
}

func start() time.Time { return time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC) }

func titled(zh string) questionnaire.Questionnaire {
	return questionnaire.Questionnaire{Name: "draft", Title: models.Text{Zh: zh}}
}

// newStudy begins with version 1, titled "1".
func newStudy(t *testing.T) *study {
	t.Helper()
	s := &study{
		t: t, memory: &memory{records: map[models.ID]Record{}, history: map[models.ID][]Record{}}, clock: start(), owner: models.NewID(),
	}
	s.Shelf = NewShelf(s.memory, func() time.Time { return s.clock })
	e, err := s.Create(t.Context(), s.owner, titled("1"), Imported)
	if err != nil {
		t.Fatal(err)
	}
	s.id = e.ID
	return s
}

// entry is the questionnaire as it stands.
func (s *study) entry() *Entry {
	s.t.Helper()
	e, err := s.Entry(s.t.Context(), s.owner, s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

// save writes a title over the newest version, some time after the last change.
func (s *study) save(after time.Duration, title string) *Entry {
	s.t.Helper()
	s.clock = s.clock.Add(after)
	e, err := s.Save(s.t.Context(), s.owner, s.id, s.entry().Version, titled(title))
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

// versions are those of the history.
func (s *study) versions() []int {
	s.t.Helper()
	log, err := s.History(s.t.Context(), s.owner, s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	var found []int
	for _, r := range log {
		found = append(found, r.Version)
	}
	return found
}

func wantKey(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Key != key || e.Kind != kind {
		t.Errorf("got %v, want %s: %s", err, kind, key)
	}
}
