package tabulation

import "math"

// Z975 is the 0.975 quantile of the standard normal distribution.
const Z975 = 1.959963984540054

// Wilson is the 95 % score interval of a share of successes among n (E. B. Wilson, JASA 22 (1927) 209–212). n may be
// Kish's effective number, successes then being share·n. population is the number of people the sample was drawn
// from, for a statement about just these people: n becomes n/(1 − n/population), and where it is n itself both ends are
// the share; less than n, such as 0, leaves it out.
// The ends lie in [0, 1]; without a sample they are 0 and 1.
//
// Products are converted before they are added: the language then forbids fusing them, and every machine gets the
// same bits.
func Wilson(successes, n, population float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	p := successes / n
	switch {
	case population == n:
		return p, p
	case population > n:
		n /= 1 - n/population
	}
	z2 := Z975 * Z975
	scale := 1 + z2/n
	centre := (p + z2/(2*n)) / scale
	spread := float64(p*(1-p))/n + z2/float64(4*float64(n*n))
	half := float64(Z975*math.Sqrt(spread)) / scale
	return max(0, centre-half), min(1, centre+half)
}

// T975 is the 0.975 quantile of Student's t with df ≥ 4 degrees of freedom, by the expansion of Abramowitz and Stegun,
// Handbook of Mathematical Functions, 26.7.5; within 0.003 of the table at 4, 0.0001 from 9 on.
func T975(df float64) float64 {
	const (
		z  = Z975
		z3 = z * z * z
		z5 = z3 * z * z
		z7 = z5 * z * z
		z9 = z7 * z * z
	)
	const (
		g1 = (z3 + z) / 4
		g2 = (5*z5 + 16*z3 + 3*z) / 96
		g3 = (3*z7 + 19*z5 + 17*z3 - 15*z) / 384
		g4 = (79*z9 + 776*z7 + 1482*z5 - 1920*z3 - 945*z) / 92160
	)
	d2 := df * df
	return z + g1/df + g2/d2 + g3/float64(d2*df) + g4/float64(d2*d2)
}
