package seal

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"jianfu/models"
)

func key(t testing.TB) *PrivateKey {
	t.Helper()
	k, err := NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func box() Box { return Box{Round: models.NewID(), Unit: models.NewID(), SPKIHash: [32]byte{7}} }

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	k := key(t)
	for _, size := range []int{0, 1, 510, 511, 512, 513, 1023, 4000, MaxSheet} {
		sheet, b := bytes.Repeat([]byte{'x'}, size), box()
		sealed, err := Seal(k.Public(), b, sheet, Quantum)
		if err != nil || !PlausibleSize(len(sealed)) || len(sealed)%Quantum != encSize+tagSize {
			t.Fatalf("%d bytes: %v, %d sealed", size, err, len(sealed))
		}
		got, err := k.Open(b, sealed)
		if err != nil || !bytes.Equal(got, sheet) {
			t.Fatalf("%d bytes: %v", size, err)
		}
	}
	if _, err := Seal(k.Public(), box(), make([]byte, MaxSheet+1), Quantum); models.KindOf(err) != models.TooLarge {
		t.Fatalf("got %v", err)
	}
}

// Trailing zeros and padding bytes of the sheet itself survive.
func TestPadding(t *testing.T) {
	t.Parallel()
	for _, sheet := range []string{"\x00", "\x80", "\x80\x00\x00", strings.Repeat("\x00", 512), strings.Repeat("\x80", 511)} {
		padded := pad([]byte(sheet), Quantum)
		got, err := unpad(padded)
		if err != nil || string(got) != sheet || len(padded)%Quantum != 0 {
			t.Errorf("%q came back as %q, %v", sheet, got, err)
		}
	}
	for _, bad := range []string{"", strings.Repeat("\x00", 512), "no mark\x00"} {
		if _, err := unpad([]byte(bad)); err == nil {
			t.Errorf("%q has no padding", bad)
		}
	}
}

func TestOpensForNothingElse(t *testing.T) {
	t.Parallel()
	k, b := key(t), box()
	sealed, err := Seal(k.Public(), b, []byte("sheet"), Quantum)
	if err != nil {
		t.Fatal(err)
	}
	round, unit, ballot := b, b, b
	round.Round, unit.Unit, ballot.SPKIHash = models.NewID(), models.NewID(), [32]byte{8}
	for name, try := range map[string]func() ([]byte, error){
		"another round":  func() ([]byte, error) { return k.Open(round, sealed) },
		"another unit":   func() ([]byte, error) { return k.Open(unit, sealed) },
		"another ballot": func() ([]byte, error) { return k.Open(ballot, sealed) },
		"another key":    func() ([]byte, error) { return key(t).Open(b, sealed) },
		"cut short":      func() ([]byte, error) { return k.Open(b, sealed[:len(sealed)-Quantum]) },
		"a flipped bit": func() ([]byte, error) {
			flipped := bytes.Clone(sealed)
			flipped[len(flipped)-1] ^= 1
			return k.Open(b, flipped)
		},
		"nothing": func() ([]byte, error) { return k.Open(b, nil) },
	} {
		if _, err := try(); models.KindOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode. The standard library's own
// suite must be the one that the protocol names.
func TestSuiteIsTheOneOfTheRFC(t *testing.T) {
	t.Parallel()
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	sk, err := kem().NewPrivateKey(unhex("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2"))
	if err != nil {
		t.Fatal(err)
	}
	enc := unhex("04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4")
	recipient, err := hpke.NewRecipient(enc, sk, hpke.HKDFSHA256(), hpke.AES128GCM(), unhex("4f6465206f6e2061204772656369616e2055726e"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := recipient.Open(unhex("436f756e742d30"), unhex("5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"))
	if err != nil || string(got) != "Beauty is truth, truth beauty" {
		t.Fatalf("%q, %v", got, err)
	}
	if kem().ID() != hpke.DHKEM(ecdh.P256()).ID() || kem().ID() != 0x0010 {
		t.Fatalf("KEM %#x", kem().ID())
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	k, w := key(t), Wrapper{LogWork: 10}
	wrapped, err := w.Wrap(k, "春江水暖鸭先知")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Unwrap(wrapped, "春江水暖鸭先知")
	if err != nil || !bytes.Equal(got.Public(), k.Public()) {
		t.Fatal("another key came back", err)
	}
	if _, err := Unwrap(wrapped, "春江水暖鸭先"); models.KindOf(err) != models.Invalid {
		t.Fatalf("a wrong passphrase gives %v", err)
	}
	if _, err := Unwrap(wrapped[:len(wrapped)/2], "春江水暖鸭先知"); err == nil {
		t.Fatal("half a file was opened")
	}
	if _, err := Unwrap(nil, "x"); err == nil {
		t.Fatal("nothing was opened")
	}
	if _, err := w.Wrap(k, ""); models.KindOf(err) != models.Invalid {
		t.Fatalf("an empty passphrase gives %v", err)
	}
	// The file is what the age tool reads: nothing of ours is in its form.
	identity, err := age.NewScryptIdentity("春江水暖鸭先知")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := age.Decrypt(armor.NewReader(bytes.NewReader(wrapped)), identity)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(plain)
	want, _ := k.Bytes()
	if err != nil || !bytes.Equal(raw, want) || len(raw) != 32 {
		t.Fatalf("%d bytes inside, %v", len(raw), err)
	}
}

func FuzzOpen(f *testing.F) {
	k, b := key(f), Box{SPKIHash: [32]byte{1}}
	sealed, err := Seal(k.Public(), b, []byte("sheet"), Quantum)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:100])
	f.Fuzz(func(t *testing.T, data []byte) {
		sheet, err := k.Open(b, data)
		if err == nil && (!bytes.Equal(data, sealed) || string(sheet) != "sheet") {
			t.Fatal("something that was never sealed was opened")
		}
		if err != nil && models.KindOf(err) != models.Invalid {
			t.Fatal(err)
		}
	})
}

// BenchmarkOpen against the standard library's recipient alone, in one run.
func BenchmarkOpen(b *testing.B) {
	k, of := key(b), box()
	sealed, err := Seal(k.Public(), of, make([]byte, 900), Quantum)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("seal.Open", func(b *testing.B) {
		for b.Loop() {
			_, _ = k.Open(of, sealed)
		}
	})
	b.Run("crypto/hpke", func(b *testing.B) {
		for b.Loop() {
			r, _ := hpke.NewRecipient(sealed[:encSize], k.key, hpke.HKDFSHA256(), hpke.AES128GCM(), of.info())
			_, _ = r.Open(of.SPKIHash[:], sealed[encSize:])
		}
	})
}
