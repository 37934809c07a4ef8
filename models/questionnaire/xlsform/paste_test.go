package xlsform

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// outline writes what was pasted in short lines.
func outline(q questionnaire.Questionnaire) []string {
	var lines []string
	for _, s := range q.Sections {
		lines = append(lines, strings.TrimSpace("# "+s.Title.In(models.Chinese)+" "+s.Note.In(models.Chinese)))
		for _, x := range s.Questions {
			line := fmt.Sprintf("%s %s %s", x.Name, x.Kind, x.Text.In(models.Chinese))
			if !x.Hint.IsZero() {
				line += " (" + x.Hint.In(models.Chinese) + ")"
			}
			if x.Required {
				line += " required"
			}
			if x.Matrix != "" {
				line += " in " + x.Matrix
			}
			if x.Numeric() {
				line += " " + x.Min.String() + "–" + x.Max.String()
			}
			if x.AtMost+x.AtLeast > 0 {
				line += fmt.Sprintf(" %d–%d", x.AtLeast, x.AtMost)
			}
			for _, o := range x.Options {
				line += " | " + o.Name + " " + o.Text.In(models.Chinese)
				if o.Exclusive {
					line += " alone"
				}
				if o.Specify {
					line += " specify"
				}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func TestPaste(t *testing.T) {
	t.Parallel()
	q, problems := Paste(`基层减负小调查

一、时间
请按最近一周填写。

1. 您工作了多少小时？[数字题 0-112]
   填整数
2、主要忙什么？（最多选2项）【多选题】
A. 检查
B、 材料
C．其他____
D) 没有【互斥】

3．您的身份（单选）
① 干部
② 聘用人员（请注明）

Q4. *还想说什么［填空题］
________
二、评价
5. 总的满意吗？[量表题]
非常不满意 1-5 非常满意
6. 请评价［矩阵题］
很差  一般  很好
(1) 开会
(2) 发文
7. 会不会好转 [量表题]
1. 不会
2. 难说
3. 会
8. 先做什么[排序题]
- 减会
- 减文
9. 几点下班（时间题）
10. 最难的是（选下面一个）[下拉题][必填]

1. 人
2. 事
11. 各用几小时 [矩阵数字题 0-40]
开会
发文`)
	want := []string{
		"# 时间 请按最近一周填写。",
		"q1 integer 您工作了多少小时？ (填整数) 0–112",
		"q2 multiple 主要忙什么？（最多选2项） 0–2 | o1 检查 | o2 材料 | o3 其他 specify | o4 没有 alone",
		"q3 single 您的身份 | o1 干部 | o2 聘用人员 specify",
		"q4 text 还想说什么 required",
		"# 评价",
		"q5 scale 总的满意吗？ | 1 非常不满意 | 2  | 3  | 4  | 5 非常满意",
		"q6 note 请评价", "q6_1 scale 开会 in q6 | 1 很差 | 2 一般 | 3 很好", "q6_2 scale 发文 in q6 | 1 很差 | 2 一般 | 3 很好",
		"q7 scale 会不会好转 | 1 不会 | 2 难说 | 3 会",
		"q8 ranking 先做什么 | o1 减会 | o2 减文",
		"q9 time 几点下班",
		"q10 single 最难的是（选下面一个） required | o1 人 | o2 事",
		"q11 note 各用几小时", "q11_1 integer 开会 in q11 0–40", "q11_2 integer 发文 in q11 0–40",
	}
	if got := outline(q); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s\n%+v", strings.Join(got, "\n"), strings.Join(want, "\n"), problems)
	}
	if q.Title.Zh != "基层减负小调查" || q.Minutes != 2 {
		t.Errorf("%+v %d", q.Title, q.Minutes)
	}
	if got := told(problems); !slices.Equal(got, []string{":6  xlsform.bands_made"}) {
		t.Errorf("%q", got)
	}
	identical(t, q)
}

func TestPasteChineseNumerals(t *testing.T) {
	t.Parallel()
	q, problems := Paste("问卷\n第一部分 情况\n1. 去过吗[单选题]\n一、去过\n二、没有\n第二部分：看法\n2. 好吗[单选题]\n是\n否")
	want := []string{"# 情况", "q1 single 去过吗 | o1 一、去过 | o2 二、没有", "# 看法", "q2 single 好吗 | o1 是 | o2 否"}
	if got := outline(q); !slices.Equal(got, want) {
		t.Errorf("%q %+v", got, problems)
	}
}

func TestPasteEnglish(t *testing.T) {
	t.Parallel()
	q, problems := Paste("# Time\n1. Hours last week? [number 0-80]\n2. What took most? (up to 2) [multiple choice]\na) inspections\nb) forms\nc) other (please specify)\n3. Anything else? [text]\n4. Agree? [scale]\nnot at all 1-7 fully")
	want := []string{
		"# Time", "q1 integer Hours last week? 0–80", "q2 multiple What took most? (up to 2) 0–2 | o1 inspections | o2 forms | o3 other specify",
		"q3 text Anything else?", "q4 scale Agree? | 1 not at all | 2  | 3  | 4  | 5  | 6  | 7 fully",
	}
	if got := outline(q); !slices.Equal(got, want) || q.Title.En != "Questionnaire" {
		t.Errorf("got\n%s\n%+v", strings.Join(got, "\n"), problems)
	}
}

func TestPasteProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing":           {"", []string{"!:0  xlsform.paste_empty", ":0  xlsform.paste_title"}},
		"no question":       {"标题\n一段话", []string{"!:0  xlsform.paste_empty", ":2  xlsform.paste_line"}},
		"no type":           {"题\n1. 身份\nA. 甲\nB. 乙\n\n2. 好吗[单选题]\n是\n否\n\n3. 谁\n甲", []string{"!:2  xlsform.paste_tag", "!:10  xlsform.paste_tag"}},
		"no options":        {"题\n1. 身份[单选题]", []string{"!:2  xlsform.paste_options"}},
		"a date":            {"题\n1. 哪天[日期题]", []string{"!:2  xlsform.paste_date"}},
		"no range":          {"题\n1. 几次[数字题]", []string{":2  xlsform.paste_range"}},
		"no points":         {"题\n1. 好吗[量表题]", []string{":2  xlsform.paste_scale"}},
		"odd points":        {"题\n1. 好吗[量表题]\n好", []string{"!:2  xlsform.paste_points"}},
		"too many points":   {"题\n1. 好吗[量表题]\n0-100", []string{"!:2  xlsform.paste_points"}},
		"a matrix of rows":  {"题\n1. 评[矩阵题]\n甲\n乙", []string{"!:2  xlsform.paste_matrix"}},
		"an empty section":  {"题\n一、甲\n二、乙\n1. 好[填空题]", []string{":2  xlsform.group_empty"}},
		"nothing to say":    {"题\n1. [填空题]", []string{"!:2  form.text"}},
		"too large":         {strings.Repeat("题", MaxPaste), []string{"!:0  xlsform.paste_large"}},
		"too many":          {"题\n" + strings.Repeat("1. 好吗[填空题]\n", 501), []string{"!:0  form.large"}},
		"two exclusive":     {"题\n1. 选[多选题]\n甲\n乙____\n丙____", []string{"!:2  form.specify"}},
		"a range backwards": {"题\n1. 几次[数字题 9-3]", []string{":2  xlsform.paste_range"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, problems := Paste(c.text)
			got := told(problems)
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			if (&collector{problems}).refused() != (len(q.Sections) == 0) {
				t.Errorf("half imported: %+v", q)
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
