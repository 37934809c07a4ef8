package store

import (
	"context"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"jianfu/models"
)

type serverRow struct {
	Name  string `gorm:"primaryKey"`
	Value []byte
}

func (serverRow) TableName() string { return "server" }

// Known gives what the server knows of itself under a name; nil where there is nothing.
func (s *Store) Known(ctx context.Context, name string) ([]byte, error) {
	var row serverRow
	err := found(s.read.WithContext(ctx).Where("name = ?", name).Take(&row).Error)
	if models.KindOf(err) == models.NotFound && err != nil {
		return nil, nil
	}
	return row.Value, err
}

// Counted gives the count under a name, 0 where there is none.
func (s *Store) Counted(ctx context.Context, name string) (int64, error) {
	raw, err := s.Known(ctx, name)
	if err != nil || raw == nil {
		return 0, err
	}
	return strconv.ParseInt(string(raw), 10, 64)
}

// Raise sets the count under a name to one more than it was, and than atLeast, and gives it.
func (s *Store) Raise(ctx context.Context, name string, atLeast int64) (count int64, err error) {
	if err := s.Know(ctx, name, []byte("0")); err != nil {
		return 0, err
	}
	err = failed(s.tx(ctx, func(tx *gorm.DB) error {
		var row serverRow
		if err := tx.Raw("SELECT name, value FROM server WHERE name = ?"+s.engine.updateLock(), name).Scan(&row).Error; err != nil {
			return err
		}
		now, err := strconv.ParseInt(string(row.Value), 10, 64)
		if err != nil {
			return err
		}
		count = max(now, atLeast) + 1
		return tx.Model(&serverRow{}).Where("name = ?", name).Update("value", strconv.AppendInt(nil, count, 10)).Error
	}))
	return count, err
}

// Know keeps a value under a name, unless there is one.
func (s *Store) Know(ctx context.Context, name string, value []byte) error {
	row := serverRow{Name: name, Value: value}
	return failed(s.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error)
}
