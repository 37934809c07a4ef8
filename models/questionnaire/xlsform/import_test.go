package xlsform

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// markdown makes a form of the lines of its sheets: cells apart by " | ".
func markdown(survey, choices, settings string) []byte {
	var b strings.Builder
	for _, s := range []struct{ name, rows string }{{"survey", survey}, {"choices", choices}, {"settings", settings}} {
		if s.rows == "" {
			continue
		}
		fmt.Fprintf(&b, "| %s |\n", s.name)
		for _, row := range strings.Split(strings.TrimSpace(s.rows), "\n") {
			fmt.Fprintf(&b, "| | %s |\n", strings.TrimSpace(row))
		}
	}
	return []byte(b.String())
}

// imported reads a form that is expected to be accepted.
func imported(t *testing.T, raw []byte) (questionnaire.Questionnaire, []string) {
	t.Helper()
	q, problems, err := Import("form.md", raw)
	must(t, err)
	if len(q.Sections) == 0 {
		t.Fatalf("refused: %+v", problems)
	}
	identical(t, q)
	return q, told(problems, "xlsform.missing_zh", "xlsform.minutes_made", "xlsform.title_made")
}

const lists = `list_name | name | label
yn | yes | 是
yn | no | 否
five | 1 | 很差
five | 2 |
five | 3 | 很好`

