package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// bound is what |ρ| does not exceed by chance: for a whole round of 40 pairs 0.8, for a unit of 20 pairs 0.95, either once in 10⁹
// (Student's t of 8.2 with 38 degrees of freedom, of 12.9 with 18). Some two hundred pairs of orders are compared, so that a false
// alarm is rarer than one in a million. An order that was kept has |ρ| = 1, or close to it.
func bound(n int) float64 {
	if n > castPerUnit {
		return 0.8
	}
	return 0.95
}

// finding is the rank correlation |ρ| of an order of cards with one of ballots, or of one of them with the order of voting
// itself.
type finding struct {
	what string
	rho  float64
	n    int
}

// correlate compares every order of cards with every order of ballots and both with the truth: for all voters, and unit by unit.
func correlate(voters []*voter, cards, ballots []view) []finding {
	groups := map[string][]int{"all": nil}
	truth := view{name: "order of voting"}
	for i, v := range voters {
		truth.places = append(truth.places, uint64(i)) //nolint:gosec // an index
		groups["all"] = append(groups["all"], i)
		groups[v.unit.String()] = append(groups[v.unit.String()], i)
	}
	var found []finding
	for group, who := range groups {
		for _, a := range append(slices.Clone(cards), truth) {
			for _, b := range append(slices.Clone(ballots), truth) {
				if a.name != b.name {
					rho := math.Abs(spearman(a.of(who), b.of(who)))
					found = append(found, finding{fmt.Sprintf("%s × %s, %.4s", a.name, b.name, group), rho, len(who)})
				}
			}
		}
	}
	return found
}

// look is all that an attacker sees of the cards and ballots at one moment.
type look struct {
	dump           dump
	cards, ballots []view
	cardRecords    map[string]storetest.Record // of InnoDB; nil on SQLite
	ballotRecords  map[string]storetest.Record
}

// see takes the database apart once all have voted.
func (e *election) see(t *testing.T, db *sql.DB, set int) look {
	t.Helper()
	seen := look{dump: dumped(t, db, store.IsMySQL(e.target))}
	byHash := seen.dump.by(e.ballots(set), "spki_hash")
	var cards, ballots []string
	for _, v := range e.voters {
		row, ok := byHash[hashOf(v)]
		if !ok {
			t.Fatal("a ballot is missing")
		}
		cards, ballots = append(cards, string(v.card[:])), append(ballots, row["id"])
	}
	seen.cards, seen.ballots = []view{spelled("card, key", cards)}, []view{spelled("ballot, key", ballots)}
	if store.IsMySQL(e.target) {
		seen.cardRecords = recordsOf(t, e.target, "card", 32)
		seen.ballotRecords = recordsOf(t, e.target, e.ballots(set), 16)
		seen.cards = append(seen.cards, recordViews(t, "card", seen.cardRecords, cards)...)
		seen.ballots = append(seen.ballots, recordViews(t, "ballot", seen.ballotRecords, ballots)...)
		return seen
	}
	file := sqliteFiles(t, e.target)
	var key, used, id, tail [][]byte
	for i, v := range e.voters {
		key = append(key, v.card[:])
		// The header of the record before it: used is 1 (09), request has 32 bytes (4c), rewritten is 0 (08) or 1 (09).
		// Source: Database File Format of SQLite, 2.1 "Record Format".
		rewritten := byte(0x08)
		if seen.dump.by("card", "hash")[cards[i]]["rewritten"] == "1" {
			rewritten = 0x09
		}
		used = append(used, append([]byte{0x09, 0x4c, rewritten}, v.card[:]...))
		id, tail = append(id, []byte(ballots[i])), append(tail, v.ballot.Signature[32:])
	}
	seen.cards = append(append(seen.cards, fileViews(file, "card", key)...), fileViews(file, "used card", used)...)
	seen.ballots = append(append(seen.ballots, fileViews(file, "ballot", id)...), fileViews(file, "end of ballot", tail)...)
	return seen
}

