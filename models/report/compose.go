package report

import (
	"strconv"
	"strings"
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Compose writes the report of a release in one language. say is the voice of the same language.
func Compose(r *disclosure.Released, lang models.Lang, say models.Say) *Document {
	c := &composer{
		r: r, manifest: r.Manifest(), questions: r.Questions(), lang: lang, say: say, number: make(map[string]int),
	}
	for i, q := range c.questions {
		c.number[q.Name] = i
	}
	for _, g := range r.Units() {
		if g.Hidden == "" {
			c.published = append(c.published, g)
		}
	}
	m := &c.manifest
	c.doc = &Document{Lang: lang, Title: m.Title, Subtitle: say("report.subtitle", m.Evaluator, c.period())}
	c.summary()
	c.overview()
	if r.Published() {
		c.overall()
		for _, s := range m.Questionnaire.Sections {
			c.section(s)
		}
		c.rules()
		c.units()
		c.background()
	}
	c.limits()
	c.annex()
	return c.doc
}

// composer writes one document.
type composer struct {
	r         *disclosure.Released
	manifest  round.Manifest
	lang      models.Lang
	say       models.Say
	doc       *Document
	questions []questionnaire.Question // of the release
	number    map[string]int           // question name → its number in the release
	published []disclosure.Group       // units

	figures, tables, references int // so far
}

// chapter opens the next chapter; one without a number does not count.
func (c *composer) chapter(anchor, title string, numbered bool) {
	number := ""
	if numbered {
		n := 1
		for _, ch := range c.doc.Chapters {
			if ch.Number != "" {
				n++
			}
		}
		number = ordinal(n, c.lang)
	}
	c.doc.Chapters = append(c.doc.Chapters, Chapter{Number: number, Title: title, Anchor: anchor})
}

// add appends a block to the chapter that is open.
func (c *composer) add(b Block) {
	last := &c.doc.Chapters[len(c.doc.Chapters)-1]
	last.Blocks = append(last.Blocks, b)
}

func (c *composer) write(kind Kind, text string) { c.add(Block{Kind: kind, Text: text}) }

func (c *composer) table(t *Table) {
	c.tables++
	t.Label = c.say("report.table.label", strconv.Itoa(c.tables))
	c.add(Block{Kind: Tabular, Table: t})
}

// reference adds a table of the annex.
func (c *composer) reference(t *Table) {
	c.references++
	t.Label, t.Reference = c.say("report.table.label.annex", strconv.Itoa(c.references)), true
	c.add(Block{Kind: Tabular, Table: t})
}

// figure adds a figure; draw makes its SVG with ids that begin with id.
func (c *composer) figure(f *Figure, draw func(id string) string) {
	c.figures++
	f.Label, f.SVG = c.say("report.figure.label", strconv.Itoa(c.figures)), draw("figure-"+strconv.Itoa(c.figures))
	c.add(Block{Kind: Drawing, Figure: f})
}

// ordinal is the number of a chapter: 一 to 九十九 in Chinese.
func ordinal(n int, lang models.Lang) string {
	if lang == models.English || n > 99 {
		return strconv.Itoa(n)
	}
	digits := []rune("零一二三四五六七八九")
	s := ""
	switch {
	case n >= 20:
		s = string(digits[n/10]) + "十"
	case n >= 10:
		s = "十"
	}
	if n%10 > 0 {
		s += string(digits[n%10])
	}
	return s
}

// period is when the round took answers, as days at China's time of day, which has one zone and no summer time.
func (c *composer) period() string {
	china := time.FixedZone("CST", 8*60*60)
	day := func(t time.Time) string {
		t = t.In(china)
		if c.lang == models.English {
			return t.Format(time.DateOnly)
		}
		return c.say("report.day", strconv.Itoa(t.Year()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Day()))
	}
	return c.say("report.period", day(c.manifest.Opens), day(c.manifest.Closes))
}

// reason words why a figure or a group is not published: {0} is k, {1} the people that a mean of true values needs.
func (c *composer) reason(key string) string {
	return c.say("report."+key, strconv.Itoa(c.manifest.K), strconv.Itoa(c.manifest.K+disclosure.Base-1))
}

// topic is the wording of a question without the mark at its end, to stand inside a sentence.
func topic(s string) string { return strings.TrimRight(s, "？?：:。. ") }

// weighs reports whether the shares of a question over the round are weighted.
func (c *composer) weighs(t disclosure.Table) bool {
	return c.r.Whole().Weighs(c.number[t.Question.Name])
}

func (c *composer) topic(q questionnaire.Question) string { return topic(q.Text.In(c.lang)) }

// basis is the interval and the n of a figure as they stand in brackets behind it; what is cut off has no interval.
func (c *composer) basis(f disclosure.Figure, interval string) string {
	if !f.Interval {
		return c.say("report.basis.bounded", strconv.Itoa(f.N))
	}
	return c.say("report.basis", interval, strconv.Itoa(f.N))
}

// basisOf is the basis of an index, whose n the published missing answers of its parts bound from below.
func (c *composer) basisOf(f disclosure.Figure, interval string) string {
	if !f.Interval {
		return c.say("report.basis.least.bounded", strconv.Itoa(f.N))
	}
	return c.say("report.basis.least", interval, strconv.Itoa(f.N))
}

// label is the wording of a cell with its unit of measure, where it is a number.
func (c *composer) label(q questionnaire.Question, cell questionnaire.Cell) string {
	label := cell.Label.In(c.lang)
	if q.Kind == questionnaire.Scale && label != cell.Name {
		return cell.Name + " " + label
	}
	return label
}

// measured is the wording of a question with its unit of measure.
func (c *composer) measured(q questionnaire.Question) string {
	if unit := q.Unit.In(c.lang); unit != "" {
		return c.say("report.indicator.unit", c.topic(q), unit)
	}
	return c.topic(q)
}

// unitOf is the unit of measure of a question, empty where there is none.
func (c *composer) unitOf(q questionnaire.Question) string {
	unit := q.Unit.In(c.lang)
	if unit != "" && c.lang == models.English {
		return " " + unit
	}
	return unit
}

func text(s string) Cell { return Cell{Text: s} }

func numeric(s string) Cell { return Cell{Text: s, Numeric: true} }

func (c *composer) hidden(reason string) Cell {
	return Cell{Text: dash, Numeric: true, Hidden: c.reason(reason)}
}

// head makes the first column text and the others numbers.
func head(first string, others ...string) []Cell {
	cells := []Cell{text(first)}
	for _, o := range others {
		cells = append(cells, numeric(o))
	}
	return cells
}
