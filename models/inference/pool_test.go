package inference

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomStrata have missing values, unequal weights and a finite population.
func randomStrata(r *rand.Rand) (strata []Stratum, pairs []Pair) {
	for range 2 + r.IntN(6) {
		n := 5 + r.IntN(40)
		s := Stratum{Weight: 0.5 + 3*r.Float64(), Sheets: int64(n), People: int64(n + r.IntN(60)), Extra: 2 * r.Float64()}
		p := Pair{Weight: s.Weight, Sheets: s.Sheets, People: s.People}
		for range n {
			if r.IntN(8) == 0 {
				continue
			}
			y := 1 + float64(r.IntN(40))
			x := y * r.Float64()
			s.Valid, s.Sum, s.Squares = s.Valid+1, s.Sum+x, s.Squares+x*x
			p.Valid, p.SumX, p.SumY = p.Valid+1, p.SumX+x, p.SumY+y
			p.SquaresX, p.SquaresY, p.Cross = p.SquaresX+x*x, p.SquaresY+y*y, p.Cross+x*y
		}
		strata, pairs = append(strata, s), append(pairs, p)
	}
	return strata, pairs
}

// A pool gives what Mean and RatioOf give, whether its strata come together or are left when others are taken out.
func TestPool(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 8))
	for range 500 {
		strata, pairs := randomStrata(r)
		cut := r.IntN(len(strata))
		var mean, ratio, rest, restOfRatio Pool
		for i := range strata {
			mean.Mean(strata[i])
			ratio.Ratio(pairs[i])
			if i < cut {
				rest.Mean(strata[i])
				restOfRatio.Ratio(pairs[i])
			}
		}
		mean, ratio = mean.Minus(rest), ratio.Minus(restOfRatio)
		agree(t, mean.Estimate(), Mean(strata[cut:]))
		agree(t, ratio.Estimate(), RatioOf(pairs[cut:]))
		mean.Add(rest)
		agree(t, mean.Estimate(), Mean(strata))
	}
	var none Pool
	if e := none.Estimate(); !math.IsNaN(e.Value) {
		t.Errorf("no strata: %+v", e)
	}
}

func agree(t *testing.T, got, want Estimate) {
	t.Helper()
	if got.Valid == 0 && want.Valid == 0 {
		return
	}
	for name, v := range map[string][2]float64{
		"value": {got.Value, want.Value}, "error": {got.SE, want.SE}, "degrees": {got.DF, want.DF},
		"effective number": {got.Effective, want.Effective}, "components": {got.Components, want.Components},
	} {
		if math.Abs(v[0]-v[1]) > 1e-9*max(1, math.Abs(v[1])) {
			t.Errorf("%s: %v instead of %v", name, v[0], v[1])
		}
	}
}
