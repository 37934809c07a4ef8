package disclosure

import (
	"cmp"
	"slices"

	"jianfu/models/questionnaire"
	"jianfu/models/tabulation"
)

// sets is the published groups of one division of the round, be it by unit or by background class, as sets of sheets:
// each lies wholly in the one around it, which comes first, and beside all others in that. Set 0 is the round. Groups
// of the same sheets, such as a unit and its only child that answered, are one set: a mean of one is that of the other.
type sets struct {
	groups [][]*group
	up     []int // the set around it, −1 for the round
	of     []int // the set of a group, −1 where it is hidden
}

// setsOf sorts groups into sets, parents before children; what is published lies in published groups.
func setsOf(groups []*group, parent []int) sets {
	var s sets
	for i, g := range groups {
		p := parent[i]
		switch {
		case g.Hidden != "":
			s.of = append(s.of, -1)
		case p >= 0 && groups[p].N == g.N:
			same := s.of[p]
			s.of = append(s.of, same)
			s.groups[same] = append(s.groups[same], g)
		default:
			up := -1
			if p >= 0 {
				up = s.of[p]
			}
			s.of = append(s.of, len(s.up))
			s.up = append(s.up, up)
			s.groups = append(s.groups, []*group{g})
		}
	}
	return s
}

// pile is what a mean of true values over some sheets is made of. What one sheet adds to a weighted sum is its value times
// its weight.
type pile struct {
	sheets, valid, nonZero int64
	total                  float64
	largest                [2]float64
}

// pileOf is over sheets that weigh w each; of a rate the values are those above the line.
func pileOf(sheets, valid int64, m tabulation.Moments, w float64) pile {
	return pile{
		sheets, valid, m.NonZero, float64(w * float64(m.Sum)),
		[2]float64{float64(w * float64(m.Largest[0])), float64(w * float64(m.Largest[1]))},
	}
}

func (p *pile) add(o pile) {
	p.sheets += o.sheets
	p.valid += o.valid
	p.nonZero += o.nonZero
	p.total += o.total
	for _, v := range o.largest {
		switch {
		case v > p.largest[0]:
			p.largest = [2]float64{v, p.largest[0]}
		case v > p.largest[1]:
			p.largest[1] = v
		}
	}
}

// sensitive reports whether the sum of a quantity that is not negative tells too much about one person: fewer than 5
// people have anything but 0, or the p %-rule does not hold.
func (p *pile) sensitive() bool {
	return p.nonZero < nonZero || 100*(p.total-p.largest[0]-p.largest[1]) < percent*p.largest[0]
}

// safe reports whether the sum over the sheets may be known. Two safe piles that share no sheet are safe together.
func (p *pile) safe(k int64) bool {
	return p.sheets == 0 || p.valid >= k && !p.sensitive()
}

// ledger is who can be subtracted from whom for one question.
type ledger struct {
	sets
	k     int64
	exact []bool // the mean of the set is published as it is
	valid []int  // sheets of the set on which the question is not missing, as published
	// open is the sheets of a set in no exact set within it. If the set is exact their sum can be worked out. All that
	// can be worked out from a tree of sums is these and what they add up to, so it is enough that each is safe.
	open []pile
}

// withhold is the part of R4 that looks at means together: what the published means leave over, one subtracted from
// the other, must stand up to the same rules as a mean that is published. open is, for each group, the sheets in none of
// its published parts; told are further figures of the quantity's sums, beside its means, or nil.
//
// Divisions are settled one by one. They have only the round in common, whose mean is never withheld here: in the end
// it alone is left, and stands up to the rules by itself.
func (m *maker) withhold(q *quantity, s *sets, open []*sum, told *quantity) {
	if len(s.up) == 0 || q.whole {
		return
	}
	l := ledger{sets: *s, k: int64(m.in.Manifest.K), open: make([]pile, len(s.up))}
	for _, g := range s.groups {
		valid, _ := q.valid(g[0])
		l.exact = append(l.exact, q.of(g[0]).exact() || told != nil && told.of(g[0]).exact())
		l.valid = append(l.valid, valid)
	}
	for i, in := range s.of {
		if in >= 0 {
			l.open[in].add(open[i].pile)
		}
	}
	for _, w := range l.settle() {
		for _, g := range s.groups[w] {
			for _, figure := range []*quantity{q, told} {
				if figure != nil && figure.of(g) != nil {
					figure.means(g)[figure.key()] = &mean{Hidden: reasonDifference}
				}
			}
		}
	}
}

// settle makes the open sheets of every exact set safe, from the inside out, and gives the sets whose mean has to be
// withheld for that, in order.
func (l *ledger) settle() []int {
	before := slices.Clone(l.exact)
	for i := len(l.up) - 1; i >= 0; i-- {
		if l.exact[i] && !l.open[i].safe(l.k) {
			l.repair(i)
		}
		if up := l.up[i]; up >= 0 && !l.exact[i] {
			l.open[up].add(l.open[i])
		}
	}
	var withheld []int
	for i := range before {
		if before[i] != l.exact[i] {
			withheld = append(withheld, i)
		}
	}
	return withheld
}

