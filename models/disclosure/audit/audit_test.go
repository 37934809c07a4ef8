package audit

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
)

// many is a number of random worlds; JIANFU_LONG=1 asks for minutes instead of seconds.
func many(normal int) uint64 {
	if os.Getenv("JIANFU_LONG") == "1" {
		return uint64(50 * normal)
	}
	return uint64(normal)
}

// tally counts what has been compared with the oracle.
type tally struct {
	worlds, intervals int
	wider             int // intervals than need be
	missed            int // of these, cells that are narrow in truth and seem not to be
}

func (a *tally) String() string {
	return fmt.Sprintf("%d worlds, %d intervals, %d wider than need be, %d narrow cells missed",
		a.worlds, a.intervals, a.wider, a.missed)
}

// compare audits a problem and holds every interval against the oracle.
func (a *tally) compare(t *testing.T, p *Problem) {
	t.Helper()
	r, err := Run(p)
	if err != nil {
		t.Fatalf("%v in %+v", err, p)
	}
	o, ok := askOracle(p)
	if !ok {
		t.Fatalf("the oracle finds nothing that fits %+v", p)
	}
	a.worlds++
	each(p, func(d, g, table, part int) {
		low, high := r.Interval(d, g, table, part)
		least, most := o.interval(d, g, table, part)
		if low > least || high < most {
			t.Fatalf("division %d, group %d, table %d, part %d: %d–%d, truly %d–%d in %+v", d, g, table, part, low, high, least, most, p)
		}
		a.intervals++
		if low < least || high > most {
			a.wider++
			if most-least < 2 && high-low >= 2 {
				a.missed++
			}
		}
	})
}

// each goes over all cells.
func each(p *Problem, do func(division, group, table, part int)) {
	for d := range p.Divisions {
		for g := range p.Divisions[d].N {
			for i, table := range p.Tables {
				for part := range table.Parts {
					if !table.Whole || g == 0 {
						do(d, g, i, part)
					}
				}
			}
		}
	}
}

// The audit gives the same intervals as counting out everything. Of tables that hang together an end is out in up to
// one of 20,000 intervals.
func TestOracle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		worlds int
		world  func(r draw) world
		out    float64 // share of intervals that may be wider than need be
	}{
		"one table, one division":   {1500, func(r draw) world { return r.single(1, 1+r.IntN(6), r.IntN(25), 1+r.IntN(3)) }, 0},
		"one table, five parts":     {300, func(r draw) world { return r.single(1+r.IntN(2), 1+r.IntN(4), r.IntN(11), 4+r.IntN(2)) }, 0},
		"one table, two divisions":  {1000, func(r draw) world { return r.single(2, 1+r.IntN(6), r.IntN(20), 1+r.IntN(3)) }, 0},
		"one table, more divisions": {500, func(r draw) world { return r.single(3+r.IntN(2), 1+r.IntN(5), r.IntN(14), 1+r.IntN(4)) }, 0},
		"ticks":                     {300, func(r draw) world { return r.several(1+r.IntN(2), 1+r.IntN(4), r.IntN(10), 1+r.IntN(4)) }, 1. / 10_000},
		"form": {100, func(r draw) world {
			f := r.form(1+r.IntN(2), r.IntN(2), 2, 2)
			var sheets [][]int
			for range r.IntN(8) {
				sheets = append(sheets, r.sheet(f))
			}
			return r.divide(f.Problem, sheets, 1+r.IntN(2), 1+r.IntN(4))
		}, 1. / 10_000},
		"tied tables": {300, func(r draw) world {
			return r.tied(1+r.IntN(2), 1+r.IntN(4), r.IntN(10), 2+r.IntN(4), 1+r.IntN(4))
		}, 1. / 10_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var a tally
			for seed := range many(c.worlds) {
				a.compare(t, c.world(newDraw(seed)).Problem)
			}
			t.Log(&a)
			if float64(a.wider) > c.out*float64(a.intervals) {
				t.Error("too many are wider than need be")
			}
		})
	}
}

// Large trees, where nothing can be counted out: the truth always fits, and auditing again what has been drawn again
// comes to the same as auditing everything.
func TestProvinces(t *testing.T) {
	t.Parallel()
	for seed := range many(6) {
		r := newDraw(seed)
		wide := 6 + r.IntN(12) // options of a question; some are solved as flows
		f := r.form(4, 2, 3, wide)
		w := r.province(f, 1+r.IntN(60), r.IntN(4))
		result, err := Run(w.Problem)
		if err != nil {
			t.Fatal(err)
		}
		w.holds(t, result)

		question := f.questions[r.IntN(len(f.questions))]
		again := &Problem{Divisions: slices.Clone(w.Divisions), Columns: w.Columns, Tables: w.Tables, Ticks: w.Ticks}
		d := &again.Divisions[0]
		d.Published = slices.Clone(d.Published)
		g := len(d.N) - 1
		d.Published[g] = slices.Clone(d.Published[g])
		for _, c := range question.options {
			d.Published[g][c] = r.publish(w.truth[0][g][c:c+1], d.N[g])[0]
		}
		part, err := result.Again(again, question.options)
		if err != nil {
			t.Fatal(err)
		}
		all, err := Run(again)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(part.spans, all.spans) {
			t.Errorf("seed %d: auditing again comes to something else", seed)
		}
		w.holds(t, result) // which has not changed
	}
}

