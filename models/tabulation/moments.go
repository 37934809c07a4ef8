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

// Add takes in one answer.
func (m *Moments) Add(d questionnaire.Decimal) {
	m.Answered++
	if d != 0 {
		m.NonZero++
	}
	m.Sum += int64(d)
	size := uint64(max(d, -d))
	hi, lo := bits.Mul64(size, size)
	m.addSquare(hi, lo)
	m.offer(d)
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

// Variance is the sample variance, with n − 1 below the line, of n values of which those not in m are 0. It is exact
// up to one rounding at the end, so every machine gets the same. n is at least 2 and at least Answered.
func (m *Moments) Variance(n int64) float64 {
	squares := new(big.Int).SetUint64(m.square[0])
	squares.Lsh(squares, 64).Or(squares, new(big.Int).SetUint64(m.square[1]))
	sum := big.NewInt(m.Sum)
	top := new(big.Int).Mul(big.NewInt(n), squares)
	top.Sub(top, sum.Mul(sum, sum))
	bottom := new(big.Int).Mul(big.NewInt(n), big.NewInt(n-1))
	bottom.Mul(bottom, big.NewInt(1_000_000)) // thousandths squared
	v, _ := new(big.Rat).SetFrac(top, bottom).Float64()
	return v
}
