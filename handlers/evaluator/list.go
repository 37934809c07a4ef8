package evaluator

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models/round"
)

// ListPage is the rounds that one is named for.
type ListPage struct {
	Mine   []Line // they wait for the evaluator
	Others []Line
}

// Line is one round in the list.
type Line struct {
	Round *round.Round
	Step  Step
}

// List answers GET /evaluations.
func (r *Room) List(c *fiber.Ctx) error {
	rounds, err := r.rounds.Seen(c.UserContext(), session.Person(c))
	if err != nil {
		return err
	}
	lines := make([]Line, 0, len(rounds))
	for _, seen := range rounds {
		step, _, err := r.step(c.UserContext(), seen)
		if err != nil {
			return err
		}
		lines = append(lines, Line{Round: seen, Step: step})
	}
	mine := func(l Line) bool { return l.Step.Mine() }
	others := slices.DeleteFunc(slices.Clone(lines), mine)
	lines = slices.DeleteFunc(lines, func(l Line) bool { return !mine(l) })
	return r.send(c, fiber.StatusOK, "list", ListPage{Mine: lines, Others: others})
}
