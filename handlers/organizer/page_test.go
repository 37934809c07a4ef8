package organizer

import (
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/response"
	"jianfu/models/round"
	"jianfu/static"
)

// scenes are the pages that an organizer meets, each in a world of its own.
func scenes() map[string]func(w *world) answer {
	show := func(make func(w *world) *round.Round) func(w *world) answer {
		return func(w *world) answer { return w.get("anna", pathOf(make(w).ID)) }
	}
	turnout := response.Turnout{At: start.Add(time.Hour), Sheets: 120, Units: []response.UnitTurnout{
		{Name: "云澜县教育局", Quarter: 3},
		{Name: "云澜县卫生健康局", Quarter: 1},
		{Name: "青禾镇", Quarter: 0},
		{Name: "青禾镇甲村", Quarter: response.Hidden},
		{Name: "青禾镇乙村", Quarter: response.Hidden},
	}}
	return map[string]func(w *world) answer{
		"rounds-empty": func(w *world) answer { return w.get("anna", "/rounds") },
		"rounds": func(w *world) answer {
			w.draft(round.Card)
			w.frozen(round.Poster)
			w.open(round.Card)
			_ = w.book.Cancel(context.Background(), w.draft(round.Poster).ID)
			w.trial(round.Card)
			_ = w.book.Pause(context.Background(), w.open(round.Poster).ID)
			return w.get("anna", "/rounds")
		},
		"new":         func(w *world) answer { return w.get("anna", "/rounds/new") },
		"new-refused": func(w *world) answer { return w.post("anna", "/rounds/new", url.Values{"title": {"只填了名称"}}) },
		"settings":    func(w *world) answer { return w.get("anna", pathOf(w.draft(round.Card).ID)+"/settings") },
		"clash": func(w *world) answer {
			r := w.draft(round.Card)
			form := values(formOf(r, builtins()))
			form.Set("k", "20")
			form.Set("title", "另一个名称")
			form.Set("version", "0")
			return w.post("anna", pathOf(r.ID)+"/settings", form)
		},
		"draft":    show(func(w *world) *round.Round { return w.draft(round.Card) }),
		"accepted": show(func(w *world) *round.Round { return w.accepted(round.Card) }),
		"keys": show(func(w *world) *round.Round {
			w.unmade = []models.ID{{12}, {14}}
			return w.accepted(round.Card)
		}),
		"trial-keys": show(func(w *world) *round.Round {
			w.unmade = []models.ID{{12}}
			return w.trial(round.Card)
		}),
		"trial-ready":  show(func(w *world) *round.Round { return w.trial(round.Card) }),
		"trial-open":   show(func(w *world) *round.Round { return w.begun(round.Card) }),
		"trial-poster": show(func(w *world) *round.Round { return w.begun(round.Poster) }),
		"trial-close":  func(w *world) answer { return w.get("anna", pathOf(w.begun(round.Card).ID)+"/close") },
		"trial-over": show(func(w *world) *round.Round {
			r, ctx := w.begun(round.Card), context.Background()
			_ = w.book.Close(ctx, r.ID)
			_ = w.book.Destroy(ctx, r.ID)
			return r
		}),
		"restored-frozen": show(func(w *world) *round.Round {
			r := w.frozen(round.Card)
			_ = w.book.Pause(context.Background(), r.ID)
			return r
		}),
		"restored-open": show(func(w *world) *round.Round {
			r := w.open(round.Card)
			_ = w.book.Pause(context.Background(), r.ID)
			return r
		}),
		"restored-poster": show(func(w *world) *round.Round {
			r := w.open(round.Poster)
			_ = w.book.Pause(context.Background(), r.ID)
			return r
		}),
		"restored-closed": show(func(w *world) *round.Round {
			r, ctx := w.open(round.Card), context.Background()
			_ = w.book.Close(ctx, r.ID)
			_ = w.book.Pause(ctx, r.ID)
			return r
		}),
		"grace": show(func(w *world) *round.Round {
			w.turnout = turnout
			r := w.open(round.Card)
			_ = w.book.Close(context.Background(), r.ID)
			return r
		}),
		"frozen-card": show(func(w *world) *round.Round {
			w.issued[models.ID{11}] = 86
			return w.frozen(round.Card)
		}),
		"frozen-poster": show(func(w *world) *round.Round { return w.frozen(round.Poster) }),
		"open": show(func(w *world) *round.Round {
			w.turnout = turnout
			return w.open(round.Card)
		}),
		"closed": show(func(w *world) *round.Round {
			w.turnout = turnout
			r := w.open(round.Poster)
			_ = w.book.Extend(context.Background(), r.ID, start.AddDate(0, 0, 20))
			_ = w.book.Close(context.Background(), r.ID)
			return w.again(r)
		}),
		"released": show(func(w *world) *round.Round {
			r := w.open(round.Poster)
			stored := w.rounds[r.ID]
			stored.State, stored.Published = round.Released, start
			w.rounds[r.ID] = stored
			return r
		}),
		"destroyed": show(func(w *world) *round.Round {
			r := w.open(round.Card)
			stored := w.rounds[r.ID]
			stored.State, stored.Published, stored.Shuffled = round.Released, start, true
			w.rounds[r.ID] = stored
			_ = w.book.KeysErased(context.Background(), r.ID)
			w.clock = start.AddDate(0, 3, 0)
			_ = w.book.Destroy(context.Background(), r.ID)
			return r
		}),
		"ask-freeze": func(w *world) answer { return w.get("anna", pathOf(w.accepted(round.Card).ID)+"/freeze") },
		"ask-open":   func(w *world) answer { return w.get("anna", pathOf(w.frozen(round.Card).ID)+"/open") },
		"ask-extend": func(w *world) answer {
			return w.post("anna", pathOf(w.frozen(round.Card).ID)+"/extend", url.Values{"until": {"2027-03-02T18:00"}})
		},
		"ask-close":  func(w *world) answer { return w.get("anna", pathOf(w.open(round.Card).ID)+"/close") },
		"ask-cancel": func(w *world) answer { return w.get("anna", pathOf(w.open(round.Card).ID)+"/cancel") },
		"units-empty": func(w *world) answer {
			w.units = nil
			return w.get("anna", "/units")
		},
		"units":      func(w *world) answer { return w.get("anna", "/units?done=unit_saved") },
		"units-edit": func(w *world) answer { return w.get("anna", "/units?edit="+models.ID{14}.String()) },
		"units-imported": func(w *world) answer {
			return w.upload("单位.csv", "编码,上级编码,名称,人数\n0101,01,云澜县教育局,90\n0104,01,云澜县民政局,31\n")
		},
		"units-faults": func(w *world) answer {
			return w.upload("单位.csv", "编码,上级编码,名称,人数\n0101,99,,九十\n0104,01,云澜县民政局,-1\n")
		},
	}
}

