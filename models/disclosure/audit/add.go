package audit

// add narrows the spans of something that adds up over the children of a division's groups. ok is false where nothing is
// left.
func (f *forest) add(spans []span, division int) (changed, ok bool) {
	first, end := f.first[division], f.first[division+1]
	if first == end {
		return false, true
	}
	ok = true
	set := func(g int, to span) {
		if to = spans[g].and(to); to != spans[g] {
			spans[g], changed = to, true
		}
		ok = ok && spans[g].low <= spans[g].high
	}
	children := make([]span, end) // by group: sum of the children
	for g := end - 1; g >= first; g-- {
		if f.inner[g] {
			set(g, children[g])
		}
		p := f.parent[g]
		children[p].low += spans[g].low
		children[p].high += spans[g].high
	}
	set(0, children[0])
	for g := first; g < end; g++ {
		p := f.parent[g]
		c, s := children[p], spans[g]
		set(g, span{spans[p].low - (c.high - s.high), spans[p].high - (c.low - s.low)})
	}
	return changed, ok
}

// fit narrows the spans of the parts of a table in a group, which has n sheets. ok is false where nothing is left.
func (f *forest) fit(spans [][]span, group int) (changed, ok bool) {
	var all span
	for _, s := range spans {
		all.low += s[group].low
		all.high += s[group].high
	}
	n := f.n[group]
	if all.low > n || all.high < n {
		return false, false
	}
	for _, s := range spans {
		old := s[group]
		s[group] = old.and(span{n - (all.high - old.high), n - (all.low - old.low)})
		changed = changed || s[group] != old
	}
	return changed, true
}

// roughly narrows the spans of a table by what adds up over parts and over children, each taken alone. It returns a
// group in which nothing fits, or −1.
func roughly(f *forest, spans [][]span) (impossible int) {
	for again := true; again; {
		again = false
		for g := range f.n {
			changed, ok := f.fit(spans, g)
			if !ok {
				return g
			}
			again = again || changed
		}
		for _, s := range spans {
			for d := range len(f.first) - 1 {
				changed, ok := f.add(s, d)
				if !ok {
					return 0
				}
				again = again || changed
			}
		}
	}
	return -1
}
