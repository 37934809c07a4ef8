package disclosure

import (
	"fmt"
	"slices"

	"jianfu/models/disclosure/audit"
	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
)

// network is what an attacker has of a release (R6): its groups as divisions of the round, its questions as tables.
type network struct {
	plan     *plan.Plan
	groups   [][]*group // by division: in the order of audit.Division
	problem  audit.Problem
	question []int           // of each table, by its number in the plan
	virtual  map[string]int  // columns of cells that follow from others, which have no published count
	known    map[string]bool // tables by their parts, so that none is there twice
	places   map[int][2]int  // by column: a table and the part in it that the column is
	large    map[int]bool    // columns that are published for the round alone
}

// unpublished stands in a row of counts where a question is withheld.
const unpublished = -1

// newNetwork lays out the tables of a plan; the groups come from a file.
func newNetwork(p *plan.Plan, f *file, forest forest) *network {
	n := &network{plan: p, virtual: make(map[string]int), known: make(map[string]bool), places: make(map[int][2]int)}
	n.problem.Columns = len(p.Columns)
	for i := range p.Questions {
		if q := &p.Questions[i]; q.Sources != nil {
			n.tables(i, q)
		}
	}
	for i := range p.Questions {
		q := &p.Questions[i]
		for j := range q.Hangs {
			n.hang(i, q, fmt.Sprint(j), &q.Hangs[j])
		}
	}
	n.divide(f, forest)
	n.bound()
	return n
}

// The work of an audit grows with the square of groups and cells where a table has more cells than functions over sets of them
// can be kept for (audit): beyond mostArcs such a question is published for the round alone.
const (
	manyCells = 13
	mostArcs  = 40_000
)

// bound finds the columns that are too much work to audit by group, and leaves their tables to the round.
func (n *network) bound() {
	groups := 0
	for _, g := range n.groups {
		groups += len(g)
	}
	n.large = make(map[int]bool)
	for i := range n.problem.Tables {
		t := &n.problem.Tables[i]
		if t.Whole || len(t.Parts) <= manyCells || groups*len(t.Parts) <= mostArcs {
			continue
		}
		t.Whole = true
		for _, c := range n.real(i) {
			n.large[c] = true
		}
	}
}

// tables adds those of one question: one that all its cells divide the sheets by, or where several can be ticked one for
// each option, in which an option that excludes the others stands too.
func (n *network) tables(i int, q *plan.Question) {
	skipped, declined := n.part(i, q, len(q.Cells)), n.part(i, q, len(q.Cells)+1)
	if q.Kind != questionnaire.Multiple {
		parts := []int{}
		for cell := range q.Cells {
			parts = append(parts, n.part(i, q, cell))
		}
		n.table(i, q.Whole, append(parts, skipped, declined))
		return
	}
	var options, exclusive []int
	for cell := range q.Cells {
		if part := n.part(i, q, cell); q.Options[cell].Exclusive {
			exclusive = append(exclusive, part)
		} else {
			options = append(options, part)
		}
	}
	for _, option := range options {
		n.table(i, q.Whole, slices.Concat([]int{option}, exclusive, []int{skipped, declined, -1}))
	}
	if len(options) == 0 || len(exclusive) > 0 { // how many ticked anything else
		n.table(i, q.Whole, append(slices.Clone(exclusive), skipped, declined, -1))
	}
	ticks := audit.Ticks{None: -1, Skipped: max(-1, skipped), Declined: max(-1, declined), AtLeast: max(1, q.AtLeast), AtMost: q.AtMost, Whole: q.Whole}
	switch len(exclusive) {
	case 0:
	case 1:
		ticks.None = exclusive[0]
	default: // whoever ticks one of them ticks no other
		options, ticks.AtLeast = append(options, exclusive...), 1
	}
	ticks.Options = slices.DeleteFunc(options, func(c int) bool { return c < 0 })
	if len(ticks.Options) == len(q.Cells)-len(exclusive) || len(exclusive) > 1 && len(ticks.Options) == len(q.Cells) {
		n.problem.Ticks = append(n.problem.Ticks, ticks)
	}
}

// named is a column without a published count.
func (n *network) named(key string) int {
	c, ok := n.virtual[key]
	if !ok {
		c = n.problem.Columns
		n.problem.Columns++
		n.virtual[key] = c
	}
	return c
}

// asked lists what the sheets on which a question is answered divide into: its cells, or where several can be ticked those who ticked
// anything ordinary, and each option that excludes the others.
func (n *network) asked(i int, q *plan.Question) (answers []int) {
	if q.Kind != questionnaire.Multiple {
		for cell := range q.Cells {
			answers = append(answers, n.part(i, q, cell))
		}
		return answers
	}
	answers = append(answers, n.named("ticked "+q.Name))
	for cell := range q.Cells {
		if q.Options[cell].Exclusive {
			answers = append(answers, n.part(i, q, cell))
		}
	}
	skipped, declined := n.part(i, q, len(q.Cells)), n.part(i, q, len(q.Cells)+1)
	n.table(i, q.Whole, append(slices.Clone(answers), skipped, declined))
	return answers
}

