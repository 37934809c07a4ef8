package xlsform

import (
	"regexp"
	"strconv"
	"strings"

	"jianfu/models/questionnaire"
)

var (
	specify   = regexp.MustCompile(`[(]?\s*(?:请(?:注明|说明|填写|写明|补充)|please specify)?\s*[:：]?\s*(?:_{2,}|…{2,}|\.{4,})\s*[)]?\s*$|[(]\s*(?:请(?:注明|说明|填写|写明)|please specify)\s*[)]\s*$`)
	alonely   = regexp.MustCompile(`\s*[(【\[]\s*(?:互斥|exclusive)\s*[)】\]]\s*$`)
	atMost    = regexp.MustCompile(`(?:最多|至多|限)\s*可?选?择?\s*([0-9]{1,2})\s*[项个]|at most ([0-9]{1,2})|up to ([0-9]{1,2})`)
	atLeast   = regexp.MustCompile(`(?:最少|至少)\s*选?择?\s*([0-9]{1,2})\s*[项个]|at least ([0-9]{1,2})`)
	between   = regexp.MustCompile(`(-?[0-9]+(?:\.[0-9]+)?)\s*(?:-|–|—|~|～|至|到)\s*(-?[0-9]+(?:\.[0-9]+)?)`)
	ends      = regexp.MustCompile(`^(.*?)\s*[(]?\s*([0-9]{1,4})\s*(?:-|–|—|~|～|至|到)+\s*([0-9]{1,4})\s*[)]?\s*(.*)$`)
	pairs     = regexp.MustCompile(`^([0-9]{1,2})\s*[.、:=]?\s*(\D+?)\s*(?:-|–|—|~|～|至|到)+\s*([0-9]{1,2})\s*[.、:=]?\s*(\D+)$`)
	underline = regexp.MustCompile(`^[_\s]+$`)
	// A star says that a question must be answered.
	starBefore = regexp.MustCompile(`^\s*[*]\s*`)
	starBehind = regexp.MustCompile(`\s*[*]\s*$`)
)

const maxPoints = 21 // of a scale that is pasted

// flush makes a question of what was gathered.
func (p *paster) flush() {
	g := p.current
	p.current = nil
	if g == nil {
		return
	}
	p.count++
	q := questionnaire.Question{Name: "q" + itoa(p.count)}
	stem, _ := without(numbered, g.stem)
	plainly, marked := without(required, stem)
	plainly, before := without(starBefore, plainly)
	plainly, behind := without(starBehind, plainly)
	q.Required = marked || before || behind || strings.Contains(g.tag, "必")
	stem, _ = without(numbered, plainly)
	q.Text = in(p.lang, stem)
	p.kind(g, &q)
}

// kind reads the lines as the tag says.
func (p *paster) kind(g *pasted, q *questionnaire.Question) {
	tag := strings.ToLower(g.tag)
	is := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(tag, w) {
				return true
			}
		}
		return false
	}
	switch {
	case is("矩阵", "matrix"):
		p.matrix(g, q, tag)
		return
	case is("日期", "date"):
		p.refuse("", g.row, "", "xlsform.paste_date")
		return
	case is("量表", "评分", "scale"):
		p.scale(g, q)
	case is("多选", "multiple"):
		p.choices(g, q, questionnaire.Multiple)
	case is("排序", "ranking"):
		p.choices(g, q, questionnaire.Ranking)
	case is("下拉", "drop"):
		q.Appearance = questionnaire.Minimal
		p.choices(g, q, questionnaire.Single)
	case is("单选", "判断", "single"):
		p.choices(g, q, questionnaire.Single)
	case is("数字", "数值", "number"):
		p.number(g.row, q, tag)
		q.Hint = in(p.lang, hint(g.lines))
	case is("时间", "time"):
		q.Kind = questionnaire.Time
		q.Hint = in(p.lang, hint(g.lines))
	case is("说明", "note"):
		q.Kind, q.Required = questionnaire.Note, false
		q.Hint = in(p.lang, hint(g.lines))
	default:
		q.Kind = questionnaire.Text
		q.Hint = in(p.lang, hint(g.lines))
	}
	p.add(g.row, *q)
}

