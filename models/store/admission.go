package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
)

type cardRow struct {
	Hash  []byte `gorm:"primaryKey"`
	Round models.ID
	Unit  models.ID
	Used  bool
	// Request is SHA-256 of what the card was redeemed for, zeros otherwise: always 32 bytes, so that clearing it overwrites it
	// in place.
	Request   []byte
	Rewritten int
}

func noRequest() []byte { return make([]byte, 32) }

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
				rows[i] = cardRow{Hash: hashes[i][:], Round: roundID, Unit: unitID, Request: noRequest()}
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

// Redeem spends a card on a blinded request; see admission.Redemptions.
func (s *Store) Redeem(ctx context.Context, now time.Time, of admission.Redemption) error {
	err := failed(s.txWith(ctx, s.engine.fresh(), func(tx *gorm.DB) error {
		r, err := s.heldRound(tx, of.Round)
		if err != nil {
			return err
		}
		if again, err := redeemedBefore(tx, &r, now, of); again || err != nil {
			return err
		}
		if err := r.takes(now); err != nil {
			return err
		}
		return spend(tx, of)
	}))
	if err == nil || models.KindOf(err) != models.Conflict {
		return err
	}
	// The same request sent twice at once: the transaction that came second may not have seen what the first one wrote.
	return failed(s.txWith(ctx, s.engine.fresh(), func(tx *gorm.DB) error {
		r, unknown := s.heldRound(tx, of.Round)
		if unknown != nil {
			return err
		}
		if again, other := redeemedBefore(tx, &r, now, of); again || other != nil {
			return other
		}
		return err
	}))
}

// redeemedBefore reports whether the card was spent on this very request. It fails where there is no such card, where it is
// of another unit, or where it was spent otherwise.
func redeemedBefore(tx *gorm.DB, r *roundRow, now time.Time, of admission.Redemption) (bool, error) {
	var card cardRow
	err := found(tx.Where("hash = ? AND round = ?", of.Card[:], of.Round).Take(&card).Error)
	switch {
	case err != nil && models.KindOf(err) == models.NotFound:
		return false, models.Fail(models.NotFound, "admission.unknown_card")
	case err != nil:
		return false, err
	case card.Unit != of.Unit:
		return false, models.Fail(models.Forbidden, "admission.other_unit")
	case !card.Used:
		return false, nil
	}
	if err := r.takesRedeemed(now); err != nil {
		return false, err
	}
	if !bytes.Equal(card.Request, of.Request[:]) {
		// After the close a used card is as late as an unused one: nobody may learn which is which without spending any.
		if err := r.takes(now); err != nil {
			return false, err
		}
		return false, models.Fail(models.Conflict, "response.card_used")
	}
	return true, nil
}

// spend marks a card used and counts it, both or neither.
func spend(tx *gorm.DB, of admission.Redemption) error {
	used := models.Fail(models.Conflict, "response.card_used")
	result := tx.Model(&cardRow{}).
		Where("hash = ? AND round = ? AND unit = ? AND used = ?", of.Card[:], of.Round, of.Unit, false).
		Updates(map[string]any{"used": true, "request": of.Request[:]})
	if result.Error != nil || result.RowsAffected != 1 {
		return errors.Join(result.Error, notOne(result, used))
	}
	result = tx.Model(&redemptionRow{}).
		Where("round = ? AND unit = ? AND redeemed < issued", of.Round, of.Unit).
		Update("redeemed", gorm.Expr("redeemed + 1"))
	return errors.Join(result.Error, notOne(result, used))
}

// clearCards leaves nothing of a round's cards but whether they are used. Every row changes, so that they were all written last by
// one transaction: InnoDB keeps its number beside each row.
func clearCards(tx *gorm.DB, roundID models.ID) error {
	return tx.Model(&cardRow{}).Where("round = ?", roundID).
		Updates(map[string]any{"request": noRequest(), "rewritten": gorm.Expr("rewritten + 1")}).Error
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

// Redemptions tells of each unit how many cards it was given and how many are used.
func (s *Store) Redemptions(ctx context.Context, roundID models.ID) (map[models.ID]response.CardCount, error) {
	rows, err := s.redemptions(ctx, roundID)
	spent := make(map[models.ID]response.CardCount, len(rows))
	for _, row := range rows {
		spent[row.Unit] = response.CardCount{Issued: row.Issued, Redeemed: row.Redeemed}
	}
	return spent, err
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
