package evaluation

import (
	"context"

	"jianfu/models"
	"jianfu/models/disclosure/text"
	"jianfu/models/round"
	"jianfu/models/seal"
	"jianfu/models/unit"
)

// LeastTexts is the least number of texts of a group; a round with a greater k takes that.
const LeastTexts = text.Least

// artefact groups and shuffles the words of all sheets; nil where the form asks for none.
func (s *share) artefact(tree *unit.Tree, k int, secret []byte, hash string) (*text.Artefact, error) {
	if !s.texts.Asks() {
		return nil, nil
	}
	draws, err := text.NewDraws(secret, hash)
	if err != nil {
		return nil, err
	}
	return s.texts.Artefact(tree, k, draws), nil
}

// Seal seals the texts to the key of the round; nil where it asks for none. A round that asks for words has something sealed
// even where too few wrote any, so that the store does not tell.
func (c *Counted) Seal(m *round.Manifest) ([]byte, error) {
	if c.Texts == nil {
		return nil, nil
	}
	plain, err := c.Texts.Encode()
	if err != nil {
		return nil, err
	}
	return seal.Texts(m.RoundKey, m.Round, plain)
}

// TextState says what there is to read of a round.
type TextState string

// The states of the texts of a round.
const (
	TextsUnasked   TextState = "unasked"   // the round asks for no words
	TextsWaiting   TextState = "waiting"   // it is not counted yet
	TextsElsewhere TextState = "elsewhere" // the key is the evaluator's own, and so are the texts
	TextsDeleted   TextState = "deleted"
	TextsSealed    TextState = "sealed" // they can be opened with the passphrase
)

// TextState tells what there is to read of a frozen round.
func (d *Desk) TextState(ctx context.Context, r *round.Round) (TextState, error) {
	m, err := round.ReadManifest(r.Manifest)
	switch {
	case err != nil:
		return "", err
	case !m.Questionnaire.AsksTexts():
		return TextsUnasked, nil
	case r.State == round.Cancelled:
		return TextsDeleted, nil
	case r.State != round.Released:
		return TextsWaiting, nil
	case Offline(r):
		return TextsElsewhere, nil
	}
	kept, err := d.store.HasTexts(ctx, r.ID)
	if err != nil || !kept || len(r.Evaluator.WrappedKey) == 0 {
		return TextsDeleted, err
	}
	return TextsSealed, nil
}

// OpenTexts opens the texts of a released round in memory. Errors: Invalid "evaluation.passphrase"; NotFound
// "evaluation.texts.none" where there are none to open; Unavailable where too many passphrases are being tried.
func (d *Desk) OpenTexts(ctx context.Context, id models.ID, passphrase string) ([]TextChapter, error) {
	r, err := d.rounds.Round(ctx, id)
	if err != nil {
		return nil, err
	}
	sealed, err := d.store.Texts(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(r.Evaluator.WrappedKey) == 0 {
		return nil, models.Fail(models.NotFound, "evaluation.texts.none")
	}
	var key *seal.PrivateKey
	err = d.oneAtATime(ctx, func() error {
		key, err = seal.Unwrap(r.Evaluator.WrappedKey, passphrase)
		return err
	})
	if err != nil {
		return nil, err
	}
	m, err := round.ReadManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	return ReadTexts(m, key, sealed)
}

// ReadTexts opens sealed texts with the key of their round. Invalid "evaluation.texts.seal" where they are of another.
func ReadTexts(m *round.Manifest, key *seal.PrivateKey, sealed []byte) ([]TextChapter, error) {
	plain, err := key.OpenTexts(m.Round, sealed)
	if err != nil {
		return nil, err
	}
	a, err := text.Read(plain)
	if err != nil {
		return nil, err
	}
	return Chapters(a, m), nil
}

// DeleteTexts destroys the sealed texts of a round; the release stays.
func (d *Desk) DeleteTexts(ctx context.Context, id models.ID) error {
	return d.store.DeleteTexts(ctx, id)
}

// TextChapter is what was written under one question, or under one option of it, ready to be read.
type TextChapter struct {
	Question models.Text
	Option   models.Text // zero for a question of its own
	Groups   []TextGroup // none where too few wrote something
}

// TextGroup is the texts of one group, shuffled.
type TextGroup struct {
	Unit  string // its name; empty for the whole round
	Rest  bool   // parts of it stand in groups of their own: these are the others
	Texts []string
}

// Heading is what was asked.
func (c TextChapter) Heading(say models.Say, lang models.Lang) string {
	if c.Option.IsZero() {
		return c.Question.In(lang)
	}
	return say("evaluation.texts.option", c.Question.In(lang), c.Option.In(lang))
}

// Heading says whose texts they are, and how many.
func (g TextGroup) Heading(say models.Say) string {
	switch {
	case g.Unit == "" && g.Rest:
		return say("evaluation.texts.rest", len(g.Texts))
	case g.Unit == "":
		return say("evaluation.texts.whole", len(g.Texts))
	case g.Rest:
		return say("evaluation.texts.unit_rest", g.Unit, len(g.Texts))
	}
	return say("evaluation.texts.unit", g.Unit, len(g.Texts))
}

// Chapters gives the texts of a round the names that its manifest has for questions and units.
func Chapters(a *text.Artefact, m *round.Manifest) []TextChapter {
	names := make(map[models.ID]string, len(m.Units))
	for _, u := range m.Units {
		names[u.ID] = u.Name
	}
	chapters := make([]TextChapter, len(a.Questions))
	for i, of := range a.Questions {
		c := &chapters[i]
		c.Question, c.Option = asked(m, of.Name)
		for _, g := range of.Groups {
			c.Groups = append(c.Groups, TextGroup{names[g.Unit], g.Rest, g.Texts})
		}
	}
	return chapters
}

// asked finds the wording of what asked for words.
func asked(m *round.Manifest, name text.Name) (question, option models.Text) {
	for _, s := range m.Questionnaire.Sections {
		for _, q := range s.Questions {
			if q.Name != name.Question {
				continue
			}
			for _, o := range q.Options {
				if o.Name == name.Option {
					option = o.Text
				}
			}
			return q.Text, option
		}
	}
	return models.Text{}, models.Text{}
}
