package response

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/round"
	"jianfu/models/seal"
)

func manifest(t testing.TB) (*round.Manifest, *seal.PrivateKey) {
	t.Helper()
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	return &round.Manifest{Round: models.NewID(), RoundKey: key.Public()}, key
}

func TestDraftToBallot(t *testing.T) {
	t.Parallel()
	m, key := manifest(t)
	unit := models.NewID()
	draft, err := NewDraft(m, unit, []byte("sheet"), seal.Quantum)
	if err != nil {
		t.Fatal(err)
	}
	first, err := draft.Ballot(m.Round, unit)
	if err != nil {
		t.Fatal(err)
	}
	again, err := draft.Ballot(m.Round, unit)
	if err != nil || first.Hash() != again.Hash() {
		t.Fatal("the same draft gave ballots under two keys", err)
	}
	if sheet, err := key.Open(first.Box(), first.Sealed); err != nil || string(sheet) != "sheet" {
		t.Fatalf("%q, %v", sheet, err)
	}
	other, err := NewDraft(m, unit, []byte("sheet"), seal.Quantum)
	if err != nil || other.Key == draft.Key || other.Sealed == draft.Sealed {
		t.Fatal("two drafts of the same sheet can be told to be the same", err)
	}
}

func TestBadDrafts(t *testing.T) {
	t.Parallel()
	m, _ := manifest(t)
	good, err := NewDraft(m, models.NewID(), []byte("sheet"), seal.Quantum)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := x509.MarshalPKCS8PrivateKey(p384)
	if err != nil {
		t.Fatal(err)
	}
	for name, draft := range map[string]Draft{
		"empty":          {},
		"not base64":     {Key: "!", Sealed: good.Sealed},
		"no key":         {Key: "AAAA", Sealed: good.Sealed},
		"another curve":  {Key: base64.RawURLEncoding.EncodeToString(wrong), Sealed: good.Sealed},
		"nothing sealed": {Key: good.Key},
		"odd size":       {Key: good.Key, Sealed: good.Sealed[:len(good.Sealed)-8]},
	} {
		if _, err := draft.Ballot(m.Round, models.NewID()); models.KindOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckFindsForgeries(t *testing.T) {
	t.Parallel()
	m, _ := manifest(t)
	draft, err := NewDraft(m, models.NewID(), []byte("sheet"), seal.Quantum)
	if err != nil {
		t.Fatal(err)
	}
	for name, forge := range map[string]func(*Ballot){
		"sealed":    func(b *Ballot) { b.Sealed[70] ^= 1 },
		"signature": func(b *Ballot) { b.Signature[9] ^= 1 },
		"key":       func(b *Ballot) { b.SPKI[40] ^= 1 },
		"no key":    func(b *Ballot) { b.SPKI = nil },
		"shorter":   func(b *Ballot) { b.Sealed = b.Sealed[:200] },
	} {
		b, err := draft.Ballot(m.Round, models.NewID())
		if err != nil {
			t.Fatal(err)
		}
		forge(b)
		if models.KindOf(b.Check()) != models.Invalid {
			t.Errorf("a forged %s passes", name)
		}
	}
}

func TestCoarse(t *testing.T) {
	t.Parallel()
	ids := []models.ID{models.NewID(), models.NewID(), models.NewID(), models.NewID()}
	units := []round.ManifestUnit{
		{ID: ids[0], Name: "县", Headcount: 0},
		{ID: ids[1], Name: "甲", Headcount: 40},
		{ID: ids[2], Name: "乙", Headcount: 39},
		{ID: ids[3], Name: "丙", Headcount: 100},
	}
	for _, c := range []struct {
		counts       [3]int
		sheets       int
		first, third int
	}{
		{[3]int{0, 0, 0}, 0, 0, 0},
		{[3]int{9, 9, 1}, 10, 0, 0},
		{[3]int{10, 9, 24}, 40, 1, 0},
		{[3]int{39, 0, 75}, 110, 3, 3},
		{[3]int{44, 38, 100}, 180, 4, 4}, // more ballots than people on a poster
	} {
		got := coarse(time.Time{}, units, map[models.ID]int{ids[1]: c.counts[0], ids[2]: c.counts[1], ids[3]: c.counts[2]})
		if got.Sheets != c.sheets || len(got.Units) != 3 || got.Units[0].Quarter != c.first || got.Units[1].Quarter != Hidden || got.Units[2].Quarter != c.third {
			t.Errorf("%v: %+v", c.counts, got)
		}
	}
}

func FuzzDraft(f *testing.F) {
	m, key := manifest(f)
	good, err := NewDraft(m, models.ID{1}, []byte("sheet"), seal.Quantum)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Key, good.Sealed)
	f.Add("", "AAAA")
	f.Fuzz(func(t *testing.T, private, sealed string) {
		b, err := Draft{Key: private, Sealed: sealed}.Ballot(m.Round, models.ID{1})
		if err != nil {
			if models.KindOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		// What is taken in is whole; only the good draft opens to a sheet.
		if err := b.Check(); err != nil {
			t.Fatal(err)
		}
		if _, err := key.Open(b.Box(), b.Sealed); err == nil && sha256.Sum256([]byte(sealed)) != sha256.Sum256([]byte(good.Sealed)) {
			t.Fatal("a sheet that was never sealed opens")
		}
	})
}

func BenchmarkDraftToBallot(b *testing.B) {
	m, _ := manifest(b)
	sheet := make([]byte, 900)
	for b.Loop() {
		draft, err := NewDraft(m, models.ID{1}, sheet, seal.Quantum)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := draft.Ballot(m.Round, models.ID{1}); err != nil {
			b.Fatal(err)
		}
	}
}
