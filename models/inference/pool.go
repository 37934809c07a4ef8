package inference

import "math"

// Pool is the sums behind Mean and RatioOf over any number of strata, so that the estimate for a group of strata, or for
// all others, follows without going through them again. Its zero value holds none. Strata of a single sheet are
// treated as if they did not vary.
//
// With the ratio v each stratum's part of the variance is (a − 2·v·b + v²·c) over the squared denominator, so that sums of
// a, b and c, and of the products in its square, tell everything.
type Pool struct {
	numerator, denominator, extra float64
	a, b, c                       float64
	aa, ab, middle, bc, cc        float64 // of the square, each over the stratum's degrees
	df, weight, squares           float64
	valid                         int64
}

// Mean takes in a stratum as Mean does.
func (p *Pool) Mean(s Stratum) {
	m := float64(s.Valid)
	p.take(Pair{
		Weight: s.Weight, Sheets: s.Sheets, Valid: s.Valid, People: s.People,
		SumX: s.Sum, SumY: m, SquaresX: s.Squares, SquaresY: m, Cross: s.Sum,
	})
	p.extra += float64(float64(s.Weight*s.Weight) * s.Extra)
}

// Ratio takes in a stratum as RatioOf does.
func (p *Pool) Ratio(s Pair) { p.take(s) }

func (p *Pool) take(s Pair) {
	if s.Valid <= 0 {
		return
	}
	m, w := float64(s.Valid), s.Weight
	n := max(float64(s.Sheets), m)
	scale := float64(w * w)
	if n > 1 {
		scale *= n / (n - 1)
	}
	if people := float64(s.People); people >= n {
		scale *= 1 - n/people
	}
	// About the mean over all sheets of the stratum, those without a value counting as 0.
	a := float64(scale * max(0, s.SquaresX-float64(s.SumX/n*s.SumX)))
	b := float64(scale * (s.Cross - float64(s.SumX/n*s.SumY)))
	c := float64(scale * max(0, s.SquaresY-float64(s.SumY/n*s.SumY)))
	p.numerator += float64(w * s.SumX)
	p.denominator += float64(w * s.SumY)
	p.a, p.b, p.c = p.a+a, p.b+b, p.c+c
	d := max(1, m-1)
	p.aa += float64(a*a) / d
	p.ab += float64(a*b) / d
	p.middle += (float64(4*float64(b*b)) + float64(2*float64(a*c))) / d
	p.bc += float64(b*c) / d
	p.cc += float64(c*c) / d
	p.df += m - 1
	p.weight += float64(w * m)
	p.squares += float64(float64(w*w) * m)
	p.valid += s.Valid
}

// Add takes in the strata of o.
func (p *Pool) Add(o Pool) { p.combine(o, 1) }

// Minus is the strata of p without those of o, which are among them.
func (p Pool) Minus(o Pool) Pool {
	p.combine(o, -1)
	return p
}

func (p *Pool) combine(o Pool, sign float64) {
	for _, f := range []struct {
		to *float64
		of float64
	}{
		{&p.numerator, o.numerator},
		{&p.denominator, o.denominator},
		{&p.extra, o.extra},
		{&p.a, o.a},
		{&p.b, o.b},
		{&p.c, o.c},
		{&p.aa, o.aa},
		{&p.ab, o.ab},
		{&p.middle, o.middle},
		{&p.bc, o.bc},
		{&p.cc, o.cc},
		{&p.df, o.df},
		{&p.weight, o.weight},
		{&p.squares, o.squares},
	} {
		*f.to += float64(sign * f.of)
	}
	p.valid += int64(sign) * o.valid
}

// Estimate is the mean or the ratio over the strata.
func (p *Pool) Estimate() Estimate {
	if p.valid <= 0 || !(p.denominator > 0) {
		return nothing()
	}
	v, d2 := p.numerator/p.denominator, float64(p.denominator*p.denominator)
	v2 := float64(v * v)
	variance := p.a - float64(2*float64(v*p.b)) + float64(v2*p.c)
	square := p.aa - float64(4*float64(v*p.ab)) + float64(v2*p.middle) - float64(4*float64(float64(v2*v)*p.bc)) + float64(float64(v2*v2)*p.cc)
	return Estimate{
		Value: v, SE: math.Sqrt(max(0, variance)/d2 + p.extra/d2), DF: p.df, Valid: p.valid,
		Effective: float64(p.weight*p.weight) / p.squares, Components: max(0, square) / float64(d2*d2),
	}
}
