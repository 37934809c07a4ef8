package organizer

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/round"
)

// Next starts the draft of the next round of a series, and leads there to set its dates.
func (r *Room) Next(c *fiber.Ctx) error {
	return r.decide(c, func(found *round.Round) (string, error) {
		made, err := r.Series.Next(c.UserContext(), session.Person(c).ID, found.ID)
		if err != nil {
			return "", err
		}
		return pathOf(made.ID) + "/settings?done=round_created", nil
	})
}

// Rehearse makes a trial of a round, and leads there.
func (r *Room) Rehearse(c *fiber.Ctx) error {
	return r.decide(c, func(found *round.Round) (string, error) {
		made, err := r.Trials.Rehearse(c.UserContext(), session.Person(c).ID, found.ID)
		if err != nil {
			return "", err
		}
		return pathOf(made.ID) + "?done=trial_made", nil
	})
}

// Begin starts a trial.
func (r *Room) Begin(c *fiber.Ctx) error {
	return r.decide(c, func(found *round.Round) (string, error) {
		version, err := number(c.FormValue("version"))
		if err != nil {
			return "", models.Fail(models.Conflict, "round.changed")
		}
		return pathOf(found.ID) + "?done=trial_begun", r.Trials.Begin(c.UserContext(), found.ID, version)
	})
}

// Resume goes on with a round that was restored from a backup.
func (r *Room) Resume(c *fiber.Ctx) error {
	return r.decide(c, func(found *round.Round) (string, error) {
		return pathOf(found.ID) + "?done=round_resumed", r.Restored.Resume(c.UserContext(), found.ID)
	})
}

// decide does what a button on the page of a round says and goes on to where do leads; a refusal comes back on the page
// of the round.
func (r *Room) decide(c *fiber.Ctx, do func(*round.Round) (path string, err error)) error {
	found, err := r.round(c)
	if err != nil {
		return err
	}
	path, err := do(found)
	if err == nil {
		return c.Redirect(path, fiber.StatusSeeOther)
	}
	text, status, ok := r.voice(c).refusal(err)
	if !ok {
		return err
	}
	return r.show(c, found, status, []Problem{{Text: text}})
}

// restored says what it means that a round was restored from a backup.
func restored(v voice, found *round.Round) []string {
	cards := found.Settings.Admission == round.Card
	var facts []string
	if found.State != round.Frozen {
		facts = append(facts, v.say("organizer.restored.lost"))
	}
	if found.State == round.Open && cards {
		facts = append(facts, v.say("organizer.restored.twice"))
	}
	if found.State != round.Closed && cards {
		facts = append(facts, v.say("organizer.restored.printed"))
	}
	switch found.State {
	case round.Frozen:
		return append(facts, v.tell("organizer.restored.opens", found.Settings.Opens))
	case round.Open:
		return append(facts, v.tell("organizer.restored.ends", found.Ends))
	}
	return append(facts, v.tell("organizer.restored.shuffle", found.ShuffledBy()))
}
