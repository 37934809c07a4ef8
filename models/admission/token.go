package admission

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"fmt"

	"jianfu/models"
	"jianfu/models/round"
)

// Sizes in bytes of RSABSSA-SHA384-PSS-Randomized (RFC 9474) with RSA-2048.
const (
	keyBits     = 2048
	BlindedSize = keyBits / 8 // of a blinded message, and of a signature
	PrefixSize  = 32          // of the random prefix of a message
	TokenSize   = PrefixSize + BlindedSize
	saltSize    = sha512.Size384
)

// Message is what a ballot key has signed: "jianfu ballot v1" ‖ round ‖ unit ‖ SPKI. docs/ballots.md.
func Message(roundID, unitID models.ID, spki []byte) []byte {
	return bytes.Join([][]byte{[]byte("jianfu ballot v1"), roundID[:], unitID[:], spki}, nil)
}

// UnitPublic is the public key of a unit in one round.
type UnitPublic struct {
	key  *rsa.PublicKey
	spki []byte
}

// ReadUnitPublic reads a SubjectPublicKeyInfo (DER). Anything but RSA-2048 with e = 65537 is Invalid "admission.unit_key".
func ReadUnitPublic(spki []byte) (*UnitPublic, error) {
	parsed, err := x509.ParsePKIXPublicKey(spki)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok || key.N.BitLen() != keyBits || key.E != 65537 {
		return nil, &models.Error{Kind: models.Invalid, Key: "admission.unit_key", Err: err}
	}
	return &UnitPublic{key, spki}, nil
}

func newUnitPublic(key *rsa.PublicKey) (*UnitPublic, error) {
	spki, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("admission: unit key: %w", err)
	}
	return &UnitPublic{key, spki}, nil
}

// SPKI is the key as SubjectPublicKeyInfo (DER).
func (p *UnitPublic) SPKI() []byte { return p.spki }

// Modulus is n as 256 bytes, the most significant first: all that a browser needs of the key.
func (p *UnitPublic) Modulus() []byte { return p.key.N.FillBytes(make([]byte, BlindedSize)) }

// Key is the key for RFC 9474's client.
func (p *UnitPublic) Key() *rsa.PublicKey { return p.key }

// Fingerprint is SHA-256 of the SubjectPublicKeyInfo in hexadecimal digits, as it stands in the manifest.
func (p *UnitPublic) Fingerprint() string { return round.HashOf(p.spki) }

// Verify checks the token of a ballot key: Invalid "response.token".
func (p *UnitPublic) Verify(roundID, unitID models.ID, spki, token []byte) error {
	bad := models.Fail(models.Invalid, "response.token")
	if len(token) != TokenSize {
		return bad
	}
	h := sha512.New384()
	h.Write(token[:PrefixSize])
	h.Write(Message(roundID, unitID, spki))
	options := &rsa.PSSOptions{SaltLength: saltSize, Hash: crypto.SHA384}
	if err := rsa.VerifyPSS(p.key, crypto.SHA384, h.Sum(nil), token[PrefixSize:], options); err != nil {
		return bad
	}
	return nil
}
