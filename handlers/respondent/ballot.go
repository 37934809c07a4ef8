package respondent

import (
	"encoding/base64"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/round"
)

// maxRequest bounds a request for a signature in bytes: twice what its two fields take.
const maxRequest = 1 << 10

// redeem reads a request for a signature and answers it.
func (r *Room) redeem(c *fiber.Ctx) (string, error) {
	code, err := codeOf(c)
	if err != nil {
		return "", err
	}
	args, err := form(c, maxRequest)
	if err != nil {
		return "", err
	}
	var round, unit models.ID
	if round.UnmarshalText(args.Peek("round")) != nil || unit.UnmarshalText(args.Peek("unit")) != nil {
		return "", models.Fail(models.Invalid, "admission.blinded")
	}
	blinded, ok := raw(args, "blinded")
	if !ok {
		return "", models.Fail(models.Invalid, "admission.blinded")
	}
	signature, err := r.gate.Redeem(c.UserContext(), code, round, unit, blinded)
	return base64.RawURLEncoding.EncodeToString(signature), err
}

// cast reads a ballot that was sealed in a browser and hands it to the box.
func (r *Room) cast(c *fiber.Ctx) (string, error) {
	args, err := form(c, maxForm)
	if err != nil {
		return "", err
	}
	ballot, ok := readBallot(args)
	if !ok {
		return "", models.Fail(models.Invalid, "response.ballot")
	}
	place, err := r.gate.At(c.UserContext(), ballot.Round, ballot.Unit)
	if err != nil {
		return "", err
	}
	if place.Round.State == round.Cancelled {
		return "", models.Fail(models.Gone, "respondent.cancelled")
	}
	return "", r.box.Cast(c.UserContext(), place, ballot)
}

// readBallot reads the fields of docs/ballots.md; whether they fit together is for the box to find out.
func readBallot(args *fasthttp.Args) (*response.Ballot, bool) {
	b := &response.Ballot{Path: response.Browser}
	for name, id := range map[string]*models.ID{"round": &b.Round, "unit": &b.Unit} {
		if id.UnmarshalText(args.Peek(name)) != nil {
			return nil, false
		}
	}
	for name, value := range map[string]*[]byte{"spki": &b.SPKI, "token": &b.Token, "sealed": &b.Sealed, "signature": &b.Signature} {
		var ok bool
		if *value, ok = raw(args, name); !ok {
			return nil, false
		}
	}
	return b, true
}

// raw decodes a field in base64url, nil where it is missing.
func raw(args *fasthttp.Args, name string) ([]byte, bool) {
	text := args.Peek(name)
	if len(text) == 0 {
		return nil, true
	}
	value, err := base64.RawURLEncoding.Strict().AppendDecode(nil, text)
	return value, err == nil
}

// answerHeader tells the script that an answer is ours, and no proxy's: only then may it forget a ballot.
const answerHeader = "Jianfu-Answer"

// tell answers a script: with plain text where do succeeds, with the sentence of the failure otherwise.
func (r *Room) tell(c *fiber.Ctx, status int, do func(*fiber.Ctx) (string, error)) error {
	text, err := do(c)
	r.head(c, r.own.plain)
	c.Set(answerHeader, "1")
	if err != nil {
		kind, key, args := r.count(err)
		lang := mannerOf(c).lang
		status, text = statusOf(c, kind, key), r.said(lang, key, args)
		if key == "response.card_used" {
			text += "\n" + r.views.Say(lang)("respondent.advice.used")
		}
	}
	if status == fiber.StatusNoContent {
		return c.SendStatus(status)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.Status(status).SendString(text)
}
