package unit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"jianfu/models"
)

func catalogue(t testing.TB, lang models.Lang) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../templates/locales/unit." + string(lang) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string]string)
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

// voice speaks from the real catalogue and fails the test over a key that is not there.
func voice(t testing.TB, lang models.Lang) models.Say {
	texts := catalogue(t, lang)
	return func(key string, args ...any) string {
		text, ok := texts[key]
		if !ok && strings.HasPrefix(key, "unit.") {
			t.Errorf("%s: no text for %q", lang, key)
		}
		for i, a := range args {
			text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", fmt.Sprint(a))
		}
		return text
	}
}

func keyOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

const small = "编码,上级编码,名称,人数\n01,,云澜县,0\n0101,01,教育局,86\n0102,01,卫健局,9\n"

func planOf(t *testing.T, text string, existing []Unit) Plan {
	t.Helper()
	p, err := Import("units.csv", strings.NewReader(text), existing)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestImportAdds(t *testing.T) {
	t.Parallel()
	p := planOf(t, small, nil)
	if len(p.Problems) > 0 || len(p.Add) != 3 || len(p.Change)+len(p.Same) > 0 {
		t.Fatalf("%+v", p)
	}
	tree, err := NewTree(p.Add)
	if err != nil {
		t.Fatal(err)
	}
	tops := tree.Children(models.ID{})
	if len(tops) != 1 || tree.Headcount(tops[0]) != 95 || len(tree.Children(tops[0])) != 2 {
		t.Errorf("%+v", p.Add)
	}
}

func TestImportForms(t *testing.T) {
	t.Parallel()
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(small)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().
		String(strings.ReplaceAll(small, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"byte order mark":     "\ufeff" + small,
		"GBK":                 gbk,
		"UTF-16 with tabs":    utf16,
		"semicolons":          strings.ReplaceAll(small, ",", ";"),
		"Windows line ends":   strings.ReplaceAll(small, "\n", "\r\n"),
		"old Mac line ends":   strings.ReplaceAll(small, "\n", "\r"),
		"title and blanks":    "云澜县单位名册,,,\n\n,,,\n" + small + ",,,\n",
		"order, more columns": "人数,备注,单位名称,上级单位编码,单位编码\n0,x,云澜县,,01\n86,,教育局,01,0101\n9,,卫健局,01,0102\n,合计见附表,,,\n",
		"English":             "Code,Parent code,Name,Headcount\n01,,云澜县,0\n0101,01,教育局,86\n0102,01,卫健局,9\n",
		"headings with marks": "*编码,上级编码(顶层留空), 名 称 ,人数（人）\n01,,云澜县,0\n0101,01,教育局,86\n0102,01,卫健局,9\n",
		"full width":          "编码,上级编码,名称,人数\n０１,,云澜县,０\n0101,０１,教育局,８６\n０１０２,01,卫健局,９\n",
		"blanks around":       "编码,上级编码,名称,人数\n 01 ,\u3000, 云澜县\u3000, 0\n0101,01 ,教育局,86\n0102,01,\"卫健局\n\",9\n",
		"parents below":       "编码,上级编码,名称,人数\n0102,01,卫健局,9\n0101,01,教育局,86\n01,,云澜县,0\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := planOf(t, text, nil)
			if len(p.Problems) > 0 {
				t.Fatalf("%+v", p.Problems)
			}
			tree, err := NewTree(p.Add)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for depth, u := range tree.All() {
				got = append(got, fmt.Sprint(depth, u.Code, u.Name, u.Headcount))
			}
			want := []string{fmt.Sprint(0, "01", "云澜县", 0), fmt.Sprint(1, "0101", "教育局", 86), fmt.Sprint(1, "0102", "卫健局", 9)}
			if !slices.Equal(got, want) {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestImportListsEveryProblem(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("名", MaxName+1)
	text := "编码,上级编码,名称,人数\n" + // row 1
		"01,,县,0\n" +
		",01,无编码,1\n" +
		"02,01,,2\n" +
		"01,,又一个县,x\n" +
		"04,99,没有上级,-1\n" +
		"05,01," + long + ",\n" +
		strings.Repeat("9", MaxCode+1) + ",01,编码长,100001\n" +
		"08,02,上级有错但在表里,1.5\n" +
		"09,01,够了," + strings.Repeat("7", 50) + "\n"
	want := []Problem{
		{3, ColumnCode, "unit.code_missing", nil},
		{4, ColumnName, "unit.name_missing", nil},
		{5, ColumnCode, "unit.code_twice", []any{"01", 2}},
		{5, ColumnHeadcount, "unit.headcount_bad", []any{"x", MaxHeadcount}},
		{6, ColumnHeadcount, "unit.headcount_bad", []any{"-1", MaxHeadcount}},
		{6, ColumnParent, "unit.parent_unknown", []any{"99"}},
		{7, ColumnName, "unit.name_long", []any{MaxName}},
		{7, ColumnHeadcount, "unit.headcount_missing", nil},
		{8, ColumnCode, "unit.code_long", []any{MaxCode}},
		{8, ColumnHeadcount, "unit.headcount_bad", []any{"100001", MaxHeadcount}},
		{9, ColumnHeadcount, "unit.headcount_bad", []any{"1.5", MaxHeadcount}},
		{10, ColumnHeadcount, "unit.headcount_bad", []any{strings.Repeat("7", 30) + "…", MaxHeadcount}},
	}
	p := planOf(t, text, nil)
	if fmt.Sprint(p.Problems) != fmt.Sprint(want) {
		t.Errorf("got\n%v\nwant\n%v", p.Problems, want)
	}
	if p.Add != nil || p.Change != nil || p.Same != nil {
		t.Error("half imported")
	}
	for _, lang := range models.Langs() {
		say := voice(t, lang)
		for _, problem := range p.Problems {
			if text := say(problem.Key, problem.Args...); strings.Contains(text, "{") {
				t.Errorf("%s: %q", problem.Key, text)
			}
			say("unit.column." + problem.Column)
		}
	}
}

func TestImportTableProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []Problem
	}{
		"no headings":  {"a,b\n1,2\n", []Problem{{Key: "unit.no_heading", Args: []any{headRows}}}},
		"empty file":   {"", []Problem{{Key: "unit.no_heading", Args: []any{headRows}}}},
		"too far down": {strings.Repeat("x\n", headRows) + small, []Problem{{Key: "unit.no_heading", Args: []any{headRows}}}},
		"no rows":      {"\n编码,上级编码,名称,人数\n,,,\n", []Problem{{Row: 2, Key: "unit.no_rows"}}},
		"remarks only": {"编码,上级编码,名称,人数,备注\n,,,,无\n", []Problem{{Row: 1, Key: "unit.no_rows"}}},
		"columns missing": {"编码,名称\n1,县\n", []Problem{
			{Row: 1, Column: ColumnParent, Key: "unit.column_missing"}, {Row: 1, Column: ColumnHeadcount, Key: "unit.column_missing"},
		}},
		"column twice": {"编码,上级编码,名称,单位,人数\n1,,县,县,0\n", []Problem{{Row: 1, Column: ColumnName, Key: "unit.column_twice"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if p := planOf(t, c.text, nil); fmt.Sprint(p.Problems) != fmt.Sprint(c.want) {
				t.Errorf("%v", p.Problems)
			}
		})
	}
}

func TestImportMatchesByCode(t *testing.T) {
	t.Parallel()
	county := Unit{ID: models.NewID(), Code: "01", Name: "云澜县"}
	school := Unit{ID: models.NewID(), Parent: county.ID, Code: "0101", Name: "教育局", Headcount: 86}
	health := Unit{ID: models.NewID(), Parent: county.ID, Code: "A02", Name: "卫健局", Headcount: 9}
	existing := []Unit{county, school, health}
	p := planOf(t, "编码,上级编码,名称,人数\n0101,01,教育局,86\nＡ02,0101,卫健局,12\n0103,A02,疾控中心,20\n", existing)
	if len(p.Same) != 1 || p.Same[0] != school {
		t.Errorf("same: %+v", p.Same)
	}
	moved := health
	moved.Parent, moved.Headcount = school.ID, 12
	if len(p.Change) != 1 || p.Change[0] != moved {
		t.Errorf("change: %+v", p.Change)
	}
	if len(p.Add) != 1 || p.Add[0].Parent != health.ID || p.Add[0].ID.IsZero() {
		t.Errorf("add: %+v", p.Add)
	}
}

func TestImportRefusesCircles(t *testing.T) {
	t.Parallel()
	county := Unit{ID: models.NewID(), Code: "1", Name: "县"}
	bureau := Unit{ID: models.NewID(), Parent: county.ID, Code: "2", Name: "局"}
	for name, c := range map[string]struct {
		rows string
		want []int
	}{
		"itself":              {"5,5,甲,1\n", []int{2}},
		"two, and one beside": {"5,6,甲,1\n6,5,乙,1\n7,5,丙,1\n", []int{2, 3}},
		"through units that the file leaves alone": {"7,2,丙,1\n1,2,县,0\n", []int{3}},
		"apart":  {"5,5,甲,1\n6,,乙,1\n7,7,丙,1\n", []int{2, 4}},
		"no way": {"1,,县,0\n5,1,甲,1\n6,5,乙,1\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := planOf(t, "编码,上级编码,名称,人数\n"+c.rows, []Unit{county, bureau})
			var got []int
			for _, problem := range p.Problems {
				if problem.Key != "unit.circle" || problem.Column != ColumnParent {
					t.Errorf("%+v", problem)
				}
				got = append(got, problem.Row)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("rows %v, want %v", got, c.want)
			}
		})
	}
}

func TestImportRefusesFiles(t *testing.T) {
	t.Parallel()
	rows := func(n int) string {
		var b strings.Builder
		b.WriteString("编码,上级编码,名称,人数\n")
		for i := range n {
			fmt.Fprintf(&b, "%d,,单位,1\n", i)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		file, text, key string
		kind            models.Kind
	}{
		"too large":          {"a.csv", strings.Repeat("x", MaxFile+1), "spreadsheet.file_large", models.TooLarge},
		"too many":           {"a.csv", rows(MaxRows + 1), "unit.rows_many", models.TooLarge},
		"just many":          {"a.csv", rows(MaxRows), "", ""},
		"old workbook":       {"a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "spreadsheet.file_old", models.Invalid},
		"password":           {"a.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "spreadsheet.file_old", models.Invalid},
		"no table":           {"a.pdf", "%PDF-1.7", "spreadsheet.file_type", models.Invalid},
		"picture as text":    {"a.csv", "\x00\x00\x01\x00", "spreadsheet.file_type", models.Invalid},
		"no encoding":        {"a.csv", "\xff\xff\xff\x80", "spreadsheet.file_encoding", models.Invalid},
		"mark, then nothing": {"a.csv", "\xef\xbb\xbf\xff", "spreadsheet.file_encoding", models.Invalid},
		"not a workbook":     {"a.xlsx", small, "spreadsheet.file_unreadable", models.Invalid},
		"damaged workbook":   {"a.xlsx", "PK\x03\x04 and no more", "spreadsheet.file_unreadable", models.Invalid},
		"quotation":          {"a.csv", small + "\"open,1\n", "spreadsheet.quotation", models.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Import(c.file, strings.NewReader(c.text), nil)
			if c.key == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if keyOf(err) != c.key || models.KindOf(err) != c.kind {
				t.Errorf("%v", err)
			}
			for _, lang := range models.Langs() {
				voice(t, lang)(c.key)
			}
		})
	}
}

// FuzzImportText holds every plan against the tree that it makes, and against its own export.
func FuzzImportText(f *testing.F) {
	for _, seed := range []string{
		small, "\ufeff" + small, strings.ReplaceAll(small, ",", ";"), "Code;Parent;Name;Headcount\n1;;a_x0041_;\uff15\n",
		"编码,上级编码,名称,人数\n1,2,a,1\n2,1,b,1\n", "\xb1\xe0\xc2\xeb,", "编码,上级编码,名称,人数\n1,,\" a\n b\",1\n",
	} {
		f.Add([]byte(seed))
	}
	say := voice(f, models.Chinese)
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Import("a.csv", bytes.NewReader(raw), nil)
		if err != nil {
			if keyOf(err) == "" {
				t.Fatalf("not an error of ours: %v", err)
			}
			return
		}
		if len(p.Problems) > 0 {
			for _, problem := range p.Problems {
				say(problem.Key, problem.Args...)
			}
			return
		}
		if len(p.Add) == 0 || len(p.Change)+len(p.Same) > 0 {
			t.Fatalf("%+v", p)
		}
		tree, err := NewTree(p.Add)
		if err != nil {
			t.Fatalf("a plan that makes no tree: %v", err)
		}
		for _, u := range p.Add {
			if u.Name == "" || len(u.Code) > MaxCode || u.Headcount < 0 || u.Headcount > MaxHeadcount {
				t.Fatalf("%+v", u)
			}
		}
		var file bytes.Buffer
		if err := Export(&file, tree, models.Chinese, say); err != nil {
			t.Fatal(err)
		}
		again, err := Import("a.xlsx", &file, p.Add)
		if err != nil || len(again.Same) != len(p.Add) || len(again.Change)+len(again.Add) > 0 {
			t.Fatalf("exported and read back: %v %+v, was %+v", err, again, p.Add)
		}
	})
}
