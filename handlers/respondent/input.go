package respondent

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/seal"
)

// maxForm bounds a form in bytes: the longest sealed sheet in base64 with room for its key, and more than any
// questionnaire's answers need.
const maxForm = seal.MaxSealed*4/3 + 8<<10

// field is the name under which a form sends the answers to a question. The prefix keeps them apart from the fields of
// the pages themselves, whatever a questionnaire calls its questions.
func field(question string) string { return "a." + question }

// form reads a URL-encoded form of at most limit bytes. Compressed bodies are refused, since a few bytes could swell to
// megabytes.
func form(c *fiber.Ctx, limit int) (*fasthttp.Args, error) {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	if !strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationForm) || c.Get(fiber.HeaderContentEncoding) != "" {
		return nil, models.Fail(models.Invalid, "error.request")
	}
	if c.Request().Header.ContentLength() > limit || len(c.Request().Body()) > limit {
		return nil, models.Fail(models.TooLarge, "error.too_large")
	}
	args := &fasthttp.Args{}
	args.ParseBytes(c.Request().Body())
	return args, nil
}

// answers reads what was typed and ticked, with copies of every string. Unknown fields are ignored.
func answers(c *fiber.Ctx, f *questionnaire.Form) (questionnaire.Input, error) {
	args, err := form(c, maxForm)
	if err != nil {
		return nil, err
	}
	in := questionnaire.Input{}
	for key, value := range args.All() {
		name, ours := strings.CutPrefix(string(key), field(""))
		question, _, _ := strings.Cut(name, ".")
		if answer, text := f.Input(question); ours && name != "" && (name == answer || name == text) {
			in[name] = append(in[name], string(value))
		}
	}
	return in, nil
}
