package disclosure

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
)

func TestReleaseOfACounty(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		in := countyInput(t, seed)
		r := release(t, in)
		var hidden []Hidden
		for _, g := range r.Units() {
			hidden = append(hidden, g.Hidden)
			if g.Hidden == "" {
				near(t, g, in.Counts.Under(g.Unit.ID))
			}
		}
		// three (4) counts with the county's own 12; four two (6) with the 20 of four itself.
		if want := []Hidden{"", "", "", Threshold, "", "", Threshold}; !slices.Equal(hidden, want) {
			t.Fatalf("hidden %v, want %v", hidden, want)
		}
		near(t, r.Whole(), in.Counts.Under(models.ID{}))
		county := r.Units()[0]
		left := in.Counts.Layout().NewRow()
		left.Merge(in.Counts.Own(in.Manifest.Units[0].ID))
		left.Merge(in.Counts.Under(in.Manifest.Units[3].ID))
		if county.Remainder == nil || county.Remainder.N != 16 {
			t.Fatal("the remainder of the county is not 12 + 4 sheets")
		}
		near(t, *county.Remainder, left)
		if !slices.Equal(r.Whole().counts[:len(county.counts)], county.counts) {
			t.Error("the round and its only top are the same sheets under two draws")
		}
	}
}

// near fails unless every published count is a multiple of 3, within 2 of the true one and below the cap.
func near(t *testing.T, g Group, row *tabulation.Row) {
	t.Helper()
	if g.N != int(row.N()) {
		t.Fatalf("%s: n %d, want %d", g.Name(), g.N, row.N())
	}
	for i, v := range g.counts {
		c := g.r.plan.Columns[i]
		if d := v - int(row.Count(c.Question, c.Cell)); v%3 != 0 || d > 2 || d < -2 || v > g.N {
			t.Fatalf("%s: %s is published as %d for %d", g.Name(), c.Name, v, row.Count(c.Question, c.Cell))
		}
	}
	for i := range g.r.plan.Questions {
		q := &g.r.plan.Questions[i]
		if q.Sources == nil || q.Whole && g.Kind != Whole {
			continue
		}
		for cell, s := range q.Sources {
			if off := s.Value(g.counts, g.N) - int(row.Count(q.Place, cell)); max(off, -off) > 2*s.Draws() {
				t.Fatalf("%s: cell %d of %s follows as %d for %d", g.Name(), cell, q.Name, s.Value(g.counts, g.N), row.Count(q.Place, cell))
			}
		}
	}
}

func TestReproducible(t *testing.T) {
	t.Parallel()
	a, b := release(t, countyInput(t, 3)), release(t, countyInput(t, 3))
	if !bytes.Equal(a.JSON(), b.JSON()) || a.Hash() != b.Hash() {
		t.Error("the same input gives two releases")
	}
	in := countyInput(t, 3)
	in.Secret = []byte("another")
	if release(t, in).Hash() == a.Hash() {
		t.Error("another key gives the same draws")
	}
	in = countyInput(t, 3)
	in.Number, in.Previous = 2, a
	if !slices.Equal(release(t, in).whole.counts, a.whole.counts) {
		t.Error("another number gives a second draw of the same counts")
	}
	again, err := Read(a.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.JSON(), a.JSON()) || again.Hash() != a.Hash() {
		t.Error("reading changes a release")
	}
	wrong := countyInput(t, 3)
	wrong.ManifestHash = a.Hash()
	if _, err := Release(wrong); models.KindOf(err) != models.Internal {
		t.Errorf("a manifest under another hash: %v", err)
	}
}

func TestNothingPublished(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	in := input(t, manifest(county()...), []int{2, 3, 1, 0, 0, 2, 1}, func(f *questionnaire.Form) questionnaire.Sheet { return answer(f, r) })
	got := release(t, in)
	_, quality := got.Quality()
	if got.Published() || got.Whole().N != 0 || quality || len(got.Divisions()) > 0 {
		t.Error("a round of 9 sheets shows something")
	}
	if bytes.Contains(got.JSON(), []byte(`"counts"`)) || bytes.Contains(got.JSON(), []byte(`"n":`)) {
		t.Error("the file of a round of 9 sheets holds counts")
	}
	for _, g := range got.Units() {
		if _, ok := g.Table(0); ok || g.Hidden != Threshold {
			t.Errorf("%s is published", g.Name())
		}
	}
	if log := got.Log(); len(log) != 1 || log[0].Key != "log.nothing" {
		t.Errorf("the log says %v", log)
	}
}

func TestBackgroundClasses(t *testing.T) {
	t.Parallel()
	// 20 leaders, 12 staff, 3 of the village, 1 who declines: staff must go with the four.
	roles := slices.Concat(slices.Repeat([]string{"leader"}, 20), slices.Repeat([]string{"staff"}, 12), slices.Repeat([]string{"village"}, 3), []string{"-9"})
	r := rand.New(rand.NewPCG(2, 2))
	in := input(t, manifest(county()[:2]...), []int{36}, func(f *questionnaire.Form) questionnaire.Sheet {
		sheet := answer(f, r)
		role, _ := f.Place("role")
		sheet[role] = questionnaire.Answer{State: questionnaire.Answered, Choices: roles[:1]}
		if roles[0] == questionnaire.DeclineValue {
			sheet[role] = questionnaire.Answer{}
		}
		roles = roles[1:]
		return sheet
	})
	got := release(t, in)
	d := got.Divisions()[0]
	var hidden []Hidden
	for _, c := range d.Classes {
		hidden = append(hidden, c.Hidden)
	}
	if want := []Hidden{"", Difference, Threshold, Threshold, Threshold}; !slices.Equal(hidden, want) {
		t.Fatalf("hidden %v, want %v", hidden, want)
	}
	if d.Classes[0].N != 20 || d.Rest == nil || d.Rest.N != 16 {
		t.Error("the classes are not 20 and 16 together")
	}
	near(t, d.Classes[0], in.Counts.Classes(got.plan.Questions[got.plan.ByName["role"]].Place)[0])
	if _, ok := got.Whole().Table(got.plan.ByName["role"]); ok {
		t.Error("a background question has rounded counts beside the exact ones of its classes")
	}
	if _, ok := got.Whole().Table(got.plan.ByName["past"]); !ok {
		t.Error("a background question with ticks has no table for the round")
	}
	if _, ok := got.Units()[0].Table(got.plan.ByName["past"]); ok {
		t.Error("a background question is published by unit")
	}
}
