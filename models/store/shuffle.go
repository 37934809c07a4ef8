package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/round"
)

// shuffleBatch is how many ballots are copied in one transaction.
const shuffleBatch = 500

// Shuffle copies the ballots of a closed round in random order into a fresh set; see response.Store. It may stop
// anywhere and be called again: until the switch the set as cast is in force and the new one is begun afresh; after it
// the cards are cleared, the old set is dropped and the files are scrubbed; only then does the round count as shuffled.
func (s *Store) Shuffle(ctx context.Context, id models.ID) error {
	return s.engine.exclusively(ctx, s.write, id.String()[:16], func() error {
		var row roundRow
		if err := s.write.WithContext(ctx).Select("state", "ballot_set", "shuffled").Where("id = ?", id).Take(&row).Error; err != nil {
			return found(err)
		}
		switch {
		case row.State != string(round.Closed):
			return models.Fail(models.Conflict, "round.not_closed")
		case row.Shuffled:
			return nil
		case row.BallotSet == castSet || row.BallotSet == frozenSet:
			// First nothing more may come in: this waits for the casts that hold the round.
			if err := s.mark(ctx, id, row.BallotSet, "ballot_set", frozenSet); err != nil {
				return err
			}
			if err := s.fillShuffled(ctx, id); err != nil {
				return err
			}
			if err := s.mark(ctx, id, frozenSet, "ballot_set", shuffledSet); err != nil {
				return err
			}
		}
		err := s.tx(ctx, func(tx *gorm.DB) error {
			_, err := blankUnitKeys(tx, id)
			return errors.Join(err, clearCards(tx, id))
		})
		if err != nil {
			return failed(err)
		}
		if err := s.write.WithContext(ctx).Exec("DROP TABLE IF EXISTS " + ballotTable(id, castSet)).Error; err != nil {
			return failed(err)
		}
		if err := s.engine.scrub(ctx, s.write); err != nil {
			return err
		}
		return s.mark(ctx, id, shuffledSet, "shuffled", true)
	})
}

// mark sets a column of a closed round whose ballots in force are still those of a set.
func (s *Store) mark(ctx context.Context, id models.ID, set int, column string, value any) error {
	result := s.write.WithContext(ctx).Model(&roundRow{}).
		Where("id = ? AND state = ? AND ballot_set = ?", id, round.Closed, set).Update(column, value)
	if result.Error == nil && result.RowsAffected != 1 {
		return models.Fail(models.Conflict, "round.not_closed")
	}
	return failed(result.Error)
}

func (s *Store) fillShuffled(ctx context.Context, id models.ID) error {
	from, to := ballotTable(id, castSet), ballotTable(id, shuffledSet)
	if err := s.write.WithContext(ctx).Exec("DROP TABLE IF EXISTS " + to).Error; err != nil {
		return failed(err)
	}
	if err := s.makeBallots(ctx, id, shuffledSet); err != nil {
		return err
	}
	var keys []models.ID
	if err := s.read.WithContext(ctx).Table(from).Pluck("id", &keys).Error; err != nil {
		return failed(err)
	}
	if err := permute(keys); err != nil {
		return err
	}
	for start := 0; start < len(keys); start += shuffleBatch {
		batch := keys[start:min(start+shuffleBatch, len(keys))]
		if err := s.copyShuffled(ctx, from, to, batch); err != nil {
			return err
		}
	}
	var copied int64
	if err := s.read.WithContext(ctx).Table(to).Count(&copied).Error; err != nil {
		return failed(err)
	}
	if copied != int64(len(keys)) {
		return fmt.Errorf("store: shuffled %d ballots of %d", copied, len(keys))
	}
	return nil
}

func (s *Store) copyShuffled(ctx context.Context, from, to string, keys []models.ID) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		var rows []ballotRow
		if err := tx.Table(from).Where("id IN ?", keys).Find(&rows).Error; err != nil {
			return err
		}
		for i := range rows {
			rows[i].ID = models.NewID()
		}
		return tx.Table(to).CreateInBatches(rows, 100).Error
	}))
}

// permute puts keys into an order drawn from the operating system's generator (Fisher and Yates).
func permute(keys []models.ID) error {
	for i := len(keys) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			return fmt.Errorf("store: shuffle: %w", err)
		}
		k := int(j.Int64())
		keys[i], keys[k] = keys[k], keys[i]
	}
	return nil
}
