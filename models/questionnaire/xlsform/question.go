package xlsform

import (
	"slices"
	"strings"
	"time"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

func excelDay(n int) string {
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly)
}

// read makes a question of a row, but for its name. It gives the rows of its options, and false where it was refused.
func (w *walker) read(l *line, kind typed) (q questionnaire.Question, rows []int, ok bool) {
	q = questionnaire.Question{Kind: kinds(kind.word), Text: l.text("label"), Hint: l.text("hint"), Construct: l.text("construct")}
	if l.yes("read_only") && q.Asked() {
		l.remark("read_only", "xlsform.read_only")
		q.Kind = questionnaire.Note
		l.use("required", "constraint", "default", "appearance")
	}
	if strings.Contains(q.Text.Zh+q.Text.En+q.Hint.Zh+q.Hint.En, "${") {
		l.remark("label", "xlsform.label_reference")
	}
	q.Relevant = w.rewrite(l.cell("relevant"), nil)
	q.Level = level(l)
	var self *list
	switch q.Kind {
	case questionnaire.Single, questionnaire.Multiple, questionnaire.Ranking:
		if self = w.choice(l, kind, &q); self == nil {
			return q, nil, false
		}
		rows = self.rows
	case questionnaire.Integer, questionnaire.Quantity:
		w.quantity(l, &q)
	case questionnaire.Note:
		if kind.word == "range" {
			w.steps(l, &q)
		}
	case questionnaire.Calculated:
		w.calculated(l, kind, &q)
	case questionnaire.Text:
		q.Length = l.count("length")
	case questionnaire.Time:
		q.Bands = l.decimals("bands")
	case questionnaire.Date:
		q.First, q.Last, q.Period = l.day("first"), l.day("last"), period(l)
	}
	if q.Kind != questionnaire.Note {
		q.Soft, q.SoftMessage = w.rewrite(l.cell("soft_constraint"), self), l.text("soft_constraint_message")
	}
	if q.Asked() {
		q.Required, q.RequiredMessage = l.yes("required"), l.text("required_message")
		q.ConstraintMessage = l.text("constraint_message")
		if q.Constraint = w.rewrite(l.cell("constraint"), self); kind.word != "range" {
			w.constrain(l, &q, q.Constraint)
		}
		w.complete(l, &q)
		q.Default = standing(l.cell("default"), q, self)
	}
	if q.Kind == questionnaire.Single || q.Kind == questionnaire.Scale || q.Kind == questionnaire.Integer || q.Kind == questionnaire.Quantity {
		q.Matrix = l.cell("matrix")
	}
	return q, rows, w.dated(l, q)
}

// level reads how far down a question may be tabulated.
func level(l *line) questionnaire.Level {
	cell := l.cell("level")
	if cell != "" && questionnaire.Level(strings.ToLower(cell)) != questionnaire.ByRound {
		l.refuse("level", "xlsform.level", short(cell))
		return questionnaire.ByUnit
	}
	return questionnaire.Level(strings.ToLower(cell))
}

// choice reads what a choice has besides. It is nil where there is no list.
func (w *walker) choice(l *line, kind typed, q *questionnaire.Question) *list {
	self := w.lists[kind.list]
	if self == nil {
		l.refuse("type", "xlsform.list_missing", short(kind.list))
		return nil
	}
	if w.options += len(self.options); w.options > MaxOptions {
		if w.options-len(self.options) <= MaxOptions {
			l.refuse("type", "xlsform.options_many", MaxOptions)
		}
		return nil
	}
	q.Options = self.copy(q.Kind)
	looks := l.looks()
	switch {
	case q.Kind == questionnaire.Single && consecutive(q.Options) && (has(looks, "likert") || has(looks, "rating")):
		q.Kind = questionnaire.Scale
		q.Reversed = l.yes("reversed")
		if has(looks, "rating") {
			q.Appearance = questionnaire.Rating
		}
	case q.Kind == questionnaire.Single && has(looks, "minimal"):
		q.Appearance = questionnaire.Minimal
	}
	if kind.other && q.Kind != questionnaire.Scale && q.Kind != questionnaire.Ranking {
		q.Options = other(q.Options)
	}
	if q.Kind == questionnaire.Multiple || q.Kind == questionnaire.Ranking {
		q.AtMost, q.AtLeast = l.count("at_most"), l.count("at_least")
	}
	if q.Kind != questionnaire.Scale {
		filter := l.cell("choice_filter")
		q.ChoiceFilter = w.rewrite(filter, self)
		w.convertFilters(filter, q.Options)
	}
	return self
}

// consecutive reports whether the options are named by whole numbers one after the other.
func consecutive(options []questionnaire.Option) bool {
	var last questionnaire.Decimal
	for i, o := range options {
		d, err := questionnaire.ParseDecimal(o.Name)
		if err != nil || d.String() != o.Name || i > 0 && d != last+1000 {
			return false
		}
		last = d
	}
	return len(options) > 1
}

// quantity reads the range as far as columns of ours give it.
func (w *walker) quantity(l *line, q *questionnaire.Question) {
	q.Min, _ = l.decimal("min")
	q.Max, _ = l.decimal("max")
	q.Step, _ = l.decimal("step")
	q.Unit, q.Bands = l.text("unit"), l.decimals("bands")
	l.use("appearance") // numbers, thousands-sep
}

func (w *walker) calculated(l *line, kind typed, q *questionnaire.Question) {
	w.quantity(l, q)
	q.Calculation = w.rewrite(l.cell("calculation"), nil)
	if kind.word == "hidden" && q.Calculation == "" {
		q.Calculation = literal(l.cell("default"))
	}
}

