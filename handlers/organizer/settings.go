package organizer

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/round"
	"jianfu/models/unit"
)

// SettingsPage is the form of a new round and of a draft.
type SettingsPage struct {
	New            bool
	Href           string // of the round; /rounds for a new one
	Form           Form
	Problems       []Problem
	Clash          []Difference // somebody else saved meanwhile: what stands there now and differs from what was typed
	Clashed        bool
	Questionnaires []Choice
	Units          []UnitChoice
	TopGone        bool // the chosen unit does not exist any more
	MinK           int
	MaxRetention   int
}

// Difference is one field that two people filled in differently.
type Difference struct{ Field, Typed, Now string }

// UnitChoice is a unit that a round may run over.
type UnitChoice struct {
	ID    string
	Name  string // indented by its depth
	Total int    // people of it and below
}

// Field is one input with its label (organizer.settings.<Name>), value and message.
type Field struct {
	Name, Type, Value, Wrong string
	Optional, Help           bool
	Max                      int // characters
}

// Input gives the template one field of the form.
func (p SettingsPage) Input(name, kind string, optional, help bool) Field {
	f := Field{Name: name, Type: kind, Optional: optional, Help: help, Wrong: p.Wrong(name), Max: 80}
	for _, field := range p.Form.fields() {
		if field.name == name {
			f.Value = *field.value
		}
	}
	return f
}

// Wrong is the message beside a field.
func (p SettingsPage) Wrong(name string) string {
	for _, problem := range p.Problems {
		if problem.Field == name {
			return problem.Beside
		}
	}
	return ""
}

// Fresh is the form of a new round.
func (r *Room) Fresh(c *fiber.Ctx) error {
	office := ""
	mine, err := r.Rounds.Seen(c.UserContext(), session.Person(c))
	if err != nil {
		return err
	}
	if len(mine) > 0 {
		office = mine[0].Settings.Organizer
	}
	choices, err := r.choices(c, nil)
	if err != nil {
		return err
	}
	first := c.Query("questionnaire")
	if first == "" && len(r.Questionnaires) > 0 {
		first = r.Questionnaires[0].Name
	}
	return r.settings(c, fiber.StatusOK, SettingsPage{
		New: true, Href: "/rounds", Form: fresh(r.Now(), office, first), Questionnaires: choices,
	})
}

// Create starts a draft.
func (r *Room) Create(c *fiber.Ctx) error {
	choices, err := r.choices(c, nil)
	if err != nil {
		return err
	}
	p := SettingsPage{New: true, Href: "/rounds", Form: typed(c), Questionnaires: choices}
	s, ok, err := r.read(c, &p)
	if err != nil {
		return err
	}
	if !ok {
		return r.settings(c, fiber.StatusUnprocessableEntity, p)
	}
	made, err := r.Rounds.Create(c.UserContext(), session.Person(c).ID, s)
	if err != nil {
		return r.refused(c, p, err)
	}
	return done(c, pathOf(made.ID), "round_created")
}

// Settings is the form of a draft; a round that is no draft any more, and a trial, show their page instead.
func (r *Room) Settings(c *fiber.Ctx) error {
	found, err := r.round(c)
	if err != nil {
		return err
	}
	if found.State != round.Draft || found.Settings.Trial {
		return c.Redirect(pathOf(found.ID), fiber.StatusSeeOther)
	}
	choices, err := r.choices(c, found)
	if err != nil {
		return err
	}
	return r.settings(c, fiber.StatusOK, SettingsPage{
		Href: pathOf(found.ID), Form: formOf(found, choices), Questionnaires: choices,
	})
}

// Revise saves the settings of a draft. Where somebody else saved meanwhile, the page comes back with what was typed,
// says where the two differ, and can be saved over the other or dropped.
func (r *Room) Revise(c *fiber.Ctx) error {
	found, err := r.round(c)
	if err != nil {
		return err
	}
	p := SettingsPage{Href: pathOf(found.ID), Form: typed(c)}
	if p.Questionnaires, err = r.choices(c, found); err != nil {
		return err
	}
	p.Form.First = found.Settings.First
	s, ok, err := r.read(c, &p)
	if err != nil {
		return err
	}
	if !ok {
		return r.settings(c, fiber.StatusUnprocessableEntity, p)
	}
	err = r.Rounds.Revise(c.UserContext(), found.ID, p.Form.Version, s)
	if err == nil {
		return done(c, pathOf(found.ID), "round_saved")
	}
	if _, key, _ := page.Message(err); key == "round.changed" {
		return r.clash(c, p, found.ID)
	}
	return r.refused(c, p, err)
}

