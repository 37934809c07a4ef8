package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"jianfu/models"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the schema up to date, one numbered file at a time.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations/"+s.engine.name())
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	pool, err := s.write.DB()
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	dialect := goose.DialectSQLite3
	if s.engine.name() == "mysql" {
		dialect = goose.DialectMySQL
	}
	provider, err := goose.NewProvider(dialect, pool, files, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("store: cannot reach the database: %w", err)
	}
	sources := provider.ListSources()
	if newest := sources[len(sources)-1].Version; current > newest {
		return models.Fail(models.Conflict, "store.newer", current, newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	return nil
}
