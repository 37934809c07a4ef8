package tabulation

import (
	"jianfu/models/index"
	"jianfu/models/questionnaire"
)

// sums are the scores and rates of a set of sheets.
type sums struct {
	scores []Moments
	rates  []Pair
}

func (s *sums) give(to *Row) {
	for i := range s.scores {
		if s.scores[i].Answered > 0 {
			to.scores[i].Merge(s.scores[i])
		}
	}
	for i := range s.rates {
		if s.rates[i].N() > 0 {
			to.rates[i].Merge(&s.rates[i])
		}
	}
}

// scorer works out scores piece by piece.
type scorer struct {
	*counting
	recipe  *recipe
	values  [][]int32 // beside recipe.readers
	scores  [][]int32 // beside the indices
	in      [][]int32
	strata  [][]sums // of the unit at hand, by strata and stratum
	classes [][]sums // of all units so far, by division and class
}

func newScorer(c *counting, r *recipe) *scorer {
	s := &scorer{counting: c, recipe: r}
	for range r.readers {
		s.values = append(s.values, make([]int32, mostRoom))
	}
	for range c.layout.indices {
		s.scores = append(s.scores, make([]int32, mostRoom))
	}
	for i := range c.strata {
		s.strata = append(s.strata, c.layout.sums(c.strata[i].number))
	}
	for i := range c.divisions {
		s.classes = append(s.classes, c.layout.sums(len(c.divisions[i].rows)))
	}
	return s
}

func (l *Layout) sums(n int) []sums {
	all := make([]sums, n)
	for i := range all {
		all[i] = sums{make([]Moments, len(l.indices)), make([]Pair, len(l.rates))}
	}
	return all
}

// piece adds the sheets of a piece to their strata.
func (s *scorer) piece(p *piece) {
	for i := range s.recipe.readers {
		s.recipe.readers[i].read(p, s.values[i][:p.n])
	}
	for i := range s.layout.indices {
		x := &s.layout.indices[i]
		from := s.values
		if len(x.Members) > 0 {
			from = s.scores
		}
		s.in = s.in[:0]
		for _, j := range s.recipe.inputs[i] {
			s.in = append(s.in, from[j][:p.n])
		}
		out := s.scores[i][:p.n]
		x.Scores(s.in, out)
		for j, strata := range p.strata {
			for sheet, score := range out {
				if score != index.Missing {
					s.strata[j][strata[sheet]].scores[i].Add(questionnaire.Decimal(score))
				}
			}
		}
	}
	for i, r := range s.recipe.rates {
		over, under := s.values[r[0]][:p.n], s.values[r[1]][:p.n]
		for j, strata := range p.strata {
			for sheet, y := range over {
				if x := under[sheet]; x|y >= 0 {
					s.strata[j][strata[sheet]].rates[i].Add(questionnaire.Decimal(y), questionnaire.Decimal(x))
				}
			}
		}
	}
}

// flush adds the strata to the row of their unit and to their classes.
func (s *scorer) flush(row *Row) {
	for j := range s.strata {
		of := &s.counting.strata[j]
		for stratum := range s.strata[j] {
			sums := &s.strata[j][stratum]
			if j == 0 {
				sums.give(row)
			}
			for i, d := range of.divisions {
				class := &s.classes[d][of.class(i, stratum)]
				sums.give(&Row{scores: class.scores, rates: class.rates})
			}
			clear(sums.scores)
			clear(sums.rates)
		}
	}
}
