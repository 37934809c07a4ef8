package xlsform

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func TestExportReadsBack(t *testing.T) {
	t.Parallel()
	for _, q := range append(builtin.All(), kitchenSink()) {
		if _, faults := questionnaire.Examine(q); len(faults) > 0 {
			t.Fatalf("%s: %+v", q.Name, faults)
		}
		identical(t, q)
	}
}

func TestExportReadsBackAtRandom(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 30 {
		q := random(r)
		if _, faults := questionnaire.Examine(q); len(faults) > 0 {
			t.Fatalf("%d: %+v", i, faults)
		}
		identical(t, q)
	}
}

// TestKitchenSinkIsComplete keeps the test above honest: every field is set somewhere.
func TestKitchenSinkIsComplete(t *testing.T) {
	t.Parallel()
	set := map[string]bool{}
	var visit func(v reflect.Value, name string)
	visit = func(v reflect.Value, name string) {
		if !v.IsZero() {
			set[name] = true
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				visit(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i), name)
			}
		}
	}
	visit(reflect.ValueOf(kitchenSink()), "")
	for _, kind := range []reflect.Type{
		reflect.TypeFor[questionnaire.Questionnaire](), reflect.TypeFor[questionnaire.Section](),
		reflect.TypeFor[questionnaire.Question](), reflect.TypeFor[questionnaire.Option](),
	} {
		for i := range kind.NumField() {
			if name := kind.Name() + "." + kind.Field(i).Name; !set[name] {
				t.Errorf("%s is set nowhere", name)
			}
		}
	}
}

// cellsOf reads a sheet with another reader: heading → cell for each row.
func cellsOf(t *testing.T, raw []byte, sheet string) []map[string]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	must(t, err)
	defer f.Close()
	rows, err := f.GetRows(sheet)
	must(t, err)
	var list []map[string]string
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, c := range row {
			cells[rows[0][i]] = c
		}
		list = append(list, cells)
	}
	return list
}

// TestExportSpeaksStandard: what columns of ours say is there for other tools, too.
func TestExportSpeaksStandard(t *testing.T) {
	t.Parallel()
	raw, err := Export(kitchenSink())
	must(t, err)
	survey := map[string]map[string]string{}
	for _, row := range cellsOf(t, raw, "survey") {
		survey[row["name"]] = row
	}
	for name, want := range map[string]map[string]string{
		"first":      {"type": "begin_group", "label::中文 (zh)": "First\nin two lines（中）"},
		"pick":       {"type": "select_multiple pick", "constraint": "not(selected(., 'none') and count-selected(.) > 1) and (count-selected(.) >= 1 or selected(., 'none')) and count-selected(.) <= 2 and (count-selected(.) <= 2)"},
		"one":        {"type": "select_one one", "appearance": "minimal"},
		"amount":     {"type": "integer", "constraint": ". >= 0 and . <= 100 and (. >= 5 and . <= 50)", "min": "0", "max": "100"},
		"amount2":    {"type": "decimal", "constraint": ". >= -1 and . <= 99.5", "step": "1.5", "bands": "-1 0.5 50"},
		"s":          {"type": "begin_group", "appearance": "table-list"},
		"s3":         {"type": "select_one s1", "appearance": "likert rating"},
		"r":          {"type": "rank r", "constraint": "count-selected(.) <= 1"},
		"d":          {"type": "date", "appearance": "month-year", "constraint": ". >= date('2023-02-03') and . <= date('2024-01-31') and (. >= date('2023-03-01'))"},
		"d2":         {"appearance": "year"},
		"w":          {"type": "text", "constraint": "string-length(.) <= 30 and (regex(., '[a-z]+'))"},
		"w2":         {"constraint": "true() and (string-length(.) <= 5)"},
		"ok":         {"type": "acknowledge"},
		"c":          {"type": "calculate", "calculation": "${amount} * 2"},
		"one_matrix": {"matrix": "first", "type": "select_one one_matrix"},
	} {
		for heading, cell := range want {
			if survey[name][heading] != cell {
				t.Errorf("%s %s: %q, want %q", name, heading, survey[name][heading], cell)
			}
		}
	}
	settings := cellsOf(t, raw, "settings")[0]
	if settings["form_title"] != "Everything（中）" || settings["form_id"] != "kitchen.sink-1" || settings["default_language"] != "中文 (zh)" {
		t.Errorf("%v", settings)
	}
}

