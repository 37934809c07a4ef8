package admission

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"

	"filippo.io/bigmod"

	"jianfu/models"
)

// UnitKey signs the blinded ballot keys of one unit in one round (RFC 9474). It is safe for concurrent use.
type UnitKey struct {
	public  *UnitPublic
	der     []byte // PKCS #8
	n, p, q *bigmod.Modulus
	qOfN    *bigmod.Nat // q as a number modulo n
	qInv    *bigmod.Nat // 1/q modulo p
	dp, dq  []byte      // d modulo p−1 and q−1
}

// NewUnitKey draws a key: about a tenth of a second of one core.
func NewUnitKey() (*UnitKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("admission: unit key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("admission: unit key: %w", err)
	}
	return newUnitKey(key, der)
}

// readUnitKey reads a PKCS #8 key.
func readUnitKey(der []byte) (*UnitKey, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("admission: unit key: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("admission: the unit key is no RSA key")
	}
	return newUnitKey(key, der)
}

func newUnitKey(key *rsa.PrivateKey, der []byte) (*UnitKey, error) {
	public, err := newUnitPublic(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	if len(key.Primes) != 2 || key.Precomputed.Dp == nil {
		return nil, errors.New("admission: the unit key has no two primes")
	}
	k := &UnitKey{public: public, der: der, dp: key.Precomputed.Dp.Bytes(), dq: key.Precomputed.Dq.Bytes()}
	var errs [5]error
	k.n, errs[0] = bigmod.NewModulus(key.N.Bytes())
	k.p, errs[1] = bigmod.NewModulus(key.Primes[0].Bytes())
	k.q, errs[2] = bigmod.NewModulus(key.Primes[1].Bytes())
	if err := errors.Join(errs[:3]...); err != nil {
		return nil, fmt.Errorf("admission: unit key: %w", err)
	}
	k.qOfN, errs[3] = bigmod.NewNat().SetBytes(key.Primes[1].FillBytes(make([]byte, k.n.Size())), k.n)
	k.qInv, errs[4] = bigmod.NewNat().SetBytes(key.Precomputed.Qinv.FillBytes(make([]byte, k.p.Size())), k.p)
	if err := errors.Join(errs[3:]...); err != nil {
		return nil, fmt.Errorf("admission: unit key: %w", err)
	}
	return k, nil
}

// Public is the key that everybody may know.
func (k *UnitKey) Public() *UnitPublic { return k.public }

// Sign is BlindSign of RFC 9474, 4.3: blinded^d modulo n, both of BlindedSize bytes. The same blinded value always has the same
// signature. Errors: Invalid "admission.blinded" for a value that is no number below the modulus.
//
// It works by the Chinese remainder theorem (RFC 8017, 5.1.2) in the constant-time arithmetic of filippo.io/bigmod, and
// checks its result before it leaves: a faulty one would give the factors away.
func (k *UnitKey) Sign(blinded []byte) ([]byte, error) {
	if len(blinded) != k.n.Size() {
		return nil, models.Fail(models.Invalid, "admission.blinded")
	}
	c, err := bigmod.NewNat().SetBytes(blinded, k.n)
	if err != nil || c.IsZero() == 1 {
		return nil, models.Fail(models.Invalid, "admission.blinded")
	}
	s := bigmod.NewNat().Exp(bigmod.NewNat().Mod(c, k.q), k.dq, k.q) // modulo q
	h := bigmod.NewNat().Exp(bigmod.NewNat().Mod(c, k.p), k.dp, k.p) // modulo p
	h.Sub(bigmod.NewNat().Mod(s, k.p), k.p).Mul(k.qInv, k.p)
	h.ExpandFor(k.n).Mul(k.qOfN, k.n)
	s.ExpandFor(k.n).Add(h, k.n)
	if bigmod.NewNat().ExpShortVarTime(s, uint(k.public.key.E), k.n).Equal(c) != 1 {
		return nil, errors.New("admission: a signature came out wrong")
	}
	return s.Bytes(k.n), nil
}
