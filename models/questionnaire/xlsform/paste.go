package xlsform

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// MaxPaste is the greatest size of a pasted text in bytes.
const MaxPaste = 200_000

var (
	tagged   = regexp.MustCompile(`[\[【〔(]([^\[\]【】〔〕()]*)[\]】〕)]`)
	required = regexp.MustCompile(`\s*[\[【〔(]\s*必[填答]\s*[\]】〕)]\s*`)
	numbered = regexp.MustCompile(`^(?:[Qq第]\s*)?([0-9]{1,3})\s*[题.、:)](?:\s*[.、:])?\s*`)
	heading1 = regexp.MustCompile(`^#+\s*(.+)$`)
	heading2 = regexp.MustCompile(`^(?:第[一二三四五六七八九十]{1,3}(?:部分|章|节)|[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)])[、.:\s]*(.+)$`)
)

// Paste reads text in the form in which questions are passed around here: a question a paragraph, its type in brackets
// behind it, its options on the lines below.
//
//	一、时间
//	1. 最近一周，您实际工作多少小时？[数字题 0-112]
//	2. 主要忙什么？（最多选2项）[多选题]
//	A. 检查
//	B. 材料
//	C. 其他____
//
// Types: 单选题, 下拉题, 判断题, 多选题, 填空题, 数字题, 量表题, 矩阵题 (a line with the options, the other lines are
// rows, with or without cells to tick), 排序题, 时间题, 说明. A star before or behind a question, or 必答 in brackets,
// means that it must be answered. Numbers and marks of options are taken off where all have them.
//
// A line before the first question is the title; lines like 一、时间 or # Time begin a section. Row of a problem is the
// line. Where any is Refused the questionnaire is zero, otherwise it passes questionnaire.Examine.
func Paste(text string) (questionnaire.Questionnaire, []Problem) {
	p := &paster{lang: languageOf(text)}
	if len(text) > MaxPaste {
		p.refuse("", 0, "", "xlsform.paste_large", MaxPaste/1000)
		return questionnaire.Questionnaire{}, p.list()
	}
	p.q.Name, p.q.Version = "questionnaire", "v1"
	number := 0
	for line := range strings.Lines(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")) {
		number++
		p.raw = visible(line)
		p.line(number, strings.TrimSpace(p.raw))
	}
	p.flush()
	p.finish()
	if p.refused() {
		return questionnaire.Questionnaire{}, p.list()
	}
	return p.q, p.list()
}

// paster is a text on its way in.
type paster struct {
	collector
	lang    models.Lang
	q       questionnaire.Questionnaire
	titled  bool
	raw     string  // the line that is being read, with the tabs at its ends
	current *pasted // the question whose lines are being read
	count   int     // of questions so far
	blank   bool    // the line before was blank
	stray   bool    // a line was refused: what follows it belongs to it
	rows    [][]int // lines of the questions of each section
	heads   []int   // lines of the sections
}

// pasted is a question with the lines below it.
type pasted struct {
	row   int
	tag   string // what the brackets say
	stem  string
	lines []string
	raw   []string // the same with the tabs at their ends: the empty cells of a table
}

func (p *paster) line(number int, s string) {
	if s == "" {
		p.blank = true
		return
	}
	after := p.blank
	p.blank = false
	tag, stem := tagOf(s)
	switch {
	case tag != "":
		p.flush()
		p.stray = false
		p.current = &pasted{row: number, tag: fold(tag), stem: stem}
	case match(heading1, s) != nil:
		p.open(number, match(heading1, s)[1])
	case match(heading2, s) != nil && (p.current == nil || after || p.current.ends(s)):
		p.open(number, match(heading2, s)[1])
	case p.stray:
	case p.current != nil && after && match(numbered, s) != nil && !p.current.continues(s),
		p.current == nil && match(numbered, s) != nil:
		p.flush()
		p.stray = true
		p.refuse("", number, "", "xlsform.paste_tag", short(s))
	case p.current != nil:
		p.current.lines, p.current.raw = append(p.current.lines, s), append(p.current.raw, strings.Trim(p.raw, "\n"))
	case len(p.q.Sections) > 0:
		note := &p.q.Sections[len(p.q.Sections)-1].Note
		*note = in(p.lang, strings.TrimSpace(note.In(p.lang)+"\n"+s))
	case !p.titled:
		p.q.Title, p.titled = in(p.lang, s), true
	default:
		p.remark("", number, "", "xlsform.paste_line", short(s))
	}
}

// continues reports whether a numbered line goes on with options that are numbered as well.
func (q *pasted) continues(s string) bool {
	for i, line := range append(q.lines, s) {
		if m := match(numbered, line); m == nil || fold(m[1]) != itoa(i+1) {
			return false
		}
	}
	return true
}

// ends reports whether a line such as 二、检查 begins a section: not where options are numbered in this way.
func (q *pasted) ends(s string) bool {
	return strings.HasPrefix(s, "第") || len(q.lines) > 0 && match(heading2, q.lines[0]) == nil
}

