package disclosure

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestHide(t *testing.T) {
	t.Parallel()
	const d, s, u = Difference, Threshold, Under
	for _, c := range []struct {
		name   string
		n      []int
		parent []int
		want   []Hidden
	}{
		{"two small ones cover each other", []int{47, 20, 15, 8, 4}, []int{-1, 0, 0, 0, 0}, []Hidden{"", "", "", s, s}},
		{"a small one needs another", []int{51, 20, 15, 12, 4}, []int{-1, 0, 0, 0, 0}, []Hidden{"", "", "", d, s}},
		{"hiding both", []int{34, 30, 4}, []int{-1, 0, 0}, []Hidden{"", d, s}},
		{"the top itself is small", []int{9, 9}, []int{-1, 0}, []Hidden{s, s}},
		{"nothing at all", []int{0}, []int{-1}, []Hidden{s}},
		{"an empty unit hides nobody", []int{40, 20, 20, 0}, []int{-1, 0, 0, 0}, []Hidden{"", "", "", s}},
		{"few sheets of the parent's own", []int{43, 20, 20}, []int{-1, 0, 0}, []Hidden{"", d, ""}},
		{"enough sheets of the parent's own", []int{50, 20, 20}, []int{-1, 0, 0}, []Hidden{"", "", ""}},
		{"own sheets and a small child add up", []int{52, 40, 6}, []int{-1, 0, 0}, []Hidden{"", "", s}},
		{"hiding twice", []int{83, 40, 30, 10, 3}, []int{-1, 0, 0, 0, 0}, []Hidden{"", "", "", d, s}},
		{"what lies under goes, too", []int{64, 40, 24, 12, 12}, []int{-1, 0, 0, 2, 2}, []Hidden{"", "", "", "", ""}},
		{"a subtree goes as a whole", []int{67, 40, 24, 12, 12, 3}, []int{-1, 0, 0, 2, 2, 0}, []Hidden{"", "", d, u, u, s}},
		{"each level by itself", []int{60, 30, 26, 4, 30}, []int{-1, 0, 1, 1, 0}, []Hidden{"", "", d, s, ""}},
		{"equals: the first", []int{24, 10, 10, 4}, []int{-1, 0, 0, 0}, []Hidden{"", d, "", s}},
	} {
		if got := Hide(10, c.n, c.parent); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// randomTree makes a tree of the given depth with sheets at every node, few of them often.
func randomTree(r *rand.Rand, depth int) (n, parent []int) {
	n, parent = []int{0}, []int{-1}
	level := []int{0}
	for range depth {
		var next []int
		for _, p := range level {
			for range r.IntN(4) {
				parent = append(parent, p)
				n = append(n, 0)
				next = append(next, len(n)-1)
			}
		}
		level = next
	}
	for i := len(n) - 1; i >= 0; i-- {
		if r.IntN(2) == 0 || i == len(n)-1 {
			n[i] += r.IntN(25)
		}
		if parent[i] >= 0 {
			n[parent[i]] += n[i]
		}
	}
	return n, parent
}

// exposed looks for a group of 1 to k − 1 sheets that anyone gets by subtracting a set of published groups from a
// published one, all sets of published children and all published descendants being tried.
func exposed(k int, n, parent []int, hidden []Hidden) bool {
	small := func(v int) bool { return 0 < v && v < k }
	for a := range n {
		if hidden[a] != "" {
			continue
		}
		if n[a] < k {
			return true
		}
		var children []int
		for b := range n {
			if hidden[b] != "" {
				continue
			}
			if parent[b] == a {
				children = append(children, n[b])
			}
			for p := parent[b]; p >= 0; p = parent[p] {
				if p == a && small(n[a]-n[b]) {
					return true
				}
			}
		}
		for set := range 1 << len(children) {
			left := n[a]
			for i, c := range children {
				if set>>i&1 == 1 {
					left -= c
				}
			}
			if small(left) {
				return true
			}
		}
	}
	return false
}

func TestNothingSmallBySubtraction(t *testing.T) {
	t.Parallel()
	weakCaught, topClosed := 0, true
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 3))
		k := 5 + r.IntN(8)
		n, parent := randomTree(r, 1+r.IntN(5))
		hidden := Hide(k, n, parent)
		if exposed(k, n, parent, hidden) {
			t.Fatalf("seed %d: k %d, n %v, parents %v: %v", seed, k, n, parent, hidden)
		}
		for i, p := range parent {
			topClosed = topClosed && (p < 0 || hidden[p] == "" || hidden[i] != "")
		}
		weak := make([]Hidden, len(n)) // R1 alone
		for i := range n {
			if n[i] < k {
				weak[i] = Threshold
			}
		}
		if exposed(k, n, parent, weak) {
			weakCaught++
		}
	}
	if !topClosed {
		t.Error("a group is published under a hidden one")
	}
	if weakCaught < 1000 {
		t.Errorf("the check finds only %d trees on which the threshold alone gives a small group away", weakCaught)
	}
}
