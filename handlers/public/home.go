package public

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/admission"
)

// HomePage is the door: what this is, and a box for a code that was printed on a card.
type HomePage struct {
	Code    string // as typed
	Problem string // what is wrong with it, in words; empty where nothing is
}

// Home answers GET /.
func (r *Room) Home(c *fiber.Ctx) error {
	return r.send(c, fiber.StatusOK, "home", HomePage{})
}

// Code answers POST /code: on to the card's page, or back to the box with what was typed. Whether there is such a card
// and whether it is used is not looked up here, so that this address tells nobody.
func (r *Room) Code(c *fiber.Ctx) error {
	typed := c.FormValue("code")
	code, err := admission.ParseCode(typed)
	if err != nil {
		kind, key, args := page.Message(err)
		problem := r.views.Say(page.LangOf(c))(key, args...)
		return r.send(c, page.Status(kind), "home", HomePage{Code: typed, Problem: problem})
	}
	address := "/c/" + code.String()
	if lang := page.LangOf(c); lang != models.Chinese {
		address += "?lang=" + string(lang)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(address, fiber.StatusSeeOther)
}
