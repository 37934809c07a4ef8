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
	lang  models.Lang
	base  string // address of the form, without language
	place *admission.Place
	form  *questionnaire.Form
	cast  func(ctx context.Context, ballot *response.Ballot) error
	// sibling finds another round of a poster's series, on which a form may have been filled in; nil for cards.
	sibling func(ctx context.Context, of *admission.Place, id models.ID) (*admission.Place, error)
}

// door lets a request in by its code.
type door func(c *fiber.Ctx) (*visit, error)

func (r *Room) card(c *fiber.Ctx) (*visit, error) {
	code, err := admission.ParseCode(c.Params("code"))
	if err != nil {
		// An address with half a code leads nowhere.
		return nil, &models.Error{Kind: models.NotFound, Key: "admission.code_form", Err: err}
	}
	place, err := r.gate.Card(c.UserContext(), code)
	if err != nil {
		return nil, err
	}
	return &visit{
		base: "/c/" + code.String(), place: place,
		cast: func(ctx context.Context, ballot *response.Ballot) error { return r.box.CastCard(ctx, code, ballot) },
	}, nil
}

func (r *Room) poster(c *fiber.Ctx) (*visit, error) {
	poster := strings.Clone(c.Params("poster"))
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
	v.lang = langOf(c)
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
	case r.State == round.Draft, r.State == round.Frozen && now.Before(r.Ends):
		return models.Fail(models.Conflict, "respondent.not_yet", r.Settings.Opens)
	default:
		return models.Fail(models.Gone, late, r.Ends)
	}
}

// langOf reads the language from the address alone: a respondent has no cookie.
func langOf(c *fiber.Ctx) models.Lang {
	if c.Query("lang") == string(models.English) {
		return models.English
	}
	return models.Chinese
}

// query carries a language on in an address; the default needs none.
func query(lang models.Lang) string {
	if lang == models.Chinese {
		return ""
	}
	return "?lang=" + string(lang)
}
