package round

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/seal"
	"jianfu/models/unit"
)

// Item is one line of the checklist before freezing.
type Item struct {
	Key      string // of the catalogue
	Args     []any
	OK       bool
	Blocking bool // a blocking item that is not OK forbids the freeze; the others only inform
}

// Checklist says what is still missing before the freeze and what one should know.
func (b *Book) Checklist(ctx context.Context, r *Round) ([]Item, error) {
	units, err := b.unitsOf(ctx, r)
	if err != nil {
		return nil, err
	}
	keys, err := b.keysOf(ctx, r)
	return b.checklist(r, units, keys), err
}

func (b *Book) checklist(r *Round, units []unit.Unit, keys map[models.ID][]byte) []Item {
	people, peopled, made, below := 0, 0, 0, []string{}
	for _, u := range units {
		if u.Headcount == 0 {
			continue
		}
		people += u.Headcount
		peopled++
		if keys[u.ID] != nil {
			made++
		}
		if u.Headcount < r.Settings.K {
			below = append(below, u.Name)
		}
	}
	items := []Item{{Key: "round.check.headcounts", Args: []any{len(units), people}, OK: people > 0, Blocking: true}}
	if !r.Settings.Trial {
		items = []Item{
			{Key: "round.check.evaluator", OK: !r.Evaluator.Account.IsZero(), Blocking: true},
			{Key: "round.check.accepted", OK: !r.Evaluator.Accepted.IsZero(), Blocking: true},
			items[0],
			{Key: "round.check.dates", OK: b.now().Before(r.Settings.Closes), Blocking: true},
		}
	}
	if r.Settings.Admission == Card {
		items = append(items, Item{Key: "round.check.keys", Args: []any{made, peopled}, OK: made == peopled, Blocking: true})
	}
	if r.Settings.Trial { // nothing of it is published
		return items
	}
	items = append(items, Item{Key: "round.check.enough", Args: []any{r.Settings.K}, OK: people >= r.Settings.K})
	if len(below) > 0 {
		items = append(items, Item{
			Key: "round.check.below_k", Args: []any{len(below), r.Settings.K, strings.Join(below, "、")},
		})
	}
	return items
}

// Freeze writes the manifest. From then on nothing that touches anonymity can change.
func (b *Book) Freeze(ctx context.Context, id models.ID, version int) error {
	b.series.Lock()
	defer b.series.Unlock()
	return b.change(ctx, id, func(r *Round) (*Addendum, error) {
		if r.State != Draft {
			return nil, models.Fail(models.Conflict, "round.not_draft")
		}
		if r.Version != version {
			return nil, models.Fail(models.Conflict, "round.changed")
		}
		m, err := b.promise(ctx, r)
		if err != nil {
			return nil, err
		}
		if r.Manifest, r.Hash, err = m.Encode(); err != nil {
			return nil, err
		}
		r.State = Frozen
		return &Addendum{At: b.now().UTC(), What: "round.log.frozen"}, nil
	})
}

