package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/job"
)

type jobRow struct {
	Round   models.ID `gorm:"primaryKey"`
	Kind    string    `gorm:"primaryKey"`
	ID      models.ID
	State   string
	Step    string
	Done    int64
	Total   int64
	Failure string
	Updated int64
}

func (jobRow) TableName() string { return "job" }

func rowOfJob(j job.Job) jobRow {
	return jobRow{
		Round: j.Round, Kind: string(j.Kind), ID: j.ID, State: string(j.State), Step: j.Step,
		Done: j.Done, Total: j.Total, Failure: j.Failure, Updated: seconds(j.Updated),
	}
}

// Job gives the latest job of a kind; NotFound.
func (s *Store) Job(ctx context.Context, roundID models.ID, kind job.Kind) (job.Job, error) {
	var row jobRow
	if err := s.read.WithContext(ctx).Where("round = ? AND kind = ?", roundID, kind).Take(&row).Error; err != nil {
		return job.Job{}, found(err)
	}
	return job.Job{
		ID: row.ID, Round: row.Round, Kind: job.Kind(row.Kind), State: job.State(row.State), Step: row.Step,
		Done: row.Done, Total: row.Total, Failure: row.Failure, Updated: moment(row.Updated),
	}, nil
}

// StartJob keeps a new job in the place of the latest one; Conflict "job.running".
func (s *Store) StartJob(ctx context.Context, j job.Job, heardSince time.Time) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		err := tx.Where("round = ? AND kind = ? AND NOT (state = ? AND updated > ?)",
			j.Round, j.Kind, job.Running, heardSince.Unix()).Delete(&jobRow{}).Error
		if err != nil {
			return err
		}
		row := rowOfJob(j)
		err = tx.Create(&row).Error
		if models.KindOf(failed(err)) == models.Conflict && err != nil {
			return models.Fail(models.Conflict, "job.running")
		}
		return err
	}))
}

// SaveJob writes the state of a job that is still the latest of its kind.
func (s *Store) SaveJob(ctx context.Context, j job.Job) error {
	row := rowOfJob(j)
	return failed(s.write.WithContext(ctx).Model(&jobRow{}).Where("id = ?", j.ID).
		Select("state", "step", "done", "total", "failure", "updated").Updates(&row).Error)
}
