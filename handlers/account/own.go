package account

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models/account"
)

// Mine is what the page account/account shows.
type Mine struct {
	Person   account.Account
	Name     string // as typed
	Sessions int    // browsers at which the person is signed in, this one among them
	Problem  Problem
}

// ShowAccount answers GET /account.
func (r *Room) ShowAccount(c *fiber.Ctx) error {
	return r.showAccount(c, fiber.StatusOK, session.Person(c).Name, Problem{})
}

// ChangeAccount answers POST /account, which has two forms: one with a name, one (field "form" = "password") with a
// new password.
func (r *Room) ChangeAccount(c *fiber.Ctx) error {
	name, done := session.Person(c).Name, "account.renamed"
	var err error
	if c.FormValue("form") == "password" {
		done, err = "account.password_changed", r.changePassword(c)
	} else {
		name = c.FormValue("name")
		err = r.people.Rename(c.UserContext(), session.Person(c).ID, name)
	}
	if err == nil {
		return c.Redirect("/account?done="+done, fiber.StatusSeeOther)
	}
	problem, status, ok := r.refusal(c, err)
	if !ok {
		return err
	}
	return r.showAccount(c, status, name, problem)
}

func (r *Room) changePassword(c *fiber.Ctx) error {
	password, err := newPassword(c)
	if err != nil {
		return err
	}
	return r.people.ChangePassword(c.UserContext(), session.Token(c), c.FormValue("current_password"), password)
}

func (r *Room) showAccount(c *fiber.Ctx, status int, name string, problem Problem) error {
	person := session.Person(c)
	n, err := r.people.Sessions(c.UserContext(), person.ID)
	if err != nil {
		return err
	}
	return r.send(c, status, "account", Mine{Person: person, Name: name, Sessions: n, Problem: problem})
}
