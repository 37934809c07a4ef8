package organizer

import (
	"bytes"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/print"
	"jianfu/models/qr"
	"jianfu/models/round"
)

// posterModule is the side of a module of a poster's code as PNG, in pixels: about 900 a side, sharp on a slide.
const posterModule = 20

// PostersPDF sends the posters of all units.
func (r *Room) PostersPDF(c *fiber.Ctx) error {
	found, manifest, err := r.printable(c)
	if err != nil {
		return err
	}
	codes, err := r.Admission.Posters(c.UserContext(), found)
	if err != nil {
		return err
	}
	v := r.voice(c)
	sheet := print.PosterSheet{Round: r.sheet(v, found, manifest)}
	for _, u := range manifest.Units {
		if code, ok := codes[u.ID]; ok {
			sheet.Posters = append(sheet.Posters, print.Poster{Unit: u.Name, URL: r.Base + "/o/" + code})
		}
	}
	var out bytes.Buffer
	if err := print.Posters(&out, sheet, v.say); err != nil {
		return err
	}
	page.Download(c, fileName(v.say("organizer.file.posters", manifest.Title), ".pdf"), "application/pdf")
	return c.Send(out.Bytes())
}

// PosterCode sends the code of one unit alone, for the unit's own notice: <unit>.svg or <unit>.png.
func (r *Room) PosterCode(c *fiber.Ctx) error {
	found, manifest, err := r.printable(c)
	if err != nil {
		return err
	}
	name := c.Params("unit")
	plain, svg := strings.CutSuffix(name, ".svg")
	plain, png := strings.CutSuffix(plain, ".png")
	id, err := models.ParseID(plain)
	if err != nil {
		return err
	}
	codes, err := r.Admission.Posters(c.UserContext(), found)
	if err != nil {
		return err
	}
	if codes[id] == "" || svg == png {
		return models.Fail(models.NotFound, "error.not_found")
	}
	code, err := qr.Encode(r.Base + "/o/" + codes[id])
	if err != nil {
		return err
	}
	for _, u := range manifest.Units {
		if u.ID == id {
			name = u.Name
		}
	}
	if svg {
		page.Download(c, fileName(name, ".svg"), "image/svg+xml")
		return c.Send(code.SVG())
	}
	raw, err := code.PNG(posterModule)
	if err != nil {
		return err
	}
	page.Download(c, fileName(name, ".png"), "image/png")
	return c.Send(raw)
}

// CardsPDF makes the cards of the chosen units. The codes pass from admission into the file and are gone. Cards that
// people may already hold are replaced only where the tick says that this is known.
func (r *Room) CardsPDF(c *fiber.Ctx) error {
	found, manifest, err := r.printable(c)
	if err != nil {
		return err
	}
	v := r.voice(c)
	issued, err := r.Admission.Issued(c.UserContext(), found.ID)
	if err != nil {
		return err
	}
	units, replaced := chosen(c, manifest, issued)
	if len(units) == 0 || replaced > 0 && c.FormValue("replace") != "yes" {
		problem := Problem{Field: "print", Text: v.say("organizer.print.none_chosen")}
		if replaced > 0 {
			problem = Problem{Field: "replace", Text: v.say("organizer.print.tick", replaced)}
		}
		return r.show(c, found, fiber.StatusUnprocessableEntity, []Problem{problem})
	}
	made, err := r.Admission.Cards(c.UserContext(), found, units)
	if err != nil {
		return err
	}
	sheet := print.CardSheet{Round: r.sheet(v, found, manifest)}
	for _, cards := range made {
		of := print.CardUnit{Name: cards.Unit.Name}
		for _, code := range cards.Codes {
			of.Cards = append(of.Cards, print.Card{Code: code.Dashed(), URL: r.Base + "/c/" + code.String()})
		}
		sheet.Units = append(sheet.Units, of)
	}
	var out bytes.Buffer
	if err := print.Cards(&out, sheet, v.say); err != nil {
		return err
	}
	name := v.say("organizer.file.cards", manifest.Title)
	if len(made) == 1 {
		name = v.say("organizer.file.cards_of", manifest.Title, made[0].Unit.Name)
	}
	page.Download(c, fileName(name, ".pdf"), "application/pdf")
	return c.Send(out.Bytes())
}

// chosen reads which units the form names (those without cards, all, or those that are ticked) and how many of them
// have cards already.
func chosen(c *fiber.Ctx, manifest *round.Manifest, issued map[models.ID]int) (ids []models.ID, replaced int) {
	named := map[string]bool{}
	for _, value := range c.Context().PostArgs().PeekMulti("units") {
		named[string(value)] = true
	}
	for _, u := range manifest.Units {
		wanted := named["all"] || named[u.ID.String()]
		if named["missing"] {
			wanted = issued[u.ID] == 0
		}
		if !wanted || u.Headcount == 0 {
			continue
		}
		ids = append(ids, u.ID)
		if issued[u.ID] > 0 {
			replaced++
		}
	}
	return ids, replaced
}

// printable finds a round that may be printed for: frozen or open.
func (r *Room) printable(c *fiber.Ctx) (*round.Round, *round.Manifest, error) {
	found, err := r.round(c)
	if err != nil {
		return nil, nil, err
	}
	if found.State != round.Frozen && found.State != round.Open {
		return nil, nil, models.Fail(models.Conflict, "organizer.print.state")
	}
	manifest, err := round.ReadManifest(found.Manifest)
	return found, manifest, err
}

func (r *Room) sheet(v voice, found *round.Round, m *round.Manifest) print.Round {
	legal := print.Legal{
		Form: m.Legal.TableNumber, Maker: m.Legal.Authority, Approver: m.Legal.Approver, Number: m.Legal.Document,
	}
	if !m.Legal.ValidUntil.IsZero() {
		legal.Until = page.Day(m.Legal.ValidUntil, v.lang)
	}
	return print.Round{
		Lang: v.lang, Title: m.Title, Organizer: m.Organizer, Evaluator: m.Evaluator,
		Manifest: round.ShortHash(found.Hash), Base: r.Base, Minutes: m.Questionnaire.Minutes,
		Opens: m.Opens, Closes: found.Ends, Series: m.Series, Trial: m.Trial, Legal: legal, Printed: r.Now(),
	}
}

// fileName keeps out what Windows and others forbid in names of files.
func fileName(name, extension string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	return clean + extension
}
