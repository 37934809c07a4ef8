package xlsform

import (
	"slices"
	"strings"
	"testing"

	"jianfu/models"
)

func TestPasteMatrix(t *testing.T) {
	t.Parallel()
	scale := []string{"q1 note 请您评价", "q1_1 scale 食堂 in q1 | 1 差 | 2 一般 | 3 好", "q1_2 scale 宿舍 in q1 | 1 差 | 2 一般 | 3 好"}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"with circles": {
			"请您评价[矩阵单选题] *\n\t很不满意\t不满意\t一般\n食堂\t○\t○\t○\n宿舍\t○\t○\t○",
			[]string{
				"q1 note 请您评价", "q1_1 single 食堂 required in q1 | o1 很不满意 | o2 不满意 | o3 一般",
				"q1_2 single 宿舍 required in q1 | o1 很不满意 | o2 不满意 | o3 一般",
			},
		},
		"with boxes":            {"请您评价[矩阵量表题]\n\t差\t一般\t好\n食堂\t□\t□\t□\n宿舍\t□\t□\t□", scale},
		"with empty cells":      {"请您评价[矩阵量表题]\n\t差\t一般\t好\n食堂\t\t\t\n宿舍\t\t\t", scale},
		"with a corner":         {"请您评价[矩阵量表题]\n项目\t差\t一般\t好\n食堂\t\t\t\n宿舍\t\t\t", scale},
		"a corner and circles":  {"请您评价[矩阵量表题]\n项目\t差\t一般\t好\n食堂\t○\t○\t○\n宿舍\t○\t○\t○", scale},
		"without a first cell":  {"请您评价[矩阵量表题]\n差\t一般\t好\n食堂\t○\t○\t○\n宿舍\t○\t○\t○", scale},
		"a corner, by blanks":   {"请您评价[矩阵量表题]\n项目 差 一般 好\n食堂 ○ ○ ○\n宿舍 ○ ○ ○", scale},
		"blanks and tabs":       {"请您评价[矩阵量表题]\n差 一般 好\n食堂\t○\t○\t○\n宿舍\t○\t○\t○", scale},
		"options below":         {"请您评价[矩阵量表题]\n食堂\t○\t○\t○\n宿舍\t○\t○\t○\n\t差\t一般\t好", scale},
		"parted by blanks":      {"请您评价[矩阵量表题]\n差 一般 好\n食堂 ○ ○ ○\n宿舍 ○○○", scale},
		"brackets to tick":      {"请您评价[矩阵量表题]\n差  一般  好\n食堂 （ ）（ ）（ ）\n宿舍 ( ) ( ) ( )", scale},
		"options with circles":  {"请您评价[矩阵量表题]\n○差 ○一般 ○好\n食堂\n宿舍", scale},
		"rows with numbers":     {"请您评价[矩阵量表题]\n差 一般 好\n1. 食堂\n2. 宿舍", scale},
		"rows of words":         {"请您评价[矩阵量表题]\n差\t一般\t好\n1.5小时 内 的 会议\n其他", []string{"q1 note 请您评价", "q1_1 scale 1.5小时 内 的 会议 in q1 | 1 差 | 2 一般 | 3 好", "q1_2 scale 其他 in q1 | 1 差 | 2 一般 | 3 好"}},
		"numbers with a line":   {"各几次[矩阵数字题 0-9]\n开会\t____\n发文 ____", []string{"q1 note 各几次", "q1_1 integer 开会 in q1 0–9", "q1_2 integer 发文 in q1 0–9"}},
		"circles and no head":   {"请您评价[矩阵单选题]\n食堂\t○\t○\t○\n宿舍\t○\t○\t○", []string{"!:2  xlsform.paste_matrix"}},
		"two heads":             {"请您评价[矩阵单选题]\n\t差\t一般\t好\n食堂\t○\t○\t○\n\t低\t中\t高\n宿舍\t○\t○\t○", []string{"!:2  xlsform.paste_matrix"}},
		"a row without a name":  {"请您评价[矩阵单选题]\n\t差\t一般\t好\n\t○\t○\t○", []string{"!:2  xlsform.paste_matrix"}},
		"options that repeat":   {"请您评价[矩阵单选题]\n\t差\t好\t好\n食堂\t○\t○\t○", []string{"!:2  xlsform.paste_columns"}},
		"options that are dots": {"请您评价[矩阵单选题]\n食堂\t○\t好\n宿舍", []string{"!:2  xlsform.paste_columns"}},
		"numbers in columns":    {"各几次[矩阵数字题 0-9]\n\t上午\t下午\n开会\t__\t__", []string{"!:2  xlsform.paste_matrix"}},
		"several ticks":         {"请您评价[矩阵多选题]\n\t差\t好\n食堂\t□\t□", []string{"!:2  xlsform.paste_matrix_multiple"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, problems := Paste("标题\n" + c.text)
			var got []string
			for _, line := range told(problems) {
				if line[0] == '!' {
					got = append(got, line)
				}
			}
			if lines := outline(q); len(lines) > 0 {
				got = append(got, lines[1:]...)
			}
			for _, lang := range models.Langs() {
				say := voice(t, lang)
				for _, p := range problems {
					say(p.Key, p.Args...)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestPasteStars(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1. 好吗[填空题] *":         "q1 text 好吗 required",
		"1. 好吗 *[填空题]":         "q1 text 好吗 required",
		"1. 好吗＊（填空题）":          "q1 text 好吗 required",
		"*1. 好吗[填空题]":          "q1 text 好吗 required",
		"1. * 好吗 [填空题] * [必答]": "q1 text 好吗 required",
		"1. 3*4是几[填空题]":        "q1 text 3*4是几",
		"1. 好吗[填空题]":           "q1 text 好吗",
	} {
		q, problems := Paste("标题\n" + text)
		if got := outline(q); len(got) != 2 || got[1] != want {
			t.Errorf("%q gives %q %+v", text, got, problems)
		}
	}
}
