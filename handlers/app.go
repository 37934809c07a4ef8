// Package handlers is the middle floor: HTTP, one room for each audience. It speaks to the domain through the small
// interfaces that the rooms declare, and never to the store.
package handlers

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"

	"jianfu/handlers/account"
	"jianfu/handlers/evaluator"
	"jianfu/handlers/library"
	"jianfu/handlers/organizer"
	"jianfu/handlers/public"
	"jianfu/handlers/respondent"
	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	domain "jianfu/models/account"
	"jianfu/models/admission"
	"jianfu/models/evaluation"
	shelf "jianfu/models/library"
	"jianfu/models/questionnaire/advice"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/static"
	"jianfu/templates"
)

// Store is what rooms ask of the store directly.
type Store interface {
	organizer.Units
	public.Manifests
	public.Database
}

// Parts are what the floor is built from.
type Parts struct {
	BaseURL string // as people type it, without a slash at the end
	Secure  bool   // people come over HTTPS
	Log     *slog.Logger
	Now     func() time.Time
	Tally   respondent.Tally // counts the failures that respondents met

	Store  Store
	People *domain.People
	Book   *round.Book
	Gate   *admission.Gate
	Box    *response.Box
	Desk   *evaluation.Desk
	Shelf  *shelf.Shelf
}

// Limits of one request.
const (
	maxBody  = 6 << 20 // the largest import of units and what surrounds it
	deadline = 30 * time.Second
)

// New builds the floor. It fails where a page or a wording is missing.
func New(p Parts) (*fiber.App, error) {
	catalogue, err := page.LoadCatalogue(templates.Files)
	if err != nil {
		return nil, err
	}
	assets, err := page.NewAssets(static.Files, "console", "form")
	if err != nil {
		return nil, err
	}
	views, err := page.NewViews(templates.Files, catalogue, assets)
	if err != nil {
		return nil, err
	}
	r, err := build(p, views, assets)
	if err != nil {
		return nil, err
	}
	app := fiber.New(fiber.Config{
		// Strings from the request outlive the handler in jobs and caches: they have to be copies.
		Immutable:             true,
		UnescapePath:          true, // some scanners escape what they need not
		BodyLimit:             maxBody,
		ReadTimeout:           20 * time.Second,
		WriteTimeout:          2 * time.Minute,
		IdleTimeout:           time.Minute,
		ReadBufferSize:        16 << 10,
		DisableStartupMessage: true,
		ErrorHandler:          failures(r.public, p.Tally, p.Log),
	})
	app.Use(recover.New(), protect(p.Secure), refuseEncodings, giveTime)
	routes(app, r)
	return app, nil
}

func build(p Parts, views *page.Views, assets *page.Assets) (rooms, error) {
	publicRoom, err := public.New(views, assets, p.Store, p.Store)
	if err != nil {
		return rooms{}, err
	}
	respondentRoom, err := respondent.New(views, assets, p.BaseURL, p.Gate, p.Box, p.Tally, p.Now)
	if err != nil {
		return rooms{}, err
	}
	editor, err := fs.Sub(static.Files, "console/builder")
	if err != nil {
		return rooms{}, err
	}
	builderRoom, err := library.New(library.Parts{
		Views: views, Shelf: p.Shelf, Past: p.Shelf, Bin: p.Shelf, Previewer: respondentRoom, Scripts: editor,
		Setting: settingOf(p.Store), Builtin: builtin.All(), Bank: builtin.Bank(),
	})
	if err != nil {
		return rooms{}, err
	}
	return rooms{
		builder: builderRoom,
		assets:  assets, public: publicRoom, respondent: respondentRoom,
		guard:   session.New(p.People, views, p.Secure),
		account: account.New(p.People, views, p.BaseURL),
		organizer: organizer.New(organizer.Parts{
			Views: views, Base: p.BaseURL, Rounds: p.Book, Life: p.Book, Record: p.Book, Units: p.Store,
			Admission: p.Gate, Turnouts: p.Box, People: p.People, Now: p.Now, Series: p.Book, Trials: p.Book, Restored: p.Book, Library: p.Shelf, Questionnaires: builtin.All(),
		}),
		evaluator: evaluator.New(views, p.Book, p.Store, p.People, p.Desk, p.Now),
	}, nil
}

// settingOf gives what the advice on questionnaires goes by: everybody in the tree of units, and the usual threshold.
func settingOf(units organizer.Units) func(context.Context) (advice.Setting, error) {
	return func(ctx context.Context) (advice.Setting, error) {
		all, err := units.Units(ctx)
		s := advice.Setting{K: round.DefaultK}
		for _, u := range all {
			s.People += u.Headcount
		}
		return s, err
	}
}

// protect sets what every answer carries, whichever room gives it: browsers guess no type, and come back over HTTPS.
func protect(secure bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
		if secure {
			c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
		}
		return c.Next()
	}
}

// refuseEncodings turns away compressed requests: a small one can unpack to any size whatever the limit of the body.
func refuseEncodings(c *fiber.Ctx) error {
	if c.Get(fiber.HeaderContentEncoding) != "" {
		return fiber.ErrUnsupportedMediaType
	}
	return c.Next()
}

// giveTime sets the deadline of a request: Fiber's own context never ends.
func giveTime(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// failures answers with the page of an error. Only what is our fault is logged: the route's pattern, never its
// parameters, and a reference that the page shows too. Of a respondent's request nothing is logged at all.
func failures(room *public.Room, tally respondent.Tally, log *slog.Logger) fiber.ErrorHandler {
	return func(c *fiber.Ctx, err error) error {
		kind, key, args := page.Message(err)
		answer := public.ErrorPage{Status: page.StatusOf(err), Key: key, Args: args}
		switch {
		case ofRespondent(c.Path()):
			tally.Count(kind)
		case kind == models.Internal:
			reference := make([]byte, 4)
			_, _ = rand.Read(reference)
			answer.Reference = hex.EncodeToString(reference)
			log.Error("request failed", "reference", answer.Reference, "method", c.Method(), "route", c.Route().Path, "error", err.Error())
		}
		return room.Fail(c, answer)
	}
}

// ofRespondent reports whether a path is one that respondents come to, whether or not a route answers there. Routes
// know no capital letters, so neither does this.
func ofRespondent(path string) bool {
	path = strings.ToLower(path)
	for _, prefix := range []string{"/c/", "/o/", "/code", "/thanks", "/ballots", "/kiosk"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return path == "/"
}
