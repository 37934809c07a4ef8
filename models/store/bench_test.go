package store_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/job"
	"jianfu/models/phone"
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
	place, err := gateOf(s).At(ctx, r.ID, unitID)
	if err != nil {
		b.Fatal(err)
	}
	redeemed := func(n int) []*response.Ballot {
		gate, ballots := gateOf(s), make([]*response.Ballot, n)
		for i := range ballots {
			p, err := phone.New(m, unitID, place.Public, make([]byte, 900), seal.Quantum)
			if err != nil {
				b.Fatal(err)
			}
			signature, err := gate.Redeem(ctx, cards[0].Codes[spent], r.ID, unitID, p.Blinded)
			if err != nil {
				b.Fatal(err)
			}
			spent++
			if ballots[i], err = p.Finish(signature); err != nil {
				b.Fatal(err)
			}
		}
		return ballots
	}
	b.Run("cast of a redeemed card", func(b *testing.B) {
		box, ballots := response.NewBox(s, s, s, now), redeemed(b.N)
		b.ResetTimer()
		for _, ballot := range ballots {
			if err := box.Cast(ctx, place, ballot); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare checks of its signatures", func(b *testing.B) {
		ballot := redeemed(1)[0]
		for b.Loop() {
			err := errors.Join(ballot.Check(), place.Public.Verify(ballot.Round, ballot.Unit, ballot.SPKI, ballot.Token))
			if err != nil {
				b.Fatal(err)
			}
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
	insert, err := db.PrepareContext(ctx, "INSERT INTO "+table+" (id, spki_hash, unit, path, spki, token, sealed, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		id, half := models.NewID(), models.NewID()
		if _, err := insert.ExecContext(ctx, id[:], append(id[:], half[:]...), id[:], "plain", ballot.SPKI, ballot.Token, ballot.Sealed, ballot.Signature); err != nil {
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
		book.Accept(ctx, r.ID, evaluator.ID, key.Public(), nil))
	if err != nil {
		b.Fatal(err)
	}
	jobs := job.NewBoard(ctx, s, now, slog.New(slog.DiscardHandler))
	err = keyring(s, jobs).Prepare(ctx, r.ID, []models.ID{one.ID})
	jobs.Wait()
	err = errors.Join(err, book.Freeze(ctx, r.ID, 3), book.Open(ctx, r.ID))
	if err != nil {
		b.Fatal(err)
	}
	if r, err = book.Round(ctx, r.ID); err != nil {
		b.Fatal(err)
	}
	return r, one.ID
}
