package evaluation

import (
	"bytes"
	"testing"

	"jianfu/models"
	"jianfu/models/round"
	"jianfu/models/seal"
)

func TestAcceptKey(t *testing.T) {
	t.Parallel()
	key, err := seal.NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	good := []byte(key.Public())
	compressed := append([]byte{2 + good[64]&1}, good[1:33]...)
	off := bytes.Clone(good)
	off[64] ^= 1
	for _, bad := range [][]byte{nil, good[:64], append(bytes.Clone(good), 0), off, compressed, make([]byte, 65)} {
		o := &office{round: &round.Round{}}
		desk, _ := o.desk(t.Context())
		wantKey(t, desk.AcceptKey(t.Context(), models.ID{}, models.ID{}, bad), "evaluation.public_key")
		if o.round.Evaluator.PublicKey != nil {
			t.Error("it was taken")
		}
	}
	text := WritePublicKey(good)
	for _, typed := range []string{text, " " + text + "\r\n", text[:40] + "\n" + text[40:]} {
		if read, err := ReadPublicKey(typed); err != nil || !bytes.Equal(read, good) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, typed := range []string{"", text[1:], text + "A", text[:86] + "=", "公钥"} {
		_, err := ReadPublicKey(typed)
		wantKey(t, err, "evaluation.public_key")
	}
	_, err = ReadPublicKey("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n")
	wantKey(t, err, "evaluation.private_key")
}
