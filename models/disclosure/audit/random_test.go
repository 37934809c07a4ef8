package audit

import (
	"math/rand/v2"
	"slices"
)

// world is a problem together with the truth behind it.
type world struct {
	*Problem
	truth [][][]int // by division, group and column
}

// draw makes worlds as releases make them: sheets in leaves, sums, random rounding.
type draw struct {
	*rand.Rand
	hide float64 // share of counts that are not published, and of whole rows
}

func newDraw(seed uint64) draw {
	r := draw{Rand: rand.New(rand.NewPCG(seed, 6))}
	if r.IntN(2) == 0 {
		r.hide = r.Float64() / 2
	}
	return r
}

// divide publishes p with sheets, each a list of the columns in which it counts, shared out over some divisions.
func (r draw) divide(p *Problem, sheets [][]int, divisions, leaves int) world {
	w := world{Problem: p}
	for range divisions {
		parent, n := r.tree(len(sheets), leaves)
		w.add(r, sheets, parent, n)
	}
	return w
}

// tree is groups of so many sheets in all; inner groups have one child or several, and some children are empty.
func (r draw) tree(sheets, leaves int) (parent, n []int) {
	parent, n = []int{-1}, []int{sheets}
	open := []int{0}
	for leaves > 1 && len(open) > 0 {
		i := r.IntN(len(open))
		g := open[i]
		open = slices.Delete(open, i, i+1)
		children := min(leaves, 1+r.IntN(4))
		leaves -= children - 1
		rest := n[g]
		for c := range children {
			some := rest
			if c < children-1 {
				some = r.IntN(rest + 1)
			}
			rest -= some
			open = append(open, len(n))
			parent, n = append(parent, g), append(n, some)
		}
		if r.IntN(4) == 0 {
			break
		}
	}
	return parent, n
}

// add divides the sheets among the leaves of a tree in random order, and publishes.
func (w *world) add(r draw, sheets [][]int, parent, n []int) {
	counts := make([][]int, len(n))
	for g := range counts {
		counts[g] = make([]int, w.Columns)
	}
	sheets = slices.Clone(sheets)
	r.Shuffle(len(sheets), func(i, j int) { sheets[i], sheets[j] = sheets[j], sheets[i] })
	for leaf := range n {
		if slices.Contains(parent, leaf) {
			continue
		}
		for _, sheet := range sheets[:n[leaf]] {
			for g := leaf; g >= 0; g = parent[g] {
				for _, c := range sheet {
					counts[g][c]++
				}
			}
		}
		sheets = sheets[n[leaf]:]
	}
	d := Division{Parent: parent, N: n}
	for g := range n {
		d.Published = append(d.Published, r.publish(counts[g], n[g]))
	}
	if len(w.Divisions) > 0 { // the row of the round is published once
		d.Published[0] = w.Divisions[0].Published[0]
	}
	if r.hide > 0 {
		d.Low, d.High = r.besides(counts)
	}
	w.Divisions, w.truth = append(w.Divisions, d), append(w.truth, counts)
}

// besides is what is known of a few counts from elsewhere.
func (r draw) besides(counts [][]int) (low, high [][]int) {
	for _, row := range counts {
		least, most := []int{}, []int{}
		for _, x := range row {
			switch r.IntN(24) {
			case 0:
				least, most = append(least, max(0, x-r.IntN(3))), append(most, -1)
			case 1:
				least, most = append(least, -1), append(most, x+r.IntN(3))
			default:
				least, most = append(least, -1), append(most, -1)
			}
		}
		low, high = append(low, least), append(high, most)
	}
	return low, high
}

// publish rounds the true counts of a group at random, the nearer multiple of 3 with probability 2/3.
func (r draw) publish(counts []int, n int) []int {
	row := make([]int, len(counts))
	none := r.Float64() < r.hide
	for c, x := range counts {
		v := x / 3 * 3
		if r.IntN(3) < x%3 {
			v += 3
		}
		if row[c] = min(v, n/3*3); none || r.Float64() < r.hide {
			row[c] = -1
		}
	}
	return row
}

