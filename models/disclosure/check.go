package disclosure

import (
	"fmt"
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// broken is the error for a file that breaks a rule.
func broken(rule, format string, args ...any) error {
	return &models.Error{
		Kind: models.Invalid, Key: "release.broken", Args: []any{rule},
		Err: fmt.Errorf("disclosure: "+format, args...),
	}
}

// check holds the groups of the file against R1 to R4 and R6.
func (r *Released) check() error {
	tree, err := r.manifest.Tree()
	if err != nil {
		return &models.Error{Kind: models.Invalid, Key: "release.manifest", Err: err}
	}
	forest := forestOf(tree)
	if len(r.file.Units) != len(forest.units) || !r.file.Whole.Unit.IsZero() {
		return broken("R1", "the units are not those of the manifest")
	}
	groups := r.file.tree()
	for i, u := range forest.units {
		if groups[i+1].Unit != u.ID {
			return broken("R1", "unit %d is not the one of the manifest", i)
		}
	}
	for i, g := range groups {
		if p := forest.parent[i]; p >= 0 && groups[p].Hidden != "" && g.Hidden == "" {
			return broken("R1", "group %d is published under a hidden one", i)
		}
		columns := r.plan.Units
		if i == 0 {
			columns = len(r.plan.Columns)
		}
		if err := r.group(g, columns); err != nil {
			return err
		}
	}
	for i, g := range groups {
		var parts []*group
		for _, c := range forest.children[i] {
			parts = append(parts, groups[c])
		}
		if err := r.split(g, parts, g.Rest); err != nil {
			return err
		}
	}
	weights := strata{}
	if r.file.Format != formatV1 {
		weights = strataOf(groups, forest.parent, r.file.people(forest, tree))
	} else {
		weights = strataOf(groups, forest.parent, nil)
	}
	even := weights.even(forest.parent)[0]
	if err := r.differences(groups, forest.parent, even); err != nil {
		return err
	}
	if err := r.round(even); err != nil || r.file.Whole.Hidden != "" || r.file.Format == formatV1 {
		return err
	}
	return r.audited(forest, weights)
}

// audited holds the file against R6: nobody who has it can tell a count to within less than three values, by counts alone or with
// the means beside them.
func (r *Released) audited(forest forest, weights strata) error {
	net, result, err := r.attack()
	if err != nil {
		return err
	}
	if pinned := r.pinned(net, result); len(pinned) > 0 {
		return &models.Error{
			Kind: models.Invalid, Key: "release.broken", Args: []any{"R6"}, Err: &PinnedError{pinned},
		}
	}
	var pinned []Pinned
	near, people, names := weights.near(forest.parent), weights.under(forest.parent), r.groupNames()
	tree := make(map[*group]int)
	for i, g := range r.file.tree() {
		tree[g] = i
	}
	for division, groups := range net.groups {
		for i, g := range groups {
			at, in := tree[g]
			// A class of all sheets has the mean of the round, which may be weighted.
			if in && (division > 0 || !near[at]) || !in && i > 0 && g.N == r.file.Whole.N {
				continue
			}
			population := 0
			if in && r.manifest.Admission == round.Card {
				population = people[at]
			}
			for j := range r.quantities {
				q := &r.quantities[j]
				m := q.of(g)
				if _, known := q.valid(g); !known || !m.exact() || q.whole && i > 0 {
					continue
				}
				if part, told := q.told(m, g, net.room(result, division, i), population); told {
					pinned = append(pinned, Pinned{Group: names[g], Figure: part, By: q.key()})
				}
			}
		}
	}
	if len(pinned) > 0 {
		return &models.Error{Kind: models.Invalid, Key: "release.broken", Args: []any{"R6"}, Err: &PinnedError{pinned}}
	}
	return nil
}

// PinnedError is why a release does not stand up to the audit.
type PinnedError struct{ Cells []Pinned }

func (e *PinnedError) Error() string {
	return fmt.Sprintf("disclosure: %d counts can be told to within less than three values, the first %+v", len(e.Cells), e.Cells[0])
}

// round checks what belongs to the round as a whole: background questions and quality. even says that all sheets weigh the
// same, so that the means of classes, which are not weighted, can be held against that of the round.
func (r *Released) round(even bool) error {
	published := r.file.Whole.Hidden == ""
	if (r.file.Quality != nil) != published || !published && len(r.file.Backgrounds) > 0 || r.file.Backgrounds == nil {
		return broken("R1", "figures of a round that is not published")
	}
	if q := r.file.Quality; q != nil && (q.Ballots == nil || q.Refused == nil || !countable(q) || r.apartCheck(q) != nil || q.OverHeadcount > len(r.manifest.Units)) {
		return broken("R1", "the quality figures are no counts")
	}
	if !published {
		return nil
	}
	var b []background
	b = append(b, r.file.Backgrounds...)
	for i := range r.plan.Questions {
		q := &r.plan.Questions[i]
		if !q.Divides {
			continue
		}
		if len(b) == 0 || b[0].Question != q.Name || len(b[0].Classes) != len(q.Cells)+2 {
			return broken("R1", "the background questions are not those of the questionnaire")
		}
		if err := r.division(&b[0], even); err != nil {
			return err
		}
		b = b[1:]
	}
	if len(b) > 0 {
		return broken("R1", "the background questions are not those of the questionnaire")
	}
	return nil
}

func countable(q *Quality) bool {
	for _, counts := range []map[string]int{q.Ballots, q.Refused} {
		for _, n := range counts {
			if n < 0 {
				return false
			}
		}
	}
	return q.CardsPrinted >= 0 && q.CardsRedeemed >= 0 && q.NotCast >= 0 && q.NotCast <= q.CardsRedeemed && q.OverHeadcount >= 0
}

func (r *Released) division(b *background, even bool) error {
	groups, parent := r.file.division(b)
	for _, c := range groups[1:] {
		if !c.Unit.IsZero() || c.Rest != nil {
			return broken("R1", "a class is not a unit")
		}
		if err := r.group(c, r.plan.Units); err != nil {
			return err
		}
	}
	if err := r.split(&r.file.Whole, slices.Clone(groups[1:]), b.Rest); err != nil {
		return err
	}
	return r.differences(groups, parent, even)
}

// group checks one group by itself: R1, R3, and the means of R4.
func (r *Released) group(g *group, columns int) error {
	switch g.Hidden {
	case "":
	case Threshold, Difference, Under:
		if g.N != 0 || g.Counts != nil || g.Means != nil || g.Indices != nil || g.Rest != nil {
			return broken("R1", "a hidden group has figures")
		}
		return nil
	default:
		return broken("R1", "unknown reason")
	}
	if g.N < r.manifest.K {
		return broken("R1", "a published group has %d sheets", g.N)
	}
	if err := r.row(g, columns); err != nil {
		return err
	}
	means, indices := 0, 0
	for i := range r.quantities {
		q := &r.quantities[i]
		if q.whole && columns == r.plan.Units {
			continue
		}
		m := q.of(g)
		switch {
		case m == nil:
			if _, known := q.valid(g); known {
				return broken("R4", "a mean is missing")
			}
			continue
		case q.question != nil:
			means++
		default:
			indices++
		}
		if err := r.mean(q, g, m); err != nil {
			return err
		}
	}
	if means != len(g.Means) || indices != len(g.Indices) {
		return broken("R4", "a mean of a question that has none")
	}
	return nil
}

// row checks the counts of R3: multiples, the cap, and that the cells of a question add up to the sheets as far as
// rounding lets them.
func (r *Released) row(g *group, columns int) error {
	if len(g.Counts) != columns {
		return broken("R3", "%d counts instead of %d", len(g.Counts), columns)
	}
	for _, v := range g.Counts {
		if v != unpublished && (v < 0 || v%Base != 0 || v > greatestCount(g.N)) {
			return broken("R3", "%d is no rounded count of %d sheets", v, g.N)
		}
	}
	for i := range r.plan.Questions {
		q := &r.plan.Questions[i]
		if q.Sources == nil || q.Kind == questionnaire.Multiple || q.Whole && columns == r.plan.Units || !q.Published(g.Counts) {
			continue
		}
		sum, drawn := 0, 0
		for _, s := range q.Sources {
			sum += s.Value(g.Counts, g.N)
			drawn += s.Draws()
		}
		if off := sum - g.N; max(off, -off) > (Base-1)*drawn {
			return broken("R3", "the cells of a question add up to %d of %d sheets", sum, g.N)
		}
	}
	return nil
}

// split checks R2: the remainder of a group, and that its parts fit it.
func (r *Released) split(g *group, parts []*group, rest *group) error {
	if g.Hidden != "" {
		return nil
	}
	left := g.N
	parts = slices.DeleteFunc(parts, func(p *group) bool { return p.Hidden != "" })
	for _, p := range parts {
		left -= p.N
		if p.N == g.N && !slices.Equal(p.Counts, g.Counts[:len(p.Counts)]) {
			return broken("R3", "the same sheets have two counts")
		}
	}
	if left < 0 || 0 < left && left < r.manifest.K {
		return broken("R2", "a remainder of %d sheets", left)
	}
	if (rest != nil) != (0 < left && left < g.N) {
		return broken("R2", "a remainder is missing or of too much")
	}
	if rest != nil {
		if rest.N != left || rest.Hidden != "" || rest.Means != nil || rest.Indices != nil || rest.Rest != nil || !rest.Unit.IsZero() {
			return broken("R2", "the remainder is not what is left")
		}
		if err := r.row(rest, r.plan.Units); err != nil {
			return err
		}
		parts = append(parts, rest)
	}
	if len(parts) == 0 {
		return nil
	}
	for i := range r.plan.Units {
		sum := 0
		if g.Counts[i] < 0 || slices.ContainsFunc(parts, func(p *group) bool { return p.Counts[i] < 0 }) {
			continue
		}
		for _, p := range parts {
			sum += p.Counts[i]
		}
		if off := sum - g.Counts[i]; max(off, -off) > (Base-1)*(len(parts)+1) {
			return broken("R3", "the parts have %d where the whole has %d", sum, g.Counts[i])
		}
	}
	return nil
}

// mean checks R4 for the mean of a quantity.
func (r *Released) mean(q *quantity, g *group, m *mean) error {
	valid, known := q.valid(g)
	few := known && valid < r.manifest.K+Base-1
	if m.Hidden != "" {
		reason := m.Hidden == reasonFew || m.Hidden == reasonSensitive || m.Hidden == reasonDifference && q.low >= 0
		if *m != (mean{Hidden: m.Hidden}) || !reason || few != (m.Hidden == reasonFew) {
			return broken("R4", "a mean is hidden without reason")
		}
		return nil
	}
	lowest, greatest := ends(q.low, q.high, valid)
	bound := q.bounded(m.Value, valid)
	switch {
	case few || !known || q.low < 0 || m.Value%q.step != 0:
		return broken("R4", "a mean that may not be published")
	case m.Bound == AtMost && *m == mean{Bound: AtMost, Value: (lowest + q.step - 1) / q.step * q.step},
		m.Bound == AtLeast && *m == mean{Bound: AtLeast, Value: greatest / q.step * q.step}:
		return nil
	case m.Bound != "" || bound != nil || m.Low == nil || m.High == nil:
		return broken("R4", "a mean too close to an end of its range")
	case *m.Low < q.low || *m.Low > max(q.low, m.Value-q.step) || *m.High > q.high || *m.High < min(q.high, m.Value+q.step):
		return broken("R4", "an interval narrower than rounding")
	case m.P != "" && m.P != "0.001" && m.P != "0.01" && m.P != "0.05":
		return broken("R4", "a p-value that may not be published")
	}
	return nil
}
