package xlsform

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"jianfu/models"
)

const maxName = 60 // bytes of a name that is made here; questionnaire.Examine admits 64

var (
	questionName   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	optionName     = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
	instrumentName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	columnName     = regexp.MustCompile(`^[\p{L}_][\p{L}\p{Nd}_]*$`)
)

// slug makes a name: lower case, every other sign the filler, none of those at the ends. It is empty where nothing is
// left, as of a name in Chinese.
func slug(s string, filler byte) string {
	var b []byte
	for _, r := range strings.ToLower(width.Fold.String(s)) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b = append(b, byte(r))
		} else if len(b) > 0 && b[len(b)-1] != filler {
			b = append(b, filler)
		}
	}
	return strings.TrimRight(string(b[:min(len(b), maxName)]), string(filler))
}

// namer gives names that are unique.
type namer map[string]bool

// take makes a name of s that starts with a letter; fallback is used where nothing of s is left.
func (n namer) take(s, fallback string) string {
	name := slug(s, '_')
	switch {
	case name == "":
		name = fallback
	case name[0] < 'a':
		name = "q_" + name
	}
	return n.unique(name)
}

// unique adds a number to a name that is taken already.
func (n namer) unique(name string) string {
	free := name
	for i := 2; n[free]; i++ {
		free = name + "_" + strconv.Itoa(i)
	}
	n[free] = true
	return free
}

// instrument makes a name for a questionnaire or its version.
func instrument(s, fallback string) string {
	if instrumentName.MatchString(s) {
		return s
	}
	if s = slug(s, '-'); s == "" {
		return fallback
	}
	return s
}

// language finds out which language a heading such as "label::中文 (zh)" or "label::English" means, empty for another
// one. Traditional Chinese is another one: nobody wants two wordings of one language on a form.
func language(name string) models.Lang {
	name = strings.ToLower(strings.TrimSpace(width.Fold.String(name)))
	for _, other := range []string{"tw", "hk", "hant", "traditional", "繁"} {
		if strings.Contains(name, other) {
			return ""
		}
	}
	codes := []string{name}
	if i := strings.LastIndexByte(name, '('); i >= 0 {
		codes = []string{strings.Trim(name[i:], "() "), strings.TrimSpace(name[:i])}
	}
	for _, code := range codes {
		switch main, _, _ := strings.Cut(strings.ReplaceAll(code, "_", "-"), "-"); {
		case main == "zh" || main == "cn" || main == "zho" || main == "chinese" || strings.HasPrefix(main, "chinese "),
			strings.HasPrefix(main, "中文"), strings.HasPrefix(main, "简体"), strings.HasPrefix(main, "汉语"), main == "simplified chinese":
			return models.Chinese
		case main == "en" || main == "eng" || main == "english" || strings.HasPrefix(main, "english "),
			strings.HasPrefix(main, "英文"), strings.HasPrefix(main, "英语"):
			return models.English
		}
	}
	return ""
}

// languageOf guesses the language of a wording: Chinese where there is a Chinese character.
func languageOf(s string) models.Lang {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return models.Chinese
	}
	return models.English
}

// in gives a wording in one language.
func in(lang models.Lang, s string) models.Text {
	if lang == models.English {
		return models.Text{En: s}
	}
	return models.Text{Zh: s}
}

// tidy is visible without blanks at the ends.
func tidy(s string) string { return strings.TrimSpace(visible(s)) }

// visible drops what nobody sees: control characters, byte order marks. Lines end in \n.
func visible(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t', r == '\u200b', r == '\ufeff', r == '\ufffd', r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, s)
}
