package admission

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"jianfu/models"
	"jianfu/models/job"
)

// KeyStore keeps unit keys, the private ones locked under the server's secret.
type KeyStore interface {
	// UnitKeys gives the public key (SubjectPublicKeyInfo) of every unit of a round that has one.
	UnitKeys(ctx context.Context, round models.ID) (map[models.ID][]byte, error)
	// LockedUnitKey fails with NotFound where there is none, or none any more.
	LockedUnitKey(ctx context.Context, round, unit models.ID) ([]byte, error)
	// KeepUnitKey keeps a key unless the unit has one.
	KeepUnitKey(ctx context.Context, round, unit models.ID, public, locked []byte) error
	// EraseUnitKeys overwrites the private keys of a round; the public ones stay.
	EraseUnitKeys(ctx context.Context, round models.ID) error
}

// StepKeys is the step of the job that makes unit keys.
const StepKeys = "admission.step.keys"

// Keyring makes unit keys, keeps them locked, and signs with them.
type Keyring struct {
	store  KeyStore
	secret Secret
	jobs   *job.Board
	now    func() time.Time

	mu      sync.Mutex
	public  map[models.ID]map[models.ID]*UnitPublic // by round, then unit; complete once a round is frozen
	private map[[2]models.ID]loaded                 // by round and unit
}

// loaded is a private key in memory, and since when.
type loaded struct {
	key *UnitKey
	at  time.Time
}

// NewKeyring makes a keyring.
func NewKeyring(store KeyStore, secret Secret, jobs *job.Board, now func() time.Time) *Keyring {
	return &Keyring{
		store: store, secret: secret, jobs: jobs, now: now,
		public: map[models.ID]map[models.ID]*UnitPublic{}, private: map[[2]models.ID]loaded{},
	}
}

// Prepare makes the keys that these units of a round still lack, in the background and on every core. It returns at once, and may
// be called again at any time: what an interrupted run has made is kept.
func (k *Keyring) Prepare(ctx context.Context, round models.ID, units []models.ID) error {
	have, err := k.store.UnitKeys(ctx, round)
	if err != nil {
		return err
	}
	var missing []models.ID
	for _, unit := range units {
		if have[unit] == nil {
			missing = append(missing, unit)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	err = k.jobs.Run(ctx, round, job.Keys, func(ctx context.Context, report job.Report) error {
		return k.makeAll(ctx, round, missing, func(made int) { report(StepKeys, int64(made), int64(len(missing))) })
	})
	if models.KindOf(err) == models.Conflict { // somebody is at it
		return nil
	}
	return err
}

func (k *Keyring) makeAll(ctx context.Context, round models.ID, units []models.ID, progress func(made int)) error {
	var made atomic.Int64
	progress(0)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, unit := range units {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			key, err := NewUnitKey()
			if err != nil {
				return err
			}
			if err := k.store.KeepUnitKey(ctx, round, unit, key.public.spki, k.secret.lock(round, unit, key)); err != nil {
				return err
			}
			progress(int(made.Add(1)))
			return nil
		})
	}
	return group.Wait()
}

// Public gives the public key of a unit; NotFound "admission.no_key".
func (k *Keyring) Public(ctx context.Context, round, unit models.ID) (*UnitPublic, error) {
	k.mu.Lock()
	public := k.public[round][unit]
	k.mu.Unlock()
	if public != nil {
		return public, nil
	}
	all, err := k.store.UnitKeys(ctx, round)
	if err != nil {
		return nil, err
	}
	read := make(map[models.ID]*UnitPublic, len(all))
	for id, spki := range all {
		if read[id], err = ReadUnitPublic(spki); err != nil {
			return nil, err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.public) >= maxRounds {
		clear(k.public)
	}
	k.public[round] = read
	if read[unit] == nil {
		return nil, models.Fail(models.NotFound, "admission.no_key")
	}
	return read[unit], nil
}

// Bounds of what is kept in memory: of a private key about 4 kB, of a round's public ones about 1 kB a unit.
const (
	maxRounds  = 64
	maxPrivate = 4096
	// keepFor is how long a private key stays in memory, and thus how long another instance of the program can sign after an
	// erasure.
	keepFor = time.Minute
)

// key unlocks the key of a unit: Unavailable "admission.no_key" where it was erased.
func (k *Keyring) key(ctx context.Context, round, unit models.ID) (*UnitKey, error) {
	at := [2]models.ID{round, unit}
	k.mu.Lock()
	found, now := k.private[at], k.now()
	k.mu.Unlock()
	if found.key != nil && now.Sub(found.at).Abs() < keepFor {
		return found.key, nil
	}
	locked, err := k.store.LockedUnitKey(ctx, round, unit)
	if models.KindOf(err) == models.NotFound {
		return nil, models.Fail(models.Unavailable, "admission.no_key")
	}
	if err != nil {
		return nil, err
	}
	key, err := k.secret.unlock(round, unit, locked)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.private) >= maxPrivate {
		clear(k.private)
	}
	k.private[at] = loaded{key, now}
	return key, nil
}

// Sweep forgets the private keys that have been in memory for long.
func (k *Keyring) Sweep() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for at, found := range k.private {
		if k.now().Sub(found.at).Abs() >= keepFor {
			delete(k.private, at)
		}
	}
}

// Erase destroys the private keys of a round: nothing more can be signed in it.
func (k *Keyring) Erase(ctx context.Context, round models.ID) error {
	if err := k.store.EraseUnitKeys(ctx, round); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for at := range k.private {
		if at[0] == round {
			delete(k.private, at)
		}
	}
	return nil
}
