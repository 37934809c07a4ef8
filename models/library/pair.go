package library

import (
	"slices"
	"sort"
)

// pairs says which thing of an older list is which of a newer one: from[i] is the place in the older list of the newer
// one's i, to[i] the reverse; −1 where there is none.
type pairs struct{ from, to []int }

func newPairs[T any](a, b []T) pairs {
	return pairs{from: slices.Repeat([]int{-1}, len(b)), to: slices.Repeat([]int{-1}, len(a))}
}

// pair joins what has no partner yet and has the same key, the first with the first where a key occurs more than once.
// An empty key is like none.
func pair[T any](p *pairs, a, b []T, keyA, keyB func(T) string) {
	free := map[string][]int{}
	for i := range a {
		if key := keyOf(a[i], p.to[i], keyA); key != "" {
			free[key] = append(free[key], i)
		}
	}
	for i := range b {
		key := keyOf(b[i], p.from[i], keyB)
		if places := free[key]; key != "" && len(places) > 0 {
			p.from[i], p.to[places[0]] = places[0], i
			free[key] = places[1:]
		}
	}
}

func keyOf[T any](thing T, partner int, key func(T) string) string {
	if partner >= 0 {
		return ""
	}
	return key(thing)
}

// displaced marks the places in the newer list of what changed its place: all partners but a longest run that is in the
// same order in both lists, so that one thing moved to the front is one move and not a move of all others.
func (p pairs) displaced() map[int]bool {
	// ends[n] is the place in the newer list at which the run of n+1 things ends that leaves most room behind it;
	// before[i] is the one before i in the run that ends at i (longest increasing subsequence by patience sorting).
	var ends []int
	before := make([]int, len(p.from))
	moved := map[int]bool{}
	for i, from := range p.from {
		if from < 0 {
			continue
		}
		moved[i] = true
		n := sort.Search(len(ends), func(n int) bool { return p.from[ends[n]] >= from })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	if len(ends) == 0 {
		return moved
	}
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		delete(moved, i)
	}
	return moved
}
