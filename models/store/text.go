package store

import (
	"bytes"
	"context"

	"gorm.io/gorm"

	"jianfu/models"
)

// textPart is the length of a part of sealed texts, in bytes: a province has tens of megabytes of them, and a server takes
// no more than 16 MB in one statement unless it is told to.
const textPart = 1 << 20

type textRow struct {
	Round  models.ID `gorm:"primaryKey"`
	Part   int       `gorm:"primaryKey"`
	Sealed []byte
}

func (textRow) TableName() string { return "round_text" }

// keepTexts keeps the sealed texts of a round, in parts.
func keepTexts(tx *gorm.DB, id models.ID, sealed []byte) error {
	for part := 0; len(sealed) > 0; part++ {
		n := min(len(sealed), textPart)
		if err := tx.Create(&textRow{Round: id, Part: part, Sealed: sealed[:n]}).Error; err != nil {
			return err
		}
		sealed = sealed[n:]
	}
	return nil
}

// Texts gives the sealed texts of a round; NotFound "evaluation.texts.none" where there are none or none any more.
func (s *Store) Texts(ctx context.Context, id models.ID) ([]byte, error) {
	var rows []textRow
	if err := s.read.WithContext(ctx).Where("round = ?", id).Order("part").Find(&rows).Error; err != nil {
		return nil, failed(err)
	}
	parts := make([][]byte, len(rows))
	for i, row := range rows {
		parts[i] = row.Sealed
	}
	if len(parts) == 0 {
		return nil, models.Fail(models.NotFound, "evaluation.texts.none")
	}
	return bytes.Join(parts, nil), nil
}

// HasTexts reports whether sealed texts of a round are kept.
func (s *Store) HasTexts(ctx context.Context, id models.ID) (bool, error) {
	var parts int64
	err := s.read.WithContext(ctx).Model(&textRow{}).Where("round = ?", id).Count(&parts).Error
	return parts > 0, failed(err)
}

// DeleteTexts destroys the sealed texts of a round, in the files too.
func (s *Store) DeleteTexts(ctx context.Context, id models.ID) error {
	if err := s.dropTexts(ctx, id); err != nil {
		return err
	}
	// Somebody reading the file keeps it from being scrubbed; that is done when the ballots go.
	if err := s.engine.scrub(ctx, s.write); models.KindOf(err) != models.Unavailable {
		return err
	}
	return nil
}

// dropTexts deletes the sealed texts of a round. Until the files are scrubbed, too, their logs still hold them.
func (s *Store) dropTexts(ctx context.Context, id models.ID) error {
	result := s.write.WithContext(ctx).Where("round = ?", id).Delete(&textRow{})
	if result.Error != nil || result.RowsAffected == 0 {
		return failed(result.Error)
	}
	return s.engine.rebuildTexts(ctx, s.write)
}
