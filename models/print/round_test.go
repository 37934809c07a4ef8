package print

import (
	"testing"
	"time"

	"jianfu/models"
)

func TestDatesAreChinasDates(t *testing.T) {
	t.Parallel()
	late := time.Date(2027, 3, 31, 16, 5, 0, 0, time.UTC) // past midnight in China
	for lang, want := range map[models.Lang][2]string{
		models.Chinese: {"2027年4月1日00:05", "2027年4月1日"},
		models.English: {"1 April 2027, 00:05", "1 April 2027"},
	} {
		if got := [2]string{moment(late, lang), day(late, lang)}; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestAddressesAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://jianfu.example.cn":       "jianfu.example.cn",
		"https://jianfu.example.cn/":      "jianfu.example.cn",
		"http://10.0.0.5:8080/p/3F7K2M9Q": "http://10.0.0.5:8080/p/3F7K2M9Q",
	} {
		if got := spoken(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestArmorIsCutIntoEqualParts(t *testing.T) {
	t.Parallel()
	for lines, want := range map[int][]int{1: {1}, 7: {7}, 8: {4, 4}, 15: {5, 5, 5}, 16: {6, 6, 4}} {
		var got []int
		for _, part := range cut(make([]string, lines)) {
			got = append(got, len(part)) // empty lines: one newline each
		}
		if len(got) != len(want) {
			t.Errorf("%d lines in %v, want %v", lines, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%d lines in %v, want %v", lines, got, want)
			}
		}
	}
}
