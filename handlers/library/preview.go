package library

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models/questionnaire"
)

// DraftPage stands in for the preview of a questionnaire that cannot be shown yet.
type DraftPage struct{ Faults []Mark }

// Preview answers GET /questionnaires/:id/preview: the page that a respondent would see. Its language is that of the
// preview alone, so that the console keeps its own.
func (r *Room) Preview(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if err != nil {
		return err
	}
	c.Response().Header.DelCookie(page.LangCookie)
	form, faulty := questionnaire.Examine(e.Body)
	if len(faulty) == 0 {
		return r.Previewer.Preview(c, form)
	}
	policy := string(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))
	c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	return r.send(c, fiber.StatusOK, "draft", DraftPage{faults(r.say(c), e.Body)})
}
