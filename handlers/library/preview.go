package library

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/questionnaire"
)

// DraftPage stands in for the preview of a questionnaire that cannot be shown yet.
type DraftPage struct{ Faults []Mark }

// Preview answers GET /questionnaires/:id/preview: the page that a respondent would see, without the questions that are
// not finished. Its language is that of the preview alone, so that the console keeps its own.
func (r *Room) Preview(c *fiber.Ctx) error {
	e, err := r.entry(c)
	if err != nil {
		return err
	}
	c.Response().Header.DelCookie(page.LangCookie)
	if form, _ := presentable(r.say(c), e.Body); form != nil {
		return r.Previewer.Preview(c, form)
	}
	policy := string(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))
	c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	return r.send(c, fiber.StatusOK, "draft", DraftPage{faults(r.say(c), e.Body)})
}

// place is where a question stands in the questionnaire as it is kept.
type place struct{ section, question int }

// presentable makes a form of q without the questions that have faults, and without those that hang on them; what is
// wrong with sections and with the whole is passed over. It tells which questions are missing, in their order. The form is
// nil where nothing is left to be asked.
func presentable(say models.Say, q questionnaire.Questionnaire) (*questionnaire.Form, []place) {
	d := newDraft(q)
	var omitted []place
	rounds := len(q.Sections) + 10
	for _, s := range q.Sections {
		rounds += len(s.Questions)
	}
	for range rounds {
		form, found := questionnaire.Examine(d.q)
		if len(found) == 0 {
			slices.SortFunc(omitted, func(a, b place) int {
				if a.section != b.section {
					return a.section - b.section
				}
				return a.question - b.question
			})
			return form, omitted
		}
		before := len(d.q.Sections)
		left := d.omit(found)
		omitted = append(omitted, left...)
		if mended := d.mend(say, found); len(left) == 0 && !mended && len(d.q.Sections) == before {
			break
		}
	}
	return nil, nil
}

// draft is a questionnaire that shrinks; at[i][j] is where its question j of section i stood at first.
type draft struct {
	q  questionnaire.Questionnaire
	at [][]place
}

func newDraft(q questionnaire.Questionnaire) *draft {
	d := &draft{q: q, at: make([][]place, len(q.Sections))}
	d.q.Sections = slices.Clone(q.Sections)
	for i := range d.q.Sections {
		d.q.Sections[i].Questions = slices.Clone(q.Sections[i].Questions)
		for j := range q.Sections[i].Questions {
			d.at[i] = append(d.at[i], place{i, j})
		}
	}
	return d
}

// omit takes out the questions that have faults.
func (d *draft) omit(found []questionnaire.Fault) []place {
	var omitted []place
	for i := range d.q.Sections {
		s := &d.q.Sections[i]
		for j := len(s.Questions) - 1; j >= 0; j-- {
			if slices.ContainsFunc(found, func(f questionnaire.Fault) bool { return f.Section == i && f.Question == j }) {
				omitted = append(omitted, d.at[i][j])
				s.Questions = slices.Delete(s.Questions, j, j+1)
				d.at[i] = slices.Delete(d.at[i], j, j+1)
			}
		}
	}
	return omitted
}

// mend does away with what is wrong with sections and with the whole, and with empty sections. It reports whether there
// was anything to mend.
func (d *draft) mend(say models.Say, found []questionnaire.Fault) bool {
	mended := false
	for _, f := range found {
		switch {
		case f.Question >= 0:
			continue
		case f.Section >= 0:
			mended = mendSection(say, &d.q.Sections[f.Section], f, f.Section) || mended
		case f.Field == "name" || f.Field == "version":
			d.q.Name, d.q.Version, mended = "draft", "v1", true
		case f.Field == "title":
			d.q.Title, mended = models.Text{Zh: say("library.edit.nameless")}, true
		}
	}
	for i := len(d.q.Sections) - 1; i >= 0; i-- {
		if len(d.q.Sections[i].Questions) == 0 {
			d.q.Sections = slices.Delete(d.q.Sections, i, i+1)
			d.at = slices.Delete(d.at, i, i+1)
		}
	}
	return mended
}

func mendSection(say models.Say, s *questionnaire.Section, f questionnaire.Fault, i int) bool {
	switch f.Field {
	case "title":
		s.Title = models.Text{Zh: say("library.edit.untitled")}
	case "name":
		s.Name = "draft_" + strconv.Itoa(i)
	case "relevant":
		s.Relevant = ""
	default:
		return false
	}
	return true
}
