package organizer

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/width"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/round"
)

// Layouts of the browser's date fields (HTML, datetime-local and date), in the zone of China.
const (
	minuteLayout = "2006-01-02T15:04"
	dayLayout    = "2006-01-02"
)

// Form holds the settings as they were typed, so that nothing is lost where they are refused.
type Form struct {
	Title, Organizer      string
	Questionnaire         string // key of a Choice
	Texts                 string // "yes" where answers in words are asked for
	Top                   string // key of a unit; empty: all units
	Admission, K          string
	Series                string    // "yes" where the posters go on to later rounds
	First                 models.ID // the first round of the series, which the form does not change
	Opens, Closes, Latest string
	Retention             string
	Table, Authority      string
	Approver, Document    string
	Valid                 string
	Version               int // of the draft that the form was filled from; 0 for a new round
}

// fields lists the form's fields in the order of the page, by the name of their control.
func (f *Form) fields() []struct {
	name  string
	value *string
} {
	return []struct {
		name  string
		value *string
	}{
		{"title", &f.Title},
		{"organizer", &f.Organizer},
		{"questionnaire", &f.Questionnaire},
		{"texts", &f.Texts},
		{"top", &f.Top},
		{"admission", &f.Admission},
		{"series", &f.Series},
		{"k", &f.K},
		{"opens", &f.Opens},
		{"closes", &f.Closes},
		{"latest", &f.Latest},
		{"retention", &f.Retention},
		{"table", &f.Table},
		{"authority", &f.Authority},
		{"approver", &f.Approver},
		{"document", &f.Document},
		{"valid", &f.Valid},
	}
}

func typed(c *fiber.Ctx) Form {
	var f Form
	for _, field := range f.fields() {
		*field.value = strings.TrimSpace(c.FormValue(field.name))
	}
	f.Version, _ = strconv.Atoi(c.FormValue("version")) // a version that is no number fits no draft: Conflict
	return f
}

// fresh is the form of a new round: from the next Monday, 9:00, to the Friday of the week after, 18:00.
func fresh(now time.Time, office, first string) Form {
	day := now.In(page.Zone)
	monday := time.Date(day.Year(), day.Month(), day.Day()+(8-int(day.Weekday()))%7, 9, 0, 0, 0, page.Zone)
	if !monday.After(now) {
		monday = monday.AddDate(0, 0, 7)
	}
	friday := monday.AddDate(0, 0, 11).Add(9 * time.Hour)
	return Form{
		Organizer: office, Questionnaire: first, Admission: string(round.Card), K: strconv.Itoa(round.DefaultK),
		Opens: monday.Format(minuteLayout), Closes: friday.Format(minuteLayout),
		Latest:    friday.AddDate(0, 0, 14).Format(minuteLayout),
		Retention: strconv.Itoa(round.DefaultRetention),
	}
}

// formOf fills the form from a draft.
func formOf(r *round.Round, choices []Choice) Form {
	s := r.Settings
	f := Form{
		Title: s.Title, Organizer: s.Organizer, Questionnaire: held(r, choices), Admission: string(s.Admission),
		Texts: yes(s.Texts), Series: yes(s.Series), First: s.First,
		K: strconv.Itoa(s.K), Opens: s.Opens.In(page.Zone).Format(minuteLayout),
		Closes: s.Closes.In(page.Zone).Format(minuteLayout), Latest: s.LatestCloses.In(page.Zone).Format(minuteLayout),
		Retention: strconv.Itoa(s.RetentionDays), Table: s.Legal.TableNumber, Authority: s.Legal.Authority,
		Approver: s.Legal.Approver, Document: s.Legal.Document, Version: r.Version,
	}
	if !s.Top.IsZero() {
		f.Top = s.Top.String()
	}
	if !s.Legal.ValidUntil.IsZero() {
		f.Valid = s.Legal.ValidUntil.In(page.Zone).Format(dayLayout)
	}
	return f
}

func yes(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

// settings reads the form. It gives what is missing or unreadable by field, all of it at once; what a round allows is
// left to models/round, which stops at the first refusal.
func (f *Form) settings(known []Choice) (round.Settings, map[string]error) {
	wrong := map[string]error{}
	note := func(field string, err error) {
		if err != nil {
			wrong[field] = err
		}
	}
	s := round.Settings{
		Title: f.Title, Organizer: f.Organizer, Admission: round.Admission(f.Admission),
		Texts: f.Texts == "yes", Series: f.Series == "yes", First: f.First,
		Legal: round.LegalMarks{
			TableNumber: f.Table, Authority: f.Authority, Approver: f.Approver, Document: f.Document,
		},
	}
	var err error
	if f.Title == "" {
		note("title", models.Fail(models.Invalid, "round.title_length"))
	}
	if f.Organizer == "" {
		note("organizer", models.Fail(models.Invalid, "round.organizer_length"))
	}
	if f.Admission == "" {
		note("admission", models.Fail(models.Invalid, "round.admission"))
	}
	note("questionnaire", models.Fail(models.Invalid, "organizer.settings.questionnaire.choose"))
	for _, q := range known {
		switch {
		case q.Key != f.Questionnaire:
		case q.Bad:
			note("questionnaire", models.Fail(models.Invalid, "round.questionnaire"))
		default:
			s.Questionnaire, s.Source = q.Questionnaire, q.Source
			delete(wrong, "questionnaire")
		}
	}
	if f.Top != "" {
		if s.Top, err = models.ParseID(f.Top); err != nil {
			note("top", models.Fail(models.Invalid, "organizer.settings.top.choose"))
		}
	}
	s.K, err = number(f.K)
	note("k", err)
	s.RetentionDays, err = number(f.Retention)
	note("retention", err)
	s.Opens, err = minute(f.Opens)
	note("opens", err)
	s.Closes, err = minute(f.Closes)
	note("closes", err)
	s.LatestCloses, err = minute(f.Latest)
	note("latest", err)
	if f.Valid != "" {
		day, err := time.ParseInLocation(dayLayout, f.Valid, page.Zone)
		if err != nil {
			note("valid", models.Fail(models.Invalid, "organizer.day_form"))
		}
		s.Legal.ValidUntil = day.UTC()
	}
	return s, wrong
}

// fieldOf is the control that a refusal of models/round belongs to; empty: the form as a whole.
func fieldOf(err error) string {
	_, key, _ := page.Message(err)
	switch key {
	case "round.title_length":
		return "title"
	case "round.organizer_length":
		return "organizer"
	case "round.admission":
		return "admission"
	case "round.questionnaire":
		return "questionnaire"
	case "round.texts_needed":
		return "texts"
	case "round.series_poster":
		return "series"
	case "round.k_range":
		return "k"
	case "round.dates_order":
		return "closes"
	case "round.latest_order", "round.too_long":
		return "latest"
	case "round.retention":
		return "retention"
	}
	return ""
}

// number reads a whole number as people type it, full-width digits included.
func number(s string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(width.Narrow.String(s)))
	if err != nil {
		return 0, models.Fail(models.Invalid, "organizer.number_form")
	}
	return n, nil
}

// minute reads a moment in the zone of China and gives it in UTC.
func minute(s string) (time.Time, error) {
	t, err := time.ParseInLocation(minuteLayout, strings.Replace(strings.TrimSpace(s), " ", "T", 1), page.Zone)
	if err != nil {
		return time.Time{}, models.Fail(models.Invalid, "organizer.minute_form")
	}
	return t.UTC(), nil
}
