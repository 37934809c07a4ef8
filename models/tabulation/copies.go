package tabulation

import (
	"math/bits"
	"slices"

	"jianfu/models/questionnaire"
)

// Sheets of one unit that say the same, word by word, are flagged where chance does not explain them. How much it
// explains is measured in bits, the base-2 logarithm of one over a probability (C. Shannon, A mathematical theory of
// communication, 1948), rounded down for each question:
//
//   - How likely an answer is, is judged by the other sheets of the unit, whose people share the same work, as if ten
//     more people of the rest of the round had answered too. The sheets in question do not count, so that a unit full of
//     copies does not vouch for itself.
//   - Only what is asked and answered tells anything. Zeros, exclusive options ("none"), words, what was declined and
//     what does not apply tell nothing: those who have no burden, or say nothing, are alike. Of a matrix only the most
//     telling answer counts, since people give its questions one answer.
//   - Let m sheets out of n in the unit be the same, and their answers tell B bits. That a given sheet has m−1
//     companions has a chance below (n·2^−B)^(m−1). They are flagged where that is below one in a million (2^−20), more
//     than 4 companions counting as 4: min(m−1, 4)·(B − log2 n) ≥ 20. Of 50 people two sheets need 26 bits, which is some
//     ten telling answers; five or more need 11.
//
// Answers of one person hang together, and so do those of colleagues: rounding down, and leaving out what is usual,
// makes up for that. That whole sheets repeat beyond chance as a sign of copying: N. Kuriakose and M. Robbins, Don't
// get duped: fraud through duplication in public opinion surveys, Statistical Journal of the IAOS 32 (2016).
const (
	rest        = 10 // people of the rest of the round who are added to a unit
	improbable  = 20 // bits
	mostCompany = 4  // companions that count
	mostCodes   = 1 << 12
)

// clue is a question whose answer can tell sheets apart.
type clue struct {
	columns   []*column
	zero      int64   // the code that tells nothing, −1 for none
	exclusive []uint8 // ticks that tell nothing, beside columns
	matrix    int     // 0 outside
}

// clues are those of a form; questions of one matrix stand side by side.
func (l *Layout) clues(form *questionnaire.Form) (all []clue) {
	matrix := map[int]int{}
	for i, questions := range matrices(form) {
		for _, q := range questions {
			matrix[q] = i + 1
		}
	}
	for i, q := range l.questions {
		if !q.Asked() || q.Kind == questionnaire.Text {
			continue
		}
		k := clue{zero: -1, matrix: matrix[i]}
		for j := l.column[i]; j < len(l.columns) && l.columns[j].question == i; j++ {
			k.columns = append(k.columns, &l.columns[j])
			k.exclusive = append(k.exclusive, 0)
		}
		for option, o := range q.Options {
			if k.columns[0].ticks && o.Exclusive {
				k.exclusive[option/8] |= 1 << (option % 8)
			}
		}
		if q.Numeric() && q.Min <= 0 && q.Max >= 0 && q.Min%q.Stride() == 0 {
			k.zero = int64(-q.Min / q.Stride())
		}
		all = append(all, k)
	}
	return all
}

// trait is a code as it is looked at here: of a quantity of very many values the band stands for it.
func (c *column) trait(code uint32) uint32 {
	if c.codes > mostCodes {
		return uint32(c.cell(code))
	}
	return code
}

// answered reports whether a sheet answers the question.
func (k *clue) answered(p *piece, sheet int) bool {
	c := k.columns[0]
	if !c.ticks {
		return p.code(c, sheet) < c.values
	}
	for bit := c.place.width; bit < c.place.width+2; bit++ { // skipped, declined
		if p.code(k.columns[bit/8], sheet)>>(bit%8)&1 == 1 {
			return false
		}
	}
	return true
}

// spot is a sheet of a unit.
type spot struct{ piece, sheet int }

// findCopies flags identical sheets.
func (c *counting) findCopies(form *questionnaire.Form) {
	suspects := make([][][]spot, len(c.pieces)) // of each unit, sheets with the same print
	parallel(len(c.pieces), func(unit int) { suspects[unit] = same(c.pieces[unit]) })
	if !slices.ContainsFunc(suspects, func(groups [][]spot) bool { return len(groups) > 0 }) {
		return
	}
	j := judge{counting: c, clues: c.layout.clues(form), round: c.layout.traits()}
	for _, row := range c.own {
		j.sheets += row.n
	}
	parallel(len(c.layout.columns), func(i int) {
		for _, pieces := range c.pieces {
			tally(j.round[i], &c.layout.columns[i], pieces)
		}
	})
	parallel(len(c.pieces), func(unit int) {
		if len(suspects[unit]) > 0 {
			j.unit(unit, suspects[unit])
		}
	})
}

