package page

import (
	"mime"

	"github.com/gofiber/fiber/v2"
)

// Download sets the headers of a file that the browser saves under name, which may be Chinese (RFC 6266, RFC 5987:
// filename*=utf-8”…). It is never kept in a cache.
func Download(c *fiber.Ctx, name, contentType string) {
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
}
