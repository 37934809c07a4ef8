package store

import (
	"bytes"
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
	if err == nil && isBlank(row.Locked) {
		err = gorm.ErrRecordNotFound
	}
	return row.Locked, found(err)
}

// KeepUnitKey keeps a key unless the unit has one.
func (s *Store) KeepUnitKey(ctx context.Context, roundID, unitID models.ID, public, locked []byte) error {
	row := unitKeyRow{Round: roundID, Unit: unitID, Public: public, Locked: locked}
	return failed(s.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error)
}

// EraseUnitKeys overwrites the private keys of a round and scrubs the files, which the shuffle has done already where there was one.
// Only then do they count as erased, so that a scrub that was kept from its work is tried again.
func (s *Store) EraseUnitKeys(ctx context.Context, roundID models.ID) error {
	blanked := 0
	err := s.tx(ctx, func(tx *gorm.DB) error {
		var err error
		blanked, err = blankUnitKeys(tx, roundID)
		return err
	})
	if err != nil {
		return failed(err)
	}
	if blanked > 0 {
		if err := s.engine.scrub(ctx, s.write); err != nil {
			return err
		}
	}
	return failed(s.write.WithContext(ctx).Model(&unitKeyRow{}).Where("round = ?", roundID).Update("erased", true).Error)
}

// blankUnitKeys overwrites the private keys of a round with zeros of the same length, which both databases do in place, and
// says how many it found.
func blankUnitKeys(tx *gorm.DB, roundID models.ID) (blanked int, err error) {
	var rows []unitKeyRow
	if err := tx.Where("round = ? AND erased = ?", roundID, false).Find(&rows).Error; err != nil {
		return 0, err
	}
	for _, row := range rows {
		if isBlank(row.Locked) {
			continue
		}
		err := tx.Model(&unitKeyRow{}).Where("round = ? AND unit = ?", roundID, row.Unit).
			Update("locked", make([]byte, len(row.Locked))).Error
		if err != nil {
			return 0, err
		}
		blanked++
	}
	return blanked, nil
}

func isBlank(locked []byte) bool { return len(bytes.Trim(locked, "\x00")) == 0 }

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
