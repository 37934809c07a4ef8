package inference

import "math"

// Z975 is the 0.975 quantile of the standard normal distribution.
const Z975 = 1.959963984540054

// Wilson is the 95 % score interval of a share of successes among n (E. B. Wilson, JASA 22 (1927) 209–212). n may be
// Kish's effective number, successes then being share·n. population is the number of people the sample was drawn
// from, for a statement about just these people: n becomes n/(1 − n/population), and where it is n itself both ends are
// the share; less than n, such as 0, leaves it out. Of a weighted share among sheets drawn from a population, the sampling
// fraction is that of the sheets, not of the effective number: give effective/(1 − sheets/population) as n, and no population.
// The ends lie in [0, 1]; without a sample they are 0 and 1.
func Wilson(successes, n, population float64) (low, high float64) {
	if !(n > 0) {
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