// literal writes a value as an expression.
func literal(s string) string {
	if d, err := questionnaire.ParseDecimal(s); err == nil {
		return d.String()
	}
	quoted := "'" + s + "'"
	if _, err := expression.Parse(quoted); err != nil {
		return `"` + s + `"`
	}
	return quoted
}

// steps reads a range: a scale where it is one of few whole numbers to be marked, else a number.
func (w *walker) steps(l *line, q *questionnaire.Question) {
	bounds := map[string]questionnaire.Decimal{"start": 1000, "end": 10_000, "step": 1000} // the standard's own values
	parameters := l.cell("parameters")
	for _, p := range strings.FieldsFunc(strings.ReplaceAll(parameters, " =", "="), func(r rune) bool { return strings.ContainsRune(" ;,\n", r) }) {
		name, value, _ := strings.Cut(p, "=")
		if _, ok := bounds[name]; !ok {
			continue
		}
		d, err := questionnaire.ParseDecimal(value)
		if err != nil {
			l.refuse("parameters", "xlsform.parameters", short(parameters))
			return
		}
		bounds[name] = d
	}
	looks := l.looks()
	q.Min, q.Max, q.Step = bounds["start"], bounds["end"], bounds["step"]
	whole := q.Min%1000 == 0 && q.Step%1000 == 0
	switch {
	case q.Step <= 0 || q.Max <= q.Min:
		l.refuse("parameters", "xlsform.parameters", short(parameters))
	case whole && q.Step == 1000 && q.Min >= 0 && q.Max-q.Min <= 10_000 && (has(looks, "rating") || has(looks, "likert")):
		q.Kind = questionnaire.Scale
		for v := q.Min; v <= q.Max; v += 1000 {
			o := questionnaire.Option{Name: v.String()}
			if v == q.Min || v == q.Max {
				o.Text = models.Text{Zh: v.String(), En: v.String()}
			}
			q.Options = append(q.Options, o)
		}
		q.Min, q.Max, q.Step = 0, 0, 0
		if has(looks, "rating") {
			q.Appearance = questionnaire.Rating
		}
		q.Reversed = l.yes("reversed")
	case whole:
		q.Kind = questionnaire.Integer
	default:
		q.Kind = questionnaire.Quantity
	}
	if q.Numeric() {
		q.Unit, q.Bands = l.text("unit"), l.decimals("bands")
	}
}

// period reads the width of the bands of a date; XLSForm asks for a month or a year by its appearance.
func period(l *line) questionnaire.Period {
	looks := l.looks()
	p := questionnaire.Period(strings.ToLower(l.cell("period")))
	switch {
	case p == "" && has(looks, "month-year"):
		p = questionnaire.Month
	case p == "" && has(looks, "year"):
		p = questionnaire.Year
	}
	return p
}

// dated refuses a date of which it is not known which periods it may be.
func (w *walker) dated(l *line, q questionnaire.Question) bool {
	if q.Kind != questionnaire.Date || q.First != "" && q.Last != "" && q.Period != "" {
		return true
	}
	l.refuse("first", "xlsform.date")
	return false
}

// complete gives a quantity the range and bands that it cannot be without.
func (w *walker) complete(l *line, q *questionnaire.Question) {
	if !q.Numeric() {
		return
	}
	if q.Step == 0 && q.Kind == questionnaire.Quantity { // a step that the bounds are multiples of
		for _, step := range []questionnaire.Decimal{100, 10, 1} {
			if (q.Max-q.Min)%q.Stride() != 0 {
				q.Step = step
			}
		}
	}
	if n := (q.Max - q.Min) / max(q.Stride(), 1); len(q.Bands) == 0 && n > 100 {
		q.Bands = bands(q.Min, q.Max, max(q.Stride(), 1))
		l.remark("bands", "xlsform.bands_made", numbers(q.Bands))
	}
}

// bands cuts a range into five or so of a round width; an answer of 0 has a band of its own.
func bands(from, to, step questionnaire.Decimal) []questionnaire.Decimal {
	list := []questionnaire.Decimal{from}
	if from == 0 {
		list = append(list, step)
	}
	n := (to - from) / step
	wide := questionnaire.Decimal(1)
	for _, nice := range []questionnaire.Decimal{1, 2, 5} {
		for w := nice; w <= 1e15; w *= 10 { // a Decimal has 15 digits
			if w*6 >= n && (wide*6 < n || w < wide) {
				wide = w
			}
		}
	}
	for at := from + wide*step; at <= to; at += wide * step {
		if at > list[len(list)-1] && at < to {
			list = append(list, at)
		}
	}
	return list
}

func numbers(list []questionnaire.Decimal) string {
	words := make([]string, len(list))
	for i, d := range list {
		words[i] = d.String()
	}
	return strings.Join(words, " ")
}

// standing makes a default of what XLSForm has: options by their names here, a day by its period, a time by its band.
func standing(s string, q questionnaire.Question, self *list) string {
	switch {
	case s == "":
	case self != nil:
		words := strings.Fields(s)
		for i, word := range words {
			if name, ok := self.names[word]; ok {
				words[i] = name
			}
		}
		return strings.Join(words, " ")
	case q.Kind == questionnaire.Date || q.Kind == questionnaire.Time:
		alternatives := q.Alternatives()
		at, found := slices.BinarySearchFunc(alternatives, s, func(o questionnaire.Option, s string) int { return strings.Compare(o.Name, s) })
		if !found && at > 0 && len(s) == len(alternatives[at-1].Name) {
			return alternatives[at-1].Name
		}
	}
	return s
}