func TestExportLooks(t *testing.T) {
	t.Parallel()
	q, _ := builtin.ByName(builtin.Pulse)
	for _, lang := range models.Langs() {
		raw, err := Explained(q, voice(t, lang))
		must(t, err)
		f, err := excelize.OpenReader(bytes.NewReader(raw))
		must(t, err)
		sheets := f.GetSheetList()
		if len(sheets) != 4 || strings.Join(sheets[1:], " ") != "survey choices settings" || f.GetActiveSheetIndex() != 0 {
			t.Errorf("%q, open at %d", sheets, f.GetActiveSheetIndex())
		}
		panes, err := f.GetPanes("survey")
		must(t, err)
		if !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%+v", panes)
		}
		rows, err := f.GetRows(sheets[0])
		must(t, err)
		if len(rows) != helpLines {
			t.Errorf("%d lines of help", len(rows))
		}
		again, problems, err := Import("a.xlsx", raw)
		must(t, err)
		if len(problems) > 0 || !reflect.DeepEqual(again, q) {
			t.Errorf("the explained file says something else: %+v", problems)
		}
		must(t, f.Close())
	}
}

// TestTypesOffered: Excel lists the types beside the cells, refuses no other, and every one of them is understood.
func TestTypesOffered(t *testing.T) {
	t.Parallel()
	raw, err := Explained(kitchenSink(), voice(t, models.Chinese))
	must(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	must(t, err)
	defer f.Close()
	lists, err := f.GetDataValidations("survey")
	must(t, err)
	if len(lists) != 1 {
		t.Fatalf("%+v", lists)
	}
	list := lists[0]
	if list.Sqref != "A2:A2001" || list.Type != "list" || list.ShowErrorMessage || !list.AllowBlank || list.Prompt == nil || len([]rune(*list.Prompt)) > 255 {
		t.Errorf("%+v", list)
	}
	types := strings.Split(strings.Trim(list.Formula1, `"`), ",")
	if !slices.Equal(types, offered()) {
		t.Errorf("%q", types)
	}
	for _, name := range types {
		if strings.HasPrefix(name, "select") || name == "rank" {
			name += " list"
		}
		if kind := readType(name); kind.fault != "" {
			t.Errorf("%s is not understood: %+v", name, kind)
		}
	}
	for _, row := range cellsOf(t, raw, "survey") {
		if name, _, _ := strings.Cut(row["type"], " "); !slices.Contains(types, name) {
			t.Errorf("%s is written and not offered", name)
		}
	}
}

// TestEditedRange: whoever changes min and max in Excel need not change what is repeated for other tools.
func TestEditedRange(t *testing.T) {
	t.Parallel()
	raw, err := Export(kitchenSink())
	must(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	must(t, err)
	rows, err := f.GetRows("survey")
	must(t, err)
	for i, row := range rows {
		if len(row) < 2 || row[1] != "amount" {
			continue
		}
		for j, heading := range rows[0] {
			if heading == "max" {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				must(t, f.SetCellInt("survey", cell, 90))
			}
		}
	}
	var edited bytes.Buffer
	must(t, f.Write(&edited))
	q, problems, err := Import("a.xlsx", edited.Bytes())
	must(t, err)
	want := kitchenSink()
	amount := &want.Sections[0].Questions[4]
	amount.Max = 90_000
	if !reflect.DeepEqual(q, want) {
		t.Errorf("%+v", q.Sections[0].Questions[4])
	}
	if len(problems) != 2 || problems[0].Key != "xlsform.constraint_differs" || problems[0].Refused {
		t.Errorf("%+v", problems)
	}
}

// TestExportOfDrafts: a draft is exported whatever is wrong with it.
func TestExportOfDrafts(t *testing.T) {
	t.Parallel()
	for i, q := range []questionnaire.Questionnaire{
		{}, {Sections: []questionnaire.Section{{}, {Questions: []questionnaire.Question{{}, {Kind: "x", Name: "\x00\xff", Matrix: "m"}}}}},
	} {
		raw, err := Export(q)
		must(t, err)
		if _, problems, err := Import("a.xlsx", raw); err != nil || !(&collector{problems}).refused() {
			t.Errorf("%d: %v %s", i, err, fmt.Sprint(problems))
		}
	}
}
