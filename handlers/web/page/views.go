package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
)

// Views holds one parsed template set for each page and language. A set is the layout of the page's audience, its
// parts (part_*.html), and the page itself, which defines "title" and "main".
type Views struct {
	catalogue *Catalogue
	assets    *Assets
	sets      map[string]*template.Template
	names     []string
}

// Frame is what every template gets as its dot.
type Frame struct {
	Lang models.Lang
	Path string // path and query of this request without lang, to link to the other language; empty on answers to POST
	Desk any    // what the console's layout shows of who is signed in (web/session); nil for respondents and the public
	Page any    // the page's own struct
}

// Other is the language that one can switch to.
func (f Frame) Other() models.Lang {
	if f.Lang == models.English {
		return models.Chinese
	}
	return models.English
}

// NewViews parses every page of every audience in every language; it fails on the first that does not parse.
func NewViews(files fs.FS, catalogue *Catalogue, assets *Assets) (*Views, error) {
	v := &Views{catalogue: catalogue, assets: assets, sets: map[string]*template.Template{}}
	layouts := map[string]string{
		"respondent": "respondent", "public": "public",
		"organizer": "console", "library": "console", "evaluator": "console", "account": "console",
	}
	for audience, layout := range layouts {
		pages, err := fs.Glob(files, audience+"/*.html")
		if err != nil {
			return nil, fmt.Errorf("page: views: %w", err)
		}
		for _, file := range pages {
			base := path.Base(file)
			if base == "layout.html" || strings.HasPrefix(base, "part_") {
				continue
			}
			if err := v.parse(files, layout, audience, file); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func (v *Views) parse(files fs.FS, layout, audience, file string) error {
	name := audience + "/" + strings.TrimSuffix(path.Base(file), ".html")
	v.names = append(v.names, name)
	patterns := []string{layout + "/layout.html"}
	for _, pattern := range []string{layout + "/part_*.html", audience + "/part_*.html"} {
		if found, _ := fs.Glob(files, pattern); len(found) > 0 && (layout != audience || len(patterns) == 1) {
			patterns = append(patterns, pattern)
		}
	}
	patterns = append(patterns, file)
	for _, lang := range models.Langs() {
		set, err := template.New("layout.html").Funcs(v.funcs(lang)).ParseFS(files, patterns...)
		if err != nil {
			return fmt.Errorf("page: views: %s: %w", name, err)
		}
		v.sets[name+"."+string(lang)] = set
	}
	return nil
}

func (v *Views) funcs(lang models.Lang) template.FuncMap {
	say := v.catalogue.Say(lang)
	return template.FuncMap{
		"t":     say,
		"text":  func(t models.Text) string { return t.In(lang) },
		"when":  func(t time.Time) string { return When(t, lang) },
		"day":   func(t time.Time) string { return Day(t, lang) },
		"local": func(t time.Time) string { return t.In(Zone).Format("2006-01-02T15:04") }, // value of datetime-local
		"asset": v.assets.URL,
		"raw":   v.assets.CSS,
		"js":    v.assets.JS,
	}
}

// Names lists every page.
func (v *Views) Names() []string { return v.names }

// Say returns the voice of lang.
func (v *Views) Say(lang models.Lang) models.Say { return v.catalogue.Say(lang) }

// Write executes a page into memory.
func (v *Views) Write(name string, frame Frame) ([]byte, error) {
	set, ok := v.sets[name+"."+string(frame.Lang)]
	if !ok {
		return nil, fmt.Errorf("page: no page %q in %q", name, frame.Lang)
	}
	var out bytes.Buffer
	if err := set.Execute(&out, frame); err != nil {
		return nil, fmt.Errorf("page: %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// Send executes a page and sends it with status. Nothing is sent where it fails, so a page is whole or an error.
func (v *Views) Send(c *fiber.Ctx, status int, name string, desk, page any) error {
	frame := Frame{Lang: LangOf(c), Desk: desk, Page: page}
	if c.Method() == fiber.MethodGet {
		frame.Path = pathWithoutLang(c)
	}
	html, err := v.Write(name, frame)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(status).Send(html)
}
