package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"jianfu/models/store"
	"jianfu/models/store/storetest"
)

// An erased unit key is gone from the files. It says nothing about ballots: who had it could make more of them.
func TestErasedUnitKeysAreGone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target string) {
		e := newElection(t, target)
		rows := dumped(t, e.attacker(t), store.IsMySQL(target))["unit_key"]
		in := func() (n int) {
			for _, file := range e.files(t, "unit_key") {
				for _, row := range rows { // a long value goes over several pages: its two ends are looked for
					for _, end := range []string{row["locked"][:64], row["locked"][len(row["locked"])-64:]} {
						n += bytes.Count(file, []byte(end))
					}
				}
			}
			return n
		}
		if len(rows) != len(e.units) || in() == 0 {
			t.Fatal("the keys are not there to begin with")
		}
		e.shuffle(t)
		if n := in(); n != 0 {
			t.Errorf("%d ends of erased keys are left in the files", n)
		}
	})
}

// InnoDB's redo log holds each ballot as it was written, in the order of voting. The shuffle overwrites it.
func TestRedoLogIsOverwritten(t *testing.T) {
	t.Parallel()
	target := storetest.MariaDB(t)
	e := newElection(t, target)
	in := func(voters ...*voter) (n int) {
		log := must[[]byte](t)(os.ReadFile(filepath.Join(os.Getenv(storetest.ServerData), "ib_logfile0")))
		for _, v := range voters {
			if bytes.Contains(log, v.ballot.Sealed[:64]) {
				n++
			}
		}
		return n
	}
	seen := 0
	for i, v := range e.voters {
		if e.vote(t, v); i%8 == 0 { // at once, since other tests overwrite the log, too
			seen += in(v)
		}
	}
	if seen == 0 {
		t.Fatal("the log does not hold what was just written")
	}
	e.shuffle(t)
	if n := in(e.voters...); n != 0 {
		t.Errorf("%d ballots are left in the redo log", n)
	}
}

// From 11.6 on MariaDB refuses to write a row that has changed since the transaction's first look: cards of one unit that
// are spent at the same moment meet in the row that counts them.
func TestSpentAtOnceUnderSnapshotIsolation(t *testing.T) {
	t.Parallel()
	e := newElection(t, storetest.MariaDB(t)+"?innodb_snapshot_isolation=ON")
	for _, err := range atOnce(len(e.voters), func(i int) error {
		v := e.voters[i]
		if v.blinded == nil {
			return e.box.CastCard(t.Context(), v.code, v.ballot)
		}
		_, err := e.gate.Redeem(t.Context(), v.code, e.round.ID, v.unit, v.blinded)
		return err
	}) {
		do(t, err)
	}
	e.redeemed(t, len(e.voters))
}
