package audit

import (
	"reflect"
	"testing"
)

// Functions over sets and flows share nothing, and come to the same.
func TestBothSolvers(t *testing.T) {
	t.Parallel()
	for seed := range many(1000) {
		r := newDraw(seed)
		agree(t, r.single(1+r.IntN(2), 1+r.IntN(30), r.IntN(400), 1+r.IntN(8)).Problem)
	}
}

func agree(t *testing.T, p *Problem) {
	t.Helper()
	l := newLayout(p)
	a, b := l.start, newLayout(p).start
	one, two := polymatroids(l.all, a), networks(l.all, b)
	if one >= 0 || two >= 0 || !reflect.DeepEqual(a, b) {
		t.Fatalf("%v and %v, %d and %d, in %+v", a, b, one, two, p)
	}
}

// What does not fit is seen by both.
func TestBothSolversRefuse(t *testing.T) {
	t.Parallel()
	refused := 0
	for seed := range many(1000) {
		r := newDraw(seed)
		w := r.single(1+r.IntN(2), 2+r.IntN(10), r.IntN(100), 1+r.IntN(5))
		d := &w.Divisions[0]
		g := r.IntN(len(d.N))
		d.Low = make([][]int, len(d.N))
		d.Low[g] = []int{min(d.N[g], w.truth[0][g][0]+1+r.IntN(3))}
		l := newLayout(w.Problem)
		if l.start[0][g].low > l.start[0][g].high {
			continue
		}
		a, b := l.start, newLayout(w.Problem).start
		one, two := polymatroids(l.all, a), networks(l.all, b)
		if (one < 0) != (two < 0) || one < 0 && !reflect.DeepEqual(a, b) {
			t.Fatalf("%d and %d, %v and %v, in %+v", one, two, a, b, w.Problem)
		}
		if one >= 0 {
			refused++
		}
	}
	if refused == 0 {
		t.Error("everything fits")
	}
}
