package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/store"
	"jianfu/models/store/storetest"
	"jianfu/models/unit"
)

// BenchmarkCast compares the whole cast of a card, through the store, with the limit in the same run: the same ballot
// inserted by a bare prepared statement, one durable transaction each.
func BenchmarkCast(b *testing.B) {
	targets := map[string]string{"sqlite": filepath.Join(b.TempDir(), "x.db")}
	if dsn := storetest.MariaDBIfThere(b); dsn != "" {
		targets["mariadb"] = dsn
	}
	for name, target := range targets {
		b.Run(name, func(b *testing.B) { benchmarkCast(b, target) })
	}
}

func benchmarkCast(b *testing.B, target string) {
	ctx := b.Context()
	s, err := store.Open(ctx, target)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	r, unitID := openRound(b, s)
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		b.Fatal(err)
	}
	made := func() *response.Ballot {
		draft, err := response.NewDraft(m, unitID, make([]byte, 900), seal.Quantum)
		if err != nil {
			b.Fatal(err)
		}
		ballot, err := draft.Ballot(r.ID, unitID)
		if err != nil {
			b.Fatal(err)
		}
		return ballot
	}
	cards, err := gateOf(s).Cards(ctx, r, []models.ID{unitID})
	if err != nil {
		b.Fatal(err)
	}
	spent := 0 // cards, over all calls of the function below
	b.Run("cast", func(b *testing.B) {
		box := response.NewBox(s, s, s, now)
		ballots := make([]*response.Ballot, b.N)
		for i := range ballots {
			ballots[i] = made()
		}
		b.ResetTimer()
		for _, ballot := range ballots {
			if err := box.CastCard(ctx, cards[0].Codes[spent], ballot); err != nil {
				b.Fatal(err)
			}
			spent++
		}
	})
	b.Run("bare insert", func(b *testing.B) { bareInsert(ctx, b, target, "ballot_"+r.ID.String()+"_1", made()) })
}

func bareInsert(ctx context.Context, b *testing.B, target, table string, ballot *response.Ballot) {
	driver, source := "mysql", target
	if !store.IsMySQL(target) {
		driver, source = "sqlite", "file:"+target+"?_pragma=synchronous(FULL)&_pragma=journal_mode(WAL)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	insert, err := db.PrepareContext(ctx, "INSERT INTO "+table+" (id, spki_hash, unit, path, spki, token, sealed, signature) VALUES (?, ?, ?, ?, ?, '', ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		id, half := models.NewID(), models.NewID()
		if _, err := insert.ExecContext(ctx, id[:], append(id[:], half[:]...), id[:], "plain", ballot.SPKI, ballot.Sealed, ballot.Signature); err != nil {
			b.Fatal(err)
		}
	}
}

// openRound opens a round by card over one large unit.
func openRound(b *testing.B, s *store.Store) (*round.Round, models.ID) {
	ctx := b.Context()
	one := unit.Unit{ID: models.NewID(), Code: "1", Name: "县", Headcount: 100000}
	book := round.NewBook(s, s, now)
	q, _ := builtin.ByName("pulse")
	key, err := seal.NewPrivateKey()
	if err != nil {
		b.Fatal(err)
	}
	r, err := book.Create(ctx, models.NewID(), round.Settings{
		Title: "一季度", Organizer: "县减负办", Questionnaire: q, Admission: round.Card, K: 10,
		Opens: now(), Closes: now().Add(time.Hour), LatestCloses: now().Add(time.Hour),
	})
	if err != nil {
		b.Fatal(err)
	}
	evaluator := account.Account{ID: models.NewID(), Name: "某大学", Role: account.Evaluator}
	err = errors.Join(s.ApplyUnits(ctx, unit.Plan{Add: []unit.Unit{one}}), book.Appoint(ctx, r.ID, evaluator),
		book.Accept(ctx, r.ID, evaluator.ID, key.Public(), nil), book.Freeze(ctx, r.ID, 3), book.Open(ctx, r.ID))
	if err != nil {
		b.Fatal(err)
	}
	if r, err = book.Round(ctx, r.ID); err != nil {
		b.Fatal(err)
	}
	return r, one.ID
}
