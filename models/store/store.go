package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"jianfu/models"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	read, write *gorm.DB // two pools on SQLite, where there is one writer at a time; the same one on MySQL
	engine      engine
	release     func() error // lets go of what Open took hold of
}

// engine is what differs between the databases.
type engine interface {
	name() string
	// fresh are the options of a transaction in which each statement sees what was committed before it.
	fresh() *sql.TxOptions
	// shareLock is appended to a SELECT inside a transaction so that the row stays as it is until the commit.
	shareLock() string
	// updateLock is appended to a SELECT of rows that the transaction is going to change.
	updateLock() string
	// createBallots is the DDL of a set of ballots.
	createBallots(table string) string
	// rebuildTexts writes the table of texts anew, without what was deleted from it.
	rebuildTexts(ctx context.Context, db *gorm.DB) error
	// scrub makes dropped and overwritten rows unreadable in the database's own files, as far as it can.
	scrub(ctx context.Context, db *gorm.DB) error
	// exclusively runs work while nobody else, in this program or another one, runs work under the same name on this
	// database; Conflict "job.running" where somebody does.
	exclusively(ctx context.Context, db *gorm.DB, name string, work func() error) error
	// again reports whether a transaction failed only because of others and may be tried again.
	again(err error) bool
}

// Open connects to a database and brings its schema up to date. Target is a MySQL DSN as
// github.com/go-sql-driver/mysql reads it (user:password@tcp(host:3306)/name), or the path of a SQLite file. It fails
// with Conflict "store.newer" on a schema that is newer than this program, and "store.in_use" on a SQLite file that
// another program has open: SQLite serves one program, MySQL any number.
func Open(ctx context.Context, target string) (*Store, error) {
	open := openSQLite
	if IsMySQL(target) {
		open = openMySQL
	}
	s, err := open(target)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the connections.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*gorm.DB{s.write, s.read} {
		pool, err := db.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
		if s.read == s.write {
			break
		}
	}
	return errors.Join(append(errs, s.release())...)
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	pool, err := s.read.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		// GORM's cache of prepared statements has one lock and waits for a connection under it, which those who hold all
		// connections wait for in turn: a burst on a fresh program stood still until the requests' deadline.
		PrepareStmt:    false,
		TranslateError: true,
		// GORM's own logger is silent: errors come back to the caller, and no statement with its values is printed.
		Logger: logger.Discard,
	}
}

// attempts is how often a transaction is tried when the database asks to try again (deadlock, lock timeout).
const attempts = 5

// tx runs work in one transaction.
func (s *Store) tx(ctx context.Context, work func(*gorm.DB) error) error {
	return s.txWith(ctx, &sql.TxOptions{}, work)
}

func (s *Store) txWith(ctx context.Context, options *sql.TxOptions, work func(*gorm.DB) error) error {
	for i := 1; ; i++ {
		err := s.write.WithContext(ctx).Transaction(work, options)
		if err == nil || i == attempts || !s.engine.again(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(time.Duration(i*10+rand.IntN(20)) * time.Millisecond):
		}
	}
}

// found turns GORM's "no row" into NotFound; a nil error stays nil.
func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.Fail(models.NotFound, "error.not_found")
	}
	return failed(err)
}

// failed wraps a database error without its text: MySQL quotes values in its messages.
func failed(err error) error {
	var ours *models.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return err
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return &models.Error{Kind: models.Conflict, Key: "store.duplicate"}
	}
	if server, ok := errors.AsType[*driver.MySQLError](err); ok {
		return fmt.Errorf("store: MySQL error %d (%s)", server.Number, server.SQLState[:])
	}
	return fmt.Errorf("store: %w", err)
}

// seconds stores a moment: whole seconds since 1970, 0 for the zero time.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// moment reads what seconds wrote.
func moment(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}
