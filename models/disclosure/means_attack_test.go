package disclosure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// equations are what all published means of a quantity say of sums over sheets that nothing published tells apart: units
// without their published parts, and the classes of background questions.
type equations struct {
	rows   [][]float64
	pivots []int // of each row: where it has 1 and all others 0
}

// add takes a row in, reduced by those before it; there is nothing new in a row that they make up.
func (e *equations) add(row []float64) {
	if rest := e.reduce(row); rest != nil {
		at := 0
		for i, x := range rest {
			if math.Abs(x) > math.Abs(rest[at]) {
				at = i
			}
		}
		pivot := rest[at]
		for i := range rest {
			rest[i] /= pivot
		}
		for _, r := range e.rows {
			f := r[at]
			for i := range r {
				r[i] -= f * rest[i]
			}
		}
		e.rows, e.pivots = append(e.rows, rest), append(e.pivots, at)
	}
}

// reduce gives what the rows do not make up of a row; nil for nothing: then it is told.
func (e *equations) reduce(row []float64) []float64 {
	rest := slices.Clone(row)
	for k, r := range e.rows {
		f := rest[e.pivots[k]]
		for i := range r {
			rest[i] -= f * r[i]
		}
	}
	for _, x := range rest {
		if math.Abs(x) > 1e-7 {
			return rest
		}
	}
	return nil
}

// heap is what a sum is made of, by hand.
type heap struct {
	sheets, valid, nonZero int
	values                 []float64
}

func (h *heap) take(value, weight float64) {
	h.valid++
	if value > 0 {
		h.nonZero++
	}
	h.values = append(h.values, value*weight)
}

// safe is whether R4 lets the sum be known.
func (h *heap) safe(k int) bool {
	v := slices.Sorted(slices.Values(h.values))
	if h.valid < k || h.nonZero < 5 {
		return false
	}
	rest := 0.0
	for _, x := range v[:len(v)-2] {
		rest += x
	}
	return rest >= v[len(v)-1]/10-1e-9
}

// Whoever solves the equations of all means of a quantity, weighted over the tree, plain over classes, and with and without
// the sheets that stand out, finds no sum that R4 forbids.
func TestMeansAsEquations(t *testing.T) {
	t.Parallel()
	q := asking()
	q.Sections[0].Questions[0].Soft = ". <= 20" // some sheets stand out
	q.Sections[0].Questions = append(q.Sections[0].Questions, questionnaire.Question{
		Name: "sex", Kind: questionnaire.Single, Text: text("sex"), Options: options("f", "m"), Level: questionnaire.ByRound,
	})
	solved := 0
	for i := range randomRounds(400) / 2 {
		r := rand.New(rand.NewPCG(uint64(i), 43))
		s := randomRound(t, r, q, 1+r.IntN(4), 1+r.IntN(14))
		heavy(s, r)
		s = tabulated(t, s.in.Manifest, s.form, s.filled, r.Uint64())
		released, err := Release(s.in)
		if err != nil {
			t.Errorf("round %d: %v", i, err)
			continue
		}
		solved += solve(t, fmt.Sprint("round ", i), released, s)
	}
	if solved < 100 {
		t.Errorf("only %d sums were tried", solved)
	}
	t.Log(solved, "sums")
}

// heavy gives the hours a tail.
func heavy(s *scenario, r *rand.Rand) {
	at, _ := s.form.Place("hours")
	for _, sheets := range s.filled {
		for _, sheet := range sheets {
			if a := &sheet[at]; a.State == questionnaire.Answered {
				switch r.IntN(4) {
				case 0:
					a.Number = 0
				case 1:
					a.Number = questionnaire.Decimal(min(480, int(math.Exp(3*r.NormFloat64())))) * 500
				}
			}
		}
	}
}

