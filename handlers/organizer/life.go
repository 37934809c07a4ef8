package organizer

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/round"
)

// AskPage asks once more before something that cannot be undone, or that needs a date.
type AskPage struct {
	Round    *round.Round
	Act      string // freeze, open, extend, close, cancel
	Href     string
	Danger   bool // something is lost for good
	Facts    []string
	Until    string // what was typed as the new close
	Problems []Problem
}

// AskFreeze asks before everything that touches anonymity is fixed.
func (r *Room) AskFreeze(c *fiber.Ctx) error { return r.ask(c, "freeze") }

// AskOpen asks before opening ahead of time.
func (r *Room) AskOpen(c *fiber.Ctx) error { return r.ask(c, "open") }

// AskExtend asks for the new close.
func (r *Room) AskExtend(c *fiber.Ctx) error { return r.ask(c, "extend") }

// AskClose asks before closing ahead of time.
func (r *Room) AskClose(c *fiber.Ctx) error { return r.ask(c, "close") }

// AskCancel asks before everything of a round is destroyed.
func (r *Room) AskCancel(c *fiber.Ctx) error { return r.ask(c, "cancel") }

func (r *Room) ask(c *fiber.Ctx, act string) error {
	found, err := r.round(c)
	if err != nil {
		return err
	}
	if found.Settings.Trial && act != "close" && act != "cancel" {
		return c.Redirect(pathOf(found.ID), fiber.StatusSeeOther) // a trial has no such step
	}
	return r.asking(c, found, fiber.StatusOK, AskPage{Act: act, Until: found.Ends.In(page.Zone).Format(minuteLayout)})
}

func (r *Room) asking(c *fiber.Ctx, found *round.Round, status int, p AskPage) error {
	p.Round, p.Href = found, pathOf(found.ID)
	p.Danger = p.Act == "close" || p.Act == "cancel"
	p.Facts = facts(r.voice(c), found, p.Act)
	return r.send(c, status, "ask", p)
}

// facts name what will be fixed, started or lost.
func facts(v voice, found *round.Round, act string) []string {
	s := found.Settings
	if s.Trial && act == "close" {
		return []string{v.tell("organizer.ask.close.1", found.Ends), v.say("organizer.ask.close.trial")}
	}
	switch act {
	case "freeze":
		return []string{
			v.say("organizer.ask.freeze.1"), v.say("organizer.ask.freeze.2"),
			v.tell("organizer.ask.freeze.3", s.LatestCloses), v.tell("organizer.ask.freeze.4", s.K),
		}
	case "open":
		return []string{v.tell("organizer.ask.open.1", s.Opens), v.tell("organizer.ask.open.2", found.Ends)}
	case "extend":
		return []string{v.tell("organizer.ask.extend.1", s.LatestCloses), v.say("organizer.ask.extend.2")}
	case "close":
		return []string{v.tell("organizer.ask.close.1", found.Ends), v.say("organizer.ask.close.2")}
	default:
		lost := []string{v.say("organizer.ask.cancel.print"), v.say("organizer.ask.cancel.final")}
		if found.State == round.Open || found.State == round.Closed {
			lost = append([]string{v.say("organizer.ask.cancel.ballots")}, lost...)
		}
		return lost
	}
}

// Freeze fixes a draft for good.
func (r *Room) Freeze(c *fiber.Ctx) error {
	return r.act(c, "freeze", "round_frozen", func(found *round.Round) error {
		version, err := number(c.FormValue("version"))
		if err != nil {
			return models.Fail(models.Conflict, "round.changed")
		}
		return r.Life.Freeze(c.UserContext(), found.ID, version)
	})
}

// Open starts a frozen round now.
func (r *Room) Open(c *fiber.Ctx) error {
	return r.act(c, "open", "round_opened", func(found *round.Round) error {
		return r.Life.Open(c.UserContext(), found.ID)
	})
}

// Extend moves the close.
func (r *Room) Extend(c *fiber.Ctx) error {
	return r.act(c, "extend", "round_extended", func(found *round.Round) error {
		until, err := minute(c.FormValue("until"))
		if err != nil {
			return err
		}
		return r.Life.Extend(c.UserContext(), found.ID, until)
	})
}

// Close ends an open round now.
func (r *Room) Close(c *fiber.Ctx) error {
	return r.act(c, "close", "round_closed", func(found *round.Round) error {
		return r.Life.Close(c.UserContext(), found.ID)
	})
}

// Cancel destroys a round. It wants the tick beside the sentence that says so.
func (r *Room) Cancel(c *fiber.Ctx) error {
	return r.act(c, "cancel", "round_cancelled", func(found *round.Round) error {
		if c.FormValue("sure") != "yes" {
			return models.Fail(models.Invalid, "organizer.ask.cancel.tick")
		}
		return r.Life.Cancel(c.UserContext(), found.ID)
	})
}

// act does one step of a round's life; a refusal comes back on the page that asked.
func (r *Room) act(c *fiber.Ctx, act, what string, do func(*round.Round) error) error {
	found, err := r.round(c)
	if err != nil {
		return err
	}
	err = do(found)
	if err == nil {
		return done(c, pathOf(found.ID), what)
	}
	text, status, ok := r.voice(c).refusal(err)
	if !ok {
		return err
	}
	field := ""
	switch {
	case act == "extend" && models.KindOf(err) == models.Invalid:
		field = "until"
	case act == "cancel" && models.KindOf(err) == models.Invalid:
		field = "sure"
	}
	return r.asking(c, found, status, AskPage{
		Act: act, Until: c.FormValue("until"), Problems: []Problem{{Field: field, Text: text}},
	})
}

// Appoint names the evaluator of a draft.
func (r *Room) Appoint(c *fiber.Ctx) error {
	found, err := r.round(c)
	if err != nil {
		return err
	}
	people, err := r.People.Evaluators(c.UserContext())
	if err != nil {
		return err
	}
	err = models.Fail(models.Invalid, "round.not_evaluator")
	for _, person := range people {
		if person.ID.String() == c.FormValue("evaluator") {
			err = r.Rounds.Appoint(c.UserContext(), found.ID, person)
		}
	}
	if err == nil {
		return done(c, pathOf(found.ID), "evaluator_named")
	}
	text, status, ok := r.voice(c).refusal(err)
	if !ok {
		return err
	}
	return r.show(c, found, status, []Problem{{Field: "evaluator", Text: text}})
}
