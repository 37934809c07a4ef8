package tabulation

// strata are the combinations of the classes of some divisions, so that one pass over a column counts for all of them.
// A stratum is Σ class·weight.
type strata struct {
	number    int
	divisions []int // places in counting.divisions
	weights   []int
	sizes     []int // classes
}

// mostStrata bounds the memory of a pass, and lets a stratum be one byte.
const mostStrata = 256

// stratify combines divisions, in order, as far as the strata do not become too many. A division alone never has more
// classes: 200 options, skipped and declined.
func stratify(divisions []division) (all []strata) {
	for d, division := range divisions {
		size := len(division.rows)
		if len(all) == 0 || all[len(all)-1].number*size > mostStrata {
			all = append(all, strata{number: 1})
		}
		s := &all[len(all)-1]
		s.divisions, s.weights, s.sizes = append(s.divisions, d), append(s.weights, s.number), append(s.sizes, size)
		s.number *= size
	}
	return all
}

// class is the class in the i-th of the divisions of a stratum.
func (s *strata) class(i, stratum int) int { return stratum / s.weights[i] % s.sizes[i] }

// fold adds up counts by stratum and code, codes of one stratum side by side, to those by class, and gives all that are
// not 0.
func (s *strata) fold(counts []uint32, codes int, give func(division, class, code int, n uint32)) {
	for i, d := range s.divisions {
		sums := make([]uint32, s.sizes[i]*codes)
		for stratum := range s.number {
			into := sums[s.class(i, stratum)*codes:][:codes]
			for code, n := range counts[stratum*codes:][:codes] {
				into[code] += n
			}
		}
		for at, n := range sums {
			if n > 0 {
				give(d, at/codes, at%codes, n)
			}
		}
	}
}

// strataOf finds the stratum of every sheet of a piece, once for each of counting.strata.
func (c *counting) strataOf(p *piece) [][]uint8 {
	all := make([][]uint8, len(c.strata))
	for i := range c.strata {
		s := &c.strata[i]
		all[i] = make([]uint8, p.n)
		for j, d := range s.divisions {
			weight := uint8(s.weights[j])
			column := c.divisions[d].column
			for sheet := range all[i] {
				class := 0
				switch {
				case column != nil:
					class = column.cell(p.code(column, sheet))
				case p.flags[sheet] != 0:
					class = 1
				}
				all[i][sheet] += weight * uint8(class)
			}
		}
	}
	return all
}

// newRows makes rows that lie side by side in memory.
func (l *Layout) newRows(n int) []*Row {
	counts := make([]int64, n*l.counts)
	moments, scores := make([]Moments, n*l.moments), make([]Moments, n*len(l.indices))
	rates := make([]Pair, n*len(l.rates))
	rows := make([]*Row, n)
	for i := range rows {
		rows[i] = &Row{
			layout: l, counts: part(counts, i, l.counts), moments: part(moments, i, l.moments),
			scores: part(scores, i, len(l.indices)), rates: part(rates, i, len(l.rates)),
		}
	}
	return rows
}

// part is the i-th run of n.
func part[T any](all []T, i, n int) []T { return all[i*n : (i+1)*n : (i+1)*n] }
