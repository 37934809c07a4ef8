package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
	"jianfu/models/round"
)

// A round's ballots lie in a table of their own: as cast in set 1, shuffled in set 2. Dropping a table leaves nothing
// of its rows' order, and nothing of InnoDB's hidden transaction numbers.
const (
	noSet       = 0
	castSet     = 1
	shuffledSet = 2
	frozenSet   = 3 // the table of castSet, which takes nothing more: it is being shuffled
)

func ballotTable(id models.ID, set int) string {
	if set == frozenSet {
		set = castSet
	}
	return fmt.Sprintf("ballot_%s_%d", id, set)
}

type ballotRow struct {
	ID        models.ID `gorm:"primaryKey"`
	SpkiHash  []byte
	Unit      models.ID
	Path      string
	Spki      []byte
	Token     []byte // NULL without one
	Sealed    []byte
	Signature []byte
}

func (s *Store) makeBallots(ctx context.Context, id models.ID, set int) error {
	return failed(s.write.WithContext(ctx).Exec(s.engine.createBallots(ballotTable(id, set))).Error)
}

// dropBallots destroys every ballot of a round, and what was made of their words. Cards stay, so that whoever scans one is told what became of it.
func (s *Store) dropBallots(ctx context.Context, id models.ID) error {
	for _, set := range []int{castSet, shuffledSet} {
		if err := s.write.WithContext(ctx).Exec("DROP TABLE IF EXISTS " + ballotTable(id, set)).Error; err != nil {
			return failed(err)
		}
	}
	if err := s.dropTexts(ctx, id); err != nil {
		return err
	}
	if err := s.engine.scrub(ctx, s.write); err != nil {
		return err
	}
	return failed(s.write.WithContext(ctx).Model(&roundRow{}).Where("id = ?", id).Update("ballot_set", noSet).Error)
}

// CastCard marks a card used and keeps its ballot; see response.Store.
func (s *Store) CastCard(ctx context.Context, now time.Time, card [32]byte, b *response.Ballot) error {
	return s.cast(ctx, b, func(tx *gorm.DB, r *roundRow) error {
		if err := r.takes(now); err != nil {
			return err
		}
		return spend(tx, admission.Redemption{Round: b.Round, Unit: b.Unit, Card: card})
	})
}

// CastRedeemed keeps the ballot of a card that was redeemed before; see response.Store.
func (s *Store) CastRedeemed(ctx context.Context, now time.Time, b *response.Ballot) error {
	return s.cast(ctx, b, func(_ *gorm.DB, r *roundRow) error { return r.takesRedeemed(now) })
}

// CastPoster keeps a ballot; see response.Store.
func (s *Store) CastPoster(ctx context.Context, now time.Time, b *response.Ballot) error {
	return s.cast(ctx, b, func(_ *gorm.DB, r *roundRow) error { return r.takes(now) })
}

// takes fails unless cards are redeemed, and sheets without one taken, at now.
func (r *roundRow) takes(now time.Time) error {
	switch state := round.State(r.State); {
	case state == round.Draft || state == round.Frozen:
		return models.Fail(models.Conflict, "response.not_yet")
	case state == round.Cancelled:
		return models.Fail(models.Gone, "respondent.cancelled")
	case state != round.Open || !now.Before(moment(r.Ends)):
		return models.Fail(models.Gone, "response.late", moment(r.Ends))
	case r.Paused:
		return models.Fail(models.Unavailable, "respondent.paused")
	}
	return nil
}

// takesRedeemed fails unless ballots of redeemed cards are taken at now.
func (r *roundRow) takesRedeemed(now time.Time) error {
	state := round.State(r.State)
	if state == round.Closed && r.BallotSet == castSet || state == round.Open {
		if !now.Before(moment(r.Ends).Add(round.Grace)) {
			return models.Fail(models.Gone, "response.late", moment(r.Ends))
		}
		if r.Paused {
			return models.Fail(models.Unavailable, "respondent.paused")
		}
		return nil
	}
	return r.takes(now) // says why not
}

// Kept reports whether this very ballot is kept.
func (s *Store) Kept(ctx context.Context, b *response.Ballot) (bool, error) {
	set, err := s.ballotSet(ctx, b.Round)
	if err != nil {
		return false, err
	}
	kept, err := isKept(s.read.WithContext(ctx), roundRow{BallotSet: set}, b)
	return kept, failed(err)
}

func notOne(result *gorm.DB, otherwise error) error {
	if result.Error != nil || result.RowsAffected == 1 {
		return nil
	}
	return otherwise
}

