package respondent

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models/admission"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Preview answers a request of the console with the page that a phone would get for form, in the language of the
// address (?lang=). Names of organizer, evaluator and unit are placeholders. The page says that it is a preview; it is
// meant for <iframe sandbox="allow-scripts">, cannot be sent, and keeps no draft. Errors are left to the caller.
func (r *Room) Preview(c *fiber.Ctx, form *questionnaire.Form) error {
	lang := mannerOf(c).lang
	say := r.views.Say(lang)
	q := form.Questionnaire()
	p := r.formPage(&visit{manner: manner{lang: lang}, form: form, place: &admission.Place{
		Round: &round.Round{},
		Manifest: &round.Manifest{
			Title: q.Title.In(lang), Evaluator: say("respondent.preview.evaluator"), Questionnaire: q, KeyMadeOn: round.KeyOnServer,
			RoundKey: []byte{0}, // the page says what a phone that seals would say
		},
		Unit: round.ManifestUnit{Name: say("respondent.preview.unit")},
	}})
	p.Preview = true
	p.preset()
	html, err := r.views.Write("respondent/form", page.Frame{Lang: lang, Page: p})
	if err != nil {
		return err
	}
	r.head(c, p.Paper)
	c.Set(fiber.HeaderContentSecurityPolicy, p.framed())
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(html)
}