// betrayed are the findings beyond their bound.
func betrayed(found []finding) (beyond []finding) {
	return slices.DeleteFunc(slices.Clone(found), func(f finding) bool { return f.rho <= bound(f.n) })
}

// sameTransaction counts the voters whose card and ballot were written last by one transaction that wrote no other ballot.
func (l look) sameTransaction(voters []*voter, set string) int {
	wrote := map[uint64]int{}
	for _, r := range l.ballotRecords {
		wrote[r.Transaction]++
	}
	n, byHash := 0, l.dump.by(set, "spki_hash")
	for _, v := range voters {
		card, ballot := l.cardRecords[string(v.card[:])], l.ballotRecords[byHash[hashOf(v)]["id"]]
		if card.Transaction == ballot.Transaction && wrote[ballot.Transaction] == 1 {
			n++
		}
	}
	return n
}

// joined counts the pairs of any card and any ballot with 8 bytes in common, besides those that a whole unit or round shares.
func (l look) joined(set string, besides ...models.ID) int {
	common := map[string]string{"zeros": string(make([]byte, 8))}
	for _, id := range besides {
		common[id.String()] = string(id[:])
	}
	known, n := windows(common), 0
	var ballots []map[uint64]bool
	for _, row := range l.dump[set] {
		ballots = append(ballots, windows(row))
	}
	for _, card := range l.dump["card"] {
		mine := windows(card)
		for _, ballot := range ballots {
			for w := range mine {
				if ballot[w] && !known[w] {
					n++
					break
				}
			}
		}
	}
	return n
}

// Who has the database before the close, files and hidden columns included, tells the order of cards and that of ballots; who has the
// tables and their files after the shuffle has nothing that joins the two. A connection that holds an old state open keeps
// InnoDB from clearing its transaction numbers, which is the worst case.
//
// What is left outside of the tables' files on MariaDB 10.11, measured with 40 voters:
//   - ib_logfile0, the redo log, holds every row as it was written, cards and sealed ballots in the order of voting, until it has
//     gone round: the shuffle sees to that, see TestRedoLogIsOverwritten.
//   - ibdata1, the undo log, once it was written to disk: hashes of requests and row keys of the set as cast, the latter in the
//     order of voting, until its pages are used again. The row keys lead nowhere once the set is dropped; of the ballots
//     themselves it holds nothing.
func TestAttackOnTheDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		e := newElection(t, target)
		db := e.attacker(t)
		if store.IsMySQL(target) {
			conn := must[*sql.Conn](t)(db.Conn(t.Context()))
			_, err := conn.ExecContext(t.Context(), "START TRANSACTION WITH CONSISTENT SNAPSHOT")
			do(t, err)
			defer conn.Close()
		}
		for _, v := range e.voters {
			e.vote(t, v)
		}
		for _, v := range e.others {
			if v.blinded != nil {
				e.redeem(t, v) // and never cast
			}
		}
		before := e.see(t, db, 1)
		e.caughtBefore(t, before)
		e.shuffle(t)
		after := e.see(t, db, 2)
		e.safeAfter(t, before, after)
		e.goneAfter(t, before, after)
	})
}

// caughtBefore is the control: the same attack succeeds where it must.
func (e *election) caughtBefore(t *testing.T, before look) {
	t.Helper()
	found := betrayed(correlate(e.voters, before.cards, before.ballots))
	for _, want := range map[bool][]string{
		false: {"used card, first in the file × ballot, first in the file", "used card, first in the file × end of ballot, first in the file"},
		true:  {"card, transaction × ballot, transaction"},
	}[store.IsMySQL(e.target)] {
		for _, group := range []string{"all", e.units[0].String()[:4]} {
			if !slices.ContainsFunc(found, func(f finding) bool { return f.what == want+", "+group && f.rho > 0.99 }) {
				t.Errorf("%s, %s is not seen before the shuffle: %v", want, group, found)
			}
		}
	}
	plain := 0
	for _, v := range e.voters {
		if v.blinded == nil {
			plain++
		}
	}
	if n := before.sameTransaction(e.voters, e.ballots(1)); before.cardRecords != nil && n != plain {
		t.Errorf("%d of %d plain ballots are joined by their transaction before the shuffle", n, plain)
	}
	if before.joined(e.ballots(1), e.round.ID) == 0 {
		t.Error("the search for common bytes does not even see the unit")
	}
	if n := before.joined(e.ballots(1), e.round.ID, e.units[0], e.units[1]); n != 0 {
		t.Errorf("%d cards and ballots have bytes in common before the shuffle", n)
	}
}

