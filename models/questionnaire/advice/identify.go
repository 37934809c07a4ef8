package advice

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"jianfu/models/questionnaire"
)

// sign is one kind of question that tells who answered: the key of its warning and the wordings that give it away.
// They are narrow on purpose, since a warning that is often wrong is not read: 手机号 asks for a number, 手机上 does not;
// 报送名单 is a list, 姓名 is a name. What matches begin and end is a clause, as clauses cuts it.
type sign struct {
	key      string
	roots    []string       // in lower case; a wording without any of them is passed over, which is most of the work saved
	anywhere *regexp.Regexp // in the question, the hint and the options
	asked    *regexp.Regexp // in the question and the hint alone: as an option such a word asks for nothing
	classes  bool           // a choice of few classes is meant to be coarse and gives nobody away
}

// What makes a noun a thing to fill in
const (
	ask  = `^(请?(填写|输入|留下|提供|写下))?(您|你)的?`
	what = `(是什么|是多少|是|为)?$`
)

var signs = []sign{
	{
		key:   "advice.name",
		roots: []string{"名", "name", "signature"},
		anywhere: regexp.MustCompile(`姓名|真名|(您|你)的?(名字|全名|大名|签名|署名)|叫什么名字` +
			`|(?i:\b(your|full|first|last|family|given|real) names?\b|\bsurname\b|\byour signature\b)`),
		asked: regexp.MustCompile(`^(名字|全名|署名|签名)$|(?i:^names?$)`),
	},
	{
		key:   "advice.phone",
		roots: []string{"电话", "手机", "联系", "phone", "mobile", "cell", "contact"},
		anywhere: regexp.MustCompile(`手机号|电话号|联系(电话|方式|号码)|办公电话` +
			`|(?i:\b(phone|mobile|cell|telephone) (number|no)\b|\bcontact (details|number|information)\b)`),
		asked: regexp.MustCompile(ask + `(手机|电话)` + what + `|^(手机|电话)$|(?i:^(your )?((tele|mobile |cell )?phone|mobile)$)`),
	},
	{
		key:   "advice.id_number",
		roots: []string{"证", "护照", "社保", "医保", "银行", "id", "passport", "security", "account"},
		anywhere: regexp.MustCompile(`身份证(号|编号|后|前|末|尾|信息|照片|复印件)|(您|你)的?身份证|证件号|护照号|社保卡?号|医保卡?号|银行卡号|银行账号` +
			`|(?i:\b(id|identity) (card|number|no)\b|\bpassport (number|no)\b|\bnational id\b` +
			`|\bsocial security number\b|\bbank account number\b)`),
		asked: regexp.MustCompile(`^身份证$|(?i:^(your )?id$)`),
	},
	{
		key:   "advice.birth",
		roots: []string{"出生", "生日", "属相", "生肖", "birth", "born", "dob", "d.o.b"},
		anywhere: regexp.MustCompile(`出生(日期|年月|年份|时间|日|于)|(您|你)的?(生日|属相|生肖)|(哪|何|几)一?年(几月|何月)?出生|何时出生` +
			`|(?i:\bbirth ?(date|day)\b|\byear of birth\b|\bdate of birth\b|\bbirth year\b|\bwere you born\b)`),
		asked: regexp.MustCompile(`^(生日|出生年?)$|(?i:^(birth|born|dob|d\.o\.b)$)`),
	},
	{
		key:   "advice.post",
		roots: []string{"职", "岗", "post", "title", "position", "rank", "role"},
		anywhere: regexp.MustCompile(`(具体|确切|现任|所任)的?(职务|职位|岗位|职称|职级)|(职务|职位|岗位|职称|职级)(名称|全称)|担任(什么|何|哪个)(职务|职位|岗位)` +
			`|(?i:\bjob title\b|\b(exact|precise|official) (post|position|title|rank|role)\b|\btitle of your (post|position)\b)`),
		asked: regexp.MustCompile(ask + `(现任|目前)?的?(职务|职位|岗位|职称|职级)` + what +
			`|^(职务|职位|岗位|职称|职级)$|(?i:^(what is )?your (post|rank|title)$)`),
		classes: true,
	},
	{
		key: "advice.unit",
		roots: []string{
			"单位", "部门", "科室", "股室", "村", "社区", "乡镇", "街道", "学校", "医院",
			"unit", "office", "department", "organi", "employer", "school", "village",
		},
		anywhere: regexp.MustCompile(`(所在|所属|您的?|工作)的?(单位|部门|科室|股室|村|社区|乡镇|街道|学校|医院)的?(名称|全称|名字)` +
			`|(您|你)(目前|现在)?(在|是|来自|属于)的?(哪|什么)(个|一个|家)?(单位|部门|科室|股室|村|社区|乡镇|街道|学校|医院)` +
			`|(?i:\bname of (your|the) (unit|office|department|organi[sz]ation|employer|school|village)\b` +
			`|\b(which|what) (unit|office|department|village|school) (do you work|are you))`),
		asked: regexp.MustCompile(ask + `(所在)?的?(单位|部门|科室|股室|乡镇|街道)` + what +
			`|^(所在)?(单位|部门|科室|股室)(名称)?$|(?i:^(your )?(unit|department|employer)$)`),
	},
	{
		key:   "advice.address",
		roots: []string{"址", "住", "门牌", "address", "live", "code"},
		anywhere: regexp.MustCompile(`住址|(家庭|居住|详细|通讯|通信|邮寄)地址|(您|你)家?住(在)?(哪|什么|何)|(您|你)家?的?门牌号` +
			`|(?i:\b(home|street|postal|mailing|your) address\b|\bwhere do you live\b|\bpost ?code\b|\bzip code\b)`),
		asked: regexp.MustCompile(`^地址$|(?i:^address$)`),
	},
	{
		key:   "advice.account",
		roots: []string{"微信", "抖音", "昵称", "网名", "邮", "mail", "wechat", "qq", "skype", "telegram", "whatsapp", "user", "nickname"},
		anywhere: regexp.MustCompile(`微信(号|名|昵称|账号)|(?i:QQ)(号|昵称|账号)|抖音号|昵称|网名|邮箱(地址|账号|号)|电子邮件地址` +
			`|(?i:\be-?mail address\b|\b(wechat|qq|skype|telegram|whatsapp) (id|name|number|account)\b|\buser ?name\b|\bnickname\b)`),
		asked: regexp.MustCompile(ask + `(微信|(?i:QQ)|(电子)?邮箱|电子邮件)` + what +
			`|^(微信|(?i:QQ)|(电子)?邮箱|电子邮件)$|(?i:^(your )?(e-?mail|wechat|qq)$)`),
	},
	{
		key:   "advice.employee",
		roots: []string{"号", "number", "no", "id"},
		anywhere: regexp.MustCompile(`(员?工|警|学|胸牌|工牌|执法证|工作证)号(码|是|为|$)|员工编号|(您|你)的?编号` +
			`|(?i:\b(employee|staff|badge|student|personnel) (number|no|id)\b)`),
	},
	{
		key:      "advice.plate",
		roots:    []string{"车牌", "plate"},
		anywhere: regexp.MustCompile(`车牌|(?i:\blicen[cs]e plate\b|\bnumber plate\b|\bplate number\b)`),
	},
}