// hint joins the lines below a question that has no options; lines to write on are none.
func hint(lines []string) string {
	var kept []string
	for _, l := range lines {
		if match(underline, l) == nil {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

func (p *paster) choices(g *pasted, q *questionnaire.Question, kind questionnaire.Kind) {
	q.Kind = kind
	for i, text := range unmarked(g.lines) {
		o := questionnaire.Option{Name: "o" + itoa(len(q.Options)+1)}
		text, alone := without(alonely, text)
		o.Exclusive = alone && kind == questionnaire.Multiple
		text, asks := without(specify, text)
		o.Specify = asks && kind != questionnaire.Ranking
		if text = strings.TrimSpace(strings.TrimLeft(text, "(（")); text == "" {
			text = g.lines[i]
		}
		o.Text = in(p.lang, text)
		q.Options = append(q.Options, o)
	}
	if len(q.Options) == 0 {
		p.refuse("", g.row, "", "xlsform.paste_options", short(q.Text.In(p.lang)))
		q.Options = []questionnaire.Option{{Name: "o1", Text: q.Text}}
	}
	if kind != questionnaire.Single {
		q.AtMost = limit(atMost, fold(g.stem)+g.tag, len(q.Options))
		q.AtLeast = limit(atLeast, fold(g.stem)+g.tag, len(q.Options))
	}
}

// limit finds a number of options in words, none above what there are.
func limit(pattern *regexp.Regexp, s string, most int) int {
	m := pattern.FindStringSubmatch(s)
	for i := 1; i < len(m); i++ {
		if n, err := strconv.Atoi(m[i]); err == nil && n <= most {
			return n
		}
	}
	return 0
}

// number takes the range from the tag, else 0 to 100.
func (p *paster) number(row int, q *questionnaire.Question, tag string) {
	q.Kind, q.Max = questionnaire.Integer, 100_000
	m := between.FindStringSubmatch(tag)
	if m == nil {
		p.remark("", row, "", "xlsform.paste_range", q.Min, q.Max)
		return
	}
	low, errLow := questionnaire.ParseDecimal(m[1])
	high, errHigh := questionnaire.ParseDecimal(m[2])
	if errLow != nil || errHigh != nil || low > high {
		p.remark("", row, "", "xlsform.paste_range", q.Min, q.Max)
		return
	}
	q.Min, q.Max = low, high
	if low%1000 != 0 || high%1000 != 0 || strings.Contains(tag, "小数") || strings.Contains(tag, "decimal") {
		q.Kind = questionnaire.Quantity
		for _, step := range []questionnaire.Decimal{100, 10, 1} {
			if (q.Max-q.Min)%q.Stride() != 0 {
				q.Step = step
			}
		}
	}
	if (q.Max-q.Min)/q.Stride() > 100 {
		q.Bands = bands(q.Min, q.Max, q.Stride())
		p.remark("", row, "", "xlsform.bands_made", numbers(q.Bands))
	}
}

// scale takes a line such as "非常不满意 1-5 非常满意", or a line for each point; without any it has five points.
func (p *paster) scale(g *pasted, q *questionnaire.Question) {
	q.Kind = questionnaire.Scale
	low, high := 1, 5
	var labels []string
	lines := g.lines
	if len(lines) == 0 && between.MatchString(g.tag) {
		lines = []string{between.FindString(g.tag)}
	}
	switch {
	case len(lines) == 0:
		labels = []string{"1", "5"}
		p.remark("", g.row, "", "xlsform.paste_scale")
	case len(lines) == 1:
		m := match(ends, lines[0])
		if pair := match(pairs, lines[0]); pair != nil {
			m = []string{"", pair[2], pair[1], pair[3], pair[4]}
		}
		if m == nil {
			p.refuse("", g.row, "", "xlsform.paste_points", short(lines[0]))
			m = []string{"", "", "1", "5", ""}
		}
		low, _ = strconv.Atoi(fold(m[2]))
		high, _ = strconv.Atoi(fold(m[3]))
		labels = []string{m[1], m[4]}
	default:
		high = len(lines)
		labels = unmarked(lines)
	}
	if high <= low || high-low >= maxPoints {
		p.refuse("", g.row, "", "xlsform.paste_points", short(strings.Join(lines, " ")))
		low, high = 1, 2
	}
	q.Options = points(low, high, labels, p)
}

// points makes the options of a scale: as many labels as points, or two for its ends.
func points(low, high int, labels []string, p *paster) []questionnaire.Option {
	var options []questionnaire.Option
	for n := low; n <= high; n++ {
		o := questionnaire.Option{Name: itoa(n)}
		label := ""
		switch {
		case len(labels) == high-low+1:
			label = labels[n-low]
		case n == low:
			label = labels[0]
		case n == high:
			label = labels[len(labels)-1]
		}
		if label = strings.TrimSpace(label); label == "" && (n == low || n == high) {
			label = o.Name
		}
		if label != "" {
			o.Text = in(p.lang, label)
		}
		options = append(options, o)
	}
	return options
}
