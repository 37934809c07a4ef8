package organizer

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/models/unit"
)

// Rounds keeps the rounds and their settings.
type Rounds interface {
	Round(ctx context.Context, id models.ID) (*round.Round, error)
	Seen(ctx context.Context, who account.Account) ([]*round.Round, error)
	Create(ctx context.Context, owner models.ID, s round.Settings) (*round.Round, error)
	Revise(ctx context.Context, id models.ID, version int, s round.Settings) error
	Appoint(ctx context.Context, id models.ID, evaluator account.Account) error
}

// Series goes on with a pulse.
type Series interface {
	Next(ctx context.Context, owner, id models.ID) (*round.Round, error)
}

// Life leads a round from state to state.
type Life interface {
	Freeze(ctx context.Context, id models.ID, version int) error
	Open(ctx context.Context, id models.ID) error
	Extend(ctx context.Context, id models.ID, until time.Time) error
	Close(ctx context.Context, id models.ID) error
	Cancel(ctx context.Context, id models.ID) error
}

// Trials try a round out before it counts.
type Trials interface {
	Rehearse(ctx context.Context, owner, id models.ID) (*round.Round, error)
	Begin(ctx context.Context, id models.ID, version int) error
}

// Restored goes on with rounds whose database came from a backup.
type Restored interface {
	Resume(ctx context.Context, id models.ID) error
}

// Record says what a round still lacks and what happened to it.
type Record interface {
	Checklist(ctx context.Context, r *round.Round) ([]round.Item, error)
	Addenda(ctx context.Context, id models.ID) ([]round.Addendum, error)
}

// Units keeps the organization tree.
type Units interface {
	Units(ctx context.Context) ([]unit.Unit, error)
	ApplyUnits(ctx context.Context, plan unit.Plan) error
	UpdateUnit(ctx context.Context, u unit.Unit) error
	// DeleteUnit fails with Conflict where there are units below.
	DeleteUnit(ctx context.Context, id models.ID) error
}

// Admission makes what is printed.
type Admission interface {
	Posters(ctx context.Context, r *round.Round) (map[models.ID]string, error)
	Cards(ctx context.Context, r *round.Round, units []models.ID) ([]admission.UnitCards, error)
	Issued(ctx context.Context, roundID models.ID) (map[models.ID]int, error)
}

// Turnouts counts a running round, coarsely.
type Turnouts interface {
	Turnout(ctx context.Context, r *round.Round) (response.Turnout, error)
}

// People lists who can be named evaluator.
type People interface {
	Evaluators(ctx context.Context) ([]account.Account, error)
}

// Parts are what the room depends on.
type Parts struct {
	Views          *page.Views
	Base           string // address of the service without a slash at its end, for codes and sheets
	Rounds         Rounds
	Life           Life
	Series         Series
	Trials         Trials
	Restored       Restored
	Record         Record
	Units          Units
	Admission      Admission
	Turnouts       Turnouts
	People         People
	Library        Library
	Questionnaires []questionnaire.Questionnaire // the built-in ones
	Now            func() time.Time
}

// Room holds the handlers of the organizer.
type Room struct{ Parts }

// New makes the room.
func New(parts Parts) *Room {
	parts.Base = strings.TrimSuffix(parts.Base, "/")
	return &Room{parts}
}

// round finds the round of the address and checks that the person may manage it.
func (r *Room) round(c *fiber.Ctx) (*round.Round, error) {
	id, err := models.ParseID(c.Params("round"))
	if err != nil {
		return nil, err
	}
	found, err := r.Rounds.Round(c.UserContext(), id)
	if err != nil {
		return nil, err
	}
	return found, found.Check(session.Person(c), round.Manage)
}

func (r *Room) send(c *fiber.Ctx, status int, name string, content any) error {
	return session.Send(c, r.Views, status, "organizer/"+name, content)
}

// done answers a POST that succeeded: the browser goes on to path, which tells what was done.
func done(c *fiber.Ctx, path, what string) error {
	return c.Redirect(path+"?done="+what, fiber.StatusSeeOther)
}

func pathOf(id models.ID) string { return "/rounds/" + id.String() }

// Problem is one thing wrong with a form.
type Problem struct {
	Field  string // id of the control; empty for the form as a whole
	Text   string // as it stands above the form, where it has to name the field
	Beside string // as it stands beside the control
}

// voice speaks the language of a request.
type voice struct {
	lang models.Lang
	say  models.Say
}

func (r *Room) voice(c *fiber.Ctx) voice {
	lang := page.LangOf(c)
	return voice{lang, r.Views.Say(lang)}
}

// tell says a message whose arguments may be moments.
func (v voice) tell(key string, args ...any) string {
	said := make([]any, len(args))
	for i, arg := range args {
		if t, ok := arg.(time.Time); ok {
			arg = page.When(t, v.lang)
		}
		said[i] = arg
	}
	return v.say(key, said...)
}

// refusal reports whether err is something that a person can mend or must know beside the form, says it, and gives
// the status of the page that does so. Any other error goes up.
func (v voice) refusal(err error) (text string, status int, ok bool) {
	var e *models.Error
	if !errors.As(err, &e) {
		return "", 0, false
	}
	switch e.Kind {
	case models.Invalid, models.Conflict, models.TooLarge:
		return v.tell(e.Key, e.Args...), page.Status(e.Kind), true
	}
	return "", 0, false
}
