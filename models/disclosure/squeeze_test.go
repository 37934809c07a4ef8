package disclosure

import (
	"math"
	"math/rand/v2"
	"testing"

	"jianfu/models/questionnaire"
)

// What a mean leaves of a count is what is left of all ways to fill the cells, tried one by one.
func TestSqueezeAgainstBruteForce(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	narrower := 0
	for range 3000 {
		s := squeeze{n: 5 + r.IntN(8), step: 500, width: 40000}
		from := questionnaire.Decimal(0)
		for range 2 + r.IntN(3) {
			c := cellRoom{least: r.IntN(3), from: from, to: from + questionnaire.Decimal(r.IntN(4))*1000}
			c.most = c.least + r.IntN(5)
			s.cells = append(s.cells, c)
			from = c.to + 500
		}
		s.missing = [2]int{0, r.IntN(3)}
		value := questionnaire.Decimal(r.IntN(20)) * 500
		for cell := range s.cells {
			least, most := s.told(cell, value)
			low, high := tryAll(&s, cell, value)
			if least != low || most != high {
				t.Fatalf("%+v, cell %d, mean %v: %d–%d instead of %d–%d", s, cell, value, least, most, low, high)
			}
			if low <= high && (low > s.cells[cell].least || high < s.cells[cell].most) {
				narrower++
			}
		}
	}
	if narrower < 100 {
		t.Errorf("only %d counts were narrowed down", narrower)
	}
}

func tryAll(s *squeeze, cell int, value questionnaire.Decimal) (least, most int) {
	least, most = s.cells[cell].most+1, s.cells[cell].least-1
	counts := make([]int, len(s.cells))
	var fill func(i, n int, low, high int64)
	fill = func(i, n int, low, high int64) {
		if i == len(s.cells) {
			if n < s.n-s.missing[1] || n > s.n-s.missing[0] {
				return
			}
			from, to := int64(value-s.step/2)*int64(n), int64(value+s.step/2)*int64(n)
			if low <= to && high >= from {
				least, most = min(least, counts[cell]), max(most, counts[cell])
			}
			return
		}
		c := s.cells[i]
		for counts[i] = c.least; counts[i] <= c.most; counts[i]++ {
			fill(i+1, n+counts[i], low+int64(counts[i])*int64(c.from), high+int64(counts[i])*int64(c.to))
		}
	}
	fill(0, 0, 0, 0)
	return least, most
}

// The least width leaves room for as many people in a cell as three values need, and not for more than that: with the spread
// that it tells, these people and all others at one value make the sum of squares.
func TestSqueezeWidth(t *testing.T) {
	t.Parallel()
	s := squeeze{n: 12, step: 500, width: 300000, cells: []cellRoom{{0, 2, 0, 0}, {8, 12, 4000, 7500}, {0, 2, 40000, 300000}}}
	half := s.least(5000)
	// Two of 12 at 40, 34.75 above the highest mean that is published as 5: Σ(x−m)² = 2·34.75²·12/10, s = 16.23, t = 2.201.
	want := 2.200985 * math.Sqrt(2*34.75*34.75*12/10/11) / math.Sqrt(12) * 1000
	if math.Abs(half-want) > 1 {
		t.Errorf("half of the interval is at least %v, want %v", half, want)
	}
	s.width = 5000
	if s.least(5000) != 5000 {
		t.Error("an interval reaches beyond the range")
	}
}
