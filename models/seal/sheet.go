package seal

import (
	"bytes"
	"crypto/hpke"
	"errors"
	"fmt"

	"jianfu/models"
)

// Sizes in bytes.
const (
	Quantum  = 512       // a padded sheet is a multiple of this, or of a multiple of it
	MaxSheet = 64 * 1024 // longest sheet before padding
	encSize  = 65        // encapsulated key (RFC 9180, Nenc of DHKEM(P-256))
	tagSize  = 16        // of AES-128-GCM
	// MaxSealed is the longest sealed sheet that is taken.
	MaxSealed = encSize + 2*MaxSheet + tagSize
)

// Box names what a sealed sheet belongs to; a sheet sealed for one round, unit or ballot key opens for no other.
type Box struct {
	Round, Unit models.ID
	SPKIHash    [32]byte // SHA-256 of the ballot key's SubjectPublicKeyInfo
}

func (b Box) info() []byte {
	return bytes.Join([][]byte{[]byte("jianfu answer v1"), b.Round[:], b.Unit[:]}, nil)
}

// Seal pads a sheet to a multiple of quantum bytes (questionnaire.Form.Quantum), itself a multiple of Quantum, and encrypts it:
// encapsulated key (65 bytes) ‖ ciphertext, with info = "jianfu answer v1" ‖ round ‖ unit and aad = SHA-256(SPKI). It
// fails with TooLarge above MaxSheet.
func Seal(to PublicKey, box Box, sheet []byte, quantum int) ([]byte, error) {
	if quantum < Quantum || quantum%Quantum != 0 || quantum > MaxSheet {
		return nil, fmt.Errorf("seal: a quantum of %d bytes", quantum)
	}
	if len(sheet) > MaxSheet {
		return nil, models.Fail(models.TooLarge, "sheet.too_large")
	}
	return encrypt(to, box.info(), box.SPKIHash[:], pad(sheet, quantum))
}

// encrypt is HPKE in one message: encapsulated key ‖ ciphertext.
func encrypt(to PublicKey, info, aad, padded []byte) ([]byte, error) {
	key, err := kem().NewPublicKey(to)
	if err != nil {
		return nil, fmt.Errorf("seal: public key: %w", err)
	}
	enc, sender, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.AES128GCM(), info)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	ciphertext, err := sender.Seal(aad, padded)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return append(enc, ciphertext...), nil
}

// Open decrypts what Seal made. Anything else is Invalid "sheet.seal".
func (k *PrivateKey) Open(box Box, sealed []byte) ([]byte, error) {
	sheet, err := k.open(box, sealed)
	if err != nil {
		return nil, &models.Error{Kind: models.Invalid, Key: "sheet.seal", Err: err}
	}
	return sheet, nil
}

func (k *PrivateKey) open(box Box, sealed []byte) ([]byte, error) {
	if !PlausibleSize(len(sealed)) {
		return nil, errors.New("seal: impossible size")
	}
	return k.decrypt(box.info(), box.SPKIHash[:], sealed)
}

// decrypt undoes encrypt and the padding; sealed holds an encapsulated key at least.
func (k *PrivateKey) decrypt(info, aad, sealed []byte) ([]byte, error) {
	recipient, err := hpke.NewRecipient(sealed[:encSize], k.key, hpke.HKDFSHA256(), hpke.AES128GCM(), info)
	if err != nil {
		return nil, err
	}
	padded, err := recipient.Open(aad, sealed[encSize:])
	if err != nil {
		return nil, err
	}
	return unpad(padded)
}

// PlausibleSize reports whether a sealed sheet can have n bytes: all that can be checked without the key.
func PlausibleSize(n int) bool {
	padded := n - encSize - tagSize
	return padded >= Quantum && padded%Quantum == 0 && n <= MaxSealed
}

// pad appends 0x80 and zeros up to a multiple of quantum (ISO/IEC 7816-4).
func pad(sheet []byte, quantum int) []byte {
	padded := make([]byte, (len(sheet)/quantum+1)*quantum)
	copy(padded, sheet)
	padded[len(sheet)] = 0x80
	return padded
}

func unpad(padded []byte) ([]byte, error) {
	sheet := bytes.TrimRight(padded, "\x00")
	if len(sheet) == 0 || sheet[len(sheet)-1] != 0x80 {
		return nil, errors.New("seal: malformed padding")
	}
	return sheet[:len(sheet)-1], nil
}
