package evaluation

import (
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"jianfu/models"
)

// WritePublicKey is a public round key as people hand it over: base64url without padding, 87 characters.
func WritePublicKey(key []byte) string { return base64.RawURLEncoding.EncodeToString(key) }

// ReadPublicKey reads what WritePublicKey wrote; white space does not matter, since mail programs break lines. Errors are
// Invalid: "evaluation.private_key" for the file that holds the private key, "evaluation.public_key" for anything else that is
// not a point of P-256 (65 bytes, uncompressed, SEC 1).
func ReadPublicKey(text string) ([]byte, error) {
	if strings.Contains(text, "AGE ENCRYPTED FILE") {
		return nil, models.Fail(models.Invalid, "evaluation.private_key")
	}
	key, err := base64.RawURLEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "evaluation.public_key", Err: err}
	}
	return key, checkPublicKey(key)
}

func checkPublicKey(key []byte) error {
	if _, err := ecdh.P256().NewPublicKey(key); err != nil {
		return &models.Error{Kind: models.Invalid, Key: "evaluation.public_key", Err: err}
	}
	return nil
}

// Fingerprint is what two people compare of a public key: the first 16 bytes of its SHA-256 in groups of four digits; empty
// for no key.
func Fingerprint(key []byte) string {
	if len(key) == 0 {
		return ""
	}
	sum := sha256.Sum256(key)
	digits := hex.EncodeToString(sum[:16])
	var groups []string
	for ; digits != ""; digits = digits[4:] {
		groups = append(groups, digits[:4])
	}
	return strings.Join(groups, " ")
}
