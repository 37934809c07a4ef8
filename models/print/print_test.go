package print_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/print"
)

// voice reads the catalogue from disk and fails the test for a key that it lacks or a placeholder that stays open.
func voice(t testing.TB, lang models.Lang) models.Say {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "templates", "locales", "print."+string(lang)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var catalogue map[string]string
	if err := json.Unmarshal(raw, &catalogue); err != nil {
		t.Fatal(err)
	}
	return func(key string, args ...any) string {
		text, found := catalogue[key]
		if !found {
			t.Errorf("no message %s in %s", key, lang)
		}
		for i, arg := range args {
			text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprint(arg))
		}
		if strings.Contains(text, fmt.Sprintf("{%d}", len(args))) {
			t.Errorf("%s in %s wants more than %d arguments", key, lang, len(args))
		}
		return text
	}
}

func round(lang models.Lang) print.Round {
	r := print.Round{
		Lang: lang, Title: "2027年第一季度基层工作负担问卷", Organizer: "和平县整治形式主义为基层减负专项工作机制办公室",
		Evaluator: "某大学社会调查研究中心", Manifest: "7f3a-91c2-e0b4", Base: "https://jianfu.example.cn", Minutes: 3,
		Opens:  time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC),
		Closes: time.Date(2027, 3, 31, 10, 0, 0, 0, time.UTC),
		Legal: print.Legal{
			Form: "减负调1表", Maker: "和平县统计局", Approver: "江南市统计局", Number: "江统制〔2027〕5号",
			Until: "2027年12月31日",
		},
		Printed: time.Date(2027, 2, 20, 8, 0, 0, 0, time.UTC),
	}
	if lang == models.English {
		r.Title, r.Organizer, r.Evaluator = "Burdens of local staff, first quarter of 2027", "Yunlan County Office", "Centre for Social Surveys, Jiangnan University"
		r.Legal = print.Legal{}
	}
	return r
}

// code makes a code of sixteen Crockford signs that differs for every n.
func code(n int) string {
	const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	out := make([]byte, 16)
	state := uint64(n)*0x9E3779B97F4A7C15 + 1
	for i := range out {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		out[i] = signs[state>>59]
	}
	return string(out)
}

func cards(from, n int) []print.Card {
	out := make([]print.Card, n)
	for i := range out {
		c := code(from + i)
		out[i] = print.Card{Code: c, URL: "https://jianfu.example.cn/c/" + c}
	}
	return out
}

func write(t testing.TB, make func(*bytes.Buffer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := make(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
