package evaluation

import (
	"context"
	"time"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/job"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
)

// MinPassphrase is the least length of a passphrase, in characters.
const MinPassphrase = 12

// Rounds is what the desk needs of the book of rounds.
type Rounds interface {
	Round(ctx context.Context, id models.ID) (*round.Round, error)
	Accept(ctx context.Context, id, evaluator models.ID, publicKey, wrappedKey []byte) error
}

// Store keeps ballots and releases.
type Store interface {
	// Ballots hands every ballot of a shuffled round to take, by key.
	Ballots(ctx context.Context, id models.ID, take func(*response.Ballot) error) error
	CountBallots(ctx context.Context, id models.ID) (map[models.ID]int, error)
	// CardsSpent says how many cards of a round were issued and redeemed.
	CardsSpent(ctx context.Context, id models.ID) (issued, redeemed int, err error)
	// KeepRelease keeps the release and marks the round as released, once.
	KeepRelease(ctx context.Context, id models.ID, released *disclosure.Released, at time.Time) error
	// Release fails with NotFound where there is none.
	Release(ctx context.Context, id models.ID) (*disclosure.Released, error)
}

// Desk is where an evaluator works.
type Desk struct {
	rounds  Rounds
	store   Store
	jobs    *job.Board
	wrapper seal.Wrapper
	now     func() time.Time
	scrypt  chan struct{} // one passphrase at a time: each takes 256 MiB and a second, by design
}

// NewDesk makes a desk.
func NewDesk(rounds Rounds, store Store, jobs *job.Board, wrapper seal.Wrapper, now func() time.Time) *Desk {
	return &Desk{rounds: rounds, store: store, jobs: jobs, wrapper: wrapper, now: now, scrypt: make(chan struct{}, 1)}
}

// Accept makes the round key on the server and wraps it with the evaluator's passphrase. The private key is forgotten
// at once. Errors: Invalid "evaluation.passphrase_short"; NotFound where another evaluator is named by now; Conflict where
// the round is past its draft or accepted; Unavailable where too many passphrases are being tried.
func (d *Desk) Accept(ctx context.Context, id, evaluator models.ID, passphrase string) error {
	if utf8.RuneCountInString(passphrase) < MinPassphrase {
		return models.Fail(models.Invalid, "evaluation.passphrase_short", MinPassphrase)
	}
	key, err := seal.NewPrivateKey()
	if err != nil {
		return err
	}
	var wrapped seal.Wrapped
	err = d.oneAtATime(ctx, func() error {
		wrapped, err = d.wrapper.Wrap(key, passphrase)
		return err
	})
	if err != nil {
		return err
	}
	return d.rounds.Accept(ctx, id, evaluator, key.Public(), wrapped)
}

// oneAtATime waits for its turn with scrypt, as long as the request may.
func (d *Desk) oneAtATime(ctx context.Context, work func() error) error {
	select {
	case d.scrypt <- struct{}{}:
		defer func() { <-d.scrypt }()
		return work()
	case <-ctx.Done():
		return models.Fail(models.Unavailable, "error.unavailable")
	}
}

// Unlock proves the passphrase and starts the count; it returns as soon as that has begun. Errors: Invalid
// "evaluation.passphrase"; Conflict "evaluation.not_closed", "evaluation.not_shuffled", "evaluation.released" or
// "job.running".
func (d *Desk) Unlock(ctx context.Context, id models.ID, passphrase string) error {
	r, err := d.rounds.Round(ctx, id)
	switch {
	case err != nil:
		return err
	case r.State == round.Released:
		return models.Fail(models.Conflict, "evaluation.released")
	case r.State != round.Closed:
		return models.Fail(models.Conflict, "evaluation.not_closed")
	case !r.Shuffled:
		return models.Fail(models.Conflict, "evaluation.not_shuffled")
	}
	var key *seal.PrivateKey
	err = d.oneAtATime(ctx, func() error {
		key, err = seal.Unwrap(r.Evaluator.WrappedKey, passphrase)
		return err
	})
	if err != nil {
		return err
	}
	return d.jobs.Run(ctx, id, job.Count, func(ctx context.Context, report job.Report) error {
		released, err := d.count(ctx, r, key, report)
		if err != nil {
			return err
		}
		return d.store.KeepRelease(ctx, id, released, d.now().UTC())
	})
}

// Progress tells how far the count is; false where it was never started.
func (d *Desk) Progress(ctx context.Context, id models.ID) (job.Job, bool, error) {
	return d.jobs.Latest(ctx, id, job.Count)
}

// Released gives the release of a round; NotFound where there is none.
func (d *Desk) Released(ctx context.Context, id models.ID) (*disclosure.Released, error) {
	return d.store.Release(ctx, id)
}
