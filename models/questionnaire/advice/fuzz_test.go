package advice

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// FuzzIdentifies: spaces that forms put between Chinese characters, and full-width letters and signs, change nothing.
func FuzzIdentifies(f *testing.F) {
	for _, s := range []string{"姓名", "您的手机号是？", "请不要填写姓名", "QQ号", "工号 name: e-mail", "手机上装了几个APP"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = norm.NFKC.String(s)
		var spaced, wide strings.Builder
		last := ' '
		for _, r := range s {
			if unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, r) {
				spaced.WriteString("\u3000 ")
			}
			spaced.WriteRune(r)
			last = r
			if r > ' ' && r <= '~' {
				r += '！' - '!'
			}
			wide.WriteRune(r)
		}
		of := func(s string) string {
			key, _ := identifies(questionnaire.Question{Kind: questionnaire.Text, Text: models.Text{Zh: s}})
			return key
		}
		want := of(s)
		if got := of(spaced.String()); got != want {
			t.Errorf("%q gives %q, spaced %q", s, want, got)
		}
		if got := of(wide.String()); got != want {
			t.Errorf("%q gives %q, wide %q", s, want, got)
		}
	})
}