// same groups the sheets of a unit that have the same print.
func same(pieces []piece) (groups [][]spot) {
	n := 0
	for i := range pieces {
		n += pieces[i].n
	}
	prints := make([]uint64, 0, n)
	for i := range pieces {
		prints = append(prints, pieces[i].prints[:pieces[i].n]...)
	}
	slices.Sort(prints)
	known := map[uint64]int{} // print → its group
	for i := 1; i < len(prints); i++ {
		if _, ok := known[prints[i]]; prints[i] == prints[i-1] && !ok {
			known[prints[i]] = len(groups)
			groups = append(groups, nil)
		}
	}
	for i := 0; i < len(pieces) && len(groups) > 0; i++ {
		for sheet, print := range pieces[i].prints[:pieces[i].n] {
			if g, ok := known[print]; ok {
				groups[g] = append(groups[g], spot{i, sheet})
			}
		}
	}
	return groups
}

// traits are counters for each column.
func (l *Layout) traits() [][]uint32 {
	all := make([][]uint32, len(l.columns))
	for i := range l.columns {
		c := &l.columns[i]
		n := max(c.codes, 256)
		if n > mostCodes {
			n = c.place.width + 2
		}
		all[i] = make([]uint32, n)
	}
	return all
}

func tally(into []uint32, c *column, pieces []piece) {
	for i := range pieces {
		switch p := &pieces[i]; {
		case c.codes > mostCodes:
			for sheet := range p.n {
				into[c.trait(p.code(c, sheet))]++
			}
		case c.width == narrow:
			count(into, p.narrowColumn(c))
		default:
			count(into, p.middleColumn(c))
		}
	}
}

// judge weighs identical sheets.
type judge struct {
	*counting
	clues  []clue
	round  [][]uint32 // sheets with each trait, by column
	sheets int64
}

// unit weighs the groups of a unit.
func (j *judge) unit(unit int, groups [][]spot) {
	here := j.layout.traits()
	for i := range here {
		tally(here[i], &j.layout.columns[i], j.pieces[unit])
	}
	n := j.own[unit].n
	for _, group := range groups {
		told := j.told(&j.pieces[unit][group[0].piece], group[0].sheet, int64(len(group)), n, here)
		if min(len(group)-1, mostCompany)*(told-bits.Len64(uint64(n))) < improbable {
			continue
		}
		for _, s := range group {
			j.pieces[unit][s.piece].flags[s.sheet] |= identical
		}
	}
}

// told is how many bits the answers on a sheet tell, of which there are m in a unit of n.
func (j *judge) told(p *piece, sheet int, m, n int64, here [][]uint32) (sum int) {
	matrix, most := 0, 0 // the matrix at hand, and the most that one answer in it tells
	for i := range j.clues {
		k := &j.clues[i]
		b := j.clue(k, p, sheet, m, n, here)
		if k.matrix == 0 || k.matrix != matrix {
			matrix, most = k.matrix, 0
		}
		if k.matrix == 0 {
			sum += b
		} else if b > most {
			sum, most = sum+b-most, b
		}
	}
	return sum
}

// clue is how many bits one answer tells.
func (j *judge) clue(k *clue, p *piece, sheet int, m, n int64, here [][]uint32) (sum int) {
	if !k.answered(p, sheet) {
		return 0
	}
	first := j.layout.column[k.columns[0].question]
	for i, c := range k.columns {
		code := p.code(c, sheet)
		if int64(code) == k.zero || code&uint32(k.exclusive[i]) != 0 {
			return 0
		}
		trait := c.trait(code)
		sum += surprise(int64(here[first+i][trait])-m, n-m, int64(j.round[first+i][trait])-m, j.sheets-m)
	}
	return sum
}

// surprise is the bits of an answer that some of n other people in the unit gave, and all of those in the round.
func surprise(some, n, all, round int64) int {
	// One over (some + rest·(all+1)/(round+1)) / (n + rest).
	over := uint64(n+rest) * uint64(round+1)
	under := uint64(some)*uint64(round+1) + rest*uint64(all+1)
	return bits.Len64(over/under) - 1
}
