package evaluator

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/evaluation"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Texts has what people wrote in words.
type Texts interface {
	// TextState tells what there is to read of a frozen round.
	TextState(ctx context.Context, of *round.Round) (evaluation.TextState, error)
	// OpenTexts opens the texts in memory: Invalid "evaluation.passphrase" where it is wrong.
	OpenTexts(ctx context.Context, round models.ID, passphrase string) ([]evaluation.TextChapter, error)
	// DeleteTexts destroys them.
	DeleteTexts(ctx context.Context, round models.ID) error
}

// TextsPage is what people wrote, if it has just been opened, and before that how many wrote something.
type TextsPage struct {
	Round    *round.Round
	State    evaluation.TextState
	Name     string // of this round in the names of files that people type
	Least    int    // texts of a group
	Counts   []Wordy
	Chapters []Chapter
	Problems []Problem
}

// Wordy is what asked for words, with the published number of people: of a question those who wrote something, of an option
// those who chose it.
type Wordy struct {
	Heading string
	Option  bool
	Count   int
	Known   bool // the number is published
}

// Chapter is the texts under one question.
type Chapter struct {
	Heading string
	Groups  []Passage
}

// Passage is the texts of one group.
type Passage struct {
	Heading string
	Texts   []string
}

// Wrong is what is wrong with the passphrase, empty where nothing is.
func (p TextsPage) Wrong() string {
	if len(p.Problems) == 0 {
		return ""
	}
	return p.Problems[0].Text
}

// ShowTexts answers GET /evaluations/:round/texts: what is there, and a form for the passphrase.
func (r *Room) ShowTexts(c *fiber.Ctx) error {
	found, err := r.findFrozen(c)
	if err != nil {
		return err
	}
	return r.texts(c, fiber.StatusOK, found, nil, nil)
}

// Texts answers POST /evaluations/:round/texts: the texts in the same answer, which nobody keeps, or their end.
func (r *Room) Texts(c *fiber.Ctx) error {
	found, err := r.findFrozen(c)
	if err != nil {
		return err
	}
	if c.FormValue("delete") != "" {
		if err := r.desk.DeleteTexts(c.UserContext(), found.ID); err != nil {
			return err
		}
		return c.Redirect(address(found.ID)+"/texts?done=evaluator.texts_deleted", fiber.StatusSeeOther)
	}
	passphrase := strings.Clone(c.FormValue("passphrase"))
	var chapters []evaluation.TextChapter
	if err = models.Fail(models.Invalid, "evaluation.passphrase_empty"); passphrase != "" {
		chapters, err = r.desk.OpenTexts(c.UserContext(), found.ID, passphrase)
	}
	if err == nil {
		return r.texts(c, fiber.StatusOK, found, chapters, nil)
	}
	kind, key, args := page.Message(err)
	if kind != models.Invalid {
		return err
	}
	return r.texts(c, page.Status(kind), found, nil, []Problem{{"passphrase", r.views.Say(page.LangOf(c))(key, args...)}})
}

// findFrozen is the round of the address for its evaluator alone; before the freeze nobody knows whether it asks for words.
func (r *Room) findFrozen(c *fiber.Ctx) (*round.Round, error) {
	found, err := r.find(c, round.Evaluate)
	if err == nil && found.Manifest == nil {
		return nil, models.Fail(models.NotFound, "error.not_found")
	}
	return found, err
}

func (r *Room) texts(
	c *fiber.Ctx, status int, found *round.Round, chapters []evaluation.TextChapter, problems []Problem,
) error {
	ctx, lang := c.UserContext(), page.LangOf(c)
	say := r.views.Say(lang)
	state, err := r.desk.TextState(ctx, found)
	if err != nil {
		return err
	}
	content := TextsPage{
		Round: found, State: state, Name: found.ID.String()[:8], Least: max(evaluation.LeastTexts, found.Settings.K), Problems: problems,
	}
	for _, chapter := range chapters {
		opened := Chapter{Heading: chapter.Heading(say, lang)}
		for _, g := range chapter.Groups {
			opened.Groups = append(opened.Groups, Passage{g.Heading(say), g.Texts})
		}
		content.Chapters = append(content.Chapters, opened)
	}
	if found.State == round.Released && state != evaluation.TextsUnasked {
		released, err := r.desk.Released(ctx, found.ID)
		if err != nil {
			return err
		}
		content.Counts = wordy(released, say, lang)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return r.send(c, status, "texts", content)
}

// wordy lists what asked for words with the numbers of the release.
func wordy(released *disclosure.Released, say models.Say, lang models.Lang) []Wordy {
	var all []Wordy
	for i, q := range released.Questions() {
		table, published := released.Whole().Table(i)
		number := func(cell string) (int, bool) {
			for _, c := range table.Cells {
				if published && c.Cell.Name == cell {
					return c.Count, true
				}
			}
			return 0, false
		}
		if q.Kind == questionnaire.Text {
			w := Wordy{Heading: evaluation.TextChapter{Question: q.Text}.Heading(say, lang)}
			w.Count, w.Known = number(q.Cells()[0].Name)
			all = append(all, w)
		}
		for _, o := range q.Options {
			if o.Specify {
				w := Wordy{Heading: evaluation.TextChapter{Question: q.Text, Option: o.Text}.Heading(say, lang), Option: true}
				w.Count, w.Known = number(o.Name)
				all = append(all, w)
			}
		}
	}
	return all
}
