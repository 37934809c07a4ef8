package account

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"jianfu/models"
)

// hashesAtOnce bounds the memory of a burst of sign-ins: two hashes of 64 MiB each.
const hashesAtOnce = 2

// longestInput is the most bytes that are looked at as a password: enough for 128 characters in any encoding of them.
const longestInput = 4096

// strength is the second recommended option of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes, salt of 128 bits, tag
// of 256 bits. It lies above every setting of the OWASP Password Storage Cheat Sheet.
func strength() *argon2id.Params {
	return &argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 4, SaltLength: 16, KeyLength: 32}
}

// hasher hashes and verifies passwords, a bounded number at a time.
type hasher struct {
	params *argon2id.Params
	slots  chan struct{}
	dummy  string // a hash that no password has, of the same cost
}

func newHasher(params *argon2id.Params) *hasher {
	zeros := func(n uint32) string { return base64.RawStdEncoding.EncodeToString(make([]byte, n)) }
	return &hasher{
		params: params,
		slots:  make(chan struct{}, hashesAtOnce),
		dummy: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", params.Memory, params.Iterations,
			params.Parallelism, zeros(params.SaltLength), zeros(params.KeyLength)),
	}
}

// Hash gives the PHC string of a password. Errors: Unavailable when ctx ends before a slot is free.
func (h *hasher) Hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	hash, err := argon2id.CreateHash(canonical(password), h.params)
	if err != nil {
		return "", fmt.Errorf("account: hash: %w", err)
	}
	return hash, nil
}

// Verify reports whether hash is that of the password. An empty hash (nobody there) takes as long as any other and
// is never right; so does a text far too long for a password. Errors: Unavailable when ctx ends before a slot is free.
func (h *hasher) Verify(ctx context.Context, password, hash string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	known := hash != "" && len(password) <= longestInput
	if !known {
		password, hash = "", h.dummy
	}
	ok, err := argon2id.ComparePasswordAndHash(canonical(password), hash)
	if err != nil {
		return false, fmt.Errorf("account: verify: %w", err)
	}
	return ok && known, nil
}

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &models.Error{Kind: models.Unavailable, Key: "error.unavailable", Err: ctx.Err()}
	}
}

func (h *hasher) leave() { <-h.slots }

// canonical makes full-width and half-width forms the same (NFKC, as NIST SP 800-63B asks for): what an input method
// sends must not decide whether a password is right.
func canonical(password string) string { return norm.NFKC.String(password) }
