package disclosure

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"jianfu/models"
)

// forge changes a release and gives it a fitting hash, as someone would who does not have the counts.
func forge(t *testing.T, good []byte, change func(*file)) error {
	t.Helper()
	f, err := decode(good)
	if err != nil {
		t.Fatal(err)
	}
	change(f)
	data, _, err := f.encode()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Read(data)
	return err
}

type forgery struct {
	name   string
	key    string
	rule   any
	change func(*file)
}

func forgeries() []forgery {
	return []forgery{
		{"format", "release.format", nil, func(f *file) { f.Format = "jianfu release v0" }},
		{"rules", "release.rules", nil, func(f *file) { f.Rules = f.Rules[1:] }},
		{"columns", "release.rules", nil, func(f *file) { f.Columns[0] = "x" }},
		{"number", "release.rules", nil, func(f *file) { f.Number = 0 }},
		{"manifest", "release.manifest", nil, func(f *file) { f.Manifest = bytes.Replace(f.Manifest, []byte(`"k":10`), []byte(`"k":11`), 1) }},
		{"a unit less", "release.broken", "R1", func(f *file) { f.Units = f.Units[1:] }},
		{"another unit", "release.broken", "R1", func(f *file) { f.Units[1].Unit[0]++ }},
		{"below the threshold", "release.broken", "R1", func(f *file) { f.Units[1].N = 9 }},
		{"sheets of a hidden unit", "release.broken", "R1", func(f *file) { f.Units[3].N = 4 }},
		{"published under hidden", "release.broken", "R1", func(f *file) { f.Units[4] = group{Unit: f.Units[4].Unit, Hidden: Difference} }},
		{"an unknown reason", "release.broken", "R1", func(f *file) { f.Units[3].Hidden = "because" }},
		{"no multiple", "release.broken", "R3", func(f *file) { f.Units[1].Counts[0]++ }},
		{"negative", "release.broken", "R3", func(f *file) { f.Units[1].Counts[0] = -3 }},
		{"above the cap", "release.broken", "R3", func(f *file) { f.Units[1].Counts[0] = 51 }},
		{"does not add up", "release.broken", "R3", func(f *file) { f.Units[1].Counts[0] = 48 }},
		{"a count too few", "release.broken", "R3", func(f *file) { f.Units[1].Counts = f.Units[1].Counts[1:] }},
		{"two draws of the same sheets", "release.broken", "R3", func(f *file) { f.Whole.Counts[0] += 3 }},
		{"a small remainder", "release.broken", "R2", func(f *file) { f.Units[0].N -= 7; f.Whole.N -= 7 }},
		{"no remainder", "release.broken", "R2", func(f *file) { f.Units[0].Rest = nil }},
		{"another remainder", "release.broken", "R2", func(f *file) { f.Units[0].Rest.N++ }},
		{"a mean of the remainder", "release.broken", "R2", func(f *file) { f.Units[0].Rest.Means = f.Units[0].Means }},
		{"a mean too fine", "release.broken", "R4", func(f *file) { f.Units[1].Means["hours"].Value += 100 }},
		{"a mean at the end", "release.broken", "R4", func(f *file) { f.Units[1].Means["hours"].Value = 0 }},
		{"no width", "release.broken", "R4", func(f *file) { m := f.Units[1].Means["hours"]; m.Low, m.High = &m.Value, &m.Value }},
		{"a mean is missing", "release.broken", "R4", func(f *file) { delete(f.Units[1].Means, "hours") }},
		{"a mean of what has none", "release.broken", "R4", func(f *file) { f.Units[1].Means["count"] = f.Units[1].Means["hours"] }},
		{"hidden without reason", "release.broken", "R4", func(f *file) { f.Units[1].Means["hours"] = &mean{Hidden: reasonFew} }},
		{"no background", "release.broken", "R1", func(f *file) { f.Backgrounds = []background{} }},
		{"background twice", "release.broken", "R1", func(f *file) { f.Backgrounds = append(f.Backgrounds, f.Backgrounds...) }},
		{"a class less", "release.broken", "R2", func(f *file) {
			for i := range f.Backgrounds[0].Classes {
				if c := &f.Backgrounds[0].Classes[i]; c.Hidden == "" {
					*c = group{Hidden: Difference}
					break
				}
			}
		}},
		{"no quality", "release.broken", "R1", func(f *file) { f.Quality = nil }},
		{"quality below zero", "release.broken", "R1", func(f *file) { f.Quality.CardsPrinted = -1 }},
		{"not cast below zero", "release.broken", "R1", func(f *file) { f.Quality.NotCast = -1 }},
		{"more not cast than redeemed", "release.broken", "R1", func(f *file) { f.Quality.NotCast = f.Quality.CardsRedeemed + 1 }},
		{"more units over than units", "release.broken", "R1", func(f *file) { f.Quality.OverHeadcount = len(f.Units) + 1 }},
	}
}

func TestForgedFilesAreRefused(t *testing.T) {
	t.Parallel()
	good := release(t, countyInput(t, 4)).JSON()
	if err := forge(t, good, func(*file) {}); err != nil {
		t.Fatalf("an unchanged file: %v", err)
	}
	for _, c := range forgeries() {
		err := forge(t, good, c.change)
		var e *models.Error
		if !errors.As(err, &e) || e.Kind != models.Invalid || e.Key != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		} else if c.rule != nil && e.Args[0] != c.rule {
			t.Errorf("%s: %v (%v), want %v", c.name, e.Args[0], err, c.rule)
		}
	}
}

func TestDamagedFilesAreRefused(t *testing.T) {
	t.Parallel()
	good := release(t, countyInput(t, 4)).JSON()
	for name, data := range map[string][]byte{
		"empty":      nil,
		"cut":        good[:len(good)-1],
		"trailing":   append(slices.Clone(good), '\n'),
		"unknown":    bytes.Replace(good, []byte(`{`), []byte(`{"a":1,`), 1),
		"a count":    bytes.Replace(good, []byte(`"n":137`), []byte(`"n":138`), 1),
		"spaces":     bytes.Replace(good, []byte(`,"number":1`), []byte(`, "number":1`), 1),
		"twice":      bytes.Replace(good, []byte(`"number":1`), []byte(`"number":2,"number":1`), 1),
		"not object": []byte(`[]`),
	} {
		if bytes.Equal(data, good) {
			t.Errorf("%s: nothing was damaged", name)
		} else if _, err := Read(data); models.KindOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRead: whatever is accepted is given back byte for byte, and holds no table below the threshold.
func FuzzRead(f *testing.F) {
	good := release(f, countyInput(f, 4)).JSON()
	f.Add(good)
	f.Add([]byte(`{"format":"jianfu release v1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(data)
		if err != nil {
			if k := models.KindOf(err); k != models.Invalid && k != models.TooLarge {
				t.Fatalf("a stranger's file is %s: %v", k, err)
			}
			return
		}
		if !bytes.Equal(r.JSON(), data) {
			t.Fatal("what was read is not what is given back")
		}
		for _, g := range append(r.Units(), r.Whole()) {
			for i := range r.Questions() {
				if table, ok := g.Table(i); ok && g.N < r.Manifest().K {
					t.Fatalf("a table of %d sheets: %v", g.N, table)
				}
			}
		}
		r.Log()
	})
}
