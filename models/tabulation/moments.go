package tabulation

import (
	"math/big"
	"math/bits"

	"jianfu/models/questionnaire"
)

// Moments are exact sums over the answers to a quantity. Its zero value holds no answer.
type Moments struct {
	Answered int64                    // sheets with an answer
	NonZero  int64                    // of them, with an answer that is not 0
	Sum      int64                    // thousandths
	Largest  [2]questionnaire.Decimal // the two largest answers, 0 where fewer are above 0
	square   [2]uint64                // sum of squares in millionths, high word first: 128 bits never overflow
}

const millionths = 1_000_000 // thousandths squared

// Add takes in one answer.
func (m *Moments) Add(d questionnaire.Decimal) { m.addMany(d, 1) }

// addMany takes in the same answer n times.
func (m *Moments) addMany(d questionnaire.Decimal, n int64) {
	m.Answered += n
	if d == 0 {
		return
	}
	m.NonZero += n
	m.Sum += int64(d) * n
	size := uint64(max(d, -d))
	hi, lo := bits.Mul64(size, size)
	over, low := bits.Mul64(lo, uint64(n))
	m.addSquare(hi*uint64(n)+over, low)
	if m.offer(d); n > 1 {
		m.offer(d)
	}
}

// Merge takes in the answers of o.
func (m *Moments) Merge(o Moments) {
	m.Answered += o.Answered
	m.NonZero += o.NonZero
	m.Sum += o.Sum
	m.addSquare(o.square[0], o.square[1])
	m.offer(o.Largest[0])
	m.offer(o.Largest[1])
}

func (m *Moments) addSquare(hi, lo uint64) {
	var carry uint64
	m.square[1], carry = bits.Add64(m.square[1], lo, 0)
	m.square[0], _ = bits.Add64(m.square[0], hi, carry)
}

func (m *Moments) offer(d questionnaire.Decimal) {
	switch {
	case d > m.Largest[0]:
		m.Largest = [2]questionnaire.Decimal{d, m.Largest[0]}
	case d > m.Largest[1]:
		m.Largest[1] = d
	}
}

// Total is the sum of the answers, in the unit of the quantity.
func (m *Moments) Total() float64 { return float64(m.Sum) / 1000 }

// Squares is the sum of their squares, in the unit squared, exact up to one rounding.
func (m *Moments) Squares() float64 { return scaled(m.square) }

// Variance is the sample variance, with n − 1 below the line, of n values of which those not in m are 0. It is exact
// up to one rounding at the end, so every machine gets the same. n is at least 2 and at least Answered.
func (m *Moments) Variance(n int64) float64 {
	sum := big.NewInt(m.Sum)
	top := new(big.Int).Mul(big.NewInt(n), whole(m.square))
	top.Sub(top, sum.Mul(sum, sum))
	bottom := new(big.Int).Mul(big.NewInt(n), big.NewInt(n-1))
	bottom.Mul(bottom, big.NewInt(millionths))
	v, _ := new(big.Rat).SetFrac(top, bottom).Float64()
	return v
}

// whole is a sum of 128 bits, high word first.
func whole(words [2]uint64) *big.Int {
	v := new(big.Int).SetUint64(words[0])
	return v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(words[1]))
}

// scaled is a sum of products of thousandths in the unit squared.
func scaled(words [2]uint64) float64 {
	v, _ := new(big.Rat).SetFrac(whole(words), big.NewInt(millionths)).Float64()
	return v
}
