// Package storetest gives tests a fresh database of every kind: a SQLite file, and a schema on the MariaDB server that
// scripts/with-mariadb starts.
package storetest

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/go-sql-driver/mysql" // the driver of the server

	"jianfu/models"
)

// Server is the environment variable with the DSN of a MariaDB server, without the name of a database.
const Server = "JIANFU_TEST_MYSQL"

// Each runs a test on every database. Without a server the MariaDB half fails: it is never skipped silently.
func Each(t *testing.T, test func(t *testing.T, target string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "jianfu.db")) })
	t.Run("mariadb", func(t *testing.T) { test(t, MariaDB(t)) })
}

// MariaDB makes an empty schema and gives its DSN; the schema is dropped when the test ends.
func MariaDB(t testing.TB) string {
	t.Helper()
	dsn := MariaDBIfThere(t)
	if dsn == "" {
		t.Fatalf("%s is not set: run the tests by `make test`, or a command by scripts/with-mariadb", Server)
	}
	return dsn
}

// MariaDBIfThere is MariaDB for benchmarks, which may do without: empty where no server is set.
func MariaDBIfThere(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Server)
	if server == "" {
		return ""
	}
	name := "t_" + models.NewID().String()
	admin := func(statement string) {
		db, err := sql.Open("mysql", server)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(fmt.Sprintf(statement, name)); err != nil {
			t.Fatal(err)
		}
	}
	admin("CREATE DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	t.Cleanup(func() { admin("DROP DATABASE %s") })
	return server + name
}
