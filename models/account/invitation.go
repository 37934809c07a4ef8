package account

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"jianfu/models"
)

// linkLife is how long a one-time link can be used.
const linkLife = 7 * 24 * time.Hour

// Invitation is a one-time link, handed over by a person: the service sends no mail.
type Invitation struct {
	Digest  Digest    // key
	Account models.ID // whose password it renews; zero: it makes a new account
	Email   string    // empty for the first administrator alone, who says it then
	Name    string    // empty likewise
	Role    Role
	Expires time.Time // UTC
}

// First says that this is the link of the very first administrator.
func (i Invitation) First() bool { return i.Email == "" }

// Renews says that the link sets a new password of somebody who has an account.
func (i Invitation) Renews() bool { return !i.Account.IsZero() }

// Invite makes a link that opens an account. Inviting the same address again voids the link before. Errors: Invalid;
// Conflict where the address has an account.
func (p *People) Invite(ctx context.Context, email, name string, role Role) (token string, i Invitation, err error) {
	if email, err = NormalEmail(email); err != nil {
		return "", Invitation{}, err
	}
	if name, err = normalName(name); err != nil {
		return "", Invitation{}, err
	}
	if role != Administrator && role != Organizer && role != Evaluator {
		return "", Invitation{}, models.Fail(models.Invalid, "account.role_invalid")
	}
	_, _, err = p.store.AccountByEmail(ctx, email)
	switch {
	case err == nil:
		return "", Invitation{}, models.Fail(models.Conflict, "account.email_taken")
	case models.KindOf(err) != models.NotFound:
		return "", Invitation{}, fmt.Errorf("account: invite: %w", err)
	}
	return p.issue(ctx, Invitation{Email: email, Name: name, Role: role})
}

// Link makes a link with which person id sets a new password; the old one holds until then. Errors: NotFound;
// Conflict for a suspended person.
func (p *People) Link(ctx context.Context, id models.ID) (token string, i Invitation, err error) {
	person, err := p.ByID(ctx, id)
	if err != nil {
		return "", Invitation{}, err
	}
	if person.Suspended {
		return "", Invitation{}, models.Fail(models.Conflict, "account.link_suspended")
	}
	return p.issue(ctx, Invitation{Account: id, Email: person.Email, Name: person.Name, Role: person.Role})
}

// EnsureFirst makes a fresh link for the first administrator as long as there is no account at all; made is false and
// nothing happens otherwise. Each call voids the link before.
func (p *People) EnsureFirst(ctx context.Context) (token string, made bool, err error) {
	all, err := p.store.ListAccounts(ctx)
	if err != nil {
		return "", false, fmt.Errorf("account: first: %w", err)
	}
	if len(all) > 0 {
		return "", false, nil
	}
	token, _, err = p.issue(ctx, Invitation{Role: Administrator})
	return token, err == nil, err
}

func (p *People) issue(ctx context.Context, i Invitation) (string, Invitation, error) {
	token, digest := newToken()
	i.Digest, i.Expires = digest, p.now().Add(linkLife)
	if err := p.store.AddInvitation(ctx, i); err != nil {
		return "", Invitation{}, fmt.Errorf("account: link: %w", err)
	}
	return token, i, nil
}

// Invited gives the links that can still be used, by name, without that of the first administrator.
func (p *People) Invited(ctx context.Context) ([]Invitation, error) {
	all, err := p.store.ListInvitations(ctx)
	if err != nil {
		return nil, fmt.Errorf("account: invited: %w", err)
	}
	now := p.now()
	all = slices.DeleteFunc(all, func(i Invitation) bool { return i.First() || !i.Expires.After(now) })
	slices.SortFunc(all, func(a, b Invitation) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Email, b.Email))
	})
	return all, nil
}

// Invitation shows what a link is for, without spending it: programs that preview links open them. Errors: Gone for
// a link that is spent, replaced, too old or never was.
func (p *People) Invitation(ctx context.Context, token string) (Invitation, error) {
	gone := models.Fail(models.Gone, "account.link_spent")
	digest, ok := digestOf(token)
	if !ok {
		return Invitation{}, gone
	}
	i, err := p.store.FindInvitation(ctx, digest)
	if models.KindOf(err) == models.NotFound || err == nil && !i.Expires.After(p.now()) {
		return Invitation{}, gone
	}
	if err != nil {
		return Invitation{}, fmt.Errorf("account: invitation: %w", err)
	}
	if !i.First() {
		return i, nil
	}
	// A first link that was printed into a log must not outlive its purpose.
	all, err := p.store.ListAccounts(ctx)
	if err != nil {
		return Invitation{}, fmt.Errorf("account: invitation: %w", err)
	}
	if len(all) > 0 {
		return Invitation{}, gone
	}
	return i, nil
}

// Accept spends a link: it makes the account or renews the password, ends older sessions of that person, and signs
// in. email and name count for the first administrator alone. Errors: Gone as Invitation; Invalid, with which
// the link stays good; Conflict where the address has got an account meanwhile; Forbidden for a suspended person.
func (p *People) Accept(ctx context.Context, token, email, name, password string) (string, Account, error) {
	i, err := p.Invitation(ctx, token)
	if err != nil {
		return "", Account{}, err
	}
	person, err := p.invitee(ctx, i, email, name)
	if err != nil {
		return "", Account{}, err
	}
	if err := checkPassword(password, person.Email, person.Name); err != nil {
		return "", Account{}, err
	}
	hash, err := p.hasher.Hash(ctx, password)
	if err != nil {
		return "", Account{}, err
	}
	if err := p.store.SpendInvitation(ctx, i.Digest, p.now(), person, hash); err != nil {
		return "", Account{}, err
	}
	p.brake.Succeed(person.Email)
	session, err := p.open(ctx, person.ID)
	return session, person, err
}

// invitee is the person whom a link is for.
func (p *People) invitee(ctx context.Context, i Invitation, email, name string) (person Account, err error) {
	if i.Renews() {
		if person, err = p.ByID(ctx, i.Account); err == nil && person.Suspended {
			err = models.Fail(models.Forbidden, "account.suspended")
		}
		return person, err
	}
	person = Account{ID: models.NewID(), Email: i.Email, Name: i.Name, Role: i.Role, Created: p.now()}
	if !i.First() {
		return person, nil
	}
	if person.Email, err = NormalEmail(email); err != nil {
		return Account{}, err
	}
	person.Name, err = normalName(name)
	return person, err
}