// promise checks that nothing is missing and gives the manifest of r. The dates of a trial are set on the way.
func (b *Book) promise(ctx context.Context, r *Round) (*Manifest, error) {
	units, err := b.unitsOf(ctx, r)
	if err != nil {
		return nil, err
	}
	keys, err := b.keysOf(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, item := range b.checklist(r, units, keys) {
		if item.Blocking && !item.OK {
			return nil, models.Fail(models.Conflict, "round.not_ready")
		}
	}
	if r.Settings.Trial {
		r.Settings.runFrom(b.now())
		r.Ends = r.Settings.Closes
	}
	if err := r.Settings.check(); err != nil { // saved under rules that have become stricter since
		return nil, err
	}
	if err := b.fits(ctx, r); err != nil {
		return nil, err
	}
	m := manifestOf(r, units, keys)
	if r.Settings.Trial {
		return m, m.lock()
	}
	return m, nil
}

// Units lists the units with people of a draft: in a card round each of them needs a key.
func (b *Book) Units(ctx context.Context, r *Round) ([]models.ID, error) {
	units, err := b.unitsOf(ctx, r)
	if err != nil {
		return nil, err
	}
	var ids []models.ID
	for _, u := range units {
		if u.Headcount > 0 {
			ids = append(ids, u.ID)
		}
	}
	return ids, nil
}

// keysOf gives the public keys of the units of r; none where no ballot is signed.
func (b *Book) keysOf(ctx context.Context, r *Round) (map[models.ID][]byte, error) {
	if r.Settings.Admission != Card {
		return nil, nil
	}
	return b.admitted.UnitKeys(ctx, r.ID)
}

func (b *Book) unitsOf(ctx context.Context, r *Round) ([]unit.Unit, error) {
	all, err := b.units.Units(ctx)
	if err != nil {
		return nil, err
	}
	tree, err := unit.NewTree(all)
	if err != nil {
		return nil, err
	}
	return tree.Under(r.Settings.Top), nil
}

func manifestOf(r *Round, units []unit.Unit, keys map[models.ID][]byte) *Manifest {
	m := &Manifest{
		Format: ManifestFormat, Round: r.ID,
		Title: r.Settings.Title, Organizer: r.Settings.Organizer, Evaluator: r.Evaluator.Name,
		Questionnaire: r.Settings.Asked(), Admission: r.Settings.Admission,
		RoundKey: r.Evaluator.PublicKey, KeyMadeOn: KeyOnServer, K: r.Settings.K,
		ReleasePlan: []string{PlanUnits, PlanBackground},
		Opens:       r.Settings.Opens, Closes: r.Settings.Closes, LatestCloses: r.Settings.LatestCloses,
		RetentionDays: r.Settings.RetentionDays, Legal: r.Settings.Legal,
		Series: r.Settings.Series, First: r.Settings.First, Trial: r.Settings.Trial,
	}
	if r.Evaluator.WrappedKey == nil {
		m.KeyMadeOn = KeyOffline
	}
	for i, u := range units {
		mu := ManifestUnit(u)
		if i == 0 && !r.Settings.Top.IsZero() {
			mu.Parent = models.ID{} // the round's top has no parent in the round
		}
		m.Units = append(m.Units, mu)
		if key := keys[u.ID]; u.Headcount > 0 && key != nil {
			if m.UnitKeys == nil {
				m.UnitKeys = map[models.ID]string{}
			}
			m.UnitKeys[u.ID] = HashOf(key)
		}
	}
	return m
}

// lock gives a trial a round key that nobody holds: its private half is never kept.
func (m *Manifest) lock() error {
	key, err := seal.NewPrivateKey()
	if err != nil {
		return err
	}
	m.RoundKey, m.KeyMadeOn = key.Public(), KeyNone
	return nil
}

// Asked is the questionnaire as it is put to people: without texts where the round does not allow them.
func (s Settings) Asked() questionnaire.Questionnaire {
	if s.Texts {
		return s.Questionnaire
	}
	return s.Questionnaire.WithoutTexts()
}

func (s Settings) normalized() Settings {
	s.Title, s.Organizer = strings.TrimSpace(s.Title), strings.TrimSpace(s.Organizer)
	s.Opens = s.Opens.UTC().Truncate(time.Minute)
	s.Closes = s.Closes.UTC().Truncate(time.Minute)
	s.LatestCloses = s.LatestCloses.UTC().Truncate(time.Minute)
	return s
}

func (s Settings) check() error {
	if _, err := questionnaire.Compile(s.Questionnaire); err != nil {
		return models.Fail(models.Invalid, "round.questionnaire")
	}
	if _, err := questionnaire.Compile(s.Asked()); err != nil {
		return models.Fail(models.Invalid, "round.texts_needed")
	}
	switch {
	case s.Title == "" || utf8.RuneCountInString(s.Title) > 80:
		return models.Fail(models.Invalid, "round.title_length")
	case s.Organizer == "" || utf8.RuneCountInString(s.Organizer) > 80:
		return models.Fail(models.Invalid, "round.organizer_length")
	case s.Admission != Poster && s.Admission != Card:
		return models.Fail(models.Invalid, "round.admission")
	case s.Series && s.Admission != Poster:
		return models.Fail(models.Invalid, "round.series_poster")
	case s.K < MinK || s.K > 1000:
		return models.Fail(models.Invalid, "round.k_range", MinK)
	case !s.Opens.Before(s.Closes):
		return models.Fail(models.Invalid, "round.dates_order")
	case s.LatestCloses.Before(s.Closes):
		return models.Fail(models.Invalid, "round.latest_order")
	case s.LatestCloses.Sub(s.Opens) > 366*24*time.Hour:
		return models.Fail(models.Invalid, "round.too_long")
	case s.RetentionDays < 0 || s.RetentionDays > MaxRetentionDays:
		return models.Fail(models.Invalid, "round.retention", MaxRetentionDays)
	}
	return nil
}
