package seal

import (
	"bytes"
	"strings"
	"testing"

	"jianfu/models"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	key, err := NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewPrivateKey()
	if err != nil {
		t.Fatal(err)
	}
	round := models.NewID()
	for n, size := range map[int]int{0: 1, 1: 1, TextsQuantum - 1: 1, TextsQuantum: 2, 5*TextsQuantum + 7: 6} {
		plain := []byte(strings.Repeat("字", n)[:n])
		sealed, err := Texts(key.Public(), round, plain)
		if err != nil || len(sealed) != encSize+size*TextsQuantum+tagSize {
			t.Fatalf("%d bytes are sealed into %d: %v", n, len(sealed), err)
		}
		if opened, err := key.OpenTexts(round, sealed); err != nil || !bytes.Equal(opened, plain) {
			t.Errorf("%d bytes are opened to %d: %v", n, len(opened), err)
		}
		changed := bytes.Clone(sealed)
		changed[len(changed)-1] ^= 1
		for name, failed := range map[string]error{
			"another round": opens(key, models.NewID(), sealed), "another key": opens(other, round, sealed),
			"a changed byte": opens(key, round, changed), "cut": opens(key, round, sealed[:len(sealed)-TextsQuantum]),
			"nothing": opens(key, round, nil), "short": opens(key, round, sealed[:40]),
		} {
			if models.KindOf(failed) != models.Invalid || failed == nil {
				t.Errorf("%s: %v", name, failed)
			}
		}
		if _, err := key.Open(Box{Round: round}, sealed); err == nil {
			t.Error("texts open as a sheet")
		}
	}
	if _, err := Texts([]byte("no key"), round, nil); err == nil {
		t.Error("sealed to no key")
	}
}

func opens(k *PrivateKey, round models.ID, sealed []byte) error {
	_, err := k.OpenTexts(round, sealed)
	return err
}
