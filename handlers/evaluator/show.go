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
	Sent        form      // what else came back with it
	Recoverable bool      // the recovery sheet can be had
	Offline     bool      // the key of the accepted round is the evaluator's alone
	Least       int       // characters of a passphrase
	Name        string    // of this round in the names of files that people type
	Until       time.Time // ballots of redeemed cards are taken until then
	// Reconciliation is there from the shuffle until the ballots are destroyed.
	Reconciliation *evaluation.Reconciliation
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
	OnServer   bool   // the key is to be made on the server
	Understood bool   // ticked
	PublicKey  string // pasted
}

// longList is how many units with discrepancies are shown unfolded.
const longList = 12

// LongList reports whether the units with discrepancies are folded away.
func (p RoundPage) LongList() bool { return len(p.Reconciliation.Units) > longList }

func (r *Room) show(c *fiber.Ctx, status int, found *round.Round, sent form) error {
	ctx, say := c.UserContext(), r.views.Say(page.LangOf(c))
	step, counting, err := r.step(ctx, found)
	if err != nil {
		return err
	}
	content := RoundPage{
		Round: found, Step: step, Problems: sent.problems, Sent: sent,
		Recoverable: recoverable(found), Offline: evaluation.Offline(found), Least: evaluation.MinPassphrase,
		Name: found.ID.String()[:8], Until: found.Ends.Add(round.Grace),
	}
	if found.Shuffled && found.HasBallots {
		if content.Reconciliation, err = r.desk.Reconcile(ctx, found.ID); err != nil {
			return err
		}
	}
	if content.Agreed, err = r.agreed(ctx, found); err != nil {
		return err
	}
	if content.Log, err = r.log(c, found); err != nil {
		return err
	}
	content.Progress = progressOf(step, counting.latest, say)
	switch {
	case counting.counted && counting.latest.State == job.Failed:
		content.Failure = say("evaluator.failed", say(counting.latest.Failure))
	case counting.counted && counting.latest.State == job.Interrupted:
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