// cast keeps a ballot unless it is kept already; admit says whether it may come in, and spends what it costs.
func (s *Store) cast(ctx context.Context, b *response.Ballot, admit func(*gorm.DB, *roundRow) error) error {
	err := failed(s.txWith(ctx, s.engine.fresh(), func(tx *gorm.DB) error {
		r, err := s.heldRound(tx, b.Round)
		if err != nil {
			return err
		}
		if kept, err := isKept(tx, r, b); kept || err != nil {
			return err
		}
		if err := admit(tx, &r); err != nil {
			return err
		}
		hash := b.Hash()
		return tx.Table(ballotTable(b.Round, castSet)).Create(&ballotRow{
			ID: models.NewID(), SpkiHash: hash[:], Unit: b.Unit, Path: string(b.Path),
			Spki: b.SPKI, Token: b.Token, Sealed: b.Sealed, Signature: b.Signature,
		}).Error
	}))
	if err == nil || models.KindOf(err) != models.Conflict {
		return err
	}
	// The same ballot sent twice at once: the transaction that came second may not have seen the first one's rows.
	return s.txWith(ctx, s.engine.fresh(), func(tx *gorm.DB) error {
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
	result := tx.Raw("SELECT id, state, ends, ballot_set, paused FROM round WHERE id = ?"+s.engine.shareLock(), id).Scan(&row)
	if result.Error == nil && result.RowsAffected == 0 {
		return row, models.Fail(models.NotFound, "error.not_found")
	}
	return row, result.Error
}

// CountBallots counts the ballots of a round by unit.
func (s *Store) CountBallots(ctx context.Context, id models.ID) (map[models.ID]int, error) {
	paths, err := s.CountPaths(ctx, id)
	counts := make(map[models.ID]int, len(paths))
	for unitID, of := range paths {
		for _, n := range of {
			counts[unitID] += n
		}
	}
	return counts, err
}

// CountPaths counts the ballots of a round by unit and by where they were sealed.
func (s *Store) CountPaths(ctx context.Context, id models.ID) (map[models.ID]map[response.Path]int, error) {
	counts := map[models.ID]map[response.Path]int{}
	set, err := s.ballotSet(ctx, id)
	if err != nil || set == noSet {
		return counts, err
	}
	var rows []struct {
		Unit  models.ID
		Path  response.Path
		Count int
	}
	err = s.read.WithContext(ctx).Table(ballotTable(id, set)).
		Select("unit, path, COUNT(*) AS count").Group("unit, path").Find(&rows).Error
	for _, row := range rows {
		if counts[row.Unit] == nil {
			counts[row.Unit] = map[response.Path]int{}
		}
		counts[row.Unit][row.Path] = row.Count
	}
	return counts, failed(err)
}

// Outstanding counts the redeemed cards of a round whose ballots have not arrived, unit by unit: where there are more ballots than
// redemptions, as after a restore, that hides no other unit's.
func (s *Store) Outstanding(ctx context.Context, id models.ID) (int, error) {
	spent, err := s.Redemptions(ctx, id)
	if err != nil {
		return 0, err
	}
	counts, err := s.CountBallots(ctx, id)
	outstanding := 0
	for unitID, of := range spent {
		outstanding += max(0, of.Redeemed-counts[unitID])
	}
	return outstanding, err
}

func (s *Store) ballotSet(ctx context.Context, id models.ID) (int, error) {
	var row roundRow
	err := s.read.WithContext(ctx).Select("ballot_set").Where("id = ?", id).Take(&row).Error
	return row.BallotSet, found(err)
}

// ballotPage is how many ballots are read at a time.
const ballotPage = 500

// Ballots hands every ballot of a shuffled round to take, in ascending order of its hash. It fails with Conflict
// "evaluation.not_shuffled". Between pages it holds nothing of the database: take may write to somebody's slow line.
func (s *Store) Ballots(ctx context.Context, id models.ID, take func(*response.Ballot) error) error {
	set, err := s.ballotSet(ctx, id)
	if err != nil {
		return err
	}
	if set != shuffledSet {
		return models.Fail(models.Conflict, "evaluation.not_shuffled")
	}
	for after := []byte{}; ; {
		var page []ballotRow
		err := s.read.WithContext(ctx).Table(ballotTable(id, set)).
			Where("spki_hash > ?", after).Order("spki_hash").Limit(ballotPage).Find(&page).Error
		if err != nil {
			return failed(err)
		}
		for i := range page {
			row := &page[i]
			b := &response.Ballot{
				Round: id, Unit: row.Unit, Path: response.Path(row.Path),
				SPKI: row.Spki, Token: row.Token, Sealed: row.Sealed, Signature: row.Signature,
			}
			if err := take(b); err != nil {
				return err
			}
		}
		if len(page) < ballotPage {
			return nil
		}
		after = page[len(page)-1].SpkiHash
	}
}
