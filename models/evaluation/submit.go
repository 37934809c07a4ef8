package evaluation

import (
	"context"
	"maps"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/round"
)

// Submit keeps the release that the evaluator has counted on a machine of their own. Without the key the server cannot count
// again; it checks what it can: the file by the rules of disclosure control, that it belongs to this round, and its figures on the ballots.
//
// Errors: those of Reconcile and disclosure.Read; Conflict "evaluation.released", "evaluation.on_server" where the server has
// the key and counts itself; Invalid "evaluation.submit.round", "evaluation.submit.number" (Args: what it is),
// "evaluation.submit.ballots" (Args: sealed on phones and by the server, by the file and by the server), "evaluation.submit.cards" (Args: issued and
// redeemed, by the file and by the server), "evaluation.submit.discrepancies" (Args: not cast, units over their headcount, by the file and by the server),
// "evaluation.submit.sum" (Args: sheets, refused, ballots), "evaluation.submit.empty" (Args: ballots) where nothing is published of enough of them.
func (d *Desk) Submit(ctx context.Context, id models.ID, file []byte) error {
	r, err := d.shuffled(ctx, id)
	switch {
	case err != nil:
		return err
	case r.State == round.Released:
		return models.Fail(models.Conflict, "evaluation.released")
	case !Offline(r):
		return models.Fail(models.Conflict, "evaluation.on_server")
	}
	released, err := disclosure.Read(file)
	if err != nil {
		return err
	}
	if released.ManifestHash() != r.Hash {
		return models.Fail(models.Invalid, "evaluation.submit.round")
	}
	if released.Number() != 1 {
		return models.Fail(models.Invalid, "evaluation.submit.number", released.Number())
	}
	rec, err := d.reconcile(ctx, r)
	if err != nil {
		return err
	}
	if err := agree(released, rec.quality(), rec.Total.Ballots()); err != nil {
		return err
	}
	return d.keep(ctx, id, released, nil) // the texts stay where the key is
}

// agree holds the quality figures of a release against those of the server. A round with too few sheets publishes none.
func agree(released *disclosure.Released, here disclosure.Quality, cast int) error {
	file, published := released.Quality()
	if !published && cast >= released.Manifest().K { // counted with another key, say: a release is kept once and for all
		return models.Fail(models.Invalid, "evaluation.submit.empty", cast)
	}
	if !published {
		return nil
	}
	ballots, refused := 0, 0
	for _, n := range file.Ballots {
		ballots += n
	}
	for _, n := range file.Refused {
		refused += n
	}
	const phone, server = "browser", "plain"
	switch {
	case !maps.Equal(file.Ballots, here.Ballots):
		return models.Fail(models.Invalid, "evaluation.submit.ballots",
			file.Ballots[phone], file.Ballots[server], here.Ballots[phone], here.Ballots[server])
	case file.CardsPrinted != here.CardsPrinted || file.CardsRedeemed != here.CardsRedeemed:
		return models.Fail(models.Invalid, "evaluation.submit.cards",
			file.CardsPrinted, file.CardsRedeemed, here.CardsPrinted, here.CardsRedeemed)
	case file.NotCast != here.NotCast || file.OverHeadcount != here.OverHeadcount:
		return models.Fail(models.Invalid, "evaluation.submit.discrepancies",
			file.NotCast, file.OverHeadcount, here.NotCast, here.OverHeadcount)
	case released.Whole().N+refused != ballots:
		return models.Fail(models.Invalid, "evaluation.submit.sum", released.Whole().N, refused, ballots)
	}
	return nil
}
