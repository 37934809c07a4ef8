package session

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/account"
)

// cookieName: the __Host- prefix (RFC 6265bis 4.1.3.2) makes the browser insist on Secure, Path=/ and no Domain, so
// that no other host can plant the cookie.
func cookieName(secure bool) string {
	if secure {
		return "__Host-jianfu"
	}
	return "jianfu"
}

// Begin gives the browser a session. The token is always a fresh one from models/account: a sign-in never goes on
// with a token that was there before it. The cookie has no lifetime of its own, so that closing the browser of a
// shared office machine signs out; the store ends the session in any case. The rest of this request is that person's.
func Begin(c *fiber.Ctx, token string, person account.Account) {
	setToken(c, token, time.Time{})
	v := visitOf(c)
	v.person, v.token = person, token
}

// End takes the session's cookie from the browser.
func End(c *fiber.Ctx) {
	setToken(c, "", time.Unix(0, 0))
	v := visitOf(c)
	v.person, v.token = account.Account{}, ""
}

func setToken(c *fiber.Ctx, token string, expires time.Time) {
	secure := visitOf(c).secure
	c.Cookie(&fiber.Cookie{
		Name: cookieName(secure), Value: token, Path: "/", Expires: expires,
		HTTPOnly: true, Secure: secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// language remembers ?lang= for a year.
func (g *Guard) language(c *fiber.Ctx) {
	lang := models.Lang(c.Query("lang"))
	if lang != models.Chinese && lang != models.English {
		return
	}
	c.Cookie(&fiber.Cookie{
		Name: page.LangCookie, Value: string(lang), Path: "/", MaxAge: 365 * 24 * 60 * 60,
		HTTPOnly: true, Secure: g.secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}
