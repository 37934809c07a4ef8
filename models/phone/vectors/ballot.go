package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
)

func (c testCase) ballot(to roundKey, unit unitKey) (ballot, error) {
	b := ballot{Name: c.name, Quantum: c.quantum, Sheet: c.sheet}
	b.Round, b.Unit, b.BallotKey = draw(16, c.name, "round"), draw(16, c.name, "unit"), draw(32, c.name, "ballot key")
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), b.BallotKey)
	if err != nil {
		return ballot{}, err
	}
	if b.SPKI, err = x509.MarshalPKIXPublicKey(&key.PublicKey); err != nil {
		return ballot{}, err
	}
	place := bytes.Join([][]byte{b.Round, b.Unit}, nil)
	hash := sha256.Sum256(b.SPKI)
	info := append([]byte("jianfu answer v1"), place...)
	if b.sealed, err = seal(to, draw(32, c.name, "ephemeral key"), info, hash[:], pad(c.sheet, c.quantum)); err != nil {
		return ballot{}, err
	}
	if b.Signature, err = sign(key, b.Sealed); err != nil {
		return ballot{}, err
	}
	if !c.poster {
		message := bytes.Join([][]byte{[]byte("jianfu ballot v1"), place, b.SPKI}, nil)
		b.token = newToken(unit, message, c.name, c.zeros)
	}
	b.Form = b.form()
	return b, nil
}

// pad is ISO/IEC 7816-4.
func pad(sheet string, quantum int) octets {
	padded := append([]byte(sheet), 0x80)
	for len(padded)%quantum != 0 {
		padded = append(padded, 0)
	}
	return padded
}

// sign is ECDSA with the nonce of RFC 6979, as r ‖ s.
func sign(key *ecdsa.PrivateKey, message []byte) (octets, error) {
	sum := sha256.Sum256(message)
	der, err := key.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		return nil, err
	}
	return append(pair.R.FillBytes(make([]byte, 32)), pair.S.FillBytes(make([]byte, 32))...), nil
}

func (b ballot) form() string {
	b64 := base64.RawURLEncoding.EncodeToString
	parts := []string{
		"round=" + hex.EncodeToString(b.Round), "unit=" + hex.EncodeToString(b.Unit), "spki=" + b64(b.SPKI),
		"sealed=" + b64(b.Sealed), "signature=" + b64(b.Signature),
	}
	if b.token != nil {
		parts = append(parts, "token="+b64(b.Token))
	}
	return strings.Join(parts, "&")
}
