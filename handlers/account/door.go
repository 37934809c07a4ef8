package account

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
)

// ShowSignIn answers GET /sign-in?next=. Whoever is signed in already goes on.
func (r *Room) ShowSignIn(c *fiber.Ctx) error {
	next := session.Local(c.Query("next"))
	if person := session.Person(c); !person.ID.IsZero() {
		return c.Redirect(onward(next, session.HomeOf(person.Role)), fiber.StatusSeeOther)
	}
	return r.send(c, fiber.StatusOK, "sign_in", session.SignIn{Next: next})
}

// SignIn answers POST /sign-in. A form that was kept because its session was over is shown again for confirmation.
func (r *Room) SignIn(c *fiber.Ctx) error {
	content := session.SignIn{
		Email: c.FormValue("email"), Next: session.Local(c.FormValue("next")), Kept: c.FormValue("kept"),
	}
	token, person, err := r.people.SignIn(c.UserContext(), content.Email, c.FormValue("password"))
	if err != nil {
		problem, status, ok := r.refusal(c, err)
		if !ok {
			return err
		}
		content.Problem = problem.Text
		return r.send(c, status, "sign_in", content)
	}
	if err := r.enter(c, token, person); err != nil {
		return err
	}
	if kept, ok := session.Open(content.Kept); ok {
		return r.send(c, fiber.StatusOK, "resume", kept)
	}
	return c.Redirect(onward(content.Next, session.HomeOf(person.Role)), fiber.StatusSeeOther)
}

// SignOut answers POST /sign-out, also where the session was over before.
func (r *Room) SignOut(c *fiber.Ctx) error {
	if err := r.people.SignOut(c.UserContext(), session.Token(c)); err != nil {
		return err
	}
	session.End(c)
	return c.Redirect("/sign-in?done=account.signed_out", fiber.StatusSeeOther)
}

// SignOutEverywhere answers POST /sign-out-everywhere.
func (r *Room) SignOutEverywhere(c *fiber.Ctx) error {
	if err := r.people.SignOutEverywhere(c.UserContext(), session.Person(c).ID); err != nil {
		return err
	}
	session.End(c)
	return c.Redirect("/sign-in?done=account.signed_out_everywhere", fiber.StatusSeeOther)
}

func onward(next, home string) string {
	if next == "" {
		return home
	}
	return next
}
