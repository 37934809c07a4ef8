package report_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"

	"jianfu/models"
)

// Both languages have the same keys with the same places.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	place := regexp.MustCompile(`\{[0-9]+\}`)
	words := make(map[models.Lang]map[string]string)
	for _, lang := range models.Langs() {
		raw, err := os.ReadFile("../../templates/locales/report." + string(lang) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var w map[string]string
		if err := json.Unmarshal(raw, &w); err != nil {
			t.Fatal(err)
		}
		words[lang] = w
	}
	for _, pair := range [][2]models.Lang{{models.Chinese, models.English}, {models.English, models.Chinese}} {
		for key, text := range words[pair[0]] {
			other, ok := words[pair[1]][key]
			if !ok || other == "" || text == "" {
				t.Errorf("%s is missing in %s", key, pair[1])
				continue
			}
			a, b := place.FindAllString(text, -1), place.FindAllString(other, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s: places %v and %v", key, a, b)
			}
		}
	}
}
