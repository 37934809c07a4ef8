package account

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/account"
)

// Office is what the page account/people shows.
type Office struct {
	People  []account.Account
	Invited []account.Invitation
	Roles   []account.Role // in the order of the form
	Form    Guest
	Problem Problem
}

// Guest is the form that invites somebody, as typed.
type Guest struct {
	Email string
	Name  string
	Role  account.Role

	Problem Problem
}

// Handover is what the page account/link shows: a link to hand over, this once.
type Handover struct {
	Link       string
	Invitation account.Invitation
}

// ShowPeople answers GET /people.
func (r *Room) ShowPeople(c *fiber.Ctx) error {
	return r.showPeople(c, fiber.StatusOK, Guest{Role: account.Organizer})
}

// Invite answers POST /people with the link, straight away and not by redirection: the link is nowhere else.
// Sending the form again replaces the link.
func (r *Room) Invite(c *fiber.Ctx) error {
	form := Guest{Email: c.FormValue("email"), Name: c.FormValue("name"), Role: account.Role(c.FormValue("role"))}
	token, i, err := r.people.Invite(c.UserContext(), form.Email, form.Name, form.Role)
	if err != nil {
		return r.refuse(c, form, err)
	}
	return r.handOver(c, token, i)
}

// Link answers POST /people/:id/link likewise, with a link for a new password.
func (r *Room) Link(c *fiber.Ctx) error {
	id, err := models.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	token, i, err := r.people.Link(c.UserContext(), id)
	if err != nil {
		return r.refuse(c, Guest{Role: account.Organizer}, err)
	}
	return r.handOver(c, token, i)
}

// Suspend answers POST /people/:id/suspend.
func (r *Room) Suspend(c *fiber.Ctx) error {
	id, err := models.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	if err := r.people.Suspend(c.UserContext(), id); err != nil {
		return r.refuse(c, Guest{Role: account.Organizer}, err)
	}
	return c.Redirect("/people?done=account.suspended", fiber.StatusSeeOther)
}

// Resume answers POST /people/:id/resume.
func (r *Room) Resume(c *fiber.Ctx) error {
	id, err := models.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	if err := r.people.Resume(c.UserContext(), id); err != nil {
		return err
	}
	return c.Redirect("/people?done=account.resumed", fiber.StatusSeeOther)
}

func (r *Room) handOver(c *fiber.Ctx, token string, i account.Invitation) error {
	return r.send(c, fiber.StatusOK, "link", Handover{Link: r.base + "/invitation/" + token, Invitation: i})
}

// refuse shows the list again with what is wrong and what was typed.
func (r *Room) refuse(c *fiber.Ctx, form Guest, err error) error {
	problem, status, ok := r.refusal(c, err)
	if !ok {
		return err
	}
	form.Problem = problem
	return r.showPeople(c, status, form)
}

func (r *Room) showPeople(c *fiber.Ctx, status int, form Guest) error {
	people, err := r.people.List(c.UserContext())
	if err != nil {
		return err
	}
	invited, err := r.people.Invited(c.UserContext())
	if err != nil {
		return err
	}
	return r.send(c, status, "people", Office{
		People: people, Invited: invited, Form: form,
		Roles: []account.Role{account.Organizer, account.Evaluator, account.Administrator},
	})
}
