package inference_test

import (
	"math"
	"testing"

	"jianfu/models/inference"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(gap(got, want) <= tolerance) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// The worked case of the statistics' description: N = 50, n = 25, mean 60 and N = 10, n = 10, mean 30.
func TestWorkedPopulation(t *testing.T) {
	t.Parallel()
	weights := inference.Weights([]int64{50, 10}, []int64{25, 10})
	e := inference.Mean([]inference.Stratum{
		{Weight: weights[0], Sheets: 25, Valid: 25, Sum: 1500, Squares: 91000},
		{Weight: weights[1], Sheets: 10, Valid: 10, Sum: 300, Squares: 9500},
	})
	near(t, "weighted", e.Value, 55, 1e-12)
	near(t, "effective", e.Effective, 32.7, 0.03/32.7)
	near(t, "Kish", inference.Kish(weights, []int64{25, 10}), e.Effective, 0)
	raw := inference.Mean([]inference.Stratum{{Weight: 1, Sheets: 35, Valid: 35, Sum: 1800, Squares: 100500}})
	near(t, "raw", raw.Value, 51.43, 0.005/51.43)
	if e.DF != 33 || e.Valid != 35 || raw.Effective != 35 {
		t.Errorf("%+v and %+v", e, raw)
	}
	if n := inference.Kish(nil, nil); n != 0 {
		t.Errorf("without a sheet Kish is %v", n)
	}
}

func TestWeights(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ people, sheets, want []float64 }{
		{[]float64{50, 10}, []float64{25, 10}, []float64{2, 1}},
		// 400/5 = 80 is cut to 5·2 and everything multiplied by 480/130.
		{[]float64{80, 400}, []float64{40, 5}, []float64{2 * 480.0 / 130, 10 * 480.0 / 130}},
		{[]float64{50, 30}, []float64{25, 0}, []float64{2, 0}}, // who is not reached is not made up for
		{[]float64{10}, []float64{0}, []float64{0}},
		{nil, nil, nil},
	} {
		got := inference.Weights(whole(c.people), whole(c.sheets))
		for h := range c.want {
			near(t, "weight", got[h], c.want[h], 1e-15)
		}
	}
}

func whole(values []float64) []int64 {
	var list []int64
	for _, v := range values {
		list = append(list, int64(v))
	}
	return list
}

// The weights of the data set come from R.
func TestWeightsAsR(t *testing.T) {
	t.Parallel()
	m := measure(t)
	for _, set := range []string{"plain", "trimmed"} {
		var people, sheets []int64
		var want []float64
		last := 0
		for _, s := range readSheets(t, set) {
			if s.stratum != last {
				people, sheets, want = append(people, s.people), append(sheets, 0), append(want, s.weight)
				last = s.stratum
			}
			sheets[len(sheets)-1]++
		}
		for h, w := range inference.Weights(people, sheets) {
			m.same(set, w, want[h])
		}
	}
}

func TestMeanAtItsEdges(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]inference.Estimate{
		"no stratum":     inference.Mean(nil),
		"no value":       inference.Mean([]inference.Stratum{{Weight: 1, Sheets: 9}}),
		"no denominator": inference.RatioOf([]inference.Pair{{Weight: 1, Sheets: 3, Valid: 3}}),
	} {
		if low, high := e.Interval(); !math.IsNaN(e.Value) || !math.IsNaN(e.SE) || !math.IsNaN(low) || !math.IsNaN(high) || e.Valid != 0 {
			t.Errorf("%s: %+v, %v–%v", name, e, low, high)
		}
	}
	single := inference.Mean([]inference.Stratum{{Weight: 4, Sheets: 1, Valid: 1, Sum: 7, Squares: 49}})
	if low, high := single.Interval(); single.Value != 7 || !math.IsInf(low, -1) || !math.IsInf(high, 1) {
		t.Errorf("a single sheet: %+v, %v–%v", single, low, high)
	}
	everybody := inference.Mean([]inference.Stratum{{Weight: 1, Sheets: 4, Valid: 4, People: 4, Sum: 10, Squares: 30}})
	if low, high := everybody.Interval(); low != 2.5 || high != 2.5 {
		t.Errorf("everybody: %v–%v", low, high)
	}
	// Rounded counts may say that more have a value than there are sheets, and more successes than values.
	rounded := inference.Mean([]inference.Stratum{{Weight: 1, Sheets: 10, Valid: 12, Sum: 15, Squares: 15}})
	if rounded.SE != 0 || rounded.Value != 1.25 {
		t.Errorf("rounded: %+v", rounded)
	}
}

