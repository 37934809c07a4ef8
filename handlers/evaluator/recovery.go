package evaluator

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/print"
	"jianfu/models/round"
)

// recoverable reports whether there is a wrapped key to print: not before the round is accepted, not after the
// key was destroyed, and never where the evaluator keeps it.
func recoverable(r *round.Round) bool { return len(r.Evaluator.WrappedKey) > 0 }

// Recovery answers GET /evaluations/:round/recovery.pdf: the wrapped key on paper, in the language of the page.
func (r *Room) Recovery(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	if !recoverable(found) {
		return models.Fail(models.Conflict, "evaluation.no_key")
	}
	lang := page.LangOf(c)
	say := r.views.Say(lang)
	var pdf bytes.Buffer
	err = print.Recovery(&pdf, print.RecoverySheet{
		Round: print.Round{
			Lang: lang, Title: found.Settings.Title, Organizer: found.Settings.Organizer,
			Evaluator: found.Evaluator.Name, Manifest: round.ShortHash(found.Hash), Printed: r.now(),
		},
		Holder:      session.Person(c).Name,
		Fingerprint: evaluation.Fingerprint(found.Evaluator.PublicKey),
		Armor:       string(found.Evaluator.WrappedKey),
	}, say)
	if err != nil {
		return err
	}
	page.Download(c, say("evaluator.file.recovery", fileName(found.Settings.Title)), "application/pdf")
	return c.Send(pdf.Bytes())
}
