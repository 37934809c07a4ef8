package respondent

import (
	"html/template"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
)

// Paper is what a page carries inline besides its content. Only these very texts may run or style it: the policy names
// their hashes (CSP Level 3).
type Paper struct {
	Style   template.CSS
	Script  template.JS
	Kiosk   bool   // for a device that many share: nothing is kept on it, and it goes back to the beginning by itself
	allowed string // the part of the policy about the two
	connect string // the part about what the script may ask
}

// papers are those of each page. A form that asks for more than the plain kinds of question is written on rich paper;
// resume is for a page without a form from which something that was sealed before may still go out.
type papers struct{ form, rich, review, thanks, resume, plain Paper }

// newPapers gives the papers for people's own phones, or for a device that many share. Scripts and styles are bundles of
// static/form; connects are the scripts that send.
func newPapers(assets *page.Assets, kiosk bool) (papers, error) {
	var p papers
	type kind struct {
		paper         *Paper
		style, script string
		connects      bool
	}
	kinds := []kind{
		{&p.form, "form", "form", true},
		{&p.rich, "rich", "rich", true},
		{&p.review, "review", "review", false},
		{&p.thanks, "form", "thanks", false},
		{&p.resume, "form", "resume", true},
		{&p.plain, "form", "", false},
	}
	if kiosk {
		kinds = []kind{
			{&p.form, "kiosk-form", "kiosk-form", true},
			{&p.rich, "kiosk-rich", "kiosk-rich", true},
			{&p.review, "kiosk-review", "kiosk-review", false},
			{&p.thanks, "kiosk-form", "kiosk-failure", false},
			{&p.resume, "kiosk-form", "kiosk-failure", false},
			{&p.plain, "kiosk-form", "kiosk-failure", false},
		}
	}
	for _, k := range kinds {
		style, err := assets.CSS("form/dist/" + k.style + ".css")
		if err != nil {
			return papers{}, err
		}
		var script template.JS
		if k.script != "" {
			if script, err = assets.JS("form/dist/" + k.script + ".js"); err != nil {
				return papers{}, err
			}
		}
		*k.paper = newPaper(style, script, k.connects)
		k.paper.Kiosk = kiosk
	}
	return p, nil
}

func newPaper(style template.CSS, script template.JS, connects bool) Paper {
	p := Paper{Style: style, Script: script, allowed: "style-src " + page.Hash(string(style))}
	if script != "" {
		p.allowed += "; script-src " + page.Hash(string(script))
	}
	if connects {
		p.connect = "; connect-src 'self'"
	}
	return p
}

// policy lets a page's own style and script run, its forms and its script post to us, and nobody frame it.
func (p Paper) policy() string {
	return "default-src 'none'; " + p.allowed + p.connect + "; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// framed is the policy of a page that our own console shows in a frame: it can send nothing and keep nothing, since the
// sandbox gives it an origin of its own.
func (p Paper) framed() string {
	return "default-src 'none'; " + p.allowed +
		"; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts"
}

// self is the address of any page from within it, to which a language can be appended. It holds no code, so that one
// form serves all cards.
const self = "?"

// head sets what every answer of the room carries. No cache keeps it, unless the caller says otherwise.
func (r *Room) head(c *fiber.Ctx, paper Paper) {
	c.Set(fiber.HeaderContentSecurityPolicy, paper.policy())
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	c.Set(fiber.HeaderCacheControl, "no-store")
}

// answer sends a page. A page that cannot be written is told in plain text: nothing of it may reach a logger.
func (r *Room) answer(c *fiber.Ctx, status int, name string, paper Paper, content any) error {
	path := self
	if c.Method() == fiber.MethodPost {
		path = ""
	}
	r.head(c, paper)
	html, err := r.views.Write("respondent/"+name, page.Frame{Lang: mannerOf(c).lang, Path: path, Page: content})
	if err != nil {
		r.tally.Count(models.Internal)
		return c.Status(fiber.StatusInternalServerError).SendString(r.views.Say(mannerOf(c).lang)("error.internal"))
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(status).Send(html)
}
