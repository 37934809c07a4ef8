package response

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"

	"jianfu/models"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// Path says where a ballot was sealed.
type Path string

// The paths.
const (
	Plain   Path = "plain"   // sealed by the server on arrival
	Browser Path = "browser" // sealed on the phone; in a card round with the token of a blind signature
)

// Ballot is one sealed answer sheet with the proof that it is whole: the ballot key's signature over the sealed bytes.
type Ballot struct {
	Round, Unit models.ID
	Path        Path
	SPKI        []byte // SubjectPublicKeyInfo (DER) of an ECDSA P-256 key made for this ballot alone
	Token       []byte // admission.Token of a card round's browser ballot, else empty
	Sealed      []byte // seal.Seal
	Signature   []byte // ECDSA over SHA-256(Sealed): r ‖ s, 32 bytes each (IEEE P1363)
}

// CardCount counts the cards of a unit.
type CardCount struct{ Issued, Redeemed int }

// Hash is SHA-256(SPKI), under which a ballot is stored once.
func (b *Ballot) Hash() [32]byte { return sha256.Sum256(b.SPKI) }

// Box names what the ballot's sheet was sealed for.
func (b *Ballot) Box() seal.Box { return seal.Box{Round: b.Round, Unit: b.Unit, SPKIHash: b.Hash()} }

// Check verifies all that can be verified without any other key: Invalid "response.ballot".
func (b *Ballot) Check() error {
	bad := models.Fail(models.Invalid, "response.ballot")
	// One key has one spelling: otherwise it could be stored twice.
	point, ok := bytes.CutPrefix(b.SPKI, []byte(spkiPrefix))
	if !ok || !seal.PlausibleSize(len(b.Sealed)) || len(b.Signature) != signatureSize {
		return bad
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return bad
	}
	sum := sha256.Sum256(b.Sealed)
	r, s := new(big.Int).SetBytes(b.Signature[:signatureSize/2]), new(big.Int).SetBytes(b.Signature[signatureSize/2:])
	if !ecdsa.Verify(public, sum[:], r, s) {
		return bad
	}
	return nil
}

// spkiPrefix is what stands before the point in the SubjectPublicKeyInfo (RFC 5480) of a key on P-256, uncompressed, in DER.
const spkiPrefix = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00"

// signatureSize is that of an ECDSA signature on P-256 as r ‖ s.
const signatureSize = 64

// Sign gives the signature of a sealed sheet.
func Sign(key *ecdsa.PrivateKey, sealed []byte) ([]byte, error) {
	sum := sha256.Sum256(sealed)
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return nil, fmt.Errorf("response: sign: %w", err)
	}
	return append(r.FillBytes(make([]byte, signatureSize/2)), s.FillBytes(make([]byte, signatureSize/2))...), nil
}

// Draft is a ballot of the plain path between the review page and its sending: both texts travel through the page and
// come back with the button. Nothing of it is kept on the server.
type Draft struct {
	Key    string // base64url of the ballot key (PKCS #8)
	Sealed string // base64url of the sealed sheet
}

// NewDraft makes a ballot key and seals an encoded sheet for a unit of a round. quantum is that of the form.
func NewDraft(m *round.Manifest, unitID models.ID, sheet []byte, quantum int) (Draft, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Draft{}, fmt.Errorf("response: ballot key: %w", err)
	}
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return Draft{}, fmt.Errorf("response: ballot key: %w", err)
	}
	box := seal.Box{Round: m.Round, Unit: unitID, SPKIHash: sha256.Sum256(spki)}
	sealed, err := seal.Seal(m.RoundKey, box, sheet, quantum)
	if err != nil {
		return Draft{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return Draft{}, fmt.Errorf("response: ballot key: %w", err)
	}
	b64 := base64.RawURLEncoding
	return Draft{Key: b64.EncodeToString(private), Sealed: b64.EncodeToString(sealed)}, nil
}

// Ballot signs the sealed sheet: the same draft always gives a ballot under the same key. A draft that was tampered
// with is Invalid "response.ballot".
func (d Draft) Ballot(roundID, unitID models.ID) (*Ballot, error) {
	bad := models.Fail(models.Invalid, "response.ballot")
	b64 := base64.RawURLEncoding
	private, err := b64.DecodeString(d.Key)
	if err != nil {
		return nil, bad
	}
	sealed, err := b64.DecodeString(d.Sealed)
	if err != nil {
		return nil, bad
	}
	parsed, err := x509.ParsePKCS8PrivateKey(private)
	key, ok := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ok || key.Curve != elliptic.P256() {
		return nil, bad
	}
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, bad
	}
	signature, err := Sign(key, sealed)
	if err != nil {
		return nil, err
	}
	b := &Ballot{Round: roundID, Unit: unitID, Path: Plain, SPKI: spki, Sealed: sealed, Signature: signature}
	return b, b.Check()
}
