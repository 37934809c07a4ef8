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
	f := &writer{out: out, questions: r.Questions(), row: make([]string, len(header()))}
	f.row[0], f.row[1] = m.Round.String(), m.Questionnaire.Name+" "+m.Questionnaire.Version
	f.formality(subject{level: "round", name: m.Title}, r)
	f.group(subject{level: "round", name: m.Title}, r.Whole())
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
	questions []questionnaire.Question
	row       []string // reused; the round and the instrument stand in it already
}

// subject is what a group is called.
type subject struct{ level, code, name string }

// group writes the rows of a group, and of its remainder.
func (f *writer) group(s subject, g disclosure.Group) {
	if g.Hidden != "" {
		f.write(s, g, "sheets", "n", disclosure.Figure{Reason: "hidden." + string(g.Hidden)}, "", "")
		return
	}
	f.write(s, g, "sheets", "n", disclosure.Figure{N: g.N}, strconv.Itoa(g.N), "")
	for i, q := range f.questions {
		if t, ok := g.Table(i); ok {
			f.table(s, g, q.Name, t)
		}
	}
	if g.Remainder != nil {
		f.group(subject{level: "rest", code: s.code, name: s.name}, *g.Remainder)
	}
}

func (f *writer) table(s subject, g disclosure.Group, name string, t disclosure.Table) {
	count := func(cell string, n int) {
		f.write(s, g, name+"/"+cell, "count", disclosure.Figure{N: g.N}, strconv.Itoa(n), "")
	}
	for _, c := range t.Cells {
		count(c.Cell.Name, c.Count)
		f.write(s, g, name+"/"+c.Cell.Name, "share", c.Share, c.Share.Value.String(), "wilson")
		if t.Conditional {
			f.write(s, g, name+"/"+c.Cell.Name, "share_concerned", c.Concerned, c.Concerned.Value.String(), "wilson")
		}
	}
	if t.Conditional {
		count("-8", t.Skipped)
	}
	count("-9", t.Declined)
	if t.Mean != nil {
		f.write(s, g, name, "mean", *t.Mean, t.Mean.Value.String(), "t")
	}
}

// formality writes the hours that go into formalities, and the full-time people that they come to.
func (f *writer) formality(s subject, r *disclosure.Released) {
	sum, ok := r.Formality()
	if !ok {
		return
	}
	whole := r.Whole()
	f.write(s, whole, "formality_hours", "mean", sum.Hours, sum.Hours.Value.String(), "sum")
	if sum.Headcount > 0 {
		people := sum.Hours
		people.Low, people.High = thousands(sum.Low), thousands(sum.High)
		f.write(s, whole, "formality_people", "fte", people, strconv.Itoa(sum.People), "sum")
	}
}

func thousands(n int) questionnaire.Decimal { return questionnaire.Decimal(n) * 1000 }

// write writes one row: the columns after the round and the instrument, in the order of header.
func (f *writer) write(s subject, g disclosure.Group, indicator, stat string, figure disclosure.Figure, value, method string) {
	low, high, n, headcount, suppressed, reason := "", "", strconv.Itoa(figure.N), "", "0", string(figure.Bound)
	if figure.Interval {
		low, high = figure.Low.String(), figure.High.String()
	} else {
		method = ""
	}
	if figure.Reason != "" {
		_, reason, _ = strings.Cut(figure.Reason, ".")
		value, suppressed = "", "1"
	}
	if g.Hidden != "" {
		n = ""
	}
	if g.Headcount > 0 {
		headcount = strconv.Itoa(g.Headcount)
	}
	copy(f.row[2:], []string{
		safe(s.code), safe(s.name), s.level, indicator, stat, value, low, high, method,
		n, headcount, "0", suppressed, reason, "", "", "", "",
	})
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
