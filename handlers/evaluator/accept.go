package evaluator

import (
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/round"
)

// mostPassphrase is in characters; it only keeps a mistaken paste out.
const mostPassphrase = 200

// Accept answers POST /evaluations/:round/accept: the evaluator takes the round, and its key is made.
func (r *Room) Accept(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	passphrase := strings.Clone(c.FormValue("passphrase"))
	sent := form{OnServer: true, Understood: c.FormValue("understood") != ""}
	if sent.problems, err = r.checkPassphrase(c, passphrase); err != nil {
		return err
	}
	say := r.views.Say(page.LangOf(c))
	if !sent.Understood {
		sent.problems = append(sent.problems, Problem{"understood", say("evaluator.accept.not_understood")})
	}
	if len(sent.problems) > 0 {
		return r.show(c, fiber.StatusUnprocessableEntity, found, sent)
	}
	if err := r.desk.Accept(c.UserContext(), found.ID, session.Person(c).ID, passphrase); err != nil {
		return r.refuse(c, found, sent, err)
	}
	return c.Redirect(address(found.ID)+"?done=evaluator.accepted", fiber.StatusSeeOther)
}

// checkPassphrase compares with the sign-in password last, when nothing else is wrong: whoever tries one out on
// somebody's open session then either accepts the round with it or has to guess no further here.
func (r *Room) checkPassphrase(c *fiber.Ctx, passphrase string) ([]Problem, error) {
	say := r.views.Say(page.LangOf(c))
	switch n := utf8.RuneCountInString(passphrase); {
	case n < evaluation.MinPassphrase:
		return []Problem{{"passphrase", say("evaluation.passphrase_short", evaluation.MinPassphrase)}}, nil
	case n > mostPassphrase:
		return []Problem{{"passphrase", say("evaluator.accept.long", mostPassphrase)}}, nil
	case strings.TrimSpace(passphrase) != passphrase:
		return []Problem{{"passphrase", say("evaluator.accept.spaces")}}, nil
	case c.FormValue("passphrase_again") != passphrase:
		return []Problem{{"passphrase_again", say("evaluator.accept.differs")}}, nil
	case c.FormValue("understood") == "":
		return nil, nil
	}
	same, err := r.passwords.HasPassword(c.UserContext(), session.Person(c).ID, passphrase)
	if err != nil || !same {
		return nil, err
	}
	return []Problem{{"passphrase", say("evaluator.accept.password")}}, nil
}

// refuse shows the form again where what was typed into the passphrase is to blame, and hands any other failure upward.
func (r *Room) refuse(c *fiber.Ctx, found *round.Round, sent form, failure error) error {
	return r.refuseField(c, found, sent, "passphrase", failure)
}

func (r *Room) refuseField(c *fiber.Ctx, found *round.Round, sent form, field string, failure error) error {
	if kind := models.KindOf(failure); kind != models.Invalid && kind != models.TooLarge {
		return failure
	}
	kind, key, args := page.Message(failure)
	sent.problems = []Problem{{field, r.views.Say(page.LangOf(c))(key, args...)}}
	return r.show(c, page.Status(kind), found, sent)
}
