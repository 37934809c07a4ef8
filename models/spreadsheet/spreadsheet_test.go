package spreadsheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"jianfu/models"
)

// rows reads a tab to its end.
func rows(t *testing.T, book *Workbook, tab Tab) []string {
	t.Helper()
	var list []string
	for r, err := range book.Rows(tab) {
		must(t, err)
		list = append(list, fmt.Sprintf("%d %q %v", r.Number, r.Cells, r.Formulas))
	}
	return list
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	file := build(t, func(f *excelize.File) {
		put(t, f, "Sheet1", "A1", "a", nil, "c", " ")
		put(t, f, "Sheet1", "A3", 1, true, 0.1+0.2)
		must(t, f.SetCellFormula("Sheet1", "D3", "1+1"))
		must(t, f.MergeCell("Sheet1", "B4", "C5"))
		put(t, f, "Sheet1", "B4", "merged")
		_, err := f.NewSheet("hidden")
		must(t, err)
		put(t, f, "hidden", "A1", "x")
		must(t, f.SetSheetVisible("hidden", false))
	})
	raw := repack(t, file.Bytes(), map[string]string{"xl/vbaProject.bin": "\x00\x01 never looked at"})
	book, err := Open("A.XLSM", raw)
	must(t, err)
	tabs := book.Tabs()
	if book.Text() || len(tabs) != 2 || tabs[0].Name != "Sheet1" || tabs[0].Hidden || tabs[1].Name != "hidden" || !tabs[1].Hidden {
		t.Fatalf("%+v", tabs)
	}
	want := []string{`1 ["a" "" "c"] []`, `3 ["1" "1" "0.3" ""] [3]`, `4 ["" "merged"] []`}
	if got := rows(t, book, tabs[0]); !slices.Equal(got, want) {
		t.Errorf("%s", got)
	}
	if got := book.Merged(); !slices.Equal(got, []Range{{2, 4, 3, 5}}) {
		t.Errorf("%v", got)
	}
	if got := rows(t, book, tabs[1]); !slices.Equal(got, []string{`1 ["x"] []`}) || len(book.Merged()) > 0 {
		t.Errorf("%s", got)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("名称;人数\n\n县,乡;3\n")
	must(t, err)
	for name, c := range map[string]struct {
		file, text string
		want       [][]string // by tab
	}{
		"commas":     {"a.csv", "a,b\n,\nc,\n", [][]string{{`1 ["a" "b"] []`, `3 ["c"] []`}}},
		"GBK":        {"a.csv", gbk, [][]string{{`1 ["名称;人数"] []`, `3 ["县" "乡;3"] []`}, {`1 ["名称" "人数"] []`, `3 ["县,乡" "3"] []`}}},
		"Markdown":   {"a.md", "# survey\n\ntext\n| type | name |\n|---|:-:|\n| note | a\\|b |\n", [][]string{{`1 ["survey"] []`, `4 ["type" "name"] []`, `6 ["note" "a|b"] []`}}},
		"bars":       {"a.txt", "\n| survey |\n| | type<br>x\n", [][]string{{`2 ["survey"] []`, `3 ["" "type\nx"] []`}}},
		"nothing":    {"a.tsv", "", [][]string{nil}},
		"lines kept": {"a.csv", "a,\"b\nc\"\nd,e\n", [][]string{{`1 ["a" "b\nc"] []`, `3 ["d" "e"] []`}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book, err := Open(c.file, []byte(c.text))
			must(t, err)
			if !book.Text() || len(book.Tabs()) != len(c.want) {
				t.Fatalf("%+v", book.Tabs())
			}
			for i, tab := range book.Tabs() {
				if got := rows(t, book, tab); !slices.Equal(got, c.want[i]) {
					t.Errorf("%d: %q", i, got)
				}
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	long := build(t, func(f *excelize.File) { put(t, f, "Sheet1", "A1", "x") }).Bytes()
	long = repack(t, long, map[string]string{"xl/worksheets/sheet1.xml": "<row><c t='str'><v>" + strings.Repeat("x", MaxCell+1) + "</v></c></row>"})
	for name, c := range map[string]struct {
		file, text, key string
		kind            models.Kind
	}{
		"too large":       {"a.csv", strings.Repeat("x", MaxFile+1), "file_large", models.TooLarge},
		"old or password": {"a.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "file_old", models.Invalid},
		"another kind":    {"a.pdf", "%PDF-1.7", "file_type", models.Invalid},
		"picture as text": {"a.csv", "\x00\x00\x01\x00", "file_type", models.Invalid},
		"no encoding":     {"a.csv", "\xff\xff\xff\x80", "file_encoding", models.Invalid},
		"not a workbook":  {"a.xlsx", "a,b", "file_unreadable", models.Invalid},
		"damaged":         {"a.xlsx", "PK\x03\x04 and no more", "file_unreadable", models.Invalid},
		"quotation":       {"a.csv", "a\n\"open,1\n", "quotation", models.Invalid},
		"long cell":       {"a.csv", strings.Repeat("长", MaxCell+1), "cell_large", models.TooLarge},
		"long cell, xlsx": {"a.xlsx", string(long), "cell_large", models.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book, err := Open(c.file, []byte(c.text))
			for i := 0; err == nil && i < len(book.Tabs()); i++ {
				for _, err = range book.Rows(book.Tabs()[i]) {
				}
			}
			if keyOf(err) != "spreadsheet."+c.key || models.KindOf(err) != c.kind {
				t.Errorf("%v", err)
			}
			for _, lang := range models.Langs() {
				if catalogue(t, lang)[keyOf(err)] == "" {
					t.Errorf("no wording in %s for %s", lang, keyOf(err))
				}
			}
		})
	}
}

func catalogue(t *testing.T, lang models.Lang) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../templates/locales/spreadsheet." + string(lang) + ".json")
	must(t, err)
	texts := make(map[string]string)
	must(t, json.Unmarshal(raw, &texts))
	return texts
}

func TestCataloguesMatch(t *testing.T) {
	t.Parallel()
	zh, en := catalogue(t, models.Chinese), catalogue(t, models.English)
	if !slices.Equal(slices.Sorted(maps.Keys(zh)), slices.Sorted(maps.Keys(en))) {
		t.Error("the languages differ in keys")
	}
}

func TestColumn(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "", 1: "A", 26: "Z", 27: "AA", 28: "AB", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := Column(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
		if column, _, ok := cellAt(want + "7"); n > 0 && (!ok || column != n) {
			t.Errorf("%s is read as %d", want, column)
		}
	}
}

// FuzzText holds the rows of any text against the promises of Row: they ascend, are filled at their ends, and stay
// within the bounds.
func FuzzText(f *testing.F) {
	f.Add("a.csv", []byte("a,b\n\"c\nd\";e\n"))
	f.Add("a.md", []byte("# survey\n| type | name |\n|--|--|\n| note | a\\|b |"))
	f.Add("a.txt", []byte("\xff\xfea\x00,\x00b\x00"))
	f.Add("a.tsv", []byte("\xc3\xfb\xb3\xc6\t1\r2"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		book, err := Open(name, raw)
		for i := 0; err == nil && i < len(book.Tabs()); i++ {
			last := 0
			var r Row
			for r, err = range book.Rows(book.Tabs()[i]) {
				if err != nil {
					break
				}
				if r.Number <= last || len(r.Cells) == 0 || len(r.Cells) > MaxColumns || strings.TrimSpace(r.Cells[len(r.Cells)-1]) == "" {
					t.Fatalf("%+v after %d", r, last)
				}
				if bytes.ContainsRune([]byte(strings.Join(r.Cells, "")), 0) {
					t.Fatalf("a NUL in %q", r.Cells)
				}
				last = r.Number
			}
		}
		if err != nil && keyOf(err) == "" {
			t.Fatalf("not an error of ours: %v", err)
		}
	})
}
