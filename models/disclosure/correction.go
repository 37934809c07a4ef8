package disclosure

import (
	"errors"
	"fmt"

	"jianfu/models"
	"jianfu/models/disclosure/audit"
)

// correct holds a second release to the first (R7): it publishes the same groups; where a group has the same number of sheets
// the counts stay as they were, since a second draw would narrow them down; and no group has changed by fewer than k sheets,
// since what lies between the two would be theirs.
//
// Errors: Conflict with keys "release.correction.groups", "release.correction.few", Args[0] being k, and
// "release.correction.sheets", where the same number of sheets no longer says what it said.
func (m *maker) correct(f *file) error {
	if m.in.Previous == nil {
		if m.in.Number > 1 {
			return internal(errors.New("disclosure: a second release without the first"))
		}
		return nil
	}
	before, now := m.in.Previous.everyGroup(), f.everyGroup()
	if m.in.Previous.ManifestHash() != f.ManifestHash || m.in.Number <= m.in.Previous.Number() || len(before) != len(now) ||
		m.in.Previous.file.Format != Format {
		return internal(errors.New("disclosure: not a release of the same round before this one"))
	}
	for i, g := range now {
		old := before[i]
		if (g == nil) != (old == nil) {
			return models.Fail(models.Conflict, "release.correction.groups")
		}
		if g == nil {
			continue
		}
		switch off := g.N - old.N; {
		case off == 0:
			if err := m.keep(m.drawn[g], old.Counts); err != nil {
				return err
			}
		case max(off, -off) < m.in.Manifest.K:
			return models.Fail(models.Conflict, "release.correction.few", m.in.Manifest.K)
		}
	}
	m.kept = m.in.Previous
	return bind(&m.net.problem, m.net.groups, f, m.in.Previous)
}

// keep gives a set of sheets the counts that an earlier release has published of it.
func (m *maker) keep(d *drawn, counts []int) error {
	for c, v := range counts {
		column := m.plan.Columns[c]
		off := v - int(d.row.Count(column.Question, column.Cell))
		if v != unpublished && max(off, -off) >= Base {
			return models.Fail(models.Conflict, "release.correction.sheets")
		}
		d.set(c, v)
	}
	d.fixed = true
	return nil
}

// keepMeans gives groups that have not changed their means of the release before, and all others none: what lies between two
// means would be the mean of few.
func (m *maker) keepMeans(f *file) {
	before := m.kept.everyGroup()
	rests := make(map[*group]bool)
	for _, g := range f.tree() {
		rests[g.Rest] = true
	}
	for i := range f.Backgrounds {
		rests[f.Backgrounds[i].Rest] = true
	}
	for i, g := range f.everyGroup() {
		if g == nil || rests[g] {
			continue
		}
		if old := before[i]; old.N == g.N {
			g.Means, g.Indices = old.Means, old.Indices
			continue
		}
		for j := range m.quantities {
			if q := &m.quantities[j]; !q.whole || g == &f.Whole {
				valid, known := q.valid(g)
				q.means(g)[q.key()] = &mean{Hidden: reasonSensitive}
				if known && valid < m.in.Manifest.K+Base-1 {
					q.means(g)[q.key()] = &mean{Hidden: reasonFew}
				}
			}
		}
	}
}

// everyGroup lists the published groups of a file in a fixed order, with nil for those that are not.
func (f *file) everyGroup() []*group {
	var all []*group
	add := func(g *group) {
		if g == nil || g.Hidden != "" {
			all = append(all, nil)
			return
		}
		all = append(all, g)
	}
	for _, g := range f.tree() {
		add(g)
		add(g.Rest)
	}
	for i := range f.Backgrounds {
		b := &f.Backgrounds[i]
		for c := range b.Classes {
			add(&b.Classes[c])
		}
		add(b.Rest)
	}
	return all
}

func (r *Released) everyGroup() []*group { return r.file.everyGroup() }

// bind adds to the problem of a file what another release of the same round tells of its counts: a group that has gained or
// lost sheets has at most so many more or fewer in a cell.
func bind(problem *audit.Problem, groups [][]*group, f *file, other *Released) error {
	net, result, err := other.attack()
	if err != nil {
		return err
	}
	twin := make(map[*group]*group)
	theirs := other.everyGroup()
	for i, g := range f.everyGroup() {
		if g != nil {
			twin[g] = theirs[i]
		}
	}
	at := make(map[*group][2]int)
	for division, all := range net.groups {
		for i, g := range all {
			if _, there := at[g]; !there {
				at[g] = [2]int{division, i}
			}
		}
	}
	for d := range problem.Divisions {
		division := &problem.Divisions[d]
		for _, g := range groups[d] {
			old := twin[g]
			low, high := make([]int, len(g.Counts)), make([]int, len(g.Counts))
			for c := range g.Counts {
				place := net.places[c]
				l, h := result.Interval(at[old][0], at[old][1], place[0], place[1])
				low[c], high[c] = max(0, l-max(0, old.N-g.N)), min(g.N, h+max(0, g.N-old.N))
			}
			division.Low, division.High = append(division.Low, low), append(division.High, high)
		}
	}
	return nil
}

