package library

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	domain "jianfu/models/library"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/codebook"
	"jianfu/models/questionnaire/xlsform"
)

const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// XLSX answers GET /questionnaires/:id/export.xlsx: the questionnaire as an XLSForm.
func (r *Room) XLSX(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if err != nil {
		return err
	}
	raw, err := xlsform.Explained(e.Body, r.say(c))
	if err != nil {
		return err
	}
	page.Download(c, r.fileName(c, e, ".xlsx"), typeXLSX)
	return c.Send(raw)
}

// JSON answers GET /questionnaires/:id/export.json.
func (r *Room) JSON(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	encoder := json.NewEncoder(&raw)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(whole(e.Body)); err != nil {
		return err
	}
	page.Download(c, r.fileName(c, e, ".json"), fiber.MIMEApplicationJSON)
	return c.Send(raw.Bytes())
}

// Codebook answers GET /questionnaires/:id/codebook.csv: every variable of the data that a round will give.
func (r *Room) Codebook(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	if err := codebook.WriteCSV(&raw, e.Body); err != nil {
		return err
	}
	page.Download(c, r.say(c)("library.file.codebook", fileName(e.Title.In(page.LangOf(c))))+".csv", "text/csv; charset=utf-8")
	return c.Send(raw.Bytes())
}

// Template answers GET /questionnaires/template.xlsx: a short questionnaire as an example of the format.
func (r *Room) Template(c *fiber.Ctx) error {
	example := questionnaire.Questionnaire{}
	for _, q := range r.Builtin {
		if example.Name == "" || asked(q) < asked(example) {
			example = q
		}
	}
	raw, err := xlsform.Explained(example, r.say(c))
	if err != nil {
		return err
	}
	page.Download(c, r.say(c)("library.file.template")+".xlsx", typeXLSX)
	return c.Send(raw)
}

// Instrument answers GET /questionnaires/builtin/<name>.xlsx: a built-in instrument as an XLSForm.
func (r *Room) Instrument(c *fiber.Ctx) error {
	name, book := strings.CutSuffix(c.Params("file"), ".xlsx")
	for _, q := range r.Builtin {
		if book && q.Name == name {
			raw, err := xlsform.Explained(q, r.say(c))
			if err != nil {
				return err
			}
			page.Download(c, fileName(q.Title.In(page.LangOf(c)))+".xlsx", typeXLSX)
			return c.Send(raw)
		}
	}
	return fiber.ErrNotFound
}

// Schema answers GET /questionnaires/schema.json: the JSON Schema of the exported JSON.
func (r *Room) Schema(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/schema+json")
	return c.Send(xlsform.Schema())
}

func (r *Room) fileName(c *fiber.Ctx, e *domain.Entry, extension string) string {
	name := fileName(e.Title.In(page.LangOf(c)))
	if name == "" {
		name = fileName(e.Body.Name)
	}
	return name + extension
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