func (e *election) safeAfter(t *testing.T, before, after look) {
	t.Helper()
	found := correlate(e.voters, after.cards, after.ballots)
	if len(found) < 3*3*3 {
		t.Errorf("only %d pairs of orders were compared", len(found))
	}
	for _, f := range betrayed(found) {
		t.Errorf("an order is left: %s has |ρ| = %.3f", f.what, f.rho)
	}
	if n := after.joined(e.ballots(2), e.round.ID, e.units[0], e.units[1]); n != 0 {
		t.Errorf("%d cards and ballots have bytes in common", n)
	}
	if len(after.dump["card"]) != 2*perUnit || len(after.dump[e.ballots(2)]) != len(e.voters) {
		t.Fatal("cards or ballots are missing")
	}
	if after.cardRecords == nil {
		return
	}
	if n := after.sameTransaction(e.voters, e.ballots(2)); n != 0 {
		t.Errorf("%d ballots have the transaction of their card", n)
	}
	latest := uint64(0)
	for _, r := range before.ballotRecords {
		latest = max(latest, r.Transaction)
	}
	one := map[string]map[uint64]bool{"cards": {}, "ballots": {}}
	for _, r := range after.cardRecords {
		one["cards"][r.Transaction] = true
	}
	for _, r := range after.ballotRecords {
		one["ballots"][r.Transaction] = true
		if r.Transaction <= latest {
			t.Error("a ballot has the transaction it was cast in")
		}
	}
	for what, written := range one {
		if len(written) != 1 {
			t.Errorf("the %s were written last by %d transactions: used and unused ones must not differ", what, len(written))
		}
	}
}

// goneAfter looks for what was there before.
func (e *election) goneAfter(t *testing.T, before, after look) {
	t.Helper()
	old := map[string][][]byte{}
	for _, v := range append(slices.Clone(e.voters), e.others...) {
		if v.blinded != nil {
			old["request"] = append(old["request"], v.request[:])
		}
	}
	for _, row := range before.dump[e.ballots(1)] {
		old["row key"] = append(old["row key"], []byte(row["id"]))
	}
	files := e.files(t, "card", e.ballots(2))
	for _, v := range e.voters {
		if n := bytes.Count(files["sqlite"], v.ballot.SPKI); files["sqlite"] != nil && n != 1 {
			t.Errorf("a ballot lies %d times in the file", n)
		}
	}
	for what, values := range old {
		left := map[string]int{}
		for _, value := range values {
			if after.dump.holds(value) {
				left["dump"]++
			}
			for name, file := range files {
				if bytes.Contains(file, value) {
					left[name]++
				}
			}
		}
		if len(values) == 0 || len(left) > 0 {
			t.Errorf("%s: of %d old values there are left %v", what, len(values), left)
		}
	}
	if _, there := after.dump[e.ballots(1)]; there {
		t.Error("the ballots as cast are still there")
	}
}

// files are what the database keeps these tables in; on SQLite they share one.
func (e *election) files(t *testing.T, tables ...string) map[string][]byte {
	t.Helper()
	if !store.IsMySQL(e.target) {
		return map[string][]byte{"sqlite": sqliteFiles(t, e.target)}
	}
	files := map[string][]byte{}
	for _, table := range tables {
		files[table] = storetest.Tablespace(t, e.target, table)
	}
	return files
}
