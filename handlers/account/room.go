package account

import (
	"context"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
)

// Door lets people in and out.
type Door interface {
	SignIn(ctx context.Context, email, password string) (token string, person account.Account, err error)
	SignOut(ctx context.Context, token string) error
	SignOutEverywhere(ctx context.Context, id models.ID) error
}

// Own is what people do with their own account.
type Own interface {
	Rename(ctx context.Context, id models.ID, name string) error
	ChangePassword(ctx context.Context, token, current, next string) error
	Sessions(ctx context.Context, id models.ID) (int, error)
}

// Register is what administrators see and change.
type Register interface {
	List(ctx context.Context) ([]account.Account, error)
	Invited(ctx context.Context) ([]account.Invitation, error)
	Suspend(ctx context.Context, id models.ID) error
	Resume(ctx context.Context, id models.ID) error
}

// Links makes one-time links and takes them.
type Links interface {
	Invite(ctx context.Context, email, name string, role account.Role) (string, account.Invitation, error)
	Link(ctx context.Context, id models.ID) (string, account.Invitation, error)
	Invitation(ctx context.Context, token string) (account.Invitation, error)
	Accept(ctx context.Context, token, email, name, password string) (string, account.Account, error)
}

// People is the office as this room needs it; *account.People is one.
type People interface {
	Door
	Own
	Register
	Links
}

// Room holds the handlers.
type Room struct {
	people People
	views  *page.Views
	base   string
}

// New makes the room. base is the address of the service, for the links that are handed over.
func New(people People, views *page.Views, base string) *Room {
	return &Room{people: people, views: views, base: strings.TrimSuffix(base, "/")}
}

func (r *Room) send(c *fiber.Ctx, status int, name string, content any) error {
	return session.Send(c, r.views, status, "account/"+name, content)
}

// Problem is what is wrong with a form: Field is the id of the control, empty for the form as a whole.
type Problem struct {
	Field string
	Text  string
}

// Of gives the text where it speaks of the control field, "" otherwise.
func (p Problem) Of(field string) string {
	if p.Field != field {
		return ""
	}
	return p.Text
}

// refusal turns an error that the person at the form can mend, or must know there, into the words beside the control
// and the status of the page that shows them. Every other error goes up.
func (r *Room) refusal(c *fiber.Ctx, err error) (problem Problem, status int, ok bool) {
	var e *models.Error
	if !errors.As(err, &e) {
		return Problem{}, 0, false
	}
	switch e.Kind {
	case models.Invalid, models.Conflict, models.Forbidden, models.Unavailable:
		text := r.views.Say(page.LangOf(c))(e.Key, e.Args...)
		return Problem{Field: fieldOf(e.Key), Text: text}, page.Status(e.Kind), true
	}
	return Problem{}, 0, false
}

// fieldOf is the control that an error speaks of.
func fieldOf(key string) string {
	switch key {
	case "account.email_invalid", "account.email_taken":
		return "email"
	case "account.name_invalid":
		return "name"
	case "account.role_invalid":
		return "role"
	case "account.password_short", "account.password_long", "account.password_common", "account.password_own":
		return "password"
	case "account.password_differs":
		return "password_again"
	case "account.current_wrong":
		return "current_password"
	default:
		return ""
	}
}

// newPassword reads a new password, which is typed twice.
func newPassword(c *fiber.Ctx) (string, error) {
	password := c.FormValue("password")
	if password != c.FormValue("password_again") {
		return "", models.Fail(models.Invalid, "account.password_differs")
	}
	return password, nil
}
