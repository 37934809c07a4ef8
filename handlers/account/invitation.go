package account

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models/account"
)

// Acceptance is what the page account/invitation shows.
type Acceptance struct {
	Action     string // address of this link
	Invitation account.Invitation
	Email      string // typed by the first administrator
	Name       string // likewise
	Problem    Problem
}

// ShowInvitation answers GET /invitation/:token. It does not spend the link.
func (r *Room) ShowInvitation(c *fiber.Ctx) error {
	content, err := r.acceptance(c)
	if err != nil {
		return err
	}
	return r.send(c, fiber.StatusOK, "invitation", content)
}

// Accept answers POST /invitation/:token: the password is set, the link is spent, the person is signed in.
func (r *Room) Accept(c *fiber.Ctx) error {
	content, err := r.acceptance(c)
	if err != nil {
		return err
	}
	content.Email, content.Name = c.FormValue("email"), c.FormValue("name")
	password, err := newPassword(c)
	if err == nil {
		var token string
		var person account.Account
		token, person, err = r.people.Accept(
			c.UserContext(), c.Params("token"), content.Email, content.Name, password)
		if err == nil {
			if err := r.enter(c, token, person); err != nil {
				return err
			}
			return c.Redirect(session.HomeOf(person.Role)+"?done=account.accepted", fiber.StatusSeeOther)
		}
	}
	problem, status, ok := r.refusal(c, err)
	if !ok {
		return err
	}
	content.Problem = problem
	return r.send(c, status, "invitation", content)
}

func (r *Room) acceptance(c *fiber.Ctx) (Acceptance, error) {
	token := c.Params("token")
	i, err := r.people.Invitation(c.UserContext(), token)
	return Acceptance{Action: "/invitation/" + strings.Clone(token), Invitation: i}, err
}

// enter gives the browser its new session and ends the one that it had.
func (r *Room) enter(c *fiber.Ctx, token string, person account.Account) error {
	if err := r.people.SignOut(c.UserContext(), session.Token(c)); err != nil {
		return err
	}
	session.Begin(c, token, person)
	return nil
}
