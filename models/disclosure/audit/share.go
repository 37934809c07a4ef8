package audit

import (
	"fmt"
	"slices"
)

// share adds what tables say of the sum of columns that they have in common: spans alone pass from one to the other
// what is known of each. For every such set there is a column for its sum and one for all else; each table with the set
// drawn together into its sum is a table, too.
func (l *layout) share() {
	type set struct {
		columns []int
		whole   bool
	}
	seen := make(map[string]bool)
	var sets []set
	for i := range l.links {
		for j := range i {
			a, b := l.links[i], l.links[j]
			if a.ticks != nil || b.ticks != nil {
				continue
			}
			s := set{whole: a.whole || b.whole}
			for _, c := range a.columns {
				if slices.Contains(b.columns, c) {
					s.columns = append(s.columns, c)
				}
			}
			slices.Sort(s.columns)
			if key := fmt.Sprint(s); len(s.columns) > 1 && !seen[key] {
				seen[key] = true
				sets = append(sets, s)
			}
		}
	}
	links := l.links
	for _, s := range sets {
		sum, rest := l.column(), l.column()
		add := func(columns ...int) {
			l.links = append(l.links, link{columns: columns, whole: s.whole, table: -1})
		}
		add(sum, rest)
		add(append(slices.Clone(s.columns), rest)...)
		for _, k := range links {
			left := slices.DeleteFunc(slices.Clone(k.columns), func(c int) bool { return slices.Contains(s.columns, c) })
			if k.ticks == nil && len(left)+len(s.columns) == len(k.columns) && (s.whole || !k.whole) {
				add(append(left, sum)...)
			}
		}
	}
}
