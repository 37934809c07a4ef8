package main

import (
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"math/big"
	"slices"
	"strconv"
)

// unitKey is RSA-2048 with e = 65537; its primes are the first that fit from a drawn place on.
type unitKey struct {
	N    octets `json:"n"`
	E    int    `json:"e"`
	D    octets `json:"d"`
	P    octets `json:"p"`
	Q    octets `json:"q"`
	SPKI octets `json:"spki"`

	n, d *big.Int
}

const modulusSize = 256

func newUnitKey() unitKey {
	p, q, one := prime("p"), prime("q"), big.NewInt(1)
	k := unitKey{P: p.Bytes(), Q: q.Bytes(), E: 65537, n: new(big.Int).Mul(p, q)}
	phi := new(big.Int).Mul(p.Sub(p, one), q.Sub(q, one))
	k.d = new(big.Int).ModInverse(big.NewInt(65537), phi)
	k.N, k.D = fixed(k.n), fixed(k.d)
	k.SPKI, _ = x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: k.n, E: k.E}) // fails for other kinds of key only
	return k
}

// prime has 1024 bits, the two highest set.
func prime(name string) *big.Int {
	p, two, e := new(big.Int).SetBytes(draw(modulusSize/2, "unit key", name)), big.NewInt(2), big.NewInt(65537)
	for _, bit := range []int{0, 1022, 1023} {
		p.SetBit(p, bit, 1)
	}
	// p ≡ 1 modulo the prime e is all that can keep e from being invertible.
	for !p.ProbablyPrime(32) || new(big.Int).Mod(p, e).Cmp(big.NewInt(1)) == 0 {
		p.Add(p, two)
	}
	return p
}

func fixed(x *big.Int) octets { return x.FillBytes(make([]byte, modulusSize)) }

// token is a blind signature with the values of RFC 9474 on the way to it.
type token struct {
	Prefix         octets `json:"prefix"`
	Salt           octets `json:"salt"`
	Message        octets `json:"message"` // without the prefix
	Encoded        octets `json:"encoded"` // EMSA-PSS of prefix ‖ message
	R              octets `json:"r"`
	Inverse        octets `json:"inverse"` // of r
	Blinded        octets `json:"blinded"`
	BlindSignature octets `json:"blind_signature"`
	Token          octets `json:"token"`
}

func newToken(key unitKey, message []byte, name string, zeros bool) *token {
	t := &token{Message: message}
	var encoded, signature, blinded, r *big.Int
	for i := 0; ; i++ {
		try := strconv.Itoa(i)
		t.Prefix, t.Salt = draw(32, name, "prefix", try), draw(48, name, "salt", try)
		t.Encoded = encode(slices.Concat(t.Prefix, message), t.Salt)
		encoded = new(big.Int).SetBytes(t.Encoded)
		if signature = new(big.Int).Exp(encoded, key.d, key.n); !zeros || fixed(signature)[0] == 0 {
			break
		}
	}
	for i := 0; ; i++ {
		r = new(big.Int).SetBytes(draw(modulusSize, name, "r", strconv.Itoa(i)))
		blinded = new(big.Int).Exp(r, big.NewInt(65537), key.n)
		blinded.Mul(blinded, encoded).Mod(blinded, key.n)
		if r.Cmp(key.n) < 0 && (!zeros || fixed(blinded)[0] == 0) {
			break
		}
	}
	t.R, t.Inverse, t.Blinded = fixed(r), fixed(new(big.Int).ModInverse(r, key.n)), fixed(blinded)
	t.BlindSignature = fixed(new(big.Int).Exp(blinded, key.d, key.n))
	t.Token = slices.Concat(t.Prefix, fixed(signature))
	return t
}

// encode is EMSA-PSS of RFC 8017 §9.1.1 with SHA-384 and MGF1 for 2047 bits.
func encode(message, salt []byte) octets {
	hash := sha512.Sum384(message)
	h := sha512.Sum384(slices.Concat(make([]byte, 8), hash[:], salt))
	db := make([]byte, modulusSize-len(h)-1)
	copy(db[len(db)-len(salt)-1:], slices.Concat([]byte{1}, salt))
	for i := range db {
		block := sha512.Sum384(slices.Concat(h[:], []byte{0, 0, 0, byte(i / len(h))}))
		db[i] ^= block[i%len(h)]
	}
	db[0] &= 0x7f
	return slices.Concat(db, h[:], []byte{0xbc})
}
