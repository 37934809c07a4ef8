package store

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"jianfu/models"
	"jianfu/models/round"
	"jianfu/models/store/storetest"
	"jianfu/models/unit"
)

// inside runs a test with the store itself, on every database.
func inside(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, target string) {
		s, err := Open(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		test(t, s)
	})
}

// GORM's own logger prints the values of slow and of failed statements.
func TestHazardNothingIsLogged(t *testing.T) {
	t.Parallel()
	inside(t, func(t *testing.T, s *Store) {
		for _, db := range []*gorm.DB{s.read, s.write} {
			if db.Logger != logger.Discard {
				t.Error("a logger is there")
			}
			if db.DryRun || !db.TranslateError || !db.SkipDefaultTransaction {
				t.Error("the configuration is not the store's")
			}
		}
	})
	const secret = "4f5e6d"
	if said := (sqliteDialector{}).Explain("SELECT ?", secret); strings.Contains(said, secret) {
		t.Errorf("the dialect prints %q", said)
	}
}

// MySQL quotes the values in the messages of its errors. They are told by kind and number alone.
func TestHazardErrorsHoldNoValue(t *testing.T) {
	t.Parallel()
	inside(t, func(t *testing.T, s *Store) {
		ctx, secret := t.Context(), "secret4f5e6d"
		add := func(units ...unit.Unit) error { return s.ApplyUnits(ctx, unit.Plan{Add: units}) }
		first := unit.Unit{ID: models.NewID(), Code: secret, Name: secret}
		if err := add(first); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"twice":     add(unit.Unit{ID: models.NewID(), Code: secret, Name: secret}),
			"same key":  add(unit.Unit{ID: first.ID, Code: "x", Name: secret}),
			"no parent": add(unit.Unit{ID: models.NewID(), Parent: models.NewID(), Code: "y", Name: secret}),
			"syntax":    failed(s.write.WithContext(ctx).Exec("SELEKT '" + secret + "'").Error),
			"no table":  failed(s.write.WithContext(ctx).Exec("DELETE FROM nowhere WHERE x = ?", secret).Error),
		} {
			if err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, c := range []struct {
			err  error
			want error
		}{
			{s.write.WithContext(ctx).Create(&unitRow{ID: models.NewID(), Code: secret}).Error, gorm.ErrDuplicatedKey},
			{s.write.WithContext(ctx).Create(&unitRow{ID: first.ID, Code: "z"}).Error, gorm.ErrDuplicatedKey},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%v is not known as %v", c.err, c.want)
			}
		}
		if err := add(unit.Unit{ID: models.NewID(), Code: secret, Name: "x"}); models.KindOf(err) != models.Conflict {
			t.Errorf("a duplicate is %v", err)
		}
	})
}

// sameOf are the columns of each table that a respondent leaves a trace in. There is no time among them, no order, and
// nothing of GORM's Model.
var sameOf = map[string][]string{
	"card":       {"hash", "request", "rewritten", "round", "unit", "used"},
	"poster":     {"code", "round", "unit"},
	"redemption": {"issued", "redeemed", "round", "unit"},
	"ballot":     {"id", "path", "sealed", "signature", "spki", "spki_hash", "token", "unit"},
}

func TestHazardRespondentsLeaveNoTime(t *testing.T) {
	t.Parallel()
	inside(t, func(t *testing.T, s *Store) {
		ctx, id := t.Context(), models.NewID()
		for _, set := range []int{castSet, shuffledSet} {
			if err := s.makeBallots(ctx, id, set); err != nil {
				t.Fatal(err)
			}
		}
		for kind, want := range sameOf {
			tables := []string{kind}
			if kind == "ballot" {
				tables = []string{ballotTable(id, castSet), ballotTable(id, shuffledSet)}
			}
			for _, table := range tables {
				columns, err := s.write.WithContext(ctx).Raw("SELECT * FROM " + table + " WHERE 1 = 0").Rows()
				if err != nil {
					t.Fatal(err)
				}
				got, err := columns.Columns()
				if err := errors.Join(err, columns.Close()); err != nil {
					t.Fatal(err)
				}
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Errorf("%s has the columns %v, want %v", table, got, want)
				}
				hasNoOrder(t, s, table)
			}
		}
	})
}

