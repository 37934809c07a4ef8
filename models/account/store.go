package account

import (
	"context"
	"time"

	"jianfu/models"
)

// Accounts keeps people and their password hashes (argon2id in PHC form, at most 128 ASCII characters).
type Accounts interface {
	// ListAccounts gives everybody, suspended people too, in no order.
	ListAccounts(ctx context.Context) ([]Account, error)
	// AccountByID finds one person and the password hash. Errors: NotFound.
	AccountByID(ctx context.Context, id models.ID) (Account, string, error)
	// AccountByEmail is AccountByID for an address that is already normalised. Errors: NotFound.
	AccountByEmail(ctx context.Context, email string) (Account, string, error)
	// ChangeAccount loads person id and everybody (this person among them) in one transaction that locks all
	// accounts against change, calls change, and writes Name, Role and Suspended as change left them in its first
	// argument. An error of change is returned as it is and nothing is written. change may be called again where the
	// database asks for another try. Errors: NotFound.
	ChangeAccount(ctx context.Context, id models.ID, change func(a *Account, all []Account) error) error
	// SetPassword replaces the password hash of person id and drops all sessions of that person but keep, in one
	// transaction. Errors: NotFound.
	SetPassword(ctx context.Context, id models.ID, hash string, keep Digest) error
}

// Sessions keeps who is signed in.
type Sessions interface {
	// AddSession stores a new session.
	AddSession(ctx context.Context, s Session) error
	// FindSession finds a session whether or not it is over. Errors: NotFound.
	FindSession(ctx context.Context, token Digest) (Session, error)
	// ListSessions gives all sessions of a person, over or not, in no order.
	ListSessions(ctx context.Context, person models.ID) ([]Session, error)
	// TouchSession sets Used where the session still exists, and is silent where it does not: it never makes one.
	TouchSession(ctx context.Context, token Digest, used time.Time) error
	// DropSessions removes the sessions named; those that do not exist are no error.
	DropSessions(ctx context.Context, tokens ...Digest) error
}

// Invitations keeps one-time links.
type Invitations interface {
	// AddInvitation stores a link and drops every other one for the same Email in the same transaction (the first
	// administrator's link has the empty Email and replaces its predecessor likewise).
	AddInvitation(ctx context.Context, i Invitation) error
	// FindInvitation finds a link whether or not its time has passed. Errors: NotFound.
	FindInvitation(ctx context.Context, token Digest) (Invitation, error)
	// ListInvitations gives every link that was not spent, in no order.
	ListInvitations(ctx context.Context) ([]Invitation, error)
	// SpendInvitation, in one transaction: deletes the link where it exists and Expires is after now (exactly one row,
	// else Gone "account.link_spent" and nothing else happens); where no account has a.ID, inserts a with the hash
	// (an address that somebody has already: Conflict "account.email_taken"); where one has, sets its hash and drops
	// all its sessions, leaving Email, Name, Role, Suspended and Created alone.
	SpendInvitation(ctx context.Context, token Digest, now time.Time, a Account, hash string) error
}

// Store is everything that People needs kept.
type Store interface {
	Accounts
	Sessions
	Invitations
}
