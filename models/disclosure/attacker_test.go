package disclosure

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// The attacker of these tests shares nothing with the audit. It reads the JSON of a release, knows the exact number of
// sheets of every unit, published or not, and finds out what the questionnaire ties together by filling it in a few
// thousand times. All it knows becomes linear relations between whole numbers, which it narrows down one by one, and by
// trial where the release is small.

// leak is a release file as a stranger reads it.
type leak struct {
	Columns     []string    `json:"columns"`
	UnitColumns int         `json:"unit_columns"`
	Whole       leakGroup   `json:"whole"`
	Units       []leakGroup `json:"units"`
	Backgrounds []struct {
		Question string      `json:"question"`
		Classes  []leakGroup `json:"classes"`
		Rest     *leakGroup  `json:"rest"`
	} `json:"backgrounds"`
	Manifest struct {
		K             int                         `json:"k"`
		Questionnaire questionnaire.Questionnaire `json:"questionnaire"`
		Units         []struct {
			ID     string `json:"id"`
			Parent string `json:"parent"`
			Name   string `json:"name"`
		} `json:"units"`
	} `json:"manifest"`
}

type leakGroup struct {
	Unit   string     `json:"unit"`
	Hidden string     `json:"hidden"`
	N      int        `json:"n"`
	Counts []int      `json:"counts"`
	Rest   *leakGroup `json:"rest"`
}

func readLeak(data []byte) (*leak, error) {
	l := new(leak)
	return l, json.Unmarshal(data, l)
}

// relation is Σ factor·cell between low and high.
type relation struct {
	cells, factors []int
	low, high      int
	depth          depth
}

// depth is how far an attacker thinks the questionnaire through.
type depth int

const (
	plainly depth = iota // each question by itself, and cells that are one set of sheets
	sums                 // a cell that is several others together
	subsets              // a cell that has all the sheets of another, or none
)

// folklore is what a questionnaire ties together: cells by name, and relations between them that hold for any set of
// sheets, the bounds being multiples of its size.
type folklore struct {
	form      *questionnaire.Form
	cells     map[string]int
	names     []string
	relations []relation
	parts     [][]int // cells of questions that hang together
}

var (
	folkloreLock sync.Mutex
	folkloreOf   = make(map[string]*folklore)
)

const (
	fillings = 4000
	often    = 25 // what is seen so often, and always so, is a rule
	endless  = 1 << 30
)

// learn finds out what a questionnaire ties together.
func learn(q questionnaire.Questionnaire) (*folklore, error) {
	raw, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	folkloreLock.Lock()
	defer folkloreLock.Unlock()
	if known, ok := folkloreOf[string(raw)]; ok {
		return known, nil
	}
	form, err := questionnaire.Compile(q)
	if err != nil {
		return nil, err
	}
	f := &folklore{form: form, cells: make(map[string]int)}
	r := rand.New(rand.NewPCG(1, 77))
	sheets := make([]questionnaire.Sheet, fillings)
	for i := range sheets {
		sheets[i], _ = form.Check(filling(form, r, nil))
	}
	for place, question := range form.Questions() {
		if question.Tabulated() && !question.Background() {
			f.question(place, question)
		}
	}
	seen := f.memberships(sheets)
	for place, question := range form.Questions() {
		if question.Tabulated() && !question.Background() {
			f.hangs(place, question, seen)
		}
	}
	f.components()
	folkloreOf[string(raw)] = f
	return f, nil
}

func (f *folklore) cell(question, name string) int {
	key := question + "/" + name
	if c, ok := f.cells[key]; ok {
		return c
	}
	f.cells[key] = len(f.names)
	f.names = append(f.names, key)
	return len(f.names) - 1
}

// all are the cells of a question, then skipped and declined.
func (f *folklore) all(q questionnaire.Question) []int {
	var cells []int
	for _, c := range q.Cells() {
		cells = append(cells, f.cell(q.Name, c.Name))
	}
	return append(cells, f.cell(q.Name, "-8"), f.cell(q.Name, "-9"))
}

func (f *folklore) relate(low, high int, cells []int, factors ...int) {
	for len(factors) < len(cells) {
		factors = append(factors, 1)
	}
	f.relations = append(f.relations, relation{cells: cells, factors: factors, low: low, high: high})
}

