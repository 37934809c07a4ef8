package phone

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rsa"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
)

// octets are read from hexadecimal digits, with 0x before them or without.
type octets []byte

func (o *octets) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(strings.TrimPrefix(string(text), "0x"))
	*o = raw
	return err
}

func (o octets) number() *big.Int { return new(big.Int).SetBytes(o) }

type vectors struct {
	RoundKey struct{ Private, Public octets }  `json:"round_key"`
	UnitKey  struct{ N, D, P, Q, SPKI octets } `json:"unit_key"`
	Ballots  []struct {
		Name, Sheet, Form                          string
		Round, Unit                                models.ID
		Quantum                                    int
		SPKI, Padded, Info, AAD, Sealed, Signature octets
		Prefix, Salt, Message, R, Blinded, Token   octets
		BlindSignature                             octets `json:"blind_signature"`
	}
}

func read(t *testing.T, name string, to any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, to); err != nil {
		t.Fatal(err)
	}
}

func rsaKey(t *testing.T, n, d, p, q octets) *rsa.PrivateKey {
	t.Helper()
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n.number(), E: 65537}, D: d.number(), Primes: []*big.Int{p.number(), q.number()}}
	key.Precompute()
	if err := key.Validate(); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestVectors(t *testing.T) {
	t.Parallel()
	var all vectors
	read(t, "vectors.json", &all)
	public, err := admission.ReadUnitPublic(all.UnitKey.SPKI)
	if err != nil {
		t.Fatal(err)
	}
	signer := blindrsa.NewSigner(rsaKey(t, all.UnitKey.N, all.UnitKey.D, all.UnitKey.P, all.UnitKey.Q))
	private, err := hpke.DHKEM(ecdh.P256()).NewPrivateKey(all.RoundKey.Private)
	if err != nil || !bytes.Equal(private.PublicKey().Bytes(), all.RoundKey.Public) {
		t.Fatal("the round key is no pair", err)
	}
	for _, v := range all.Ballots {
		t.Run(v.Name, func(t *testing.T) {
			p := &Phone{ballot: response.Ballot{
				Round: v.Round, Unit: v.Unit, Path: response.Browser, SPKI: v.SPKI, Sealed: v.Sealed, Signature: v.Signature,
			}}
			var signature []byte
			if len(v.Prefix) > 0 {
				if err := p.blind(public, bytes.NewReader(bytes.Join([][]byte{v.Prefix, v.Salt, v.R}, nil))); err != nil {
					t.Fatal(err)
				}
				if signature, err = signer.BlindSign(v.Blinded); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(p.Blinded, v.Blinded) || !bytes.Equal(signature, v.BlindSignature) {
				t.Fatal("another blinded value or signature")
			}
			b, err := p.Finish(signature)
			if err != nil || !bytes.Equal(b.Token, v.Token) || Form(b) != v.Form || b.Check() != nil {
				t.Fatalf("another ballot: %+v, %v", b, err)
			}
			if len(v.Token) > 0 && (public.Verify(v.Round, v.Unit, v.SPKI, v.Token) != nil || !bytes.Equal(v.Message, admission.Message(v.Round, v.Unit, v.SPKI))) {
				t.Error("the token does not fit")
			}
			recipient, err := hpke.NewRecipient(v.Sealed[:65], private, hpke.HKDFSHA256(), hpke.AES128GCM(), v.Info)
			if err != nil {
				t.Fatal(err)
			}
			padded, err := recipient.Open(v.AAD, v.Sealed[65:])
			if err != nil || !bytes.Equal(padded, v.Padded) || len(padded)%v.Quantum != 0 {
				t.Errorf("%x, %v", padded, err)
			}
			if sheet := bytes.TrimRight(padded, "\x00"); string(sheet) != v.Sheet+"\x80" {
				t.Errorf("sheet %q", sheet)
			}
		})
	}
}

// The file is what go generate writes.
func TestVectorsAreFresh(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "vectors.json")
	if out, err := exec.Command("go", "run", "./vectors", path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	fresh, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join("testdata", "vectors.json"))
	if err != nil || !bytes.Equal(fresh, kept) {
		t.Fatal("testdata/vectors.json is stale", err)
	}
}

// RFC 9474, appendix A: the client that New uses.
func TestBlindSignaturesOfTheRFC(t *testing.T) {
	t.Parallel()
	var all []struct {
		Name                            string
		P, Q, N, D, Msg, Salt, Inv, Sig octets
		Prefix                          octets `json:"msg_prefix"`
		Blinded                         octets `json:"blinded_msg"`
		BlindSig                        octets `json:"blind_sig"`
	}
	read(t, "rfc9474.json", &all)
	for _, v := range all {
		if v.Name != blindrsa.SHA384PSSRandomized.String() {
			continue
		}
		key := rsaKey(t, v.N, v.D, v.P, v.Q)
		client, err := blindrsa.NewClient(blindrsa.SHA384PSSRandomized, &key.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		r := new(big.Int).ModInverse(v.Inv.number(), key.N)
		random := bytes.NewReader(bytes.Join([][]byte{v.Prefix, v.Salt, r.FillBytes(make([]byte, key.Size()))}, nil))
		prepared, err := client.Prepare(random, v.Msg)
		if err != nil {
			t.Fatal(err)
		}
		blinded, state, err := client.Blind(random, prepared)
		if err != nil || !bytes.Equal(blinded, v.Blinded) {
			t.Fatalf("blinded %x, %v", blinded, err)
		}
		blindSignature, err := blindrsa.NewSigner(key).BlindSign(blinded)
		if err != nil || !bytes.Equal(blindSignature, v.BlindSig) {
			t.Fatalf("blind signature %x, %v", blindSignature, err)
		}
		if signature, err := client.Finalize(state, blindSignature); err != nil || !bytes.Equal(signature, v.Sig) {
			t.Fatalf("signature %x, %v", signature, err)
		}
		return
	}
	t.Fatal("the variant is not in the file")
}
