package library

import (
	"context"
	"errors"
	"io/fs"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	domain "jianfu/models/library"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/advice"
)

// Shelf keeps the questionnaires.
type Shelf interface {
	List(ctx context.Context, owner models.ID) ([]domain.Entry, error)
	Entry(ctx context.Context, owner, id models.ID) (*domain.Entry, error)
	Create(ctx context.Context, owner models.ID, q questionnaire.Questionnaire, why domain.Why) (*domain.Entry, error)
	Save(ctx context.Context, owner, id models.ID, version int, q questionnaire.Questionnaire) (*domain.Entry, error)
	Replace(ctx context.Context, owner, id models.ID, version int, q questionnaire.Questionnaire, why domain.Why) (*domain.Entry, error)
}

// Past keeps what they were before.
type Past interface {
	History(ctx context.Context, owner, id models.ID) ([]domain.Revision, error)
	Revision(ctx context.Context, owner, id models.ID, version int) (questionnaire.Questionnaire, error)
	Restore(ctx context.Context, owner, id models.ID, version, current int) (*domain.Entry, error)
}

// Bin keeps those that were deleted.
type Bin interface {
	Deleted(ctx context.Context, owner models.ID) ([]domain.Entry, error)
	Delete(ctx context.Context, owner, id models.ID) error
	Undelete(ctx context.Context, owner, id models.ID) error
}

// Previewer sends the page that a respondent would see, in the language that ?lang= asks for, with headers that let the
// console frame it.
type Previewer interface {
	Preview(c *fiber.Ctx, form *questionnaire.Form) error
}

// Parts are what the room depends on.
type Parts struct {
	Views     *page.Views
	Shelf     Shelf
	Past      Past
	Bin       Bin
	Previewer Previewer
	// Setting is what the advice goes by: how many people there are to ask, and the usual threshold.
	Setting func(ctx context.Context) (advice.Setting, error)
	Scripts fs.FS // the modules of the editor
	// Builtin are the instruments that can be copied, Bank the questions to add from, in sections by topic.
	Builtin []questionnaire.Questionnaire
	Bank    []questionnaire.Section
}

// Room holds the handlers.
type Room struct {
	Parts
	scripts *scripts
}

// New makes the room. It fails where the modules of the editor cannot be read.
func New(parts Parts) (*Room, error) {
	s, err := readScripts(parts.Scripts)
	if err != nil {
		return nil, err
	}
	return &Room{parts, s}, nil
}

func (r *Room) send(c *fiber.Ctx, status int, name string, content any) error {
	return session.Send(c, r.Views, status, "library/"+name, content)
}

// done answers a POST that succeeded: the browser goes on to path, which tells what was done.
func done(c *fiber.Ctx, path, what string) error {
	return c.Redirect(path+"?done="+what, fiber.StatusSeeOther)
}

const home = "/questionnaires"

func pathOf(id models.ID) string { return home + "/" + id.String() }

// entry finds the questionnaire of the address.
func (r *Room) entry(c *fiber.Ctx) (*domain.Entry, error) {
	id, err := models.ParseID(c.Params("id"))
	if err != nil {
		return nil, err
	}
	return r.Shelf.Entry(c.UserContext(), session.Person(c).ID, id)
}

// refusal reports whether err is something that a person can mend or must know beside the form, says it, and gives
// the status of the page that does so. Any other error goes up.
func (r *Room) refusal(c *fiber.Ctx, err error) (text string, status int, ok bool) {
	var e *models.Error
	if !errors.As(err, &e) {
		return "", 0, false
	}
	switch e.Kind {
	case models.Invalid, models.Conflict, models.TooLarge:
		return r.say(c)(e.Key, e.Args...), page.Status(e.Kind), true
	}
	return "", 0, false
}

func (r *Room) say(c *fiber.Ctx) models.Say { return r.Views.Say(page.LangOf(c)) }
