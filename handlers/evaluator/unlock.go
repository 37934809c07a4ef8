package evaluator

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/job"
	"jianfu/models/round"
)

// Unlock answers POST /evaluations/:round/unlock: the passphrase is proven and counting begins.
func (r *Room) Unlock(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	passphrase := strings.Clone(c.FormValue("passphrase"))
	if passphrase == "" {
		return r.refuse(c, found, form{}, models.Fail(models.Invalid, "evaluation.passphrase_empty"))
	}
	err = r.desk.Unlock(c.UserContext(), found.ID, passphrase)
	if err != nil && !underWay(err) {
		return r.refuse(c, found, form{}, err)
	}
	return c.Redirect(address(found.ID), fiber.StatusSeeOther)
}

// underWay reports whether the count was started already, by a second press of the button or from another window: the
// page then shows how far it is.
func underWay(err error) bool {
	e, ok := errors.AsType[*models.Error](err)
	return ok && e.Key == "job.running"
}

// Progress is how far a moving step is. The page shows it, and progress.js asks for it again each second.
type Progress struct {
	Step  Step   `json:"step"`
	Text  string `json:"text"` // what is being done, how far
	Done  int64  `json:"done"`
	Total int64  `json:"total"` // 0: not known
}

// Watch answers GET /evaluations/:round/progress.
func (r *Room) Watch(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	step, counting, err := r.step(c.UserContext(), found)
	if err != nil {
		return err
	}
	return c.JSON(progressOf(step, counting.latest, r.views.Say(page.LangOf(c))))
}

func progressOf(step Step, count job.Job, say models.Say) Progress {
	switch {
	case step == Shuffle:
		return Progress{Step: step, Text: say("evaluator.shuffling")}
	case step == Count && count.Step == "":
		return Progress{Step: step, Text: say("evaluator.starting")}
	case step == Count && count.Total > 0:
		text := say("evaluator.progress", say(count.Step), count.Done, count.Total)
		return Progress{Step: step, Text: text, Done: count.Done, Total: count.Total}
	case step == Count:
		return Progress{Step: step, Text: say(count.Step)}
	}
	return Progress{Step: step}
}
