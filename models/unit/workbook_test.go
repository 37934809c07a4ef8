package unit

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jianfu/models"
)

// build makes a workbook as a spreadsheet program would.
func build(t *testing.T, fill func(f *excelize.File)) *bytes.Buffer {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	return &file
}

func put(t *testing.T, f *excelize.File, sheet, at string, cells ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, at, &cells); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestImportWorkbook(t *testing.T) {
	t.Parallel()
	file := build(t, func(f *excelize.File) {
		put(t, f, "Sheet1", "A1", "说明", "编码")
		_, err := f.NewSheet("隐藏")
		must(t, err)
		put(t, f, "隐藏", "A1", "编码", "上级编码", "名称", "人数")
		must(t, f.SetSheetVisible("隐藏", false))
		_, err = f.NewSheet("名册")
		must(t, err)
		must(t, f.MergeCell("名册", "A1", "E1"))
		put(t, f, "名册", "A1", "云澜县单位名册")
		must(t, f.MergeCell("名册", "A3", "A4"))
		put(t, f, "名册", "A3", "序号", "编码", "名称", "上级编码", "人数")
		put(t, f, "名册", "A5", 1, "001", "云澜县", nil, 0)
		put(t, f, "名册", "A6", 2, 1002, "教育局", "001", 86)
		put(t, f, "名册", "A8", 3, 1003.0, "卫健局", nil, 9)
		put(t, f, "名册", "A9", 4, "1004", "民政局", nil, nil)
		must(t, f.MergeCell("名册", "D6", "D9"))
		must(t, f.SetCellRichText("名册", "C9", []excelize.RichTextRun{{Text: "民"}, {Text: "政局"}}))
		must(t, f.SetCellFormula("名册", "E9", "1+1"))
	})
	p, err := Import("名册.XLSX", file, nil)
	must(t, err)
	// A formula without a stored result is a cell without a value: nothing is calculated.
	want := []Problem{{9, ColumnHeadcount, "unit.headcount_missing", nil}}
	if p.Sheet != "名册" || fmt.Sprint(p.Problems) != fmt.Sprint(want) {
		t.Fatalf("%+v", p)
	}
}

func TestImportWorkbookValues(t *testing.T) {
	t.Parallel()
	file := build(t, func(f *excelize.File) {
		put(t, f, "Sheet1", "A1", "编码", "名称", "上级编码", "人数")
		put(t, f, "Sheet1", "A2", "001", "云澜县", nil, 0)
		put(t, f, "Sheet1", "A3", 11010000001, "教育局", "001", 86)
		put(t, f, "Sheet1", "A5", 1003.0, "_x0041_\n局", nil, 9)
		put(t, f, "Sheet1", "A6", "1004", nil, nil, "１２")
		must(t, f.MergeCell("Sheet1", "C3", "C6"))
		must(t, f.SetCellRichText("Sheet1", "B6", []excelize.RichTextRun{{Text: "民"}, {Text: "政局"}}))
	})
	p, err := Import("a.xlsx", file, nil)
	must(t, err)
	if len(p.Problems) > 0 || len(p.Add) != 4 {
		t.Fatalf("%+v", p)
	}
	top := p.Add[0].ID
	for i, want := range []Unit{
		{Code: "001", Name: "云澜县"},
		{Code: "11010000001", Name: "教育局", Headcount: 86, Parent: top},
		{Code: "1003", Name: "A 局", Headcount: 9, Parent: top},
		{Code: "1004", Name: "民政局", Headcount: 12, Parent: top},
	} {
		want.ID = p.Add[i].ID
		if p.Add[i] != want {
			t.Errorf("%+v, want %+v", p.Add[i], want)
		}
	}
}

