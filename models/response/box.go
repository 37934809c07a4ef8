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
	// CastRedeemed keeps the ballot of a card that was redeemed before, until its grace is over: Gone "response.late".
	CastRedeemed(ctx context.Context, now time.Time, b *Ballot) error
	// CastPoster is CastCard without a card.
	CastPoster(ctx context.Context, now time.Time, b *Ballot) error
	// Kept reports whether this very ballot is kept already.
	Kept(ctx context.Context, b *Ballot) (bool, error)
	// CountBallots counts the ballots of a round by unit.
	CountBallots(ctx context.Context, roundID models.ID) (map[models.ID]int, error)
	// Shuffle copies the ballots of a closed round in random order into a fresh set under fresh keys, switches to it,
	// drops the old set, and marks the round as shuffled. It may be interrupted and called again.
	Shuffle(ctx context.Context, roundID models.ID) error
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
	store    Store
	turnouts Turnouts
	rounds   Rounds
	now      func() time.Time
	floods   buckets
}

// NewBox makes a box.
func NewBox(store Store, turnouts Turnouts, rounds Rounds, now func() time.Time) *Box {
	return &Box{store: store, turnouts: turnouts, rounds: rounds, now: now}
}

// Cast takes a ballot that was sealed on a phone: with the token of a redeemed card, or of a poster round. It may be called
// again with the same ballot. Errors: Invalid "response.ballot", "response.token"; Gone "response.late" with the close;
// Conflict "response.ballot" for another sheet under the same ballot key; TooMany "response.crowded".
func (b *Box) Cast(ctx context.Context, place *admission.Place, ballot *Ballot) error {
	if place.Round.Settings.Admission == round.Poster {
		return b.CastPoster(ctx, place, ballot)
	}
	if err := ballot.Check(); err != nil {
		return err
	}
	if place.Public == nil {
		return models.Fail(models.Invalid, "response.token")
	}
	if err := place.Public.Verify(ballot.Round, ballot.Unit, ballot.SPKI, ballot.Token); err != nil {
		return err
	}
	return b.store.CastRedeemed(ctx, b.now(), ballot)
}

// CastCard takes the ballot of a card; see Store.CastCard. It may be called again with the same ballot.
func (b *Box) CastCard(ctx context.Context, code admission.Code, ballot *Ballot) error {
	if err := ballot.Check(); err != nil {
		return err
	}
	return b.store.CastCard(ctx, b.now(), code.Hash(ballot.Round), ballot)
}

// CastPoster takes a ballot of a poster round, as many of a unit at a time as it has people: TooMany "response.crowded".
func (b *Box) CastPoster(ctx context.Context, place *admission.Place, ballot *Ballot) error {
	if err := ballot.Check(); err != nil {
		return err
	}
	if len(ballot.Token) != 0 {
		return models.Fail(models.Invalid, "response.token")
	}
	// What is kept already, and what comes before the opening, takes nothing from the bucket.
	if kept, err := b.store.Kept(ctx, ballot); kept || err != nil {
		return err
	}
	if place.Round.Takes(b.now()) && !b.floods.take(b.now(), place) {
		return models.Fail(models.TooMany, "response.crowded")
	}
	return b.store.CastPoster(ctx, b.now(), ballot)
}

// Shuffle is Store.Shuffle.
func (b *Box) Shuffle(ctx context.Context, roundID models.ID) error {
	return b.store.Shuffle(ctx, roundID)
}
