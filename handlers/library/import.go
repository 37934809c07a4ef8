package library

import (
	"io"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models"
	domain "jianfu/models/library"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/xlsform"
	"jianfu/models/spreadsheet"
)

func maxFileMB() int { return spreadsheet.MaxFile >> 20 }

// ImportPage tells what keeps a file or a text from being taken in. Nothing was saved.
type ImportPage struct {
	File     string // its name; empty for pasted text
	Refusals []Place
	Remarks  []Place
	Paste    string // the text, so that it can be mended here
	MaxMB    int
}

// Place is a problem with where it is.
type Place struct {
	Sheet  string
	Row    int
	Column string
	Text   string
}

// Import answers POST /questionnaires/import, a form with a file (XLSForm as xlsx, csv or Markdown; or JSON) or with
// pasted text. What came in is shown in the editor with everything that is worth a look.
func (r *Room) Import(c *fiber.Ctx) error {
	p := ImportPage{MaxMB: maxFileMB(), Paste: c.FormValue("text")}
	q, problems, err := r.taken(c, &p)
	if err != nil {
		text, status, ok := r.refusal(c, err)
		if !ok {
			return err
		}
		p.Refusals = []Place{{Text: text}}
		return r.send(c, status, "import", p)
	}
	say := r.say(c)
	for _, problem := range problems {
		place := Place{problem.Sheet, problem.Row, problem.Column, say(problem.Key, problem.Args...)}
		if problem.Refused {
			p.Refusals = append(p.Refusals, place)
		} else {
			p.Remarks = append(p.Remarks, place)
		}
	}
	if len(p.Refusals) > 0 {
		return r.send(c, fiber.StatusUnprocessableEntity, "import", p)
	}
	e, err := r.Shelf.Create(c.UserContext(), session.Person(c).ID, q, domain.Imported)
	if err != nil {
		if text, status, ok := r.refusal(c, err); ok {
			p.Refusals = []Place{{Text: text}}
			return r.send(c, status, "import", p)
		}
		return err
	}
	if len(p.Remarks) == 0 {
		return done(c, pathOf(e.ID), "questionnaire_imported")
	}
	remarks := make([]string, len(p.Remarks))
	for i, place := range p.Remarks {
		remarks[i] = place.sentence(say)
	}
	return r.arrive(c, e, remarks)
}

// arrive answers with the page of the questionnaire as if it had been asked for at its own address, so that its link to
// the other language leads there.
func (r *Room) arrive(c *fiber.Ctx, e *domain.Entry, remarks []string) error {
	method, path := c.Method(), strings.Clone(c.Path())
	defer func() {
		c.Method(method)
		c.Path(path)
	}()
	c.Method(fiber.MethodGet)
	c.Path(pathOf(e.ID))
	return r.show(c, e, remarks)
}

// taken reads what the form brings.
func (r *Room) taken(c *fiber.Ctx, p *ImportPage) (questionnaire.Questionnaire, []xlsform.Problem, error) {
	none := questionnaire.Questionnaire{}
	file, err := c.FormFile("file")
	if err != nil || file.Size == 0 {
		if strings.TrimSpace(p.Paste) == "" {
			return none, nil, models.Fail(models.Invalid, "library.import.nothing")
		}
		q, problems := xlsform.Paste(p.Paste)
		return q, problems, nil
	}
	p.File = strings.Clone(path.Base(file.Filename))
	if file.Size > spreadsheet.MaxFile {
		return none, nil, models.Fail(models.TooLarge, "library.import.large", maxFileMB())
	}
	opened, err := file.Open()
	if err != nil {
		return none, nil, err
	}
	defer func() { _ = opened.Close() }() // read only: nothing can be lost
	raw, err := io.ReadAll(opened)
	if err != nil {
		return none, nil, err
	}
	if strings.EqualFold(path.Ext(p.File), ".json") {
		q, err := xlsform.ReadJSON(raw)
		return q, nil, err
	}
	return xlsform.Import(p.File, raw)
}

// sentence is a problem on one line.
func (p Place) sentence(say models.Say) string {
	switch {
	case p.Row > 0 && p.Sheet != "" && p.Column != "":
		return say("library.import.cell", p.Sheet, p.Row, p.Column, p.Text)
	case p.Row > 0 && p.Sheet != "":
		return say("library.import.row", p.Sheet, p.Row, p.Text)
	case p.Row > 0:
		return say("library.import.line", p.Row, p.Text)
	case p.Sheet != "":
		return say("library.import.sheet", p.Sheet, p.Text)
	}
	return p.Text
}
