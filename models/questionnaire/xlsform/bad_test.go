package xlsform

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jianfu/models"
	"jianfu/models/spreadsheet"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	many := func(n int) [][]any {
		rows := [][]any{{"type", "name", "label"}}
		for i := range n {
			rows = append(rows, []any{"acknowledge", fmt.Sprint("q", i), "题"})
		}
		return rows
	}
	yn := [][]any{{"list_name", "name", "label"}, {"yn", "yes", "是"}, {"yn", "no", "否"}}
	wide := [][]any{{"list_name", "name", "label"}}
	for i := range 1500 {
		wide = append(wide, []any{"wide", fmt.Sprint(i), "项"})
	}
	one := func(heads, cells []any) [][]any { return [][]any{heads, cells} }
	for name, c := range map[string]struct {
		sheets []any
		want   []string
	}{
		"10,000 rows":    {[]any{"survey", many(10_000)}, []string{"!survey:2002  xlsform.rows_many"}},
		"501 questions":  {[]any{"survey", many(501)}, []string{"!survey:0  form.large"}},
		"no survey":      {[]any{"Sheet2", many(1), "Sheet3", many(1)}, []string{"!:0  xlsform.no_survey"}},
		"empty survey":   {[]any{"survey", [][]any{}, "choices", yn}, []string{"!survey:0  xlsform.no_rows"}},
		"no headings":    {[]any{"survey", [][]any{{"a", "b"}, {"c"}}, "choices", yn}, []string{"!survey:0  xlsform.columns_missing"}},
		"no list names":  {[]any{"survey", many(1), "choices", [][]any{{"a", "b"}, {"c"}}}, []string{"!choices:0  xlsform.choice_columns_missing"}},
		"a plain table":  {[]any{"Sheet1", [][]any{{"序号", "题目", "题型", "选项"}, {"1", "好吗", "单选", "好"}}}, []string{"!Sheet1:0  xlsform.columns_missing"}},
		"headings alone": {[]any{"survey", [][]any{{"type", "name", "label"}}}, []string{"!survey:1  xlsform.no_rows"}},
		"no choices":     {[]any{"survey", one([]any{"type", "name", "label"}, []any{"select_one yn", "q", "题"})}, []string{"!survey:2 type xlsform.list_missing"}},
		"no list":        {[]any{"survey", one([]any{"type", "name", "label"}, []any{"select_one", "q", "题"}), "choices", yn}, []string{"!survey:2 type xlsform.type_list"}},
		"column twice":   {[]any{"survey", one([]any{"type", "name", "label", "caption"}, []any{"text", "q", "题"})}, []string{"!survey:1 caption xlsform.column_twice"}},
		"names twice": {
			[]any{"survey", [][]any{{"type", "name", "label"}, {"text", "q", "题"}, {"text", "q", "题"}}, "choices", append(yn, []any{"yn", "no", "又"})},
			[]string{"!survey:3 name xlsform.name_twice", "!choices:4 name xlsform.choice_twice"},
		},
		"groups": {
			[]any{"survey", [][]any{{"type", "name", "label"}, {"end group"}, {"begin group", "a", "甲"}, {"text", "q", "题"}, {"end repeat"}, {"begin repeat", "r"}, {"text", "p", "题"}}},
			[]string{"!survey:2 type xlsform.group_end", "!survey:3 type xlsform.group_open", "!survey:5 type xlsform.group_end", "!survey:6 type xlsform.repeat", "!survey:6 type xlsform.group_open"},
		},
		"cells": {
			[]any{"survey", [][]any{
				{"type", "name", "label", "required", "min", "max", "bands", "at_most", "level", "parameters", "constraint"},
				{"integer", "a", "题", "maybe", "x", "1,5", "0 a", "", "unit"},
				{"select_multiple yn", "b", "题", "", "", "", "", "1.5"},
				{"range", "c", "题", "", "", "", "", "", "", "start=a"},
				{"", "d", "题"},
				{"text", "e", "题", "", "", "", "", "", "", "", ". ="},
				{"textt", "f", "题"},
			}, "choices", yn},
			[]string{
				"!survey:2 level xlsform.level", "!survey:2 min xlsform.number", "!survey:2 max xlsform.number", "!survey:2 bands xlsform.numbers",
				"!survey:2 required xlsform.yes_no",
				"!survey:3 at_most xlsform.count", "!survey:4 parameters xlsform.parameters", "!survey:5 type xlsform.type_missing",
				"!survey:6 constraint expression.end", "!survey:7 type xlsform.type_unknown",
			},
		},
		"choices": {
			[]any{"survey", one([]any{"type", "name", "label"}, []any{"select_one yn", "q", "题"}), "choices", append(yn, []any{"", "x", "又"}, []any{"yn", "", "又"}, []any{"yn", "y", ""})},
			[]string{"!choices:4 list_name xlsform.choice_no_list", "!choices:5 name xlsform.choice_no_name", "!choices:6 label form.text"},
		},
		"logic": {
			[]any{"survey", [][]any{
				{"type", "name", "label", "relevant", "constraint", "default"},
				{"acknowledge", "a", "甲", "${b} = 1"},
				{"acknowledge", "b", "乙", "${nobody} = 1", "today() > 1"},
				{"select_one yn", "c", "丙", ". = 1", "", "maybe"},
			}, "choices", yn},
			[]string{
				"!survey:2 relevant form.later", "!survey:3 constraint expression.unbuilt.moment", "!survey:3 relevant form.reference",
				"!survey:4 default form.default", "!survey:4 relevant form.self",
			},
		},
		"what hangs on something refused is not told": {
			[]any{"survey", [][]any{{"type", "name", "label", "relevant"}, {"deviceid", "a", ""}, {"acknowledge", "b", "乙", "${a} = 1"}}},
			[]string{"!survey:2 type xlsform.type_identity"},
		},
		"options": {
			[]any{"survey", [][]any{{"type", "name", "label"}, {"select_one wide", "a", "题"}, {"select_one wide", "b", "题"}, {"select_one wide", "c", "题"}, {"select_one wide", "d", "题"}, {"select_one wide", "e", "题"}, {"select_one wide", "f", "题"}, {"select_one wide", "g", "题"}, {"select_one wide", "h", "题"}}, "choices", wide},
			[]string{"!survey:8 type xlsform.options_many"},
		},
		"long cell": {[]any{"survey", one([]any{"type", "name", "label"}, []any{"acknowledge", "q", strings.Repeat("长", MaxText+1)})}, []string{"!survey:2 label xlsform.cell_long", "!survey:2 label form.text"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, problems, err := Import("form.xlsx", book(t, c.sheets...))
			must(t, err)
			if len(q.Sections) > 0 || q.Name != "" {
				t.Errorf("half imported: %+v", q)
			}
			var got []string
			for _, line := range told(problems) {
				if line[0] == '!' && (name != "options" || !strings.Contains(line, " form.")) {
					got = append(got, line)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.want))
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			for _, lang := range models.Langs() {
				say := voice(t, lang)
				for _, p := range problems {
					say(p.Key, p.Args...)
				}
			}
		})
	}
}

