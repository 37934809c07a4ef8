package builtin

import (
	"cmp"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"jianfu/models/questionnaire"
)

// row is one question of the tables in docs/instrument.md.
type row struct {
	core                    bool
	name, zh, answer, shown string
	section                 string
}

// designed reads the tables of instrument A and of instrument B.
func designed(t *testing.T) (a, b []row) {
	t.Helper()
	text, err := os.ReadFile("../../../docs/instrument.md")
	if err != nil {
		t.Fatal(err)
	}
	part, section := "", ""
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "## "); ok {
			part = rest[:1]
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) < 4 || !strings.HasPrefix(line, "| ") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if title, ok := strings.CutPrefix(cells[0], "**"); ok {
			_, title, _ = strings.Cut(title, "、")
			section, _, _ = strings.Cut(title, " ")
			continue
		}
		r := row{zh: cells[1], answer: cells[3], section: section}
		r.name, r.core = strings.CutPrefix(cells[0], "● ")
		switch {
		case cells[0] == "id":
		case part == "A":
			r.shown = cells[4]
			a = append(a, r)
		case part == "B":
			b = append(b, r)
		}
	}
	return a, b
}

// letters are the letters and digits of a wording in order of their code points: a remark in brackets may stand in the
// hint, and punctuation is set as Chinese or as English.
func letters(s string) string {
	kept := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s))
	slices.Sort(kept)
	return string(kept)
}

// TestAsDesigned holds every question of the instruments to docs/instrument.md: order, wording, kind, range, options,
// limits, conditions, and which of them the core asks.
func TestAsDesigned(t *testing.T) {
	t.Parallel()
	a, b := designed(t)
	whole, after := compile(t, BurdenFull), compile(t, Pulse)
	var asked, core []string
	for _, r := range a {
		names := []string{r.name}
		if strings.HasPrefix(r.name, "pushed_hours_") {
			names = nil
			for _, o := range []string{"speech", "hosting", "news", "research", "briefing", "other"} {
				names = append(names, "pushed_hours_"+o)
			}
		}
		asked = append(asked, names...)
		if r.core {
			core = append(core, names...)
		}
		for _, name := range names {
			q, ok := whole.Question(name)
			if !ok {
				t.Errorf("no question %s", name)
			}
			hold(t, r, q, whole)
		}
	}
	if got := names(whole); !slices.Equal(got, asked) {
		t.Errorf("the full version asks %v, want %v", got, asked)
	}
	if got := names(compile(t, BurdenCore)); !slices.Equal(got, core) {
		t.Errorf("the core asks %v, want %v", got, core)
	}
	asked = nil
	for _, r := range b {
		asked = append(asked, r.name)
		q, _ := after.Question(r.name)
		hold(t, r, q, whole)
	}
	if got := names(after); !slices.Equal(got, asked) {
		t.Errorf("the pulse asks %v, want %v", got, asked)
	}
}

// names lists what people answer.
func names(f *questionnaire.Form) (names []string) {
	for _, q := range f.Questions() {
		if q.Asked() {
			names = append(names, q.Name)
		}
	}
	return names
}

// hold compares a question with its row.
func hold(t *testing.T, r row, q questionnaire.Question, whole *questionnaire.Form) {
	t.Helper()
	want := expected(t, r, q.Name, whole)
	if !strings.HasPrefix(q.Name, "pushed_hours_") && letters(q.Text.Zh+q.Hint.Zh) != letters(r.zh) {
		t.Errorf("%s asks %q (%q), want %q", q.Name, q.Text.Zh, q.Hint.Zh, r.zh)
	}
	if q.Kind != want.Kind || q.Min != want.Min || q.Max != want.Max || q.Stride() != want.Stride() || q.AtMost != want.AtMost ||
		q.Reversed != want.Reversed || q.Relevant != want.Relevant || q.Constraint != want.Constraint {
		t.Errorf("%s is %+v, want %+v", q.Name, q, want)
	}
	if unit := want.Unit.Zh; unit != "" && unit != q.Unit.Zh {
		t.Errorf("%s is in %s, want %s", q.Name, q.Unit.Zh, unit)
	}
	if len(q.Options) != len(want.Options) {
		t.Fatalf("%s has options %v, want %v", q.Name, q.Options, want.Options)
	}
	for i, o := range want.Options {
		got := q.Options[i]
		if got.Name != o.Name || got.Exclusive != o.Exclusive || o.Text.Zh != "" && letters(got.Text.Zh) != letters(o.Text.Zh) {
			t.Errorf("%s has option %+v, want %+v", q.Name, got, o)
		}
	}
}

var (
	numberRow = regexp.MustCompile(`^(decimal|integer) (\d+)–(\d+)(?:, step ([\d.]+))?(?:, ≤ ([a-z_ +]+))?(?:, (\p{Han}+))?$`)
	scaleRow  = regexp.MustCompile(`^scale 1–5(, reversed)?$`)
	endsRow   = regexp.MustCompile(`^1 (\p{Han}+) – 5 (\p{Han}+)$`)
	limitRow  = regexp.MustCompile(`最多选(\d)项`)
	reference = regexp.MustCompile(`[a-z_]{3,}`)
)

