package library

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"jianfu/models"
	domain "jianfu/models/library"
)

// memory is a store of the library, and the people of the sessions.
type memory struct {
	mu      sync.Mutex
	records map[models.ID]domain.Record
	history map[models.ID][]domain.Record
	over    atomic.Bool // anna's session is over
}

func (m *memory) CreateQuestionnaire(_ context.Context, r *domain.Record, limit int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.records) >= limit {
		return models.Fail(models.Conflict, "library.many", limit)
	}
	m.records[r.ID] = *r
	return nil
}

func (m *memory) Questionnaires(_ context.Context, owner models.ID) ([]domain.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []domain.Record
	for _, r := range m.records {
		if r.Owner == owner {
			r.Body = nil
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b domain.Record) int {
		return cmp.Or(b.Updated.Compare(a.Updated), a.ID.Compare(b.ID))
	})
	return found, nil
}

func (m *memory) Questionnaire(_ context.Context, id models.ID) (*domain.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[id]
	if !ok {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return &r, nil
}

func (m *memory) UpdateQuestionnaire(_ context.Context, next, kept *domain.Record, _ []int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.records[next.ID].Version != next.Version-1 {
		return models.Fail(models.Conflict, "library.changed")
	}
	m.records[next.ID] = *next
	if kept != nil {
		m.history[next.ID] = append(m.history[next.ID], *kept)
	}
	return nil
}

func (m *memory) DeleteQuestionnaire(_ context.Context, id models.ID, at time.Time) error {
	return m.mark(id, at)
}

func (m *memory) UndeleteQuestionnaire(_ context.Context, id models.ID, _ int) error {
	return m.mark(id, time.Time{})
}

func (m *memory) mark(id models.ID, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.records[id]
	r.Deleted = at
	m.records[id] = r
	return nil
}

func (m *memory) PurgeQuestionnaires(context.Context, time.Time) error { return nil }

func (m *memory) Revisions(_ context.Context, id models.ID) ([]domain.Revision, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []domain.Revision
	for _, r := range m.history[id] {
		found = append(found, domain.Revision{Version: r.Version, At: r.Updated, Why: r.Why})
	}
	return found, nil
}

func (m *memory) RevisionBody(_ context.Context, id models.ID, version int) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.history[id] {
		if r.Version == version {
			return r.Body, nil
		}
	}
	return nil, models.Fail(models.NotFound, "error.not_found")
}
