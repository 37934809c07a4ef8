package inference

import (
	"cmp"
	"math"
	"slices"
)

// BenjaminiHochberg adjusts the p-values of one table for their number, so that marking those below q keeps the expected
// share of false marks below q (Y. Benjamini, Y. Hochberg, JRSS B 57 (1995) 289–300): R's p.adjust(p, "BH").
// The result stands in the order of p, which is left as it is. NaN, no test, stays NaN and does not count.
func BenjaminiHochberg(p []float64) []float64 {
	adjusted := slices.Clone(p)
	order := make([]int, 0, len(p))
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	smallest, n := 1.0, float64(len(order))
	for rank := len(order); rank > 0; rank-- {
		i := order[rank-1]
		smallest = min(smallest, n/float64(rank)*p[i])
		adjusted[i] = smallest
	}
	return adjusted
}
