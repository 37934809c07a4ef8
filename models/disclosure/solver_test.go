package disclosure

// puzzle is whole numbers between bounds, and relations between them. It is narrowed relation by relation, which never
// cuts off a solution, and by trying the ends of what is left, which finds exactly what is possible as long as the steps last.
type puzzle struct {
	low, high []int
	relations []relation
	of        [][]int // by number: relations that it is in
	steps     int     // of trying that are left
}

func (p *puzzle) relate(low, high int, cells, factors []int) {
	for _, c := range cells {
		p.of[c] = append(p.of[c], len(p.relations))
	}
	p.relations = append(p.relations, relation{cells: cells, factors: factors, low: low, high: high})
}

// settle narrows everything that hangs on the relations given; false where nothing fits.
func (p *puzzle) settle(dirty []int, changed func(cell, low, high int)) bool {
	waiting := make(map[int]bool, len(dirty))
	for _, d := range dirty {
		waiting[d] = true
	}
	for len(dirty) > 0 {
		r := &p.relations[dirty[0]]
		delete(waiting, dirty[0])
		dirty = dirty[1:]
		low, high := 0, 0
		for i, c := range r.cells {
			if f := r.factors[i]; f > 0 {
				low, high = low+f*p.low[c], high+f*p.high[c]
			} else {
				low, high = low+f*p.high[c], high+f*p.low[c]
			}
		}
		if low > r.high || high < r.low {
			return false
		}
		for i, c := range r.cells {
			f, from, to := r.factors[i], p.low[c], p.high[c]
			if f > 0 {
				from = max(from, ceil(r.low-(high-f*p.high[c]), f))
				to = min(to, floor(r.high-(low-f*p.low[c]), f))
			} else {
				from = max(from, ceil((low-f*p.high[c])-r.high, -f))
				to = min(to, floor((high-f*p.low[c])-r.low, -f))
			}
			if from == p.low[c] && to == p.high[c] {
				continue
			}
			if from > to {
				return false
			}
			if changed != nil {
				changed(c, p.low[c], p.high[c])
			}
			if f > 0 {
				low, high = low+f*(from-p.low[c]), high+f*(to-p.high[c])
			} else {
				low, high = low+f*(to-p.high[c]), high+f*(from-p.low[c])
			}
			p.low[c], p.high[c] = from, to
			for _, other := range p.of[c] {
				if !waiting[other] {
					waiting[other] = true
					dirty = append(dirty, other)
				}
			}
		}
	}
	return true
}

func floor(a, b int) int {
	if a >= 0 || a%b == 0 {
		return a / b
	}
	return a/b - 1
}

func ceil(a, b int) int { return -floor(-a, b) }

// everything settles all relations.
func (p *puzzle) everything() bool {
	all := make([]int, len(p.relations))
	for i := range all {
		all[i] = i
	}
	return p.settle(all, nil)
}

// trial narrows one number, and says whether that can still be. All is put back as it was.
func (p *puzzle) trial(cell, low, high int) (fits, known bool) {
	type old struct{ cell, low, high int }
	var undo []old
	note := func(c, l, h int) { undo = append(undo, old{c, l, h}) }
	note(cell, p.low[cell], p.high[cell])
	p.low[cell], p.high[cell] = low, high
	fits, known = p.settle(p.of[cell], note), true
	if fits {
		fits, known = p.fill()
	}
	for i := len(undo) - 1; i >= 0; i-- {
		p.low[undo[i].cell], p.high[undo[i].cell] = undo[i].low, undo[i].high
	}
	return fits, known
}

// fill looks for a solution; known is false where the steps do not last.
func (p *puzzle) fill() (fits, known bool) {
	best := -1
	for c := range p.low {
		if width := p.high[c] - p.low[c]; width > 0 && (best < 0 || width < p.high[best]-p.low[best]) {
			best = c
		}
	}
	if best < 0 {
		return true, true
	}
	if p.steps--; p.steps < 0 {
		return true, false
	}
	low, high := p.low[best], p.high[best]
	mid := low + (high-low)/2
	known = true
	for _, half := range [][2]int{{low, mid}, {mid + 1, high}} {
		yes, sure := p.trial(best, half[0], half[1])
		if yes && sure {
			return true, true
		}
		known = known && sure
	}
	return !known, known
}

