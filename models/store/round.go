package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/round"
)

type roundRow struct {
	ID            models.ID `gorm:"primaryKey"`
	Owner         models.ID
	State         string
	Version       int
	Settings      []byte
	Opened, Ends  int64
	Manifest      []byte
	Hash          string
	Evaluator     models.ID
	EvaluatorName string
	Accepted      int64
	PublicKey     []byte
	WrappedKey    []byte
	Released      int64
	Destroyed     int64
	BallotSet     int  // which table of ballots is in force: 0 none, 1 as cast, 2 shuffled
	Shuffled      bool // the set as cast is gone, from the files too
	Paused        bool
	Waits         bool
	Created       int64
}

func (roundRow) TableName() string { return "round" }

type addendumRow struct {
	Round   models.ID `gorm:"primaryKey"`
	Version int       `gorm:"primaryKey"`
	At      int64
	What    string
	Args    []byte
}

func (addendumRow) TableName() string { return "addendum" }

func rowOfRound(r *round.Round) (roundRow, error) {
	settings, err := json.Marshal(r.Settings)
	if err != nil {
		return roundRow{}, fmt.Errorf("store: round: %w", err)
	}
	return roundRow{
		ID: r.ID, Owner: r.Owner, State: string(r.State), Version: r.Version, Settings: settings,
		Opened: seconds(r.Opened), Ends: seconds(r.Ends), Manifest: r.Manifest, Hash: r.Hash,
		Evaluator: r.Evaluator.Account, EvaluatorName: r.Evaluator.Name, Accepted: seconds(r.Evaluator.Accepted),
		PublicKey: r.Evaluator.PublicKey, WrappedKey: r.Evaluator.WrappedKey,
		Released: seconds(r.Published), Destroyed: seconds(r.Destroyed), Paused: r.Paused, Waits: r.Waits,
	}, nil
}

func (row roundRow) round() (*round.Round, error) {
	r := &round.Round{
		ID: row.ID, Owner: row.Owner, State: round.State(row.State), Version: row.Version,
		Opened: moment(row.Opened), Ends: moment(row.Ends), Manifest: row.Manifest, Hash: row.Hash,
		Evaluator: round.Appointment{
			Account: row.Evaluator, Name: row.EvaluatorName, Accepted: moment(row.Accepted),
			PublicKey: row.PublicKey, WrappedKey: row.WrappedKey,
		},
		Published: moment(row.Released), Destroyed: moment(row.Destroyed),
		HasBallots: row.BallotSet != noSet, Shuffled: row.Shuffled, Paused: row.Paused, Waits: row.Waits,
	}
	if err := json.Unmarshal(row.Settings, &r.Settings); err != nil {
		return nil, fmt.Errorf("store: round: %w", err)
	}
	return r, nil
}

// CreateRound keeps a new draft.
func (s *Store) CreateRound(ctx context.Context, r *round.Round) error {
	row, err := rowOfRound(r)
	if err != nil {
		return err
	}
	row.Created = time.Now().Unix()
	return failed(s.write.WithContext(ctx).Create(&row).Error)
}

// Round finds a round; NotFound.
func (s *Store) Round(ctx context.Context, id models.ID) (*round.Round, error) {
	var row roundRow
	if err := s.read.WithContext(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return nil, found(err)
	}
	r, err := row.round()
	if err != nil {
		return nil, err
	}
	keys, err := withUnitKeys(s.read.WithContext(ctx), id)
	r.HasUnitKeys = keys[id]
	return r, failed(err)
}

// Rounds lists rounds by state, newest first, without their manifests and keys.
func (s *Store) Rounds(ctx context.Context, states ...round.State) ([]*round.Round, error) {
	query := s.read.WithContext(ctx).Omit("manifest", "wrapped_key").Order("created DESC, id")
	if len(states) > 0 {
		query = query.Where("state IN ?", states)
	}
	var rows []roundRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, failed(err)
	}
	keys, err := withUnitKeys(s.read.WithContext(ctx))
	if err != nil {
		return nil, failed(err)
	}
	rounds := make([]*round.Round, len(rows))
	for i, row := range rows {
		r, err := row.round()
		if err != nil {
			return nil, err
		}
		r.HasUnitKeys = keys[r.ID]
		rounds[i] = r
	}
	return rounds, nil
}

// UpdateRound writes a round that is still at r.Version. Opening makes the set of ballots first, cancelling and
// destroying drop it afterwards: neither can be part of a transaction on MySQL, and all may be done again.
func (s *Store) UpdateRound(ctx context.Context, r *round.Round, addendum *round.Addendum) error {
	row, err := rowOfRound(r)
	if err != nil {
		return err
	}
	row.Version++
	columns := []string{
		"state", "version", "settings", "opened", "ends", "manifest", "hash",
		"evaluator", "evaluator_name", "accepted", "public_key", "wrapped_key", "destroyed", "paused", "waits",
	}
	if r.State == round.Open && !r.HasBallots {
		if err := s.makeBallots(ctx, r.ID, castSet); err != nil {
			return err
		}
		row.BallotSet = castSet
		columns = append(columns, "ballot_set")
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		result := tx.Model(&roundRow{}).Where("id = ? AND version = ?", r.ID, r.Version).Select(columns).Updates(&row)
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected != 1 {
			return models.Fail(models.Conflict, "round.changed")
		}
		return logAddendum(tx, r.ID, row.Version, addendum)
	})
	if err != nil {
		return failed(err)
	}
	r.Version = row.Version
	if r.State == round.Cancelled || !r.Destroyed.IsZero() {
		// Somebody reading the file keeps it from being scrubbed; the caretaker comes again.
		if err := s.dropBallots(ctx, r.ID); models.KindOf(err) != models.Unavailable {
			return err
		}
	}
	return nil
}

func logAddendum(tx *gorm.DB, id models.ID, version int, addendum *round.Addendum) error {
	if addendum == nil {
		return nil
	}
	args, err := json.Marshal(addendum.Args)
	if err != nil {
		return err
	}
	return tx.Create(&addendumRow{
		Round: id, Version: version, At: seconds(addendum.At), What: addendum.What, Args: args,
	}).Error
}

// Addenda lists the log of a round, oldest first.
func (s *Store) Addenda(ctx context.Context, id models.ID) ([]round.Addendum, error) {
	var rows []addendumRow
	if err := s.read.WithContext(ctx).Where("round = ?", id).Order("version").Find(&rows).Error; err != nil {
		return nil, failed(err)
	}
	log := make([]round.Addendum, len(rows))
	for i, row := range rows {
		log[i] = round.Addendum{At: moment(row.At), What: row.What}
		if err := json.Unmarshal(row.Args, &log[i].Args); err != nil {
			return nil, fmt.Errorf("store: addendum: %w", err)
		}
	}
	return log, nil
}

// Manifest finds a frozen manifest by its hash; NotFound.
func (s *Store) Manifest(ctx context.Context, hash string) ([]byte, error) {
	var row roundRow
	err := s.read.WithContext(ctx).Select("manifest").Where("hash = ? AND hash <> ''", hash).Take(&row).Error
	return row.Manifest, found(err)
}
