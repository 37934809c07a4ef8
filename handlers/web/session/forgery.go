package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// policy lets a console page load its own style sheets, scripts and pictures, talk to its own server, and nothing
// else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (g *Guard) headers(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, policy)
	// Not no-referrer: browsers would then send Origin: null with a form, and it could not be told from a forged one.
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "no-store")
	if g.secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
}

// safe methods change nothing (RFC 9110, 9.2.1).
func safe(method string) bool {
	return method == fiber.MethodGet || method == fiber.MethodHead || method == fiber.MethodOptions
}

// crossSite asks what the browser says about where a request comes from: Sec-Fetch-Site (W3C Fetch Metadata), which no
// page can set, before Origin (RFC 6454), before Referer. A client that sends none of them is not a browser of this
// decade; the form token still stands between it and a session.
func crossSite(c *fiber.Ctx) bool {
	switch site := c.Get("Sec-Fetch-Site"); site {
	case "":
	case "same-origin", "none":
		return false
	default:
		return true
	}
	for _, header := range []string{fiber.HeaderOrigin, fiber.HeaderReferer} {
		if from := c.Get(header); from != "" {
			u, err := url.Parse(from)
			return err != nil || u.Host == "" || u.Host != string(c.Request().Host())
		}
	}
	return false
}

// formToken ties a form to a session: HMAC-SHA-256 under the session token, which no other page can read.
func formToken(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("csrf"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func validForm(c *fiber.Ctx, token string) bool {
	return hmac.Equal([]byte(c.FormValue("csrf")), []byte(formToken(token)))
}
