package admission

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"jianfu/models"
)

func unitKey(t testing.TB) *UnitKey {
	t.Helper()
	k, err := NewUnitKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func client(t testing.TB, k *UnitKey) blindrsa.Client {
	t.Helper()
	c, err := blindrsa.NewClient(blindrsa.SHA384PSSRandomized, k.public.Key())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The whole of RFC 9474 with circl's client: what comes out verifies under the unit's key, and for nothing else.
func TestBlindSignature(t *testing.T) {
	t.Parallel()
	k, round, unit := unitKey(t), models.NewID(), models.NewID()
	c, spki := client(t, k), bytes.Repeat([]byte{7}, 91)
	message, err := c.Prepare(rand.Reader, Message(round, unit, spki))
	if err != nil {
		t.Fatal(err)
	}
	blinded, state, err := c.Blind(rand.Reader, message)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := k.Sign(blinded)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := c.Finalize(state, signed)
	if err != nil {
		t.Fatal(err)
	}
	token := append(bytes.Clone(message[:PrefixSize]), signature...)
	if err := k.public.Verify(round, unit, spki, token); err != nil {
		t.Fatal(err)
	}
	other := unitKey(t)
	flipped := bytes.Clone(token)
	flipped[40] ^= 1
	for name, err := range map[string]error{
		"another round":   k.public.Verify(models.NewID(), unit, spki, token),
		"another unit":    k.public.Verify(round, models.NewID(), spki, token),
		"another ballot":  k.public.Verify(round, unit, spki[1:], token),
		"another key":     other.public.Verify(round, unit, spki, token),
		"a changed token": k.public.Verify(round, unit, spki, flipped),
		"a short token":   k.public.Verify(round, unit, spki, token[:PrefixSize]),
		"no token":        k.public.Verify(round, unit, spki, nil),
	} {
		if models.KindOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Sign is circl's BlindSign, for random values and for those at the ends.
func TestSignAgainstCircl(t *testing.T) {
	t.Parallel()
	for range 3 {
		k := unitKey(t)
		parsed, err := x509.ParsePKCS8PrivateKey(k.der)
		if err != nil {
			t.Fatal(err)
		}
		key := parsed.(*rsa.PrivateKey) //nolint:forcetypeassert // made above
		values := []*big.Int{big.NewInt(1), big.NewInt(2), new(big.Int).Sub(key.N, big.NewInt(1)), key.Primes[0], key.Primes[1]}
		for range 20 {
			v, err := rand.Int(rand.Reader, key.N)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, v)
		}
		for _, v := range values {
			blinded := v.FillBytes(make([]byte, BlindedSize))
			got, err := k.Sign(blinded)
			if err != nil {
				t.Fatal(err)
			}
			want := new(big.Int).Exp(v, key.D, key.N).FillBytes(make([]byte, BlindedSize))
			if !bytes.Equal(got, want) {
				t.Fatalf("%v is signed wrongly", v)
			}
			if circl, err := blindrsa.NewSigner(key).BlindSign(blinded); err == nil && !bytes.Equal(got, circl) {
				t.Fatal("circl signs otherwise")
			}
			if again, _ := k.Sign(blinded); !bytes.Equal(again, got) {
				t.Fatal("signed otherwise the second time")
			}
		}
		for _, bad := range [][]byte{nil, make([]byte, BlindedSize), make([]byte, BlindedSize-1), make([]byte, BlindedSize+1), key.N.Bytes(), bytes.Repeat([]byte{0xff}, BlindedSize)} {
			if _, err := k.Sign(bad); models.KindOf(err) != models.Invalid {
				t.Errorf("%d bytes: %v", len(bad), err)
			}
		}
	}
}

// A key whose arithmetic goes wrong gives nothing away: one factor is spoilt, as a fault would.
func TestFaultySignatureStaysInside(t *testing.T) {
	t.Parallel()
	k := unitKey(t)
	k.dp = bytes.Clone(k.dp)
	k.dp[len(k.dp)-1] ^= 2
	blinded := make([]byte, BlindedSize)
	blinded[BlindedSize-1] = 5
	if signed, err := k.Sign(blinded); err == nil || signed != nil {
		t.Fatal("a wrong signature left")
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	s, other := NewSecret(), NewSecret()
	k, round, unit := unitKey(t), models.NewID(), models.NewID()
	locked := s.lock(round, unit, k)
	if bytes.Contains(locked, k.der[:64]) {
		t.Fatal("not encrypted")
	}
	read, err := ReadSecret(s.Text() + "\n")
	if err != nil || !bytes.Equal(read.Mark(), s.Mark()) || bytes.Equal(other.Mark(), s.Mark()) {
		t.Fatal("not the same secret")
	}
	if back, err := read.unlock(round, unit, locked); err != nil || back.public.Fingerprint() != k.public.Fingerprint() {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (*UnitKey, error){
		"another secret": func() (*UnitKey, error) { return other.unlock(round, unit, locked) },
		"another round":  func() (*UnitKey, error) { return s.unlock(models.NewID(), unit, locked) },
		"another unit":   func() (*UnitKey, error) { return s.unlock(round, models.NewID(), locked) },
		"cut short":      func() (*UnitKey, error) { return s.unlock(round, unit, locked[:20]) },
		"zeros":          func() (*UnitKey, error) { return s.unlock(round, unit, make([]byte, len(locked))) },
	} {
		if _, err := open(); err == nil {
			t.Errorf("%s opens", name)
		}
	}
	for _, bad := range []string{"", "x", s.Text()[1:], s.Text() + "A", "ÿ" + s.Text()[2:]} {
		if _, err := ReadSecret(bad); models.KindOf(err) != models.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestReadUnitPublic(t *testing.T) {
	t.Parallel()
	k := unitKey(t)
	public, err := ReadUnitPublic(k.public.SPKI())
	if err != nil || public.Fingerprint() != k.public.Fingerprint() || len(public.Modulus()) != BlindedSize {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&small.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, {1}, spki, k.der} {
		if _, err := ReadUnitPublic(bad); models.KindOf(err) != models.Invalid {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

// BenchmarkSign against circl's BlindSign, the bare private operation as it comes (without the factors), and against
// crypto/rsa's own signature (with them): ratios above 1 are faster than that.
func BenchmarkSign(b *testing.B) {
	k := unitKey(b)
	parsed, err := x509.ParsePKCS8PrivateKey(k.der)
	if err != nil {
		b.Fatal(err)
	}
	key := parsed.(*rsa.PrivateKey) //nolint:forcetypeassert // made above
	blinded, _, err := client(b, k).Blind(rand.Reader, []byte("message"))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("jianfu", func(b *testing.B) {
		for b.Loop() {
			if _, err := k.Sign(blinded); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("circl", func(b *testing.B) {
		signer := blindrsa.NewSigner(key)
		for b.Loop() {
			if _, err := signer.BlindSign(blinded); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("crypto_rsa", func(b *testing.B) {
		digest := make([]byte, 48)
		for b.Loop() {
			if _, err := rsa.SignPSS(rand.Reader, key, crypto.SHA384, digest, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkUnitKey makes keys, locked as they are stored, and bare ones.
func BenchmarkUnitKey(b *testing.B) {
	b.Run("locked", func(b *testing.B) {
		s := NewSecret()
		for b.Loop() {
			s.lock(models.ID{1}, models.ID{2}, unitKey(b))
		}
	})
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			if _, err := rsa.GenerateKey(rand.Reader, keyBits); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The published vectors: RFC 9474, Appendix A, with its own key of 4096 bits, handed over by models/phone.
func TestSignPublishedVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../phone/testdata/rfc9474.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, P, Q, N, E, D string
		BlindedMsg          string `json:"blinded_msg"`
		BlindSig            string `json:"blind_sig"`
	}
	if err := json.Unmarshal(raw, &vectors); err != nil || len(vectors) == 0 {
		t.Fatalf("%d vectors: %v", len(vectors), err)
	}
	number := func(hexadecimal string) *big.Int {
		n, ok := new(big.Int).SetString(strings.TrimPrefix(hexadecimal, "0x"), 16)
		if !ok {
			t.Fatalf("no number: %q", hexadecimal)
		}
		return n
	}
	for _, v := range vectors {
		key := &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: number(v.N), E: int(number(v.E).Int64())},
			D:         number(v.D), Primes: []*big.Int{number(v.P), number(v.Q)},
		}
		key.Precompute()
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		k, err := newUnitKey(key, der)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := k.Sign(number(v.BlindedMsg).FillBytes(make([]byte, k.n.Size())))
		if err != nil || number(v.BlindSig).Cmp(new(big.Int).SetBytes(signed)) != 0 {
			t.Errorf("%s: signed otherwise: %v", v.Name, err)
		}
	}
}