// read reads the form into settings; ok says whether every field could be read. Problems land on the page in the
// order of its fields.
func (r *Room) read(c *fiber.Ctx, p *SettingsPage) (round.Settings, bool, error) {
	s, wrong := p.Form.settings(p.Questionnaires)
	v := r.voice(c)
	if _, bad := wrong["top"]; !bad && !s.Top.IsZero() {
		units, err := r.Units.Units(c.UserContext())
		if err != nil {
			return s, false, err
		}
		wrong["top"] = models.Fail(models.Invalid, "organizer.settings.top.choose")
		for _, u := range units {
			if u.ID == s.Top {
				delete(wrong, "top")
			}
		}
	}
	for _, field := range p.Form.fields() {
		if err := wrong[field.name]; err != nil {
			_, key, args := page.Message(err)
			p.Problems = append(p.Problems, settingProblem(v, field.name, v.tell(key, args...)))
		}
	}
	return s, len(p.Problems) == 0, nil
}

func (r *Room) refused(c *fiber.Ctx, p SettingsPage, err error) error {
	v := r.voice(c)
	text, status, ok := v.refusal(err)
	if !ok {
		return err
	}
	p.Problems = append(p.Problems, settingProblem(v, fieldOf(err), text))
	return r.settings(c, status, p)
}

func settingProblem(v voice, field, text string) Problem {
	if field == "" {
		return Problem{Text: text}
	}
	return Problem{Field: field, Text: v.say("organizer.colon", v.say("organizer.settings."+field), text), Beside: text}
}

func (r *Room) clash(c *fiber.Ctx, p SettingsPage, id models.ID) error {
	current, err := r.Rounds.Round(c.UserContext(), id)
	if err != nil {
		return err
	}
	units, err := r.Units.Units(c.UserContext())
	if err != nil {
		return err
	}
	v, now := r.voice(c), formOf(current, p.Questionnaires)
	theirs := now.fields()
	for i, mine := range p.Form.fields() {
		if *mine.value != *theirs[i].value {
			p.Clash = append(p.Clash, Difference{
				Field: v.say("organizer.settings." + mine.name),
				Typed: p.word(v, units, mine.name, *mine.value),
				Now:   p.word(v, units, mine.name, *theirs[i].value),
			})
		}
	}
	p.Clashed, p.Form.Version = true, current.Version
	return r.settings(c, fiber.StatusConflict, p)
}

// word says a field's value as people know it.
func (p SettingsPage) word(v voice, units []unit.Unit, field, value string) string {
	switch field {
	case "questionnaire":
		for _, q := range p.Questionnaires {
			if q.Key == value {
				return q.Title.In(v.lang)
			}
		}
	case "top":
		if value == "" {
			return v.say("organizer.settings.top.all")
		}
		for _, u := range units {
			if u.ID.String() == value {
				return u.Name
			}
		}
	case "admission":
		return v.say("organizer.settings.admission." + value)
	case "texts", "series":
		if value == "" {
			return v.say("organizer.settings.off")
		}
		return v.say("organizer.settings.on")
	case "opens", "closes", "latest":
		return strings.Replace(value, "T", " ", 1)
	}
	if value == "" {
		return "—"
	}
	return value
}

func (r *Room) settings(c *fiber.Ctx, status int, p SettingsPage) error {
	units, err := r.Units.Units(c.UserContext())
	if err != nil {
		return err
	}
	tree, err := unit.NewTree(units)
	if err != nil {
		return err
	}
	p.MinK, p.MaxRetention = round.MinK, round.MaxRetentionDays
	p.TopGone = p.Form.Top != ""
	for depth, u := range tree.All() {
		id := u.ID.String()
		p.TopGone = p.TopGone && id != p.Form.Top
		p.Units = append(p.Units, UnitChoice{
			ID: id, Name: strings.Repeat("\u3000", depth) + u.Name, Total: tree.Headcount(u.ID),
		})
	}
	return r.send(c, status, "settings", p)
}