// expected is the question that a row describes, as far as the row says.
func expected(t *testing.T, r row, name string, whole *questionnaire.Form) (q questionnaire.Question) {
	t.Helper()
	q.Kind = questionnaire.Scale
	answer := r.answer
	if other, ok := strings.CutPrefix(answer, "as "); ok {
		same, _ := whole.Question(other)
		q.Kind, q.Options = same.Kind, same.Options
	} else if m := numberRow.FindStringSubmatch(answer); m != nil {
		q.Kind = questionnaire.Kind(m[1])
		q.Min, q.Max, q.Unit.Zh = decimal(t, m[2]), decimal(t, m[3]), m[6]
		q.Step = decimal(t, cmp.Or(m[4], "0"))
		if m[5] != "" {
			q.Constraint = ". <= " + reference.ReplaceAllString(m[5], "$${$0}")
		}
	} else if m := scaleRow.FindStringSubmatch(answer); m != nil {
		q.Options, q.Reversed = scale("非常不同意", "非常同意"), m[1] != ""
	} else if m := endsRow.FindStringSubmatch(answer); m != nil {
		q.Options, q.Reversed = scale(m[1], m[2]), true // the higher, the better: the inspection was needed
	} else {
		for i, text := range strings.Split(answer, " / ") {
			text, exclusive := strings.CutSuffix(text, " (exclusive)")
			o := questionnaire.Option{Exclusive: exclusive}
			o.Name, o.Text.Zh, _ = strings.Cut(text, " ")
			if i == 0 && o.Name != "1" {
				q.Kind = questionnaire.Single
			}
			q.Options = append(q.Options, o)
		}
	}
	if m := limitRow.FindStringSubmatch(r.zh); m != nil {
		q.AtMost = int(m[1][0] - '0')
	}
	if q.AtMost > 0 || strings.Contains(r.zh, "可多选") {
		q.Kind = questionnaire.Multiple
	}
	switch {
	case r.shown == "the one is ticked":
		q.Relevant = "selected(${pushed}, '" + strings.TrimPrefix(name, "pushed_hours_") + "')"
	case strings.HasSuffix(r.shown, " ≠ no"):
		q.Relevant = "${" + strings.TrimSuffix(r.shown, " ≠ no") + "} != 'no'"
	default:
		q.Relevant = reference.ReplaceAllString(r.shown, "$${$0}")
	}
	return q
}

// scale has five steps with labelled ends; what the middle ones are called is free.
func scale(least, most string) (options []questionnaire.Option) {
	for i := range 5 {
		o := questionnaire.Option{Name: string(rune('1' + i))}
		switch i {
		case 0:
			o.Text.Zh = least
		case 4:
			o.Text.Zh = most
		}
		options = append(options, o)
	}
	return options
}

func decimal(t *testing.T, s string) questionnaire.Decimal {
	t.Helper()
	d, err := questionnaire.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestSections: the sections of A are those of docs/instrument.md, each question in its own.
func TestSections(t *testing.T) {
	t.Parallel()
	a, _ := designed(t)
	of := map[string]string{}
	for _, s := range compile(t, BurdenFull).Questionnaire().Sections {
		for _, q := range s.Questions {
			of[q.Name] = s.Title.Zh
		}
	}
	for _, r := range a {
		name := strings.TrimSuffix(r.name, " … _other")
		if of[name] != r.section {
			t.Errorf("%s is in section %q, want %q", name, of[name], r.section)
		}
	}
}

// TestBands holds the bands to docs/statistics.md ("Bands of wide quantities"), and nothing else has bands. The pulse
// takes those of the hours on inspections.
func TestBands(t *testing.T) {
	t.Parallel()
	const (
		month   = "0 0.5 4 8 16 40"
		week    = "0 0.5 2 5 10"
		few     = "0 1 2 4 7"
		demands = "0 1 3 6 11 21"
		people  = "0 1 2 3 6"
	)
	want := map[string]string{
		"hours_week": "0 40 48 60", "insp_hours": month, "demand_hours": month, "p_hours": month,
		"pushed_hours_speech": month, "pushed_hours_hosting": month, "pushed_hours_news": month,
		"pushed_hours_research": month, "pushed_hours_briefing": month, "pushed_hours_other": month,
		"trace_hours": week, "polish_hours": week, "meeting_hours": week,
		"insp_count": few, "insp_repeat": few, "mirrored": few, "departments": few,
		"data_count": demands, "text_count": demands, "repeat_count": demands,
		"seconded_months": "0 1 4 7 12", "unit_lent": people, "unit_selected": people,
	}
	for _, name := range []string{BurdenFull, Pulse} {
		for _, q := range compile(t, name).Questions() {
			var bands []string
			for _, b := range q.Bands {
				bands = append(bands, b.String())
			}
			if got := strings.Join(bands, " "); got != want[q.Name] {
				t.Errorf("%s has bands %s, want %s", q.Name, got, want[q.Name])
			}
		}
	}
}
