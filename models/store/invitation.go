package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/account"
)

type invitationRow struct {
	Hash    []byte `gorm:"primaryKey"`
	Account models.ID
	Email   string
	Name    string
	Role    string
	Expires int64
}

func (invitationRow) TableName() string { return "invitation" }

func (row invitationRow) invitation() account.Invitation {
	return account.Invitation{
		Digest: account.Digest(row.Hash), Account: row.Account, Email: row.Email, Name: row.Name,
		Role: account.Role(row.Role), Expires: moment(row.Expires),
	}
}

// AddInvitation stores a link in the place of earlier ones for the same address.
func (s *Store) AddInvitation(ctx context.Context, i account.Invitation) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("email = ?", i.Email).Delete(&invitationRow{}).Error; err != nil {
			return err
		}
		return tx.Create(&invitationRow{
			Hash: i.Digest[:], Account: i.Account, Email: i.Email, Name: i.Name, Role: string(i.Role),
			Expires: seconds(i.Expires),
		}).Error
	}))
}

// FindInvitation finds a link; NotFound.
func (s *Store) FindInvitation(ctx context.Context, token account.Digest) (account.Invitation, error) {
	var row invitationRow
	if err := s.read.WithContext(ctx).Where("hash = ?", token[:]).Take(&row).Error; err != nil {
		return account.Invitation{}, found(err)
	}
	return row.invitation(), nil
}

// ListInvitations gives every link that was not spent.
func (s *Store) ListInvitations(ctx context.Context) ([]account.Invitation, error) {
	var rows []invitationRow
	err := s.read.WithContext(ctx).Find(&rows).Error
	links := make([]account.Invitation, len(rows))
	for i, row := range rows {
		links[i] = row.invitation()
	}
	return links, failed(err)
}

// SpendInvitation makes an account of a link, or renews a password with it; see account.Invitations.
func (s *Store) SpendInvitation(
	ctx context.Context, token account.Digest, now time.Time, a account.Account, hash string,
) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		result := tx.Where("hash = ? AND expires > ?", token[:], now.Unix()).Delete(&invitationRow{})
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected != 1 {
			return models.Fail(models.Gone, "account.link_spent")
		}
		result = tx.Model(&accountRow{}).Where("id = ?", a.ID).Update("password", hash)
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected == 1 {
			return tx.Where("account = ?", a.ID).Delete(&sessionRow{}).Error
		}
		err := failed(tx.Create(&accountRow{
			ID: a.ID, Email: a.Email, Name: a.Name, Role: string(a.Role), Suspended: a.Suspended,
			Password: hash, Created: seconds(a.Created),
		}).Error)
		if err != nil && models.KindOf(err) == models.Conflict {
			return models.Fail(models.Conflict, "account.email_taken")
		}
		return err
	}))
}
