package disclosure

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"jianfu/models"
	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
)

const long = "JIANFU_LONG" // 1: ten thousand random rounds

func randomRounds(few int) int {
	if os.Getenv(long) == "1" {
		return 10000
	}
	return few
}

// tally counts what happens in many rounds at once.
type tally struct {
	lock sync.Mutex
	of   map[string]int
}

func (c *tally) add(what string, n int) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.of == nil {
		c.of = make(map[string]int)
	}
	c.of[what] += n
}

// Rounds of every shape, with units that an attacker would wish for. Each is released, or refused by the name of what went wrong;
// no count of what is released can be told to within less than three values by who takes every question by itself, and the audit
// thinks of nothing as impossible that he holds possible.
func TestAttacker(t *testing.T) {
	t.Parallel()
	rounds, all := randomRounds(84), asked()
	var seen tally
	t.Run("rounds", func(t *testing.T) {
		for shard := range 4 {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				for i := shard; i < rounds; i += 4 {
					r := rand.New(rand.NewPCG(uint64(i), 31))
					s := randomRound(t, r, all[i/4%len(all)], 1+r.IntN(5), 1+r.IntN(40))
					attackRound(t, fmt.Sprint("round ", i), s, &seen)
				}
			})
		}
	})
	t.Log(seen.of)
	if seen.of["released"] == 0 || seen.of["cells"] == 0 || seen.of["exact"] == 0 {
		t.Error("nothing was attacked")
	}
}

