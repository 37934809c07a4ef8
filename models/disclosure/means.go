package disclosure

import (
	"math"
	"slices"

	"jianfu/models"
	"jianfu/models/inference"
	"jianfu/models/round"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// division is the groups of one way to divide the round, as the means over them need it.
type division struct {
	groups []*group
	parent []int
	rows   []*tabulation.Row // sheets in none of the published parts, weighted alike: strata
	strata strata
	number int  // in the audit, −1 where it is not
	cards  bool // the sheets are a known part of the people behind them
}

// means adds the means of true values to the groups of a file (R4), quantity by quantity: first as each group allows by
// itself, then what subtraction forbids is taken out again. An index comes after the questions that it is made of.
func (m *maker) means(f *file, forest forest, tree *unit.Tree) {
	divisions := []*division{m.tree(f, forest, tree)}
	for i := range f.Backgrounds {
		divisions = append(divisions, m.classes(f, i, len(divisions)))
	}
	for _, g := range f.tree() {
		prepare(g)
	}
	for i := range f.Backgrounds {
		for c := range f.Backgrounds[i].Classes {
			prepare(&f.Backgrounds[i].Classes[c])
		}
	}
	if m.kept != nil {
		m.keepMeans(f)
		return
	}
	order := slices.Clone(m.quantities)
	slices.SortStableFunc(order, func(a, b quantity) int { return a.rank() - b.rank() })
	for i := range order {
		q := &order[i]
		var told *quantity // what else tells the sums of q
		for j := range order {
			if r := &order[j]; r.rate != nil && q.question != nil && r.parts[0] == q.question {
				told = r
			}
		}
		for _, d := range divisions {
			m.divide(d, q, told)
		}
	}
}

// rank puts rates first, since they tell the sums of a question; then questions, then indices.
func (q *quantity) rank() int {
	switch {
	case q.rate != nil:
		return 0
	case q.question != nil:
		return 1
	}
	return 2
}

func prepare(g *group) {
	if g.Hidden == "" {
		g.Means, g.Indices = make(map[string]*mean), make(map[string]*mean)
	}
}

// tree is the division by unit. Its sheets are weighted.
func (m *maker) tree(f *file, forest forest, tree *unit.Tree) *division {
	d := &division{groups: f.tree(), parent: forest.parent, rows: m.left, cards: m.in.Manifest.Admission == round.Card}
	d.strata = strataOf(d.groups, d.parent, f.people(forest, tree))
	return d
}

// people are the headcounts behind the groups of the tree.
func (f *file) people(forest forest, tree *unit.Tree) []int {
	people := []int{tree.Headcount(models.ID{})}
	for _, u := range forest.units {
		people = append(people, tree.Headcount(u.ID))
	}
	return people
}

// classes is the division by the classes of a background question, unweighted: nobody knows how many people are in one.
func (m *maker) classes(f *file, background, number int) *division {
	b := &f.Backgrounds[background]
	d := &division{number: number}
	d.groups, d.parent = f.division(b)
	left := m.in.Counts.Layout().NewRow()
	rows := m.in.Counts.Classes(m.plan.Questions[m.plan.ByName[b.Question]].Place)
	for i, row := range rows {
		if b.Classes[i].Hidden != "" {
			left.Merge(row)
		}
	}
	d.rows = append([]*tabulation.Row{left}, rows...)
	d.strata = strataOf(d.groups, d.parent, nil)
	return d
}

// divide gives the groups of a division their figures of a quantity. The round has its figure from the tree.
func (m *maker) divide(d *division, q, told *quantity) {
	if d.groups[0].Hidden != "" || q.whole && d.number > 0 {
		return
	}
	own, under := m.sums(d, q)
	near, population := d.strata.near(d.parent), d.strata.under(d.parent)
	for i, g := range d.groups {
		switch {
		case g.Hidden != "" || i > 0 && q.whole:
		case d.number > 0 && (i == 0 || g.N == d.groups[0].N):
			if i > 0 && q.of(d.groups[0]) != nil { // the same sheets as the round
				q.means(g)[q.key()] = q.of(d.groups[0])
			}
		default:
			var squeezes []squeeze
			var count room
			_, known := q.valid(g)
			if at, there := m.places[g]; there && known {
				if count = m.net.room(m.audit, at[0], at[1]); near[i] {
					people := 0
					if d.cards {
						people = population[i]
					}
					squeezes = q.squeezes(g.N, count, people)
				}
			}
			q.means(g)[q.key()] = m.figure(q, g, under[i], squeezes, count)
		}
	}
	if q.rate != nil { // it is settled with the question whose sums it tells
		return
	}
	s := setsOf(d.groups, d.parent)
	m.withhold(q, &s, own, told)
	if told != nil {
		for _, g := range d.groups {
			if g.Hidden == "" && q.of(g) != nil && q.of(g).Hidden != "" && told.of(g).exact() {
				told.means(g)[told.key()] = &mean{Hidden: q.of(g).Hidden}
			}
		}
	}
	if d.number > 0 {
		m.twoTotals(d, q)
		return
	}
	m.spare[q.key()] = d.spare(q)
	m.compare(d, q)
	if told != nil {
		m.compare(d, told)
	}
}

// spare is how many totals over all sheets, weighted in another way, it takes before one tells what a stratum has: of each
// sum that is told, one less than the different weights among the strata in it.
func (d *division) spare(q *quantity) int {
	inside := make([]int, len(d.groups)) // the innermost exact group
	weights := make([]map[int64]bool, len(d.groups))
	for i, g := range d.groups {
		if i > 0 {
			inside[i] = inside[d.parent[i]]
		}
		if g.Hidden == "" && q.of(g).exact() {
			inside[i] = i
		}
		if d.strata.sheets[i] > 0 {
			if weights[inside[i]] == nil {
				weights[inside[i]] = make(map[int64]bool)
			}
			weights[inside[i]][d.strata.weight[i]] = true
		}
	}
	spare := 0
	for _, w := range weights {
		spare += max(0, len(w)-1)
	}
	return spare
}

// twoTotals keeps the classes of a background question from adding up to a second total of the round, unweighted beside the
// weighted one, where the two would tell what a stratum has: the class of the fewest sheets loses its mean.
func (m *maker) twoTotals(d *division, q *quantity) {
	fewest := -1
	for i, g := range d.groups[1:] {
		if g.N > 0 && !q.of(g).exact() || g.Hidden != "" && d.rows[i+1].N() > 0 {
			return // they do not add up
		}
		if g.N == d.groups[0].N {
			return // it has the mean of the round, weighted alike
		}
		if g.N > 0 && (fewest < 0 || g.N < d.groups[fewest].N) {
			fewest = i + 1
		}
	}
	if fewest > 0 && m.spare[q.key()] == 1 {
		q.means(d.groups[fewest])[q.key()] = &mean{Hidden: reasonDifference}
	}
}

// sums are over the strata of each group by itself, and over all sheets under it.
func (m *maker) sums(d *division, q *quantity) (own, under []*sum) {
	for i, row := range d.rows {
		people := int64(0)
		if d.cards {
			people = d.strata.people[i]
		}
		s := newSum()
		if d.groups[i].Hidden == "" && row.N() > 0 {
			s = q.sumOf(row, d.strata.weight[i], people)
		}
		all := newSum()
		all.add(s)
		own, under = append(own, s), append(under, all)
	}
	for i := len(under) - 1; i > 0; i-- {
		if d.groups[i].Hidden == "" {
			under[d.parent[i]].add(under[i])
		}
	}
	return own, under
}

// compare holds the mean of every published unit against that of all other sheets (docs/statistics.md, Comparisons): the
// difference as the design gives it, without a finite population, adjusted over the units. What the rest has is not given: it
// follows from the published means (Compare).
func (m *maker) compare(d *division, q *quantity) {
	if q.whole || !q.of(d.groups[0]).exact() {
		return
	}
	_, under := m.sums(d, q)
	var units []*mean
	var p []float64
	for i, g := range d.groups[1:] {
		f := (*mean)(nil)
		if g.Hidden == "" && g.N < d.groups[0].N {
			f = q.of(g)
		}
		if !f.exact() {
			continue
		}
		s := under[i+1]
		rest := under[0].minus(s)
		if rest.bottom.Sign() <= 0 {
			continue
		}
		_, _, _, one := inference.Against(s.loose.Estimate(), rest.loose.Estimate())
		units, p = append(units, f), append(p, one)
	}
	for i, adjusted := range inference.BenjaminiHochberg(p) {
		units[i].P = classOf(adjusted)
	}
}

// classOf is a p-value as it may be published.
func classOf(p float64) PClass {
	switch {
	case math.IsNaN(p) || p >= 0.05:
		return ""
	case p < 0.001:
		return "0.001"
	case p < 0.01:
		return "0.01"
	}
	return "0.05"
}
