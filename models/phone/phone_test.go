package phone

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"testing"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// election is a round with one unit, open to cards and posters alike.
type election struct {
	manifest *round.Manifest
	unitID   models.ID
	private  *seal.PrivateKey
	unit     *admission.UnitKey
}

func newElection(t testing.TB) election {
	t.Helper()
	private, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	unit, err := admission.NewUnitKey()
	if err != nil {
		t.Fatal(err)
	}
	return election{&round.Manifest{Round: models.NewID(), RoundKey: private.Public()}, models.NewID(), private, unit}
}

func TestCard(t *testing.T) {
	t.Parallel()
	e, sheet := newElection(t), []byte(`{"q1":["4"]}`)
	p, err := New(e.manifest, e.unitID, e.unit.Public(), sheet, seal.Quantum)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := e.unit.Sign(p.Blinded)
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.Finish(signature)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Check(); err != nil {
		t.Error(err)
	}
	if err := e.unit.Public().Verify(b.Round, b.Unit, b.SPKI, b.Token); err != nil {
		t.Error(err)
	}
	if got, err := e.private.Open(b.Box(), b.Sealed); err != nil || !bytes.Equal(got, sheet) {
		t.Errorf("%q, %v", got, err)
	}
	signature[9] ^= 1
	if _, err := p.Finish(signature); models.KindOf(err) != models.Invalid {
		t.Errorf("a forged signature: %v", err)
	}
	if bytes.Equal(b.Token[admission.PrefixSize:], signature) || bytes.Contains(b.Token, p.Blinded[:32]) {
		t.Error("the token shows what was signed")
	}
}

func TestPoster(t *testing.T) {
	t.Parallel()
	e := newElection(t)
	p, err := New(e.manifest, e.unitID, nil, []byte("sheet"), 2*seal.Quantum)
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.Finish(nil)
	if err != nil || p.Blinded != nil || len(b.Token) != 0 || b.Check() != nil {
		t.Fatalf("%+v, %v", b, err)
	}
	if got, err := e.private.Open(b.Box(), b.Sealed); err != nil || string(got) != "sheet" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := New(e.manifest, e.unitID, nil, make([]byte, seal.MaxSheet+1), seal.Quantum); models.KindOf(err) != models.TooLarge {
		t.Errorf("a sheet that is too long: %v", err)
	}
}

// BenchmarkBallot is a whole ballot against its sealing alone, in one run.
func BenchmarkBallot(b *testing.B) {
	e, sheet := newElection(b), make([]byte, 400)
	b.Run("phone.New", func(b *testing.B) {
		for b.Loop() {
			_, _ = New(e.manifest, e.unitID, e.unit.Public(), sheet, seal.Quantum)
		}
	})
	b.Run("crypto/hpke", func(b *testing.B) {
		key, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(e.manifest.RoundKey)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			_, _ = hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES128GCM(), nil, make([]byte, seal.Quantum))
		}
	})
}