// ends tries a number's ends until both are possible. exact is false where the steps did not last.
func (p *puzzle) ends(cell, steps int) (exact bool) {
	for _, top := range []bool{false, true} {
		for {
			p.steps = steps
			v := p.low[cell]
			if top {
				v = p.high[cell]
			}
			fits, known := p.trial(cell, v, v)
			if !known {
				return false
			}
			if fits {
				break
			}
			if top {
				p.high[cell]--
			} else {
				p.low[cell]++
			}
			if !p.settle(p.of[cell], nil) {
				return false
			}
		}
	}
	return true
}

// puzzle lays out one part of the questionnaire over all sets of sheets: number node·width + cell.
func (a *attacker) puzzle(part []int) *puzzle {
	width := len(part)
	at := make(map[int]int, width)
	for i, c := range part {
		at[c] = i
	}
	p := &puzzle{low: make([]int, len(a.nodes)*width), high: make([]int, len(a.nodes)*width), of: make([][]int, len(a.nodes)*width)}
	for i, s := range a.nodes {
		for c := range part {
			p.high[i*width+c] = s.n
		}
		for column, name := range a.leak.Columns {
			c, tied := at[a.cells[name]]
			if _, known := a.cells[name]; !known || !tied || column >= len(s.counts) || s.counts[column] < 0 {
				continue
			}
			x := i*width + c
			p.low[x], p.high[x] = max(p.low[x], s.counts[column]-2), min(p.high[x], s.counts[column]+2)
		}
		for _, r := range a.relations {
			if _, tied := at[r.cells[0]]; !tied || r.depth > a.depth {
				continue
			}
			cells := make([]int, len(r.cells))
			for j, c := range r.cells {
				cells[j] = i*width + at[c]
			}
			p.relate(times(r.low, s.n), times(r.high, s.n), cells, r.factors)
		}
		for _, parts := range s.parts {
			for c := range part {
				cells, factors := []int{i*width + c}, []int{-1}
				for _, child := range parts {
					cells, factors = append(cells, child*width+c), append(factors, 1)
				}
				p.relate(0, 0, cells, factors)
			}
		}
	}
	return p
}

func times(bound, n int) int {
	if bound == endless || bound == -endless {
		return bound
	}
	return bound * n
}

// caught is a count that the attacker has.
type caught struct {
	node, cell string
	n          int
	low, high  int
}

// attack gives the counts of published figures that can be told to within less than three values, and calls see with all intervals.
// Steps above 0 are spent on trying the ends of each.
func (a *attacker) attack(steps int, see func(s *suspect, cell string, low, high int, exact bool)) (all []caught, possible bool) {
	if len(a.nodes) == 0 {
		return nil, true
	}
	for _, part := range a.parts {
		p := a.puzzle(part)
		if !p.everything() {
			return all, false
		}
		for i := range a.nodes {
			for c, cell := range part {
				x, exact := i*len(part)+c, false
				if !a.published(i, cell) {
					continue
				}
				if steps > 0 && p.high[x]-p.low[x] < 5 {
					exact = p.ends(x, steps)
				}
				if see != nil {
					see(&a.nodes[i], a.names[cell], p.low[x], p.high[x], exact)
				}
				if p.high[x]-p.low[x] < 2 {
					all = append(all, caught{a.nodes[i].name, a.names[cell], a.nodes[i].n, p.low[x], p.high[x]})
				}
			}
		}
	}
	return all, true
}

// published reports whether a cell of a set of sheets has a count of its own.
func (a *attacker) published(node, cell int) bool {
	for column, name := range a.leak.Columns {
		if c, known := a.cells[name]; known && c == cell {
			counts := a.nodes[node].counts
			return column < len(counts) && counts[column] >= 0
		}
	}
	return false
}
