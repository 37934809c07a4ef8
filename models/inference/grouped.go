package inference

import "math"

// Band counts the values in [From, To). From = To is a single value, such as 0. Of whole numbers a to b the true limits
// are a − ½ and b + ½.
type Band struct {
	From, To float64 // From may be −Inf
	Count    int
	Open     bool // without an upper end; To is not read
}

// GroupedQuantile is the q-quantile, q in [0, 1], of values that are known by bands alone, in rising order: the grouped
// median L + (q·n − F)/f·width (G. U. Yule, M. G. Kendall, An Introduction to the Theory of Statistics, on averages; for the
// median Python's statistics.median_grouped), as if the values lay evenly in their band.
// A band of a single value gives this value. In a band without an upper end all that is known is its lower one, which
// is returned with bound +1: at least; below From = −Inf its upper one with −1: less than. Else bound is 0.
// Without a count, or for another q, it is NaN.
func GroupedQuantile(bands []Band, q float64) (value float64, bound int) {
	n := 0
	for _, b := range bands {
		n += max(0, b.Count)
	}
	if n == 0 || !(q >= 0 && q <= 1) {
		return math.NaN(), 0
	}
	rank := float64(q * float64(n))
	before := 0.0
	for _, b := range bands {
		count := float64(max(0, b.Count))
		if count == 0 || before+count < rank {
			before += count
			continue
		}
		switch {
		case b.Open:
			return b.From, 1
		case math.IsInf(b.From, -1):
			return b.To, -1
		}
		return b.From + float64((rank-before)/count*(b.To-b.From)), 0
	}
	return math.NaN(), 0
}
