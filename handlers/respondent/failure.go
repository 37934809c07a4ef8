package respondent

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
)

// FailurePage tells what happened, what became of the answers, and what one can do.
type FailurePage struct {
	Paper
	Heading string // key of the catalogue
	Message string
	Advice  string // key of the catalogue; empty where the message says it all
	CodeBox bool   // offers to type a code
	Again   string // address of the form, where going back to it helps
	Trial   bool
	Logic   *Logic // of the script that sends what was sealed before; nil without one
}

// fail answers with the page of a failure and counts its kind. v is nil where the code led nowhere.
func (r *Room) fail(c *fiber.Ctx, v *visit, err error) error {
	m := mannerOf(c)
	papers := r.papers(m)
	kind, key, args := r.count(err)
	p := FailurePage{Paper: papers.plain, Message: r.said(m.lang, key, args)}
	p.advise(kind, key)
	status := statusOf(c, kind, key)
	switch over := kind == models.Gone; {
	case key == "response.card_used":
		p.Paper = papers.thanks // what the page says was not kept is not kept on the phone either
	case over, kind == models.Internal, kind == models.Unavailable:
		// A sheet that was sealed in time is taken for a while yet.
		p.Paper, p.Logic = papers.resume, &Logic{Over: over}
		p.Logic.sends(m.kiosk, r.views.Say(m.lang))
	}
	if v != nil {
		p.Trial = v.place.Manifest.Trial
		if key == "response.ballot" {
			p.Again = v.base
		}
	}
	return r.answer(c, status, "failure", p.Paper, p)
}

// count counts a failure and gives what a person may read of it.
func (r *Room) count(err error) (kind models.Kind, key string, args []any) {
	kind, key, args = page.Message(err)
	r.tally.Count(kind)
	return kind, key, args
}

// said is the sentence of a failure.
func (r *Room) said(lang models.Lang, key string, args []any) string {
	said := make([]any, len(args))
	for i, arg := range args {
		if moment, ok := arg.(time.Time); ok {
			arg = page.When(moment, lang)
		}
		said[i] = arg
	}
	return r.views.Say(lang)(key, said...)
}

// statusOf is the status of a failure. It says when to try again, in seconds, where that helps.
func statusOf(c *fiber.Ctx, kind models.Kind, key string) int {
	after := ""
	switch {
	case key == "respondent.paused":
		after = "300" // an organizer decides, not a machine
	case kind == models.Unavailable:
		after = "10"
	case kind == models.TooMany:
		after = "60"
	}
	if after != "" {
		c.Set(fiber.HeaderRetryAfter, after)
	}
	return page.Status(kind)
}

func (p *FailurePage) advise(kind models.Kind, key string) {
	switch key {
	case "admission.code_form", "admission.unknown_card":
		p.Heading, p.Advice, p.CodeBox = "respondent.heading.unknown", "respondent.advice.unknown", true
	case "admission.unknown_poster":
		p.Heading, p.Advice = "respondent.heading.unknown", "respondent.advice.poster"
	case "response.card_used":
		p.Heading, p.Advice = "respondent.heading.used", "respondent.advice.used"
	case "respondent.not_yet", "response.not_yet":
		p.Heading = "respondent.heading.not_yet"
	case "respondent.closed", "response.late":
		p.Heading = "respondent.heading.over"
	case "respondent.paused":
		p.Heading = "respondent.heading.paused"
	case "respondent.cancelled":
		p.Heading = "respondent.heading.cancelled"
	case "response.ballot":
		p.Heading, p.Advice = "respondent.heading.malformed", "respondent.advice.malformed"
	default:
		p.Heading = "respondent.heading.malformed"
		if kind == models.Internal || kind == models.Unavailable || kind == models.TooMany {
			p.Heading, p.Advice = "respondent.heading.trouble", "respondent.advice.trouble"
		}
	}
}
