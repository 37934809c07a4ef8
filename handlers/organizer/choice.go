package organizer

import (
	"context"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/library"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Library keeps the organizer's own questionnaires.
type Library interface {
	List(ctx context.Context, owner models.ID) ([]library.Entry, error)
	Entry(ctx context.Context, owner, id models.ID) (*library.Entry, error)
}

// Choice is a questionnaire that a round may ask.
type Choice struct {
	Key string // value of its control: the name of a built-in one, "own:" with its key, or kept
	questionnaire.Questionnaire
	Href  string // where an own one is written; empty for the others
	Texts bool   // asks for answers in words
	Bad   bool   // it has faults yet, so that no round can ask it
}

const (
	kept    = "kept" // the copy that a draft holds
	ownKey  = "own:"
	mostOwn = 30 // latest own ones that are offered
)

// choices are what the draft holds already, where it is none of the others, the organizer's own questionnaires, latest
// change first, and the built-in ones.
func (r *Room) choices(c *fiber.Ctx, draft *round.Round) ([]Choice, error) {
	var choices []Choice
	add := func(key, href string, q questionnaire.Questionnaire) {
		_, faults := questionnaire.Examine(q)
		choices = append(choices, Choice{Key: key, Questionnaire: q, Href: href, Texts: q.AsksTexts(), Bad: len(faults) > 0})
	}
	for _, q := range r.Questionnaires {
		add(q.Name, "", q)
	}
	ctx, owner := c.UserContext(), session.Person(c).ID
	entries, err := r.Library.List(ctx, owner)
	if err != nil {
		return nil, err
	}
	for _, e := range entries[:min(len(entries), mostOwn)] {
		whole, err := r.Library.Entry(ctx, owner, e.ID)
		if models.KindOf(err) == models.NotFound || models.KindOf(err) == models.Gone {
			continue // deleted meanwhile
		}
		if err != nil {
			return nil, err
		}
		add(ownKey+e.ID.String(), "/questionnaires/"+e.ID.String(), whole.Body)
	}
	if draft != nil && held(draft, choices) == kept {
		add(kept, "", draft.Settings.Questionnaire)
	}
	return choices, nil
}

// held is the key of the questionnaire that a draft holds.
func held(draft *round.Round, choices []Choice) string {
	for _, c := range choices {
		if reflect.DeepEqual(c.Questionnaire, draft.Settings.Questionnaire) {
			return c.Key
		}
	}
	return kept
}

// Own reports whether a choice is one of the organizer's questionnaires.
func (c Choice) Own() bool { return strings.HasPrefix(c.Key, ownKey) }

// Kept reports whether a choice is the copy that a draft holds and no other place has.
func (c Choice) Kept() bool { return c.Key == kept }
