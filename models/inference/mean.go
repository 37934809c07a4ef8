package inference

import "math"

// Stratum holds the sums over one stratum's sheets, which all weigh the same.
type Stratum struct {
	Weight float64 // of each sheet
	Sheets int64   // all of them, also where the value is missing
	Valid  int64   // on which the value is there
	People int64   // the finite population, for a statement about just these people; below Sheets, such as 0: left out
	Sum    float64 // of the values
	// Squares is the sum of the squared values; of a share it is Sum, the count.
	Squares float64
	Extra   float64 // variance of Sum that is not of sampling, such as of rounded counts
}

// Mean is the weighted mean of a stratified sample, Σw·y/Σw over the sheets with a value (Hájek's ratio estimator of a
// domain, missing being outside), its variance by linearization:
// Σ_h (1 − n/N)·n/(n−1)·Σ(z − z̄)² with z = w(y − mean)/Σw, or 0 where the value is missing. That is R's
// survey::svymean with na.rm (T. Lumley, Complex Surveys, 2010, 2.2), and the degrees are those of degf of the sheets
// with a value. Σw²·Extra/(Σw)² is added, without any degrees and whatever the population.
//
// A stratum with a single sheet has no variance of its own: its distance from the mean of all stands for it, as
// options(survey.lonely.psu = "adjust"), which errs on the side of too large; it adds no degree of freedom. Strata without a value
// add nothing. Without any value, Value and SE are NaN.
func Mean(strata []Stratum) Estimate {
	var total, denominator, extra float64
	for _, s := range strata {
		total += float64(s.Weight * s.Sum)
		denominator += float64(s.Weight * float64(s.Valid))
		extra += float64(float64(s.Weight*s.Weight) * s.Extra)
	}
	if !(denominator > 0) {
		return nothing()
	}
	value := total / denominator
	portions := make([]portion, 0, len(strata))
	for _, s := range strata {
		if s.Valid <= 0 {
			continue
		}
		m := float64(s.Valid)
		portions = append(portions, portion{
			weight: s.Weight, sheets: s.Sheets, valid: s.Valid, people: s.People,
			within:   about(s.Squares, s.Sum, s.Sum, m),
			residual: s.Sum - float64(value*m),
		})
	}
	e := estimate(value, denominator, portions)
	if extra > 0 {
		e.SE = math.Sqrt(float64(e.SE*e.SE) + extra/float64(denominator*denominator))
	}
	return e
}

// about is Σ(x − x̄)(y − ȳ) = Σxy − ΣxΣy/n. Where the means are large both terms agree in many digits; what rounding takes
// from the second is put back, so that sums of whole numbers give the exact result to the last digits.
// math.FMA is the fused product asked for by name: the same everywhere.
func about(xy, x, y, n float64) float64 {
	mean := x / n
	lost := math.FMA(-mean, n, x) / n
	return math.FMA(-mean, y, xy) - float64(lost*y)
}

// nothing is the estimate without a sheet.
func nothing() Estimate { return Estimate{Value: math.NaN(), SE: math.NaN()} }

// Pair holds the sums over one stratum's sheets of two quantities, over the sheets that have both.
type Pair struct {
	Weight   float64 // of each sheet
	Sheets   int64   // all of them
	Valid    int64   // on which both values are there
	People   int64   // as of Stratum
	SumX     float64 // of the numerator
	SumY     float64 // of the denominator
	SquaresX float64
	SquaresY float64
	Cross    float64 // Σxy
}

// RatioOf is Σw·x/Σw·y, its variance by linearization with the residuals x − ratio·y: R's survey::svyratio(~x, ~y) with
// na.rm (W. G. Cochran, Sampling Techniques, 1977, 6.11, the combined ratio). Strata, single sheets and degrees are
// treated as by Mean. Where Σw·y is not above 0, Value and SE are NaN.
func RatioOf(strata []Pair) Estimate {
	var numerator, denominator float64
	for _, s := range strata {
		numerator += float64(s.Weight * s.SumX)
		denominator += float64(s.Weight * s.SumY)
	}
	if !(denominator > 0) {
		return nothing()
	}
	ratio := numerator / denominator
	portions := make([]portion, 0, len(strata))
	for _, s := range strata {
		if s.Valid <= 0 {
			continue
		}
		m := float64(s.Valid)
		xx := about(s.SquaresX, s.SumX, s.SumX, m)
		xy := about(s.Cross, s.SumX, s.SumY, m)
		yy := about(s.SquaresY, s.SumY, s.SumY, m)
		portions = append(portions, portion{
			weight: s.Weight, sheets: s.Sheets, valid: s.Valid, people: s.People,
			within:   xx - float64(2*float64(ratio*xy)) + float64(float64(ratio*ratio)*yy),
			residual: s.SumX - float64(ratio*s.SumY),
		})
	}
	return estimate(ratio, denominator, portions)
}