// hasNoOrder wants neither SQLite's row numbers nor a counter of MySQL's.
func hasNoOrder(t *testing.T, s *Store, table string) {
	t.Helper()
	db := s.write.WithContext(t.Context())
	if s.engine.name() == "sqlite" {
		if err := db.Exec("SELECT rowid FROM " + table).Error; err == nil {
			t.Errorf("%s keeps the order of its rows", table)
		}
		return
	}
	var counters int64
	err := db.Raw("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND extra <> ''",
		table).Scan(&counters).Error
	if err != nil || counters != 0 {
		t.Errorf("%s has %d columns that the server fills: %v", table, counters, err)
	}
}

// A cluster needs a primary key in every table, and InnoDB makes up a hidden counter where there is none.
func TestHazardEveryTableHasAPrimaryKey(t *testing.T) {
	t.Parallel()
	inside(t, func(t *testing.T, s *Store) {
		if err := s.makeBallots(t.Context(), models.NewID(), castSet); err != nil {
			t.Fatal(err)
		}
		query := `SELECT name FROM sqlite_schema t WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
			AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)`
		if s.engine.name() == "mysql" {
			query = `SELECT t.table_name FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND NOT EXISTS (
				SELECT 1 FROM information_schema.statistics k
				WHERE k.table_schema = t.table_schema AND k.table_name = t.table_name AND k.index_name = 'PRIMARY')`
		}
		var without []string
		if err := s.write.WithContext(t.Context()).Raw(query).Scan(&without).Error; err != nil {
			t.Fatal(err)
		}
		if len(without) > 0 {
			t.Errorf("no primary key: %v", without)
		}
	})
}

// Whatever the operator's DSN says, the session has what the store relies on.
func TestHazardSettingsOfTheSession(t *testing.T) {
	t.Parallel()
	server := storetest.MariaDB(t)
	for _, parameters := range []string{
		"", "?parseTime=false&loc=Asia%2FShanghai&interpolateParams=false", "?clientFoundRows=false&collation=utf8mb4_general_ci",
		"?sql_mode=%27%27&time_zone=%27%2B08%3A00%27",
	} {
		t.Run(parameters, func(t *testing.T) {
			s, err := Open(t.Context(), server+parameters)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var session struct{ Charset, Collation, Mode, Zone string }
			err = s.write.WithContext(t.Context()).Raw(`SELECT @@character_set_connection AS charset,
				@@collation_connection AS collation, @@sql_mode AS mode, @@time_zone AS zone`).Scan(&session).Error
			if err != nil {
				t.Fatal(err)
			}
			if session.Charset != "utf8mb4" || session.Collation != "utf8mb4_bin" || session.Zone != "+00:00" ||
				!strings.Contains(session.Mode, "STRICT_ALL_TABLES") {
				t.Errorf("%+v", session)
			}
			behaves(t, s)
		})
	}
}

// behaves wants rare characters whole, codes told apart by case, long names refused rather than cut, and a change that
// changes nothing to count as one.
func behaves(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	small, capital := models.NewID().String()[:8]+"a", models.NewID().String()[:8]+"A"
	rare := unit.Unit{ID: models.NewID(), Code: small, Name: "𠮷林镇𬱖村", Headcount: 7}
	plan := unit.Plan{Add: []unit.Unit{rare, {ID: models.NewID(), Code: strings.ToUpper(small), Name: "x"}, {ID: models.NewID(), Code: capital, Name: "y"}}}
	if err := s.ApplyUnits(ctx, plan); err != nil {
		t.Fatal(err)
	}
	if err := s.UpdateUnit(ctx, rare); err != nil {
		t.Errorf("a change that changes nothing: %v", err)
	}
	units, err := s.Units(ctx)
	if err != nil || !slices.Contains(units, rare) {
		t.Errorf("%v is not among %v, %v", rare, units, err)
	}
	long := unit.Unit{ID: models.NewID(), Code: capital + "x", Name: strings.Repeat("长", 300)}
	if err := s.ApplyUnits(ctx, unit.Plan{Add: []unit.Unit{long}}); err == nil {
		t.Error("a name was cut")
	}
}

