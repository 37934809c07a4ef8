package admission

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"jianfu/models"
)

// Secret is the server's own: 32 random bytes, made once, that the unit keys are encrypted under at rest. A dump of the
// database alone signs nothing.
type Secret struct{ key [32]byte }

// NewSecret draws a secret.
func NewSecret() Secret {
	var s Secret
	_, _ = rand.Read(s.key[:])
	return s
}

// ReadSecret reads the text form. Anything else is Invalid "admission.secret_form".
func ReadSecret(text string) (Secret, error) {
	var s Secret
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != len(s.key) {
		return s, models.Fail(models.Invalid, "admission.secret_form")
	}
	copy(s.key[:], raw)
	return s, nil
}

// Text is the secret as it is kept in a file: 43 characters of base64url.
func (s Secret) Text() string { return base64.RawURLEncoding.EncodeToString(s.key[:]) }

// Mark tells one secret from another and nothing of either: 32 bytes that the database may hold.
func (s Secret) Mark() []byte { return s.derive("jianfu secret mark v1") }

func (s Secret) derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, s.key[:], nil, purpose, 32)
	if err != nil {
		panic(err) // only for lengths that HKDF cannot give
	}
	return key
}

func (s Secret) aead() cipher.AEAD {
	block, err := aes.NewCipher(s.derive("jianfu unit key v1"))
	if err != nil {
		panic(err) // only for impossible key sizes
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for other ciphers than AES
	}
	return aead
}

// lock encrypts a unit key: AES-256-GCM with a random nonce in front, bound to round and unit.
func (s Secret) lock(round, unit models.ID, key *UnitKey) []byte {
	return s.aead().Seal(nil, nil, key.der, bytes.Join([][]byte{round[:], unit[:]}, nil))
}

func (s Secret) unlock(round, unit models.ID, locked []byte) (*UnitKey, error) {
	der, err := s.aead().Open(nil, nil, locked, bytes.Join([][]byte{round[:], unit[:]}, nil))
	if err != nil {
		return nil, fmt.Errorf("admission: unit key: %w", errors.Join(errors.New("the server secret does not fit"), err))
	}
	return readUnitKey(der)
}
