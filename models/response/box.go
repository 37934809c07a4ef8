package response

import (
	"context"
	"time"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/round"
)

// Store keeps ballots.
type Store interface {
	// CastCard marks the card used and keeps the ballot, in one transaction in which the round takes sheets at now.
	// It is nil where this very ballot is kept already, whatever became of the round since. Otherwise: Conflict
	// "response.card_used" for a used card, also where the unit has had all its redemptions; Conflict
	// "response.not_yet" before the round opens; Gone "response.late" with the close after it.
	CastCard(ctx context.Context, now time.Time, card [32]byte, b *Ballot) error
	// CastPoster is CastCard without a card.
	CastPoster(ctx context.Context, now time.Time, b *Ballot) error
	// CountBallots counts the ballots of a round by unit.
	CountBallots(ctx context.Context, roundID models.ID) (map[models.ID]int, error)
	// Shuffle copies the ballots of a closed round in random order into a fresh set under fresh keys, switches to it,
	// drops the old set, and marks the round as shuffled. It may be interrupted and called again.
	Shuffle(ctx context.Context, roundID models.ID) error
	Turnouts
}

// Turnouts keeps what is shown of a round, already coarse.
type Turnouts interface {
	// Turnout gives the last count and when the next one is due; zero values where there was none.
	Turnout(ctx context.Context, roundID models.ID) (last Turnout, due time.Time, err error)
	SaveTurnout(ctx context.Context, roundID models.ID, counted Turnout, due time.Time) error
}

// Rounds finds rounds.
type Rounds interface {
	Round(ctx context.Context, id models.ID) (*round.Round, error)
}

// Box is the ballot box.
type Box struct {
	store  Store
	rounds Rounds
	now    func() time.Time
}

// NewBox makes a box.
func NewBox(store Store, rounds Rounds, now func() time.Time) *Box {
	return &Box{store: store, rounds: rounds, now: now}
}

// CastCard takes the ballot of a card; see Store.CastCard. It may be called again with the same ballot.
func (b *Box) CastCard(ctx context.Context, code admission.Code, ballot *Ballot) error {
	if err := ballot.Check(); err != nil {
		return err
	}
	return b.store.CastCard(ctx, b.now(), code.Hash(ballot.Round), ballot)
}

// CastPoster takes a ballot of a poster round.
func (b *Box) CastPoster(ctx context.Context, ballot *Ballot) error {
	if err := ballot.Check(); err != nil {
		return err
	}
	return b.store.CastPoster(ctx, b.now(), ballot)
}

// Shuffle is Store.Shuffle.
func (b *Box) Shuffle(ctx context.Context, roundID models.ID) error {
	return b.store.Shuffle(ctx, roundID)
}