// denial is what turns the rest of a clause round: "do not write your name" needs no warning.
var denial = regexp.MustCompile(`不要|不必|不用|不得|不能|不会|不需|不填|不问|不写|不记|无需|无须|请勿|切勿|(?i:\b(no|not|never|without|don't|don’t)\b)`)

// fewClasses is the greatest number of options that still are classes rather than posts.
const fewClasses = 6

// identifies gives the key of the first sign in the wordings of q and the words that it was found in; nothing where
// there is none.
func identifies(q questionnaire.Question) (key, words string) {
	asked := slices.Concat(clauses(q.Text.Zh), clauses(q.Text.En), clauses(q.Hint.Zh), clauses(q.Hint.En))
	all := asked
	for _, o := range q.Options {
		all = append(append(all, clauses(o.Text.Zh)...), clauses(o.Text.En)...)
	}
	for i := range signs {
		s := &signs[i]
		if s.classes && q.Kind == questionnaire.Single && len(q.Options) <= fewClasses {
			continue
		}
		for j, clause := range all {
			if words := s.in(clause, j < len(asked)); words != "" {
				return s.key, words
			}
		}
	}
	return "", ""
}

// in gives the words of a clause that show the sign.
func (s *sign) in(clause string, asked bool) string {
	lower := strings.ToLower(clause)
	if !slices.ContainsFunc(s.roots, func(root string) bool { return strings.Contains(lower, root) }) {
		return ""
	}
	at := s.anywhere.FindStringIndex(clause)
	if at == nil && asked && s.asked != nil {
		at = s.asked.FindStringIndex(clause)
	}
	if at == nil || denial.MatchString(clause[:at[0]]) {
		return ""
	}
	return clause[at[0]:at[1]]
}

// clauses cuts a wording at its punctuation, in plain forms of letters and without the spaces that forms put between
// Chinese characters (姓　名).
func clauses(wording string) []string {
	var plain strings.Builder
	last := ' '
	for _, word := range strings.Fields(norm.NFKC.String(wording)) {
		if first, _ := utf8.DecodeRuneInString(word); !unicode.Is(unicode.Han, last) || !unicode.Is(unicode.Han, first) {
			plain.WriteByte(' ')
		}
		plain.WriteString(word)
		last, _ = utf8.DecodeLastRuneInString(word)
	}
	list := strings.FieldsFunc(plain.String(), func(r rune) bool {
		return !strings.ContainsRune("-.'’", r) && (unicode.IsPunct(r) || unicode.IsControl(r) || r == '|')
	})
	for i, c := range list {
		list[i] = strings.Trim(c, " .")
	}
	return list
}