// solve lays out the equations of the hours of a release, and gives the number of sums that they were asked for.
func solve(t *testing.T, name string, r *Released, s *scenario) int {
	t.Helper()
	if !r.Published() {
		return 0
	}
	tree := r.file.tree()
	at, _ := s.form.Place("hours")
	unitOf := make(map[string]int) // a unit's innermost published group
	above := make(map[string]string)
	for i, g := range tree {
		if i > 0 && g.Hidden == "" {
			unitOf[g.Unit.String()] = i
		}
	}
	for _, u := range s.in.Manifest.Units {
		above[u.ID.String()] = u.Parent.String()
	}
	inner := func(id string) int {
		for ; above[id] != ""; id = above[id] {
			if i, there := unitOf[id]; there {
				return i
			}
		}
		return 0
	}
	// Numbers of the unknowns: sums over strata, then over classes, then over those that stand out and those that do not.
	width := len(tree)
	first := make([]int, len(r.file.Backgrounds))
	for i := range r.file.Backgrounds {
		first[i] = width
		width += len(r.file.Backgrounds[i].Classes) + 1
	}
	flags := width
	width += 2
	heaps := make([]heap, width)
	for i, u := range s.in.Manifest.Units {
		stratum := inner(u.ID.String())
		for _, sheet := range s.filled[i] {
			in := []int{stratum}
			for b := range r.file.Backgrounds {
				class := classOfSheet(s.form, sheet, r.file.Backgrounds[b].Question)
				if r.file.Backgrounds[b].Classes[class].Hidden != "" {
					class = len(r.file.Backgrounds[b].Classes)
				}
				in = append(in, first[b]+class)
			}
			if len(s.form.Remarks(sheet)) > 0 {
				in = append(in, flags)
			} else {
				in = append(in, flags+1)
			}
			for _, h := range in {
				heaps[h].sheets++
				if sheet[at].State == questionnaire.Answered {
					heaps[h].take(float64(sheet[at].Number), 1)
				}
			}
		}
	}
	var e equations
	row := func() []float64 { return make([]float64, width) }
	ties := func(from, to int) { // the same sheets as all strata
		x := row()
		for i := range tree {
			x[i] = 1
		}
		for i := from; i < to; i++ {
			x[i] = -1
		}
		e.add(x)
	}
	for b := range first {
		ties(first[b], first[b]+len(r.file.Backgrounds[b].Classes)+1)
	}
	ties(flags, flags+2)
	under := make([][]float64, len(tree))
	var unsafe [][]float64
	for i := range tree {
		under[i] = row()
	}
	for i := len(tree) - 1; i >= 0; i-- {
		under[i][i] += r.strata.of(i)
		if p := r.parent[i]; p >= 0 {
			for j, x := range under[i] {
				under[p][j] += x
			}
		}
		if tree[i].Means["hours"].exact() {
			e.add(under[i])
		}
	}
	for b := range r.file.Backgrounds {
		for c := range r.file.Backgrounds[b].Classes {
			if g := &r.file.Backgrounds[b].Classes[c]; g.Hidden == "" && g.N < r.file.Whole.N && g.Means["hours"].exact() {
				x := row() // a class of all sheets has the round's mean, weighted
				x[first[b]+c] = 1
				e.add(x)
			}
		}
	}
	if r.file.Quality.With["hours"] != nil {
		all, some := row(), row()
		for i := range tree {
			all[i] = 1
		}
		some[flags+1] = 1
		e.add(all)
		e.add(some)
	}
	for i := range heaps {
		if heaps[i].sheets == 0 { // which is known
			nothing := row()
			nothing[i] = 1
			e.add(nothing)
		}
	}
	for i := range heaps {
		if len(heaps[i].values) > 0 && !heaps[i].safe(r.manifest.K) {
			x := row()
			x[i] = 1
			unsafe = append(unsafe, x)
		}
	}
	for _, x := range unsafe {
		if e.reduce(x) == nil {
			t.Errorf("%s: the sum of a set is told that may not be: %v", name, x)
		}
	}
	return len(unsafe)
}

func classOfSheet(form *questionnaire.Form, sheet questionnaire.Sheet, question string) int {
	place, _ := form.Place(question)
	q := form.Questions()[place]
	switch sheet[place].State {
	case questionnaire.Skipped:
		return len(q.Cells())
	case questionnaire.Declined:
		return len(q.Cells()) + 1
	}
	return q.CellsOf(sheet[place])[0]
}

// The round has a weighted mean, and classes of people add up to a plain one: the two would tell both units, of which one may
// not be told and the other is withheld for that.
func TestTwoTotalsAsEquations(t *testing.T) {
	t.Parallel()
	q := asking()
	q.Sections[0].Questions[1].Options = options("f", "m")
	form, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	m := manifest(county()[1], county()[2])
	m.Questionnaire = q
	m.Units[0].Parent, m.Units[1].Parent = models.ID{}, models.ID{}
	m.Units[0].Headcount, m.Units[1].Headcount = 40, 40
	hours := func(n int, of func(i int) int) (sheets []questionnaire.Sheet) {
		for i := range n {
			sheet, _ := form.Check(questionnaire.Input{"role": {[]string{"f", "m"}[i%2]}, "hours": {fmt.Sprint(of(i))}})
			sheets = append(sheets, sheet)
		}
		return sheets
	}
	filled := [][]questionnaire.Sheet{
		hours(40, func(i int) int { return 40 + i%20*4 }),
		hours(20, func(i int) int { return i / 19 * 240 }),
	}
	s := tabulated(t, m, form, filled, 1)
	r := release(t, s.in)
	if !r.file.Whole.Means["hours"].exact() || r.file.Units[0].Means["hours"].exact() {
		t.Fatal("the round is not as it is meant to be")
	}
	if solve(t, "two totals", r, s) == 0 {
		t.Error("nothing has to be kept")
	}
}