// hang adds what a question and the one that it hangs on have in common, beyond cells that are one set: a skipped cell that is
// several others together, and people who are missing here because they are missing there.
func (n *network) hang(i int, q *plan.Question, number string, h *plan.Hang) {
	root := &n.plan.Questions[h.On]
	whole := q.Whole || root.Whole
	var parts []int
	for _, part := range h.Parts {
		if part == plan.Others {
			parts = append(parts, n.named("others "+root.Name+root.Cells[h.Parts[0]].Name))
		} else {
			parts = append(parts, n.part(h.On, root, part))
		}
	}
	if slices.Contains(h.Parts, plan.Others) {
		n.table(h.On, root.Whole, slices.Clone(parts))
	}
	answers := n.asked(i, q)
	skipped := n.part(i, q, len(q.Cells))
	var no, lost, put, open []int
	for j, part := range parts {
		switch {
		case part == none:
		case h.No[j]:
			no = append(no, part)
		case h.Lost[j]:
			lost = append(lost, part)
		case h.Put[j]:
			put = append(put, part)
		default:
			open = append(open, part)
		}
	}
	own := n.named("own " + q.Name + number)
	if len(open) == 0 {
		n.table(i, whole, slices.Concat([]int{skipped}, lost, put))
		n.table(i, whole, slices.Concat(answers, []int{own}, lost, no))
		n.table(i, whole, slices.Concat(answers, []int{own, skipped}, lost))
		return
	}
	n.table(i, whole, slices.Concat([]int{skipped, -1}, lost, put))
	n.table(i, whole, slices.Concat(answers, []int{n.part(i, q, len(q.Cells)+1), -1}, no))
	n.table(i, whole, slices.Concat(answers, []int{skipped, -1}, lost))
}

// none is a part that holds no sheet; it is left out of tables.
const none = -2

// part is the column of a cell of a question. A cell that follows from others has a column without a published count,
// and a table that says what it follows from.
func (n *network) part(i int, q *plan.Question, cell int) int {
	return n.source(i, q.Whole, q.Sources[cell])
}

func (n *network) source(question int, whole bool, s plan.Source) int {
	switch {
	case s.Column > 0:
		return s.Column - 1
	case s.None():
		return none
	}
	key := fmt.Sprint(s)
	if c, ok := n.virtual[key]; ok {
		return c
	}
	c := n.problem.Columns
	n.problem.Columns++
	n.virtual[key] = c
	parts := []int{c}
	for _, m := range s.Minus {
		parts = append(parts, n.source(question, whole, m))
	}
	n.table(question, whole, parts)
	return c
}

// column is that of a source that is in a table.
func (n *network) column(s plan.Source) int {
	switch {
	case s.Column > 0:
		return s.Column - 1
	case s.None():
		return none
	}
	return n.virtual[fmt.Sprint(s)]
}

// table adds a table, unless there is one of the same parts.
func (n *network) table(question int, whole bool, parts []int) {
	parts = slices.DeleteFunc(parts, func(c int) bool { return c == none })
	slices.Sort(parts)
	parts = slices.Compact(parts)
	if key := fmt.Sprint(parts); !n.known[key] && len(parts) > 0 {
		n.known[key] = true
		for part, c := range parts {
			// A table of all groups rather than one of the round.
			if at, there := n.places[c]; c >= 0 && (!there || n.problem.Tables[at[0]].Whole && !whole) {
				n.places[c] = [2]int{len(n.problem.Tables), part}
			}
		}
		n.problem.Tables = append(n.problem.Tables, audit.Table{Parts: parts, Whole: whole})
		n.question = append(n.question, question)
	}
}

// divide reads the groups of a file: the tree of published units, with what each leaves over, and the classes of every
// background question.
func (n *network) divide(f *file, forest forest) {
	d := audit.Division{}
	var groups []*group
	at := make([]int, len(forest.parent))
	for i, g := range f.tree() {
		if g.Hidden != "" {
			continue
		}
		parent := -1
		if p := forest.parent[i]; p >= 0 {
			parent = at[p]
		}
		at[i] = len(groups)
		groups = append(groups, g)
		d.Parent, d.N = append(d.Parent, parent), append(d.N, g.N)
	}
	for i, g := range f.tree() {
		if g.Hidden == "" && g.Rest != nil {
			groups = append(groups, g.Rest)
			d.Parent, d.N = append(d.Parent, at[i]), append(d.N, g.Rest.N)
		}
	}
	n.add(d, groups)
	for i := range f.Backgrounds {
		b := &f.Backgrounds[i]
		d, groups := audit.Division{Parent: []int{-1}, N: []int{f.Whole.N}}, []*group{&f.Whole}
		take := func(g *group) {
			groups = append(groups, g)
			d.Parent, d.N = append(d.Parent, 0), append(d.N, g.N)
		}
		for c := range b.Classes {
			if g := &b.Classes[c]; g.Hidden == "" && g.N > 0 {
				take(g)
			}
		}
		if b.Rest != nil {
			take(b.Rest)
		}
		if len(groups) > 1 {
			n.add(d, groups)
		}
	}
}

func (n *network) add(d audit.Division, groups []*group) {
	for _, g := range groups {
		d.Published = append(d.Published, g.Counts)
	}
	n.problem.Divisions = append(n.problem.Divisions, d)
	n.groups = append(n.groups, groups)
}

// refresh takes the counts of the groups over again.
func (n *network) refresh() {
	for d, groups := range n.groups {
		for i, g := range groups {
			n.problem.Divisions[d].Published[i] = g.Counts
		}
	}
}
