package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/library"
)

type questionnaireRow struct {
	ID      models.ID `gorm:"primaryKey"`
	Owner   models.ID
	Version int
	TitleZh string
	TitleEn string
	Updated int64
	Deleted int64
	Why     string
	Body    []byte
}

func (questionnaireRow) TableName() string { return "questionnaire" }

type revisionRow struct {
	Questionnaire models.ID `gorm:"primaryKey"`
	Version       int       `gorm:"primaryKey"`
	At            int64
	Why           string
	Body          []byte
}

func (revisionRow) TableName() string { return "questionnaire_revision" }

func rowOfQuestionnaire(r *library.Record) questionnaireRow {
	return questionnaireRow{
		ID: r.ID, Owner: r.Owner, Version: r.Version, TitleZh: r.Title.Zh, TitleEn: r.Title.En,
		Updated: seconds(r.Updated), Deleted: seconds(r.Deleted), Why: string(r.Why), Body: r.Body,
	}
}

func (row questionnaireRow) record() library.Record {
	return library.Record{
		ID: row.ID, Owner: row.Owner, Version: row.Version, Title: models.Text{Zh: row.TitleZh, En: row.TitleEn},
		Updated: moment(row.Updated), Deleted: moment(row.Deleted), Why: library.Why(row.Why), Body: row.Body,
	}
}

// CreateQuestionnaire keeps a new record; Conflict "library.many".
func (s *Store) CreateQuestionnaire(ctx context.Context, r *library.Record, limit int) error {
	row := rowOfQuestionnaire(r)
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		if err := s.roomFor(tx, r.Owner, limit); err != nil {
			return err
		}
		return tx.Create(&row).Error
	}))
}

// roomFor fails with Conflict "library.many" where an owner has limit questionnaires outside the bin. Until the
// transaction ends nobody else changes their number.
func (s *Store) roomFor(tx *gorm.DB, owner models.ID, limit int) error {
	var live []int64
	err := tx.Raw("SELECT deleted FROM questionnaire WHERE owner = ? AND deleted = 0"+s.engine.updateLock(), owner).Scan(&live).Error
	if err == nil && len(live) >= limit {
		return models.Fail(models.Conflict, "library.many", limit)
	}
	return err
}

// Questionnaires lists an owner's records, latest change first, without bodies.
func (s *Store) Questionnaires(ctx context.Context, owner models.ID) ([]library.Record, error) {
	var rows []questionnaireRow
	err := s.read.WithContext(ctx).Omit("body").Where("owner = ?", owner).Order("updated DESC, id").Find(&rows).Error
	if err != nil {
		return nil, failed(err)
	}
	records := make([]library.Record, len(rows))
	for i, row := range rows {
		records[i] = row.record()
	}
	return records, nil
}

// Questionnaire finds a record; NotFound.
func (s *Store) Questionnaire(ctx context.Context, id models.ID) (*library.Record, error) {
	var row questionnaireRow
	if err := s.read.WithContext(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return nil, found(err)
	}
	r := row.record()
	return &r, nil
}

// UpdateQuestionnaire writes next in the place of the version before it; Conflict "library.changed". The condition of
// the UPDATE decides between rivals, and comes first: whoever loses touches no history.
func (s *Store) UpdateQuestionnaire(ctx context.Context, next, kept *library.Record, drop []int) error {
	row := rowOfQuestionnaire(next)
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		result := tx.Model(&questionnaireRow{}).
			Where("id = ? AND version = ? AND deleted = 0", next.ID, next.Version-1).
			Select("version", "title_zh", "title_en", "updated", "why", "body").Updates(&row)
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected != 1 {
			return models.Fail(models.Conflict, "library.changed")
		}
		if kept != nil {
			old := revisionRow{
				Questionnaire: kept.ID, Version: kept.Version, At: seconds(kept.Updated), Why: string(kept.Why), Body: kept.Body,
			}
			if err := tx.Create(&old).Error; err != nil {
				return err
			}
		}
		if len(drop) == 0 {
			return nil
		}
		return tx.Where("questionnaire = ? AND version IN ?", next.ID, drop).Delete(&revisionRow{}).Error
	}))
}

// DeleteQuestionnaire puts a record into the bin, where it is not there yet.
func (s *Store) DeleteQuestionnaire(ctx context.Context, id models.ID, at time.Time) error {
	return failed(s.write.WithContext(ctx).Model(&questionnaireRow{}).Where("id = ? AND deleted = 0", id).
		Update("deleted", seconds(at)).Error)
}

// UndeleteQuestionnaire takes a record out of the bin; Conflict "library.many", NotFound.
func (s *Store) UndeleteQuestionnaire(ctx context.Context, id models.ID, limit int) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		var row questionnaireRow
		if err := tx.Select("owner").Where("id = ?", id).Take(&row).Error; err != nil {
			return found(err)
		}
		if err := s.roomFor(tx, row.Owner, limit); err != nil {
			return err
		}
		return tx.Model(&questionnaireRow{}).Where("id = ?", id).Update("deleted", 0).Error
	}))
}

// PurgeQuestionnaires removes what was deleted at a moment or earlier; the history goes with it (ON DELETE CASCADE).
func (s *Store) PurgeQuestionnaires(ctx context.Context, until time.Time) error {
	return failed(s.write.WithContext(ctx).Where("deleted > 0 AND deleted <= ?", until.Unix()).Delete(&questionnaireRow{}).Error)
}

// Revisions lists the kept states of a questionnaire, oldest first, without their bodies.
func (s *Store) Revisions(ctx context.Context, id models.ID) ([]library.Revision, error) {
	var rows []revisionRow
	err := s.read.WithContext(ctx).Omit("body").Where("questionnaire = ?", id).Order("version").Find(&rows).Error
	if err != nil {
		return nil, failed(err)
	}
	revisions := make([]library.Revision, len(rows))
	for i, row := range rows {
		revisions[i] = library.Revision{Version: row.Version, At: moment(row.At), Why: library.Why(row.Why)}
	}
	return revisions, nil
}

// RevisionBody gives the body of a kept state; NotFound.
func (s *Store) RevisionBody(ctx context.Context, id models.ID, version int) ([]byte, error) {
	var row revisionRow
	err := s.read.WithContext(ctx).Select("body").Where("questionnaire = ? AND version = ?", id, version).Take(&row).Error
	return row.Body, found(err)
}
