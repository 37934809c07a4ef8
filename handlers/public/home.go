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

// Home answers GET / and, for a browser that forgot that it had posted there, GET /code.
func (r *Room) Home(c *fiber.Ctx) error { return r.door(c, fiber.StatusOK, HomePage{}) }

// Kiosk answers GET /kiosk: the door of a device that many people share, one card each. It leads to forms that keep
// nothing on the device.
func (r *Room) Kiosk(c *fiber.Ctx) error { return r.send(c, fiber.StatusOK, "kiosk", HomePage{}) }

// door is the page with the box for a code: that of a device that many share where the address says so (?kiosk).
func (r *Room) door(c *fiber.Ctx, status int, p HomePage) error {
	name := "home"
	if shared(c) {
		name = "kiosk"
	}
	return r.send(c, status, name, p)
}

func shared(c *fiber.Ctx) bool { return c.Context().QueryArgs().Has("kiosk") }

// Code answers POST /code: on to the card's page, or back to the box with what was typed. Whether there is such a card
// and whether it is used is not looked up here, so that this address tells nobody.
func (r *Room) Code(c *fiber.Ctx) error {
	typed := c.FormValue("code")
	code, err := admission.ParseCode(typed)
	if err != nil {
		kind, key, args := page.Message(err)
		problem := r.views.Say(page.LangOf(c))(key, args...)
		return r.door(c, page.Status(kind), HomePage{Code: typed, Problem: problem})
	}
	address, mark := "/c/"+code.String(), "?"
	if lang := page.LangOf(c); lang != models.Chinese {
		address, mark = address+mark+"lang="+string(lang), "&"
	}
	if shared(c) {
		address += mark + "kiosk"
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(address, fiber.StatusSeeOther)
}
