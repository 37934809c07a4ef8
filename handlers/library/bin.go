package library

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models"
)

// act puts a questionnaire into the bin or takes it out.
func (r *Room) act(c *fiber.Ctx, move func(ctx context.Context, owner, id models.ID) error, what string) error {
	id, err := models.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	if err := move(c.UserContext(), session.Person(c).ID, id); err != nil {
		if text, status, ok := r.refusal(c, err); ok {
			return r.list(c, status, text)
		}
		return err
	}
	return done(c, home, what)
}

// Delete answers POST /questionnaires/:id/delete. It can be taken back for thirty days, so nothing is asked first.
func (r *Room) Delete(c *fiber.Ctx) error {
	return r.act(c, r.Bin.Delete, "questionnaire_deleted")
}

// Undelete answers POST /questionnaires/:id/undelete.
func (r *Room) Undelete(c *fiber.Ctx) error {
	return r.act(c, r.Bin.Undelete, "questionnaire_undeleted")
}
