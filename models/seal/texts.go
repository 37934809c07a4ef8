package seal

import (
	"errors"

	"jianfu/models"
)

// TextsQuantum is what the texts of a round are padded to a multiple of, in bytes.
const TextsQuantum = 4096

func textsInfo(round models.ID) []byte { return append([]byte("jianfu texts v1"), round[:]...) }

// Texts pads what may be read of the words of a round to a multiple of TextsQuantum and encrypts it to the key of the round:
// encapsulated key (65 bytes) ‖ ciphertext, with info = "jianfu texts v1" ‖ round and no aad.
func Texts(to PublicKey, round models.ID, plain []byte) ([]byte, error) {
	return encrypt(to, textsInfo(round), nil, pad(plain, TextsQuantum))
}

// OpenTexts decrypts what Texts made. Anything else is Invalid "evaluation.texts.seal".
func (k *PrivateKey) OpenTexts(round models.ID, sealed []byte) ([]byte, error) {
	err := errors.New("seal: impossible size")
	if padded := len(sealed) - encSize - tagSize; padded >= TextsQuantum && padded%TextsQuantum == 0 {
		var plain []byte
		if plain, err = k.decrypt(textsInfo(round), nil, sealed); err == nil {
			return plain, nil
		}
	}
	return nil, &models.Error{Kind: models.Invalid, Key: "evaluation.texts.seal", Err: err}
}
