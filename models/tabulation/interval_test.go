package tabulation_test

import (
	"math"
	"testing"

	"jianfu/models/tabulation"
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
	} {
		low, high := tabulation.Wilson(c.successes, c.n, c.population)
		if math.Abs(low-c.low) > 0.0005 || math.Abs(high-c.high) > 0.0005 {
			t.Errorf("%v of %v in %v: %.4f–%.4f, want %v–%v", c.successes, c.n, c.population, low, high, c.low, c.high)
		}
	}
}

// The oracle: Wilson's ends are the shares p at which the score |x/n − p|/√(p(1−p)/n) is exactly the quantile.
func TestWilsonSolvesTheScore(t *testing.T) {
	t.Parallel()
	for n := 5.0; n < 200; n += 7 {
		for x := 1.0; x < n; x += 3 {
			low, high := tabulation.Wilson(x, n, 0)
			for _, p := range []float64{low, high} {
				if z := math.Abs(x/n-p) / math.Sqrt(p*(1-p)/n); math.Abs(z-tabulation.Z975) > 1e-9 {
					t.Fatalf("%v of %v: the score at %v is %v", x, n, p, z)
				}
			}
		}
	}
}

// Quantiles from R 4: qt(0.975, df).
func TestT975(t *testing.T) {
	t.Parallel()
	for df, want := range map[float64]float64{4: 2.776445, 6: 2.446912, 9: 2.262157, 19: 2.093024, 30: 2.042272, 120: 1.979930, 1e6: 1.959966} {
		tolerance := 0.0001
		if df < 9 {
			tolerance = 0.003
		}
		if got := tabulation.T975(df); math.Abs(got-want) > tolerance {
			t.Errorf("df %v: %v, want %v", df, got, want)
		}
	}
}
