package xlsform

import (
	"math/rand/v2"
	"strings"
	"testing"

	"jianfu/models"
)

// TestForeignForms makes forms of what people write, right and wrong, and holds them against the promises of Import.
func TestForeignForms(t *testing.T) {
	t.Parallel()
	voices := []models.Say{voice(t, models.Chinese), voice(t, models.English)}
	r := rand.New(rand.NewPCG(7, 8))
	accepted := 0
	for range 400 {
		raw := foreign(r)
		q, problems, err := Import("form.md", raw)
		must(t, err)
		sound(t, voices, q, problems)
		if len(q.Sections) > 0 {
			accepted++
		}
	}
	if accepted < 60 {
		t.Errorf("only %d of 400 forms are accepted: the test does not try much", accepted)
	}
}

func foreign(r *rand.Rand) []byte {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	expressions := []string{
		"", "", "", "", ". > 3", "${A-b} = 'X y' and . = 'X_y'", ". >= 1 and . <= 20", "(.>0) and (.<9) and . != 4", "selected(${b}, '是') or ${A-b} > 2",
		"count-selected(.)<=1", "", "count-selected(.) > 1 and not(selected(., '是') and count-selected(.) > 1)", "regex(., '[a-z]+')", "date('2024-01-01') <= .", ". >= date('2023-01-01') and . <= date('2024-02-03')", "string-length(.) < 20", "${b} ＝ ‘是’",
	}
	columns := []string{"type", "name", "label", "label::English", "hint::zh", "relevant", "constraint", "required", "appearance", "default", "choice_filter", "calculation", "parameters", "read_only", "min", "max", "period", "constraint_message"}
	rows := []string{strings.Join(columns, " | ")}
	depth := 0
	for i := range 2 + r.IntN(5) {
		kind := pick("text", "integer", "decimal", "select_one l", "select_one n", "select_multiple l", "select_multiple l or_other", "rank n", "range", "note", "acknowledge", "calculate", "hidden", "time", "date", "begin group", "end group", "begin_group")
		if r.IntN(60) == 0 {
			kind = pick("deviceid", "image", "begin repeat", "", "nonsense")
		}
		if r.IntN(20) == 0 {
			expressions = append(expressions, "1 =")
		}
		name := pick("A-b", "b", "C.c", "题", "Q", "x", "_9", "b_note") + pick("", string(rune('d'+i)), string(rune('d'+i)), string(rune('d'+i)))
		if i < 2 {
			name = []string{"A-b", "b"}[i]
			kind = pick("integer", "select_one l", "select_multiple l")
		}
		switch {
		case kind == "end group" && depth == 0:
			kind = "text"
		case kind == "end group":
			depth--
		case strings.HasPrefix(kind, "begin"):
			depth++
		}
		cells := []string{
			kind, name, "题目", pick("Question", "", "${b}?"), pick("", "提示"), pick("", "", "${A-b} = 'X y'", "not(${b} = '是')"), pick(expressions...), pick("", "yes", "no", "TRUE"),
			pick("", "", "likert", "minimal", "rating", "table-list", "label", "list-nolabel", "month-year", "w1"),
			"", "", "", "", "", "", "", "", pick("", "不行"),
		}
		if i < 2 {
			cells[5], cells[6] = "", ""
		}
		if r.IntN(9) == 0 {
			cells[9] = pick("X_y", "是", "3", "1", "2023-05-06", "13:00")
			cells[10] = pick("", "c = ${b}", "c != ${A-b} and 1 = 1")
			cells[13] = pick("", "yes")
		}
		if r.IntN(3) > 0 {
			cells[11], cells[12] = pick("1 + 1", "1", "2 * ${A-b}"), pick("", "start=0 end=4 step=1", "start=1 end=10 step=0.5", "end=200")
		}
		if kind == "date" {
			cells[6], cells[16] = ". >= date('2023-01-01') and . <= date('2024-02-03')", pick("month", "Year", "")
		}
		if r.IntN(5) == 0 {
			cells[14], cells[15] = pick("", "0", "-5", "1"), pick("", "7", "250", "12.25")
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	for range depth {
		rows = append(rows, "end group")
	}
	choices := "list_name | name | label | label::en | c | exclusive\nl | X_y | 甲 | A | 是 |\nl | 是 | 是 | Yes | X_y | " + pick("", "yes") + "\nl | " + pick("No", "b.c", "3") + " | 否 | No | 否 |\nn | 1 | 一 | one | |\nn | 2 | 二 | | |\nn | 3 | 三 | | 是 |"
	return markdown(strings.Join(rows, "\n"), choices, pick("", "form_title | default_language\n标题 | zh", "form_id | version | minutes\nX Y | 2.0 | 4"))
}
