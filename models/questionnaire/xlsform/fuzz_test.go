package xlsform

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

// sound holds what came in against its promises: whole or not at all, nothing that Examine finds fault with, every
// problem with words in both languages, and the same again after a round trip.
func sound(t *testing.T, voices []models.Say, q questionnaire.Questionnaire, problems []Problem) {
	t.Helper()
	for _, p := range problems {
		for _, say := range voices {
			say(p.Key, p.Args...)
		}
	}
	if (&collector{problems}).refused() {
		if !reflect.DeepEqual(q, questionnaire.Questionnaire{}) {
			t.Fatalf("half imported: %+v", q)
		}
		return
	}
	if _, faults := questionnaire.Examine(q); len(faults) > 0 {
		t.Fatalf("%+v", faults)
	}
	again, told, err := Import("a.csv", text(t, q))
	must(t, err)
	if !reflect.DeepEqual(again, q) {
		was, _ := json.Marshal(q)
		is, _ := json.Marshal(again)
		t.Fatalf("changed by way of a text\nwas %s\nis  %s\n%+v", was, is, told)
	}
}

// text writes a form as csv, which is many times faster than the workbook that people get.
func text(t *testing.T, q questionnaire.Questionnaire) []byte {
	t.Helper()
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	x := newSheets(q)
	for _, s := range []struct {
		kind string
		rows []cells
	}{{sheetSurvey, x.survey}, {sheetChoices, x.choices}, {sheetSettings, []cells{x.settings}}} {
		columns := headings(s.kind, x.filters)
		head := []string{""}
		for _, h := range columns {
			head = append(head, h.name)
		}
		must(t, w.WriteAll([][]string{{s.kind}, head}))
		for _, row := range s.rows {
			line := []string{""}
			for _, h := range columns {
				line = append(line, row[h.name])
			}
			must(t, w.Write(line))
		}
	}
	w.Flush()
	return file.Bytes()
}

// FuzzImport reads text of any kind as a form: as Markdown, as csv, and as what it is.
func FuzzImport(f *testing.F) {
	voices := []models.Say{voice(f, models.Chinese), voice(f, models.English)}
	f.Add("a.md", markdown("type | name | label | constraint | appearance\ninteger | A-b | 题 | . > 0 and (. < 9) |\nselect_one five | s | S | | likert", lists, "form_title\nx"))
	f.Add("a.md", markdown("type | name | label | relevant\nbegin group | g | G | ${x} = 'a'\ntext | x | X |\nend group | | |\nselect_multiple yn or_other | m | M | selected(${x}, 'yes')", lists, ""))
	f.Add("a.md", markdown("type | name | label | first | last | period | default\ndate | d | D | 2023-01-01 | 45657 | half | 2023-08-01\nrange | r | R", "", "minutes\n3"))
	f.Add("a.csv", []byte("survey,,,\n,type,name,label,bands\n,decimal,a,甲,\"0 1\"\nchoices,,,\n,list name,name,label\n"))
	for _, name := range []string{"utf_csv.csv", "specify_other.md"} {
		raw, err := os.ReadFile(filepath.Join("testdata/corpus", name))
		must(f, err)
		f.Add(name, raw)
	}
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		for _, name := range []string{name, "a.md", "a.csv"} {
			q, problems, err := Import(name, raw)
			if err != nil {
				if keyOf(err) == "" {
					t.Fatalf("not an error of ours: %v", err)
				}
				continue
			}
			sound(t, voices, q, problems)
		}
	})
}

// FuzzPaste pastes any text.
func FuzzPaste(f *testing.F) {
	voices := []models.Say{voice(f, models.Chinese), voice(f, models.English)}
	for _, seed := range []string{
		"标题\n一、甲\n1. 题[单选题]\nA. 甲\nB、其他____\n\n2、几次【数字题 0-112】\n", "评[矩阵题]\n好 差\n（1）甲\n乙", "# A\n*b [scale]\n1 no - 7 yes\nc（多选）\n① x【互斥】",
		"3. [量表题]\n非常不满意 1-5 非常满意\n4[填空题][必填]\n__", "[矩阵数字题 0.5-9]\na\nb\n[排序题]\na\nb\n[时间题]",
		"请您评价[矩阵单选题] *\n\t差\t好\n食堂\t○\t○\n宿舍\t\t\n1.5[多选题]*\n- 甲\n* 乙",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, problems := Paste(text)
		sound(t, voices, q, problems)
	})
}

// FuzzExport makes questionnaires at random; the seed is all that is fuzzed.
func FuzzExport(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		q := random(rand.New(rand.NewPCG(a, b)))
		if _, faults := questionnaire.Examine(q); len(faults) > 0 {
			t.Fatalf("the test makes a questionnaire with faults: %+v", faults)
		}
		identical(t, q)
	})
}

// FuzzReadJSON: what is accepted is the same when written and read again.
func FuzzReadJSON(f *testing.F) {
	for _, q := range append(builtin.All(), kitchenSink()) {
		raw, err := json.Marshal(q)
		must(f, err)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		q, err := ReadJSON(raw)
		if err != nil {
			if keyOf(err) == "" {
				t.Fatalf("not an error of ours: %v", err)
			}
			return
		}
		first, err := json.Marshal(q)
		must(t, err)
		again, err := ReadJSON(first)
		must(t, err)
		second, err := json.Marshal(again)
		must(t, err)
		if !bytes.Equal(first, second) {
			t.Fatalf("%s\n%s", first, second)
		}
	})
}

// form300 is a form of 300 questions with choices, ranges and logic.
func form300(b *testing.B) []byte {
	b.Helper()
	q := questionnaire.Questionnaire{Name: "long", Version: "v1", Title: both("Long"), Minutes: 40}
	for s := range 10 {
		section := questionnaire.Section{Name: fmt.Sprint("s", s), Title: both("Section")}
		for i := range 15 {
			name := fmt.Sprint("q", s, "_", i)
			section.Questions = append(section.Questions, questionnaire.Question{
				Name: name, Kind: questionnaire.Integer, Text: both("How many?"), Max: 99_000, Unit: both("times"), Constraint: ". != 13",
			}, questionnaire.Question{
				Name: name + "_why", Kind: questionnaire.Multiple, Text: both("Why?"), Relevant: "${" + name + "} > 0", AtMost: 2,
				Options: []questionnaire.Option{{Name: "a", Text: both("a")}, {Name: "b", Text: both("b" + name)}, {Name: "none", Text: both("none"), Exclusive: true}},
			})
		}
		q.Sections = append(q.Sections, section)
	}
	raw, err := Export(q)
	must(b, err)
	return raw
}

func BenchmarkImport(b *testing.B) {
	raw := form300(b)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		q, problems, err := Import("form.xlsx", raw)
		if err != nil || len(problems) > 0 || len(q.Sections) != 10 {
			b.Fatalf("%v %+v", err, problems)
		}
	}
}

func BenchmarkExport(b *testing.B) {
	q, _ := builtin.ByName(builtin.BurdenFull)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Export(q); err != nil {
			b.Fatal(err)
		}
	}
}