// breaches lists what a file does that GORM makes dangerous.
func breaches(name string, source any) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, 0)
	if err != nil {
		return nil, err
	}
	var found []string
	say := func(n ast.Node, what string) {
		found = append(found, fmt.Sprintf("%s: %s", files.Position(n.Pos()), what))
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "gorm" && (n.Sel.Name == "Model" || n.Sel.Name == "DeletedAt") {
				say(n, "gorm."+n.Sel.Name+" keeps times")
			}
		case *ast.FuncDecl:
			if n.Recv != nil && slices.Contains(hooks, n.Name.Name) {
				say(n, n.Name.Name+" is a hook")
			}
		case *ast.CallExpr:
			if selector, ok := n.Fun.(*ast.SelectorExpr); ok {
				if what := dangerous(selector.Sel.Name, n.Args); what != "" {
					say(n, selector.Sel.Name+" "+what)
				}
			}
		}
		return true
	})
	return found, nil
}

var hooks = []string{
	"BeforeSave", "AfterSave", "BeforeCreate", "AfterCreate", "BeforeUpdate", "AfterUpdate", "BeforeDelete", "AfterDelete", "AfterFind",
}

// dangerous says what is wrong with a call of one of GORM's methods, "" where nothing is.
func dangerous(method string, args []ast.Expr) string {
	switch method {
	case "Save", "FirstOrCreate", "FirstOrInit":
		return "inserts where nothing is found"
	case "AutoMigrate":
		return "changes the schema beside the migrations"
	case "Where", "Order", "Group", "Having", "Joins", "Not", "Or", "Distinct", "Pluck":
		if len(args) > 0 && !fixed(args[0], nil) {
			return "takes a text that is put together"
		}
	case "Raw", "Exec":
		if len(args) > 0 && !fixed(args[0], parts) {
			return "takes a text that is put together"
		}
	case "Find", "Take", "First", "Last", "Delete":
		if len(args) > 1 {
			return "takes an inline condition"
		}
	}
	return ""
}

// parts are what statements are put together from besides literals: names of tables that are made from a key, and what
// the engine appends.
var parts = []string{"ballotTable", "shareLock", "updateLock", "createBallots", "lock", "to", "statement"}

// fixed reports whether an expression is made of literals and of what is allowed alone.
func fixed(x ast.Expr, allowed []string) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.BinaryExpr:
		return fixed(x.X, allowed) && fixed(x.Y, allowed)
	case *ast.Ident:
		return slices.Contains(allowed, x.Name)
	case *ast.CallExpr:
		switch f := x.Fun.(type) {
		case *ast.Ident:
			return slices.Contains(allowed, f.Name)
		case *ast.SelectorExpr:
			return slices.Contains(allowed, f.Sel.Name)
		}
	}
	return false
}

func TestHazardSourcesOfTheStore(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		read++
		found, err := breaches(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, breach := range found {
			t.Error(breach)
		}
	}
	if read < 10 {
		t.Errorf("only %d files read", read)
	}
}

// The search itself must be able to fail.
func TestHazardsAreSeenInSources(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`type row struct { gorm.Model }`,
		`func (row) BeforeCreate(*gorm.DB) error { return nil }`,
		`func f() { db.Save(&row) }`,
		`func f() { db.Where(fmt.Sprintf("name = '%s'", name)).Find(&row) }`,
		`func f() { db.Where("name = '" + name + "'").Find(&row) }`,
		`func f() { db.Order(column + " DESC") }`,
		`func f() { db.Raw("SELECT * FROM x WHERE y = " + y) }`,
		`func f() { db.Exec(fmt.Sprintf("DROP TABLE %s", name)) }`,
		`func f() { db.Take(&row, id) }`,
	} {
		if found, err := breaches("x.go", "package x\n"+body); err != nil || len(found) == 0 {
			t.Errorf("%s is let through (%v)", body, err)
		}
	}
}

// SQLite drops FOR UPDATE silently, so that a read before a write protects nothing: a stale version is refused by the
// condition of the UPDATE itself.
func TestHazardStaleWrites(t *testing.T) {
	t.Parallel()
	inside(t, func(t *testing.T, s *Store) {
		ctx := context.WithoutCancel(t.Context())
		r := &round.Round{ID: models.NewID(), Owner: models.NewID(), State: round.Draft, Version: 1}
		if err := s.CreateRound(ctx, r); err != nil {
			t.Fatal(err)
		}
		const rivals = 8
		results := make(chan error, rivals)
		for range rivals {
			mine := *r
			go func() { results <- s.UpdateRound(ctx, &mine, nil) }()
		}
		won := 0
		for range rivals {
			switch err := <-results; {
			case err == nil:
				won++
			case models.KindOf(err) != models.Conflict:
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d of %d writers of the same version won", won, rivals)
		}
	})
}
