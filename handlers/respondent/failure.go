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
}

// fail answers with the page of a failure and counts its kind. v is nil where the code led nowhere.
func (r *Room) fail(c *fiber.Ctx, v *visit, err error) error {
	lang := langOf(c)
	kind, key, args := page.Message(err)
	r.tally.Count(kind)
	said := make([]any, len(args))
	for i, arg := range args {
		if moment, ok := arg.(time.Time); ok {
			arg = page.When(moment, lang)
		}
		said[i] = arg
	}
	p := FailurePage{Paper: r.papers.plain, Message: r.views.Say(lang)(key, said...)}
	p.advise(kind, key)
	if kind == models.Gone || key == "response.card_used" {
		p.Paper = r.papers.thanks // what the page says was not kept is not kept on the phone either
	}
	if v != nil && key == "response.ballot" {
		p.Again = v.base
	}
	if kind == models.Unavailable {
		c.Set(fiber.HeaderRetryAfter, "10")
	}
	return r.answer(c, page.Status(kind), "failure", p.Paper, p)
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
	case "respondent.cancelled":
		p.Heading = "respondent.heading.cancelled"
	case "response.ballot":
		p.Heading, p.Advice = "respondent.heading.malformed", "respondent.advice.malformed"
	default:
		p.Heading = "respondent.heading.malformed"
		if kind == models.Internal || kind == models.Unavailable {
			p.Heading, p.Advice = "respondent.heading.trouble", "respondent.advice.trouble"
		}
	}
}
