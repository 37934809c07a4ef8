package respondent

import (
	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/round"
)

// blank sends the empty form from the shelf.
func (r *Room) blank(c *fiber.Ctx, v *visit) error {
	if err := v.taking(r.now(), "respondent.closed"); err != nil {
		return err
	}
	p, err := r.shelf.printed(v.place, v.manner, func() ([]byte, Paper, error) {
		p := r.formPage(v)
		p.preset()
		html, err := r.views.Write("respondent/form", page.Frame{Lang: v.lang, Path: self, Page: p})
		return html, p.Paper, err
	})
	if err != nil {
		return err
	}
	r.head(c, p.paper)
	return p.send(c)
}

// check reads the form and seals it, or gives it back with what is wrong. Nothing of it is kept.
func (r *Room) check(c *fiber.Ctx, v *visit) error {
	if err := v.taking(r.now(), "response.late"); err != nil {
		return err
	}
	in, err := answers(c, v.form)
	if err != nil {
		return err
	}
	sheet, problems := v.form.Check(in)
	if len(problems) > 0 {
		p := r.formPage(v)
		p.fill(v, in, problems, r.views.Say(v.lang))
		return r.answer(c, fiber.StatusUnprocessableEntity, "form", p.Paper, p)
	}
	draft, err := response.NewDraft(v.place.Manifest, v.place.Unit.ID, v.form.Encode(sheet), v.form.Quantum())
	if err != nil {
		return err
	}
	p := r.reviewPage(v, in, sheet, draft)
	return r.answer(c, fiber.StatusOK, "review", p.Paper, p)
}

// edit gives the form back as it was filled in.
func (r *Room) edit(c *fiber.Ctx, v *visit) error {
	if err := v.taking(r.now(), "response.late"); err != nil {
		return err
	}
	in, err := answers(c, v.form)
	if err != nil {
		return err
	}
	p := r.formPage(v)
	p.fill(v, in, nil, r.views.Say(v.lang))
	return r.answer(c, fiber.StatusOK, "form", p.Paper, p)
}

// send casts the sealed sheet of the review page. Whether the round is open is for the box to decide, since a sheet
// that is kept already is welcome after the close too.
func (r *Room) send(c *fiber.Ctx, v *visit) error {
	args, err := form(c, maxForm)
	if err != nil {
		return err
	}
	place := v.place
	if id, err := models.ParseID(string(args.Peek("round"))); err == nil && id != place.Round.ID && v.sibling != nil {
		if place, err = v.sibling(c.UserContext(), place, id); err != nil {
			return err
		}
	}
	if place.Round.State == round.Cancelled {
		return models.Fail(models.Gone, "respondent.cancelled")
	}
	draft := response.Draft{Key: string(args.Peek("key")), Sealed: string(args.Peek("sealed"))}
	ballot, err := draft.Ballot(place.Round.ID, place.Unit.ID)
	if err != nil {
		return err
	}
	if err := v.cast(c.UserContext(), place, ballot); err != nil {
		return err
	}
	var marks []string
	if place.Manifest.Trial {
		marks = append(marks, "trial")
	}
	r.head(c, r.own.plain)
	return c.Redirect("/thanks"+v.query(marks...), fiber.StatusSeeOther)
}
