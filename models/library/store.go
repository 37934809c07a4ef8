package library

import (
	"context"
	"time"

	"jianfu/models"
)

// Entries keeps what is current.
type Entries interface {
	// CreateQuestionnaire keeps a new record; Conflict "library.many" where its owner has limit of them already, not
	// counting those in the bin.
	CreateQuestionnaire(ctx context.Context, r *Record, limit int) error
	// Questionnaires lists an owner's records, those in the bin too, latest change first, without bodies.
	Questionnaires(ctx context.Context, owner models.ID) ([]Record, error)
	// Questionnaire fails with NotFound.
	Questionnaire(ctx context.Context, id models.ID) (*Record, error)
	// UpdateQuestionnaire writes next in the place of the version before it, unless that has changed or lies in the
	// bin: Conflict "library.changed". In the same transaction kept, where it is not nil, goes into the history, and
	// the versions in drop go out of it.
	UpdateQuestionnaire(ctx context.Context, next, kept *Record, drop []int) error
}

// Bin keeps what was deleted.
type Bin interface {
	// DeleteQuestionnaire puts a record into the bin; one that is there already stays as it is.
	DeleteQuestionnaire(ctx context.Context, id models.ID, at time.Time) error
	// UndeleteQuestionnaire takes a record out of the bin; Conflict "library.many" as CreateQuestionnaire.
	UndeleteQuestionnaire(ctx context.Context, id models.ID, limit int) error
	// PurgeQuestionnaires removes for good, with their history, the records that were deleted at a moment or earlier.
	PurgeQuestionnaires(ctx context.Context, until time.Time) error
}

// History keeps what was current before.
type History interface {
	// Revisions lists the kept states of a questionnaire, oldest first.
	Revisions(ctx context.Context, id models.ID) ([]Revision, error)
	// RevisionBody gives the body of a kept state; NotFound.
	RevisionBody(ctx context.Context, id models.ID, version int) ([]byte, error)
}

// Store keeps libraries.
type Store interface {
	Entries
	Bin
	History
}
