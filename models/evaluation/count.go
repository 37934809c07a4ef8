package evaluation

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/job"
	"jianfu/models/questionnaire"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// The steps of a count, as keys of the catalogue.
const (
	StepUnseal  = "evaluation.step.unseal"
	StepProtect = "evaluation.step.protect"
)

// count opens every ballot of a round and makes the release. Sums are whole numbers, so that the order of ballots and
// the number of workers change nothing.
func (d *Desk) count(ctx context.Context, r *round.Round, key *seal.PrivateKey, report job.Report) (*disclosure.Released, error) {
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		return nil, err
	}
	tree, err := m.Tree()
	if err != nil {
		return nil, err
	}
	cast, err := d.store.CountBallots(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for _, n := range cast {
		total += int64(n)
	}
	counts, quality, err := d.open(ctx, r.ID, &opener{key: key, form: form, tree: tree}, func(done int64) {
		report(StepUnseal, done, total)
	})
	if err != nil {
		return nil, err
	}
	report(StepProtect, 0, 0)
	if quality.CardsPrinted, quality.CardsRedeemed, err = d.store.CardsSpent(ctx, r.ID); err != nil {
		return nil, err
	}
	secret, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	return disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: r.Hash, Number: 1, Secret: secret, Counts: counts, Quality: quality,
	})
}

// open reads the ballots in one stream and opens them on every core.
func (d *Desk) open(
	ctx context.Context, id models.ID, o *opener, progress func(done int64),
) (*tabulation.Tabulation, disclosure.Quality, error) {
	workers := runtime.GOMAXPROCS(0)
	ballots := make(chan *response.Ballot, 4*workers)
	shares := make([]*share, workers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(ballots)
		return d.store.Ballots(ctx, id, func(b *response.Ballot) error {
			select {
			case ballots <- b:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	var done atomic.Int64
	for i := range shares {
		shares[i] = newShare(o)
		group.Go(func() error {
			for b := range ballots {
				if err := shares[i].take(o, b); err != nil {
					return err
				}
				progress(done.Add(1))
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, disclosure.Quality{}, err
	}
	for _, s := range shares[1:] {
		if err := shares[0].merge(s); err != nil {
			return nil, disclosure.Quality{}, err
		}
	}
	return shares[0].counts, shares[0].quality, nil
}

// opener is what is needed to open a ballot.
type opener struct {
	key  *seal.PrivateKey
	form *questionnaire.Form
	tree *unit.Tree
}

// sheet opens a ballot; its errors are models.Error with the reason as key.
func (o *opener) sheet(b *response.Ballot) (questionnaire.Sheet, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	if _, ok := o.tree.Unit(b.Unit); !ok {
		return nil, models.Fail(models.Invalid, "sheet.unit")
	}
	raw, err := o.key.Open(b.Box(), b.Sealed)
	if err != nil {
		return nil, err
	}
	return o.form.Decode(raw)
}

// share is one worker's part of a count.
type share struct {
	counts  *tabulation.Tabulation
	quality disclosure.Quality
}

func newShare(o *opener) *share {
	return &share{
		counts:  tabulation.New(o.form, o.tree),
		quality: disclosure.Quality{Ballots: map[string]int{}, Refused: map[string]int{}},
	}
}

// take counts one ballot. One that cannot be opened or is impossible is counted by its reason and never fatal.
func (s *share) take(o *opener, b *response.Ballot) error {
	s.quality.Ballots[string(b.Path)]++
	sheet, err := o.sheet(b)
	if refused, ok := errors.AsType[*models.Error](err); ok && refused.Kind == models.Invalid {
		s.quality.Refused[refused.Key]++
		return nil
	}
	if err != nil {
		return err
	}
	return s.counts.Add(b.Unit, sheet)
}

func (s *share) merge(other *share) error {
	for path, n := range other.quality.Ballots {
		s.quality.Ballots[path] += n
	}
	for reason, n := range other.quality.Refused {
		s.quality.Refused[reason] += n
	}
	return s.counts.Merge(other.counts)
}