// fold gives the plain form of brackets, digits and marks, rune for rune, for patterns to be matched against.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000' || r == '\t' || r == '\u00a0':
			return ' '
		case r >= '！' && r <= '～' && !strings.ContainsRune("，；？！", r):
			return r - '！' + '!'
		}
		return r
	}, s)
}

// match is FindStringSubmatch on the plain form of s, with what was found as it stands in s.
func match(re *regexp.Regexp, s string) []string {
	folded := fold(s)
	at := re.FindStringSubmatchIndex(folded)
	if at == nil {
		return nil
	}
	runes := []rune(s)
	found := make([]string, len(at)/2)
	for i := range found {
		if from, to := at[2*i], at[2*i+1]; from >= 0 {
			start := utf8.RuneCountInString(folded[:from])
			found[i] = string(runes[start : start+utf8.RuneCountInString(folded[from:to])])
		}
	}
	return found
}

// without takes the first match of a pattern out of s; found says whether there was any.
func without(re *regexp.Regexp, s string) (rest string, found bool) {
	folded := fold(s)
	at := re.FindStringIndex(folded)
	if at == nil || at[0] == at[1] {
		return s, false
	}
	return cutOut(s, folded, at[0], at[1]), true
}

// cutOut takes bytes from–to of the plain form out of s.
func cutOut(s, folded string, from, to int) string {
	runes := []rune(s)
	before, after := string(runes[:utf8.RuneCountInString(folded[:from])]), string(runes[utf8.RuneCountInString(folded[:to]):])
	return strings.TrimSpace(strings.TrimSpace(before) + " " + strings.TrimSpace(after))
}

// tagOf finds the type of a question, in the last bracket that names one, 题 before others, and what stands beside it.
func tagOf(s string) (tag, stem string) {
	folded := fold(s)
	for _, m := range tagged.FindAllStringSubmatchIndex(folded, -1) {
		inner := folded[m[2]:m[3]]
		latin := folded[m[0]] == '[' && latinTag.MatchString(inner)
		if !latin && !hanTag.MatchString(inner) || strings.Contains(tag, "题") && !strings.Contains(inner, "题") {
			continue
		}
		tag, stem = inner, cutOut(s, folded, m[0], m[1])
	}
	return tag, stem
}

var (
	hanTag   = regexp.MustCompile(`(?:单选|多选|填空|问答|简答|量表|评分|矩阵|数字|数值|排序|判断|下拉|日期|时间)\S*题|^\s*(?:单选|可?多选|说明)\s*$`)
	latinTag = regexp.MustCompile(`(?i)^\s*(single|multiple|drop-?down|text|number|scale|matrix|ranking|time|note|date)\b`)
)

// open begins a section.
func (p *paster) open(row int, title string) {
	p.flush()
	p.stray = false
	p.drop()
	p.q.Sections = append(p.q.Sections, questionnaire.Section{Name: "s" + itoa(len(p.q.Sections)+1), Title: in(p.lang, strings.TrimSpace(title))})
	p.rows, p.heads = append(p.rows, nil), append(p.heads, row)
}

// drop leaves out a last section without questions: a heading above a heading.
func (p *paster) drop() {
	last := len(p.q.Sections) - 1
	if last < 0 || len(p.q.Sections[last].Questions) > 0 {
		return
	}
	if !p.titled && last == 0 {
		p.q.Title, p.titled = p.q.Sections[0].Title, true
	} else if !p.refused() {
		p.remark("", p.heads[last], "", "xlsform.group_empty", short(p.q.Sections[last].Title.In(p.lang)))
	}
	p.q.Sections, p.rows, p.heads = p.q.Sections[:last], p.rows[:last], p.heads[:last]
}

// add files a question under the section that is open.
func (p *paster) add(row int, q questionnaire.Question) {
	if len(p.q.Sections) == 0 {
		p.q.Sections = []questionnaire.Section{{Name: "s1"}}
		p.rows, p.heads = [][]int{nil}, []int{row}
	}
	last := len(p.q.Sections) - 1
	p.q.Sections[last].Questions = append(p.q.Sections[last].Questions, q)
	p.rows[last] = append(p.rows[last], row)
}

// finish completes the questionnaire and puts it to the test.
func (p *paster) finish() {
	p.drop()
	if p.q.Title.IsZero() {
		p.q.Title = in(p.lang, map[models.Lang]string{models.Chinese: "问卷", models.English: "Questionnaire"}[p.lang])
		p.remark("", 0, "", "xlsform.paste_title")
	}
	for i := range p.q.Sections {
		if s := &p.q.Sections[i]; s.Title.IsZero() {
			s.Title = p.q.Title
		}
	}
	if p.count == 0 {
		if !p.refused() {
			p.refuse("", 0, "", "xlsform.paste_empty")
		}
		return
	}
	p.q.Minutes = minutes(p.q)
	_, faults := questionnaire.Examine(p.q)
	for _, f := range faults {
		if f.Key == "form.empty" && p.refused() { // for that very reason
			continue
		}
		row := 0
		if f.Section >= 0 && f.Question >= 0 {
			row = p.rows[f.Section][f.Question]
		} else if f.Section >= 0 {
			row = p.heads[f.Section]
		}
		p.fault("", row, "", f)
	}
}
