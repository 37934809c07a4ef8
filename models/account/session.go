package account

import (
	"context"
	"fmt"
	"time"

	"jianfu/models"
)

// A session ends 12 hours after it was last used and 7 days after the sign-in, whichever comes first.
const (
	idleLimit     = 12 * time.Hour
	absoluteLimit = 7 * 24 * time.Hour
	touchEvery    = 5 * time.Minute // Used is no finer than this: one write in five minutes, not one a page
)

// Session is somebody signed in at one browser. Neither address nor browser is known.
type Session struct {
	Digest  Digest // key
	Account models.ID
	Created time.Time // UTC
	Used    time.Time // UTC
}

func (s Session) alive(now time.Time) bool {
	return now.Sub(s.Used) < idleLimit && now.Sub(s.Created) < absoluteLimit
}

// SignIn checks a password and opens a session. token is for the browser alone. Errors: Invalid
// "account.wrong_credentials" for a wrong password and an unknown address alike, after the same time; Forbidden for a
// suspended person (only who knows the password learns of it); Unavailable "account.brake" (minutes to wait) after too
// many failures.
func (p *People) SignIn(ctx context.Context, email, password string) (token string, person Account, err error) {
	if email, err = NormalEmail(email); err != nil {
		return "", Account{}, err
	}
	if person, err = p.verify(ctx, email, password, "account.wrong_credentials"); err != nil {
		return "", Account{}, err
	}
	if person.Suspended {
		return "", Account{}, models.Fail(models.Forbidden, "account.suspended")
	}
	token, err = p.open(ctx, person.ID)
	return token, person, err
}

// verify finds the person whose address and password these are, braked; wrong is the key to fail with.
func (p *People) verify(ctx context.Context, email, password, wrong string) (Account, error) {
	if wait := p.brake.Begin(email, p.now()); wait > 0 {
		minutes := int((wait + time.Minute - 1) / time.Minute)
		return Account{}, models.Fail(models.Unavailable, "account.brake", minutes)
	}
	person, hash, err := p.store.AccountByEmail(ctx, email)
	if err != nil && models.KindOf(err) != models.NotFound {
		return Account{}, fmt.Errorf("account: sign in: %w", err)
	}
	ok, err := p.hasher.Verify(ctx, password, hash)
	if err != nil {
		return Account{}, err
	}
	if !ok {
		return Account{}, models.Fail(models.Invalid, wrong)
	}
	p.brake.Succeed(email)
	return person, nil
}

// open makes a session and sweeps out this person's dead ones.
func (p *People) open(ctx context.Context, person models.ID) (string, error) {
	now := p.now()
	old, err := p.store.ListSessions(ctx, person)
	if err != nil {
		return "", fmt.Errorf("account: sign in: %w", err)
	}
	var dead []Digest
	for _, s := range old {
		if !s.alive(now) {
			dead = append(dead, s.Digest)
		}
	}
	if err := p.store.DropSessions(ctx, dead...); err != nil {
		return "", fmt.Errorf("account: sign in: %w", err)
	}
	token, digest := newToken()
	err = p.store.AddSession(ctx, Session{Digest: digest, Account: person, Created: now, Used: now})
	if err != nil {
		return "", fmt.Errorf("account: sign in: %w", err)
	}
	return token, nil
}

// Whose tells whose session a token is, and notes that it was used. Errors: Unauthenticated for a token that is
// malformed, unknown or over, and for a suspended person.
func (p *People) Whose(ctx context.Context, token string) (Account, error) {
	over := models.Fail(models.Unauthenticated, "account.session_over")
	digest, ok := digestOf(token)
	if !ok {
		return Account{}, over
	}
	s, err := p.store.FindSession(ctx, digest)
	if models.KindOf(err) == models.NotFound {
		return Account{}, over
	}
	if err != nil {
		return Account{}, fmt.Errorf("account: session: %w", err)
	}
	now := p.now()
	if !s.alive(now) {
		return Account{}, over
	}
	person, _, err := p.store.AccountByID(ctx, s.Account)
	if models.KindOf(err) == models.NotFound || err == nil && person.Suspended {
		return Account{}, over
	}
	if err != nil {
		return Account{}, fmt.Errorf("account: session: %w", err)
	}
	if now.Sub(s.Used) >= touchEvery {
		if err := p.store.TouchSession(ctx, digest, now); err != nil {
			return Account{}, fmt.Errorf("account: session: %w", err)
		}
	}
	return person, nil
}

// SignOut ends one session; a token that is none is no error.
func (p *People) SignOut(ctx context.Context, token string) error {
	digest, ok := digestOf(token)
	if !ok {
		return nil
	}
	return p.store.DropSessions(ctx, digest)
}

// SignOutEverywhere ends all sessions of person id.
func (p *People) SignOutEverywhere(ctx context.Context, id models.ID) error {
	all, err := p.store.ListSessions(ctx, id)
	if err != nil {
		return fmt.Errorf("account: sign out: %w", err)
	}
	digests := make([]Digest, len(all))
	for i, s := range all {
		digests[i] = s.Digest
	}
	return p.store.DropSessions(ctx, digests...)
}

// Sessions counts the browsers at which person id is signed in.
func (p *People) Sessions(ctx context.Context, id models.ID) (int, error) {
	all, err := p.store.ListSessions(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("account: sessions: %w", err)
	}
	n := 0
	for _, s := range all {
		if s.alive(p.now()) {
			n++
		}
	}
	return n, nil
}