// For one stratum with a finite population the textbook's formula is s/√n·√(1 − n/N) (W. G. Cochran, Sampling Techniques, 1977, chapter 2).
func TestMeanOfOneStratum(t *testing.T) {
	t.Parallel()
	s := inference.Stratum{Weight: 2, Sheets: 5, Valid: 5, Sum: 30, Squares: 220} // 2 4 6 8 10: variance 10
	near(t, "se", inference.Mean([]inference.Stratum{s}).SE, math.Sqrt(2), 1e-15)
	s.People = 20
	near(t, "se of the finite population", inference.Mean([]inference.Stratum{s}).SE, math.Sqrt(1.5), 1e-15)
	// 25 on the sum of five is 1 on the mean, which the population does not shrink.
	s.Extra = 25
	e := inference.Mean([]inference.Stratum{s})
	near(t, "se with extra", e.SE, math.Sqrt(2.5), 1e-15)
	near(t, "components without extra", e.Components, 1.5*1.5/4, 1e-15)
	s.People = 4 // fewer than sheets
	near(t, "se of an impossible population", inference.Mean([]inference.Stratum{s}).SE, math.Sqrt(3), 1e-15)
}

func TestDifferenceAtItsEdges(t *testing.T) {
	t.Parallel()
	mean := func(sheets int64, sum, squares, extra float64) inference.Estimate {
		return inference.Mean([]inference.Stratum{{Weight: 1, Sheets: sheets, Valid: sheets, Sum: sum, Squares: squares, Extra: extra}})
	}
	spread := mean(5, 30, 220, 0)
	for name, other := range map[string]inference.Estimate{
		"a single sheet": mean(1, 9, 81, 0), "nobody": inference.Mean(nil),
	} {
		if _, _, df, p := inference.Difference(spread, other); df != 0 || !math.IsNaN(p) {
			t.Errorf("%s: df %v, p %v", name, df, p)
		}
	}
	if difference, se, _, p := inference.Difference(mean(4, 40, 400, 0), mean(4, 4, 4, 0)); difference != 9 || se != 0 || !math.IsNaN(p) {
		t.Errorf("two constants: %v, %v, p %v", difference, se, p)
	}
	// Constants that binary fractions cannot hold leave a trace of rounding, which is no evidence.
	if _, _, df, p := inference.Difference(mean(9, 9*33.4, 9*33.4*33.4, 0), mean(7, 7*33.3, 7*33.3*33.3, 1e-15)); df != 0 || !math.IsNaN(p) {
		t.Errorf("two constants with rounding: df %v, p %v", df, p)
	}
	// One side is constant: Welch's degrees are the other side's.
	if _, _, df, _ := inference.Difference(spread, mean(7, 7, 7, 0)); math.Abs(df-4) > 1e-12 {
		t.Errorf("one constant: df %v, want 4", df)
	}
	// All the error is known: the normal distribution. 16/8² is ¼ on each mean, √½ on the difference.
	_, se, df, p := inference.Difference(mean(8, 16, 32, 16), mean(8, 8, 8, 16))
	near(t, "se", se, math.Sqrt(0.5), 1e-15)
	near(t, "p", p, math.Erfc(1), 1e-14)
	if !math.IsInf(df, 1) {
		t.Errorf("known error: df %v", df)
	}
}
