package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/response"
)

type turnoutRow struct {
	Round models.ID `gorm:"primaryKey"`
	Due   int64
	Shown []byte
}

func (turnoutRow) TableName() string { return "turnout" }

// Turnout gives the last count of a round and when the next one is due; zero values where there was none.
func (s *Store) Turnout(ctx context.Context, id models.ID) (response.Turnout, time.Time, error) {
	var row turnoutRow
	var last response.Turnout
	err := found(s.read.WithContext(ctx).Where("round = ?", id).Take(&row).Error)
	if err != nil {
		if models.KindOf(err) == models.NotFound {
			err = nil
		}
		return last, time.Time{}, err
	}
	if err := json.Unmarshal(row.Shown, &last); err != nil {
		return last, time.Time{}, fmt.Errorf("store: turnout: %w", err)
	}
	return last, moment(row.Due), nil
}

// SaveTurnout keeps a count in the place of the last one.
func (s *Store) SaveTurnout(ctx context.Context, id models.ID, counted response.Turnout, due time.Time) error {
	raw, err := json.Marshal(counted)
	if err != nil {
		return fmt.Errorf("store: turnout: %w", err)
	}
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("round = ?", id).Delete(&turnoutRow{}).Error; err != nil {
			return err
		}
		return tx.Create(&turnoutRow{Round: id, Due: seconds(due), Shown: raw}).Error
	}))
}