// TestWorkbookHazards: what a workbook has that a table has not.
func TestWorkbookHazards(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	must(t, f.SetSheetName("Sheet1", "survey"))
	for i, row := range [][]any{
		{"给组织方的话"},
		{"type", "name", "label", "hint"},
		{"acknowledge", "a", "甲"},
		{"acknowledge", "b"},
		{"acknowledge", nil, "丙"},
		{"acknowledge", "d", "丁"},
		{"acknowledge", "e", "戊"},
	} {
		must(t, f.SetSheetRow("survey", fmt.Sprint("A", i+1), &row))
	}
	must(t, f.MergeCell("survey", "A1", "D1")) // a title: no harm
	must(t, f.MergeCell("survey", "C3", "C4")) // one label for two questions
	must(t, f.MergeCell("survey", "C6", "D6")) // across a row: no harm
	must(t, f.MergeCell("survey", "F3", "G9")) // beside the table: no harm
	must(t, f.SetCellFormula("survey", "B5", `"c"&"1"`))
	must(t, f.SetCellFormula("survey", "C7", `"戊"`)) // excelize keeps the value that was there as the result
	var file bytes.Buffer
	must(t, f.Write(&file))
	_, problems, err := Import("form.xlsm", file.Bytes())
	must(t, err)
	got := slices.DeleteFunc(told(problems), func(s string) bool { return s[0] != '!' })
	want := []string{"!survey:3 label xlsform.merged", "!survey:4 label form.text", "!survey:5 name xlsform.formula"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, p := range problems {
		if p.Key == "xlsform.merged" && p.Args[0] != "C3:C4" {
			t.Errorf("%v", p.Args)
		}
	}
}

func TestTextWithoutForm(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"a.csv": "", "b.csv": "甲;乙\n1;2\n", "c.md": "# 说明\n一段话\n", "d.txt": "只有一段话，没有表格"} {
		_, problems, err := Import(name, []byte(text))
		must(t, err)
		got := told(problems)
		if len(got) != 1 || got[0] != "!:0  xlsform.no_table" && got[0] != "!survey:0  xlsform.columns_missing" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestHiddenSheets(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenReader(bytes.NewReader(book(t,
		"survey", [][]any{{"type", "name", "label"}, {"select_one yn", "q", "题"}},
		"choices", [][]any{{"list_name", "name", "label"}, {"yn", "yes", "是"}})))
	must(t, err)
	defer f.Close()
	must(t, f.SetSheetVisible("choices", false)) // as other tools do, hidden lists are read
	var file bytes.Buffer
	must(t, f.Write(&file))
	q, problems, err := Import("form.xlsx", file.Bytes())
	must(t, err)
	if len(q.Sections) != 1 {
		t.Errorf("%+v", problems)
	}
}

// bomb is a workbook whose survey unpacks to 40 MB in one piece; models/spreadsheet knows more kinds.
func bomb(t *testing.T) []byte {
	t.Helper()
	plain := book(t, "survey", [][]any{{"type", "name", "label"}})
	archive, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range archive.File {
		if strings.HasPrefix(f.Name, "xl/worksheets/") {
			part, err := w.Create(f.Name)
			must(t, err)
			_, err = part.Write([]byte("<row><c t='str'><v>" + strings.Repeat("a", 40<<20)))
			must(t, err)
			continue
		}
		must(t, w.Copy(f))
	}
	must(t, w.Close())
	return out.Bytes()
}

// TestHugeFiles is not parallel: it looks at what the whole program holds.
func TestHugeFiles(t *testing.T) {
	huge := bytes.Repeat([]byte("type,name\n"), 50<<20/10)
	rows := []byte("type,name,label\n" + strings.Repeat("acknowledge,a,b\n", spreadsheet.MaxFile/17))
	for _, c := range []struct {
		name, key string
		raw       []byte
		most      uint64 // bytes held beside the file
	}{
		{"50 MB.xlsx", "spreadsheet.file_large", huge, 1 << 20},
		{"bomb.xlsx", "spreadsheet.workbook_large", bomb(t), 16 << 20},
		{"rows.csv", "", rows, 64 << 20},
	} {
		held := peak(func() {
			q, problems, err := Import(c.name, c.raw)
			if keyOf(err) != c.key || len(q.Sections) > 0 || c.key == "" && !(&collector{problems}).refused() {
				t.Errorf("%s: %v", c.name, err)
			}
		})
		if held > c.most {
			t.Errorf("%s: %d MB held", c.name, held>>20)
		}
	}
}

// peak is how many bytes more than before were in use while f ran, garbage collected at once.
func peak(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	before := sample[0].Value.Uint64()
	most := before
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return most - before
		case <-tick.C:
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
		}
	}
}

func TestManyProblems(t *testing.T) {
	t.Parallel()
	rows := [][]any{{"type", "name", "label"}}
	for i := range 900 {
		rows = append(rows, []any{"deviceid", fmt.Sprint("n", i), ""})
	}
	_, problems, err := Import("form.xlsx", book(t, "survey", rows))
	must(t, err)
	if len(problems) != maxProblems+1 || !slices.ContainsFunc(problems, func(p Problem) bool { return p.Key == "xlsform.more" && p.Args[0].(int) >= 600 }) {
		t.Errorf("%d problems", len(problems))
	}
}