// repair withholds means within set i until its open sheets are safe: of parts right below, those with the fewest
// valid sheets first; a part with exact parts of its own stays, since it could be put together from them. Where this
// is not enough the mean of i is withheld, and its open sheets become those of the set around it. The round does not
// give way: there, parts farther down follow, each with all that is around it.
func (l *ledger) repair(i int) {
	parts := l.parts(i)
	if i > 0 {
		all := l.open[i]
		for _, c := range parts {
			all.add(l.open[c])
		}
		if !all.safe(l.k) { // then no choice among them is, each being safe by itself
			l.exact[i] = false
			return
		}
	}
	for _, c := range parts {
		if l.open[i].safe(l.k) {
			return
		}
		for ; c != i; c = l.up[c] {
			if l.exact[c] {
				l.exact[c] = false
				l.open[i].add(l.open[c])
			}
		}
	}
}

// parts are the exact sets within set i that have no exact set within them, in the order in which to withhold them;
// for the round all of them, else only those with no exact set between.
func (l *ledger) parts(i int) []int {
	var parts []int
	between := make([]int, len(l.up)) // exact sets around it, but within i
	inner := make([]bool, len(l.up))  // i or within it
	split := make([]bool, len(l.up))  // has an exact set within it
	inner[i] = true
	for c := i + 1; c < len(l.up); c++ {
		up := l.up[c]
		if inner[c] = inner[up]; !inner[c] {
			continue
		}
		between[c] = between[up]
		if up != i && l.exact[up] {
			between[c]++
		}
	}
	for c := len(l.up) - 1; c > i; c-- {
		if l.exact[c] || split[c] {
			split[l.up[c]] = true
		}
		if inner[c] && l.exact[c] && !split[c] && (i == 0 || between[c] == 0) {
			parts = append(parts, c)
		}
	}
	slices.SortFunc(parts, func(a, b int) int {
		return cmp.Or(cmp.Compare(between[a], between[b]), cmp.Compare(l.valid[a], l.valid[b]), cmp.Compare(a, b))
	})
	return parts
}

// differences checks what a file tells of means by subtraction (R4): that groups of the same sheets have one mean, that
// nothing is withheld in vain, and, where all sheets weigh the same, that what published means leave over can be k valid
// sheets with a sum above 0.
func (r *Released) differences(groups []*group, parent []int, even bool) error {
	s := setsOf(groups, parent)
	for i := range r.quantities {
		if q := &r.quantities[i]; !q.whole && len(s.up) > 0 {
			told := slices.ContainsFunc(r.quantities, func(o quantity) bool { return o.rate != nil && o.parts[0] == q.question })
			if err := s.check(q, r.manifest.K, even, told); err != nil {
				return err
			}
		}
	}
	return nil
}

// known is the least that a published mean can stand for, added up over sets that share no sheet.
type known struct{ sheets, valid, sum int }

// check checks the means of one quantity. Published valid sheets are off by at most 2, means by half a step. told says that a
// rate tells its sums too.
func (s sets) check(q *quantity, k int, even, told bool) error {
	within := make([]known, len(s.up)) // of the outermost exact sets within
	for i := len(s.up) - 1; i >= 0; i-- {
		g := s.groups[i][0]
		m := q.of(g)
		for _, same := range s.groups[i][1:] {
			if o := q.of(same); (o == nil) != (m == nil) || m != nil && (o.Hidden != m.Hidden || o.Bound != m.Bound || o.Value != m.Value) {
				return broken("R4", "the same sheets have two means")
			}
		}
		valid, _ := q.valid(g)
		sheets := g.N - within[i].sheets
		alone := within[i].sheets == 0 && !s.inExact(i, q) && !told
		if m != nil && m.Hidden == reasonDifference && q.question != nil && (i == 0 || sheets == 0 || alone) {
			return broken("R4", "a mean is withheld in vain")
		}
		if q.question == nil || !even {
			if i == 0 {
				return nil
			}
			continue
		}
		most := min(sheets, valid+Base-1-within[i].valid)
		sum := int(valueOf(m)+step/2)*(valid+Base-1) - within[i].sum
		if m.exact() && sheets > 0 && (most < k || sum <= 0) {
			return broken("R4", "published means leave over a sum of %d valid sheets", most)
		}
		if i == 0 {
			return nil
		}
		if m.exact() {
			least := valid - (Base - 1)
			within[i] = known{g.N, least, int(m.Value-step/2) * least}
		}
		up := &within[s.up[i]]
		up.sheets, up.valid, up.sum = up.sheets+within[i].sheets, up.valid+within[i].valid, up.sum+within[i].sum
	}
	return nil
}

func valueOf(m *mean) questionnaire.Decimal {
	if m == nil {
		return 0
	}
	return m.Value
}

// inExact reports whether set i lies in one whose mean is published as it is.
func (s sets) inExact(i int, q *quantity) bool {
	for i = s.up[i]; i >= 0; i = s.up[i] {
		if q.of(s.groups[i][0]).exact() {
			return true
		}
	}
	return false
}
