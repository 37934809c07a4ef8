package organizer

import (
	"bytes"
	"image/png"
	"net/url"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/round"
)

func TestCards(t *testing.T) {
	t.Parallel()
	office, health, town, one, two := models.ID{11}, models.ID{12}, models.ID{13}, models.ID{14}, models.ID{15}
	for name, test := range map[string]struct {
		issued []models.ID
		form   url.Values
		made   []models.ID // nil: refused
	}{
		"all":                    {nil, url.Values{"units": {"all"}}, []models.ID{office, health, town, one, two}},
		"chosen":                 {nil, url.Values{"units": {one.String(), town.String()}}, []models.ID{town, one}},
		"only those without":     {[]models.ID{office, one}, url.Values{"units": {"missing", office.String()}}, []models.ID{health, town, two}},
		"none":                   {nil, nil, nil},
		"a unit without people":  {nil, url.Values{"units": {models.ID{10}.String()}}, nil},
		"reprint, tick missing":  {[]models.ID{office}, url.Values{"units": {office.String()}}, nil},
		"reprint, tick is there": {[]models.ID{office}, url.Values{"units": {office.String()}, "replace": {"yes"}}, []models.ID{office}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for _, id := range test.issued {
				w.issued[id] = 1
			}
			got := w.post("anna", pathOf(w.frozen(round.Card).ID)+"/cards.pdf", test.form)
			if !slices.Equal(w.printed, test.made) {
				t.Fatalf("%d: made for %v, not %v", got.status, w.printed, test.made)
			}
			if test.made == nil {
				if got.status != 422 || !strings.Contains(got.body, `class="problems"`) {
					t.Errorf("%d without a word", got.status)
				}
				return
			}
			if got.status != 200 || !strings.HasPrefix(got.body, "%PDF-") || !strings.Contains(got.name, "filename*=utf-8''") {
				t.Errorf("%d, %q", got.status, got.name)
			}
		})
	}
}

func TestPosters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := pathOf(w.frozen(round.Poster).ID)
	if got := w.get("anna", at+"/posters.pdf"); got.status != 200 || !strings.HasPrefix(got.body, "%PDF-") {
		t.Errorf("posters.pdf: %d", got.status)
	}
	unit := at + "/posters/" + models.ID{14}.String()
	if got := w.get("anna", unit+".svg"); got.kind != "image/svg+xml" || !strings.HasPrefix(got.body, "<svg") {
		t.Errorf("svg: %d %s", got.status, got.kind)
	}
	got := w.get("anna", unit+".png")
	if image, err := png.Decode(bytes.NewReader([]byte(got.body))); err != nil || image.Bounds().Dx() < 600 {
		t.Errorf("png: %v", err)
	}
	for _, bad := range []string{unit, unit + ".gif", unit + ".svg.png", at + "/posters/" + models.ID{10}.String() + ".svg", at + "/posters/x.svg"} {
		if got := w.get("anna", bad); got.status != 404 {
			t.Errorf("%s: %d, not 404", bad, got.status)
		}
	}
}

func TestNothingIsPrintedBeforeTheFreezeOrAfterTheClose(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(w *world) *round.Round{
		"draft": func(w *world) *round.Round { return w.draft(round.Card) },
		"closed": func(w *world) *round.Round {
			r := w.open(round.Card)
			w.post("anna", pathOf(r.ID)+"/close", nil)
			return r
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := prepare(w)
			got := w.post("anna", pathOf(r.ID)+"/cards.pdf", url.Values{"units": {"all"}})
			if got.status != 409 || len(w.printed) > 0 {
				t.Errorf("%d, cards for %v", got.status, w.printed)
			}
		})
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	if got := fileName("海报_2027/2028:“第一轮”?\n", ".pdf"); got != "海报_2027_2028_“第一轮”__.pdf" {
		t.Error(got)
	}
}
