package disclosure_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/builtin"
	"jianfu/models/round"
	"jianfu/models/simulation"
	"jianfu/models/tabulation"
)

// BenchmarkRelease makes the release of a round of the full inventory: rounding, audit, means, comparisons, and reading the file
// back, which audits again. The sheets are counted before; BenchmarkCount of models/tabulation measures that. The
// figure to look at is how the time grows with the number of units.
func BenchmarkRelease(b *testing.B) {
	for _, size := range []struct{ units, sheets int }{{100, 3000}, {500, 1_000_000}, {1000, 30_000}, {10_000, 300_000}} {
		b.Run(fmt.Sprintf("units=%d/sheets=%d", size.units, size.sheets), func(b *testing.B) {
			in := large(b, size.units, size.sheets)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := disclosure.Release(in); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size.units), "ns/unit")
		})
	}
}

// large is a counted round: townships of twenty villages under counties of twenty townships.
func large(b *testing.B, units, sheets int) disclosure.Input {
	b.Helper()
	q, ok := builtin.ByName(builtin.BurdenFull)
	if !ok {
		b.Fatal("there is no such instrument")
	}
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	m := &round.Manifest{
		Format: round.ManifestFormat, Round: models.ID{1}, Title: "round", Questionnaire: q, Admission: round.Card,
		KeyMadeOn: round.KeyOffline, K: 10, Opens: day, Closes: day.AddDate(0, 0, 7),
	}
	var ids []models.ID
	for i := range units {
		id := models.ID{2, byte(i >> 16), byte(i >> 8), byte(i)}
		u := round.ManifestUnit{ID: id, Code: fmt.Sprint(i), Name: fmt.Sprint("unit ", i), Headcount: 2 * sheets / units}
		if i > 0 {
			u.Parent = ids[(i-1)/20]
		}
		ids = append(ids, id)
		m.Units = append(m.Units, u)
	}
	form, err := questionnaire.Compile(q)
	if err != nil {
		b.Fatal(err)
	}
	tree, err := m.Tree()
	if err != nil {
		b.Fatal(err)
	}
	stream, err := simulation.Stream(form, ids, sheets, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		b.Fatal(err)
	}
	counts := tabulation.New(form, tree)
	for id, sheet := range stream {
		if err := counts.Add(id, sheet); err != nil {
			b.Fatal(err)
		}
	}
	start := time.Now()
	counts.Count()
	b.Logf("counted in %v", time.Since(start))
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.Logf("%d MB from the system", memory.Sys>>20)
	_, hash, err := m.Encode()
	if err != nil {
		b.Fatal(err)
	}
	return disclosure.Input{Manifest: m, ManifestHash: hash, Number: 1, Secret: []byte("secret"), Counts: counts}
}
