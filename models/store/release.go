package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/round"
)

type releasedRow struct {
	Round  models.ID `gorm:"primaryKey"`
	Number int       `gorm:"primaryKey"`
	Hash   string
	Body   []byte
}

func (releasedRow) TableName() string { return "released" }

// KeepRelease keeps the first release of a closed round, with its sealed texts if there are any, and marks the round as
// released, in one transaction. Conflict "evaluation.released" where there is one.
func (s *Store) KeepRelease(
	ctx context.Context, roundID models.ID, released *disclosure.Released, texts []byte, at time.Time,
) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		already := models.Fail(models.Conflict, "evaluation.released")
		var row roundRow
		if err := tx.Where("id = ?", roundID).Take(&row).Error; err != nil {
			return err
		}
		if row.State == string(round.Cancelled) {
			return models.Fail(models.Conflict, "round.over")
		}
		result := tx.Model(&roundRow{}).Where("id = ? AND version = ? AND state = ?", roundID, row.Version, round.Closed).
			Updates(map[string]any{"state": round.Released, "version": row.Version + 1, "released": seconds(at)})
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected != 1 {
			return already
		}
		body := releasedRow{Round: roundID, Number: 1, Hash: released.Hash(), Body: released.JSON()}
		if err := tx.Create(&body).Error; err != nil {
			return err
		}
		if err := keepTexts(tx, roundID, texts); err != nil {
			return err
		}
		return logAddendum(tx, roundID, row.Version+1, &round.Addendum{At: at, What: "round.log.released"})
	}))
}

// Release reads the release of a round, checking it again; NotFound.
func (s *Store) Release(ctx context.Context, roundID models.ID) (*disclosure.Released, error) {
	var row releasedRow
	if err := s.read.WithContext(ctx).Where("round = ?", roundID).Order("number DESC").Take(&row).Error; err != nil {
		return nil, found(err)
	}
	return disclosure.Read(row.Body)
}
