package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/round"
)

// A round's ballots lie in a table of their own: as cast in set 1, shuffled in set 2. Dropping a table leaves nothing
// of its rows' order, and nothing of InnoDB's hidden transaction numbers.
const (
	noSet       = 0
	castSet     = 1
	shuffledSet = 2
)

func ballotTable(id models.ID, set int) string { return fmt.Sprintf("ballot_%s_%d", id, set) }

type ballotRow struct {
	ID        models.ID `gorm:"primaryKey"`
	SpkiHash  []byte
	Unit      models.ID
	Path      string
	Spki      []byte
	Sealed    []byte
	Signature []byte
}

func (s *Store) makeBallots(ctx context.Context, id models.ID, set int) error {
	return failed(s.write.WithContext(ctx).Exec(s.engine.createBallots(ballotTable(id, set))).Error)
}

// dropBallots destroys every ballot of a round. Cards stay, so that whoever scans one is told what became of it.
func (s *Store) dropBallots(ctx context.Context, id models.ID) error {
	for _, set := range []int{castSet, shuffledSet} {
		if err := s.write.WithContext(ctx).Exec("DROP TABLE IF EXISTS " + ballotTable(id, set)).Error; err != nil {
			return failed(err)
		}
	}
	if err := s.engine.scrub(ctx, s.write); err != nil {
		return err
	}
	return failed(s.write.WithContext(ctx).Model(&roundRow{}).Where("id = ?", id).Update("ballot_set", noSet).Error)
}

// CastCard marks a card used and keeps its ballot; see response.Store.
func (s *Store) CastCard(ctx context.Context, now time.Time, card [32]byte, b *response.Ballot) error {
	return s.cast(ctx, now, b, func(tx *gorm.DB) error {
		used := models.Fail(models.Conflict, "response.card_used")
		result := tx.Model(&cardRow{}).
			Where("hash = ? AND round = ? AND unit = ? AND used = ?", card[:], b.Round, b.Unit, false).
			Update("used", true)
		if result.Error != nil || result.RowsAffected != 1 {
			return errors.Join(result.Error, notOne(result, used))
		}
		result = tx.Model(&redemptionRow{}).
			Where("round = ? AND unit = ? AND redeemed < issued", b.Round, b.Unit).
			Update("redeemed", gorm.Expr("redeemed + 1"))
		return errors.Join(result.Error, notOne(result, used))
	})
}

// CastPoster keeps a ballot; see response.Store.
func (s *Store) CastPoster(ctx context.Context, now time.Time, b *response.Ballot) error {
	return s.cast(ctx, now, b, func(*gorm.DB) error { return nil })
}

func notOne(result *gorm.DB, otherwise error) error {
	if result.Error != nil || result.RowsAffected == 1 {
		return nil
	}
	return otherwise
}

func (s *Store) cast(ctx context.Context, now time.Time, b *response.Ballot, redeem func(*gorm.DB) error) error {
	err := failed(s.tx(ctx, func(tx *gorm.DB) error {
		r, err := s.heldRound(tx, b.Round)
		if err != nil {
			return err
		}
		if kept, err := isKept(tx, r, b); kept || err != nil {
			return err
		}
		switch state := round.State(r.State); {
		case state == round.Draft || state == round.Frozen:
			return models.Fail(models.Conflict, "response.not_yet")
		case state != round.Open || !now.Before(moment(r.Ends)):
			return models.Fail(models.Gone, "response.late", moment(r.Ends))
		}
		if err := redeem(tx); err != nil {
			return err
		}
		hash := b.Hash()
		return tx.Table(ballotTable(b.Round, castSet)).Create(&ballotRow{
			ID: models.NewID(), SpkiHash: hash[:], Unit: b.Unit, Path: string(b.Path),
			Spki: b.SPKI, Sealed: b.Sealed, Signature: b.Signature,
		}).Error
	}))
	if err == nil || models.KindOf(err) != models.Conflict {
		return err
	}
	// The same ballot sent twice at once: the transaction that came second may not have seen the first one's rows.
	return s.tx(ctx, func(tx *gorm.DB) error {
		r, unknown := s.heldRound(tx, b.Round)
		if unknown != nil {
			return err
		}
		if kept, other := isKept(tx, r, b); other != nil || kept {
			return other
		}
		return err
	})
}

// isKept looks a ballot up. Another sheet under the same ballot key is refused: Conflict "response.ballot".
func isKept(tx *gorm.DB, r roundRow, b *response.Ballot) (bool, error) {
	if r.BallotSet == noSet {
		return false, nil
	}
	hash := b.Hash()
	var rows []ballotRow
	err := tx.Table(ballotTable(b.Round, r.BallotSet)).Select("sealed", "unit").Where("spki_hash = ?", hash[:]).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return false, err
	}
	if rows[0].Unit != b.Unit || !bytes.Equal(rows[0].Sealed, b.Sealed) {
		return false, models.Fail(models.Conflict, "response.ballot")
	}
	return true, nil
}

// heldRound reads a round so that it cannot be closed before the transaction ends.
func (s *Store) heldRound(tx *gorm.DB, id models.ID) (roundRow, error) {
	var row roundRow
	result := tx.Raw("SELECT id, state, ends, ballot_set FROM round WHERE id = ?"+s.engine.shareLock(), id).Scan(&row)
	if result.Error == nil && result.RowsAffected == 0 {
		return row, models.Fail(models.NotFound, "error.not_found")
	}
	return row, result.Error
}

// CountBallots counts the ballots of a round by unit.
func (s *Store) CountBallots(ctx context.Context, id models.ID) (map[models.ID]int, error) {
	counts := map[models.ID]int{}
	set, err := s.ballotSet(ctx, id)
	if err != nil || set == noSet {
		return counts, err
	}
	var rows []struct {
		Unit  models.ID
		Count int
	}
	err = s.read.WithContext(ctx).Table(ballotTable(id, set)).Select("unit, COUNT(*) AS count").Group("unit").Find(&rows).Error
	for _, row := range rows {
		counts[row.Unit] = row.Count
	}
	return counts, failed(err)
}

func (s *Store) ballotSet(ctx context.Context, id models.ID) (int, error) {
	var row roundRow
	err := s.read.WithContext(ctx).Select("ballot_set").Where("id = ?", id).Take(&row).Error
	return row.BallotSet, found(err)
}

// Ballots hands every ballot of a shuffled round to take, by key. It fails with Conflict "evaluation.not_shuffled".
func (s *Store) Ballots(ctx context.Context, id models.ID, take func(*response.Ballot) error) error {
	set, err := s.ballotSet(ctx, id)
	if err != nil {
		return err
	}
	if set != shuffledSet {
		return models.Fail(models.Conflict, "evaluation.not_shuffled")
	}
	rows, err := s.read.WithContext(ctx).Table(ballotTable(id, set)).
		Select("unit, path, spki, sealed, signature").Order("id").Rows()
	if err != nil {
		return failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		b := &response.Ballot{Round: id}
		if err := rows.Scan(&b.Unit, &b.Path, &b.SPKI, &b.Sealed, &b.Signature); err != nil {
			return failed(err)
		}
		if err := take(b); err != nil {
			return err
		}
	}
	return failed(rows.Err())
}
