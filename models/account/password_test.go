package account

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/alexedwards/argon2id"

	"jianfu/models"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for password, key := range map[string]string{
		good: "",
		"清风两袖朝天去免得闾阎话短长": "",
		"eleven char":                    "account.password_short",
		"一二三四五六七八九十甲":                    "account.password_short", // 11 characters, 33 bytes
		strings.Repeat("abcdefgh", 16):   "",
		strings.Repeat("abcdefgh", 17):   "account.password_long",
		strings.Repeat("abcdefgh", 1000): "account.password_long",
		"123456789012":                   "account.password_common",
		"210987654321":                   "account.password_common",
		"abcdefghijklm":                  "account.password_common",
		"aaaaaaaaaaaaaaaa":               "account.password_common",
		"abcdabcdabcd":                   "account.password_common",
		"Password1234":                   "account.password_common",
		"PASSWORD1234":                   "account.password_common",
		"wang.li@county.example":         "account.password_own",
		"Wang.Li20271231":                "", // eight digits of one's own, however poor
		"wang.li2027":                    "account.password_short",
		"wang.li20271":                   "account.password_own",
		"王莉王莉王莉王莉1234":                   "account.password_own",
		"jianfujianfu!!":                 "account.password_own",
		"减负减负减负减负2027aa":                 "account.password_own",
	} {
		t.Run(password, func(t *testing.T) {
			t.Parallel()
			err := checkPassword(password, "wang.li@county.example", "王莉")
			if key == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wants(t, err, models.Invalid, key)
		})
	}
}

func TestHasher(t *testing.T) {
	t.Parallel()
	hash, err := newHasher(strength()).Hash(t.Context(), good)
	if err != nil || len(hash) > 128 || !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Fatalf("%q, %v", hash, err)
	}
	params, salt, key, err := argon2id.DecodeHash(newHasher(strength()).dummy)
	if err != nil || *params != *strength() || len(salt) != 16 || len(key) != 32 {
		t.Fatalf("the dummy costs something else: %+v, %v", params, err)
	}
	h := newHasher(cheap())
	if hash, err = h.Hash(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		password, hash string
		want           bool
	}{
		{good, hash, true},
		{good + "!", hash, false},
		{"", hash, false},
		{good, "", false},
		{"", "", false},
		{strings.Repeat("x", longestInput+1), hash, false},
	} {
		if ok, err := h.Verify(t.Context(), c.password, c.hash); err != nil || ok != c.want {
			t.Errorf("%.20q: %v, %v", c.password, ok, err)
		}
	}
	if _, err := h.Verify(t.Context(), good, "plain"); err == nil {
		t.Error("a damaged hash is no error")
	}
}

func TestHashingWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHasher(strength())
		for range hashesAtOnce {
			if err := h.enter(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		refused := make(chan error)
		go func() {
			_, err := h.Hash(ctx, good)
			refused <- err
		}()
		synctest.Wait()
		select {
		case err := <-refused:
			t.Fatalf("one more than the bound was let in: %v", err)
		default:
		}
		cancel()
		wants(t, <-refused, models.Unavailable, "error.unavailable")
		h.leave()
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestNormalEmail(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"li.na@county.example":             "li.na@county.example",
		"  Li.Na@County.Example\n":         "li.na@county.example",
		"\uff4c\uff49@county.example":      "li@county.example", // full-width
		"":                                 "",
		"li.na":                            "",
		"li.na@":                           "",
		"李娜 <li.na@county.example>":        "",
		"<li.na@county.example>":           "",
		"a@b.example, c@d.example":         "",
		`"li na"@county.example`:           "",
		strings.Repeat("a", 250) + "@b.cn": "",
		"li.na@county.example\nBcc: x@y.z": "",
	} {
		got, err := NormalEmail(in)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

// FuzzNormalEmail: what is accepted once is accepted again unchanged, so that one person has one spelling.
func FuzzNormalEmail(f *testing.F) {
	for _, seed := range []string{"a@b", "A@B.example ", `"x"@y`, "İ@b.example", "a@[1.2.3.4]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := NormalEmail(s)
		if err != nil {
			return
		}
		if twice, err := NormalEmail(once); err != nil || twice != once {
			t.Fatalf("%q → %q → %q, %v", s, once, twice, err)
		}
	})
}
