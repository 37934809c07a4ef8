package session

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
)

// keptLimit is the longest form, in bytes of its encoding, that a sign-in page carries along.
const keptLimit = 512 << 10

// SignIn is what the page account/sign_in shows.
type SignIn struct {
	Email   string
	Next    string // local path to go to afterwards; empty: home
	Problem string // wording of what was wrong with the last attempt
	Over    bool   // the session ended before a form arrived: say so
	Kept    string // that form, for Open after the sign-in; empty where it could not be kept (files)
}

// Kept is a form whose session was over when it arrived. The page account/resume shows it for one more confirmation.
type Kept struct {
	Path   string  `json:"path"`
	Fields []Field `json:"fields"`
}

// Field is one typed value.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Open reads what SignIn.Kept holds. ok is false where there is nothing in it to send again.
func Open(kept string) (k Kept, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(kept)
	if err != nil || json.Unmarshal(raw, &k) != nil {
		return Kept{}, false
	}
	return k, Local(k.Path) == k.Path && k.Path != ""
}

// keep holds on to the typed form of this request. Files cannot be kept; the form token is worth nothing any more;
// secrets (fields with "pass" in their name) are typed again rather than written into a page.
func keep(c *fiber.Ctx) (Kept, bool) {
	if !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationForm) {
		return Kept{}, false
	}
	k := Kept{Path: strings.Clone(c.OriginalURL())}
	for name, value := range c.Request().PostArgs().All() {
		if field := string(name); field != "csrf" && !strings.Contains(field, "pass") {
			k.Fields = append(k.Fields, Field{Name: field, Value: string(value)})
		}
	}
	return k, len(c.BodyRaw()) <= keptLimit && Local(k.Path) == k.Path
}

func (k Kept) encode() string {
	raw, err := json.Marshal(k)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// ask brings an unknown person to the sign-in page: by redirection, or in answer to a form, which is kept.
func (g *Guard) ask(c *fiber.Ctx) error {
	if safe(c.Method()) {
		return c.Redirect("/sign-in?next="+url.QueryEscape(c.OriginalURL()), fiber.StatusSeeOther)
	}
	content := SignIn{Over: true, Next: refererPath(c)}
	if kept, ok := keep(c); ok {
		content.Kept = kept.encode()
	}
	return Send(c, g.views, fiber.StatusUnauthorized, "account/sign_in", content)
}

// stale answers a form that was shown in an earlier session of the same browser: the person looks and sends again.
func (g *Guard) stale(c *fiber.Ctx) error {
	kept, ok := keep(c)
	if !ok {
		return models.Fail(models.Forbidden, "account.stale_form")
	}
	return Send(c, g.views, fiber.StatusForbidden, "account/resume", kept)
}

// Local returns next where it is a path on this server, "" otherwise: a sign-in must not lead elsewhere.
func Local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsRune(next, '\\') {
		return ""
	}
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return ""
	}
	return next
}

func refererPath(c *fiber.Ctx) string {
	u, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || u.Host != string(c.Request().Host()) {
		return ""
	}
	return Local(strings.Clone(u.RequestURI()))
}
