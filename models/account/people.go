package account

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/alexedwards/argon2id"

	"jianfu/models"
)

// People is the office: who there is, and what may be done about it. It is safe for use by many requests at once.
type People struct {
	store  Store
	now    func() time.Time
	hasher *hasher
	brake  *brake
}

// New makes the office over its store and clock.
func New(store Store, now func() time.Time) *People { return newPeople(store, now, strength()) }

func newPeople(store Store, now func() time.Time, params *argon2id.Params) *People {
	utc := func() time.Time { return now().UTC() }
	return &People{store: store, now: utc, hasher: newHasher(params), brake: newBrake(brakeSize)}
}

// List gives everybody: those who can sign in first, then by role and name.
func (p *People) List(ctx context.Context) ([]Account, error) {
	all, err := p.store.ListAccounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("account: list: %w", err)
	}
	slices.SortFunc(all, func(a, b Account) int {
		if a.Suspended != b.Suspended {
			if a.Suspended {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Email, b.Email))
	})
	return all, nil
}

// Evaluators gives the evaluators who can sign in, by name: those whom a round may be given to.
func (p *People) Evaluators(ctx context.Context) ([]Account, error) {
	all, err := p.List(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(a Account) bool { return a.Role != Evaluator || a.Suspended }), nil
}

// ByID finds one person, suspended or not. Errors: NotFound.
func (p *People) ByID(ctx context.Context, id models.ID) (Account, error) {
	a, _, err := p.store.AccountByID(ctx, id)
	return a, err
}

// Rename gives person id another name. Errors: Invalid, NotFound.
func (p *People) Rename(ctx context.Context, id models.ID, name string) error {
	name, err := normalName(name)
	if err != nil {
		return err
	}
	return p.store.ChangeAccount(ctx, id, func(a *Account, _ []Account) error {
		a.Name = name
		return nil
	})
}

// Suspend shuts person id out at once, sessions included. Errors: NotFound; Conflict for the last administrator who
// can sign in, since nobody could let anyone in again.
func (p *People) Suspend(ctx context.Context, id models.ID) error {
	err := p.store.ChangeAccount(ctx, id, func(a *Account, all []Account) error {
		another := slices.ContainsFunc(all, func(o Account) bool {
			return o.ID != a.ID && o.Role == Administrator && !o.Suspended
		})
		if a.Role == Administrator && !a.Suspended && !another {
			return models.Fail(models.Conflict, "account.last_administrator")
		}
		a.Suspended = true
		return nil
	})
	if err != nil {
		return err
	}
	// Whose refuses the sessions of suspended people anyway; dropping them keeps Resume from reviving them.
	return p.SignOutEverywhere(ctx, id)
}

// Resume lets person id in again. Errors: NotFound.
func (p *People) Resume(ctx context.Context, id models.ID) error {
	return p.store.ChangeAccount(ctx, id, func(a *Account, _ []Account) error {
		a.Suspended = false
		return nil
	})
}

// ChangePassword replaces the password of whoever holds the session token and ends that person's other sessions.
// Guessing the current password is braked like a sign-in. Errors: Unauthenticated; Invalid for a wrong current or a
// poor new password; Unavailable while braked.
func (p *People) ChangePassword(ctx context.Context, token, current, next string) error {
	person, err := p.Whose(ctx, token)
	if err != nil {
		return err
	}
	if _, err := p.verify(ctx, person.Email, current, "account.current_wrong"); err != nil {
		return err
	}
	if err := checkPassword(next, person.Email, person.Name); err != nil {
		return err
	}
	hash, err := p.hasher.Hash(ctx, next)
	if err != nil {
		return err
	}
	keep, _ := digestOf(token) // Whose has read it
	return p.store.SetPassword(ctx, person.ID, hash, keep)
}

// HasPassword reports whether password is the sign-in password of person id, so that it is not taken for something
// else as well. Errors: NotFound.
func (p *People) HasPassword(ctx context.Context, id models.ID, password string) (bool, error) {
	_, hash, err := p.store.AccountByID(ctx, id)
	if err != nil {
		return false, err
	}
	return p.hasher.Verify(ctx, password, hash)
}
