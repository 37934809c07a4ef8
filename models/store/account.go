package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"jianfu/models"
	"jianfu/models/account"
)

type accountRow struct {
	ID        models.ID `gorm:"primaryKey"`
	Email     string
	Name      string
	Role      string
	Suspended bool
	Password  string
	Created   int64
}

func (accountRow) TableName() string { return "account" }

func (row accountRow) account() account.Account {
	return account.Account{
		ID: row.ID, Email: row.Email, Name: row.Name, Role: account.Role(row.Role),
		Suspended: row.Suspended, Created: moment(row.Created),
	}
}

// ListAccounts gives everybody.
func (s *Store) ListAccounts(ctx context.Context) ([]account.Account, error) {
	return listAccounts(s.read.WithContext(ctx), "")
}

func listAccounts(db *gorm.DB, lock string) ([]account.Account, error) {
	var rows []accountRow
	err := db.Raw("SELECT id, email, name, role, suspended, created FROM account" + lock).Scan(&rows).Error
	people := make([]account.Account, len(rows))
	for i, row := range rows {
		people[i] = row.account()
	}
	return people, failed(err)
}

// AccountByID finds a person and the password hash; NotFound.
func (s *Store) AccountByID(ctx context.Context, id models.ID) (account.Account, string, error) {
	return takeAccount(s.read.WithContext(ctx).Where("id = ?", id))
}

// AccountByEmail finds a person by a normalised address; NotFound.
func (s *Store) AccountByEmail(ctx context.Context, email string) (account.Account, string, error) {
	return takeAccount(s.read.WithContext(ctx).Where("email = ?", email))
}

func takeAccount(query *gorm.DB) (account.Account, string, error) {
	var row accountRow
	err := query.Take(&row).Error
	return row.account(), row.Password, found(err)
}

// ChangeAccount changes one person while all accounts are held; see account.Accounts.
func (s *Store) ChangeAccount(ctx context.Context, id models.ID, change func(*account.Account, []account.Account) error) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		all, err := listAccounts(tx, s.engine.updateLock())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a account.Account) bool { return a.ID == id })
		if i < 0 {
			return models.Fail(models.NotFound, "error.not_found")
		}
		changed := all[i]
		if err := change(&changed, all); err != nil {
			return err
		}
		return tx.Model(&accountRow{}).Where("id = ?", id).Updates(map[string]any{
			"name": changed.Name, "role": string(changed.Role), "suspended": changed.Suspended,
		}).Error
	}))
}

// SetPassword replaces a password and drops the person's other sessions.
func (s *Store) SetPassword(ctx context.Context, id models.ID, hash string, keep account.Digest) error {
	return failed(s.tx(ctx, func(tx *gorm.DB) error {
		result := tx.Model(&accountRow{}).Where("id = ?", id).Update("password", hash)
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected == 0 {
			return models.Fail(models.NotFound, "error.not_found")
		}
		return tx.Where("account = ? AND hash <> ?", id, keep[:]).Delete(&sessionRow{}).Error
	}))
}

type sessionRow struct {
	Hash    []byte `gorm:"primaryKey"`
	Account models.ID
	Created int64
	Used    int64
}

func (sessionRow) TableName() string { return "session" }

func (row sessionRow) session() account.Session {
	return account.Session{
		Digest: account.Digest(row.Hash), Account: row.Account, Created: moment(row.Created), Used: moment(row.Used),
	}
}

// AddSession stores a session.
func (s *Store) AddSession(ctx context.Context, session account.Session) error {
	row := sessionRow{
		Hash: session.Digest[:], Account: session.Account, Created: seconds(session.Created), Used: seconds(session.Used),
	}
	return failed(s.write.WithContext(ctx).Create(&row).Error)
}

// FindSession finds a session; NotFound.
func (s *Store) FindSession(ctx context.Context, token account.Digest) (account.Session, error) {
	var row sessionRow
	if err := s.read.WithContext(ctx).Where("hash = ?", token[:]).Take(&row).Error; err != nil {
		return account.Session{}, found(err)
	}
	return row.session(), nil
}

// ListSessions gives all sessions of a person.
func (s *Store) ListSessions(ctx context.Context, person models.ID) ([]account.Session, error) {
	var rows []sessionRow
	err := s.read.WithContext(ctx).Where("account = ?", person).Find(&rows).Error
	sessions := make([]account.Session, len(rows))
	for i, row := range rows {
		sessions[i] = row.session()
	}
	return sessions, failed(err)
}

// TouchSession notes that a session was used.
func (s *Store) TouchSession(ctx context.Context, token account.Digest, used time.Time) error {
	return failed(s.write.WithContext(ctx).Model(&sessionRow{}).Where("hash = ?", token[:]).Update("used", seconds(used)).Error)
}

// DropSessions removes sessions.
func (s *Store) DropSessions(ctx context.Context, tokens ...account.Digest) error {
	if len(tokens) == 0 {
		return nil
	}
	hashes := make([][]byte, len(tokens))
	for i := range tokens {
		hashes[i] = tokens[i][:]
	}
	return failed(s.write.WithContext(ctx).Where("hash IN ?", hashes).Delete(&sessionRow{}).Error)
}
