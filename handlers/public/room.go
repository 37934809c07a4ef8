package public

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
)

// style is the sheet that the layout sets inline.
const style = "console/public.css"

// Manifests finds what a round promised.
type Manifests interface {
	// Manifest is the canonical JSON whose SHA-256 is hash, 64 lower-case hexadecimal digits; NotFound without one.
	Manifest(ctx context.Context, hash string) ([]byte, error)
}

// Database can be asked whether it answers.
type Database interface {
	Ping(ctx context.Context) error
}

// Room answers for the public pages.
type Room struct {
	views     *page.Views
	manifests Manifests
	database  Database
	policy    string
}

// New makes the room. It fails where the public style sheet is not among the assets.
func New(views *page.Views, assets *page.Assets, manifests Manifests, database Database) (*Room, error) {
	css, err := assets.CSS(style)
	if err != nil {
		return nil, err
	}
	return &Room{views: views, manifests: manifests, database: database, policy: policy(string(css))}, nil
}

// policy allows the one inlined style by its hash and the icon, which is part of the page (CSP Level 3).
func policy(css string) string {
	return "default-src 'none'; style-src " + page.Hash(css) +
		"; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// send answers with a page under the room's policy. Nothing is kept in a cache: a shared phone shows the next person
// no typed code.
func (r *Room) send(c *fiber.Ctx, status int, name string, content any) error {
	c.Set(fiber.HeaderContentSecurityPolicy, r.policy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return r.views.Send(c, status, "public/"+name, nil, content)
}
