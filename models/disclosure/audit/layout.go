package audit

import "slices"

// span is the least and the greatest count that is still possible.
type span struct{ low, high int32 }

func (s span) and(t span) span { return span{max(s.low, t.low), min(s.high, t.high)} }

// forest is the groups of all divisions, which have the round, group 0, in common.
type forest struct {
	parent []int32
	n      []int32
	inner  []bool
	first  []int // group 1 of a division, and one more entry, the number of groups
}

// at is the group of a division among all.
func (f *forest) at(division, group int) int {
	if group == 0 {
		return 0
	}
	return f.first[division] + group - 1
}

// place is the reverse of at; the round is said to be in division 0.
func (f *forest) place(group int) (division, within int) {
	if group == 0 {
		return 0, 0
	}
	i, found := slices.BinarySearch(f.first, group)
	if !found {
		i--
	}
	for f.first[i+1] <= group { // a division that is nothing but the round
		i++
	}
	return i, group - f.first[i] + 1
}

func newForest(divisions []Division) *forest {
	f := &forest{parent: []int32{-1}, n: []int32{int32(divisions[0].N[0])}, inner: []bool{false}}
	for i := range divisions {
		d := &divisions[i]
		f.first = append(f.first, len(f.n))
		for g := 1; g < len(d.N); g++ {
			p := f.at(i, d.Parent[g])
			f.parent = append(f.parent, int32(p))
			f.n = append(f.n, int32(d.N[g]))
			f.inner = append(f.inner, false)
			f.inner[p] = true
		}
	}
	f.first = append(f.first, len(f.n))
	return f
}

// round is the forest of the round alone.
func (f *forest) round() *forest {
	return &forest{parent: f.parent[:1], n: f.n[:1], inner: []bool{false}, first: []int{1, 1}}
}

// layout is a problem made regular: a part without a count, and the people who ticked anything, have columns of their
// own, behind those of the caller.
type layout struct {
	all, whole *forest
	tables     [][]int  // by table: columns
	wide       []bool   // by column: counted in all groups; otherwise for the round alone
	links      []link   // tables first, in their order
	start      [][]span // by column and group: what a single count says
}

// link ties spans together.
type link struct {
	columns []int
	whole   bool
	table   int // of the caller, −1 if it is none
	ticks   *Ticks
}

func newLayout(p *Problem) *layout {
	l := &layout{all: newForest(p.Divisions), wide: make([]bool, p.Columns)}
	l.whole = l.all.round()
	for i, t := range p.Tables {
		columns := slices.Clone(t.Parts)
		if free := slices.Index(columns, -1); free >= 0 {
			columns[free] = l.column()
		}
		l.tables = append(l.tables, columns)
		l.links = append(l.links, link{columns: columns, whole: t.Whole, table: i})
	}
	for i := range p.Ticks {
		l.tick(&p.Ticks[i])
	}
	l.share()
	l.widen(p)
	l.boxes(p)
	return l
}

// widen finds out which columns are counted in all groups. Those that no table there has, although something is known
// of them there, get one: they add up, too.
func (l *layout) widen(p *Problem) {
	for _, k := range l.links {
		for _, c := range k.columns {
			l.wide[c] = l.wide[c] || !k.whole
		}
	}
	for c := range p.Columns {
		if !l.wide[c] && slices.ContainsFunc(p.Divisions, func(d Division) bool { return d.tells(c) }) {
			l.links = append(l.links, link{columns: []int{c, l.column()}, table: -1})
			l.wide[c], l.wide[len(l.wide)-1] = true, true
		}
	}
}

// tells says whether anything is known of a column in a group that is not the round.
func (d *Division) tells(column int) bool {
	for g := 1; g < len(d.N); g++ {
		if s := d.told(g, column); s.low > 0 || int(s.high) < d.N[g] {
			return true
		}
	}
	return false
}

// tick adds the relations of a question with several answers, and tables that they hang on: who ticked any, and who
// ticked an option or only others.
func (l *layout) tick(t *Ticks) {
	var besides []int
	for _, c := range []int{t.None, t.Skipped, t.Declined} {
		if c >= 0 {
			besides = append(besides, c)
		}
	}
	hidden := func(columns ...int) {
		l.links = append(l.links, link{columns: slices.Concat(columns, besides), whole: t.Whole, table: -1})
	}
	people := l.column()
	hidden(people)
	if t.AtMost == 1 { // and AtLeast, therefore
		hidden(t.Options...)
	}
	columns := slices.Clone(t.Options)
	for _, option := range t.Options {
		other, found := l.remainder(append([]int{option}, besides...), t.Whole)
		if !found {
			other = l.column()
			hidden(option, other)
		}
		columns = append(columns, other)
	}
	l.links = append(l.links, link{columns: append(columns, people), whole: t.Whole, table: -1, ticks: t})
}

// remainder finds the column that a table has besides some others.
func (l *layout) remainder(columns []int, whole bool) (column int, found bool) {
	for i, t := range l.tables {
		if rest := slices.DeleteFunc(slices.Clone(t), func(c int) bool { return slices.Contains(columns, c) }); len(rest) == 1 &&
			len(t) == len(columns)+1 && l.links[i].whole == whole {
			return rest[0], true
		}
	}
	return 0, false
}

// column adds one that the caller does not know.
func (l *layout) column() int {
	l.wide = append(l.wide, false)
	return len(l.wide) - 1
}

func (l *layout) forest(whole bool) *forest {
	if whole {
		return l.whole
	}
	return l.all
}

// boxes fills start from what is published and known besides.
func (l *layout) boxes(p *Problem) {
	l.start = make([][]span, len(l.wide))
	for c, wide := range l.wide {
		f := l.forest(!wide)
		l.start[c] = make([]span, len(f.n))
		for g, n := range f.n {
			l.start[c][g].high = n
		}
	}
	for i := range p.Divisions {
		d := &p.Divisions[i]
		for g := range d.N {
			at := l.all.at(i, g)
			for c := range p.Columns {
				if at < len(l.start[c]) {
					s := &l.start[c][at]
					*s = s.and(d.told(g, c))
				}
			}
		}
	}
}

// told is what the figures of one cell say, taken alone.
func (d *Division) told(group, column int) span {
	s := span{0, int32(d.N[group])}
	if v := entry(d.Published, group, column); v >= 0 {
		s = s.and(span{int32(v) - 2, int32(v) + 2})
	}
	if v := entry(d.Low, group, column); v >= 0 {
		s.low = max(s.low, int32(min(v, mostSheets+1)))
	}
	if v := entry(d.High, group, column); v >= 0 {
		s.high = min(s.high, int32(min(v, mostSheets)))
	}
	return s
}

// entry is −1 where there is none.
func entry(rows [][]int, group, column int) int {
	if group >= len(rows) || column >= len(rows[group]) {
		return -1
	}
	return rows[group][column]
}
