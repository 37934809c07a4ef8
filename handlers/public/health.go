package public

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/models"
)

// Healthz answers GET /healthz: the process is alive.
func (r *Room) Healthz(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString("ok\n")
}

// Readyz answers GET /readyz: the database can be reached. Otherwise it fails with Unavailable.
func (r *Room) Readyz(c *fiber.Ctx) error {
	if err := r.database.Ping(c.UserContext()); err != nil {
		return &models.Error{Kind: models.Unavailable, Key: "error.unavailable", Err: err}
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString("ready\n")
}
