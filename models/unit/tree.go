package unit

import (
	"cmp"
	"iter"
	"slices"

	"jianfu/models"
)

// Tree is a set of units with every parent present and no cycle. Units come in depth-first order, children by code.
type Tree struct {
	units    []Unit
	depth    []int
	position map[models.ID]int
	children map[models.ID][]models.ID // of the zero key: the tops
}

// NewTree orders units into a tree. It fails with Invalid where a parent is missing, a key or code occurs twice, or
// parents run in a circle; Args hold the code of the unit.
func NewTree(units []Unit) (*Tree, error) {
	byID := make(map[models.ID]Unit, len(units))
	codes := make(map[string]bool, len(units))
	children := make(map[models.ID][]models.ID)
	for _, u := range units {
		if _, twice := byID[u.ID]; twice || codes[u.Code] {
			return nil, models.Fail(models.Invalid, "unit.twice", u.Code)
		}
		byID[u.ID], codes[u.Code] = u, true
		children[u.Parent] = append(children[u.Parent], u.ID)
	}
	for _, u := range units {
		if _, ok := byID[u.Parent]; !ok && !u.Parent.IsZero() {
			return nil, models.Fail(models.Invalid, "unit.no_parent", u.Code)
		}
	}
	t := &Tree{position: make(map[models.ID]int, len(units)), children: children}
	for _, ids := range children {
		slices.SortFunc(ids, func(a, b models.ID) int { return cmp.Compare(byID[a].Code, byID[b].Code) })
	}
	t.append(byID, models.ID{}, 0)
	for _, u := range units {
		if _, reached := t.position[u.ID]; !reached {
			return nil, models.Fail(models.Invalid, "unit.circle", u.Code)
		}
	}
	return t, nil
}

func (t *Tree) append(byID map[models.ID]Unit, parent models.ID, depth int) {
	for _, id := range t.children[parent] {
		t.position[id] = len(t.units)
		t.units = append(t.units, byID[id])
		t.depth = append(t.depth, depth)
		t.append(byID, id, depth+1)
	}
}

// Len is the number of units.
func (t *Tree) Len() int { return len(t.units) }

// All yields every unit with its depth, a top having depth 0, parents before their children.
func (t *Tree) All() iter.Seq2[int, Unit] {
	return func(yield func(int, Unit) bool) {
		for i, u := range t.units {
			if !yield(t.depth[i], u) {
				return
			}
		}
	}
}

// Units returns the units in the order of All.
func (t *Tree) Units() []Unit { return slices.Clone(t.units) }

// Unit finds one unit.
func (t *Tree) Unit(id models.ID) (Unit, bool) {
	i, ok := t.position[id]
	if !ok {
		return Unit{}, false
	}
	return t.units[i], true
}

// Children lists the units right below id, by code; of the zero key, the tops.
func (t *Tree) Children(id models.ID) []models.ID { return t.children[id] }

// Under returns id and everything below it, in the order of All. The zero key gives the whole tree.
func (t *Tree) Under(id models.ID) []Unit {
	if id.IsZero() {
		return t.Units()
	}
	start, ok := t.position[id]
	if !ok {
		return nil
	}
	end := start + 1
	for end < len(t.units) && t.depth[end] > t.depth[start] {
		end++
	}
	return slices.Clone(t.units[start:end])
}

// Headcount adds up the people of id and everything below it.
func (t *Tree) Headcount(id models.ID) int {
	sum := 0
	for _, u := range t.Under(id) {
		sum += u.Headcount
	}
	return sum
}