// repack copies a workbook, putting parts into the place of others.
func repack(t *testing.T, file []byte, parts map[string]string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range archive.File {
		if _, ok := parts[f.Name]; !ok {
			must(t, w.Copy(f))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		part, err := w.Create(name)
		must(t, err)
		_, err = part.Write([]byte(parts[name]))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

// bomb makes a workbook in which one part is unit again and again, size bytes of it.
func bomb(t *testing.T, part, open, unit string, size int) []byte {
	t.Helper()
	plain := build(t, func(f *excelize.File) {
		put(t, f, "Sheet1", "A1", "编码", "上级编码", "名称", "人数")
		put(t, f, "Sheet1", "A2", "1", nil, "县", 0)
	}).Bytes()
	return repack(t, plain, map[string]string{part: open + strings.Repeat(unit, size/len(unit))})
}

// TestImportRefusesBombs is about the wording; models/spreadsheet knows the kinds of bombs.
func TestImportRefusesBombs(t *testing.T) {
	t.Parallel()
	file := bomb(t, "xl/worksheets/sheet1.xml", "<sheetData><row ", `a="" `, 2<<20)
	if _, err := Import("a.xlsx", bytes.NewReader(file), nil); keyOf(err) != "spreadsheet.workbook_large" || models.KindOf(err) != models.TooLarge {
		t.Errorf("%v", err)
	}
}

func TestImportDamagedWorkbooks(t *testing.T) {
	t.Parallel()
	plain := build(t, func(f *excelize.File) { put(t, f, "Sheet1", "A1", "编码", "上级编码", "名称", "人数") }).Bytes()
	const cells = "xl/worksheets/sheet1.xml"
	for name, c := range map[string]struct{ part, text, key string }{
		"no XML":        {cells, "<<<", "spreadsheet.file_unreadable"},
		"cut off":       {cells, "<sheetData><row", "spreadsheet.file_unreadable"},
		"rows backward": {cells, `<row r="3"><c r="A3"><v>1</v></c></row><row r="2"/>`, "spreadsheet.file_unreadable"},
		"part missing":  {"xl/_rels/workbook.xml.rels", `<Relationship Id="rId1" Type="x/worksheet" Target="gone.xml"/>`, "spreadsheet.file_unreadable"},
		"no workbook":   {"_rels/.rels", `<Relationship Id="rId1" Type="x/officeDocument" Target="gone.xml"/>`, "spreadsheet.file_unreadable"},
		"ends alone":    {cells, "</c></row><row></c></row>", ""},
		"wild cells":    {cells, `<row><c r="ZZZZ1" t="s"><v>99</v></c><c r="1"><v>x</v></c><c t="s"><v>-1</v></c></row>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := Import("a.xlsx", bytes.NewReader(repack(t, plain, map[string]string{c.part: c.text})), nil)
			if keyOf(err) != c.key {
				t.Fatalf("%v", err)
			}
			if err == nil && (len(p.Problems) != 1 || p.Problems[0].Key != "unit.no_heading") {
				t.Errorf("%+v", p)
			}
		})
	}
}

// FuzzImportCells changes the XML of a worksheet. What is accepted must make a tree.
func FuzzImportCells(f *testing.F) {
	const part = "xl/worksheets/sheet1.xml"
	head := `<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>`
	f.Add(head + `<row r="2"><c><v>1</v></c><c r="C2" t="inlineStr"><is><t>a</t></is></c><c r="D2"><v>5</v></c></row><mergeCell ref="B2:B3"/>`)
	f.Add(head + `</c><row><c r="XFD1048576"/></row>`)
	var plain []byte
	f.Fuzz(func(t *testing.T, xml string) {
		if plain == nil {
			plain = build(t, func(f *excelize.File) { put(t, f, "Sheet1", "A1", "编码", "上级编码", "名称", "人数") }).Bytes()
		}
		p, err := Import("a.xlsx", bytes.NewReader(repack(t, plain, map[string]string{part: xml})), nil)
		if err != nil {
			if keyOf(err) == "" {
				t.Fatalf("not an error of ours: %v", err)
			}
			return
		}
		if _, err := NewTree(p.Add); err != nil || len(p.Problems) == 0 && len(p.Add) == 0 {
			t.Fatalf("%v %+v", err, p)
		}
	})
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	for _, lang := range models.Langs() {
		var file bytes.Buffer
		must(t, Template(&file, lang, voice(t, lang)))
		raw := slices.Clone(file.Bytes())
		p, err := Import("t.xlsx", &file, nil)
		must(t, err)
		// The headings are understood, and the examples are not taken for units.
		if len(p.Problems) != 1 || p.Problems[0].Key != "unit.no_rows" || p.Problems[0].Row != 1 {
			t.Errorf("%s: %+v", lang, p)
		}
		f, err := excelize.OpenReader(bytes.NewReader(raw))
		must(t, err)
		sheets := f.GetSheetList()
		if len(sheets) != 3 {
			t.Fatalf("%q", sheets)
		}
		must(t, f.DeleteSheet(sheets[0]))
		var rest bytes.Buffer
		must(t, f.Write(&rest))
		if p, err = Import("t.xlsx", &rest, nil); err != nil || len(p.Add) > 0 {
			t.Errorf("%s: the examples alone were read: %v %+v", lang, err, p)
		}
		rows, err := f.GetRows(sheets[1])
		must(t, err)
		if len(rows) != 8 || rows[3][0] != "0101" {
			t.Errorf("%s: %q", lang, rows)
		}
	}
}

func TestTemplateGuards(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	must(t, Template(&file, models.Chinese, voice(t, models.Chinese)))
	f, err := excelize.OpenReader(&file)
	must(t, err)
	sheet := f.GetSheetList()[0]
	rules, err := f.GetDataValidations(sheet)
	must(t, err)
	if len(rules) != 1 || rules[0].Type != "whole" || rules[0].Formula1 != "0" || rules[0].Formula2 != "100000" {
		t.Errorf("%+v", rules)
	}
	panes, err := f.GetPanes(sheet)
	must(t, err)
	if !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("%+v", panes)
	}
	for _, column := range []string{"A", "B"} {
		id, err := f.GetColStyle(sheet, column)
		must(t, err)
		style, err := f.GetStyle(id)
		must(t, err)
		if style.NumFmt != 49 {
			t.Errorf("column %s is not text: %+v", column, style)
		}
	}
}

func TestExportReadsBack(t *testing.T) {
	t.Parallel()
	county := Unit{ID: models.NewID(), Code: "001", Name: "云澜县"}
	office := Unit{ID: models.NewID(), Parent: county.ID, Code: "=1+1", Name: "=HYPERLINK(\"x\")", Headcount: 7}
	village := Unit{ID: models.NewID(), Parent: office.ID, Code: "1E5", Name: "_x000D_ <村> & \"组\"", Headcount: MaxHeadcount}
	tree, err := NewTree([]Unit{village, county, office})
	must(t, err)
	for _, lang := range models.Langs() {
		var file bytes.Buffer
		must(t, Export(&file, tree, lang, voice(t, lang)))
		p, err := Import("units.xlsx", &file, tree.Units())
		must(t, err)
		if !slices.Equal(p.Same, tree.Units()) || len(p.Add)+len(p.Change)+len(p.Problems) > 0 {
			t.Errorf("%s: %+v", lang, p)
		}
	}
}

func TestCataloguesMatch(t *testing.T) {
	t.Parallel()
	zh, en := catalogue(t, models.Chinese), catalogue(t, models.English)
	for key, text := range zh {
		for i := range 3 {
			mark := fmt.Sprintf("{%d}", i)
			if strings.Contains(text, mark) != strings.Contains(en[key], mark) {
				t.Errorf("%s: placeholder %s in one language only", key, mark)
			}
		}
	}
	if !slices.Equal(slices.Sorted(maps.Keys(zh)), slices.Sorted(maps.Keys(en))) {
		t.Error("the languages differ in keys")
	}
}
