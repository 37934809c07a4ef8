package respondent

import (
	"context"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/response"
)

// Gate finds where a code leads. Its answer never depends on whether a card is used.
type Gate interface {
	// Card fails with NotFound.
	Card(ctx context.Context, code admission.Code) (*admission.Place, error)
	// Poster fails with NotFound.
	Poster(ctx context.Context, poster string) (*admission.Place, error)
	// Sibling finds the same unit in another round of the series of a poster; NotFound.
	Sibling(ctx context.Context, of *admission.Place, id models.ID) (*admission.Place, error)
}

// Box takes ballots; the same ballot again is welcome. Both fail with Conflict or Gone as response.Store says.
type Box interface {
	CastCard(ctx context.Context, code admission.Code, ballot *response.Ballot) error
	CastPoster(ctx context.Context, ballot *response.Ballot) error
}

// Tally counts the failures that respondents met, by kind: all that is ever known of them.
type Tally interface {
	Count(kind models.Kind)
}

// Room answers for the respondent's pages.
type Room struct {
	views  *page.Views
	gate   Gate
	box    Box
	tally  Tally
	now    func() time.Time
	shelf  *shelf
	papers papers
}

// New makes the room. It fails where a style or script of the form is not among the assets.
func New(views *page.Views, assets *page.Assets, gate Gate, box Box, tally Tally, now func() time.Time) (*Room, error) {
	papers, err := newPapers(assets)
	if err != nil {
		return nil, err
	}
	return &Room{views: views, gate: gate, box: box, tally: tally, now: now, shelf: newShelf(), papers: papers}, nil
}

// CardForm answers GET /c/:code with the form.
func (r *Room) CardForm(c *fiber.Ctx) error { return r.enter(c, r.card, r.blank) }

// CardCheck answers POST /c/:code with the review page, or with the form and what is wrong with it.
func (r *Room) CardCheck(c *fiber.Ctx) error { return r.enter(c, r.card, r.check) }

// CardEdit answers POST /c/:code/edit with the form as it was filled in.
func (r *Room) CardEdit(c *fiber.Ctx) error { return r.enter(c, r.card, r.edit) }

// CardSend answers POST /c/:code/send: casts the sealed sheet and leads on to the thanks.
func (r *Room) CardSend(c *fiber.Ctx) error { return r.enter(c, r.card, r.send) }

// PosterForm answers GET /o/:poster.
func (r *Room) PosterForm(c *fiber.Ctx) error { return r.enter(c, r.poster, r.blank) }

// PosterCheck answers POST /o/:poster.
func (r *Room) PosterCheck(c *fiber.Ctx) error { return r.enter(c, r.poster, r.check) }

// PosterEdit answers POST /o/:poster/edit.
func (r *Room) PosterEdit(c *fiber.Ctx) error { return r.enter(c, r.poster, r.edit) }

// PosterSend answers POST /o/:poster/send.
func (r *Room) PosterSend(c *fiber.Ctx) error { return r.enter(c, r.poster, r.send) }

// Return answers GET /c/:code/edit and /send and the same under /o/:poster: a browser that forgot that it had posted
// there, as those inside other apps do, is led back to the form.
func (r *Room) Return(c *fiber.Ctx) error {
	form := "/c/" + url.PathEscape(c.Params("code"))
	if poster := c.Params("poster"); poster != "" {
		form = "/o/" + url.PathEscape(poster)
	}
	r.head(c, r.papers.plain)
	return c.Redirect(form+query(langOf(c)), fiber.StatusSeeOther)
}

// Thanks answers GET /thanks, the same for everybody.
func (r *Room) Thanks(c *fiber.Ctx) error {
	return r.answer(c, fiber.StatusOK, "thanks", r.papers.thanks, r.papers.thanks)
}
