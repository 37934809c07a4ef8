package xlsform

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// corpus says of every public test form of pyxform whether it is imported, and what is told about it. A line is
// "sheet:row column key"; refusals begin with an exclamation mark. Not listed are remarks about a missing Chinese
// wording, title or answering time, which every form there has.
func corpus() map[string][]string {
	return map[string][]string{
		// A calculation that is no expression, and nothing else on the form.
		"bad_calc.xlsx": {"!survey:0  form.empty", "!survey:2 calculation expression.token"},
		// Capitals in the headings are understood; options from elsewhere and from a map are not built.
		"case_insensitivity.xlsx": {
			"CHOICES:2 NAME xlsform.choices_renamed",
			"!SURVEY:3 TYPE xlsform.type_external", "!SURVEY:4 TYPE xlsform.type_external",
		},
		// One county in two states: one name twice in a list, which allow_choice_duplicates would let pass.
		"choice_filter_test.xlsx": {"!choices:6 name xlsform.choice_twice"},
		"extra_columns.xlsx":      nil, // thousands of blank columns
		"extra_sheet_names.xlsx":  nil,
		// The group has no label; options have a Chinese one.
		"field-list.xlsx": {"survey:2 label::english xlsform.group_label"},
		// Asks for a phone number.
		"group.xlsx": {
			"!survey:4 type xlsform.type_identity", "survey:5 constraint xlsform.range_made", "survey:5 bands xlsform.bands_made",
		},
		// The filter pastel=yes lacks the quotation marks around yes, which makes yes a column that there is not.
		"or_other.xlsx":       {"!survey:3 choice_filter form.column"},
		"specify_other.md":    nil,
		"survey_no_name.xlsx": nil, // the one sheet is a survey under any name
		"text_and_integer.xlsx": {
			"survey:3 constraint xlsform.range_made", "survey:3 bands xlsform.bands_made",
		},
		"utf_csv.csv":             nil,
		"yes_or_no_question.xlsx": nil,
		// Everything that XLSForm has: repeats, media, places, devices, dates without a range, and a pattern for addresses
		// of mail that has more repetitions than a browser may be asked for.
		"xlsform_spec_test.xlsx": {
			"survey:1  xlsform.columns_unknown", "survey:1 name xlsform.renamed", "survey:3 label::english xlsform.group_label",
			"survey:5 label::english xlsform.label_reference",
			"!survey:7 relevant expression.pattern.slow", "!survey:10 label::english form.text",
			"survey:13 constraint xlsform.range_made", "survey:13 bands xlsform.bands_made",
			"survey:14 constraint xlsform.range_made", "survey:14 bands xlsform.bands_made",
			"!survey:15 type xlsform.repeat", "!survey:31 first xlsform.date", "!survey:33 type xlsform.type_moment",
			"!survey:34 type xlsform.type_place", "!survey:35 type xlsform.type_media", "!survey:36 type xlsform.type_media",
			"!survey:37 type xlsform.type_media", "!survey:38 type xlsform.type_media",
			"survey:41 label::english xlsform.label_reference",
			"!survey:42 type xlsform.type_identity", "survey:43 label::english xlsform.label_reference",
			"!survey:44 type xlsform.type_identity", "survey:45 label::english xlsform.label_reference",
			"!survey:46 type xlsform.type_identity", "survey:47 label::english xlsform.label_reference",
			"!survey:48 type xlsform.type_identity", "survey:49 label::english xlsform.label_reference",
			"!survey:50 type xlsform.type_identity", "survey:51 label::english xlsform.label_reference",
			"!survey:52 type xlsform.type_identity", "survey:53 label::english xlsform.label_reference",
			"survey:57 constraint xlsform.range_made", "survey:57 bands xlsform.bands_made",
			"choices:1  xlsform.columns_unknown", "!choices:4 label form.text", "!choices:5 label form.text",
		},
	}
}

// told writes problems as corpus has them.
func told(problems []Problem, without ...string) []string {
	var list []string
	for _, p := range problems {
		if slices.Contains(without, p.Key) {
			continue
		}
		line := fmt.Sprintf("%s:%d %s %s", p.Sheet, p.Row, p.Column, p.Key)
		if p.Refused {
			line = "!" + line
		}
		list = append(list, line)
	}
	return list
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("testdata/corpus")
	must(t, err)
	table := corpus()
	for _, file := range files {
		if strings.HasPrefix(file.Name(), "LICENSE") {
			continue
		}
		want, known := table[file.Name()]
		if !known {
			t.Errorf("%s is not in the table", file.Name())
			continue
		}
		delete(table, file.Name())
		t.Run(file.Name(), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(filepath.Join("testdata/corpus", file.Name()))
			must(t, err)
			q, problems, err := Import(file.Name(), raw)
			must(t, err)
			got := told(problems, "xlsform.missing_zh", "xlsform.title_made", "xlsform.minutes_made")
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			for _, lang := range models.Langs() {
				say := voice(t, lang)
				for _, p := range problems {
					say(p.Key, p.Args...)
				}
			}
			refused := slices.ContainsFunc(want, func(s string) bool { return s[0] == '!' })
			if refused != (len(q.Sections) == 0) {
				t.Errorf("refused: %v, but %d sections", refused, len(q.Sections))
			}
			if !refused {
				if _, faults := questionnaire.Examine(q); len(faults) > 0 {
					t.Errorf("%+v", faults)
				}
				identical(t, q)
			}
		})
	}
	for name := range table {
		t.Errorf("%s is gone", name)
	}
}
