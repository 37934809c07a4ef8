package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"slices"
)

type roundKey struct {
	Private octets `json:"private"`
	Public  octets `json:"public"`
}

func newRoundKey() (roundKey, error) {
	key, err := ecdh.P256().NewPrivateKey(draw(32, "round key"))
	if err != nil {
		return roundKey{}, err
	}
	return roundKey{key.Bytes(), key.PublicKey().Bytes()}, nil
}

// sealed is a sealed sheet with the values of RFC 9180 on the way to it.
type sealed struct {
	Padded       octets `json:"padded"`
	Ephemeral    octets `json:"ephemeral_key"` // private scalar
	Info         octets `json:"info"`
	AAD          octets `json:"aad"`
	Enc          octets `json:"enc"`
	SharedSecret octets `json:"shared_secret"`
	Key          octets `json:"key"`
	Nonce        octets `json:"nonce"`
	Sealed       octets `json:"sealed"`
}

// The identifiers of DHKEM(P-256, HKDF-SHA256) and of the whole suite (RFC 9180 §4.1, §5.1).
const (
	kemID   = "KEM\x00\x10"
	suiteID = "HPKE\x00\x10\x00\x01\x00\x01"
)

func extract(suite string, salt []byte, label string, secret []byte) ([]byte, error) {
	return hkdf.Extract(sha256.New, slices.Concat([]byte("HPKE-v1"+suite+label), secret), salt)
}

func expand(suite string, prk []byte, label string, info []byte, length int) ([]byte, error) {
	return hkdf.Expand(sha256.New, prk, string([]byte{byte(length >> 8), byte(length)})+"HPKE-v1"+suite+label+string(info), length)
}

func seal(to roundKey, ephemeral, info, aad []byte, padded octets) (sealed, error) {
	s := sealed{Padded: padded, Ephemeral: ephemeral, Info: info, AAD: aad}
	key, err := ecdh.P256().NewPrivateKey(ephemeral)
	if err != nil {
		return sealed{}, err
	}
	public, err := ecdh.P256().NewPublicKey(to.Public)
	if err != nil {
		return sealed{}, err
	}
	dh, err := key.ECDH(public)
	if err != nil {
		return sealed{}, err
	}
	s.Enc = key.PublicKey().Bytes()
	if err := s.schedule(dh, to.Public); err != nil {
		return sealed{}, err
	}
	block, err := aes.NewCipher(s.Key)
	if err != nil {
		return sealed{}, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return sealed{}, err
	}
	s.Sealed = gcm.Seal(slices.Clone(s.Enc), s.Nonce, padded, aad)
	return s, nil
}

// schedule is ExtractAndExpand of §4.1 and KeySchedule of §5.1 in base mode.
func (s *sealed) schedule(dh, to []byte) error {
	prk, err := extract(kemID, nil, "eae_prk", dh)
	if err != nil {
		return err
	}
	if s.SharedSecret, err = expand(kemID, prk, "shared_secret", slices.Concat(s.Enc, to), 32); err != nil {
		return err
	}
	pskHash, err := extract(suiteID, nil, "psk_id_hash", nil)
	if err != nil {
		return err
	}
	infoHash, err := extract(suiteID, nil, "info_hash", s.Info)
	if err != nil {
		return err
	}
	context := slices.Concat([]byte{0}, pskHash, infoHash)
	secret, err := extract(suiteID, s.SharedSecret, "secret", nil)
	if err != nil {
		return err
	}
	if s.Key, err = expand(suiteID, secret, "key", context, 16); err != nil {
		return err
	}
	s.Nonce, err = expand(suiteID, secret, "base_nonce", context, 12)
	return err
}
