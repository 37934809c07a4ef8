package inference_test

import (
	"math"
	"testing"

	"jianfu/models/inference"
)

func TestWilson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ successes, n, population, low, high float64 }{
		{7, 20, 0, 0.181, 0.567},  // docs: statistics, worked case
		{0, 12, 0, 0, 0.242},      // docs: statistics, worked case
		{12, 12, 0, 0.758, 1},     // its mirror
		{7, 20, 19, 0.181, 0.567}, // a population smaller than the sample is left out
		{7, 20, 20, 0.35, 0.35},   // everybody
		{7, 20, 40, 0.221, 0.505}, // twice the n: 14/40
		{0, 0, 0, 0, 1},
		{0, math.NaN(), 0, 0, 1},
	} {
		low, high := inference.Wilson(c.successes, c.n, c.population)
		if !(math.Abs(low-c.low) <= 0.0005) || !(math.Abs(high-c.high) <= 0.0005) {
			t.Errorf("%v of %v in %v: %.4f–%.4f, want %v–%v", c.successes, c.n, c.population, low, high, c.low, c.high)
		}
	}
}

// Wilson's ends are the shares p at which the score |x/n − p|/√(p(1−p)/n) is exactly the quantile.
func TestWilsonSolvesTheScore(t *testing.T) {
	t.Parallel()
	for n := 5.0; n < 200; n += 7 {
		for x := 1.0; x < n; x += 3 {
			low, high := inference.Wilson(x, n, 0)
			for _, p := range []float64{low, high} {
				if z := math.Abs(x/n-p) / math.Sqrt(p*(1-p)/n); !(math.Abs(z-inference.Z975) <= 1e-9) {
					t.Fatalf("%v of %v: the score at %v is %v", x, n, p, z)
				}
			}
		}
	}
}

// Benjamini and Hochberg's worked case of the statistics' description.
func TestBenjaminiHochberg(t *testing.T) {
	t.Parallel()
	p := []float64{0.2, math.NaN(), 0.001, 0.012, 0.03, 0.04}
	got := inference.BenjaminiHochberg(p)
	for i, want := range []float64{0.2, math.NaN(), 0.005, 0.03, 0.05, 0.05} {
		near(t, "adjusted", got[i], want, 1e-15)
	}
	if p[5] != 0.04 {
		t.Error("the given p-values were changed")
	}
	if got := inference.BenjaminiHochberg(nil); len(got) != 0 {
		t.Errorf("nothing became %v", got)
	}
}

// The tails are the inverse of the quantiles, and nothing outside their domain has an answer.
func TestStudent(t *testing.T) {
	t.Parallel()
	for _, df := range []float64{0.2, 1, 3.3, 18, 240, 1000, 1000.5, 5e4, math.Inf(1)} {
		for _, p := range []float64{0.5001, 0.7, 0.9, 0.975, 0.9995} {
			near(t, "tail", inference.TwoSided(inference.Quantile(p, df), df), 2*(1-p), 1e-10)
		}
		if inference.TwoSided(math.Inf(-1), df) != 0 || inference.TwoSided(1e200, df) > 1e-30 || inference.TwoSided(0, df) != 1 {
			t.Errorf("df %v: the ends of the tail", df)
		}
		if !math.IsInf(inference.Quantile(1, df), 1) || !math.IsInf(inference.Quantile(0, df), -1) || inference.Quantile(0.5, df) != 0 {
			t.Errorf("df %v: the ends of the quantile", df)
		}
	}
	for name, v := range map[string]float64{
		"p < 0": inference.Quantile(-0.1, 3), "p > 1": inference.Quantile(1.1, 3), "p NaN": inference.Quantile(math.NaN(), 3),
		"df 0": inference.Quantile(0.9, 0), "df NaN": inference.Quantile(0.9, math.NaN()),
		"t NaN": inference.TwoSided(math.NaN(), 3), "tail df 0": inference.TwoSided(1, 0), "tail df NaN": inference.TwoSided(1, math.NaN()),
		"no one": inference.Power(1, 1, 1, 1), "no spread": inference.Power(1, 0, 9, 9),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s: %v", name, v)
		}
	}
}

