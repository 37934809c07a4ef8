package organizer

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/disclosure/plan"
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
	Source models.ID // key of an own one in the library, also of one that a draft holds a copy of; zero for the others
	Href   string    // where an own one is written; empty for the others
	Saved  time.Time // when it was changed last; zero for the others
	Texts  bool      // asks for answers in words
	Bad    bool      // it has faults yet, so that no round can ask it
}

const (
	kept    = "kept" // the copy that a draft holds
	ownKey  = "own:"
	mostOwn = 30 // latest own ones that are offered
)

// choices are the organizer's own questionnaires, latest change first, the built-in ones, and what the draft holds
// already, where it is none of the others.
func (r *Room) choices(c *fiber.Ctx, draft *round.Round) ([]Choice, error) {
	var choices []Choice
	add := func(c Choice) {
		_, faults := questionnaire.Examine(c.Questionnaire)
		c.Texts, c.Bad = c.AsksTexts(), len(faults) > 0
		choices = append(choices, c)
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
		add(Choice{Key: ownKey + e.ID.String(), Questionnaire: whole.Body, Source: e.ID, Href: builderOf(e.ID), Saved: e.Updated})
	}
	for _, q := range r.Questionnaires {
		add(Choice{Key: q.Name, Questionnaire: q})
	}
	if draft != nil && held(draft, choices) == kept {
		add(Choice{Key: kept, Questionnaire: draft.Settings.Questionnaire, Source: draft.Settings.Source})
	}
	return choices, nil
}

func builderOf(id models.ID) string { return "/questionnaires/" + id.String() }

// asks lists what one should know of the questionnaire of a draft before it is frozen: that the library has a newer one,
// and what the round leaves out.
func (r *Room) asks(ctx context.Context, found *round.Round, v voice) ([]Check, error) {
	var checks []Check
	s := found.Settings
	if !s.Source.IsZero() {
		entry, err := r.Library.Entry(ctx, found.Owner, s.Source)
		switch kind := models.KindOf(err); {
		case kind == models.NotFound || kind == models.Gone:
			checks = append(checks, Check{Text: v.say("organizer.questionnaire.gone"), Mark: "note"})
		case err != nil:
			return nil, err
		case !reflect.DeepEqual(entry.Body, s.Questionnaire):
			checks = append(checks, Check{
				Text: v.tell("organizer.questionnaire.newer", entry.Updated), Mark: "missing", Href: builderOf(s.Source), Renew: true,
			})
		}
	}
	numbers := func(matches func(questionnaire.Question) bool) string {
		var list []string
		n := 0
		for _, section := range s.Questionnaire.Sections {
			for _, q := range section.Questions {
				if q.Asked() {
					n++
				}
				if matches(q) {
					list = append(list, strconv.Itoa(n))
				}
			}
		}
		return strings.Join(list, v.say("organizer.comma"))
	}
	texts := numbers(func(q questionnaire.Question) bool { return q.Kind == questionnaire.Text })
	if !s.Texts && texts != "" {
		text := v.say("organizer.questionnaire.texts", texts)
		checks = append(checks, Check{Text: text, Mark: "note", Href: pathOf(found.ID) + "/settings#texts"})
	}
	form, err := questionnaire.Compile(s.Asked())
	if err != nil { // it was made under rules that have become stricter
		return append(checks, Check{Text: v.say("round.questionnaire"), Mark: "missing", Href: pathOf(found.ID) + "/settings#questionnaire"}), nil
	}
	withheld := plan.Withheld(form)
	if list := numbers(func(q questionnaire.Question) bool { return slices.Contains(withheld, q.Name) }); list != "" {
		checks = append(checks, Check{Text: v.say("organizer.questionnaire.withheld", list), Mark: "note"})
	}
	return checks, nil
}

// Renew puts what the library holds now in the place of a draft's copy.
func (r *Room) Renew(c *fiber.Ctx) error {
	return r.decide(c, func(found *round.Round) (string, error) {
		s := found.Settings
		entry, err := r.Library.Entry(c.UserContext(), found.Owner, s.Source)
		if err != nil {
			return "", err
		}
		s.Questionnaire = entry.Body
		return pathOf(found.ID) + "?done=round_saved", r.Rounds.Revise(c.UserContext(), found.ID, found.Version, s)
	})
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
