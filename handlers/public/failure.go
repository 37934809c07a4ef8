package public

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
)

// ErrorPage is what a person is told of a failure.
type ErrorPage struct {
	Status    int    // HTTP status
	Key       string // of the catalogue
	Args      []any  // fill its placeholders
	Reference string // finds the line in the log; empty where there is none, as for respondents
}

// told is an ErrorPage with its message in the language of the request.
type told struct {
	ErrorPage
	Message string
}

// Fail answers with the page of a failure.
func (r *Room) Fail(c *fiber.Ctx, p ErrorPage) error {
	say := r.views.Say(page.LangOf(c))
	return r.send(c, p.Status, "error", told{ErrorPage: p, Message: say(p.Key, p.Args...)})
}