func values(f Form) url.Values {
	form := url.Values{}
	for _, field := range f.fields() {
		form.Set(field.name, *field.value)
	}
	return form
}

var unsaid = regexp.MustCompile(`\[[a-z]+\.[a-z0-9_.]+\]|ZgotmplZ|%!`)

// Every page of every scene is whole in both languages. With JIANFU_PAGES=folder they are written there, with the
// static files, to be looked at in a browser.
func TestPages(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("JIANFU_PAGES")
	if folder != "" {
		writeAssets(t, folder)
	}
	for name, scene := range scenes() {
		for _, lang := range models.Langs() {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.lang = lang
				got := scene(w)
				if got.status >= 500 || !strings.Contains(got.kind, "html") {
					t.Fatalf("status %d, %s: %s", got.status, got.kind, got.body)
				}
				if found := unsaid.FindString(got.body); found != "" {
					t.Errorf("unsaid: %s", found)
				}
				for _, forbidden := range []string{" style=", " onclick=", "<script"} {
					if strings.Contains(got.body, forbidden) {
						t.Errorf("the policy forbids %q", forbidden)
					}
				}
				if n := strings.Count(got.body, `class="button primary"`); n > 1 {
					t.Errorf("%d filled buttons, not one at most", n)
				}
				if folder != "" {
					if err := os.WriteFile(filepath.Join(folder, name+"."+string(lang)+".html"), []byte(got.body), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}

func writeAssets(t *testing.T, folder string) {
	t.Helper()
	assets, err := page.NewAssets(static.Files, "console")
	if err != nil {
		t.Fatal(err)
	}
	names, _ := fs.Glob(static.Files, "console/*.*") // files, not folders
	for _, name := range names {
		address, err := assets.URL(name)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := fs.ReadFile(static.Files, name)
		target := filepath.Join(folder, filepath.FromSlash(address))
		if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