// attackRound releases a round and does all that there is to do to it.
func attackRound(t *testing.T, name string, s *scenario, seen *tally) {
	t.Helper()
	released, err := Release(s.in)
	if err != nil {
		seen.add("refused", 1)
		if models.KindOf(err) != models.Internal || !strings.Contains(err.Error(), "can still be told") {
			t.Errorf("%s: %v", name, err)
		}
		return
	}
	seen.add("released", 1)
	again, err := Read(released.JSON())
	if err != nil || again.Hash() != released.Hash() {
		t.Fatalf("%s: %v", name, err)
	}
	rounding(t, name, s, again)
	a, err := newAttacker(released.JSON(), s.exact)
	if err != nil {
		t.Fatal(err)
	}
	small(t, a)
	if len(a.nodes) == 0 {
		seen.add("empty", 1)
		return
	}
	net, result, err := again.attack()
	if err != nil {
		t.Fatal(err)
	}
	columns := make(map[string]int)
	for c, column := range again.plan.Columns {
		columns[column.Name] = c
	}
	steps := 0
	if len(a.nodes) < 12 {
		steps = 100
	}
	for a.depth = plainly; a.depth <= subsets; a.depth++ {
		found, possible := a.attack(steps, func(node *suspect, cell string, low, high int, exact bool) {
			if a.depth == plainly {
				seen.add("cells", 1)
			}
			if !exact || a.depth < subsets {
				return
			}
			seen.add("exact", 1)
			division, group := placeOf(net, node)
			at := net.places[columns[cell]]
			if l, h := result.Interval(division, group, at[0], at[1]); low < l || high > h {
				t.Errorf("%s: %s %s is between %d and %d, the audit says %d and %d", name, node.name, cell, low, high, l, h)
			} else if low > l || high < h {
				seen.add("audit wider", 1)
			}
		})
		if !possible {
			t.Errorf("%s: nothing fits the release, or the attacker is wrong", name)
		}
		if a.depth > plainly {
			seen.add(fmt.Sprint("told at depth ", a.depth), len(found))
			seen.add(fmt.Sprint("releases told at depth ", a.depth), min(1, len(found)))
			continue
		}
		for _, c := range found {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// placeOf finds a set of sheets in the audit, by its counts and size.
func placeOf(net *network, s *suspect) (division, group int) {
	if s.name == "round" {
		return 0, 0
	}
	for i, g := range net.groups[s.division] {
		if g.N == s.n && slices.Equal(g.Counts, s.counts) {
			return s.division, i
		}
	}
	panic("no such set of sheets: " + s.name)
}

// rounding holds every published count against the true one: a multiple of 3 stays as it is, any other is off by less than 3.
func rounding(t *testing.T, name string, s *scenario, r *Released) {
	t.Helper()
	at := make(map[models.ID]int)
	for i, u := range s.in.Manifest.Units {
		at[u.ID] = i
	}
	under := func(id models.ID) (sheets []questionnaire.Sheet) {
		for i, u := range s.in.Manifest.Units {
			for up := u.ID; ; up = s.in.Manifest.Units[at[up]].Parent {
				if up == id {
					sheets = append(sheets, s.filled[i]...)
				}
				if up.IsZero() {
					break
				}
			}
		}
		return sheets
	}
	check := func(g *group, sheets []questionnaire.Sheet, of string) {
		if g.N != len(sheets) {
			t.Errorf("%s, %s: %d sheets, not %d", name, of, g.N, len(sheets))
		}
		for c, v := range g.Counts {
			count := 0
			for _, sheet := range sheets {
				if in(s.form, sheet, r.plan.Columns[c]) {
					count++
				}
			}
			off := v - count
			if v != unpublished && (v%3 != 0 || max(off, -off) > 2 || off != 0 && count%3 == 0 || v > g.N/3*3) {
				t.Errorf("%s, %s: %s reads %d for %d of %d", name, of, r.plan.Columns[c].Name, v, count, g.N)
			}
		}
	}
	for i, g := range r.file.tree() {
		if g.Hidden != "" {
			continue
		}
		id := models.ID{}
		if i > 0 {
			id = g.Unit
		}
		check(g, under(id), id.String())
	}
	for i := range r.file.Backgrounds {
		b := &r.file.Backgrounds[i]
		question := r.plan.Questions[r.plan.ByName[b.Question]]
		for c := range b.Classes {
			if g := &b.Classes[c]; g.Hidden == "" {
				check(g, slices.DeleteFunc(under(models.ID{}), func(sheet questionnaire.Sheet) bool {
					return !in(s.form, sheet, plan.Column{Question: question.Place, Cell: c})
				}), b.Question)
			}
		}
	}
}

// in says whether a sheet is in a cell.
func in(form *questionnaire.Form, sheet questionnaire.Sheet, c plan.Column) bool {
	q, a := form.Questions()[c.Question], sheet[c.Question]
	switch cells := len(q.Cells()); a.State {
	case questionnaire.Skipped:
		return c.Cell == cells
	case questionnaire.Declined:
		return c.Cell == cells+1
	}
	return slices.Contains(q.CellsOf(a), c.Cell)
}

// Whoever knows his own answer takes his sheet away. Nobody promises that three values are left for the others: how often
// they are not is counted. But never is a count of an option told exactly that was not told before.
func TestRespondentWhoKnowsHisOwn(t *testing.T) {
	t.Parallel()
	all := asked()[:5] // without conditions
	var seen tally
	for i := range randomRounds(300) / 3 {
		r := rand.New(rand.NewPCG(uint64(i), 37))
		s := randomRound(t, r, all[i%len(all)], 1+r.IntN(3), 1+r.IntN(12))
		released, err := Release(s.in)
		if err != nil {
			t.Fatal(err)
		}
		a, err := newAttacker(released.JSON(), s.exact)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range a.parts {
			if len(a.nodes) > 0 {
				a.respondents(t, part, &seen)
			}
		}
	}
	t.Log(seen.of)
}

// respondents takes one sheet out of each published cell in turn.
func (a *attacker) respondents(t *testing.T, part []int, seen *tally) {
	p := a.puzzle(part)
	if !p.everything() {
		t.Fatal("nothing fits")
	}
	for i := range a.nodes {
		for c, cell := range part {
			x := i*len(part) + c
			if !a.published(i, cell) || p.low[x] > 0 || p.high[x] < 1 {
				continue
			}
			type old struct{ cell, low, high int }
			undo := []old{{x, p.low[x], p.high[x]}}
			p.low[x] = 1
			fits := p.settle(p.of[x], func(c, low, high int) { undo = append(undo, old{c, low, high}) })
			for other, name := range part {
				y := i*len(part) + other
				if !fits || other == c || !a.published(i, name) {
					continue
				}
				seen.add("cells of others", 1)
				switch p.high[y] - p.low[y] {
				case 1:
					seen.add("two values", 1)
				case 0:
					seen.add("exact", 1)
					t.Errorf("%s of %d: with %s known to be above 0, %s is %d", a.nodes[i].name, a.nodes[i].n, a.names[cell], a.names[name], p.low[y])
				}
			}
			if p.high[x]-p.low[x] < 2 {
				seen.add("his own cell, less than three values", 1)
			}
			for j := len(undo) - 1; j >= 0; j-- {
				p.low[undo[j].cell], p.high[undo[j].cell] = undo[j].low, undo[j].high
			}
		}
	}
}

// Two rounds of almost the same people are two releases with draws of their own: a change of a count is known to three values
// at the best.
func TestTwoRoundsOfTheSamePeople(t *testing.T) {
	t.Parallel()
	all := asked()[:5]
	changes := 0
	for i := range 40 {
		r := rand.New(rand.NewPCG(uint64(i), 41))
		first := randomRound(t, r, all[i%len(all)], 2, 6)
		later := *first.in.Manifest
		later.Round = models.ID{2}
		filled := slices.Clone(first.filled)
		for u := range filled {
			if len(filled[u]) > 0 { // one has gone, and another one answers like somebody elsewhere
				from := first.filled[r.IntN(len(filled))]
				filled[u] = slices.Clone(filled[u][1:])
				if len(from) > 0 {
					filled[u] = append(filled[u], from[0])
				}
			}
		}
		second := tabulated(t, &later, first.form, filled, r.Uint64())
		var low, high [2]map[string]int
		for j, s := range []*scenario{first, second} {
			low[j], high[j] = make(map[string]int), make(map[string]int)
			a, err := newAttacker(release(t, s.in).JSON(), s.exact)
			if err != nil {
				t.Fatal(err)
			}
			a.attack(0, func(node *suspect, cell string, l, h int, _ bool) {
				low[j][node.name+cell], high[j][node.name+cell] = l, h
			})
		}
		for key := range low[0] {
			if _, both := low[1][key]; !both {
				continue
			}
			changes++
			if from, to := low[1][key]-high[0][key], high[1][key]-low[0][key]; to-from < 2 {
				t.Errorf("round %d: the change of %s is between %d and %d", i, key, from, to)
			}
		}
	}
	if changes == 0 {
		t.Error("no count was compared")
	}
}

// Whoever answers a question to tick at all ticks something: 11 and 11 of 24, two blank, read as 9, 9 and 0 would be told.
func TestTicksUnderAttack(t *testing.T) {
	t.Parallel()
	q := asked()[3]
	q.Sections[0].Questions = []questionnaire.Question{{Name: "f", Kind: questionnaire.Multiple, Text: text("f"), Options: options("p", "q")}}
	m := manifest(county()[0])
	m.Questionnaire = q
	form, err := questionnaire.Compile(q)
	if err != nil {
		t.Fatal(err)
	}
	var filled [][]questionnaire.Sheet
	for i := range 24 {
		in := questionnaire.Input{"f": {[]string{"p", "q"}[i%2]}}
		if i < 2 {
			in = nil
		}
		sheet, _ := form.Check(in)
		filled = append(filled, []questionnaire.Sheet{sheet})
	}
	filled = [][]questionnaire.Sheet{slices.Concat(filled...)}
	for secret := range uint64(150) {
		s := tabulated(t, m, form, filled, secret)
		a, err := newAttacker(release(t, s.in).JSON(), s.exact)
		if err != nil {
			t.Fatal(err)
		}
		if found, possible := a.attack(200, nil); !possible || len(found) > 0 {
			t.Errorf("%d: %v %+v", secret, a.leak.Whole.Counts, found)
		}
	}
}
