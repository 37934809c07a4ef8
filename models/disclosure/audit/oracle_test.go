package audit

import (
	"maps"
	"slices"
)

// The oracle shares nothing with the audit but the problem. It lists every row of true counts that a leaf can have, adds
// the rows of children to those of parents, keeps what fits, and then takes away from the top what fits nowhere.

const bitsPerCount = 6 // counts up to 63, ten columns

// row is the true counts of a group, one beside the other, so that rows are added like numbers.
type row uint64

func (r row) count(column int) int { return int(r>>(column*bitsPerCount)) & (1<<bitsPerCount - 1) }

type rows map[row]bool

type oracle struct {
	p    *Problem
	fits [][]rows // by division and group: rows that occur in a filling of everything
}

// askOracle returns false where nothing fits.
func askOracle(p *Problem) (*oracle, bool) {
	o := &oracle{p: p}
	var inside [][]rows
	var round rows
	for d := range p.Divisions {
		in := o.inside(&p.Divisions[d])
		inside = append(inside, in)
		if d == 0 {
			round = maps.Clone(in[0])
		}
		maps.DeleteFunc(round, func(r row, _ bool) bool { return !in[0][r] })
	}
	if len(round) == 0 {
		return nil, false
	}
	for d := range p.Divisions {
		fits := make([]rows, len(inside[d]))
		fits[0] = round
		for g := range fits {
			o.children(&p.Divisions[d], g, inside[d], fits)
		}
		o.fits = append(o.fits, fits)
	}
	return o, true
}

func childrenOf(d *Division, group int) (children []int) {
	for g, p := range d.Parent {
		if p == group {
			children = append(children, g)
		}
	}
	return children
}

func (o *oracle) inside(d *Division) []rows {
	in := make([]rows, len(d.Parent))
	for g := len(in) - 1; g >= 0; g-- {
		if children := childrenOf(d, g); len(children) == 0 {
			in[g] = make(rows)
			o.list(d, g, in[g], 0, 0)
		} else {
			in[g] = rows{0: true}
			for _, c := range children {
				in[g] = sumsOf(in[g], in[c])
			}
			maps.DeleteFunc(in[g], func(r row, _ bool) bool { return !o.may(d, g, r) })
		}
	}
	return in
}

// list adds all rows of a leaf that have the counts of r in the columns before one.
func (o *oracle) list(d *Division, group int, to rows, column int, r row) {
	if column == o.p.Columns {
		if o.may(d, group, r) {
			to[r] = true
		}
		return
	}
	for x := range d.N[group] + 1 {
		next := r | row(x)<<(column*bitsPerCount)
		v := entry(d.Published, group, column)
		room := !slices.ContainsFunc(o.p.Tables, func(t Table) bool {
			free, _ := leftOf(t, next, d.N[group])
			return free < 0 && !t.Whole
		})
		if room && (v < 0 || slices.Contains(rounded(x), v)) {
			o.list(d, group, to, column+1, next)
		}
	}
}

// may says whether a row fits what is said of its own group.
func (o *oracle) may(d *Division, group int, r row) bool {
	n := d.N[group]
	for c := range o.p.Columns {
		x := r.count(c)
		if v := entry(d.Published, group, c); v >= 0 && !slices.Contains(rounded(x), v) {
			return false
		}
		if v := entry(d.Low, group, c); v >= 0 && x < v {
			return false
		}
		if v := entry(d.High, group, c); v >= 0 && x > v {
			return false
		}
	}
	for _, t := range o.p.Tables {
		if free, exact := leftOf(t, r, n); free < 0 || exact && free > 0 {
			if !t.Whole || group == 0 {
				return false
			}
		}
	}
	for i := range o.p.Ticks {
		if t := &o.p.Ticks[i]; (!t.Whole || group == 0) && !t.may(r, n) {
			return false
		}
	}
	return true
}

// rounded is what may be published of a true count, but for the limit of 3⌊n/3⌋, above which nothing is published.
func rounded(x int) []int {
	if x%3 == 0 {
		return []int{x}
	}
	return []int{x / 3 * 3, x/3*3 + 3}
}

// leftOf is what the columns of a table leave over; exact says that this must be nothing.
func leftOf(t Table, r row, n int) (free int, exact bool) {
	exact = true
	for _, c := range t.Parts {
		if c < 0 {
			exact = false
		} else {
			n -= r.count(c)
		}
	}
	return n, exact
}

func (t *Ticks) may(r row, n int) bool {
	for _, c := range []int{t.None, t.Skipped, t.Declined} {
		if c >= 0 {
			n -= r.count(c)
		}
	}
	all := 0
	for _, c := range t.Options {
		all += r.count(c)
		if r.count(c) > n {
			return false
		}
	}
	return n >= 0 && all >= t.AtLeast*n && (t.AtMost == 0 || all <= t.AtMost*n)
}

func sumsOf(a, b rows) rows {
	sum := make(rows)
	for x := range a {
		for y := range b {
			sum[x+y] = true
		}
	}
	return sum
}

// children leaves those rows of the children of a group that add up to one that fits.
func (o *oracle) children(d *Division, group int, inside, fits []rows) {
	children := childrenOf(d, group)
	before := []rows{{0: true}}
	for _, c := range children {
		before = append(before, sumsOf(before[len(before)-1], inside[c]))
	}
	after := rows{0: true}
	for i := len(children) - 1; i >= 0; i-- {
		c := children[i]
		siblings := sumsOf(before[i], after)
		after = sumsOf(after, inside[c])
		fits[c] = make(rows)
		for x := range inside[c] {
			for y := range siblings {
				if fits[group][x+y] {
					fits[c][x] = true
					break
				}
			}
		}
	}
}

// interval is the least and the greatest count of a part.
func (o *oracle) interval(division, group, table, part int) (low, high int) {
	low = 1 << 30
	for r := range o.fits[division][group] {
		t := o.p.Tables[table]
		x := 0
		if c := t.Parts[part]; c >= 0 {
			x = r.count(c)
		} else {
			x, _ = leftOf(t, r, o.p.Divisions[division].N[group])
		}
		low, high = min(low, x), max(high, x)
	}
	return low, high
}
