package evaluation

import (
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/tabulation"
)

// empty is the release of a round without sheets.
func empty(t *testing.T, id models.ID) *disclosure.Released {
	t.Helper()
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	m := &round.Manifest{
		Format: round.ManifestFormat, Round: id, Admission: round.Poster, KeyMadeOn: round.KeyOffline, K: 10, Opens: day, Closes: day,
		Units: []round.ManifestUnit{{ID: models.ID{1}, Code: "1", Name: "one", Headcount: 20}},
		Questionnaire: questionnaire.Questionnaire{Name: "q", Version: "v1", Title: models.Text{Zh: "问卷", En: "Form"}, Sections: []questionnaire.Section{{
			Name: "s", Title: models.Text{Zh: "全部", En: "All"}, Questions: []questionnaire.Question{{Name: "a", Kind: questionnaire.Integer, Text: models.Text{Zh: "几次", En: "How often"}, Max: 3000}},
		}}},
	}
	form, err := questionnaire.Compile(m.Questionnaire)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		t.Fatal(err)
	}
	_, hash, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	released, err := disclosure.Release(disclosure.Input{
		Manifest: m, ManifestHash: hash, Number: 1, Secret: []byte("secret"), Counts: tabulation.New(form, tree),
	})
	if err != nil {
		t.Fatal(err)
	}
	return released
}

// The release that nobody asked for longest is the one that is dropped, and a round has one.
func TestKeptReleases(t *testing.T) {
	t.Parallel()
	var k kept
	id := func(i int) models.ID { return models.ID{1, byte(i)} }
	for i := range mostKept {
		k.put(empty(t, id(i)))
	}
	first := k.take(id(0))
	if first == nil || first.Manifest().Round != id(0) {
		t.Fatalf("the first of %d is not kept", mostKept)
	}
	k.put(empty(t, id(mostKept)))
	for i, want := range []bool{true, false, true, true} {
		if got := k.take(id(i)); (got != nil) != want || got != nil && got.Manifest().Round != id(i) {
			t.Errorf("round %d: kept %v, want %v", i, got != nil, want)
		}
	}
	again := empty(t, id(3))
	k.put(again)
	if k.take(id(3)) != again || len(k.releases) != mostKept {
		t.Errorf("%d releases, or an old one", len(k.releases))
	}
}

// A release is read once; one that is not there is asked for again.
func TestReleasedIsReadOnce(t *testing.T) {
	t.Parallel()
	o, _, key := away(t, 60)
	desk, _ := o.desk(t.Context())
	if _, err := desk.Released(t.Context(), o.round.ID); models.KindOf(err) != models.NotFound {
		t.Fatalf("before the count: %v", err)
	}
	if err := desk.Submit(t.Context(), o.round.ID, counted(t, o, key)); err != nil {
		t.Fatal(err)
	}
	o.released = nil
	if released, err := desk.Released(t.Context(), o.round.ID); err != nil || released.Whole().N != 60 {
		t.Errorf("%v", err)
	}
}
