package evaluation

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/disclosure"
	"jianfu/models/disclosure/text"
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

// Counted is what a count makes of the ballots of a round.
type Counted struct {
	Released *disclosure.Released
	Texts    *text.Artefact // what people wrote, for the evaluator alone; nil where the round asks for no words
}

// count opens every ballot of a source and makes the release; hash is that of the manifest. Sums are whole numbers, so that
// the order of ballots and the number of workers change nothing.
func count(
	ctx context.Context, from Source, m *round.Manifest, hash string, key *seal.PrivateKey, report job.Report,
) (*Counted, error) {
	o, err := newOpener(ctx, from, m, key)
	if err != nil {
		return nil, err
	}
	expected, err := from.CountPaths(ctx, m.Round)
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for _, paths := range expected {
		for _, n := range paths {
			total += int64(n)
		}
	}
	all, err := open(ctx, from, o, func(done int64) { report(StepUnseal, done, total) })
	if err != nil {
		return nil, err
	}
	report(StepProtect, 0, 0)
	spent, err := from.Redemptions(ctx, m.Round)
	if err != nil {
		return nil, err
	}
	quality := reconcile(m, all.cast, spent).quality()
	quality.Refused = all.refused
	secret, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	released, err := disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: hash, Number: 1, Secret: secret, Counts: all.counts, Quality: quality,
	})
	if err != nil {
		return nil, err
	}
	texts, err := all.artefact(o.tree, m.K, secret, hash)
	return &Counted{released, texts}, err
}

// open reads the ballots in one stream and opens them on every core.
func open(ctx context.Context, from Source, o *opener, progress func(done int64)) (*share, error) {
	workers := runtime.GOMAXPROCS(0)
	ballots := make(chan *response.Ballot, 4*workers)
	shares := make([]*share, workers)
	group, ctx := errgroup.WithContext(ctx)
	all := newShare(o) // begins with what comes a second time under one ballot key
	group.Go(func() error {
		defer close(ballots)
		seen := map[[32]byte]bool{}
		return from.Ballots(ctx, o.round, func(b *response.Ballot) error {
			hash := b.Hash()
			if seen[hash] {
				all.refuse(b, "response.twice")
				return nil
			}
			seen[hash] = true
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
		return nil, err
	}
	for _, s := range shares {
		if err := all.merge(s); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// opener is what is needed to open a ballot.
type opener struct {
	round models.ID
	key   *seal.PrivateKey
	form  *questionnaire.Form
	tree  *unit.Tree
	cards bool
	units map[models.ID]*admission.UnitPublic // sign the ballots of a card round
}

func newOpener(ctx context.Context, from Source, m *round.Manifest, key *seal.PrivateKey) (*opener, error) {
	o := &opener{round: m.Round, key: key, cards: m.Admission == round.Card}
	var err error
	if o.form, err = questionnaire.Compile(m.Questionnaire); err != nil {
		return nil, err
	}
	if o.tree, err = m.Tree(); err != nil {
		return nil, err
	}
	keys, err := from.UnitKeys(ctx, m.Round)
	if err != nil {
		return nil, err
	}
	o.units, err = vouched(m, keys)
	return o, err
}

// sheet opens a ballot; its errors are models.Error with the reason as key.
func (o *opener) sheet(b *response.Ballot) (questionnaire.Sheet, questionnaire.Duration, error) {
	if b.Path != response.Plain && b.Path != response.Browser {
		return nil, questionnaire.Unmeasured, models.Fail(models.Invalid, "response.path")
	}
	if err := b.Check(); err != nil {
		return nil, questionnaire.Unmeasured, err
	}
	if _, ok := o.tree.Unit(b.Unit); !ok {
		return nil, questionnaire.Unmeasured, models.Fail(models.Invalid, "sheet.unit")
	}
	if err := o.checkToken(b); err != nil {
		return nil, questionnaire.Unmeasured, err
	}
	raw, err := o.key.Open(b.Box(), b.Sealed)
	if err != nil {
		return nil, questionnaire.Unmeasured, err
	}
	return o.form.DecodeTimed(raw)
}

// checkToken holds that a ballot sealed on a phone in a card round has a token of its unit, and no other ballot any.
func (o *opener) checkToken(b *response.Ballot) error {
	if o.cards && b.Path == response.Browser {
		if public := o.units[b.Unit]; public != nil {
			return public.Verify(b.Round, b.Unit, b.SPKI, b.Token)
		}
	} else if len(b.Token) == 0 {
		return nil
	}
	return models.Fail(models.Invalid, "response.token")
}

// share is one worker's part of a count.
type share struct {
	counts  *tabulation.Tabulation
	texts   *text.Collector
	cast    map[models.ID]map[response.Path]int // ballots, refused ones too
	refused map[string]int                      // by reason
}

func newShare(o *opener) *share {
	return &share{
		counts: tabulation.New(o.form, o.tree), texts: text.NewCollector(o.form), cast: map[models.ID]map[response.Path]int{}, refused: map[string]int{},
	}
}

// take counts one ballot. One that cannot be opened or is impossible is counted by its reason and never fatal.
func (s *share) take(o *opener, b *response.Ballot) error {
	sheet, took, err := o.sheet(b)
	if refused, ok := errors.AsType[*models.Error](err); ok && refused.Kind == models.Invalid {
		s.refuse(b, refused.Key)
		return nil
	}
	if err != nil {
		return err
	}
	add(s.cast, b.Unit, b.Path, 1)
	s.texts.AddSheet(b.Unit, sheet)
	return s.counts.AddTimed(b.Unit, sheet, int(took))
}

func (s *share) refuse(b *response.Ballot, reason string) {
	add(s.cast, b.Unit, b.Path, 1)
	s.refused[reason]++
}

func (s *share) merge(other *share) error {
	for id, paths := range other.cast {
		for path, n := range paths {
			add(s.cast, id, path, n)
		}
	}
	for reason, n := range other.refused {
		s.refused[reason] += n
	}
	if err := s.texts.Merge(other.texts); err != nil {
		return err
	}
	return s.counts.Merge(other.counts)
}

// add counts n ballots of a path.
func add(cast map[models.ID]map[response.Path]int, id models.ID, path response.Path, n int) {
	if cast[id] == nil {
		cast[id] = map[response.Path]int{}
	}
	cast[id][path] += n
}
