package audit

import "slices"

// Result is the least and greatest count of every cell that an audit has found possible. It never changes.
type Result struct {
	*layout
	spans [][]span // by column and group
}

// Interval is the least and the greatest true count of a part of a table in a group. Of a table for the round alone
// the group must be 0.
func (r *Result) Interval(division, group, table, part int) (low, high int) {
	s := r.spans[r.tables[table][part]][r.all.at(division, group)]
	return int(s.low), int(s.high)
}

// Narrow is the cells whose ends lie less than 2 apart, in the order of tables, parts, divisions and groups. A cell
// that stands in several tables is named with the first. There are no exceptions: a group of fewer than two sheets is
// narrow in all its cells, and so is a cell that is 0 by the nature of the table.
func (r *Result) Narrow() (cells []Cell) {
	seen := make([]int, len(r.spans)) // by column: groups looked at; either the round or all
	for t, columns := range r.tables {
		reach := len(r.forest(r.links[t].whole).n)
		for part, c := range columns {
			for g := seen[c]; g < reach; g++ {
				if s := r.spans[c][g]; s.high-s.low < 2 {
					d, within := r.all.place(g)
					cells = append(cells, Cell{d, within, t, part, int(s.low), int(s.high)})
				}
			}
			seen[c] = max(seen[c], reach)
		}
	}
	return cells
}

// like says whether two problems have the same groups and tables.
func (l *layout) like(m *layout) bool {
	same := func(a, b link) bool {
		return slices.Equal(a.columns, b.columns) && a.whole == b.whole && (a.ticks == nil) == (b.ticks == nil) &&
			(a.ticks == nil || a.ticks.AtLeast == b.ticks.AtLeast && a.ticks.AtMost == b.ticks.AtMost)
	}
	return slices.Equal(l.all.parent, m.all.parent) && slices.Equal(l.all.n, m.all.n) &&
		slices.Equal(l.all.first, m.all.first) && slices.EqualFunc(l.links, m.links, same)
}
