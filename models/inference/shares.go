package inference

import "math"

// ScoreTest is the two-sided p-value of the score test for equal shares x1/n1 and x2/n2, without continuity correction:
// R's prop.test(c(x1, x2), c(n1, n2), correct = FALSE), Pearson's χ² with one degree. n may be effective numbers.
// Where nobody or everybody succeeds the shares are equal, and it is 1 (R: NaN); without a sample on either side it is NaN.
func ScoreTest(x1, n1, x2, n2 float64) (p float64) {
	if !(n1 > 0) || !(n2 > 0) {
		return math.NaN()
	}
	pooled := (x1 + x2) / (n1 + n2)
	if pooled <= 0 || pooled >= 1 {
		return 1
	}
	variance := float64(pooled*(1-pooled)) * (1/n1 + 1/n2)
	return normalTails((x1/n1 - x2/n2) / math.Sqrt(variance))
}

// fisherTolerance is how far, relatively, two probabilities may differ and still count as equal: relErr of R's fisher.test.
const fisherTolerance = 1e-7

// Fisher is the two-sided p-value of Fisher's exact test for the table with rows a b and c d: the probability, both margins
// fixed, of all tables that are no more likely than this one, as R's fisher.test. Negative counts give NaN, an empty row or
// column 1. Time and memory grow with the smallest margin.
//
// The probabilities come from the ratio of neighbours, outwards from the most likely table, so that there is no logarithm and
// what is far out vanishes without harm.
func Fisher(a, b, c, d int) (p float64) {
	if a < 0 || b < 0 || c < 0 || d < 0 {
		return math.NaN()
	}
	row, column, all := a+b, a+c, a+b+c+d
	low, high := max(0, row+column-all), min(row, column)
	mode := int(float64(row+1) * float64(column+1) / float64(all+2))
	mode = min(max(mode, low), high)
	likelihood := make([]float64, high-low+1)
	likelihood[mode-low] = 1
	for k := mode; k < high; k++ {
		likelihood[k+1-low] = float64(likelihood[k-low] * step(k, row, column, all))
	}
	for k := mode; k > low; k-- {
		likelihood[k-1-low] = likelihood[k-low] / step(k-1, row, column, all)
	}
	limit := likelihood[a-low] * (1 + fisherTolerance)
	var sum, extreme float64
	for _, l := range likelihood {
		sum += l
		if l <= limit {
			extreme += l
		}
	}
	return min(1, extreme/sum)
}

// step is how much more likely k+1 is than k in the first cell.
func step(k, row, column, all int) float64 {
	return float64(row-k) * float64(column-k) / (float64(k+1) * float64(all-row-column+k+1))
}

// fewExpected is the expected count below which the χ² distribution is not trusted (W. G. Cochran, Biometrics 10 (1954) 417–451).
const fewExpected = 5

// TwoShares is the two-sided p-value for equal shares x1/n1 and x2/n2: Fisher where any of the four expected counts is
// below 5, else ScoreTest. NaN without a sample on either side, or where x lies outside [0, n].
func TwoShares(x1, n1, x2, n2 int) (p float64) {
	if n1 <= 0 || n2 <= 0 || x1 < 0 || x2 < 0 || x1 > n1 || x2 > n2 {
		return math.NaN()
	}
	rarer := min(x1+x2, n1+n2-x1-x2)
	if float64(min(n1, n2))*float64(rarer)/float64(n1+n2) < fewExpected {
		return Fisher(x1, n1-x1, x2, n2-x2)
	}
	return ScoreTest(float64(x1), float64(n1), float64(x2), float64(n2))
}
