package account

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"jianfu/models"
)

func TestSignInTellsNothingOfWhoExists(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.join(t, "li.na@county.example", "李娜", Organizer)
	_, _, wrong := o.SignIn(t.Context(), "li.na@county.example", "not her password")
	_, _, unknown := o.SignIn(t.Context(), "nobody@county.example", "not her password")
	wants(t, wrong, models.Invalid, "account.wrong_credentials")
	wants(t, unknown, models.Invalid, "account.wrong_credentials")
	if wrong.Error() != unknown.Error() {
		t.Fatalf("%q and %q can be told apart", wrong, unknown)
	}
}

func TestSignInReadsAddressesAndPasswordsAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.join(t, " Li.Na@County.Example ", "李娜", Organizer)
	for _, c := range []struct{ email, password string }{
		{"li.na@county.example", good},
		{"LI.NA@COUNTY.EXAMPLE ", good},
		{"li.na@county.example", "\uff46\uff4frty-two geese fly"}, // full-width letters of an input method
	} {
		token, person, err := o.SignIn(t.Context(), c.email, c.password)
		if err != nil || person.Name != "李娜" {
			t.Fatalf("%q: %v", c.email, err)
		}
		if who, err := o.Whose(t.Context(), token); err != nil || who.ID != person.ID {
			t.Fatalf("session of %v, %v", who, err)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		steps []time.Duration // the person comes back after each
		alive bool            // at the last step
	}{
		{"used after eleven hours", []time.Duration{11 * time.Hour}, true},
		{"used each eleven hours", []time.Duration{11 * time.Hour, 11 * time.Hour, 11 * time.Hour}, true},
		{"idle for twelve hours", []time.Duration{12 * time.Hour}, false},
		{"never idle, for seven days", steps(14, 12*time.Hour-time.Minute, 14*time.Minute), false},
		{"never idle, just short of seven days", steps(14, 12*time.Hour-time.Minute, 13*time.Minute), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			token, _ := o.join(t, "a@county.example", "阿依古丽", Evaluator)
			var err error
			for i, step := range c.steps {
				o.clock = o.clock.Add(step)
				if _, err = o.Whose(t.Context(), token); err != nil && i < len(c.steps)-1 {
					t.Fatalf("over at step %d already: %v", i, err)
				}
			}
			if c.alive && err != nil {
				t.Fatal(err)
			}
			if !c.alive {
				wants(t, err, models.Unauthenticated, "account.session_over")
			}
		})
	}
}

func steps(n int, each, last time.Duration) []time.Duration {
	var all []time.Duration
	for range n {
		all = append(all, each)
	}
	return append(all, last)
}

func TestWhoseWritesSeldom(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	token, _ := o.join(t, "a@county.example", "王芳", Organizer)
	for range 60 {
		o.clock = o.clock.Add(10 * time.Second)
		if _, err := o.Whose(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	if o.fake.touched != 2 {
		t.Fatalf("%d writes in ten minutes, want 2", o.fake.touched)
	}
}

func TestTokensAreNotStoredAndForeignOnesAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	token, _ := o.join(t, "a@county.example", "王芳", Organizer)
	digest, _ := digestOf(token)
	if _, ok := o.fake.sessions[digest]; !ok || len(o.fake.sessions) != 1 {
		t.Fatal("the session is not stored under the digest of its token")
	}
	for _, foreign := range []string{"", "x", token + "=", token[:42], token + "A", "!" + token[1:], token[:42] + "\n"} {
		_, err := o.Whose(t.Context(), foreign)
		wants(t, err, models.Unauthenticated, "account.session_over")
	}
}

func TestSigningOut(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	here, person := o.join(t, "a@county.example", "王芳", Organizer)
	there, _, err := o.SignIn(t.Context(), "a@county.example", good)
	if err != nil {
		t.Fatal(err)
	}
	_, other := o.join(t, "b@county.example", "赵强", Organizer)
	count := func(id models.ID, want int) {
		t.Helper()
		if n, err := o.Sessions(t.Context(), id); err != nil || n != want {
			t.Fatalf("%d sessions, %v; want %d", n, err, want)
		}
	}
	count(person.ID, 2)
	if err := o.SignOut(t.Context(), here); err != nil {
		t.Fatal(err)
	}
	_, err = o.Whose(t.Context(), here)
	wants(t, err, models.Unauthenticated, "account.session_over")
	count(person.ID, 1)
	if err := o.SignOutEverywhere(t.Context(), person.ID); err != nil {
		t.Fatal(err)
	}
	_, err = o.Whose(t.Context(), there)
	wants(t, err, models.Unauthenticated, "account.session_over")
	count(other.ID, 1)
}

func TestSignInSweepsDeadSessions(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.join(t, "a@county.example", "王芳", Organizer)
	o.clock = o.clock.Add(13 * time.Hour)
	if _, _, err := o.SignIn(t.Context(), "a@county.example", good); err != nil {
		t.Fatal(err)
	}
	if len(o.fake.sessions) != 1 {
		t.Fatalf("%d sessions stored, want the new one alone", len(o.fake.sessions))
	}
}

func TestGuessingIsBraked(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.join(t, "a@county.example", "王芳", Organizer)
	for range freeAttempts {
		_, _, err := o.SignIn(t.Context(), "a@county.example", "guess guess guess")
		wants(t, err, models.Invalid, "account.wrong_credentials")
	}
	_, _, err := o.SignIn(t.Context(), "A@county.example", good)
	wants(t, err, models.Unavailable, "account.brake")
	o.clock = o.clock.Add(firstDelay)
	if _, _, err = o.SignIn(t.Context(), "a@county.example", good); err != nil {
		t.Fatal(err)
	}
}

func TestAFailingStoreIsNotAWrongPassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	token, _ := o.join(t, "a@county.example", "王芳", Organizer)
	o.fake.broken = errBroken
	if _, _, err := o.SignIn(t.Context(), "a@county.example", good); !errors.Is(err, errBroken) {
		t.Fatalf("sign-in: %v", err)
	}
	if _, err := o.Whose(t.Context(), token); !errors.Is(err, errBroken) {
		t.Fatalf("session: %v", err)
	}
}

// FuzzToken: a digest has one spelling, so that a session or link is found under one text alone.
func FuzzToken(f *testing.F) {
	token, _ := newToken()
	for _, seed := range []string{token, token + "=", "", "AAAA", token[:42] + "B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		digest, ok := digestOf(s)
		if !ok {
			return
		}
		raw, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil || len(s) != 43 || base64.RawURLEncoding.EncodeToString(raw) != s || digest != Digest(sha256.Sum256(raw)) {
			t.Fatalf("%q was taken for a token", s)
		}
	})
}
