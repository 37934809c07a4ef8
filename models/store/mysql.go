package store

import (
	"context"
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

// scrub has nothing to do: with one file a table, dropping the old set removes its file.
func (mysqlEngine) scrub(context.Context, *gorm.DB) error { return nil }

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

// again: 1213 deadlock, 1205 lock wait timeout.
func (mysqlEngine) again(err error) bool {
	e, ok := errors.AsType[*driver.MySQLError](err)
	return ok && (e.Number == 1213 || e.Number == 1205)
}
