package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/gofrs/flock"
	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"jianfu/models"
)

type sqliteEngine struct{ busy *sync.Mutex }

// openSQLite opens a file with one connection that writes and several that read. The pragmas: WAL with a sync at every
// commit, so that what was acknowledged survives a power cut; deleted content is overwritten with zeros.
func openSQLite(path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	lock := flock.New(path + ".lock")
	if held, err := lock.TryLock(); err != nil || !held {
		return nil, &models.Error{Kind: models.Conflict, Key: "store.in_use", Args: []any{path}, Err: err}
	}
	s, err := openLocked(path)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	s.release = lock.Unlock
	return s, nil
}

func openLocked(path string) (*Store, error) {
	query := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "secure_delete(ON)",
		"wal_autocheckpoint(10000)", "cache_size(-65536)",
	}}
	write, err := openPool(path, query, "immediate", 1)
	if err != nil {
		return nil, err
	}
	query.Add("_pragma", "query_only(ON)")
	read, err := openPool(path, query, "deferred", max(4, runtime.NumCPU()))
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return &Store{read: read, write: write, engine: sqliteEngine{&sync.Mutex{}}}, nil
}

func openPool(path string, query url.Values, lock string, conns int) (*gorm.DB, error) {
	query.Set("_txlock", lock)
	file := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}
	pool, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	db, err := gorm.Open(sqliteDialector{pool}, gormConfig())
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return db, pool.Ping()
}

func (sqliteEngine) name() string { return "sqlite" }

// A writing transaction has the file to itself.
func (sqliteEngine) shareLock() string  { return "" }
func (sqliteEngine) updateLock() string { return "" }

// A writing transaction is alone.
func (sqliteEngine) fresh() *sql.TxOptions { return &sql.TxOptions{} }

func (sqliteEngine) createBallots(table string) string {
	return `CREATE TABLE IF NOT EXISTS ` + table + ` (
		id BLOB NOT NULL PRIMARY KEY, spki_hash BLOB NOT NULL UNIQUE, unit BLOB NOT NULL, path TEXT NOT NULL,
		spki BLOB NOT NULL, token BLOB, sealed BLOB NOT NULL, signature BLOB NOT NULL) WITHOUT ROWID, STRICT`
}

// rebuildTexts has nothing to do: secure_delete overwrites what is deleted.
func (sqliteEngine) rebuildTexts(context.Context, *gorm.DB) error { return nil }

// scrub empties the write-ahead log, which holds old pages, and rewrites the file without its free pages. A reader keeps
// the log from being emptied: Unavailable "store.busy", at once, since waiting would hold up every writer.
func (sqliteEngine) scrub(ctx context.Context, db *gorm.DB) error {
	return failed(db.WithContext(ctx).Connection(func(conn *gorm.DB) error {
		if err := conn.Exec("PRAGMA busy_timeout(0)").Error; err != nil {
			return err
		}
		defer conn.WithContext(context.WithoutCancel(ctx)).Exec("PRAGMA busy_timeout(10000)")
		if err := emptyLog(conn); err != nil {
			return err
		}
		if err := conn.Exec("VACUUM").Error; err != nil {
			return err
		}
		return emptyLog(conn)
	}))
}

// emptyLog looks at what the checkpoint answers: that it was kept from its work is no error to SQLite.
func emptyLog(conn *gorm.DB) error {
	var kept, pages, moved int
	if err := conn.Raw("PRAGMA wal_checkpoint(TRUNCATE)").Row().Scan(&kept, &pages, &moved); err != nil {
		return err
	}
	if kept != 0 {
		return models.Fail(models.Unavailable, "store.busy")
	}
	return nil
}

// exclusively needs no name: one program has the file, and does one such thing at a time.
func (e sqliteEngine) exclusively(_ context.Context, _ *gorm.DB, _ string, work func() error) error {
	if !e.busy.TryLock() {
		return models.Fail(models.Conflict, "job.running")
	}
	defer e.busy.Unlock()
	return work()
}

func (sqliteEngine) again(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

// sqliteDialector lets GORM write SQLite's dialect over modernc.org/sqlite. GORM's own SQLite driver links a C library
// that a plain `go run` would compile; the schema comes from migrations, so that the part of a dialector that makes
// tables is not needed.
type sqliteDialector struct{ pool *sql.DB }

func (d sqliteDialector) Name() string { return "sqlite" }

func (d sqliteDialector) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT"},
		UpdateClauses: []string{"UPDATE", "SET", "FROM", "WHERE"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE"},
	})
	return nil
}

func (d sqliteDialector) Migrator(*gorm.DB) gorm.Migrator { return nil }

func (d sqliteDialector) DataTypeOf(*schema.Field) string { return "" }

func (d sqliteDialector) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

func (d sqliteDialector) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

// QuoteTo quotes table and table.column.
func (d sqliteDialector) QuoteTo(w clause.Writer, name string) {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			_ = w.WriteByte('.')
		}
		_, _ = w.WriteString("`" + strings.ReplaceAll(part, "`", "``") + "`")
	}
}

// Explain is only asked by loggers; it gives the statement without its values.
func (d sqliteDialector) Explain(statement string, _ ...any) string { return statement }

// Translate names the one failure that callers tell apart.
func (d sqliteDialector) Translate(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return gorm.ErrDuplicatedKey
		case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return gorm.ErrForeignKeyViolated
		}
	}
	return err
}
