package audit

// network solves a table of many parts as a flow: the leaves of one division give their sheets, parts of inner groups
// pass them on, and at the round they go down to the leaves of a second division, or all to one place. Every flow in
// whole numbers is a filling of the table, and an arc can carry more if and only if there is a way from its end back to
// its start that has room (Ford and Fulkerson, Flows in Networks, 1962).
type network struct {
	arcs  []arc
	ends  [][]int32 // by node: the arcs that start there and, as complements, those that end there
	spare []int32   // by node: what must go out beyond what comes in, and does not
	seen  []int32   // by node: the last search that came there
	by    []int32   // by node: the arc or complement by which it came
	queue []int32
	mark  int32 // of the search in hand
}

// arc is a count: the sheets of a group in one part.
type arc struct {
	from, to       int32
	low, high, now int32
	seen           span // counts of the fillings so far
}

// networks narrows spans like polymatroids. Of three divisions or more it looks at two at a time.
func networks(f *forest, spans [][]span) (impossible int) {
	if g := roughly(f, spans); g >= 0 {
		return g
	}
	divisions := len(f.first) - 1
	for d := range divisions {
		for e := d; e < divisions; e++ {
			if d == e && divisions > 1 {
				continue
			}
			if !narrowPair(f, spans, d, e) {
				return 0
			}
		}
	}
	return -1
}

// narrowPair looks at one division, or two of them.
func narrowPair(f *forest, spans [][]span, d, e int) bool {
	w := &network{}
	var cells []*span // by arc
	top := w.nodes(f, len(spans), d, false)
	bottom := cellNodes{}
	if e != d {
		bottom = w.nodes(f, len(spans), e, true)
	} else {
		bottom.lone = w.node(-f.n[0])
	}
	add := func(from, to int32, s *span) {
		w.add(from, to, *s)
		cells = append(cells, s)
	}
	for c := range spans {
		add(top.of(0, c), bottom.of(0, c), &spans[c][0])
	}
	for g := f.first[d]; g < f.first[d+1]; g++ {
		for c := range spans {
			add(top.of(g, c), top.of(int(f.parent[g]), c), &spans[c][g])
		}
	}
	for g := f.first[e]; e != d && g < f.first[e+1]; g++ {
		for c := range spans {
			add(bottom.of(int(f.parent[g]), c), bottom.of(g, c), &spans[c][g])
		}
	}
	if !w.fill() {
		return false
	}
	for i, s := range cells {
		*s = w.reach(int32(i))
	}
	return true
}

// cellNodes is where the arcs of a division start, or end if it is the second: one node for a leaf, one for each part of
// an inner group.
type cellNodes struct {
	first map[int]int32 // by inner group: the node of part 0
	leaf  map[int]int32
	lone  int32 // without groups
}

func (n cellNodes) of(group, part int) int32 {
	if first, inner := n.first[group]; inner {
		return first + int32(part)
	}
	if leaf, ok := n.leaf[group]; ok {
		return leaf
	}
	return n.lone
}

func (w *network) nodes(f *forest, parts, division int, second bool) cellNodes {
	n := cellNodes{first: make(map[int]int32), leaf: make(map[int]int32)}
	first, end := f.first[division], f.first[division+1]
	for g := range end {
		switch {
		case g > 0 && g < first:
		case f.inner[g] && first < end:
			n.first[g] = int32(len(w.spare))
			for range parts {
				w.node(0)
			}
		case second:
			n.leaf[g] = w.node(-f.n[g])
		default:
			n.leaf[g] = w.node(f.n[g])
		}
	}
	return n
}

func (w *network) node(spare int32) int32 {
	w.spare, w.ends = append(w.spare, spare), append(w.ends, nil)
	return int32(len(w.spare) - 1)
}

// add starts an arc at its least.
func (w *network) add(from, to int32, s span) {
	i := int32(len(w.arcs))
	w.arcs = append(w.arcs, arc{from: from, to: to, low: s.low, high: s.high, now: s.low})
	w.ends[from], w.ends[to] = append(w.ends[from], i), append(w.ends[to], ^i)
	w.spare[from] -= s.low
	w.spare[to] += s.low
}

// fill finds a first filling, one way with room after the other, from nodes with too much to those with too little.
func (w *network) fill() bool {
	w.seen, w.by = make([]int32, len(w.spare)), make([]int32, len(w.spare))
	for node := range w.spare {
		for w.spare[node] > 0 {
			end := w.search(int32(node), int32(len(w.arcs)), func(n int32) bool { return w.spare[n] < 0 })
			if end < 0 {
				return false
			}
			some := min(w.spare[node], -w.spare[end])
			some = w.room(int32(node), end, some)
			w.push(int32(node), end, some)
			w.spare[node] -= some
			w.spare[end] += some
		}
	}
	for i := range w.arcs {
		a := &w.arcs[i]
		a.seen = span{a.now, a.now}
	}
	return true
}

// search goes from a node along ways with room, but not along one arc (the number of arcs excludes none), until it is
// where it wants to be; −1 if never.
func (w *network) search(start, without int32, there func(node int32) bool) (end int32) {
	w.mark++
	w.seen[start] = w.mark
	w.queue = append(w.queue[:0], start)
	for at := 0; at < len(w.queue); at++ {
		node := w.queue[at]
		for _, i := range w.ends[node] {
			next, room := w.along(i)
			if room > 0 && w.seen[next] != w.mark && i != without && ^i != without {
				w.seen[next], w.by[next] = w.mark, i
				if there(next) {
					return next
				}
				w.queue = append(w.queue, next)
			}
		}
	}
	return -1
}

// along is where an arc leads to and how much more it can carry, or its complement: how much less.
func (w *network) along(i int32) (next, room int32) {
	if i >= 0 {
		a := &w.arcs[i]
		return a.to, a.high - a.now
	}
	a := &w.arcs[^i]
	return a.from, a.now - a.low
}

// before is the node before another on the way of the last search.
func (w *network) before(node int32) int32 {
	previous, _ := w.along(^w.by[node])
	return previous
}

// room is how much the way that the last search found can carry, at most so much.
func (w *network) room(start, end, most int32) int32 {
	for node := end; node != start; node = w.before(node) {
		_, room := w.along(w.by[node])
		most = min(most, room)
	}
	return most
}

func (w *network) push(start, end, some int32) {
	for node := end; node != start; {
		i, previous := w.by[node], w.before(node)
		if i >= 0 {
			w.move(i, some)
		} else {
			w.move(^i, -some)
		}
		node = previous
	}
}

func (w *network) move(i, some int32) {
	a := &w.arcs[i]
	a.now += some
	a.seen = span{min(a.seen.low, a.now), max(a.seen.high, a.now)}
}

// reach is the least and the greatest count of an arc: other fillings are tried until it can carry no more, and no less.
func (w *network) reach(i int32) span {
	a := &w.arcs[i]
	for a.seen.high < a.high && w.turn(i, a.to, a.from, a.high-a.now, 1) {
	}
	for a.seen.low > a.low && w.turn(i, a.from, a.to, a.now-a.low, -1) {
	}
	return a.seen
}

// turn sends sheets round a cycle that ends with an arc, or its complement, so that the arc carries more, or less.
func (w *network) turn(i, start, end, most, sign int32) bool {
	if w.search(start, i, func(n int32) bool { return n == end }) < 0 {
		return false
	}
	some := w.room(start, end, most)
	w.push(start, end, some)
	w.move(i, sign*some)
	return true
}
