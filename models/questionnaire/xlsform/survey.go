package xlsform

import (
	"cmp"
	"strings"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// nameQuestions gives every question its name, before any expression is read: valid names stay, others are converted,
// missing ones are made up.
func (im *importer) nameQuestions() {
	im.names, im.taken, im.listOf = map[string]string{}, namer{}, map[string]*list{}
	t := im.survey
	questions := make([]record, 0, len(t.rows))
	for _, r := range t.rows {
		kind := readType(t.at(r, "type", ""))
		if strings.HasPrefix(kind.word, "begin_") || strings.HasPrefix(kind.word, "end_") {
			continue
		}
		questions = append(questions, r)
		name := t.at(r, "name", "")
		if questionName.MatchString(name) {
			im.taken[name] = true
			im.names[name] = name
		}
		if l := im.lists[kind.list]; l != nil && name != "" {
			im.listOf[name] = l
		}
	}
	var renamed []string
	for _, r := range questions {
		name := t.at(r, "name", "")
		if name == "" || im.names[name] != "" {
			continue
		}
		im.names[name] = im.taken.take(name, "q"+itoa(r.number))
		renamed = append(renamed, name+" → "+im.names[name])
	}
	if len(renamed) > 0 {
		im.remark(t.sheet, t.head, t.heading("name"), "xlsform.renamed", several(renamed))
	}
}

// group is a group of XLSForm that is open.
type group struct {
	name     string
	row      int
	relevant string // its own, and that of the groups around it but the outermost, which is the section's
	table    string // the name of the matrix that its questions form
	header   bool   // its matrix is what list-nolabel says, not all questions
	inert    bool   // of a repeat, which is refused
}

// walker goes down the rows of the survey.
type walker struct {
	*importer
	open    []group
	names   namer                  // of sections
	seen    map[string]int         // name of a question → row
	pending *questionnaire.Section // that is being filled
	at      place                  // of it
	filed   []place                // of its questions
}

func (im *importer) readSurvey() {
	w := &walker{importer: im, names: namer{}, seen: map[string]int{}}
	t := im.survey
	for _, r := range t.rows {
		l := im.line(t, r)
		kind := readType(l.cell("type"))
		switch {
		case kind.fault == "type_missing":
			im.refuse(t.sheet, r.number, t.heading("type"), kind.fault)
		case kind.fault != "":
			im.refuse(t.sheet, r.number, t.heading("type"), kind.fault, short(l.cell("type")))
			im.dropped[im.names[l.cell("name")]] = true
			continue
		case strings.HasPrefix(kind.word, "begin_"):
			w.begin(l, kind.word == "begin_repeat")
		case strings.HasPrefix(kind.word, "end_"):
			w.end(l, kind.word)
		default:
			w.question(l, kind)
		}
		l.unused()
	}
	for _, g := range w.open {
		im.refuse(t.sheet, g.row, t.heading("type"), "xlsform.group_open", short(g.name))
	}
	w.close()
	if len(t.rows) == 0 {
		im.refuse(t.sheet, t.head, "", "xlsform.no_rows")
	}
}

func (w *walker) begin(l *line, repeat bool) {
	if repeat {
		w.refuse(w.survey.sheet, l.number, w.survey.heading("type"), "xlsform.repeat")
	}
	name := l.cell("name")
	label := w.survey.text(l.record, "label", w.fallback)
	hint := w.survey.text(l.record, "hint", w.fallback)
	l.use("label", "hint")
	relevant := w.rewrite(l.cell("relevant"), nil)
	appearance := strings.Fields(strings.ToLower(l.cell("appearance")))
	g := group{name: name, row: l.number, inert: repeat}
	if has(appearance, "table-list") {
		g.table = cmp.Or(slug(name, '_'), "table_"+itoa(l.number))
	}
	if len(w.open) == 0 {
		w.close()
		w.section(l.number, name, label, hint, relevant)
	} else {
		outer := w.open[len(w.open)-1]
		g.relevant = and(outer.relevant, relevant)
		g.table = cmp.Or(g.table, outer.table)
		if !label.IsZero() {
			w.add(l.number, questionnaire.Question{
				Name: w.taken.take(name+"_note", "note_"+itoa(l.number)), Kind: questionnaire.Note, Text: label, Hint: hint, Relevant: g.relevant,
			}, nil)
		}
	}
	w.open = append(w.open, g)
}

func (w *walker) end(l *line, word string) {
	l.use("name")
	if len(w.open) == 0 || w.open[len(w.open)-1].inert != (word == "end_repeat") {
		w.refuse(w.survey.sheet, l.number, w.survey.heading("type"), "xlsform.group_end")
		return
	}
	if w.open = w.open[:len(w.open)-1]; len(w.open) == 0 {
		w.close()
	}
}

// section opens a section.
func (w *walker) section(row int, name string, title, note models.Text, relevant string) {
	if title.IsZero() {
		title = w.q.Title
		if name != "" {
			w.remark(w.survey.sheet, row, w.survey.heading("label"), "xlsform.group_label", short(name))
		}
	}
	if questionName.MatchString(name) {
		name = w.names.unique(name)
	} else {
		name = w.names.take(name, "section_"+itoa(len(w.q.Sections)+1))
	}
	w.pending = &questionnaire.Section{Name: name, Title: title, Note: note, Relevant: relevant}
	w.at, w.filed = place{row: row}, nil
}

// close files the open section; one without questions is left out.
func (w *walker) close() {
	if w.pending == nil {
		return
	}
	if len(w.pending.Questions) > 0 {
		w.q.Sections = append(w.q.Sections, *w.pending)
		w.sections = append(w.sections, w.at)
		w.places = append(w.places, w.filed)
	} else if !w.refused() {
		w.remark(w.survey.sheet, w.at.row, "", "xlsform.group_empty", short(w.pending.Name))
	}
	w.pending = nil
}

func (w *walker) add(row int, q questionnaire.Question, options []int) {
	if w.pending == nil {
		w.section(row, "main", w.q.Title, models.Text{}, "")
	}
	w.pending.Questions = append(w.pending.Questions, q)
	w.filed = append(w.filed, place{row: row, options: options})
}

// question files one question under its group.
func (w *walker) question(l *line, kind typed) {
	original := l.cell("name")
	name := w.nameOf(original, l.number)
	if original != "" && w.seen[original] > 0 {
		w.refuse(w.survey.sheet, l.number, w.survey.heading("name"), "xlsform.name_twice", short(original), w.seen[original])
		return
	}
	w.seen[original] = l.number
	q, options, ok := w.read(l, kind)
	if !ok {
		w.dropped[name] = true
		return
	}
	q.Name = name
	if len(w.open) > 0 {
		w.grid(&q, l)
		q.Relevant = and(w.open[len(w.open)-1].relevant, q.Relevant)
	}
	w.add(l.number, q, options)
}

// nameOf is the name of a question; one without gets a name, which is worth a remark unless it is a note.
func (w *walker) nameOf(original string, row int) string {
	if original != "" {
		return w.importer.names[original]
	}
	name := w.taken.unique("q" + itoa(row))
	w.remark(w.survey.sheet, row, w.survey.heading("name"), "xlsform.name_made", name)
	return name
}

// grid puts a question into the matrix of its group. In a group with list-nolabel the question before, whose appearance
// is label, is the caption.
func (w *walker) grid(q *questionnaire.Question, l *line) {
	g := &w.open[len(w.open)-1]
	matrix := q.Kind == questionnaire.Single || q.Kind == questionnaire.Scale
	looks := strings.Fields(strings.ToLower(l.cell("appearance")))
	switch {
	case q.Matrix != "" || !matrix:
	case has(looks, "label"):
		*q = questionnaire.Question{Name: q.Name, Kind: questionnaire.Note, Text: q.Text, Hint: q.Hint, Relevant: q.Relevant}
		g.table, g.header = q.Name, true
	case has(looks, "list-nolabel"):
		q.Matrix = cmp.Or(g.table, slug(g.name, '_'), "table_"+itoa(g.row))
	case g.table != "" && !g.header:
		q.Matrix = g.table
	}
}

// and joins two conditions.
func and(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return "(" + a + ") and (" + b + ")"
}

func has(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}
