package respondent

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
	"jianfu/models/response"
	"jianfu/models/round"
)

// visit is one request of somebody who came through the gate.
type visit struct {
	manner
	base  string // address of the form, without its manner
	place *admission.Place
	form  *questionnaire.Form
	cast  func(ctx context.Context, place *admission.Place, ballot *response.Ballot) error
	// sibling finds another round of a poster's series, on which a form may have been filled in; nil for cards.
	sibling func(ctx context.Context, of *admission.Place, id models.ID) (*admission.Place, error)
}

// door lets a request in by its code.
type door func(c *fiber.Ctx) (*visit, error)

// codeOf reads the code in an address; half a code leads nowhere.
func codeOf(c *fiber.Ctx) (admission.Code, error) {
	code, err := admission.ParseCode(c.Params("code"))
	if err != nil {
		return code, &models.Error{Kind: models.NotFound, Key: "admission.code_form", Err: err}
	}
	return code, nil
}

func (r *Room) card(c *fiber.Ctx) (*visit, error) {
	code, err := codeOf(c)
	if err != nil {
		return nil, err
	}
	place, err := r.gate.Card(c.UserContext(), code)
	if err != nil {
		return nil, err
	}
	return &visit{
		base: "/c/" + code.String(), place: place,
		cast: func(ctx context.Context, _ *admission.Place, ballot *response.Ballot) error {
			return r.box.CastCard(ctx, code, ballot)
		},
	}, nil
}

func (r *Room) poster(c *fiber.Ctx) (*visit, error) {
	poster := strings.ToUpper(strings.Clone(c.Params("poster"))) // one spelling: the form says its address
	place, err := r.gate.Poster(c.UserContext(), poster)
	if err != nil {
		return nil, err
	}
	return &visit{base: "/o/" + url.PathEscape(poster), place: place, cast: r.box.CastPoster, sibling: r.gate.Sibling}, nil
}

// enter lets a request in and serves it. Whatever fails becomes a page here, so that no error, which might hold
// something of the person, ever reaches a logger.
func (r *Room) enter(c *fiber.Ctx, in door, serve func(*fiber.Ctx, *visit) error) error {
	v, err := in(c)
	if err != nil {
		return r.fail(c, nil, err)
	}
	v.manner = mannerOf(c)
	if v.form, err = r.shelf.compiled(v.place); err == nil {
		err = serve(c, v)
	}
	if err != nil {
		return r.fail(c, v, err)
	}
	return nil
}

// taking fails unless the round takes sheets now. late is said after the close: it differs between those who only
// open the form and those who hand something in.
func (v *visit) taking(now time.Time, late string) error {
	r := v.place.Round
	switch {
	case r.Takes(now):
		return nil
	case r.State == round.Cancelled:
		return models.Fail(models.Gone, "respondent.cancelled")
	case r.State == round.Open && r.Paused && now.Before(r.Ends):
		return models.Fail(models.Unavailable, "respondent.paused")
	case r.State == round.Draft, r.State == round.Frozen && now.Before(r.Ends):
		return models.Fail(models.Conflict, "respondent.not_yet", r.Settings.Opens)
	default:
		return models.Fail(models.Gone, late, r.Ends)
	}
}

// manner is how a page is wanted: it is carried on in every address.
type manner struct {
	lang  models.Lang
	kiosk bool // on a device that many share
}

// mannerOf reads the address alone: a respondent has no cookie.
func mannerOf(c *fiber.Ctx) manner {
	m := manner{lang: models.Chinese, kiosk: c.Context().QueryArgs().Has("kiosk")}
	if c.Query("lang") == string(models.English) {
		m.lang = models.English
	}
	return m
}

// query carries a manner on, behind what else an address needs; the default needs nothing.
func (m manner) query(also ...string) string {
	if m.lang != models.Chinese {
		also = append(also, "lang="+string(m.lang))
	}
	if m.kiosk {
		also = append(also, "kiosk")
	}
	if len(also) == 0 {
		return ""
	}
	return "?" + strings.Join(also, "&")
}
