package disclosure

import (
	"fmt"
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// broken is the error for a file that breaks a rule.
func broken(rule, format string, args ...any) error {
	return &models.Error{
		Kind: models.Invalid, Key: "release.broken", Args: []any{rule},
		Err: fmt.Errorf("disclosure: "+format, args...),
	}
}

// check holds the groups of the file against R1 to R4.
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
		columns := r.plan.units
		if i == 0 {
			columns = len(r.plan.columns)
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
	if err := r.differences(groups, forest.parent); err != nil {
		return err
	}
	return r.round()
}

// round checks what belongs to the round as a whole: background questions and quality.
func (r *Released) round() error {
	published := r.file.Whole.Hidden == ""
	if (r.file.Quality != nil) != published || !published && len(r.file.Backgrounds) > 0 || r.file.Backgrounds == nil {
		return broken("R1", "figures of a round that is not published")
	}
	if q := r.file.Quality; q != nil && (q.Ballots == nil || q.Refused == nil || !countable(q) || q.OverHeadcount > len(r.manifest.Units)) {
		return broken("R1", "the quality figures are no counts")
	}
	if !published {
		return nil
	}
	var b []background
	b = append(b, r.file.Backgrounds...)
	for i := range r.plan.questions {
		q := &r.plan.questions[i]
		if !q.background {
			continue
		}
		if len(b) == 0 || b[0].Question != q.Name || len(b[0].Classes) != len(q.cells)+2 {
			return broken("R1", "the background questions are not those of the questionnaire")
		}
		if err := r.division(&b[0]); err != nil {
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

func (r *Released) division(b *background) error {
	groups, parent := r.file.division(b)
	for _, c := range groups[1:] {
		if !c.Unit.IsZero() || c.Rest != nil {
			return broken("R1", "a class is not a unit")
		}
		if err := r.group(c, r.plan.units); err != nil {
			return err
		}
	}
	if err := r.split(&r.file.Whole, slices.Clone(groups[1:]), b.Rest); err != nil {
		return err
	}
	return r.differences(groups, parent)
}

// group checks one group by itself: R1, R3, and the means of R4.
func (r *Released) group(g *group, columns int) error {
	switch g.Hidden {
	case "":
	case Threshold, Difference, Under:
		if g.N != 0 || g.Counts != nil || g.Means != nil || g.Rest != nil {
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
	wide := 0
	for i := range r.plan.questions {
		q := &r.plan.questions[i]
		if !q.averaged() || q.sources == nil || q.whole && columns == r.plan.units {
			continue
		}
		wide++
		if err := r.mean(q, g); err != nil {
			return err
		}
	}
	if wide != len(g.Means) {
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
		if v < 0 || v%Base != 0 || v > greatestCount(g.N) {
			return broken("R3", "%d is no rounded count of %d sheets", v, g.N)
		}
	}
	for i := range r.plan.questions {
		q := &r.plan.questions[i]
		if q.sources == nil || q.Kind == questionnaire.Multiple || q.whole && columns == r.plan.units {
			continue
		}
		sum, drawn := 0, 0
		for _, s := range q.sources {
			sum += s.value(g.Counts, g.N)
			drawn += s.draws()
		}
		if off := sum - g.N; max(off, -off) > (Base-1)*drawn {
			return broken("R3", "the cells of a question add up to %d of %d sheets", sum, g.N)
		}
	}
	return nil
}

// draws is how many rounded counts stand behind a cell.
func (s source) draws() int {
	if s.column > 0 {
		return 1
	}
	n := 0
	for _, m := range s.minus {
		n += m.draws()
	}
	return n
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
		if rest.N != left || rest.Hidden != "" || rest.Means != nil || rest.Rest != nil || !rest.Unit.IsZero() {
			return broken("R2", "the remainder is not what is left")
		}
		if err := r.row(rest, r.plan.units); err != nil {
			return err
		}
		parts = append(parts, rest)
	}
	if len(parts) == 0 {
		return nil
	}
	for i := range r.plan.units {
		sum := 0
		for _, p := range parts {
			sum += p.Counts[i]
		}
		if off := sum - g.Counts[i]; max(off, -off) > (Base-1)*(len(parts)+1) {
			return broken("R3", "the parts have %d where the whole has %d", sum, g.Counts[i])
		}
	}
	return nil
}

// mean checks R4 for the mean of a wide quantity.
func (r *Released) mean(q *asked, g *group) error {
	m := g.Means[q.Name]
	if m == nil {
		return broken("R4", "a mean is missing")
	}
	valid := g.N - q.declined().value(g.Counts, g.N)
	few := valid < r.manifest.K+Base-1
	if m.Hidden != "" {
		reason := m.Hidden == reasonFew || m.Hidden == reasonSensitive || m.Hidden == reasonDifference && q.Min >= 0
		if *m != (mean{Hidden: m.Hidden}) || !reason || few != (m.Hidden == reasonFew) {
			return broken("R4", "a mean is hidden without reason")
		}
		return nil
	}
	lowest, greatest := ends(q.Min, q.Max, valid)
	switch {
	case few || q.Min < 0 || m.Value%step != 0:
		return broken("R4", "a mean that may not be published")
	case m.Bound == AtMost && m.Value == (lowest+step-1)/step*step && m.Low == nil && m.High == nil,
		m.Bound == AtLeast && m.Value == greatest/step*step && m.Low == nil && m.High == nil:
		return nil
	case m.Bound != "" || m.Value < lowest || m.Value > greatest || m.Low == nil || m.High == nil:
		return broken("R4", "a mean too close to an end of its range")
	case *m.Low < q.Min || *m.Low > max(q.Min, m.Value-step) || *m.High > q.Max || *m.High < min(q.Max, m.Value+step):
		return broken("R4", "an interval narrower than rounding")
	}
	return nil
}
