package evaluation

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hpke"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"math/big"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
)

// BenchmarkOpen opens, checks and counts ballots, beside nothing but the cryptography that no count can do without, on all
// cores: HPKE, the ballot's signature, and the token of those sealed on phones. ratio is how much of the speed is left.
func BenchmarkOpen(b *testing.B) {
	for path, n := range map[response.Path]int{response.Plain: 20_000, response.Browser: 4_000} {
		b.Run(string(path), func(b *testing.B) { benchmarkOpen(b, path, n) })
	}
}

func benchmarkOpen(b *testing.B, path response.Path, n int) {
	o, m, form := closed(b, builtin.BurdenCore)
	people := population(b, m, form, n)
	if path == response.Browser {
		for i := range people { // only these have keys
			people[i].unit = m.Units[1+i%3].ID
		}
	}
	o.ballots = cast(b, m, form, people)
	if path == response.Browser && o.phones(b, o.ballots) != n {
		b.Fatal("units without keys")
	}
	o.unordered = true
	opener := opened(b, o, m)
	raw, err := opener.key.Bytes()
	if err != nil {
		b.Fatal(err)
	}
	key, err := hpke.DHKEM(ecdh.P256()).NewPrivateKey(raw)
	if err != nil {
		b.Fatal(err)
	}
	var whole, bare time.Duration
	for b.Loop() {
		began := time.Now()
		all, err := open(b.Context(), o, opener, func(int64) {})
		if err != nil || all.counts.Under(models.ID{}).N() != int64(n) {
			b.Fatal(err)
		}
		whole += time.Since(began)
		b.StopTimer()
		began = time.Now()
		if err := openBare(key, opener.units, o.ballots); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(began)
		b.StartTimer()
	}
	b.ReportMetric(bare.Seconds()/whole.Seconds(), "ratio")
	b.ReportMetric(float64(n*b.N)/whole.Seconds(), "ballots/s")
}

// openBare does what no opening can do without.
func openBare(key hpke.PrivateKey, units map[models.ID]*admission.UnitPublic, ballots []*response.Ballot) error {
	var group errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() error {
			for i := w; i < len(ballots); i += workers {
				if err := openOne(key, units, ballots[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func openOne(key hpke.PrivateKey, units map[models.ID]*admission.UnitPublic, b *response.Ballot) error {
	const enc = 65 // an uncompressed point (RFC 9180, Nenc)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), b.SPKI[len(b.SPKI)-enc:])
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b.Sealed)
	if !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(b.Signature[:32]), new(big.Int).SetBytes(b.Signature[32:])) {
		return errors.New("signature")
	}
	if b.Path == response.Browser {
		h := sha512.New384()
		h.Write(b.Token[:admission.PrefixSize])
		h.Write(admission.Message(b.Round, b.Unit, b.SPKI))
		options := &rsa.PSSOptions{SaltLength: sha512.Size384, Hash: crypto.SHA384}
		if err := rsa.VerifyPSS(units[b.Unit].Key(), crypto.SHA384, h.Sum(nil), b.Token[admission.PrefixSize:], options); err != nil {
			return err
		}
	}
	info := bytes.Join([][]byte{[]byte("jianfu answer v1"), b.Round[:], b.Unit[:]}, nil)
	recipient, err := hpke.NewRecipient(b.Sealed[:enc], key, hpke.HKDFSHA256(), hpke.AES128GCM(), info)
	if err != nil {
		return err
	}
	hash := b.Hash()
	_, err = recipient.Open(hash[:], b.Sealed[enc:])
	return err
}
