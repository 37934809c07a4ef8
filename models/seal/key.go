package seal

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"filippo.io/age/armor"

	"jianfu/models"
)

// PrivateKey opens the sheets of one round. It lives in memory only.
type PrivateKey struct{ key hpke.PrivateKey }

// PublicKey is the key that sheets of a round are sealed to: 65 bytes, an uncompressed P-256 point (SEC 1).
type PublicKey []byte

// Wrapped is a private key as an armored age file under a passphrase (age-encryption.org/v1, scrypt recipient). The
// `age` tool opens it; inside are the 32 bytes of SerializePrivateKey (RFC 9180 §7.1.2).
type Wrapped []byte

func kem() hpke.KEM { return hpke.DHKEM(ecdh.P256()) }

// NewPrivateKey makes a round key.
func NewPrivateKey() (*PrivateKey, error) {
	key, err := kem().GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("seal: new key: %w", err)
	}
	return &PrivateKey{key}, nil
}

// Public gives the key to seal to.
func (k *PrivateKey) Public() PublicKey { return k.key.PublicKey().Bytes() }

// Bytes are the 32 bytes of the private key. They feed the draws of disclosure control and are never stored or shown.
func (k *PrivateKey) Bytes() ([]byte, error) { return k.key.Bytes() }

// Wrapper wraps keys under passphrases. LogWork is the base-2 logarithm of scrypt's work factor; 0 takes age's
// default, 18: about a second and 256 MiB.
type Wrapper struct{ LogWork int }

// Wrap encrypts the key under a passphrase.
func (w Wrapper) Wrap(k *PrivateKey, passphrase string) (Wrapped, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "evaluation.passphrase_empty", Err: err}
	}
	if w.LogWork > 0 {
		recipient.SetWorkFactor(w.LogWork)
	}
	raw, err := k.Bytes()
	if err != nil {
		return nil, fmt.Errorf("seal: wrap: %w", err)
	}
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	sealed, err := age.Encrypt(armored, recipient)
	if err != nil {
		return nil, fmt.Errorf("seal: wrap: %w", err)
	}
	if _, err := sealed.Write(raw); err != nil {
		return nil, fmt.Errorf("seal: wrap: %w", err)
	}
	if err := errors.Join(sealed.Close(), armored.Close()); err != nil {
		return nil, fmt.Errorf("seal: wrap: %w", err)
	}
	return out.Bytes(), nil
}

// Unwrap opens a wrapped key. A wrong passphrase is Invalid "evaluation.passphrase".
func Unwrap(wrapped Wrapped, passphrase string) (*PrivateKey, error) {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "evaluation.passphrase", Err: err}
	}
	plain, err := age.Decrypt(armor.NewReader(bytes.NewReader(wrapped)), identity)
	if err != nil {
		if _, wrong := errors.AsType[*age.NoIdentityMatchError](err); wrong {
			return nil, &models.Error{Kind: models.Invalid, Key: "evaluation.passphrase", Err: err}
		}
		return nil, fmt.Errorf("seal: unwrap: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(plain, 64))
	if err != nil {
		return nil, fmt.Errorf("seal: unwrap: %w", err)
	}
	key, err := kem().NewPrivateKey(raw)
	if err != nil {
		return nil, fmt.Errorf("seal: unwrap: %w", err)
	}
	return &PrivateKey{key}, nil
}
