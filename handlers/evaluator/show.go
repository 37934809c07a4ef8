package evaluator

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/evaluation"
	"jianfu/models/job"
	"jianfu/models/round"
)

// RoundPage is one round: where it stands, what was agreed, the one next step.
type RoundPage struct {
	Round       *round.Round
	Step        Step
	Agreed      Agreed
	Log         []Entry
	Progress    Progress  // of the step, where it is moving
	Failure     string    // wording of why the last count did not end; empty mostly
	Problems    []Problem // of the form that was sent
	Understood  bool      // ticked in it
	Recoverable bool      // the recovery sheet can be had
	Least       int       // characters of a passphrase
}

// Problem is one thing wrong with a form: the id of its control, and words.
type Problem struct{ Field, Text string }

// Wrong is what is wrong with a control, empty where nothing is.
func (p RoundPage) Wrong(field string) string {
	for _, problem := range p.Problems {
		if problem.Field == field {
			return problem.Text
		}
	}
	return ""
}

// Entry is one line of the log.
type Entry struct {
	At   time.Time
	Text string
}

// Show answers GET /evaluations/:round.
func (r *Room) Show(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	return r.show(c, fiber.StatusOK, found, form{})
}

// form is what came back from a form of the page.
type form struct {
	problems   []Problem
	understood bool
}

func (r *Room) show(c *fiber.Ctx, status int, found *round.Round, sent form) error {
	ctx, say := c.UserContext(), r.views.Say(page.LangOf(c))
	count, counted, err := r.count(ctx, found)
	if err != nil {
		return err
	}
	content := RoundPage{
		Round: found, Step: stepOf(found, count, counted), Problems: sent.problems, Understood: sent.understood,
		Recoverable: recoverable(found), Least: evaluation.MinPassphrase,
	}
	if content.Agreed, err = r.agreed(ctx, found); err != nil {
		return err
	}
	if content.Log, err = r.log(c, found); err != nil {
		return err
	}
	content.Progress = progressOf(content.Step, count, say)
	switch {
	case counted && count.State == job.Failed:
		content.Failure = say("evaluator.failed", say(count.Failure))
	case counted && count.State == job.Interrupted:
		content.Failure = say("evaluator.interrupted")
	}
	return r.send(c, status, "round", content)
}

// log says what changed after the freeze. Moments among the arguments are in RFC 3339; people read them in local time.
func (r *Room) log(c *fiber.Ctx, of *round.Round) ([]Entry, error) {
	addenda, err := r.rounds.Addenda(c.UserContext(), of.ID)
	if err != nil {
		return nil, err
	}
	lang := page.LangOf(c)
	say := r.views.Say(lang)
	entries := make([]Entry, 0, len(addenda))
	for _, a := range addenda {
		args := make([]any, 0, len(a.Args))
		for _, arg := range a.Args {
			args = append(args, readable(arg, lang))
		}
		entries = append(entries, Entry{At: a.At, Text: say(a.What, args...)})
	}
	return entries, nil
}

func readable(arg string, lang models.Lang) string {
	if moment, err := time.Parse(time.RFC3339, arg); err == nil {
		return page.When(moment, lang)
	}
	return arg
}
