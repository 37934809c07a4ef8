package page

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"jianfu/models"
)

// Catalogue is every wording in every language: locales/<room>.<lang>.json, each a flat object of key → text with
// placeholders {0}, {1}, … Keys are unique over all rooms.
type Catalogue struct {
	words map[models.Lang]map[string]string
}

// LoadCatalogue reads locales/*.json. It fails on a key that occurs twice in one language.
func LoadCatalogue(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{words: map[models.Lang]map[string]string{}}
	names, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return nil, fmt.Errorf("page: catalogue: %w", err)
	}
	for _, name := range names {
		parts := strings.Split(path.Base(name), ".")
		if len(parts) != 3 {
			return nil, fmt.Errorf("page: catalogue: %s is not named <room>.<lang>.json", name)
		}
		if err := c.load(files, name, models.Lang(parts[1])); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Catalogue) load(files fs.FS, name string, lang models.Lang) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("page: catalogue: %w", err)
	}
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		return fmt.Errorf("page: catalogue: %s: %w", name, err)
	}
	if c.words[lang] == nil {
		c.words[lang] = map[string]string{}
	}
	for key, text := range words {
		if _, twice := c.words[lang][key]; twice {
			return fmt.Errorf("page: catalogue: %s: key %q occurs twice", name, key)
		}
		c.words[lang][key] = text
	}
	return nil
}

// Keys lists the keys of one language in no order.
func (c *Catalogue) Keys(lang models.Lang) []string {
	keys := make([]string, 0, len(c.words[lang]))
	for key := range c.words[lang] {
		keys = append(keys, key)
	}
	return keys
}

// Has reports whether every language has key.
func (c *Catalogue) Has(key string) bool {
	for _, lang := range models.Langs() {
		if _, ok := c.words[lang][key]; !ok {
			return false
		}
	}
	return true
}

// Say returns the voice of lang. A key that the catalogue lacks is said as the key itself in brackets, so that it is
// seen; tests look for such keys. A models.Text among the arguments is said in lang, a time.Time by When.
func (c *Catalogue) Say(lang models.Lang) models.Say {
	words := c.words[lang]
	return func(key string, args ...any) string {
		text, ok := words[key]
		if !ok {
			return "[" + key + "]"
		}
		if len(args) == 0 {
			return text
		}
		pairs := make([]string, 0, 2*len(args))
		for i, arg := range args {
			switch value := arg.(type) {
			case models.Text:
				arg = value.In(lang)
			case time.Time:
				arg = When(value, lang)
			}
			pairs = append(pairs, "{"+strconv.Itoa(i)+"}", fmt.Sprint(arg))
		}
		return strings.NewReplacer(pairs...).Replace(text)
	}
}
