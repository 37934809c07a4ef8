package library

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
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

// Create answers POST /questionnaires: a new one with an empty section, in the person's language alone: whoever writes in
// one language is not to be told everywhere that the other is missing.
func (r *Room) Create(c *fiber.Ctx) error {
	title := func(key string) models.Text {
		if page.LangOf(c) == models.English {
			return models.Text{En: r.say(c)(key)}
		}
		return models.Text{Zh: r.say(c)(key)}
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
				return r.create(c, domain.Copied, r.copied(q))
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
	return r.create(c, domain.Copied, r.copied(e.Body))
}

// copied gives q the name and the title of a copy: 问卷, 问卷（副本）, 问卷（副本2）.
func (r *Room) copied(q questionnaire.Questionnaire) questionnaire.Questionnaire {
	before := copyNumber(q.Name)
	q.Name = copyName(q.Name)
	for lang, text := range map[models.Lang]*string{models.Chinese: &q.Title.Zh, models.English: &q.Title.En} {
		if *text == "" {
			continue
		}
		say := r.Views.Say(lang)
		title := func(of string, n int) string {
			if n < 2 {
				return say("library.copy.title", of)
			}
			return say("library.copy.title.again", of, n)
		}
		stem := *text
		if before > 0 {
			stem = strings.TrimSuffix(stem, title("", before))
		}
		*text = title(stem, copyNumber(q.Name))
	}
	return q
}

// copyName tells a copy from its original, in every result: burden-core, burden-core-copy, burden-core-copy2. A name
// that would become too long keeps its beginning.
func copyName(name string) string {
	const longest = 48 // of at most 64 bytes that name and version share
	if n := copyNumber(name); n > 0 {
		stem, _, _ := strings.Cut(name, "-copy")
		return stem + "-copy" + strconv.Itoa(n+1)
	}
	return name[:min(len(name), longest)] + "-copy"
}

// copyNumber tells the how manieth copy a name is of, 0 where it is none.
func copyNumber(name string) int {
	_, number, copied := strings.Cut(name, "-copy")
	if !copied {
		return 0
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return 1
	}
	return n
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
