package store_test

import (
	"bytes"
	"cmp"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"net/url"
	"os"
	"slices"
	"testing"

	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// attacker is a connection of somebody who reads the database beside the program.
func (e *election) attacker(t *testing.T) *sql.DB {
	t.Helper()
	driver, target := "mysql", e.target
	if !store.IsMySQL(target) {
		driver, target = "sqlite", (&url.URL{Scheme: "file", Opaque: target}).String()
	}
	db := must[*sql.DB](t)(sql.Open(driver, target))
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// dump is every table with all its columns.
type dump map[string][]map[string]string

func dumped(t *testing.T, db *sql.DB, mysql bool) dump {
	t.Helper()
	list := "SELECT name FROM sqlite_schema WHERE type = 'table'"
	if mysql {
		list = "SHOW TABLES"
	}
	all := dump{}
	for _, row := range selected(t, db, list) {
		for _, table := range row {
			all[table] = selected(t, db, "SELECT * FROM "+table)
		}
	}
	return all
}

func selected(t *testing.T, db *sql.DB, query string) []map[string]string {
	t.Helper()
	rows := must[*sql.Rows](t)(db.QueryContext(t.Context(), query))
	defer rows.Close()
	names := must[[]string](t)(rows.Columns())
	var all []map[string]string
	for rows.Next() {
		values, into := make([]sql.RawBytes, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		do(t, rows.Scan(into...))
		row := map[string]string{}
		for i, name := range names {
			row[name] = string(values[i])
		}
		all = append(all, row)
	}
	do(t, rows.Err())
	return all
}

// holds reports whether a value occurs in any column of any table.
func (d dump) holds(value []byte) bool {
	for _, rows := range d {
		for _, row := range rows {
			for _, column := range row {
				if bytes.Contains([]byte(column), value) {
					return true
				}
			}
		}
	}
	return false
}

// by gives the rows of a table by one of its columns.
func (d dump) by(table, column string) map[string]map[string]string {
	rows := make(map[string]map[string]string, len(d[table]))
	for _, row := range d[table] {
		rows[row[column]] = row
	}
	return rows
}

func (e *election) ballots(set int) string { return fmt.Sprintf("ballot_%s_%d", e.round.ID, set) }

func hashOf(v *voter) string {
	hash := v.ballot.Hash()
	return string(hash[:])
}

// view is the place of each voter's row, in the true order of voting, under one of the orders that an attacker sees.
type view struct {
	name   string
	places []uint64
}

// of gives the places of some of the voters.
func (v view) of(who []int) []uint64 {
	places := make([]uint64, len(who))
	for i, at := range who {
		places[i] = v.places[at]
	}
	return places
}

// spelled gives a view by what sorts as bytes do.
func spelled(name string, keys []string) view {
	sorted := slices.Sorted(slices.Values(keys))
	places := make([]uint64, len(keys))
	for i, key := range keys {
		places[i] = uint64(slices.Index(sorted, key)) //nolint:gosec // an index
	}
	return view{name, places}
}

// fileViews are the places in SQLite's file and log where something of a row occurs first and last; none where one of them
// does not occur.
func fileViews(file []byte, name string, needles [][]byte) []view {
	first, last := make([]uint64, len(needles)), make([]uint64, len(needles))
	for i, needle := range needles {
		at := bytes.Index(file, needle)
		if at < 0 {
			return nil
		}
		first[i], last[i] = uint64(at), uint64(bytes.LastIndex(file, needle)) //nolint:gosec // found
	}
	return []view{{name + ", first in the file", first}, {name + ", last in the file", last}}
}

// recordViews are the orders that InnoDB keeps beside the rows.
func recordViews(t *testing.T, name string, records map[string]storetest.Record, keys []string) []view {
	t.Helper()
	heap, transaction, roll := view{name: name + ", heap"}, view{name: name + ", transaction"}, view{name: name + ", undo record"}
	for _, key := range keys {
		r, ok := records[key]
		if !ok {
			t.Fatalf("%s: a row is not in the file", name)
		}
		heap.places = append(heap.places, uint64(r.Page)<<16|uint64(r.Heap))
		transaction.places = append(transaction.places, r.Transaction)
		roll.places = append(roll.places, r.Roll&(1<<48-1)) // page and offset
	}
	return []view{heap, transaction, roll}
}

func recordsOf(t *testing.T, target, table string, keySize int) map[string]storetest.Record {
	t.Helper()
	records := map[string]storetest.Record{}
	for _, r := range storetest.Records(t, storetest.Tablespace(t, target, table), keySize) {
		records[string(r.Key)] = r
	}
	return records
}

// sqliteFiles is the file followed by its log: later states of a page come later.
func sqliteFiles(t *testing.T, path string) []byte {
	t.Helper()
	all := must[[]byte](t)(os.ReadFile(path))
	return append(all, must[[]byte](t)(os.ReadFile(path+"-wal"))...)
}

// spearman is the rank correlation of two orders, with middle ranks for ties; 0 where one of them is no order at all.
// Source: Spearman (1904); ties as in Kendall, Rank Correlation Methods.
func spearman(a, b []uint64) float64 {
	x, y := ranks(a), ranks(b)
	middle := float64(len(a)+1) / 2
	var xy, xx, yy float64
	for i := range x {
		xy += (x[i] - middle) * (y[i] - middle)
		xx += (x[i] - middle) * (x[i] - middle)
		yy += (y[i] - middle) * (y[i] - middle)
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

func ranks(values []uint64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(values[i], values[j]) })
	ranked := make([]float64, len(values))
	for start := 0; start < len(order); {
		end := start
		for end < len(order) && values[order[end]] == values[order[start]] {
			end++
		}
		for _, i := range order[start:end] {
			ranked[i] = float64(start+1+end) / 2
		}
		start = end
	}
	return ranked
}

// windows are the runs of 8 bytes of some columns.
func windows(row map[string]string) map[uint64]bool {
	all := map[uint64]bool{}
	for _, column := range row {
		for i := 0; i+8 <= len(column); i++ {
			all[binary.BigEndian.Uint64([]byte(column[i:]))] = true
		}
	}
	return all
}