// question is what holds by the kind of a question alone. Bounds are in sheets of the group: 1 stands for n.
func (f *folklore) question(place int, q questionnaire.Question) {
	cells := f.all(q)
	if f.form.Relevance(q.Name) == nil && f.form.ChoiceFilter(q.Name) == nil {
		f.relate(0, 0, []int{cells[len(cells)-2]})
	}
	if q.Kind != questionnaire.Multiple {
		f.relate(1, 1, cells)
		return
	}
	skipped, declined := cells[len(cells)-2], cells[len(cells)-1]
	people := f.cell(q.Name, "ordinary")
	besides := []int{people, skipped, declined}
	var ordinary, factors []int
	for i, o := range q.Options {
		if o.Exclusive {
			besides = append(besides, cells[i])
			continue
		}
		ordinary, factors = append(ordinary, cells[i]), append(factors, 1)
		f.relate(0, 0, []int{cells[i], f.cell(q.Name, "not "+o.Name), people}, 1, 1, -1)
	}
	f.relate(1, 1, besides)
	most := len(ordinary)
	if q.AtMost > 0 {
		most = min(most, q.AtMost)
	}
	f.relate(0, endless, append(slices.Clone(ordinary), people), append(slices.Clone(factors), -max(1, q.AtLeast))...)
	f.relate(-endless, 0, append(slices.Clone(ordinary), people), append(slices.Clone(factors), -most)...)
}

// memberships says for each cell on which sheets it holds.
func (f *folklore) memberships(sheets []questionnaire.Sheet) [][]bool {
	seen := make([][]bool, len(f.names))
	for c := range seen {
		seen[c] = make([]bool, len(sheets))
	}
	for place, q := range f.form.Questions() {
		if !q.Tabulated() || q.Background() {
			continue
		}
		cells := f.all(q)
		for i, s := range sheets {
			switch s[place].State {
			case questionnaire.Skipped:
				seen[cells[len(cells)-2]][i] = true
			case questionnaire.Declined:
				seen[cells[len(cells)-1]][i] = true
			default:
				of := q.CellsOf(s[place])
				for _, c := range of {
					seen[cells[c]][i] = true
				}
				ordinary := q.Kind == questionnaire.Multiple && !q.Options[of[0]].Exclusive
				if !ordinary {
					continue
				}
				seen[f.cell(q.Name, "ordinary")][i] = true
				for c, o := range q.Options {
					if !o.Exclusive && !slices.Contains(of, c) {
						seen[f.cell(q.Name, "not "+o.Name)][i] = true
					}
				}
			}
		}
	}
	return seen
}

// hangs finds what a question has of the cells of those that it hangs on: a cell has all sheets of some of them, and
// none of others.
func (f *folklore) hangs(place int, q questionnaire.Question, seen [][]bool) {
	for _, on := range f.above(q.Name) {
		root, _ := f.form.Question(on)
		if root.Background() || !root.Tabulated() {
			continue
		}
		for _, split := range f.splits(root) {
			for _, c := range f.all(q) {
				f.contains(c, split, seen)
			}
		}
	}
}

// splits are the ways to divide the sheets by the answers to a question.
func (f *folklore) splits(q questionnaire.Question) [][]int {
	cells := f.all(q)
	if q.Kind != questionnaire.Multiple {
		return [][]int{cells}
	}
	besides := slices.Clone(cells[len(cells)-2:])
	for i, o := range q.Options {
		if o.Exclusive {
			besides = append(besides, cells[i])
		}
	}
	all := [][]int{append(slices.Clone(besides), f.cell(q.Name, "ordinary"))}
	for i, o := range q.Options {
		if !o.Exclusive {
			all = append(all, append(slices.Clone(besides), cells[i], f.cell(q.Name, "not "+o.Name)))
		}
	}
	return all
}

func (f *folklore) contains(cell int, split []int, seen [][]bool) {
	low, high := []int{cell}, []int{cell}
	for _, part := range split {
		both, alone := 0, 0
		for i, in := range seen[part] {
			if in && seen[cell][i] {
				both++
			} else if in {
				alone++
			}
		}
		if both+alone < often {
			high = append(high, part)
			continue
		}
		if alone == 0 {
			low = append(low, part)
		}
		if both > 0 {
			high = append(high, part)
		}
	}
	from := len(f.relations)
	minus := func(cells []int) []int { return append([]int{1}, slices.Repeat([]int{-1}, len(cells)-1)...) }
	if len(low) > 1 {
		f.relate(0, endless, low, minus(low)...)
	}
	if len(high) < len(split)+1 {
		f.relate(-endless, 0, high, minus(high)...)
	}
	for i := range f.relations[from:] {
		switch same := slices.Equal(low, high); {
		case same && len(low) <= 2:
		case same:
			f.relations[from+i].depth = sums
		default:
			f.relations[from+i].depth = subsets
		}
	}
}

// above lists what a question hangs on, directly or not.
func (f *folklore) above(name string) []string {
	var all []string
	look := []string{name}
	for len(look) > 0 {
		next := look[0]
		look = look[1:]
		for _, t := range []*expression.Tree{f.form.Relevance(next), f.form.ChoiceFilter(next), f.form.Calculation(next)} {
			if t == nil {
				continue
			}
			for _, on := range t.References() {
				if !slices.Contains(all, on) {
					all, look = append(all, on), append(look, on)
				}
			}
		}
	}
	return all
}

