package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// Digest is the SHA-256 of a token's 32 bytes: what is stored instead of the token. A plain hash is enough, since the
// token has 256 random bits and cannot be guessed from it.
type Digest [sha256.Size]byte

const tokenBytes = 32

// newToken draws a token and gives its text (base64url without padding, 43 characters, RFC 4648 section 5) and digest.
func newToken() (string, Digest) {
	var raw [tokenBytes]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(raw[:]), sha256.Sum256(raw[:])
}

// digestOf reads a token's text. ok is false for anything that newToken cannot have written.
func digestOf(token string) (d Digest, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != tokenBytes || base64.RawURLEncoding.EncodeToString(raw) != token {
		return Digest{}, false
	}
	return sha256.Sum256(raw), true
}
