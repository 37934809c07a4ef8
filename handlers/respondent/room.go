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
	// At finds a unit in a round; NotFound.
	At(ctx context.Context, roundID, unitID models.ID) (*admission.Place, error)
	// Redeem spends a card for the signature of a blinded ballot key; the same value again is signed again. It fails as
	// admission.Gate says.
	Redeem(ctx context.Context, code admission.Code, roundID, unitID models.ID, blinded []byte) ([]byte, error)
}

// Box takes ballots; the same ballot again is welcome. They fail as response.Box says.
type Box interface {
	CastCard(ctx context.Context, code admission.Code, ballot *response.Ballot) error
	CastPoster(ctx context.Context, place *admission.Place, ballot *response.Ballot) error
	// Cast takes what was sealed in a browser, of cards with the token of a redemption.
	Cast(ctx context.Context, place *admission.Place, ballot *response.Ballot) error
}

// Tally counts the failures that respondents met, by kind: all that is ever known of them.
type Tally interface {
	Count(kind models.Kind)
}

// Room answers for the respondent's pages.
type Room struct {
	views *page.Views
	base  string
	gate  Gate
	box   Box
	tally Tally
	now   func() time.Time
	shelf *shelf
	own   papers // of people's own phones
	kiosk papers
}

// New makes the room. base is the address of the service as people type it, without a slash at the end. It fails where a
// style or script of the form is not among the assets.
func New(
	views *page.Views, assets *page.Assets, base string, gate Gate, box Box, tally Tally, now func() time.Time,
) (*Room, error) {
	r := &Room{views: views, base: base, gate: gate, box: box, tally: tally, now: now, shelf: newShelf()}
	var err error
	if r.own, err = newPapers(assets, false); err != nil {
		return nil, err
	}
	r.kiosk, err = newPapers(assets, true)
	return r, err
}

// papers are those for the device of a request.
func (r *Room) papers(m manner) papers {
	if m.kiosk {
		return r.kiosk
	}
	return r.own
}

// CardForm answers GET /c/:code with the form.
func (r *Room) CardForm(c *fiber.Ctx) error { return r.enter(c, r.card, r.blank) }

// CardCheck answers POST /c/:code with the review page, or with the form and what is wrong with it.
func (r *Room) CardCheck(c *fiber.Ctx) error { return r.enter(c, r.card, r.check) }

// CardEdit answers POST /c/:code/edit with the form as it was filled in.
func (r *Room) CardEdit(c *fiber.Ctx) error { return r.enter(c, r.card, r.edit) }

// CardSend answers POST /c/:code/send: casts the sealed sheet and leads on to the thanks.
func (r *Room) CardSend(c *fiber.Ctx) error { return r.enter(c, r.card, r.send) }

// CardBallot answers POST /c/:code/ballot: spends the card and gives the blind signature, base64url as plain text. Fields:
// unit (32 hexadecimal digits), blinded (256 bytes, base64url). docs/ballots.md has the statuses.
func (r *Room) CardBallot(c *fiber.Ctx) error { return r.tell(c, fiber.StatusOK, r.redeem) }

// Ballots answers POST /ballots: keeps a ballot that was sealed in a browser. 204 means that it is on disk.
func (r *Room) Ballots(c *fiber.Ctx) error { return r.tell(c, fiber.StatusNoContent, r.cast) }

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
	r.head(c, r.own.plain)
	return c.Redirect(form+mannerOf(c).query(), fiber.StatusSeeOther)
}

// ThanksPage is the page after the sending.
type ThanksPage struct {
	Paper
	Trial bool
}

// Thanks answers GET /thanks, the same for everybody; for a trial (?trial) it says so.
func (r *Room) Thanks(c *fiber.Ctx) error {
	p := ThanksPage{Paper: r.papers(mannerOf(c)).thanks, Trial: c.Context().QueryArgs().Has("trial")}
	return r.answer(c, fiber.StatusOK, "thanks", p.Paper, p)
}
