package advice

import (
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
)

func TestIdentifies(t *testing.T) {
	t.Parallel()
	for wording, want := range map[string]string{
		"姓名":                               "advice.name",
		"姓　名：":                             "advice.name",
		"您的姓 名是？":                          "advice.name",
		"请填写真实姓名（必填）":                      "advice.name",
		"您的名字":                             "advice.name",
		"What is your name?":               "advice.name",
		"Your full name":                   "advice.name",
		"Name:":                            "advice.name",
		"手机号":                              "advice.phone",
		"您的手机号码":                           "advice.phone",
		"请留下联系方式":                          "advice.phone",
		"您的电话是多少？":                         "advice.phone",
		"Phone number":                     "advice.phone",
		"Your mobile":                      "advice.phone",
		"Mobile":                           "advice.phone",
		"身份证号":                             "advice.id_number",
		"请输入身份证后四位":                        "advice.id_number",
		"ID card number":                   "advice.id_number",
		"您的出生日期":                           "advice.birth",
		"您是哪一年出生的？":                        "advice.birth",
		"您哪年出生？":                           "advice.birth",
		"生日":                               "advice.birth",
		"Date of birth":                    "advice.birth",
		"In what year were you born?":      "advice.birth",
		"您的具体职务":                           "advice.post",
		"您的职务是什么？":                         "advice.post",
		"职务名称":                             "advice.post",
		"岗位":                               "advice.post",
		"What is your job title?":          "advice.post",
		"Your exact position":              "advice.post",
		"您所在单位的名称":                         "advice.unit",
		"您在哪个科室？":                          "advice.unit",
		"您的单位是？":                           "advice.unit",
		"Which department do you work in?": "advice.unit",
		"家庭住址":                             "advice.address",
		"您住在哪里？":                           "advice.address",
		"Home address":                     "advice.address",
		"微信号":                              "advice.account",
		"您的QQ":                             "advice.account",
		"ＱＱ号":                              "advice.account",
		"您的电子邮箱":                           "advice.account",
		"E-mail address":                   "advice.account",
		"Your WeChat ID":                   "advice.account",
		"工号":                               "advice.employee",
		"您的警号是":                            "advice.employee",
		"Employee number":                  "advice.employee",
		"私家车车牌":                            "advice.plate",
		"Licence plate":                    "advice.plate",

		"手机上装了几个APP":                                          "",
		"检查人员看过您的手机吗？":                                        "",
		"最近30天，您报送名单几次？":                                      "",
		"最近30天，您打电话催报几次？":                                     "",
		"您加入了几个微信群、QQ群？":                                      "",
		"通过邮箱报送的材料有几份？":                                       "",
		"请不要填写姓名":                                             "",
		"本调查不问姓名，不问电话号码":                                      "",
		"Do not write your name":                              "",
		"We ask for no phone number":                          "",
		"您同时承担几个岗位的工作？":                                       "",
		"您的岗位职责清楚吗？":                                          "",
		"最近30天，开具出生证明几份？":                                     "",
		"全体职工号召大会开了几次？":                                       "",
		"这些要求来自几个上级部门？":                                       "",
		"您认为是哪个部门要求的？":                                        "",
		"单位门口挂了几块牌子？":                                         "",
		"How many documents had to be renamed?":               "",
		"How many names were on the list?":                    "",
		"Did the new rules address your needs?":               "",
		"How many calls by phone did you get?":                "",
		"How many posts do you hold at once?":                 "",
		"How many e-mails did you answer in the last 7 days?": "",
		"您的身份":          "",
		"Your position": "",
	} {
		for _, text := range []models.Text{{Zh: wording}, {En: wording}} {
			if key, words := identifies(questionnaire.Question{Kind: questionnaire.Text, Text: text}); key != want {
				t.Errorf("%q gives %q (%q), want %q", wording, key, words, want)
			}
			if key, _ := identifies(questionnaire.Question{Kind: questionnaire.Integer, Text: models.Text{Zh: "几次"}, Hint: text}); key != want {
				t.Errorf("%q as a hint gives %q, want %q", wording, key, want)
			}
		}
	}
}

// TestIdentifiesByOptions: options are looked at for what cannot be a mere topic.
func TestIdentifiesByOptions(t *testing.T) {
	t.Parallel()
	choice := func(text string, options ...string) questionnaire.Question {
		q := questionnaire.Question{Kind: questionnaire.Single, Text: models.Text{Zh: text}}
		for _, o := range options {
			q.Options = append(q.Options, questionnaire.Option{Text: models.Text{Zh: o}})
		}
		return q
	}
	for _, c := range []struct {
		name string
		q    questionnaire.Question
		want string
	}{
		{"an option that asks", choice("愿意参加座谈吗？", "不愿意", "愿意，我的手机号："), "advice.phone"},
		{"ways to be told", choice("任务主要怎么通知？", "电话", "微信", "QQ", "邮箱", "单位"), ""},
		{"a few classes of posts", choice("您的职务", "班子成员", "中层", "一般人员"), ""},
		{"a list of posts", choice("您的职务", "书记", "镇长", "副书记", "人大主席", "武装部长", "组织委员", "宣传委员"), "advice.post"},
	} {
		if key, words := identifies(c.q); key != c.want {
			t.Errorf("%s: %q (%q), want %q", c.name, key, words, c.want)
		}
	}
}

// TestNothingBuiltInIdentifies: whoever adds a question to an instrument or to the bank is warned here.
func TestNothingBuiltInIdentifies(t *testing.T) {
	t.Parallel()
	sections := builtin.Bank()
	for _, q := range builtin.All() {
		sections = append(sections, q.Sections...)
	}
	for _, s := range sections {
		for _, q := range s.Questions {
			if key, words := identifies(q); key != "" {
				t.Errorf("%s gives %s (%q)", q.Name, key, words)
			}
		}
	}
}
