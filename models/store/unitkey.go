package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"jianfu/models"
)

type unitKeyRow struct {
	Round  models.ID `gorm:"primaryKey"`
	Unit   models.ID `gorm:"primaryKey"`
	Public []byte
	Locked []byte
	Erased bool
}

func (unitKeyRow) TableName() string { return "unit_key" }

// UnitKeys gives the public key of every unit of a round that has one.
func (s *Store) UnitKeys(ctx context.Context, roundID models.ID) (map[models.ID][]byte, error) {
	var rows []unitKeyRow
	err := s.read.WithContext(ctx).Select("unit", "public").Where("round = ?", roundID).Find(&rows).Error
	keys := make(map[models.ID][]byte, len(rows))
	for _, row := range rows {
		keys[row.Unit] = row.Public
	}
	return keys, failed(err)
}

// LockedUnitKey gives the private key of a unit as it lies here; NotFound where there is none, or none any more.
func (s *Store) LockedUnitKey(ctx context.Context, roundID, unitID models.ID) ([]byte, error) {
	var row unitKeyRow
	err := s.read.WithContext(ctx).Select("locked").
		Where("round = ? AND unit = ? AND erased = ?", roundID, unitID, false).Take(&row).Error
	return row.Locked, found(err)
}

// KeepUnitKey keeps a key unless the unit has one.
func (s *Store) KeepUnitKey(ctx context.Context, roundID, unitID models.ID, public, locked []byte) error {
	row := unitKeyRow{Round: roundID, Unit: unitID, Public: public, Locked: locked}
	return failed(s.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error)
}

// EraseUnitKeys overwrites the private keys of a round with zeros of the same length, which both databases do in place.
func (s *Store) EraseUnitKeys(ctx context.Context, roundID models.ID) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		var rows []unitKeyRow
		if err := tx.Where("round = ? AND erased = ?", roundID, false).Find(&rows).Error; err != nil {
			return err
		}
		for _, row := range rows {
			err := tx.Model(&unitKeyRow{}).Where("round = ? AND unit = ?", roundID, row.Unit).
				Updates(map[string]any{"locked": make([]byte, len(row.Locked)), "erased": true}).Error
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// withUnitKeys names the rounds whose private unit keys still lie here.
func withUnitKeys(tx *gorm.DB, ids ...models.ID) (map[models.ID]bool, error) {
	query := tx.Model(&unitKeyRow{}).Distinct("round").Where("erased = ?", false)
	if len(ids) > 0 {
		query = query.Where("round IN ?", ids)
	}
	var rows []unitKeyRow
	err := query.Find(&rows).Error
	have := make(map[models.ID]bool, len(rows))
	for _, row := range rows {
		have[row.Round] = true
	}
	return have, err
}
