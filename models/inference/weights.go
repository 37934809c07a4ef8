package inference

import (
	"cmp"
	"slices"
)

// trimAt is how many times the median weight a weight may be.
const trimAt = 5

// Weights gives each sheet of a stratum its weight: people[h]/sheets[h], at most 5 times the median weight of a sheet, then all
// multiplied so that they add up to the people of the strata that have sheets. A stratum without sheets weighs 0. The
// slices have the same length.
func Weights(people, sheets []int64) []float64 {
	weights := make([]float64, len(people))
	var all, reached, weighed float64
	for h, n := range sheets {
		if n > 0 {
			weights[h] = float64(people[h]) / float64(n)
			all += float64(n)
			reached += float64(people[h])
		}
	}
	if all == 0 {
		return weights
	}
	limit := trimAt * medianWeight(weights, sheets, all)
	for h, n := range sheets {
		weights[h] = min(weights[h], limit)
		weighed += float64(weights[h] * float64(n))
	}
	if weighed > 0 {
		for h := range weights {
			weights[h] *= reached / weighed
		}
	}
	return weights
}

// medianWeight is the median over sheets, the lower one of two.
func medianWeight(weights []float64, sheets []int64, all float64) float64 {
	order := make([]int, len(weights))
	for h := range order {
		order[h] = h
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(weights[a], weights[b]) })
	seen := 0.0
	for _, h := range order {
		seen += float64(max(0, sheets[h]))
		if seen > 0 && 2*seen >= all {
			return weights[h]
		}
	}
	return 0
}
