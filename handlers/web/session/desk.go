package session

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/account"
)

// Desk is Frame.Desk of every console page.
type Desk struct {
	Person account.Account // zero where nobody is signed in
	CSRF   string          // the hidden field csrf of every form; empty where nobody is signed in
	Notice string          // key of the catalogue (done.…) that says what was just done; empty mostly
	Home   string          // where this person's work begins
}

// SignedIn says whether there is a person at the desk.
func (d Desk) SignedIn() bool { return !d.Person.ID.IsZero() }

// HomeOf is the page on which the work of a role begins.
func HomeOf(role account.Role) string {
	switch role {
	case account.Organizer:
		return "/rounds"
	case account.Evaluator:
		return "/evaluations"
	case account.Administrator:
		return "/people"
	default:
		return "/sign-in"
	}
}

// Send renders a console page with its desk.
func Send(c *fiber.Ctx, views *page.Views, status int, name string, content any) error {
	v := visitOf(c)
	desk := Desk{Person: v.person, Home: HomeOf(v.person.Role), Notice: notice(c, views)}
	if v.token != "" {
		desk.CSRF = formToken(v.token)
	}
	return views.Send(c, status, name, desk, content)
}

// notice is the key "done.…" that the address asks for, if the catalogue knows it: an address cannot make the console
// say anything else.
func notice(c *fiber.Ctx, views *page.Views) string {
	key := "done." + strings.TrimPrefix(c.Query("done"), "done.")
	if !safe(c.Method()) || views.Say(models.Chinese)(key) == "["+key+"]" {
		return ""
	}
	return key
}
