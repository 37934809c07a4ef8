package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"jianfu/models"
)

type cardRow struct {
	Hash  []byte `gorm:"primaryKey"`
	Round models.ID
	Unit  models.ID
	Used  bool
}

func (cardRow) TableName() string { return "card" }

type redemptionRow struct {
	Round    models.ID `gorm:"primaryKey"`
	Unit     models.ID `gorm:"primaryKey"`
	Issued   int
	Redeemed int
}

func (redemptionRow) TableName() string { return "redemption" }

type posterRow struct {
	Code  string `gorm:"primaryKey"`
	Round models.ID
	Unit  models.ID
}

func (posterRow) TableName() string { return "poster" }

// CardUnit finds the unit of a card; NotFound.
func (s *Store) CardUnit(ctx context.Context, roundID models.ID, hash [32]byte) (models.ID, error) {
	var row cardRow
	err := s.read.WithContext(ctx).Select("unit").Where("hash = ? AND round = ?", hash[:], roundID).Take(&row).Error
	return row.Unit, found(err)
}

// ReplaceCards puts fresh cards in the place of a unit's unused ones, which count as used from then on: a replaced card
// must open like any other, or whoever kept the first print could tell the spent ones from it. The keys are hashes:
// nothing of the order in which cards are written stays.
func (s *Store) ReplaceCards(ctx context.Context, roundID models.ID, cards map[models.ID][][32]byte) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		for unitID, hashes := range cards {
			err := tx.Model(&cardRow{}).Where("round = ? AND unit = ? AND used = ?", roundID, unitID, false).Update("used", true).Error
			if err != nil {
				return err
			}
			rows := make([]cardRow, len(hashes))
			for i := range hashes {
				rows[i] = cardRow{Hash: hashes[i][:], Round: roundID, Unit: unitID}
			}
			if err := tx.CreateInBatches(rows, 500).Error; err != nil {
				return err
			}
			first := redemptionRow{Round: roundID, Unit: unitID, Issued: len(hashes)}
			if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&first).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// CardsIssued says how many redemptions each unit may have.
func (s *Store) CardsIssued(ctx context.Context, roundID models.ID) (map[models.ID]int, error) {
	rows, err := s.redemptions(ctx, roundID)
	issued := make(map[models.ID]int, len(rows))
	for _, row := range rows {
		issued[row.Unit] = row.Issued
	}
	return issued, err
}

// CardsSpent adds up a round: how many cards were issued and how many of them are used.
func (s *Store) CardsSpent(ctx context.Context, roundID models.ID) (issued, redeemed int, err error) {
	rows, err := s.redemptions(ctx, roundID)
	for _, row := range rows {
		issued += row.Issued
		redeemed += row.Redeemed
	}
	return issued, redeemed, err
}

func (s *Store) redemptions(ctx context.Context, roundID models.ID) ([]redemptionRow, error) {
	var rows []redemptionRow
	err := s.read.WithContext(ctx).Where("round = ?", roundID).Find(&rows).Error
	return rows, failed(err)
}

// Posters gives the poster of each unit, making missing ones from fresh.
func (s *Store) Posters(ctx context.Context, roundID models.ID, fresh map[models.ID]string) (map[models.ID]string, error) {
	var rows []posterRow
	err := s.tx(ctx, func(tx *gorm.DB) error {
		made := make([]posterRow, 0, len(fresh))
		for unitID, code := range fresh {
			made = append(made, posterRow{Code: code, Round: roundID, Unit: unitID})
		}
		if len(made) > 0 {
			if err := tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(made, 500).Error; err != nil {
				return err
			}
		}
		return tx.Where("round = ?", roundID).Find(&rows).Error
	})
	posters := make(map[models.ID]string, len(rows))
	for _, row := range rows {
		posters[row.Unit] = row.Code
	}
	return posters, failed(err)
}

// PosterPlace finds the round and the unit of a poster; NotFound "admission.unknown_poster".
func (s *Store) PosterPlace(ctx context.Context, poster string) (roundID, unitID models.ID, err error) {
	var row posterRow
	err = found(s.read.WithContext(ctx).Where("code = ?", poster).Take(&row).Error)
	if err != nil && models.KindOf(err) == models.NotFound {
		err = models.Fail(models.NotFound, "admission.unknown_poster")
	}
	return row.Round, row.Unit, err
}
