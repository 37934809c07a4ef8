package library

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	domain "jianfu/models/library"
)

// HistoryPage lists the states of a questionnaire.
type HistoryPage struct {
	Entry     *domain.Entry
	Href      string
	Revisions []Revision // newest first, the current one in front
	Problem   string
}

// Revision is one of them.
type Revision struct {
	Version int
	At      time.Time
	Why     string
	Current bool
	Before  int // the version before it; 0 for the oldest that is kept
}

// History answers GET /questionnaires/:id/history.
func (r *Room) History(c *fiber.Ctx) error { return r.history(c, fiber.StatusOK, "") }

func (r *Room) history(c *fiber.Ctx, status int, problem string) error {
	e, err := r.entry(c)
	if err != nil {
		return err
	}
	revisions, err := r.Past.History(c.UserContext(), e.Owner, e.ID)
	if err != nil {
		return err
	}
	p := HistoryPage{Entry: e, Href: pathOf(e.ID), Problem: problem}
	say := r.say(c)
	for i, each := range revisions {
		line := Revision{Version: each.Version, At: each.At, Why: say(whyWords()[each.Why]), Current: i == 0}
		if i+1 < len(revisions) {
			line.Before = revisions[i+1].Version
		}
		p.Revisions = append(p.Revisions, line)
	}
	return r.send(c, status, "history", p)
}

func whyWords() map[domain.Why]string {
	return map[domain.Why]string{
		domain.Edited:        "library.why.edited",
		domain.Imported:      "library.why.imported",
		domain.Copied:        "library.why.copied",
		domain.Restored:      "library.why.restored",
		domain.BeforeRestore: "library.why.before_restore",
	}
}

// ComparePage tells two states apart.
type ComparePage struct {
	Entry     *domain.Entry
	Href      string
	From, To  int
	Changes   []ChangeLine
	Revisions []domain.Revision // to choose others from
}

// Compare answers GET /questionnaires/:id/compare?from=&to=.
func (r *Room) Compare(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if err != nil {
		return err
	}
	from, to := c.QueryInt("from", e.Version), c.QueryInt("to", e.Version)
	ctx := c.UserContext()
	old, err := r.Past.Revision(ctx, e.Owner, e.ID, from)
	if err != nil {
		return err
	}
	current, err := r.Past.Revision(ctx, e.Owner, e.ID, to)
	if err != nil {
		return err
	}
	p := ComparePage{Entry: e, Href: pathOf(e.ID), From: from, To: to}
	if p.Revisions, err = r.Past.History(ctx, e.Owner, e.ID); err != nil {
		return err
	}
	for _, change := range domain.Compare(old, current) {
		p.Changes = append(p.Changes, line(r.say(c), page.LangOf(c), change))
	}
	return r.send(c, fiber.StatusOK, "compare", p)
}

// Restore answers POST /questionnaires/:id/restore: version becomes the newest, where the questionnaire is still at
// current.
func (r *Room) Restore(c *fiber.Ctx) error {
	id, err := models.ParseID(c.Params("id"))
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(c.FormValue("version"))
	current, err2 := strconv.Atoi(c.FormValue("current"))
	if err != nil || err2 != nil {
		return models.Fail(models.Invalid, "error.request")
	}
	_, err = r.Past.Restore(c.UserContext(), session.Person(c).ID, id, version, current)
	switch models.KindOf(err) {
	case models.Conflict:
		return r.history(c, fiber.StatusConflict, r.say(c)("library.history.changed"))
	default:
		if err != nil {
			return err
		}
	}
	return done(c, pathOf(id), "questionnaire_restored")
}
