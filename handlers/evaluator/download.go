package evaluator

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models/disclosure"
	"jianfu/models/report/csv"
	"jianfu/models/round"
)

// CSV answers GET /evaluations/:round/report.csv: every figure of the release as tidy data.
func (r *Room) CSV(c *fiber.Ctx) error {
	found, released, err := r.released(c)
	if err != nil {
		return err
	}
	var data bytes.Buffer
	if err := csv.Write(&data, released); err != nil {
		return err
	}
	name := r.views.Say(page.LangOf(c))("evaluator.file.csv", fileName(found.Settings.Title))
	page.Download(c, name, "text/csv; charset=utf-8")
	return c.Send(data.Bytes())
}

// JSON answers GET /evaluations/:round/report.json: the release file, byte for byte as it is kept.
func (r *Room) JSON(c *fiber.Ctx) error {
	found, released, err := r.released(c)
	if err != nil {
		return err
	}
	name := r.views.Say(page.LangOf(c))("evaluator.file.json", fileName(found.Settings.Title))
	page.Download(c, name, fiber.MIMEApplicationJSON)
	return c.Send(released.JSON())
}

// released is the release of the round of the address, for whoever may read it.
func (r *Room) released(c *fiber.Ctx) (*round.Round, *disclosure.Released, error) {
	found, err := r.find(c, round.Read)
	if err != nil {
		return nil, nil, err
	}
	released, err := r.desk.Released(c.UserContext(), found.ID)
	return found, released, err
}

// fileName makes a title fit for the name of a file: the characters that Windows forbids, and what cannot be seen,
// become underscores.
func fileName(title string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, strings.TrimSpace(title))
}
