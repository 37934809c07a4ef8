package public

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
)

// Manifest answers GET /manifest/:hash with the bytes as they are stored, so that anyone can take their SHA-256 and
// compare it with the address and with what is printed.
func (r *Room) Manifest(c *fiber.Ctx) error {
	hash := strings.Clone(c.Params("hash"))
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != sha256.Size || strings.ToLower(hash) != hash {
		return models.Fail(models.NotFound, "error.not_found")
	}
	manifest, err := r.manifests.Manifest(c.UserContext(), hash)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable") // the address is the content's hash
	return c.Send(manifest)
}
