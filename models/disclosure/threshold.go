package disclosure

// Hidden says why a group is not published. The empty value is a published group.
type Hidden string

// The reasons, each a key of the catalogue behind "hidden.".
const (
	Threshold  Hidden = "threshold"  // fewer than k sheets (R1)
	Difference Hidden = "difference" // a smaller group beside it could be worked out by subtraction (R2)
	Under      Hidden = "under"      // it lies under a group hidden by R2
)

// Hide applies R1 and R2 to groups of n sheets, parents before children; parent is −1 at the root. Sheets of a group
// that lie in no child count in n of the group alone. Package text applies it to texts instead of sheets.
//
// A published group hides its published child with the fewest sheets, the first of equals, as long as the sheets
// under none of its published children number between 1 and k − 1. A child is wholly inside its parent, so what
// happens below never changes a remainder above: one pass is a fixpoint.
func Hide(k int, n, parent []int) []Hidden {
	hidden := make([]Hidden, len(n))
	children := make([][]int, len(n))
	for i, p := range parent {
		if p >= 0 {
			children[p] = append(children[p], i)
		}
	}
	for i, p := range parent {
		switch {
		case p >= 0 && hidden[p] == Threshold:
			hidden[i] = Threshold
		case p >= 0 && hidden[p] != "":
			hidden[i] = Under
		case hidden[i] == "" && n[i] < k:
			hidden[i] = Threshold
		}
		if hidden[i] != "" {
			continue
		}
		for _, c := range children[i] {
			if n[c] < k {
				hidden[c] = Threshold
			}
		}
		for 0 < remainder(i, n, children, hidden) && remainder(i, n, children, hidden) < k {
			hidden[fewest(children[i], n, hidden)] = Difference
		}
	}
	return hidden
}

// remainder is the number of sheets of group i under none of its published children.
func remainder(i int, n []int, children [][]int, hidden []Hidden) int {
	rest := n[i]
	for _, c := range children[i] {
		if hidden[c] == "" {
			rest -= n[c]
		}
	}
	return rest
}

// fewest is the published child with the fewest sheets. There is one: else the remainder would be the whole group.
func fewest(children, n []int, hidden []Hidden) int {
	best := -1
	for _, c := range children {
		if hidden[c] == "" && (best < 0 || n[c] < n[best]) {
			best = c
		}
	}
	return best
}
