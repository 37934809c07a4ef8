package disclosure

import (
	"errors"

	"jianfu/models"
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
	dice, err := newDice(in.Secret, hash, in.Number)
	if err != nil {
		return nil, internal(err)
	}
	m := &maker{in: in, plan: newPlan(form), dice: dice}
	f := &file{
		Format: Format, Number: in.Number, ManifestHash: hash, Manifest: canonical, Rules: Rules(), Formulas: Formulas,
		Columns: m.plan.names(), UnitColumns: m.plan.units, Backgrounds: []background{},
	}
	m.units(f, tree)
	if f.Whole.Hidden == "" {
		m.backgrounds(f)
		f.Quality = in.Quality.clone()
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
	in   Input
	plan *plan
	dice *dice
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

func (m *maker) units(f *file, tree *unit.Tree) {
	forest := forestOf(tree)
	rows, n := []*tabulation.Row{m.in.Counts.Under(models.ID{})}, []int{}
	for _, u := range forest.units {
		rows = append(rows, m.in.Counts.Under(u.ID))
	}
	for _, row := range rows {
		n = append(n, int(row.N()))
	}
	hidden := hide(m.in.Manifest.K, n, forest.parent)
	names := make([]string, len(rows)) // of the draws
	groups := make([]group, len(rows))
	left := make([]*tabulation.Row, len(rows)) // sheets under no published child
	for i, row := range rows {
		id, people, columns := models.ID{}, tree.Headcount(models.ID{}), len(m.plan.columns)
		if i > 0 {
			id, columns = forest.units[i-1].ID, m.plan.units
			people = tree.Headcount(id)
		}
		if names[i] == "" {
			names[i] = "unit " + id.String()
		}
		if c := forest.only(i, n, hidden); c > 0 {
			names[c] = names[i]
		}
		groups[i] = m.group(row, hidden[i], names[i], columns, people)
		groups[i].Unit = id
		left[i] = m.left(i, forest, rows, hidden)
		if rest := int(left[i].N()); hidden[i] == "" && 0 < rest && rest < n[i] {
			groups[i].Rest = m.rest(left[i], "rest "+id.String())
		}
	}
	f.Whole, f.Units = groups[0], groups[1:]
	m.withhold(f.tree(), forest.parent, left)
}

// left is the row of the sheets of group i under none of its published children.
func (m *maker) left(i int, f forest, rows []*tabulation.Row, hidden []Hidden) *tabulation.Row {
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
	for question, q := range m.plan.questions {
		if !q.background {
			continue
		}
		rows := m.in.Counts.Classes(q.place)
		b := background{Question: q.Name, Classes: make([]group, len(rows))}
		groups, parent := f.division(&b)
		n := []int{f.Whole.N}
		for _, row := range rows {
			n = append(n, int(row.N()))
		}
		hidden := hide(m.in.Manifest.K, n, parent)[1:]
		left := m.in.Counts.Layout().NewRow()
		for i, row := range rows {
			name := "class " + m.plan.className(question, i)
			if int(row.N()) == f.Whole.N { // the same sheets as the round
				name = "unit " + models.ID{}.String()
			}
			b.Classes[i] = m.group(row, hidden[i], name, m.plan.units, 0)
			if hidden[i] != "" {
				left.Merge(row)
			}
		}
		if rest := int(left.N()); 0 < rest && rest < f.Whole.N {
			b.Rest = m.rest(left, "rest of "+q.Name)
		}
		m.withhold(groups, parent, append([]*tabulation.Row{left}, rows...))
		f.Backgrounds = append(f.Backgrounds, b)
	}
}

// group publishes a row, or says why not. people is the headcount behind it, 0 where it is not known.
func (m *maker) group(row *tabulation.Row, hidden Hidden, name string, columns, people int) group {
	if hidden != "" {
		return group{Hidden: hidden}
	}
	g := group{N: int(row.N()), Counts: m.counts(row, name, columns), Means: make(map[string]*mean)}
	if m.in.Manifest.Admission != round.Card {
		people = 0 // without one-time codes nobody knows how much of the unit the sheets are
	}
	for i := range m.plan.questions {
		if q := &m.plan.questions[i]; q.averaged() && q.sources != nil && (!q.whole || columns > m.plan.units) {
			declined := q.declined().value(g.Counts, g.N)
			g.Means[q.Name] = meanOf(q.Question, row, q.place, g.N-declined, m.in.Manifest.K, people)
		}
	}
	return g
}

// rest publishes the counts of a hidden remainder, which an attacker could get at by subtraction anyway.
func (m *maker) rest(row *tabulation.Row, name string) *group {
	return &group{N: int(row.N()), Counts: m.counts(row, name, m.plan.units)}
}

func (m *maker) counts(row *tabulation.Row, name string, columns int) []int {
	counts := make([]int, columns)
	for i, c := range m.plan.columns[:columns] {
		counts[i] = nearby(int(row.Count(c.question, c.cell)), int(row.N()), m.dice.roll(name, c.name))
	}
	return counts
}
