package respondent

import (
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/models"
)

// Paper is what a page carries inline besides its content. Only these very texts may run or style it: the policy names
// their hashes (CSP Level 3).
type Paper struct {
	Style   template.CSS
	Script  template.JS
	allowed string // the part of the policy about the two
}

// papers are those of each page. A form that asks for more than the plain kinds of question is written on rich paper.
type papers struct{ form, rich, review, thanks, plain Paper }

func newPapers(assets *page.Assets) (papers, error) {
	css, err := assets.CSS("form/form.css")
	if err != nil {
		return papers{}, err
	}
	more, err := assets.CSS("form/more.css")
	if err != nil {
		return papers{}, err
	}
	var p papers
	for _, of := range []struct {
		paper   *Paper
		styles  template.CSS
		scripts []string
	}{
		{&p.form, css, []string{"form/expression.js", "form/guard.js", "form/form.js"}},
		{&p.rich, css + "\n" + more, []string{"form/expression.js", "form/guard.js", "form/more.js", "form/form.js"}},
		{&p.review, css, []string{"form/guard.js", "form/review.js"}},
		{&p.thanks, css, []string{"form/erase.js"}},
		{&p.plain, css, nil},
	} {
		// The semicolon between: a file that begins with a parenthesis must not become the call of the one before.
		parts := make([]string, len(of.scripts))
		for i, name := range of.scripts {
			script, err := assets.JS(name)
			if err != nil {
				return papers{}, err
			}
			parts[i] = lean(string(script))
		}
		*of.paper = newPaper(lean(string(of.styles)), strings.Join(parts, "\n;\n"))
	}
	return p, nil
}

func newPaper(style, script string) Paper {
	allowed := "style-src " + page.Hash(style)
	if script != "" {
		allowed += "; script-src " + page.Hash(script)
	}
	return Paper{Style: template.CSS(style), Script: template.JS(script), allowed: allowed} //nolint:gosec // our own files
}

// policy lets a page's own style and script run, its forms post to us, and nobody frame it.
func (p Paper) policy() string {
	return "default-src 'none'; " + p.allowed + "; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// framed is the policy of a page that our own console shows in a frame: it can send nothing and keep nothing, since the
// sandbox gives it an origin of its own.
func (p Paper) framed() string {
	return "default-src 'none'; " + p.allowed +
		"; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts"
}

// lean drops what a browser does not need from our own styles and scripts: indentation, empty lines, and comments that
// fill whole lines. Lines stay lines, so that no statement changes. It holds for files in which no text spans lines.
func lean(source string) string {
	var kept []string
	comment := false
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		comment = comment || strings.HasPrefix(line, "/*")
		if !comment && line != "" && !strings.HasPrefix(line, "//") {
			kept = append(kept, line)
		}
		if comment && strings.HasSuffix(line, "*/") {
			comment = false
		}
	}
	return strings.Join(kept, "\n")
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
	html, err := r.views.Write("respondent/"+name, page.Frame{Lang: langOf(c), Path: path, Page: content})
	if err != nil {
		r.tally.Count(models.Internal)
		return c.Status(fiber.StatusInternalServerError).SendString(r.views.Say(langOf(c))("error.internal"))
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(status).Send(html)
}