// Pinned is a count that can be told to within fewer than three values.
type Pinned struct {
	Group     string // name of the unit or the class; empty for the round
	Figure    string // question/cell, or of what follows from others the question
	By        string // the mean that tells it beside the counts; then Low and High are not set
	Low, High int
}

// Together audits two releases of one round as one: what somebody learns who has both (R7). Nil means that no count is pinned.
// Errors: Invalid with key "release.broken" where they contradict each other, Conflict with key "release.other_round".
func Together(a, b *Released) ([]Pinned, error) {
	if a.ManifestHash() != b.ManifestHash() || len(a.everyGroup()) != len(b.everyGroup()) {
		return nil, models.Fail(models.Conflict, "release.other_round")
	}
	var pinned []Pinned
	for _, pair := range [][2]*Released{{a, b}, {b, a}} {
		mine, theirs := pair[0], pair[1]
		for i, g := range mine.everyGroup() {
			if (g == nil) != (theirs.everyGroup()[i] == nil) {
				return nil, models.Fail(models.Conflict, "release.correction.groups")
			}
			if g == nil {
				continue
			}
			if off := g.N - theirs.everyGroup()[i].N; off != 0 && max(off, -off) < mine.manifest.K {
				return nil, models.Fail(models.Conflict, "release.correction.few", mine.manifest.K)
			}
		}
		tree, err := mine.manifest.Tree()
		if err != nil {
			return nil, err
		}
		net := newNetwork(mine.plan, mine.file, forestOf(tree))
		if err := bind(&net.problem, net.groups, mine.file, theirs); err != nil {
			return nil, err
		}
		result, err := audit.Run(&net.problem)
		if err != nil {
			return nil, broken("R7", "the releases contradict each other: %v", err)
		}
		pinned = append(pinned, mine.pinned(net, result)...)
	}
	return pinned, nil
}

// Audited is what an audit of a release has looked at.
type Audited struct {
	Groups int // published ones, with what they leave over
	Counts int // cells of their tables, whether published or following from others
	Pinned []Pinned
}

// Audit plays the attacker of R6 once more: every published count and the exact number of sheets of every group, nothing else.
// Read has done so before it gave r, unless the file is of format v1.
func (r *Released) Audit() (Audited, error) {
	if !r.Published() {
		return Audited{}, nil
	}
	net, result, err := r.attack()
	if err != nil {
		return Audited{}, err
	}
	a := Audited{Pinned: r.pinned(net, result)}
	for division, groups := range net.groups {
		a.Groups += len(groups)
		if division > 0 {
			a.Groups-- // the round
		}
	}
	for _, t := range net.problem.Tables {
		if t.Whole {
			a.Counts += len(t.Parts)
		} else {
			a.Counts += len(t.Parts) * a.Groups
		}
	}
	return a, nil
}

// attack is the audit of the release by itself.
func (r *Released) attack() (*network, *audit.Result, error) {
	tree, err := r.manifest.Tree()
	if err != nil {
		return nil, nil, err
	}
	net := newNetwork(r.plan, r.file, forestOf(tree))
	for _, groups := range net.groups {
		for _, g := range groups {
			for c := range net.large {
				if g.N < r.file.Whole.N && g.Counts[c] != unpublished {
					return nil, nil, broken("R6", "a question of many cells is published by group")
				}
			}
		}
	}
	result, err := audit.Run(&net.problem)
	if err != nil {
		return nil, nil, broken("R6", "no true counts fit: %v", err)
	}
	return net, result, nil
}

// pinned names the cells that an audit has found too narrow.
func (r *Released) pinned(net *network, result *audit.Result) []Pinned {
	names := r.groupNames()
	var all []Pinned
	for _, cell := range result.Narrow() {
		part := net.problem.Tables[cell.Table].Parts[cell.Part]
		figure := r.plan.Questions[net.question[cell.Table]].Name
		if part >= 0 && part < len(r.plan.Columns) {
			figure = r.plan.Columns[part].Name
		}
		all = append(all, Pinned{Group: names[net.groups[cell.Division][cell.Group]], Figure: figure, Low: cell.Low, High: cell.High})
	}
	return all
}

func (r *Released) groupNames() map[*group]string {
	names := make(map[*group]string)
	for i, g := range r.file.tree() {
		name := ""
		if i > 0 {
			name = r.manifest.Units[i-1].Name
		}
		names[g] = name
		if g.Rest != nil {
			names[g.Rest] = fmt.Sprint(name, " (rest)")
		}
	}
	for i := range r.file.Backgrounds {
		b := &r.file.Backgrounds[i]
		for c := range b.Classes {
			names[&b.Classes[c]] = r.plan.ClassName(r.plan.ByName[b.Question], c)
		}
		if b.Rest != nil {
			names[b.Rest] = b.Question + " (rest)"
		}
	}
	return names
}
