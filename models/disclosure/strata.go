package disclosure

import (
	"math"

	"jianfu/models/inference"
)

// strata are the sheets of a division that all weigh the same (docs/statistics.md, Populations): of every published group
// those in none of its published parts, which for a group without such parts are all. They follow from what is
// published, numbers of sheets and headcounts, so that whoever has the file can repeat the weighting.
//
// All sheets of a stratum weigh people/sheets, trimmed at 5 times the median over all sheets of the round and multiplied so
// that they add up to the people again. One weight for each sheet, wherever it is counted: sums nest as sets do.
type strata struct {
	sheets []int64 // by group; 0 where it is hidden or has no sheet outside its published parts
	people []int64 // behind them, by headcount
	weight []int64 // of a sheet, in units of 2⁻³²
}

const weightBits = 32

// strataOf finds the strata of groups, parents before children. people is the headcount of each group, those below
// included; fewer than sheets count as the sheets. Unweighted groups are given without people.
func strataOf(groups []*group, parent []int, people []int) strata {
	s := strata{make([]int64, len(groups)), make([]int64, len(groups)), make([]int64, len(groups))}
	for i, g := range groups {
		if g.Hidden != "" {
			continue
		}
		s.sheets[i] += int64(g.N)
		if people != nil {
			s.people[i] += int64(people[i])
		}
		if p := parent[i]; p >= 0 {
			s.sheets[p] -= int64(g.N)
			s.people[p] -= s.people[i]
		}
	}
	if people == nil {
		for i := range s.weight {
			s.weight[i] = 1 << weightBits
		}
		return s
	}
	// A parent lost the whole headcount of its children above, before theirs was taken out of them.
	stand := make([]int64, len(s.people)) // for the sheets: more of them than people stand for themselves
	for i := range s.people {
		if s.sheets[i] <= 0 {
			s.sheets[i], s.people[i] = 0, 0
		}
		stand[i] = max(s.people[i], s.sheets[i])
	}
	for i, w := range inference.Weights(stand, s.sheets) {
		s.weight[i] = int64(math.Round(w * (1 << weightBits)))
	}
	return s
}

// of is the weight of a sheet of a stratum.
func (s *strata) of(i int) float64 { return float64(s.weight[i]) / (1 << weightBits) }

// even reports for each group whether all sheets under it weigh the same, so that its mean is that of its sheets.
func (s *strata) even(parent []int) []bool {
	return s.within(parent, func(least, most int64) bool { return least == most })
}

// near reports for each group whether no sheet under it weighs more than twice as much as another.
func (s *strata) near(parent []int) []bool {
	return s.within(parent, func(least, most int64) bool { return most <= 2*least })
}

// within asks of the least and the greatest weight of a sheet under each group.
func (s *strata) within(parent []int, holds func(least, most int64) bool) []bool {
	least, most := make([]int64, len(parent)), make([]int64, len(parent)) // 0 where there are no sheets yet
	join := func(i int, low, high int64) {
		if high > 0 && (most[i] == 0 || low < least[i]) {
			least[i] = low
		}
		most[i] = max(most[i], high)
	}
	all := make([]bool, len(parent))
	for i := len(parent) - 1; i >= 0; i-- {
		if s.sheets[i] > 0 {
			join(i, s.weight[i], s.weight[i])
		}
		if parent[i] >= 0 {
			join(parent[i], least[i], most[i])
		}
		all[i] = holds(least[i], most[i])
	}
	return all
}

// under are the people of the strata under each group.
func (s *strata) under(parent []int) []int {
	people := make([]int, len(parent))
	for i := len(parent) - 1; i >= 0; i-- {
		people[i] += int(s.people[i])
		if parent[i] >= 0 {
			people[parent[i]] += people[i]
		}
	}
	return people
}
