package library

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/session"
	"jianfu/models"
	domain "jianfu/models/library"
	"jianfu/models/questionnaire"
)

// ListPage is the page of one's own questionnaires.
type ListPage struct {
	Entries []domain.Entry
	Deleted []domain.Entry
	Builtin []Instrument
	Problem string // why the last action was refused; empty mostly
	MaxMB   int
	Paste   string // text that was pasted; on this page always empty
}

// Instrument is a built-in questionnaire on it.
type Instrument struct {
	Name      string
	Title     models.Text
	Minutes   int
	Questions int // that people answer
}

// List answers GET /questionnaires.
func (r *Room) List(c *fiber.Ctx) error { return r.list(c, fiber.StatusOK, "") }

func (r *Room) list(c *fiber.Ctx, status int, problem string) error {
	p := ListPage{Problem: problem, MaxMB: maxFileMB()}
	owner := session.Person(c).ID
	var err error
	if p.Entries, err = r.Shelf.List(c.UserContext(), owner); err != nil {
		return err
	}
	if p.Deleted, err = r.Bin.Deleted(c.UserContext(), owner); err != nil {
		return err
	}
	for _, q := range r.Builtin {
		p.Builtin = append(p.Builtin, Instrument{q.Name, q.Title, q.Minutes, asked(q)})
	}
	return r.send(c, status, "list", p)
}

func asked(q questionnaire.Questionnaire) int {
	n := 0
	for _, s := range q.Sections {
		for _, question := range s.Questions {
			if question.Asked() {
				n++
			}
		}
	}
	return n
}

// Create answers POST /questionnaires: a new one with an empty section.
func (r *Room) Create(c *fiber.Ctx) error {
	say := r.Views.Say
	title := func(key string) models.Text {
		return models.Text{Zh: say(models.Chinese)(key), En: say(models.English)(key)}
	}
	return r.create(c, domain.Edited, questionnaire.Questionnaire{
		Name:     "survey-" + models.NewID().String()[:6],
		Version:  "v1",
		Title:    title("library.fresh.title"),
		Minutes:  3,
		Sections: []questionnaire.Section{{Name: "s1", Title: title("library.fresh.section"), Questions: []questionnaire.Question{}}},
	})
}

// Copy answers POST /questionnaires/copy: of a built-in instrument (builtin) or of one's own (from).
func (r *Room) Copy(c *fiber.Ctx) error {
	if name := c.FormValue("builtin"); name != "" {
		for _, q := range r.Builtin {
			if q.Name == name {
				q.Name = copyName(q.Name)
				return r.create(c, domain.Copied, q)
			}
		}
		return fiber.ErrNotFound
	}
	id, err := models.ParseID(c.FormValue("from"))
	if err != nil {
		return err
	}
	e, err := r.Shelf.Entry(c.UserContext(), session.Person(c).ID, id)
	if err != nil {
		return err
	}
	q := e.Body
	q.Name = copyName(q.Name)
	for lang, text := range map[models.Lang]*string{models.Chinese: &q.Title.Zh, models.English: &q.Title.En} {
		if *text != "" {
			*text = r.Views.Say(lang)("library.copy.title", *text)
		}
	}
	return r.create(c, domain.Copied, q)
}

// copyName tells a copy from its original, in every result: burden-core, burden-core-copy, burden-core-copy2. A name
// that would become too long keeps its beginning.
func copyName(name string) string {
	const longest = 48 // of at most 64 bytes that name and version share
	stem, number, copied := strings.Cut(name, "-copy")
	if !copied {
		return stem[:min(len(stem), longest)] + "-copy"
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		n = 1
	}
	return stem + "-copy" + strconv.Itoa(n+1)
}

func (r *Room) create(c *fiber.Ctx, why domain.Why, q questionnaire.Questionnaire) error {
	e, err := r.Shelf.Create(c.UserContext(), session.Person(c).ID, q, why)
	if err != nil {
		if text, status, ok := r.refusal(c, err); ok {
			return r.list(c, status, text)
		}
		return err
	}
	return c.Redirect(pathOf(e.ID), fiber.StatusSeeOther)
}