func TestShareTestsAtTheirEdges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ got, want float64 }{
		"nobody":              {inference.ScoreTest(0, 9, 0, 5), 1},
		"everybody":           {inference.ScoreTest(9, 9, 5, 5), 1},
		"no sample":           {inference.ScoreTest(0, 0, 2, 5), math.NaN()},
		"no sample, either":   {inference.TwoShares(2, 5, 0, 0), math.NaN()},
		"more than all":       {inference.TwoShares(6, 5, 1, 5), math.NaN()},
		"negative":            {inference.Fisher(-1, 2, 3, 4), math.NaN()},
		"empty":               {inference.Fisher(0, 0, 0, 0), 1},
		"empty row":           {inference.Fisher(0, 0, 3, 9), 1},
		"a lady tasting tea":  {inference.Fisher(4, 0, 0, 4), 2.0 / 70}, // R. A. Fisher, The Design of Experiments, 1935
		"beyond all doubt":    {inference.Fisher(20000, 0, 0, 20000), 0},
		"expected 5, score":   {inference.TwoShares(2, 10, 8, 10), inference.ScoreTest(2, 10, 8, 10)},
		"expected 4½, Fisher": {inference.TwoShares(1, 10, 8, 10), inference.Fisher(1, 9, 8, 2)},
	} {
		if gap(c.got, c.want) > 1e-12 || math.IsNaN(c.got) != math.IsNaN(c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

func TestGroupedQuantile(t *testing.T) {
	t.Parallel()
	hours := []inference.Band{
		{From: 0, To: 0, Count: 4},
		{From: 0, To: 4, Count: 2},
		{From: 4, To: 8},
		{From: 8, To: 16, Count: 4},
		{From: 16, Open: true, Count: 2},
	}
	below := []inference.Band{{From: math.Inf(-1), To: 40, Count: 6}, {From: 40, To: 48, Count: 4}}
	// Marks of 20 people by tens; the median is 30 + (10 − 8)/5·10 (the formula by hand).
	marks := []inference.Band{{From: 10, To: 20, Count: 3}, {From: 20, To: 30, Count: 5}, {From: 30, To: 40, Count: 5}, {From: 40, To: 50, Count: 7}}
	for _, c := range []struct {
		name  string
		bands []inference.Band
		q     float64
		want  float64
		bound int
	}{
		{"median by hand", marks, 0.5, 34, 0},
		{"least", marks, 0, 10, 0},
		{"greatest", marks, 1, 50, 0},
		{"a single value", hours, 0.25, 0, 0},
		{"at the end of a band", hours, 0.5, 4, 0},
		{"over an empty band", hours, 0.75, 14, 0},
		{"open above", hours, 0.9, 16, 1},
		{"open below", below, 0.5, 40, -1},
		{"above it", below, 0.8, 44, 0},
		{"nothing", nil, 0.5, math.NaN(), 0},
		{"nobody", []inference.Band{{To: 4}}, 0.5, math.NaN(), 0},
		{"no quantile", marks, 1.5, math.NaN(), 0},
		{"no number", marks, math.NaN(), math.NaN(), 0},
	} {
		value, bound := inference.GroupedQuantile(c.bands, c.q)
		if !(gap(value, c.want) <= 1e-12) || bound != c.bound {
			t.Errorf("%s: %v (%d), want %v (%d)", c.name, value, bound, c.want, c.bound)
		}
	}
}

// Python 3: statistics.median_grouped([1, 2, 2, 3, 4, 4, 4, 4, 4, 5]) is 3.7, the whole numbers from a − ½ to a + ½.
func TestGroupedMedianAsPython(t *testing.T) {
	t.Parallel()
	var bands []inference.Band
	for i, count := range []int{1, 2, 1, 5, 1} {
		bands = append(bands, inference.Band{From: float64(i) + 0.5, To: float64(i) + 1.5, Count: count})
	}
	value, _ := inference.GroupedQuantile(bands, 0.5)
	near(t, "median", value, 3.7, 1e-15)
}