// uneven is a number below n, low ones more often by a degree.
func (r draw) uneven(n, degree int) int {
	i := r.IntN(n)
	for range degree {
		i = min(i, r.IntN(n))
	}
	return i
}

// single is one table, with or without a free part.
func (r draw) single(divisions, leaves, people, parts int) world {
	p := &Problem{Columns: parts, Tables: []Table{{}}}
	kinds := make([][]int, parts, parts+1)
	for c := range parts {
		p.Tables[0].Parts = append(p.Tables[0].Parts, c)
		kinds[c] = []int{c}
	}
	if parts == 1 || r.IntN(2) == 0 {
		p.Tables[0].Parts = append(p.Tables[0].Parts, -1)
		kinds = append(kinds, nil)
	}
	return r.divide(p, r.sheets(people, kinds), divisions, leaves)
}

// sheets are people of some kinds, more or less unevenly.
func (r draw) sheets(people int, kinds [][]int) (sheets [][]int) {
	degree := r.IntN(4)
	for range people {
		sheets = append(sheets, kinds[r.uneven(len(kinds), degree)])
	}
	return sheets
}

// tied is several tables over the same columns: each kind of people counts in some columns, and a table is any columns
// no two of which have a kind in common. Such tables can hang together in stranger ways than those of questions.
func (r draw) tied(divisions, leaves, people, columns, tables int) world {
	p := &Problem{Columns: columns}
	kinds := make([][]int, 1+r.IntN(5))
	for i := range kinds {
		for c := range columns {
			if r.IntN(3) == 0 {
				kinds[i] = append(kinds[i], c)
			}
		}
	}
	for range tables {
		t := Table{Whole: r.IntN(6) == 0}
		left := slices.Clone(kinds)
		for _, c := range r.Perm(columns) {
			in := func(kind []int) bool { return slices.Contains(kind, c) }
			if with := slices.IndexFunc(kinds, in); with >= 0 && r.IntN(4) > 0 &&
				!slices.ContainsFunc(kinds, func(kind []int) bool { return in(kind) && common(kind, t.Parts) }) {
				t.Parts = append(t.Parts, c)
				left = slices.DeleteFunc(left, in)
			}
		}
		if len(left) > 0 || len(t.Parts) == 0 || r.IntN(2) == 0 {
			t.Parts = append(t.Parts, -1)
		}
		p.Tables = append(p.Tables, t)
	}
	return r.divide(p, r.sheets(people, kinds), divisions, leaves)
}

// several is one question with several answers.
func (r draw) several(divisions, leaves, people, options int) world {
	k := Ticks{None: -1, Skipped: -1, Declined: -1, AtLeast: 1 + r.IntN(min(2, options))}
	p := &Problem{}
	for range options {
		k.Options = append(k.Options, p.column())
	}
	var besides []int
	for _, c := range []*int{&k.None, &k.Skipped, &k.Declined} {
		if r.IntN(3) == 0 {
			*c = p.column()
			besides = append(besides, *c)
		}
	}
	limit := options
	if r.IntN(2) == 0 {
		limit = k.AtLeast + r.IntN(options-k.AtLeast+1)
		k.AtMost = limit
	}
	for _, c := range k.Options {
		p.Tables = append(p.Tables, Table{Parts: append(slices.Insert(slices.Clone(besides), 0, c), -1)})
	}
	p.Ticks = []Ticks{k}
	var sheets [][]int
	for range people {
		if i := r.IntN(len(besides) + 3); i < len(besides) {
			sheets = append(sheets, besides[i:i+1])
		} else {
			sheets = append(sheets, r.Perm(options)[:k.AtLeast+r.IntN(limit-k.AtLeast+1)])
		}
	}
	return r.divide(p, sheets, divisions, leaves)
}

func (p *Problem) column() int {
	p.Columns++
	return p.Columns - 1
}
