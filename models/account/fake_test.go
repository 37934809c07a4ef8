package account

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"jianfu/models"
)

// fake keeps in memory what the real store keeps in tables, under the contract that store.go states.
type fake struct {
	mu          sync.Mutex
	accounts    map[models.ID]Account
	hashes      map[models.ID]string
	sessions    map[Digest]Session
	invitations map[Digest]Invitation
	touched     int
	broken      error // every call fails with it
}

var errBroken = errors.New("disk on fire")

func (f *fake) enter() (func(), error) {
	f.mu.Lock()
	return f.mu.Unlock, f.broken
}

func notFound() error { return models.Fail(models.NotFound, "error.not_found") }

func (f *fake) ListAccounts(context.Context) ([]Account, error) {
	leave, err := f.enter()
	defer leave()
	return slices.Collect(maps.Values(f.accounts)), err
}

func (f *fake) AccountByID(_ context.Context, id models.ID) (Account, string, error) {
	leave, err := f.enter()
	defer leave()
	a, ok := f.accounts[id]
	if err == nil && !ok {
		err = notFound()
	}
	return a, f.hashes[id], err
}

func (f *fake) AccountByEmail(_ context.Context, email string) (Account, string, error) {
	leave, err := f.enter()
	defer leave()
	if err != nil {
		return Account{}, "", err
	}
	for _, a := range f.accounts {
		if a.Email == email {
			return a, f.hashes[a.ID], nil
		}
	}
	return Account{}, "", notFound()
}

func (f *fake) ChangeAccount(_ context.Context, id models.ID, change func(*Account, []Account) error) error {
	leave, err := f.enter()
	defer leave()
	a, ok := f.accounts[id]
	if err == nil && !ok {
		err = notFound()
	}
	if err != nil {
		return err
	}
	if err := change(&a, slices.Collect(maps.Values(f.accounts))); err != nil {
		return err
	}
	f.accounts[id] = a
	return nil
}

func (f *fake) SetPassword(_ context.Context, id models.ID, hash string, keep Digest) error {
	leave, err := f.enter()
	defer leave()
	if err != nil {
		return err
	}
	f.hashes[id] = hash
	maps.DeleteFunc(f.sessions, func(d Digest, s Session) bool { return s.Account == id && d != keep })
	return nil
}

func (f *fake) AddSession(_ context.Context, s Session) error {
	leave, err := f.enter()
	defer leave()
	f.sessions[s.Digest] = s
	return err
}

func (f *fake) FindSession(_ context.Context, d Digest) (Session, error) {
	leave, err := f.enter()
	defer leave()
	s, ok := f.sessions[d]
	if err == nil && !ok {
		err = notFound()
	}
	return s, err
}

func (f *fake) ListSessions(_ context.Context, person models.ID) ([]Session, error) {
	leave, err := f.enter()
	defer leave()
	all := slices.Collect(maps.Values(f.sessions))
	return slices.DeleteFunc(all, func(s Session) bool { return s.Account != person }), err
}

func (f *fake) TouchSession(_ context.Context, d Digest, used time.Time) error {
	leave, err := f.enter()
	defer leave()
	if s, ok := f.sessions[d]; ok {
		s.Used = used
		f.sessions[d] = s
		f.touched++
	}
	return err
}

func (f *fake) DropSessions(_ context.Context, digests ...Digest) error {
	leave, err := f.enter()
	defer leave()
	for _, d := range digests {
		delete(f.sessions, d)
	}
	return err
}

func (f *fake) AddInvitation(_ context.Context, i Invitation) error {
	leave, err := f.enter()
	defer leave()
	maps.DeleteFunc(f.invitations, func(_ Digest, o Invitation) bool { return o.Email == i.Email })
	f.invitations[i.Digest] = i
	return err
}

func (f *fake) FindInvitation(_ context.Context, d Digest) (Invitation, error) {
	leave, err := f.enter()
	defer leave()
	i, ok := f.invitations[d]
	if err == nil && !ok {
		err = notFound()
	}
	return i, err
}

func (f *fake) ListInvitations(context.Context) ([]Invitation, error) {
	leave, err := f.enter()
	defer leave()
	return slices.Collect(maps.Values(f.invitations)), err
}

func (f *fake) SpendInvitation(_ context.Context, d Digest, now time.Time, a Account, hash string) error {
	leave, err := f.enter()
	defer leave()
	if err != nil {
		return err
	}
	i, ok := f.invitations[d]
	if !ok || !i.Expires.After(now) {
		return models.Fail(models.Gone, "account.link_spent")
	}
	if _, known := f.accounts[a.ID]; !known {
		for _, o := range f.accounts {
			if o.Email == a.Email {
				return models.Fail(models.Conflict, "account.email_taken")
			}
		}
		f.accounts[a.ID] = a
	} else {
		maps.DeleteFunc(f.sessions, func(_ Digest, s Session) bool { return s.Account == a.ID })
	}
	f.hashes[a.ID] = hash
	delete(f.invitations, d)
	return nil
}

// office is People over a fake store, with a clock that the test moves and hashing that costs next to nothing.
type office struct {
	*People
	fake  *fake
	clock time.Time
}

const good = "forty-two geese fly"

// cheap hashing costs next to nothing, so that tests are quick.
func cheap() *argon2id.Params {
	return &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{
		fake: &fake{
			accounts: map[models.ID]Account{}, hashes: map[models.ID]string{},
			sessions: map[Digest]Session{}, invitations: map[Digest]Invitation{},
		},
		clock: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC),
	}
	o.People = newPeople(o.fake, func() time.Time { return o.clock }, cheap())
	return o
}

// join invites somebody and lets them accept; it gives the session that accepting opened.
func (o *office) join(t *testing.T, email, name string, role Role) (string, Account) {
	t.Helper()
	link, _, err := o.Invite(t.Context(), email, name, role)
	if err != nil {
		t.Fatal(err)
	}
	token, person, err := o.Accept(t.Context(), link, "", "", good)
	if err != nil {
		t.Fatal(err)
	}
	return token, person
}

// wants fails the test unless err has the kind and the key.
func wants(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
		t.Fatalf("got %v, want %s %s", err, kind, key)
	}
}
