package page

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"jianfu/models"
)

// LangCookie keeps the language of the console. The respondent's room neither sets nor needs it.
const LangCookie = "jianfu_lang"

// Zone is where the dates of people are: China has one time zone (GB/T 7408 local time, UTC+8, no summer time).
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// LangOf finds the language of a request: ?lang=, then the console's cookie, then Chinese.
func LangOf(c *fiber.Ctx) models.Lang {
	for _, choice := range []string{c.Query("lang"), c.Cookies(LangCookie)} {
		switch models.Lang(choice) {
		case models.English:
			return models.English
		case models.Chinese:
			return models.Chinese
		}
	}
	return models.Chinese
}

// When says a moment to the minute in the zone of China: 2027年3月31日18:00, 31 March 2027, 18:00.
func When(t time.Time, lang models.Lang) string {
	if t.IsZero() {
		return "—"
	}
	if lang == models.English {
		return t.In(Zone).Format("2 January 2006, 15:04")
	}
	return t.In(Zone).Format("2006年1月2日15:04")
}

// Day says a date in the zone of China.
func Day(t time.Time, lang models.Lang) string {
	if t.IsZero() {
		return "—"
	}
	if lang == models.English {
		return t.In(Zone).Format("2 January 2006")
	}
	return t.In(Zone).Format("2006年1月2日")
}

// pathWithoutLang is the address of this page without its lang, ending so that lang=… can be appended.
func pathWithoutLang(c *fiber.Ctx) string {
	query, _ := url.ParseQuery(string(c.Request().URI().QueryString()))
	query.Del("lang")
	path := strings.Clone(c.Path()) + "?"
	if len(query) > 0 {
		path += query.Encode() + "&"
	}
	return path
}
