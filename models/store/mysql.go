package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"

	"jianfu/models"
)

type mysqlEngine struct{}

// IsMySQL reports whether a --database value is a MySQL DSN rather than the path of a file.
func IsMySQL(target string) bool {
	return strings.Contains(target, "@tcp(") || strings.Contains(target, "@unix(")
}

func openMySQL(dsn string) (*Store, error) {
	cfg, err := driver.ParseDSN(dsn)
	if err != nil {
		// The driver's message may quote the DSN with its password: it is not passed on.
		return nil, models.Fail(models.Invalid, "store.dsn")
	}
	cfg.Loc, cfg.ParseTime, cfg.InterpolateParams = time.UTC, true, true
	cfg.Collation = "utf8mb4_bin"
	cfg.ClientFoundRows = true // RowsAffected counts rows matched: a conditional UPDATE that matches is a success
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
	cfg.Params["time_zone"] = "'+00:00'"
	connector, err := driver.NewConnector(cfg)
	if err != nil {
		return nil, models.Fail(models.Invalid, "store.dsn")
	}
	db, err := gorm.Open(mysql.New(mysql.Config{DSNConfig: cfg, Conn: sql.OpenDB(connector), SkipInitializeWithVersion: true}), gormConfig())
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if pool, err := db.DB(); err == nil {
		pool.SetMaxOpenConns(max(16, 8*runtime.NumCPU()))
		pool.SetMaxIdleConns(16)
		pool.SetConnMaxLifetime(30 * time.Minute)
	}
	return &Store{read: db, write: db, engine: mysqlEngine{}, release: func() error { return nil }}, nil
}

func (mysqlEngine) name() string { return "mysql" }

// shareLock is the spelling that MariaDB and MySQL share.
func (mysqlEngine) shareLock() string { return " LOCK IN SHARE MODE" }

func (mysqlEngine) updateLock() string { return " FOR UPDATE" }

func (mysqlEngine) createBallots(table string) string {
	return `CREATE TABLE IF NOT EXISTS ` + table + ` (
		id BINARY(16) NOT NULL PRIMARY KEY, spki_hash BINARY(32) NOT NULL UNIQUE, unit BINARY(16) NOT NULL,
		path VARCHAR(8) NOT NULL, spki VARBINARY(200) NOT NULL, token VARBINARY(300), sealed MEDIUMBLOB NOT NULL,
		signature VARBINARY(100) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`
}

// rebuildTexts leaves the old file behind: InnoDB frees the pages of a deleted long value and does not overwrite them.
func (mysqlEngine) rebuildTexts(ctx context.Context, db *gorm.DB) error {
	return failed(db.WithContext(ctx).Exec("ALTER TABLE round_text FORCE").Error)
}

// maxLog is the largest redo log that is overwritten, in bytes.
const maxLog = 1 << 30

// scrub overwrites the redo log: with one file a table the old set's file is gone, but the log goes round and still holds every
// row as it was written, in order. A table of random bytes that is dropped again takes its place; random, since InnoDB
// writes nothing where a page stays the same. About a second for 25 MB.
func (mysqlEngine) scrub(ctx context.Context, db *gorm.DB) error {
	db = db.WithContext(ctx)
	var said []struct {
		Value int64 `gorm:"column:Value"`
	}
	err := db.Raw("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('innodb_log_file_size', 'innodb_redo_log_capacity')").Scan(&said).Error
	if err != nil {
		return failed(err)
	}
	size := int64(0)
	for _, variable := range said { // the second one is MySQL's, and counts there
		size = max(size, variable.Value)
	}
	if size > maxLog {
		return nil
	}
	to := "scrub_" + models.NewID().String()
	err = db.Exec("CREATE TABLE " + to + " (id INT NOT NULL PRIMARY KEY, filler MEDIUMBLOB NOT NULL) ENGINE=InnoDB").Error
	filler := make([]byte, 1<<20)
	for written := int64(0); err == nil && written < size/10*11; written += int64(len(filler)) {
		_, _ = rand.Read(filler)
		err = db.Exec("REPLACE INTO "+to+" VALUES (?, ?)", written>>20&3, filler).Error
	}
	return failed(errors.Join(err, db.WithContext(context.WithoutCancel(ctx)).Exec("DROP TABLE IF EXISTS "+to).Error))
}

// exclusively holds a named lock of the server (GET_LOCK) on a connection of its own; the server lets go of it when the
// connection ends.
func (mysqlEngine) exclusively(ctx context.Context, db *gorm.DB, name string, work func() error) error {
	return db.WithContext(ctx).Connection(func(conn *gorm.DB) error {
		var held sql.NullInt64
		if err := conn.Raw("SELECT GET_LOCK(CONCAT(SHA1(DATABASE()), ?), 0)", name).Row().Scan(&held); err != nil {
			return failed(err)
		}
		if held.Int64 != 1 {
			return models.Fail(models.Conflict, "job.running")
		}
		defer conn.WithContext(context.WithoutCancel(ctx)).Exec("DO RELEASE_LOCK(CONCAT(SHA1(DATABASE()), ?))", name)
		return work()
	})
}

// fresh is READ COMMITTED. Under REPEATABLE READ MariaDB from 11.6 on (innodb_snapshot_isolation) refuses to write a row that has
// changed since the transaction's first look: error 1020, which cards spent at the same moment would meet in the row that counts them.
// It takes no locks on gaps: what counts rows before it adds one must not use it.
func (mysqlEngine) fresh() *sql.TxOptions { return &sql.TxOptions{Isolation: sql.LevelReadCommitted} }

// again: 1213 deadlock, 1205 lock wait timeout, 1020 a row has changed.
func (mysqlEngine) again(err error) bool {
	e, ok := errors.AsType[*driver.MySQLError](err)
	return ok && (e.Number == 1213 || e.Number == 1205 || e.Number == 1020)
}