// holds checks that the truth lies within all intervals, and that Narrow names each narrow cell once.
func (w world) holds(t *testing.T, r *Result) {
	t.Helper()
	named := make(map[Cell]bool)
	for _, c := range r.Narrow() {
		if named[c] {
			t.Fatalf("%+v is named twice", c)
		}
		named[c] = true
	}
	each(w.Problem, func(d, g, table, part int) {
		low, high := r.Interval(d, g, table, part)
		parts := w.Tables[table].Parts
		x := w.Divisions[d].N[g]
		if c := parts[part]; c >= 0 {
			x = w.truth[d][g][c]
		} else {
			for _, c := range parts {
				if c >= 0 {
					x -= w.truth[d][g][c]
				}
			}
		}
		if x < low || x > high {
			t.Fatalf("division %d, group %d, table %d, part %d: %d–%d, truly %d", d, g, table, part, low, high, x)
		}
		if first := slices.IndexFunc(w.Tables, func(t Table) bool { return slices.Contains(t.Parts, parts[part]) }); parts[part] < 0 || first == table {
			if cell := (Cell{d, g, table, part, low, high}); named[cell] != (high-low < 2) && (d == 0 || g > 0) {
				t.Fatalf("%+v is named: %t", cell, named[cell])
			}
		}
	})
}

// The cases that docs/privacy.md works out.
func TestWorkedCases(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n         int
		published []int
		low, high []int // what is known besides; of the columns that are not published
		parts     []int
		spans     []span
		narrow    int
	}{
		// 21 is above the limit for 19 sheets: what it would say is given as bounds
		{n: 19, published: []int{0, -1}, low: []int{-1, 19}, parts: []int{0, 1}, spans: []span{{0, 0}, {19, 19}}, narrow: 2},
		{n: 19, published: []int{0}, parts: []int{0, -1}, spans: []span{{0, 2}, {17, 19}}},
		{n: 19, published: []int{18}, parts: []int{0, -1}, spans: []span{{16, 19}, {0, 3}}},
		{n: 11, published: []int{-1, 0, 0}, low: []int{10}, parts: []int{0, 1, 2}, spans: []span{{10, 11}, {0, 1}, {0, 1}}, narrow: 3},
		{n: 11, published: []int{9, 0, 0}, parts: []int{0, 1, 2}, spans: []span{{7, 11}, {0, 2}, {0, 2}}},
		{n: 20, published: []int{6, 15}, parts: []int{0, 1}, spans: []span{{4, 7}, {13, 16}}},
		{n: 20, published: []int{9, 15}, parts: []int{0, 1}, spans: []span{{7, 7}, {13, 13}}, narrow: 2},
	} {
		p := &Problem{
			Columns: len(c.published), Tables: []Table{{Parts: c.parts}},
			Divisions: []Division{{Parent: []int{-1}, N: []int{c.n}, Published: [][]int{c.published}, Low: [][]int{c.low}}},
		}
		r, err := Run(p)
		if err != nil {
			t.Fatal(err)
		}
		for part, s := range c.spans {
			if low, high := r.Interval(0, 0, 0, part); low != int(s.low) || high != int(s.high) {
				t.Errorf("%d sheets, published %v, part %d: %d–%d, not %v", c.n, c.published, part, low, high, s)
			}
		}
		if got := len(r.Narrow()); got != c.narrow {
			t.Errorf("%d sheets, published %v: %d narrow cells, not %d", c.n, c.published, got, c.narrow)
		}
	}
}

