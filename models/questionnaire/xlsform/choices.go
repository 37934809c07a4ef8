package xlsform

import (
	"maps"
	"slices"
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// list is a list of choices.
type list struct {
	options []questionnaire.Option
	rows    []int             // beside options
	names   map[string]string // name in the file → name here
}

// readSettings reads title, name and version, and finds out which language columns without one are in.
func (im *importer) readSettings() {
	setting := func(base string) string {
		if im.settings == nil || len(im.settings.rows) == 0 {
			return ""
		}
		return im.settings.at(im.settings.rows[0], base, "")
	}
	im.fallback = language(setting("default_language"))
	if im.fallback == "" {
		im.fallback = im.guess()
	}
	name := setting("form_id")
	im.q.Name = instrument(name, "form")
	if name == "" {
		im.q.Name = instrument(im.stem(), "form")
	}
	im.q.Version = instrument(setting("version"), "v1")
	if len(im.q.Name+im.q.Version) > maxName+4 {
		im.q.Name, im.q.Version = im.q.Name[:min(len(im.q.Name), 40)], im.q.Version[:min(len(im.q.Version), 20)]
	}
	if im.settings != nil && len(im.settings.rows) > 0 {
		im.q.Title = im.settings.text(im.settings.rows[0], "display_title", "")
	}
	if title := setting("form_title"); im.q.Title.IsZero() && title != "" {
		im.q.Title = in(im.titleLanguage(title), title)
	}
	if title := tidy(im.stem()); im.q.Title.IsZero() && title != "" {
		im.q.Title = in(im.titleLanguage(title), title)
		im.remark(im.survey.sheet, 0, "", "xlsform.title_made", short(title))
	}
	if im.settings != nil && len(im.settings.rows) > 0 {
		l := im.line(im.settings, im.settings.rows[0])
		im.q.Minutes = l.count("minutes")
		im.q.NoDecline = l.yes("no_decline")
	}
}

// minutes is what the file says of the answering time.
func (im *importer) minutes() string {
	if im.settings == nil || len(im.settings.rows) == 0 {
		return ""
	}
	return im.settings.at(im.settings.rows[0], "minutes", "")
}

func (im *importer) titleLanguage(title string) models.Lang {
	if languageOf(title) == models.Chinese {
		return models.Chinese
	}
	return im.fallback
}

// guess goes by the wordings whose column has no language.
func (im *importer) guess() models.Lang {
	for _, t := range []*table{im.survey, im.choices} {
		if t == nil {
			continue
		}
		for _, r := range t.rows {
			if languageOf(t.at(r, "label", "")) == models.Chinese {
				return models.Chinese
			}
		}
	}
	return models.English
}

// isFilter reports whether a further column of choices can serve a choice filter.
func isFilter(header string) bool {
	name, found := strings.CutPrefix(header, filterPrefix)
	if found {
		return columnName.MatchString(name)
	}
	return columnName.MatchString(header) && !slices.Contains([]string{"image", "audio", "video", "media", "geometry"}, strings.ToLower(header))
}

// filterColumns gives the places of the columns that can serve choice filters; those beyond maxFilters are left out.
func (t *table) filterColumns() []int {
	var places []int
	for i, c := range t.columns {
		if t.kind == sheetChoices && c.base == "" && isFilter(c.header) && len(places) < maxFilters {
			places = append(places, i)
		}
	}
	return places
}

// filterPrefix marks a column for choice filters whose name would read as one of XLSForm.
const filterPrefix = "filter."

// readChoices reads the lists. Names in a list that are not ours are converted.
func (im *importer) readChoices() {
	im.lists = map[string]*list{}
	t := im.choices
	if t == nil {
		return
	}
	raw := map[string][]record{}
	var order []string
	for _, r := range t.rows {
		name := t.at(r, "list_name", "")
		switch {
		case name == "":
			im.refuse(t.sheet, r.number, t.heading("list_name"), "xlsform.choice_no_list")
			continue
		case t.at(r, "name", "") == "":
			im.refuse(t.sheet, r.number, t.heading("name"), "xlsform.choice_no_name", short(name))
			continue
		case raw[name] == nil:
			order = append(order, name)
		}
		raw[name] = append(raw[name], r)
	}
	for _, name := range order {
		im.lists[name] = im.readList(name, raw[name])
	}
}

func (im *importer) readList(name string, records []record) *list {
	t := im.choices
	l := &list{names: map[string]string{}}
	seen := map[string]int{}
	taken := namer{}
	for _, r := range records {
		if n := t.at(r, "name", ""); optionName.MatchString(n) {
			taken[n] = true
		}
	}
	var renamed []string
	filters := t.filterColumns()
	for i, r := range records {
		original := t.at(r, "name", "")
		if seen[original] > 0 {
			im.refuse(t.sheet, r.number, t.heading("name"), "xlsform.choice_twice", short(original), seen[original])
			continue
		}
		seen[original] = r.number
		here := original
		if !optionName.MatchString(original) {
			if here = slug(original, '_'); here == "" {
				here = "o" + itoa(i+1)
			}
			here = taken.unique(here)
			renamed = append(renamed, original+" → "+here)
		}
		l.names[original] = here
		line := im.line(t, r)
		l.options = append(l.options, questionnaire.Option{
			Name: here, Text: t.text(r, "label", im.fallback),
			Exclusive: line.yes("exclusive"), Specify: line.yes("specify"), Filter: t.filters(r, filters),
		})
		l.rows = append(l.rows, r.number)
	}
	if len(renamed) > 0 {
		im.remark(t.sheet, records[0].number, t.heading("name"), "xlsform.choices_renamed", short(name), several(renamed))
	}
	return l
}

// filters gives the cells of the columns for choice filters.
func (t *table) filters(r record, columns []int) map[string]string {
	var filter map[string]string
	for _, i := range columns {
		if i < len(r.cells) && r.cells[i] != "" {
			if filter == nil {
				filter = map[string]string{}
			}
			filter[strings.TrimPrefix(t.columns[i].header, filterPrefix)] = r.cells[i]
		}
	}
	return filter
}

// copy gives the options for one question, which may take only the flags that go with its kind.
func (l *list) copy(kind questionnaire.Kind) []questionnaire.Option {
	options := slices.Clone(l.options)
	for i := range options {
		options[i].Exclusive = options[i].Exclusive && kind == questionnaire.Multiple
		options[i].Specify = options[i].Specify && (kind == questionnaire.Multiple || kind == questionnaire.Single)
		options[i].Filter = maps.Clone(options[i].Filter)
	}
	return options
}

// other adds the option that asks for words, or makes one of that name ask.
func other(options []questionnaire.Option) []questionnaire.Option {
	for i := range options {
		if options[i].Name == "other" {
			options[i].Specify = true
			return options
		}
	}
	return append(options, questionnaire.Option{Name: "other", Text: models.Text{Zh: "其他", En: "Other"}, Specify: true})
}
