package admission

import (
	"strings"
	"testing"

	"jianfu/models"
)

func TestParseCode(t *testing.T) {
	t.Parallel()
	want, err := ParseCode("0123456789ABCDEF")
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{
		"0123-4567-89AB-CDEF", "0123 4567 89ab cdef", " o1 23-45 67–89ab—cdef ", "oi234567 89ABCDEF", "０１２３４５６７８９ＡＢＣＤＥＦ",
		"0L23４５６７-89ab-cdef", "0123\u30004567\u201089AB\u2212CDEF",
	} {
		if got, err := ParseCode(typed); err != nil || got != want {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "0123456789ABCDE", "0123456789ABCDEFG", "0123456789ABCDEU", "零一二三", "0123456789ABCDE/", strings.Repeat(" ", 300)} {
		if _, err := ParseCode(typed); models.KindOf(err) != models.Invalid {
			t.Errorf("%q was read as a code", typed)
		}
	}
}

// Crockford's alphabet against its specification: the symbols of 0 to 31, and what they are decoded from.
func TestAlphabet(t *testing.T) {
	t.Parallel()
	c := Code{0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf} // 0 1 2 … 15 in fives bits
	if c.String() != "0123456789ABCDEF" {
		t.Fatal(c.String())
	}
	if c.Dashed() != "0123-4567-89AB-CDEF" {
		t.Fatal(c.Dashed())
	}
}

func TestHashHangsOnTheRound(t *testing.T) {
	t.Parallel()
	c := NewCode()
	a, b := models.NewID(), models.NewID()
	if c.Hash(a) == c.Hash(b) || NewCode().Hash(a) == c.Hash(a) {
		t.Fatal("hashes do not tell rounds or codes apart")
	}
}

func TestPosterCode(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		code := newPoster()
		if len(code) != 10 || strings.Trim(code, crockford) != "" || seen[code] {
			t.Fatalf("poster code %q", code)
		}
		seen[code] = true
	}
}

// Whatever is typed, a code that was read is printed and read again as the same code.
func FuzzParseCode(f *testing.F) {
	f.Add("0123-4567-89AB-CDEF")
	f.Add("oil2 ３４５６ — 89ab")
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := ParseCode(typed)
		if err != nil {
			if models.KindOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, again := range []string{c.String(), c.Dashed(), strings.ToLower(c.Dashed())} {
			if got, err := ParseCode(again); err != nil || got != c {
				t.Fatalf("%q is read as %v", again, got)
			}
		}
	})
}
