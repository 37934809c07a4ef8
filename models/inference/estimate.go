package inference

import "math"

// Estimate is a mean or a ratio with its sampling error.
type Estimate struct {
	Value float64 // NaN where there is no value at all
	SE    float64 // standard error, in the unit of Value
	// DF are the degrees of freedom: sheets with a value less the strata that hold one, as survey::degf of the domain.
	DF         float64
	Effective  float64 // number of sheets, as if all weighed the same: Kish, over the sheets with a value
	Valid      int64   // sheets with a value
	Components float64 // Σ V²/(m−1) over strata, V the stratum's part of SE² and m its sheets with a value: for Difference
}

// Interval is the 95 % confidence interval, Value ± t·SE, R's confint(svymean(…), df = degf(…)). It does not stop at the
// ends of a scale. Without a degree of freedom it reaches from −Inf to +Inf; without a value both ends are NaN.
func (e Estimate) Interval() (low, high float64) {
	switch {
	case math.IsNaN(e.Value):
		return e.Value, e.Value
	case !(e.DF > 0) || math.IsNaN(e.SE):
		return math.Inf(-1), math.Inf(1)
	}
	half := float64(Quantile(0.975, e.DF) * e.SE)
	return e.Value - half, e.Value + half
}

// constant is the standard error, relative to the value, up to which nothing varies: sums of squares in double precision cannot
// tell a smaller one from rounding, the square root of 2⁻⁵².
const constant = 1e-7

// Difference compares two estimates from independent samples: a − b, its standard error, Satterthwaite's degrees of
// freedom (F. E. Satterthwaite, Biometrics Bulletin 2 (1946) 110–114) over the strata of both, and the two-sided p-value.
// For one stratum on either side, without missing values, it is Welch's test, R's t.test.
// Estimates must come without a finite population: two finite groups always differ.
//
// p is NaN, no test, where either side has no degree of freedom (a single sheet) or neither varies: t.test as well refuses
// data that are constant. An error that is not of sampling (Stratum.Extra) counts as known, with any number of degrees.
func Difference(a, b Estimate) (difference, se, df, p float64) {
	difference = a.Value - b.Value
	va, vb := float64(a.SE*a.SE), float64(b.SE*b.SE)
	v := va + vb
	se = math.Sqrt(v)
	if !(a.DF > 0) || !(b.DF > 0) || !(se > constant*max(math.Abs(a.Value), math.Abs(b.Value))) {
		return difference, se, 0, math.NaN()
	}
	df = math.Inf(1)
	if c := a.Components + b.Components; c > 0 {
		df = v * v / c
	}
	return difference, se, df, TwoSided(difference/se, df)
}

// Against holds a group against all others. The standard deviation of people in the group is not taken to be smaller than among
// the others: a small sample that happens to hold nobody out of a long tail has a low mean and a small standard error at
// once, and Welch's test by itself then finds what is not there (measured in models/simulation). For the rest it is Difference.
func Against(group, others Estimate) (difference, se, df, p float64) {
	v := float64(others.SE*others.SE) * others.Effective / group.Effective
	if v > float64(group.SE*group.SE) && others.DF > 0 {
		group.SE, group.Components = math.Sqrt(v), float64(v*v)/others.DF
	}
	return Difference(group, others)
}

// Kish is the effective number of sheets, (Σw)²/Σw², of counts[i] sheets that weigh weights[i] each (L. Kish, Survey
// Sampling, 1965, 11.7). The slices have the same length; without a sheet it is 0.
func Kish(weights []float64, counts []int64) float64 {
	var sum, squares float64
	for i, w := range weights {
		n := float64(counts[i])
		sum += float64(w * n)
		squares += float64(float64(w*w) * n)
	}
	if !(squares > 0) {
		return 0
	}
	return float64(sum*sum) / squares
}

// portion is one stratum as the linearization sees it.
type portion struct {
	weight        float64
	sheets, valid int64
	people        int64
	within        float64 // Σ(e − ē)² of the residuals e over the sheets with a value
	residual      float64 // Σe
}

// variance is the stratum's part of the variance of a weighted total over denominator: residuals on the sheets with a
// value, 0 on the others, about their mean over all sheets (survey's onestrat).
func (s portion) variance(denominator float64) float64 {
	m := float64(s.valid)
	n := max(float64(s.sheets), m) // rounded counts may cross
	spread := max(0, s.within) + float64(float64(s.residual*s.residual)/m*(1-m/n))
	if n > 1 {
		spread *= n / (n - 1)
	} else {
		spread = s.residual * s.residual
	}
	if people := float64(s.people); people >= n {
		spread *= 1 - n/people
	}
	share := s.weight / denominator
	return float64(share * share * spread)
}

// estimate adds the portions up. denominator is the weighted sum that the value was divided by.
func estimate(value, denominator float64, portions []portion) Estimate {
	e := Estimate{Value: value}
	var weights []float64
	var counts []int64
	variance := 0.0
	for _, s := range portions {
		v := s.variance(denominator)
		variance += v
		// A deviation from a centre that is not its own has one degree: so a single sheet.
		e.Components += float64(v*v) / float64(max(1, s.valid-1))
		e.DF += float64(s.valid - 1)
		e.Valid += s.valid
		weights, counts = append(weights, s.weight), append(counts, s.valid)
	}
	e.Effective = Kish(weights, counts)
	e.SE = math.Sqrt(variance)
	return e
}
