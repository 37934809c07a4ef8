package audit

import "slices"

// polymatroid solves one table by functions over the sets of its parts: what the inside of a group allows its counts,
// worked out upwards, against what all the rest of the sheets allow, worked out downwards.
type polymatroid struct {
	*forest
	parts  int
	spans  [][]span      // by part and group; narrowed
	sum    []setFunction // by inner group: of its children. For the round: of the division in hand
	others []setFunction // by inner group: what the rest allows, within its own box
	trees  []setFunction // by division: sum of the round
	box    []span
	low    setFunction // room, as are high, one and two
	high   setFunction
	one    setFunction
	two    setFunction
}

// polymatroids narrows spans, by part and group, to the counts that occur in any filling of the table. It returns a
// group in which nothing fits, or −1.
func polymatroids(f *forest, spans [][]span) (impossible int) {
	m := &polymatroid{
		forest: f, parts: len(spans), spans: spans, box: make([]span, len(spans)),
		sum: make([]setFunction, len(f.n)), others: make([]setFunction, len(f.n)),
	}
	m.low, m.high, m.one, m.two = m.function(), m.function(), m.function(), m.function()
	for d := range len(f.first) - 1 {
		if g := m.up(d); g >= 0 {
			return g
		}
	}
	if !m.round() {
		return 0
	}
	for d := range m.trees {
		if g := m.down(d); g >= 0 {
			return g
		}
	}
	return -1
}

func (m *polymatroid) function() setFunction { return make(setFunction, 1<<m.parts) }

// boxOf is the spans of a group, in a room that the next call takes again.
func (m *polymatroid) boxOf(group int) []span {
	for c := range m.box {
		m.box[c] = m.spans[c][group]
	}
	return m.box
}

// up works out the insides of a division and returns a group in which nothing fits, or −1.
func (m *polymatroid) up(division int) (impossible int) {
	m.sum[0] = m.function()
	for g := m.first[division+1] - 1; g >= m.first[division]; g-- {
		f, ok := m.within(g)
		if !ok {
			return g
		}
		if p := m.parent[g]; m.sum[p] == nil {
			m.sum[p] = slices.Clone(f)
		} else {
			m.sum[p].add(f)
		}
	}
	m.trees = append(m.trees, m.sum[0])
	return -1
}

// within is the counts that a group allows by itself. It lies in room that the next call takes again.
func (m *polymatroid) within(group int) (f setFunction, ok bool) {
	box := m.boxOf(group)
	if m.inner[group] {
		copy(m.one, m.sum[group])
		return m.one, m.one.cut(box)
	}
	m.one.boxed(box, m.n[group], m.low, m.high)
	return m.one, m.one[0] >= 0 && m.one[len(m.one)-1] >= m.n[group]
}

// round ties the divisions together. Of several the least bound holds for each set, which is exact for two of them.
func (m *polymatroid) round() bool {
	box := m.boxOf(0)
	f := m.function()
	f.boxed(box, m.n[0], m.low, m.high)
	ok := f[0] >= 0 && f[len(f)-1] >= m.n[0]
	for d, tree := range m.trees {
		if m.first[d] == m.first[d+1] {
			continue // nothing but the round
		}
		g := slices.Clone(tree)
		ok = ok && g.cut(box)
		for i := range f {
			f[i] = min(f[i], g[i])
		}
	}
	if !ok || !meets(f, f) {
		return false
	}
	for c := range m.spans {
		m.spans[c][0] = m.spans[c][0].and(meet(f, f, c))
	}
	m.others[0] = f
	return true
}

// down works out what the rest allows the groups of a division, and narrows the spans of these.
func (m *polymatroid) down(division int) (impossible int) {
	m.sum[0] = m.trees[division]
	for g := m.first[division]; g < m.first[division+1]; g++ {
		f, _ := m.within(g)
		rest := m.outside(g, f)
		box := m.boxOf(g)
		if m.inner[g] {
			m.others[g] = slices.Clone(rest)
			if !m.others[g].cut(box) || !meets(f, rest) {
				return g
			}
			for c := range m.spans {
				m.spans[c][g] = m.spans[c][g].and(meet(f, rest, c))
			}
			continue
		}
		if !rest.cut(box) { // a leaf is nothing but its box
			return g
		}
		all := len(rest) - 1
		for c := range m.spans {
			bit := 1 << c
			m.spans[c][g] = span{m.n[g] - rest[all&^bit], rest[bit]}
		}
	}
	return -1
}

// outside is what parent and siblings allow a group whose inside is f: the parent's counts without those of the
// siblings, whose sums over a set are at least n less the most of all other parts.
func (m *polymatroid) outside(group int, f setFunction) setFunction {
	p := m.parent[group]
	rest, others, sum := m.two, m.others[p], m.sum[p]
	all, siblings := len(rest)-1, m.n[p]-m.n[group]
	for set := range rest {
		rest[set] = others[set] + sum[all-set] - f[all-set] - siblings
	}
	return rest
}
