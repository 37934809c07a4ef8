package inference

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Power is the probability that the two-sided t test at 5 % finds a true difference between two means, both groups having
// the standard deviation sd: P(|T| > t) with T noncentral, df = n1 + n2 − 2, δ = |difference|/(sd·√(1/n1 + 1/n2)), and t
// the 0.975 quantile. For n1 = n2 it is R's power.t.test(strict = TRUE), except that the noncentral t is approximated by the normal
// distribution, P(T ≤ t) = Φ((t(1 − 1/(4df)) − δ)/√(1 + t²/(2df))) (Abramowitz and Stegun 26.7.10): within 0.005 from
// df = 8 on. NaN where sd or df is not above 0.
func Power(difference, sd, n1, n2 float64) float64 {
	df := n1 + n2 - 2
	if !(sd > 0) || !(df > 0) || !(n1 > 0) || !(n2 > 0) {
		return math.NaN()
	}
	delta := math.Abs(difference) / (sd * math.Sqrt(1/n1+1/n2))
	t := Quantile(0.975, df)
	scale := math.Sqrt(1 + float64(t*t)/(2*df))
	edge := float64(t * (1 - 1/(4*df)))
	return float64(distuv.UnitNormal.CDF((delta-edge)/scale)) + float64(distuv.UnitNormal.CDF((-edge-delta)/scale))
}
