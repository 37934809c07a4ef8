package library

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	domain "jianfu/models/library"
	"jianfu/models/questionnaire"
)

// EditorPage is the page of the editor.
type EditorPage struct {
	Entry   *domain.Entry
	Href    string
	Script  string   // address of the editor's first module
	Modules []string // addresses of all of them, to be fetched at once
	Remarks []string // what an import has to say, once
	Bench   Bench
}

// Bench is everything the editor works with.
type Bench struct {
	ID      string                  `json:"id"`
	Lang    models.Lang             `json:"lang"`
	State   State                   `json:"state"`
	Bank    []questionnaire.Section `json:"bank"`
	Words   map[string]string       `json:"words"`
	Remarks []string                `json:"remarks"`
}

// State is a questionnaire with what is said about it.
type State struct {
	Version int                         `json:"version"`
	Saved   string                      `json:"saved"` // time of day in the zone of China, 15:04
	Body    questionnaire.Questionnaire `json:"body"`
	Diagnosis
}

func (r *Room) state(c *fiber.Ctx, e *domain.Entry) (State, error) {
	d, err := r.diagnose(c, e.Body)
	return State{e.Version, e.Updated.In(page.Zone).Format("15:04"), whole(e.Body), d}, err
}

// whole gives q lists in the place of nil ones: the editor takes them for granted.
func whole(q questionnaire.Questionnaire) questionnaire.Questionnaire {
	if q.Sections == nil {
		q.Sections = []questionnaire.Section{}
	}
	q.Sections = append([]questionnaire.Section{}, q.Sections...)
	for i := range q.Sections {
		if q.Sections[i].Questions == nil {
			q.Sections[i].Questions = []questionnaire.Question{}
		}
	}
	return q
}

// Show answers GET /questionnaires/:id: the editor.
func (r *Room) Show(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if models.KindOf(err) == models.Gone {
		return r.list(c, fiber.StatusGone, r.say(c)("library.gone.here", int(domain.KeptDeleted.Hours()/24)))
	}
	if err != nil {
		return err
	}
	return r.show(c, e, nil)
}

func (r *Room) show(c *fiber.Ctx, e *domain.Entry, remarks []string) error {
	s, err := r.state(c, e)
	if err != nil {
		return err
	}
	say := r.say(c)
	words := map[string]string{}
	for _, key := range editorWords() {
		words[key] = say(key)
	}
	p := EditorPage{Entry: e, Href: pathOf(e.ID), Script: r.scripts.url("main.js"), Modules: r.scripts.urls(), Remarks: remarks, Bench: Bench{
		ID: e.ID.String(), Lang: page.LangOf(c), State: s, Bank: r.Bank, Words: words, Remarks: remarks,
	}}
	// The preview is a frame; no other page of the console has one.
	policy := string(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))
	c.Set(fiber.HeaderContentSecurityPolicy, policy+"; frame-src 'self'")
	return r.send(c, fiber.StatusOK, "editor", p)
}

// State answers GET /questionnaires/:id/state: what is kept now.
func (r *Room) State(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if err != nil {
		return r.tell(c, err)
	}
	s, err := r.state(c, e)
	if err != nil {
		return r.tell(c, err)
	}
	return c.JSON(s)
}

// Saved answers a save.
type Saved struct {
	Version int    `json:"version"`
	Saved   string `json:"saved"`
	Diagnosis
}

// Clash answers a save that came too late: what is kept now, and what was changed to it in other windows.
type Clash struct {
	Message string                      `json:"message"`
	Version int                         `json:"version"`
	Body    questionnaire.Questionnaire `json:"body"`
	Changes []string                    `json:"changes"`
}

// Save answers POST /questionnaires/:id/save, a form with csrf, version (that the edit began with) and body (JSON). With
// replace, what is kept stays in the history however young it is. With base, the body of that version, a Clash tells what
// others changed since; without it, how their text differs from this one.
func (r *Room) Save(c *fiber.Ctx) error {
	id, err := models.ParseID(c.Params("id"))
	if err != nil {
		return r.tell(c, err)
	}
	version, err := strconv.Atoi(c.FormValue("version"))
	if err != nil {
		return r.tell(c, models.Fail(models.Invalid, "library.save.unread"))
	}
	q, err := read(c.FormValue("body"))
	if err != nil {
		return r.tell(c, err)
	}
	ctx, owner := c.UserContext(), session.Person(c).ID
	var e *domain.Entry
	if c.FormValue("replace") != "" {
		e, err = r.Shelf.Replace(ctx, owner, id, version, q, domain.Edited)
	} else {
		e, err = r.Shelf.Save(ctx, owner, id, version, q)
	}
	if models.KindOf(err) == models.Conflict {
		return r.clash(c, q, err)
	}
	if err != nil {
		return r.tell(c, err)
	}
	d, err := r.diagnose(c, q)
	if err != nil {
		return r.tell(c, err)
	}
	return c.JSON(Saved{e.Version, e.Updated.In(page.Zone).Format("15:04"), d})
}

func (r *Room) clash(c *fiber.Ctx, mine questionnaire.Questionnaire, cause error) error {
	e, err := r.entry(c)
	if err != nil {
		return r.tell(c, err)
	}
	base := mine
	if raw := c.FormValue("base"); raw != "" {
		if base, err = read(raw); err != nil {
			return r.tell(c, err)
		}
	}
	_, key, args := page.Message(cause)
	clash := Clash{Message: r.say(c)(key, args...), Version: e.Version, Body: whole(e.Body), Changes: []string{}}
	for _, change := range domain.Compare(base, e.Body) {
		clash.Changes = append(clash.Changes, sentence(r.say(c), page.LangOf(c), change))
	}
	return c.Status(fiber.StatusConflict).JSON(clash)
}

// read takes the JSON of a questionnaire, strictly: a member that is not known would be lost without a word.
func read(body string) (questionnaire.Questionnaire, error) {
	var q questionnaire.Questionnaire
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil || decoder.More() {
		return q, &models.Error{Kind: models.Invalid, Key: "library.save.unread", Err: err}
	}
	return q, nil
}

// tell answers an error as the editor reads it. What nobody is to blame for goes up to the log.
func (r *Room) tell(c *fiber.Ctx, err error) error {
	kind, key, args := page.Message(err)
	if kind == models.Internal || kind == models.Unauthenticated || errors.Is(err, fiber.ErrNotFound) {
		return err
	}
	return c.Status(page.Status(kind)).JSON(fiber.Map{"message": r.say(c)(key, args...)})
}