// components sorts the cells into those that relations tie together.
func (f *folklore) components() {
	of := make([]int, len(f.names))
	for c := range of {
		of[c] = c
	}
	find := func(c int) int {
		for of[c] != c {
			c = of[c]
		}
		return c
	}
	for _, r := range f.relations {
		for _, c := range r.cells {
			of[find(c)] = find(r.cells[0])
		}
	}
	parts := make(map[int][]int)
	var order []int
	for c := range of {
		root := find(c)
		if parts[root] == nil {
			order = append(order, root)
		}
		parts[root] = append(parts[root], c)
	}
	for _, root := range order {
		f.parts = append(f.parts, parts[root])
	}
}

// attacker is what is known of a release.
type attacker struct {
	*folklore
	leak  *leak
	nodes []suspect
	depth depth
}

// suspect is a set of sheets: published, or of a size that is known all the same.
type suspect struct {
	name     string
	n        int
	parts    [][]int // nodes that divide it
	counts   []int   // nil: not published
	whole    bool    // all columns are counted
	division int     // 0 for the tree
}

// newAttacker reads a release; exact tells the number of sheets of a unit alone, and of all under it.
func newAttacker(data []byte, exact func(unit string) (own, under int)) (*attacker, error) {
	l, err := readLeak(data)
	if err != nil {
		return nil, err
	}
	f, err := learn(l.Manifest.Questionnaire)
	if err != nil {
		return nil, err
	}
	a := &attacker{folklore: f, leak: l, depth: subsets}
	if l.Whole.Hidden != "" {
		return a, nil
	}
	a.add(suspect{name: "round", n: l.Whole.N, counts: l.Whole.Counts, whole: true})
	a.tree(exact)
	division := 1 // background questions none of whose classes is published tell nothing
	for _, b := range l.Backgrounds {
		var parts []int
		for c, g := range b.Classes {
			if g.Hidden == "" && g.N > 0 {
				parts = append(parts, a.add(suspect{name: fmt.Sprint(b.Question, " ", c), n: g.N, counts: g.Counts, division: division}))
			}
		}
		if b.Rest != nil {
			parts = append(parts, a.add(suspect{name: b.Question + " rest", n: b.Rest.N, counts: b.Rest.Counts, division: division}))
		}
		if len(parts) > 0 {
			a.nodes[0].parts = append(a.nodes[0].parts, parts)
			division++
		}
	}
	return a, nil
}

func (a *attacker) add(s suspect) int {
	a.nodes = append(a.nodes, s)
	return len(a.nodes) - 1
}

// tree adds the units, hidden ones too, and what each published one has besides.
func (a *attacker) tree(exact func(unit string) (own, under int)) {
	groups := make(map[string]leakGroup)
	for _, g := range a.leak.Units {
		groups[g.Unit] = g
	}
	below := make(map[string][]int)
	for i, u := range a.leak.Manifest.Units {
		below[u.Parent] = append(below[u.Parent], i)
	}
	var hidden func(i int) int
	hidden = func(i int) int { // a hidden unit with its parts
		u := a.leak.Manifest.Units[i]
		own, under := exact(u.ID)
		at := a.add(suspect{name: u.Name + " (hidden)", n: under})
		var parts []int
		for _, c := range below[u.ID] {
			if _, n := exact(a.leak.Manifest.Units[c].ID); n > 0 {
				parts = append(parts, hidden(c))
			}
		}
		if own > 0 && len(parts) > 0 {
			parts = append(parts, a.add(suspect{name: u.Name + " (own)", n: own}))
		}
		if len(parts) > 0 {
			a.nodes[at].parts = [][]int{parts}
		}
		return at
	}
	var visit func(at int, id string, g leakGroup, own int)
	visit = func(at int, id string, g leakGroup, own int) {
		var published, loose []int
		for _, c := range below[id] {
			u := a.leak.Manifest.Units[c]
			child := groups[u.ID]
			in, under := exact(u.ID)
			switch {
			case child.Hidden == "":
				node := a.add(suspect{name: u.Name, n: child.N, counts: child.Counts})
				published = append(published, node)
				visit(node, u.ID, child, in)
			case under > 0:
				loose = append(loose, hidden(c))
			}
		}
		if own > 0 {
			loose = append(loose, a.add(suspect{name: a.nodes[at].name + " (own)", n: own}))
		}
		if g.Rest != nil {
			rest := a.add(suspect{name: a.nodes[at].name + " rest", n: g.Rest.N, counts: g.Rest.Counts})
			a.nodes[rest].parts = [][]int{loose}
			loose = []int{rest}
		}
		if len(published)+len(loose) > 0 {
			a.nodes[at].parts = [][]int{append(published, loose...)}
		}
	}
	visit(0, "", a.leak.Whole, 0)
}
