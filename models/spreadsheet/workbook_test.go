package spreadsheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

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

func keyOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// read opens a file and reads every tab to its end.
func read(raw []byte, budget int) error {
	book, err := open("a.xlsx", raw, budget)
	if err != nil {
		return err
	}
	for _, tab := range book.Tabs() {
		for _, err := range book.Rows(tab) {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func TestCellValues(t *testing.T) {
	t.Parallel()
	w := &workbook{strings: []string{"局"}}
	for _, c := range []struct{ kind, text, want string }{
		{"s", "0", "局"},
		{"s", "1", ""},
		{"s", "-1", ""},
		{"s", "x", ""},
		{"n", "8.9999999999999982", "9"},
		{"", "1.1010000001E10", "11010000001"},
		{"", "0.5", "0.5"},
		{"str", "1.1E1", "1.1E1"},
		{"e", "#REF!", "#REF!"},
		{"inlineStr", "a_x000D_b_x005F_x0041_x005F_", "a\rb_x0041_"},
	} {
		if got := w.value(c.kind, c.text); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.text, got, c.want)
		}
	}
	for _, s := range []string{"", "_x0041_", "_x0041_x0042_", "_x005F_", "__x000d__", "_x12_", "_x00"} {
		if got := unescape(Escape(s)); got != s {
			t.Errorf("%q became %q by way of %q", s, got, Escape(s))
		}
	}
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

func TestRefusesBombs(t *testing.T) {
	t.Parallel()
	const budget = 1 << 19
	const cells, strs, links = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
	for name, c := range map[string]struct{ part, open, unit string }{
		"one long text":  {strs, "<sst><si><t>", "a"},
		"many strings":   {strs, "<sst>", "<si/>"},
		"long strings":   {strs, "<sst>", "<si><t>" + strings.Repeat("a", 9000) + "</t></si>"},
		"one long cell":  {cells, "<sheetData><row><c><v>", "1"},
		"deep":           {cells, "<sheetData>", "<a>"},
		"one long tag":   {cells, "<sheetData><row ", `a="" `},
		"cells":          {cells, "<sheetData><row>", `<c><v>1</v></c>`},
		"blank rows":     {cells, "<sheetData><row><c t='s'><v>0</v></c><c t='s'><v>2</v></c></row>", `<row/>`},
		"merged cells":   {cells, "<sheetData/>", `<mergeCell ref="B1:B20000"/>`},
		"comment":        {cells, "<!--", "-x"},
		"relationships":  {links, "", `<Relationship Id="a" Type="worksheet" Target="b"/>`},
		"in many pieces": {cells, "<sheetData><row><c><v>", "<x/>1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := read(bomb(t, c.part, c.open, c.unit, 2*budget), budget); keyOf(err) != "spreadsheet.workbook_large" {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("a token beyond its own bound", func(t *testing.T) {
		t.Parallel()
		file := bomb(t, cells, "<sheetData><row><c><v>", "1", maxToken+1)
		if err := read(file, 2*maxToken); keyOf(err) != "spreadsheet.workbook_large" {
			t.Errorf("%v", err)
		}
	})
	t.Run("parts that nobody reads", func(t *testing.T) {
		t.Parallel()
		if err := read(bomb(t, "xl/styles.xml", "<styleSheet>", "<xf/>", 4*budget), budget); err != nil {
			t.Errorf("%v", err)
		}
	})
}

// TestBombsTakeLittleMemory is not parallel: it looks at what the whole program holds.
func TestBombsTakeLittleMemory(t *testing.T) {
	const budget = maxUnpacked / 8
	for _, c := range []struct{ name, part, open, unit string }{
		{"strings", "xl/sharedStrings.xml", "<sst>", "<si><t>a</t></si>"},
		{"deep", "xl/worksheets/sheet1.xml", "<sheetData>", "<a>"},
	} {
		file := bomb(t, c.part, c.open, c.unit, 2*budget)
		held := peak(func() {
			if err := read(file, budget); models.KindOf(err) != models.TooLarge {
				t.Errorf("%s: %v", c.name, err)
			}
		})
		if held > 6*budget { // decoded whole it takes some forty times as much as unpacked
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