func TestKinds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		heads, cells string
		want         questionnaire.Question // without Name, Text, Options
	}{
		"single":                {"type", "select_one yn", questionnaire.Question{Kind: "single"}},
		"single, spelt out":     {"type", "Select one from yn", questionnaire.Question{Kind: "single"}},
		"drop-down":             {"type | appearance", "select_one yn | minimal", questionnaire.Question{Kind: "single", Appearance: "minimal"}},
		"scale":                 {"type | appearance | reversed", "select_one five | likert | yes", questionnaire.Question{Kind: "scale", Reversed: true}},
		"stars":                 {"type | appearance", "select_one five | rating", questionnaire.Question{Kind: "scale", Appearance: "rating"}},
		"likert without order":  {"type | appearance", "select_one yn | likert", questionnaire.Question{Kind: "single"}},
		"multiple":              {"type | constraint", "select_multiple yn | count-selected(.) <= 1", questionnaire.Question{Kind: "multiple", AtMost: 1}},
		"multiple, exactly":     {"type | constraint", "select all that apply from yn | count-selected(.)=2", questionnaire.Question{Kind: "multiple", AtMost: 2, AtLeast: 2}},
		"ranking":               {"type", "rank yn", questionnaire.Question{Kind: "ranking"}},
		"integer":               {"type | constraint", "integer | . >= 1 and . <= 31", questionnaire.Question{Kind: "integer", Min: 1000, Max: 31000}},
		"integer, strict":       {"type | constraint", "int | (.＞0) and (10 > .)", questionnaire.Question{Kind: "integer", Min: 1000, Max: 9000}},
		"bounds and more":       {"type | constraint", "integer | . >= 0 and . <= 9 and . != 5", questionnaire.Question{Kind: "integer", Max: 9000, Constraint: ". != 5"}},
		"bounds in an or":       {"type | constraint | min | max", "integer | . <= 9 or . = 12 | 0 | 20", questionnaire.Question{Kind: "integer", Max: 20000, Constraint: ". <= 9 or . = 12"}},
		"decimal":               {"type | constraint", "decimal | . > 0 and . <= 10", questionnaire.Question{Kind: "decimal", Max: 10000, Constraint: ". > 0"}},
		"decimal, finer":        {"type | constraint", "decimal | . >= 0 and . <= 2.25", questionnaire.Question{Kind: "decimal", Max: 2250, Step: 10, Bands: []questionnaire.Decimal{0, 10, 500, 1000, 1500, 2000}}},
		"stars by range":        {"type | parameters | appearance", "range | start=1 end=3 | rating", questionnaire.Question{Kind: "scale", Appearance: "rating"}},
		"number by range":       {"type | parameters", "range | start=0;end=20;step=5", questionnaire.Question{Kind: "integer", Max: 20000, Step: 5000}},
		"decimal by range":      {"type | parameters", "range | start=0 end=2 step=0.25", questionnaire.Question{Kind: "decimal", Max: 2000, Step: 250}},
		"date":                  {"type | first | last | period", "date | 2024/01/01 | 45657 | Quarter", questionnaire.Question{Kind: "date", First: "2024-01-01", Last: "2024-12-31", Period: "quarter"}},
		"date by constraint":    {"type | constraint | appearance", "date | . >= date('2023-01-01') and .<=date('2023-12-31') | month-year", questionnaire.Question{Kind: "date", First: "2023-01-01", Last: "2023-12-31", Period: "month"}},
		"time":                  {"type", "time", questionnaire.Question{Kind: "time"}},
		"text":                  {"type | constraint", "string | string-length(.) < 51", questionnaire.Question{Kind: "text", Length: 50}},
		"acknowledgement":       {"type | required", "trigger | TRUE", questionnaire.Question{Kind: "acknowledge", Required: true}},
		"note":                  {"type", "note", questionnaire.Question{Kind: "note"}},
		"read only":             {"type | read_only", "text | yes", questionnaire.Question{Kind: "note"}},
		"calculation":           {"type | calculation", "calculate | 2 + 2", questionnaire.Question{Kind: "calculated", Calculation: "2 + 2"}},
		"hidden":                {"type | default", "hidden | it's", questionnaire.Question{Kind: "calculated", Calculation: `"it's"`}},
		"hidden number":         {"type | default", "hidden | 7", questionnaire.Question{Kind: "calculated", Calculation: "7"}},
		"a default among bands": {"type | default", "time | 13:30", questionnaire.Question{Kind: "time", Default: "12:00"}},
		"exclusive in words":    {"type | constraint", "select_multiple yn | not(selected(., 'no') and count-selected(.) > 1)", questionnaire.Question{Kind: "multiple"}},
		"message":               {"type | required_message | constraint | constraining_message", "select_one yn | 要答 | . = 'yes' | 不行", questionnaire.Question{Kind: "single", RequiredMessage: models.Text{Zh: "要答"}, Constraint: ". = 'yes'", ConstraintMessage: models.Text{Zh: "不行"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := markdown(c.heads+" | name | label\n"+c.cells+" | q | 题\nacknowledge"+strings.Repeat(" |", strings.Count(c.heads, "|"))+" | z | 好", lists, "")
			q, _ := imported(t, raw)
			got := q.Sections[0].Questions[0]
			if got.Name != "q" || got.Text.Zh != "题" {
				t.Errorf("%+v", got)
			}
			if name == "exclusive in words" && !got.Options[1].Exclusive {
				t.Errorf("%+v", got.Options)
			}
			got.Name, got.Text, got.Options = "", models.Text{}, nil
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	q, remarks := imported(t, markdown(`type | name | label | relevant | appearance | hint
		text | before | 前 | | |
		begin group | one | 甲 | ${before} != '' | | 板块的话
		text | a | A | | |
		begin_group | inner | 里 | ${a} = 'x' | |
		text | b | B | ${a} != 'y' | |
		begin group | grid | | | table-list |
		select_one five | g1 | G1 | | likert |
		select_one five | g2 | G2 | 1 = 1 | likert |
		end group | grid | | | |
		end_group | | | | |
		end group | | | | |
		text | between | 间 | | |
		begin group | empty | 空 | | |
		end group | | | | |
		begin group | two | 乙 | | field-list |
		select_one yn | head | 表头 | | label |
		select_one yn | h1 | H1 | | list-nolabel |
		select_one yn | h2 | H2 | | list-nolabel |
		select_one yn | h3 | H3 | | |
		end group | | | | |`, lists, "form_title\n测试"))
	var got []string
	for _, s := range q.Sections {
		got = append(got, fmt.Sprintf("# %s %s %s [%s]", s.Name, s.Title.Zh, s.Note.Zh, s.Relevant))
		for _, question := range s.Questions {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s [%s] %s", question.Name, question.Kind, question.Relevant, question.Matrix)))
		}
	}
	want := []string{
		"# main 测试  []", "before text []",
		"# one 甲 板块的话 [${before} != '']", "a text []",
		"inner_note note [${a} = 'x']", "b text [(${a} = 'x') and (${a} != 'y')]",
		"g1 scale [${a} = 'x'] grid", "g2 scale [(${a} = 'x') and (1 = 1)] grid",
		"# main_2 测试  []", "between text []",
		"# two 乙  []", "head note []", "h1 single [] head", "h2 single [] head", "h3 single []",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if want := []string{"survey:15  xlsform.group_empty"}; !slices.Equal(remarks, want) {
		t.Errorf("%q", remarks)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	q, remarks := imported(t, markdown(`type | name | label | relevant | constraint | choice_filter | default
		select_one p | Prov-ince | 省 | | | | 北京
		select_multiple c | city | 市 | ${Prov-ince} = '北京' or '上-海' != ${ Prov-ince } | not(selected(., 'C.1')) | 省 = ${Prov-ince} | C.1 C.2
		text | 性别 | 别 | selected(${city}, "C.1") and ${city} != 'C.3' | | |
		text | prov_ince | 旧 | ${性别} != 'C.1' | | |
		text | | 无名 | | | |`,
		`list_name | name | label | 省
		p | 北京 | 北京 |
		p | 上-海 | 上海 |
		c | C.1 | 一 | 北京
		c | C.2 | 二 | 上-海
		c | c_1 | 三 | 别处`, "default_language\n中文"))
	s := q.Sections[0].Questions
	var got []string
	for _, question := range s {
		got = append(got, question.Name, question.Relevant, question.Constraint, question.ChoiceFilter)
		for _, o := range question.Options {
			got = append(got, o.Name+" "+o.Filter["省"])
		}
	}
	want := []string{
		"prov_ince_2", "", "", "", "o1 ", "o2 ",
		"city", "${prov_ince_2} = 'o1' or 'o2' != ${prov_ince_2}", "not(selected(., 'c_1_2'))", "省 = ${prov_ince_2}", "c_1_2 o1", "c_2 o2", "c_1 别处",
		"q5", "selected(${city}, 'c_1_2') and ${city} != 'C.3'", "", "",
		"prov_ince", "${q5} != 'C.1'", "", "",
		"q7", "", "", "",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if s[1].Default != "c_1_2 c_2" {
		t.Errorf("default %q", s[1].Default)
	}
	if !slices.Contains(remarks, "survey:2 name xlsform.renamed") || !slices.Contains(remarks, "survey:7 name xlsform.name_made") {
		t.Errorf("%q", remarks)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]models.Text{
		"label":                {Zh: "字"},
		"label::中文 (zh)":       {Zh: "字"},
		"Label: Chinese":       {Zh: "字"},
		"caption::zh-CN":       {Zh: "字"},
		"LABEL::简体中文":          {Zh: "字"},
		"label::cn":            {Zh: "字"},
		"label:English":        {En: "字"},
		"label :: en_GB":       {En: "字"},
		"label::UK (en)":       {En: "字"},
		"label::繁體中文 (zh-TW)":  {},
		"label::Français (fr)": {},
		"label::hint":          {},
	} {
		_, problems, err := Import("a.md", markdown("type | name | "+heading+"\nnote | n | 字\nacknowledge | a | 好", "", ""))
		must(t, err)
		raw := markdown("type | name | label | "+heading+"\nacknowledge | a | | 字", "", "")
		q, _, err := Import("a.md", raw)
		must(t, err)
		switch {
		case want.IsZero() && !slices.ContainsFunc(problems, func(p Problem) bool { return p.Key == "xlsform.language" }):
			t.Errorf("%s: %+v", heading, problems)
		case heading == "label": // twice there
		case !want.IsZero() && (len(q.Sections) == 0 || q.Sections[0].Questions[0].Text != want):
			t.Errorf("%s: %+v", heading, q)
		}
	}
	q, _ := imported(t, markdown("type | name | label | label::Chinese\nacknowledge | a | yes | 好", "", "default_language | form_title\nEnglish (en) | Form"))
	if got := q.Sections[0].Questions[0].Text; got != (models.Text{Zh: "好", En: "yes"}) || q.Title != (models.Text{En: "Form"}) {
		t.Errorf("%+v %+v", got, q.Title)
	}
}

func TestOther(t *testing.T) {
	t.Parallel()
	q, _ := imported(t, markdown("type | name | label\nselect_one yn or_other | a | A\nselect_multiple yn or specify other | b | B\nselect_one yn | c | C", lists, ""))
	for i, want := range []int{3, 3, 2} {
		options := q.Sections[0].Questions[i].Options
		if len(options) != want || options[len(options)-1].Specify != (want == 3) {
			t.Errorf("%+v", options)
		}
	}
}

// TestForms: the same form in every kind of file.
func TestForms(t *testing.T) {
	t.Parallel()
	text := "survey,,,\n,type,name,label\n,select_one yn,q,\"好，不好\"\nchoices,,,\n,list name,name,label\n,yn,yes,是\n,yn,no,否\nsettings,,,\n,form_title,,\n,标题,,\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	must(t, err)
	first, problems, err := Import("form.csv", []byte(text))
	must(t, err)
	if len(first.Sections) == 0 || first.Title.Zh != "标题" {
		t.Fatalf("%+v", problems)
	}
	survey := [][]any{{"问卷草稿"}, {}, {"TYPE", "Name", "caption", nil, "备注"}, {"select_one yn", "q", "好，不好"}}
	choices := [][]any{{"list name", "value", "label"}, {"yn", "yes", "是"}, {"yn", "no", "否"}}
	for name, raw := range map[string][]byte{
		"form.csv":         []byte(gbk),
		"form.txt":         []byte(strings.ReplaceAll(strings.ReplaceAll(text, ",", ";"), "\n", "\r\n")),
		"form.tsv":         []byte("\ufeff" + strings.ReplaceAll(text, ",", "\t")),
		"form.md":          []byte("# survey\n\n| type | name | label |\n|---|---|---|\n| select_one yn | q | 好，不好 |\n\n## choices\n\n| list_name | name | label |\n|-|-|-|\n| yn | yes | 是 |\n| yn | no | 否 |\n\n# settings\n| form_title |\n|-|\n| 标题 |\n"),
		"form.xlsx":        book(t, "说明", [][]any{{"type", "name"}, {"x"}}, "SURVEY", survey, "Choices", choices, "settings", [][]any{{"form_title"}, {"标题"}}),
		"macros/form.xlsm": book(t, "survey", survey, "choices", choices, "settings", [][]any{{"form_title"}, {"标题"}}),
	} {
		q, problems, err := Import(name, raw)
		must(t, err)
		if !reflect.DeepEqual(q, first) {
			t.Errorf("%s: %+v\n%+v", name, q, problems)
		}
	}
}