func TestContradiction(t *testing.T) {
	t.Parallel()
	p := &Problem{
		Columns: 2, Tables: []Table{{Parts: []int{0, 1}}},
		Divisions: []Division{{Parent: []int{-1, 0, 0}, N: []int{24, 12, 12}, Published: [][]int{{12, 12}, {6, 6}, {3, 3}}}},
	}
	_, err := Run(p)
	var c *Contradiction
	if !errors.As(err, &c) || c.Group != 2 || c.Table != 0 {
		t.Errorf("%v, not a contradiction in group 2", err)
	}
	p.Divisions[0].Published[2] = []int{12, 0}
	p.Divisions[0].High = [][]int{{12}}
	if _, err = Run(p); !errors.As(err, &c) { // 4–8 and 10–12 are more than 12 together
		t.Errorf("%v, not a contradiction", err)
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(p *Problem){
		"no division":            func(p *Problem) { p.Divisions = nil },
		"another round":          func(p *Problem) { p.Divisions = append(p.Divisions, Division{Parent: []int{-1}, N: []int{5}}) },
		"children too few":       func(p *Problem) { p.Divisions[0].N[1]-- },
		"parent behind":          func(p *Problem) { p.Divisions[0].Parent[1] = 2 },
		"not rounded":            func(p *Problem) { p.Divisions[0].Published[1][0] = 4 },
		"above the limit":        func(p *Problem) { p.Divisions[0].Published[1][0] = 9 },
		"no such column":         func(p *Problem) { p.Tables[0].Parts[0] = 2 },
		"a column twice":         func(p *Problem) { p.Tables[0].Parts[0] = 1 },
		"two free parts":         func(p *Problem) { p.Tables[0].Parts = []int{-1, -1} },
		"no parts":               func(p *Problem) { p.Tables[0].Parts = nil },
		"at most below at least": func(p *Problem) { p.Ticks[0].AtLeast, p.Ticks[0].AtMost = 2, 1 },
		"ticks without a bound":  func(p *Problem) { p.Ticks[0].AtLeast = 0 },
		"ticks without a column": func(p *Problem) { p.Ticks[0].Options = []int{-1} },
		"a long row":             func(p *Problem) { p.Divisions[0].Low = [][]int{{0, 0, 0}} },
	} {
		p := &Problem{
			Columns: 2, Tables: []Table{{Parts: []int{0, 1, -1}}},
			Divisions: []Division{{Parent: []int{-1, 0, 0}, N: []int{14, 8, 6}, Published: [][]int{{6, 6}, {3, 3}, {3, 3}}}},
			Ticks:     []Ticks{{Options: []int{0, 1}, None: -1, Skipped: -1, Declined: -1, AtLeast: 1}},
		}
		if _, err := Run(p); err != nil {
			t.Fatal(err)
		}
		spoil(p)
		if _, err := Run(p); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestComponents(t *testing.T) {
	t.Parallel()
	p := &Problem{
		Columns: 8, Divisions: []Division{{Parent: []int{-1}, N: []int{20}}},
		Tables: []Table{{Parts: []int{0, 1, -1}}, {Parts: []int{2, -1}}, {Parts: []int{3, 0, -1}}, {Parts: []int{4, -1}}, {Parts: []int{5, 6, 7, -1}}},
		Ticks:  []Ticks{{Options: []int{2, 4}, None: -1, Skipped: -1, Declined: -1, AtLeast: 1}},
	}
	got, err := Components(p)
	if want := [][]int{{0, 2}, {1, 3}, {4}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, not %v", got, err, want)
	}
}

func FuzzRun(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed, byte(seed), byte(1+seed), byte(5*seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, kind, size, people byte) {
		r := newDraw(seed)
		n, leaves, divisions := int(people%12), 1+int(size%5), 1+int(size/64)
		var a tally
		switch kind % 4 {
		case 0:
			a.compare(t, r.single(divisions, leaves, n, 1+int(kind/4%5)).Problem)
		case 1: // an end may be out
			a.compare(t, r.several(divisions, leaves, min(n, 9), 1+int(kind/4%4)).Problem)
			return
		case 2:
			a.compare(t, r.tied(divisions, leaves, min(n, 9), 2+int(kind/4%4), 1+int(kind/16%4)).Problem)
			return
		default:
			w := r.single(1+int(size/128), 1+int(size%64), 3*int(people), 1+int(kind/4%9))
			agree(t, w.Problem)
		}
		if a.wider > 0 {
			t.Errorf("%s", &a)
		}
	})
}

func BenchmarkRun(b *testing.B) {
	for _, c := range []struct{ units, backgrounds, single, several, options int }{
		{100, 0, 20, 10, 6},
		{1000, 0, 20, 10, 6},
		{10000, 0, 20, 10, 6},
		{500, 3, 35, 10, 6},
		{500, 3, 35, 10, 11},
	} {
		b.Run(fmt.Sprintf("%+v", c), func(b *testing.B) {
			r := newDraw(1)
			r.hide = 0
			w := r.province(r.form(c.single, c.several, min(3, c.options), c.options), c.units, c.backgrounds)
			groups := 0
			for _, d := range w.Divisions {
				groups += len(d.N)
			}
			var result *Result
			for b.Loop() {
				var err error
				if result, err = Run(w.Problem); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*groups*len(w.Tables)), "ns/group·table")
			b.ReportMetric(float64(len(result.Narrow())), "narrow")
			b.ReportMetric(float64(len(w.Tables)), "tables")
		})
	}
}
