package deflate

import (
	"math"
	"math/bits"
	"slices"
)

// Sizes of the alphabets (RFC 1951, 3.2.5 to 3.2.7).
const (
	literals  = 286
	distances = 30
	stop      = 256 // ends a block
	deepest   = 15  // longest code
	deepestOf = 7   // of the code for code lengths
)

// span is a code that stands for several lengths or distances, and the bits that tell them apart (RFC 1951, 3.2.5).
type span struct{ code, extra, value int }

func lengthSpan(length int) span {
	v := length - shortest
	switch {
	case length == longest:
		return span{code: 285}
	case v < 8:
		return span{code: 257 + v}
	}
	e := bits.Len(uint(v)) - 3
	return span{257 + 4*e + v>>e, e, v & (1<<e - 1)}
}

func distanceSpan(distance int) span {
	v := distance - 1
	if v < 2 {
		return span{code: v}
	}
	e := bits.Len(uint(v)) - 2
	return span{2*e + v>>e, e, v & (1<<e - 1)}
}

// lengthExtra and distanceExtra are how many bits follow a code.
func lengthExtra(code int) int {
	if code < 261 || code == 285 {
		return 0
	}
	return (code - 261) / 4
}

func distanceExtra(code int) int { return max(0, code/2-1) }

// counts are how often each code occurs in a block.
type counts struct {
	literal  [literals]int
	distance [distances]int
}

func count(path []symbol) counts {
	var c counts
	c.literal[stop] = 1
	for _, s := range path {
		if s.distance == 0 {
			c.literal[s.literal]++
		} else {
			c.literal[lengthSpan(s.length).code]++
			c.distance[distanceSpan(s.distance).code]++
		}
	}
	return c
}

// prices are what symbols cost in bits, extra bits included.
type prices struct {
	literal  [256]float32
	length   [longest + 1]float32
	distance [distances]float32
}

// guess is a price list for a text that nothing is known of yet.
func guess() prices {
	var p prices
	for i := range p.literal {
		p.literal[i] = 7
	}
	for i := shortest; i <= longest; i++ {
		p.length[i] = 8 + float32(lengthSpan(i).extra)
	}
	for i := range p.distance {
		p.distance[i] = 4 + float32(distanceExtra(i))
	}
	return p
}

// prices are those of an ideal code for these counts. What did not occur is dear, not forbidden.
func (c counts) prices() prices {
	var p prices
	cost := func(all []int) func(int) float32 {
		total := 0
		for _, n := range all {
			total += n
		}
		return func(n int) float32 {
			return float32(math.Log2(float64(max(total, 1)) / max(float64(n), .5)))
		}
	}
	of := cost(c.literal[:])
	for i := range p.literal {
		p.literal[i] = of(c.literal[i])
	}
	for i := shortest; i <= longest; i++ {
		s := lengthSpan(i)
		p.length[i] = of(c.literal[s.code]) + float32(s.extra)
	}
	of = cost(c.distance[:])
	for i := range p.distance {
		p.distance[i] = of(c.distance[i]) + float32(distanceExtra(i))
	}
	return p
}

// bits estimates what a block takes: ideal codes, and a head by the number of codes in use.
func (c counts) bits() float64 {
	const head, each = 60, 4
	size := float64(head)
	for _, all := range [][]int{c.literal[:], c.distance[:]} {
		total := 0
		for _, n := range all {
			total += n
		}
		for _, n := range all {
			if n > 0 {
				size += each + float64(n)*math.Log2(float64(total)/float64(n))
			}
		}
	}
	return size // the extra bits are the same however the text is divided
}

// node is a symbol (a < 0), or two nodes packaged.
type node struct{ weight, symbol, a, b int }

// lengths gives each symbol that occurs a code length of at most deep bits, so that the whole is shortest: package-merge
// (Larmore and Hirschberg, 1990).
func lengths(counts []int, deep int) []int {
	depth := make([]int, len(counts))
	var nodes []node
	for s, n := range counts {
		if n > 0 {
			nodes = append(nodes, node{n, s, -1, -1})
		}
	}
	leaves := make([]int, len(nodes))
	for i := range leaves {
		leaves[i] = i
	}
	lighter := func(i, j int) int { return nodes[i].weight - nodes[j].weight }
	slices.SortStableFunc(leaves, lighter)
	if len(leaves) < 2 {
		for _, n := range nodes {
			depth[n.symbol] = 1
		}
		return depth
	}
	row := leaves
	for range deep - 1 {
		var packages []int
		for i := 0; i+1 < len(row); i += 2 {
			a, b := row[i], row[i+1]
			packages = append(packages, len(nodes))
			nodes = append(nodes, node{nodes[a].weight + nodes[b].weight, 0, a, b})
		}
		row = append(packages, leaves...)
		slices.SortStableFunc(row, lighter)
	}
	var deeper func(i int)
	deeper = func(i int) {
		if n := nodes[i]; n.a < 0 {
			depth[n.symbol]++
		} else {
			deeper(n.a)
			deeper(n.b)
		}
	}
	for _, i := range row[:2*len(leaves)-2] {
		deeper(i)
	}
	return depth
}
