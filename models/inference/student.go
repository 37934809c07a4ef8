package inference

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// manyDF is where the expansions in 1/df take over. The incomplete beta function behind gonum's Student's t subtracts
// logarithms of gamma functions and loses a digit with each power of ten; the expansions gain several.
const manyDF = 1000

// Quantile is the p-quantile of Student's t with df degrees of freedom, R's qt(p, df). df need not be whole; +Inf is the
// normal distribution. It is −Inf at p = 0 and +Inf at p = 1, and NaN for p outside [0, 1] or df not above 0.
// Up to 1000 degrees by gonum; above by the expansion of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
// Within 1e-9 of R for p from 1e-6 to 1 − 1e-6; further out digits get lost.
func Quantile(p, df float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || !(df > 0):
		return math.NaN()
	case p == 0 || p == 1:
		return math.Inf(int(math.Copysign(1, p-0.5)))
	case df > manyDF:
		return expansion(distuv.UnitNormal.Quantile(p), df)
	}
	return distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(p)
}

// expansion turns a normal quantile into one of Student's t: Abramowitz and Stegun 26.7.5 with four terms.
func expansion(z, df float64) float64 {
	z2 := float64(z * z)
	g1 := (z2 + 1) / 4
	g2 := horner(z2, 5, 16, 3) / 96
	g3 := horner(z2, 3, 19, 17, -15) / 384
	g4 := horner(z2, 79, 776, 1482, -1920, -945) / 92160
	return z + float64(z*horner(1/df, g4, g3, g2, g1, 0))
}

// horner is the polynomial with these coefficients, the highest power first.
func horner(x float64, coefficients ...float64) float64 {
	sum := 0.0
	for _, c := range coefficients {
		sum = float64(sum*x) + c
	}
	return sum
}

// TwoSided is the two-sided p-value of t with df degrees of freedom, R's 2·pt(−|t|, df). df need not be whole; +Inf is
// the normal distribution. It is NaN where t is NaN or df not above 0.
// Up to 1000 degrees by gonum's incomplete beta function (Abramowitz and Stegun 26.7.1); above by the normal deviate of
// G. W. Hill, Algorithm 395, CACM 13 (1970) 617–619.
func TwoSided(t, df float64) float64 {
	t = math.Abs(t)
	switch {
	case math.IsNaN(t) || !(df > 0):
		return math.NaN()
	case math.IsInf(df, 1):
		return normalTails(t)
	case math.IsInf(t*t, 1):
		return 0
	case df > manyDF:
		return normalTails(deviate(t, df))
	}
	square := float64(t * t)
	if t < 1 { // the other tail of the beta distribution: the one below would have to tell its argument from 1
		return 1 - float64(mathext.RegIncBeta(0.5, df/2, square/(square+df)))
	}
	return mathext.RegIncBeta(df/2, 0.5, df/(square+df))
}

// deviate is the normal deviate with the tail of t (Hill, Algorithm 395).
func deviate(t, df float64) float64 {
	a := df - 0.5
	b := float64(48 * float64(a*a))
	y := float64(a * math.Log1p(t*t/df))
	correction := -horner(y, 0.4, 3.3, 24, 85.5)
	correction /= float64(0.8*float64(y*y)) + 100 + b
	return float64(float64((correction+y+3)/b)+1) * math.Sqrt(y)
}

// normalTails is the probability of both tails beyond ±z of the standard normal distribution.
func normalTails(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
