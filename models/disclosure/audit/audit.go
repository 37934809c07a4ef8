package audit

import (
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Contradiction says that no true counts fit what is published: it was not made by the rules.
type Contradiction struct {
	Division, Group int // division 0 for the round
	Table           int // −1 where it is the relations between tables
}

func (c *Contradiction) Error() string {
	return fmt.Sprintf("audit: nothing fits division %d, group %d, table %d", c.Division, c.Group, c.Table)
}

// mostSets is up to how many parts a table is solved by functions over sets of them, whose work doubles with each part.
const mostSets = 13

// Run audits all tables. It takes as many processors as there are.
//
// Errors: *Contradiction, or another where the problem is malformed.
func Run(p *Problem) (*Result, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	r := &Result{layout: newLayout(p)}
	r.spans = r.start
	if err := r.settle(slices.Repeat([]bool{true}, len(r.links))); err != nil {
		return nil, err
	}
	return r, nil
}

// Again audits p, which must differ from the problem of r in nothing but what is published or known besides of some
// columns, and leaves r as it is. It goes over the tables that hang together with these columns, takes the rest from r,
// and comes to the same as Run. Errors are those of Run.
func (r *Result) Again(p *Problem, columns []int) (*Result, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	next := &Result{layout: newLayout(p)}
	if !next.like(r.layout) {
		return Run(p) // a column of the round alone that is now known of in other groups
	}
	next.spans = slices.Clone(r.spans)
	dirty := make([]bool, len(next.links))
	for _, component := range next.components() {
		if !slices.ContainsFunc(component, func(link int) bool { return common(next.links[link].columns, columns) }) {
			continue
		}
		for _, link := range component {
			dirty[link] = true
			for _, c := range next.links[link].columns {
				next.spans[c] = next.start[c]
			}
		}
	}
	if err := next.settle(dirty); err != nil {
		return nil, err
	}
	return next, nil
}

// settle narrows the spans by one link after another until nothing changes. The links of one sweep see the same spans,
// so that they can run side by side; whatever their order, the end is the same.
func (r *Result) settle(dirty []bool) error {
	if err := r.possible(); err != nil {
		return err
	}
	for slices.Contains(dirty, true) {
		found := make([]finding, len(r.links))
		var work errgroup.Group
		work.SetLimit(runtime.GOMAXPROCS(0))
		for i := range r.links {
			if dirty[i] {
				work.Go(func() error {
					found[i] = r.narrow(&r.links[i])
					return nil
				})
			}
		}
		_ = work.Wait() // no link returns an error
		if err := r.merge(found, dirty); err != nil {
			return err
		}
	}
	return nil
}

// finding is what one link says, seen by itself.
type finding struct {
	spans      [][]span // by column of the link and group, as far as it reaches
	impossible int      // a group in which nothing fits, or −1
	again      bool     // it might find more in its own spans
}

func (r *Result) narrow(k *link) finding {
	f := r.forest(k.whole)
	var n finding
	for _, c := range k.columns {
		n.spans = append(n.spans, slices.Clone(r.spans[c][:len(f.n)]))
	}
	switch {
	case k.ticks != nil:
		n.impossible = ticked(f, n.spans, k.ticks)
	case len(k.columns) <= mostSets:
		n.impossible = polymatroids(f, n.spans)
	default:
		n.impossible = networks(f, n.spans)
	}
	// With three divisions or more the bounds are not exact, and a closer box of the round may lead on.
	n.again = k.ticks == nil && len(f.first) > 3 &&
		slices.ContainsFunc(k.columns, func(c int) bool { return r.spans[c][0] != n.spans[slices.Index(k.columns, c)][0] })
	return n
}

// merge takes over what was found, and says which links have not seen all of it.
func (r *Result) merge(found []finding, dirty []bool) error {
	changed := make([]bool, len(r.spans))
	for i, link := range r.links {
		if dirty[i] && found[i].impossible >= 0 {
			return r.contradiction(found[i].impossible, link.table)
		}
		for k, spans := range found[i].spans {
			c := link.columns[k]
			now, more := both(r.spans[c], spans, changed[c])
			r.spans[c], changed[c] = now, changed[c] || more
		}
	}
	if err := r.possible(); err != nil {
		return err
	}
	for i, link := range r.links {
		if dirty[i] = found[i].again; found[i].spans == nil {
			dirty[i] = slices.ContainsFunc(link.columns, func(c int) bool { return changed[c] })
		}
		for k, spans := range found[i].spans {
			dirty[i] = dirty[i] || !slices.Equal(spans, r.spans[link.columns[k]][:len(spans)])
		}
	}
	return nil
}

// both is what two sources say of a column; the second may reach less far. Unless the first is ours it is left as it is.
func both(old, more []span, ours bool) (now []span, changed bool) {
	for g, s := range more {
		if s = old[g].and(s); s == old[g] {
			continue
		}
		if !ours {
			old, ours = slices.Clone(old), true
		}
		old[g], changed = s, true
	}
	return old, changed
}

// possible looks for a count with nothing left.
func (r *Result) possible() error {
	for c, spans := range r.spans {
		for g, s := range spans {
			if s.low > s.high {
				return r.contradiction(g, slices.IndexFunc(r.tables, func(t []int) bool { return slices.Contains(t, c) }))
			}
		}
	}
	return nil
}

func (r *Result) contradiction(group, table int) error {
	d, g := r.all.place(group)
	return &Contradiction{Division: d, Group: g, Table: table}
}

// Components are the tables that hang together by columns in common or by ticks, each component in order.
func Components(p *Problem) ([][]int, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var components [][]int
	for _, links := range newLayout(p).components() {
		if tables := slices.DeleteFunc(links, func(i int) bool { return i >= len(p.Tables) }); len(tables) > 0 {
			components = append(components, tables)
		}
	}
	return components, nil
}

// components are the links that hang together, by index, in order.
func (l *layout) components() (components [][]int) {
	root := make([]int, len(l.wide)) // by column: another one of the same component, or itself
	for c := range root {
		root[c] = c
	}
	find := func(c int) int {
		for root[c] != c {
			root[c] = root[root[c]]
			c = root[c]
		}
		return c
	}
	for _, k := range l.links {
		for _, c := range k.columns {
			root[find(c)] = find(k.columns[0])
		}
	}
	number := make(map[int]int)
	for i, k := range l.links {
		c := find(k.columns[0])
		if _, known := number[c]; !known {
			number[c] = len(components)
			components = append(components, nil)
		}
		components[number[c]] = append(components[number[c]], i)
	}
	return components
}

func common(a, b []int) bool {
	return slices.ContainsFunc(a, func(x int) bool { return slices.Contains(b, x) })
}
