package csv

import (
	stdcsv "encoding/csv"
	"io"
	"strconv"
	"strings"

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
	f := &writer{out: out, r: r, round: m.Round.String(), version: m.Questionnaire.Name + " " + m.Questionnaire.Version}
	f.group(subject{level: "round", name: m.Title}, r.Whole())
	for _, g := range r.Units() {
		f.group(subject{level: "unit", code: g.Unit.Code, name: g.Unit.Name}, g)
	}
	questions := r.Questions()
	for _, d := range r.Divisions() {
		q := questions[d.Question]
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
	out     *stdcsv.Writer
	r       *disclosure.Released
	round   string
	version string
}

// subject is what a group is called.
type subject struct{ level, code, name string }

// group writes the rows of a group, and of its remainder.
func (f *writer) group(s subject, g disclosure.Group) {
	if g.Hidden != "" {
		f.row(s, g, "sheets", "n", disclosure.Figure{Reason: "hidden." + string(g.Hidden)}, "", "")
		return
	}
	f.row(s, g, "sheets", "n", disclosure.Figure{N: g.N}, strconv.Itoa(g.N), "")
	for i, q := range f.r.Questions() {
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
		f.row(s, g, name+"/"+cell, "count", disclosure.Figure{N: g.N}, strconv.Itoa(n), "")
	}
	for _, c := range t.Cells {
		count(c.Cell.Name, c.Count)
		f.row(s, g, name+"/"+c.Cell.Name, "share", c.Share, c.Share.Value.String(), "wilson")
		if t.Conditional {
			f.row(s, g, name+"/"+c.Cell.Name, "share_concerned", c.Concerned, c.Concerned.Value.String(), "wilson")
		}
	}
	if t.Conditional {
		count("-8", t.Skipped)
	}
	count("-9", t.Declined)
	if t.Mean != nil {
		f.row(s, g, name, "mean", *t.Mean, t.Mean.Value.String(), "t")
	}
}

func (f *writer) row(s subject, g disclosure.Group, indicator, stat string, figure disclosure.Figure, value, method string) {
	low, high, n, headcount, suppressed, reason := "", "", strconv.Itoa(figure.N), "", "0", string(figure.Bound)
	if figure.Interval {
		low, high = figure.Low.String(), figure.High.String()
	}
	if figure.Reason != "" {
		_, reason, _ = strings.Cut(figure.Reason, ".")
		value, suppressed = "", "1"
	}
	if low == "" {
		method = ""
	}
	if g.Hidden != "" {
		n = ""
	}
	if g.Headcount > 0 {
		headcount = strconv.Itoa(g.Headcount)
	}
	_ = f.out.Write([]string{
		f.round, f.version, safe(s.code), safe(s.name), s.level, indicator, stat, value, low, high, method,
		n, headcount, "0", suppressed, reason, "", "", "", "",
	})
}

// safe keeps a spreadsheet from running a cell as a formula (OWASP, CSV injection).
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
