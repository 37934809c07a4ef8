package disclosure

import (
	"errors"

	"jianfu/models"
	"jianfu/models/disclosure/audit"
	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
	"jianfu/models/tabulation"
	"jianfu/models/unit"
)

// Input is what a release is made from.
type Input struct {
	Manifest     *round.Manifest
	ManifestHash string
	Number       int                    // of the release of this round, from 1
	Secret       []byte                 // the private round key; the draws come from it, it is not kept
	Counts       *tabulation.Tabulation // made over the questionnaire and the units of Manifest
	Quality      Quality
	Previous     *Released // the release that this one corrects (R7); nil for the first
}

// Release decides what may be published and freezes it. A round of fewer than k sheets gives a Released that says so
// and holds no count.
//
// Errors are Internal: the input does not belong together, or what was made does not stand up to the check that Read
// makes of a stranger's file.
func Release(in Input) (*Released, error) {
	canonical, hash, err := in.Manifest.Encode()
	if err != nil {
		return nil, internal(err)
	}
	if hash != in.ManifestHash || in.Number < 1 || len(in.Secret) == 0 {
		return nil, internal(errors.New("disclosure: manifest hash, number or key is not of this round"))
	}
	tree, err := in.Manifest.Tree()
	if err != nil {
		return nil, internal(err)
	}
	form, err := questionnaire.Compile(in.Manifest.Questionnaire)
	if err != nil {
		return nil, internal(err)
	}
	dice, err := newDice(in.Secret, hash)
	if err != nil {
		return nil, internal(err)
	}
	m := &maker{in: in, plan: plan.New(form), dice: dice, drawn: make(map[*group]*drawn), spare: make(map[string]int), places: make(map[*group][2]int)}
	f := &file{
		Format: Format, Number: in.Number, ManifestHash: hash, Manifest: canonical, Rules: Rules(), Formulas: Formulas,
		Columns: m.plan.Names(), UnitColumns: m.plan.Units, Backgrounds: []background{},
	}
	forest := forestOf(tree)
	m.units(f, tree, forest)
	if f.Whole.Hidden == "" {
		m.backgrounds(f)
		if err := m.protect(f, forest); err != nil {
			return nil, internal(err)
		}
		m.quantities = quantitiesOf(m.plan, form)
		m.means(f, forest, tree)
		f.Quality = m.quality(f)
	}
	data, _, err := f.encode()
	if err != nil {
		return nil, internal(err)
	}
	r, err := Read(data)
	if err != nil {
		return nil, internal(err)
	}
	return r, nil
}

func internal(err error) error {
	return &models.Error{Kind: models.Internal, Key: "error.internal", Err: err}
}

// maker turns true counts into the groups of a file.
type maker struct {
	in     Input
	plan   *plan.Plan
	dice   *dice
	drawn  map[*group]*drawn
	spare  map[string]int    // by quantity: see division.spare
	left   []*tabulation.Row // by group of the tree: sheets under no published child
	audit  *audit.Result
	places map[*group][2]int // division and number of a group in the audit
	net    *network
	kept   *Released // the release that this one corrects

	quantities []quantity
}

// forest is the groups of a unit tree under the round as their root: group 0 is the round, group i + 1 unit i.
type forest struct {
	units    []unit.Unit
	parent   []int
	children [][]int
}

func forestOf(tree *unit.Tree) forest {
	f := forest{units: tree.Units(), parent: []int{-1}, children: make([][]int, tree.Len()+1)}
	at := map[models.ID]int{{}: 0}
	for i, u := range f.units {
		at[u.ID] = i + 1
		f.parent = append(f.parent, at[u.Parent])
		f.children[at[u.Parent]] = append(f.children[at[u.Parent]], i+1)
	}
	return f
}

// only is the one published child that holds all sheets of group i, −1 where there is none. Such a child is the same
// set of sheets and shares the draws of its parent: two draws would narrow each count down.
func (f forest) only(i int, n []int, hidden []Hidden) int {
	for _, c := range f.children[i] {
		if hidden[c] == "" && n[c] == n[i] {
			return c
		}
	}
	return -1
}

func (m *maker) units(f *file, tree *unit.Tree, forest forest) {
	rows, n := []*tabulation.Row{m.in.Counts.Under(models.ID{})}, []int{}
	for _, u := range forest.units {
		rows = append(rows, m.in.Counts.Under(u.ID))
	}
	for _, row := range rows {
		n = append(n, int(row.N()))
	}
	hidden := Hide(m.in.Manifest.K, n, forest.parent)
	f.Units = make([]group, len(forest.units))
	same := make([]*drawn, len(rows))
	for i, g := range f.tree() {
		id := models.ID{}
		if i > 0 {
			id = forest.units[i-1].ID
		}
		g.Unit, g.Hidden = id, hidden[i]
		m.left = append(m.left, m.leftOver(i, forest, rows, hidden))
		if g.Hidden != "" {
			continue
		}
		g.N = n[i]
		if same[i] == nil {
			same[i] = m.draw("unit "+id.String(), rows[i])
		}
		if c := forest.only(i, n, hidden); c > 0 {
			same[c] = same[i]
		}
		columns := m.plan.Units
		if i == 0 {
			columns = len(m.plan.Columns)
		}
		m.give(same[i], g, columns)
		if rest := int(m.left[i].N()); 0 < rest && rest < n[i] {
			g.Rest = m.rest(m.left[i], "rest "+id.String())
		}
	}
}

// leftOver is the row of the sheets of group i under none of its published children.
func (m *maker) leftOver(i int, f forest, rows []*tabulation.Row, hidden []Hidden) *tabulation.Row {
	left := m.in.Counts.Layout().NewRow()
	if i > 0 {
		left.Merge(m.in.Counts.Own(f.units[i-1].ID))
	}
	for _, c := range f.children[i] {
		if hidden[c] != "" {
			left.Merge(rows[c])
		}
	}
	return left
}

func (m *maker) backgrounds(f *file) {
	for question, q := range m.plan.Questions {
		if !q.Divides {
			continue
		}
		rows := m.in.Counts.Classes(q.Place)
		b := background{Question: q.Name, Classes: make([]group, len(rows))}
		_, parent := f.division(&b)
		n := []int{f.Whole.N}
		for _, row := range rows {
			n = append(n, int(row.N()))
		}
		hidden := Hide(m.in.Manifest.K, n, parent)[1:]
		left := m.in.Counts.Layout().NewRow()
		for i, row := range rows {
			g := &b.Classes[i]
			if g.Hidden = hidden[i]; g.Hidden != "" {
				left.Merge(row)
				continue
			}
			g.N = int(row.N())
			if d := m.drawn[&f.Whole]; g.N == f.Whole.N { // the same sheets as the round
				m.give(d, g, m.plan.Units)
			} else {
				m.give(m.draw("class "+m.plan.ClassName(question, i), row), g, m.plan.Units)
			}
		}
		if rest := int(left.N()); 0 < rest && rest < f.Whole.N {
			b.Rest = m.rest(left, "rest of "+q.Name)
		}
		f.Backgrounds = append(f.Backgrounds, b)
	}
}

// rest publishes the counts of a hidden remainder, which an attacker could get at by subtraction anyway.
func (m *maker) rest(row *tabulation.Row, name string) *group {
	g := &group{N: int(row.N())}
	m.give(m.draw(name, row), g, m.plan.Units)
	return g
}
