package evaluator

import (
	"cmp"
	"errors"
	"io"
	"mime/multipart"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/evaluation"
	"jianfu/models/round"
)

// mostKey bounds what is read of a file with a public key, in bytes: such a file has 88.
const mostKey = 4 << 10

// AcceptKey answers POST /evaluations/:round/key: the evaluator takes the round with a key that was made elsewhere, pasted or as a
// file.
func (r *Room) AcceptKey(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	sent := form{Understood: c.FormValue("kept") != "", PublicKey: strings.Clone(strings.TrimSpace(c.FormValue("public_key")))}
	uploaded, err := upload(c, "key_file", mostKey)
	if err != nil {
		return r.refuseField(c, found, sent, "public_key", err)
	}
	text := cmp.Or(sent.PublicKey, string(uploaded))
	say := r.views.Say(page.LangOf(c))
	key, err := evaluation.ReadPublicKey(text)
	switch {
	case text == "":
		sent.problems = append(sent.problems, Problem{"public_key", say("evaluator.key.missing")})
	case sent.PublicKey != "" && len(uploaded) > 0 && strings.TrimSpace(string(uploaded)) != sent.PublicKey:
		sent.problems = append(sent.problems, Problem{"public_key", say("evaluator.key.two")})
	case err != nil:
		_, key, args := page.Message(err)
		sent.problems = append(sent.problems, Problem{"public_key", say(key, args...)})
		sent.PublicKey = "" // whatever it is, a private key perhaps, it is not sent back into the page
	}
	if !sent.Understood {
		sent.problems = append(sent.problems, Problem{"kept", say("evaluator.key.not_kept")})
	}
	if len(sent.problems) > 0 {
		return r.show(c, fiber.StatusUnprocessableEntity, found, sent)
	}
	if err := r.desk.AcceptKey(c.UserContext(), found.ID, session.Person(c).ID, key); err != nil {
		return r.refuseField(c, found, sent, "public_key", err)
	}
	return c.Redirect(address(found.ID)+"?done=evaluator.accepted_key", fiber.StatusSeeOther)
}

// Submit answers POST /evaluations/:round/release: what the evaluator has counted elsewhere becomes the release.
func (r *Room) Submit(c *fiber.Ctx) error {
	found, err := r.find(c, round.Evaluate)
	if err != nil {
		return err
	}
	file, err := upload(c, "release", disclosure.MaxBytes)
	if err == nil && len(file) == 0 {
		err = models.Fail(models.Invalid, "evaluator.tally.no_file")
	}
	if err == nil {
		err = r.desk.Submit(c.UserContext(), found.ID, file)
	}
	if err != nil {
		return r.refuseField(c, found, form{}, "release", err)
	}
	return c.Redirect(address(found.ID)+"?done=evaluator.submitted", fiber.StatusSeeOther)
}

// upload reads an uploaded file of at most most bytes; nil where none was chosen. A longer one is TooLarge.
func upload(c *fiber.Ctx, field string, most int64) ([]byte, error) {
	header, err := c.FormFile(field)
	if errors.Is(err, fasthttp.ErrMissingFile) || errors.Is(err, fasthttp.ErrNoMultipartForm) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if header.Size > most {
		return nil, models.Fail(models.TooLarge, "error.too_large")
	}
	return readAll(header)
}

func readAll(header *multipart.FileHeader) ([]byte, error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}
