package tabulation

import (
	"math/big"
	"math/bits"

	"jianfu/models/questionnaire"
)

// Pair is exact sums over two quantities, Y over X, on the sheets on which both are there; what was skipped counts as 0.
// Neither is negative. Its zero value holds no sheet.
type Pair struct {
	Y, X    Moments // Answered of both is the number of sheets
	product [2]uint64
}

// Add takes in one sheet.
func (p *Pair) Add(y, x questionnaire.Decimal) {
	p.Y.Add(y)
	p.X.Add(x)
	hi, lo := bits.Mul64(uint64(y), uint64(x))
	p.addProduct(hi, lo)
}

// Merge takes in the sheets of o.
func (p *Pair) Merge(o *Pair) {
	p.Y.Merge(o.Y)
	p.X.Merge(o.X)
	p.addProduct(o.product[0], o.product[1])
}

func (p *Pair) addProduct(hi, lo uint64) {
	var carry uint64
	p.product[1], carry = bits.Add64(p.product[1], lo, 0)
	p.product[0], _ = bits.Add64(p.product[0], hi, carry)
}

// N is the number of sheets.
func (p *Pair) N() int64 { return p.Y.Answered }

// Products is the sum of x·y, in their own units.
func (p *Pair) Products() float64 { return scaled(p.product) }

// Residuals is the sum of (y − R·x)² with R = Σy/Σx, in units of y², from which the variance of R follows by
// linearization: for n sheets out of many it is n/(n−1)·Residuals/(Σx)². Exact up to one rounding at the end; 0 where
// Σx is 0.
func (p *Pair) Residuals() float64 {
	if p.X.Sum == 0 {
		return 0
	}
	y, x := big.NewInt(p.Y.Sum), big.NewInt(p.X.Sum)
	times := func(factors ...*big.Int) *big.Int {
		product := big.NewInt(1)
		for _, f := range factors {
			product.Mul(product, f)
		}
		return product
	}
	// (Σyy·X² − 2·X·Y·Σxy + Y²·Σxx) / X²
	top := times(whole(p.Y.square), x, x)
	top.Sub(top, times(big.NewInt(2), x, y, whole(p.product)))
	top.Add(top, times(y, y, whole(p.X.square)))
	v, _ := new(big.Rat).SetFrac(top, times(x, x, big.NewInt(millionths))).Float64()
	return v
}
