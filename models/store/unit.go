package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/unit"
)

type unitRow struct {
	ID        models.ID `gorm:"primaryKey"`
	Parent    models.ID
	Code      string
	Name      string
	Headcount int
}

func (unitRow) TableName() string { return "unit" }

// Units lists every unit, in no order.
func (s *Store) Units(ctx context.Context) ([]unit.Unit, error) {
	var rows []unitRow
	if err := s.read.WithContext(ctx).Find(&rows).Error; err != nil {
		return nil, failed(err)
	}
	units := make([]unit.Unit, len(rows))
	for i, row := range rows {
		units[i] = unit.Unit(row)
	}
	return units, nil
}

// ApplyUnits carries out an import: all of it or nothing. New units are written without their parents first, so that
// their order in the file does not matter.
func (s *Store) ApplyUnits(ctx context.Context, plan unit.Plan) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		rows := make([]unitRow, len(plan.Add))
		for i, u := range plan.Add {
			rows[i] = unitRow(u)
			rows[i].Parent = models.ID{}
		}
		if len(rows) > 0 {
			if err := tx.CreateInBatches(rows, 500).Error; err != nil {
				return err
			}
		}
		for _, u := range plan.Add {
			if u.Parent.IsZero() {
				continue
			}
			if err := tx.Model(&unitRow{}).Where("id = ?", u.ID).Update("parent", u.Parent).Error; err != nil {
				return err
			}
		}
		for _, u := range plan.Change {
			if err := updateUnit(tx, u); err != nil {
				return err
			}
		}
		return nil
	}))
}

// UpdateUnit writes a unit; NotFound.
func (s *Store) UpdateUnit(ctx context.Context, u unit.Unit) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error { return updateUnit(tx, u) }))
}

func updateUnit(tx *gorm.DB, u unit.Unit) error {
	row := unitRow(u)
	result := tx.Model(&unitRow{}).Where("id = ?", u.ID).Select("parent", "code", "name", "headcount").Updates(&row)
	if result.Error == nil && result.RowsAffected == 0 {
		return models.Fail(models.NotFound, "error.not_found")
	}
	return result.Error
}

// DeleteUnit removes a unit; Conflict "unit.has_children" where units lie below it. Frozen rounds keep it in their
// manifests.
func (s *Store) DeleteUnit(ctx context.Context, id models.ID) error {
	err := s.write.WithContext(ctx).Where("id = ?", id).Delete(&unitRow{}).Error
	if errors.Is(err, gorm.ErrForeignKeyViolated) {
		return models.Fail(models.Conflict, "unit.has_children")
	}
	return failed(err)
}
