package evaluation

import (
	"context"
	"time"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/job"
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
	Source
	Releases
	Texts
}

// Releases keeps what was made of rounds.
type Releases interface {
	// KeepRelease keeps the release and the sealed texts, nil where there are none, and marks the round as released, once:
	// Conflict "evaluation.released".
	KeepRelease(ctx context.Context, id models.ID, released *disclosure.Released, texts []byte, at time.Time) error
	// Release fails with NotFound where there is none.
	Release(ctx context.Context, id models.ID) (*disclosure.Released, error)
}

// Texts keeps what people wrote in words, sealed to the key of the round.
type Texts interface {
	// Texts fails with NotFound "evaluation.texts.none" where there are none.
	Texts(ctx context.Context, id models.ID) ([]byte, error)
	HasTexts(ctx context.Context, id models.ID) (bool, error)
	DeleteTexts(ctx context.Context, id models.ID) error
}

// Desk is where an evaluator works.
type Desk struct {
	rounds  Rounds
	store   Store
	jobs    *job.Board
	wrapper seal.Wrapper
	now     func() time.Time
	kept    kept
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

// AcceptKey takes the round with a key that the evaluator has made elsewhere, of which only the public half ever comes here.
// Errors: Invalid "evaluation.public_key"; otherwise those of Accept.
func (d *Desk) AcceptKey(ctx context.Context, id, evaluator models.ID, publicKey []byte) error {
	if err := checkPublicKey(publicKey); err != nil {
		return err
	}
	return d.rounds.Accept(ctx, id, evaluator, publicKey, nil)
}

// Offline reports whether the key of an accepted round is in the evaluator's own hands alone. Of a frozen round the manifest
// says so too; a round out of a list, which lacks its keys, tells nothing.
func Offline(r *round.Round) bool {
	if r.Manifest != nil {
		m, err := round.ReadManifest(r.Manifest)
		return err == nil && m.KeyMadeOn == round.KeyOffline
	}
	return !r.Evaluator.Accepted.IsZero() && r.Evaluator.WrappedKey == nil
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

// shuffled finds a closed round whose ballots lie there in their final order.
func (d *Desk) shuffled(ctx context.Context, id models.ID) (*round.Round, error) {
	r, err := d.rounds.Round(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case r.State == round.Cancelled || r.State == round.Released && !r.HasBallots:
		return nil, models.Fail(models.Gone, "evaluation.destroyed")
	case r.State != round.Closed && r.State != round.Released:
		return nil, models.Fail(models.Conflict, "evaluation.not_closed")
	case !r.Shuffled:
		return nil, models.Fail(models.Conflict, "evaluation.not_shuffled")
	}
	return r, nil
}

// Unlock proves the passphrase and starts the count; it returns as soon as that has begun. Errors: Invalid
// "evaluation.passphrase"; Conflict "evaluation.not_closed", "evaluation.not_shuffled", "evaluation.released",
// "evaluation.offline" where the server has no key, or "job.running".
func (d *Desk) Unlock(ctx context.Context, id models.ID, passphrase string) error {
	r, err := d.shuffled(ctx, id)
	switch {
	case err != nil:
		return err
	case r.State == round.Released:
		return models.Fail(models.Conflict, "evaluation.released")
	case Offline(r):
		return models.Fail(models.Conflict, "evaluation.offline")
	}
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return err
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
		counted, err := count(ctx, d.store, m, r.Hash, key, report)
		if err != nil {
			return err
		}
		sealed, err := counted.Seal(m)
		if err != nil {
			return err
		}
		return d.keep(ctx, id, counted.Released, sealed)
	})
}

// Progress tells how far the count is; false where it was never started.
func (d *Desk) Progress(ctx context.Context, id models.ID) (job.Job, bool, error) {
	return d.jobs.Latest(ctx, id, job.Count)
}
