package csv

import (
	stdcsv "encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// header is the head of the file.
func header() []string {
	return []string{
		"round", "instrument_version", "unit_code", "unit_name", "level", "indicator", "stat", "value", "ci_low", "ci_high", "ci_method",
		"n", "headcount", "weighted", "suppressed", "reason", "compare_to", "diff", "p_class", "sig",
	}
}

// Write writes every figure of the release. Its errors are those of w.
func Write(w io.Writer, r *disclosure.Released) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := stdcsv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write(header()) // the writer keeps its first error for the end
	m := r.Manifest()
	f := &writer{out: out, r: r, questions: r.Questions(), row: make([]string, len(header()))}
	f.compare()
	f.row[0], f.row[1] = m.Round.String(), m.Questionnaire.Name+" "+m.Questionnaire.Version
	whole := subject{level: "round", name: m.Title}
	f.formality(whole)
	f.group(whole, r.Whole())
	f.quality(whole)
	for _, g := range r.Units() {
		f.group(subject{level: "unit", code: g.Unit.Code, name: g.Unit.Name}, g)
	}
	for _, d := range r.Divisions() {
		q := f.questions[d.Question]
		cells := q.Cells()
		for i, g := range d.Classes {
			f.group(subject{level: "class", code: q.Name + "/" + cellName(cells, i), name: g.Class.In(models.Chinese)}, g)
		}
		if d.Rest != nil {
			f.group(subject{level: "rest", code: q.Name}, *d.Rest)
		}
	}
	out.Flush()
	return out.Error()
}

// cellName is the name of a cell, after them −8 for not applicable and −9 for missing.
func cellName(cells []questionnaire.Cell, i int) string {
	switch i - len(cells) {
	case 0:
		return "-8"
	case 1:
		return "-9"
	}
	return cells[i].Name
}

type writer struct {
	out       *stdcsv.Writer
	r         *disclosure.Released
	questions []questionnaire.Question
	compared  map[string]map[models.ID]disclosure.Comparison // by key of the indicator and unit
	row       []string                                       // reused; the round and the instrument stand in it already
}

// subject is what a group is called.
type subject struct{ level, code, name string }

// figure is one row: indicator and stat, the number as it is written, and how it was come by.
type figure struct {
	indicator, stat string
	of              disclosure.Figure
	value           string
	method          string // of the interval
	weighted        bool
	key             string // of the indicator that comparisons go by; empty for what is not compared
}

// group writes the rows of a group, and of its remainder.
func (f *writer) group(s subject, g disclosure.Group) {
	if g.Hidden != "" {
		f.write(s, g, figure{indicator: "sheets", stat: "n", of: disclosure.Figure{Reason: "hidden." + string(g.Hidden)}})
		return
	}
	f.write(s, g, figure{indicator: "sheets", stat: "n", of: disclosure.Figure{N: g.N}, value: strconv.Itoa(g.N)})
	f.indices(s, g)
	for i := range f.questions {
		if t, ok := g.Table(i); ok {
			f.table(s, g, i, t)
		}
	}
	if g.Remainder != nil {
		f.group(subject{level: "rest", code: s.code, name: s.name}, *g.Remainder)
	}
}

func (f *writer) table(s subject, g disclosure.Group, question int, t disclosure.Table) {
	name, weighs := t.Question.Name, g.Weighs(question)
	count := func(cell string, n int) {
		f.write(s, g, figure{indicator: name + "/" + cell, stat: "count", of: disclosure.Figure{N: g.N}, value: strconv.Itoa(n)})
	}
	for _, c := range t.Cells {
		cell := name + "/" + c.Cell.Name
		count(c.Cell.Name, c.Count)
		f.write(s, g, figure{cell, "share", c.Share, c.Share.Value.String(), "wilson", weighs, ""})
		if t.Conditional {
			f.write(s, g, figure{cell, "share_concerned", c.Concerned, c.Concerned.Value.String(), "wilson", weighs, ""})
		}
	}
	if t.Conditional {
		count("-8", t.Skipped)
	}
	count("-9", t.Declined)
	if t.Mean != nil {
		if t.Question.Wide() {
			weighs = g.Weighted()
		}
		f.write(s, g, figure{name, "mean", *t.Mean, t.Mean.Value.String(), "t", weighs, "mean:" + name})
	}
}

// formality writes the hours that go into formalities, and the full-time people that they come to.
func (f *writer) formality(s subject) {
	sum, ok := f.r.Formality()
	if !ok {
		return
	}
	whole := f.r.Whole()
	f.write(s, whole, figure{"formality_hours", "mean", sum.Hours, sum.Hours.Value.String(), f.formalityMethod(), whole.Weighted(), ""})
	if sum.Headcount > 0 {
		people := sum.Hours
		people.Low, people.High = thousands(sum.Low), thousands(sum.High)
		f.write(s, whole, figure{"formality_people", "fte", people, strconv.Itoa(sum.People), f.formalityMethod(), whole.Weighted(), ""})
	}
}

func thousands(n int) questionnaire.Decimal { return questionnaire.Decimal(n) * 1000 }

// write writes one row: the columns after the round and the instrument, in the order of header.
func (f *writer) write(s subject, g disclosure.Group, l figure) {
	low, high, n, headcount, suppressed, reason := "", "", strconv.Itoa(l.of.N), "", "0", string(l.of.Bound)
	value, method, weighted := l.value, l.method, "0"
	if l.of.Interval {
		low, high = l.of.Low.String(), l.of.High.String()
	} else {
		method = ""
	}
	if l.of.Reason != "" {
		_, reason, _ = strings.Cut(l.of.Reason, ".")
		value, suppressed = "", "1"
	}
	if g.Hidden != "" {
		n = ""
	}
	if g.Headcount > 0 {
		headcount = strconv.Itoa(g.Headcount)
	}
	if l.weighted {
		weighted = "1"
	}
	copy(f.row[2:], []string{
		safe(s.code), safe(s.name), s.level, l.indicator, l.stat, value, low, high, method,
		n, headcount, weighted, suppressed, reason, "", "", "", "",
	})
	if g.Kind == disclosure.Unit && l.key != "" {
		f.comparison(f.compared[l.key][g.Unit.ID])
	}
	_ = f.out.Write(f.row)
}

// safe keeps a spreadsheet from running a cell as a formula (OWASP, CSV injection).
func safe(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
		return "'" + s
	}
	return s
}
