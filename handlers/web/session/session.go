package session

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/account"
)

// People tells whose session a token is: models.Unauthenticated where the session is over or never was.
type People interface {
	Whose(ctx context.Context, token string) (account.Account, error)
}

// Guard stands before every page of the console.
type Guard struct {
	people People
	views  *page.Views
	secure bool
}

// New makes the guard. secure says that people reach the console over HTTPS; without it (loopback use) the cookie
// has neither the __Host- prefix nor Secure, since browsers would drop it.
func New(people People, views *page.Views, secure bool) *Guard {
	return &Guard{people: people, views: views, secure: secure}
}

// visit is what one request knows of its session.
type visit struct {
	person account.Account
	token  string // empty: nobody is signed in
	secure bool
}

type visitKey struct{}

func visitOf(c *fiber.Ctx) *visit {
	v, ok := c.Locals(visitKey{}).(*visit)
	if !ok {
		return &visit{}
	}
	return v
}

// Load is the first middleware of every console route, sign-in and invitations included, and of no route of a
// respondent. It sets the headers and the language, finds out who is there, refuses forged requests, and asks an
// unknown person to sign in where a later handler answers models.Unauthenticated.
func (g *Guard) Load(c *fiber.Ctx) error {
	g.headers(c)
	g.language(c)
	v := &visit{secure: g.secure}
	c.Locals(visitKey{}, v)
	if token := c.Cookies(cookieName(g.secure)); token != "" {
		person, err := g.people.Whose(c.UserContext(), token)
		switch {
		case err == nil:
			v.person, v.token = person, token
		case models.KindOf(err) == models.Unauthenticated:
			End(c)
		default:
			return err
		}
	}
	if !safe(c.Method()) {
		if crossSite(c) {
			return models.Fail(models.Forbidden, "account.cross_site")
		}
		if v.token != "" && !validForm(c, v.token) {
			return g.stale(c)
		}
	}
	err := c.Next()
	if err != nil && models.KindOf(err) == models.Unauthenticated {
		return g.ask(c)
	}
	return err
}

// Person says who is signed in; the zero Account where nobody is.
func Person(c *fiber.Ctx) account.Account { return visitOf(c).person }

// Token is the session token of this request, empty where nobody is signed in. It is a secret: hand it to
// models/account and to nothing else.
func Token(c *fiber.Ctx) string { return visitOf(c).token }

// Require lets people of the given roles pass, anybody who is signed in where no role is given. Others are asked to
// sign in (models.Unauthenticated, turned into the sign-in page by Load) or told models.Forbidden.
func Require(roles ...account.Role) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v := visitOf(c)
		if v.token == "" {
			return models.Fail(models.Unauthenticated, "account.session_over")
		}
		if len(roles) == 0 {
			return c.Next()
		}
		for _, role := range roles {
			if v.person.Role == role {
				return c.Next()
			}
		}
		return models.Fail(models.Forbidden, "error.forbidden")
	}
}
