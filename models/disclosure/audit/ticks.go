package audit

// Sums of the ticks of a group, beside its options and the people who ticked any. They add up over children like
// counts, and are therefore bound by what is known of other groups.
const (
	sum   = iota // of all options
	above        // sum − AtLeast·people, never below 0
	below        // AtMost·people − sum, never below 0
	sums
)

// ticking narrows the columns of one question with several answers.
type ticking struct {
	*forest
	atLeast, atMost int32
	options         [][]span // by option and group
	others          [][]span // who ticked other options only, by option and group
	people          []span   // who ticked any, by group
	sums            [sums][]span
	changed         bool
}

// ticked narrows spans: the options, for each the people who ticked only others, and last the people who ticked any. It
// returns a group in which nothing fits, or −1. It is exact for a group by itself, and sound for trees of groups.
func ticked(f *forest, spans [][]span, rules *Ticks) (impossible int) {
	k := len(rules.Options)
	t := &ticking{forest: f, options: spans[:k], others: spans[k : 2*k], people: spans[2*k], atLeast: int32(rules.AtLeast)}
	if t.atMost = int32(k); rules.AtMost > 0 {
		t.atMost = int32(min(k, rules.AtMost))
	}
	for i := range t.sums {
		for _, n := range f.n {
			t.sums[i] = append(t.sums[i], span{0, n * int32(k)})
		}
	}
	for again := true; again; again = t.changed {
		t.changed = false
		for g := range f.n {
			if !t.group(g) {
				return g
			}
		}
		for i := range t.sums {
			for d := range len(f.first) - 1 {
				changed, ok := f.add(t.sums[i], d)
				if !ok {
					return 0
				}
				t.changed = t.changed || changed
			}
		}
	}
	return -1
}

// set narrows a span and says whether anything is left of it.
func (t *ticking) set(s *span, to span) bool {
	if to = s.and(to); to != *s {
		*s, t.changed = to, true
	}
	return s.low <= s.high
}

// group narrows all spans of a group to what occurs in a filling of it. Once the number of people is chosen, the sum
// runs from least to most, which are a convex and a concave function of it; so are the ends of everything else, whose
// extremes are therefore found by halving.
func (t *ticking) group(g int) bool {
	c := count{ticking: t, group: g}
	from, to := t.people[g].low, t.people[g].high
	for i, o := range t.options {
		from = max(from, o[g].low+t.others[i][g].low)
		to = min(to, o[g].high+t.others[i][g].high)
	}
	if from > to {
		return false
	}
	gap := func(people int32) int32 { return c.least(people) - c.most(people) }
	some := lowest(gap, from, to)
	if gap(some) > 0 {
		return false
	}
	from, to = edge(gap, some, from), edge(gap, some, to)
	between := func(low, high func(int32) int32) span {
		return span{low(lowest(low, from, to)), high(lowest(func(people int32) int32 { return -high(people) }, from, to))}
	}
	ok := t.set(&t.people[g], span{from, to})
	k := len(t.options)
	options, others := make([]span, k), make([]span, k)
	for i := range k {
		low := func(people int32) int32 {
			return c.low(i, people) + max(0, c.least(people)-c.highs(people)+c.play(i, people))
		}
		high := func(people int32) int32 {
			return c.high(i, people) - max(0, c.lows(people)+c.play(i, people)-c.most(people))
		}
		options[i] = between(low, high)
		others[i] = between(func(p int32) int32 { return p - high(p) }, func(p int32) int32 { return p - low(p) })
	}
	l, m := t.atLeast, t.atMost
	narrowed := [sums]span{
		sum:   between(c.least, c.most),
		above: between(func(p int32) int32 { return c.least(p) - l*p }, func(p int32) int32 { return c.most(p) - l*p }),
		below: between(func(p int32) int32 { return m*p - c.most(p) }, func(p int32) int32 { return m*p - c.least(p) }),
	}
	for i := range k {
		ok = t.set(&t.options[i][g], options[i]) && ok
		ok = t.set(&t.others[i][g], others[i]) && ok
	}
	for i, s := range narrowed {
		ok = t.set(&t.sums[i][g], s) && ok
	}
	return ok
}

// count is the ends of what occurs in a group where so many people ticked any.
type count struct {
	*ticking
	group int
}

// low is the least count of an option by its own and its others' spans: convex.
func (c count) low(option int, people int32) int32 {
	return max(c.options[option][c.group].low, people-c.others[option][c.group].high)
}

// high is the greatest: concave.
func (c count) high(option int, people int32) int32 {
	return min(c.options[option][c.group].high, people-c.others[option][c.group].low)
}

func (c count) play(option int, people int32) int32 {
	return c.high(option, people) - c.low(option, people)
}

func (c count) lows(people int32) (sum int32) {
	for i := range c.options {
		sum += c.low(i, people)
	}
	return sum
}

func (c count) highs(people int32) (sum int32) {
	for i := range c.options {
		sum += c.high(i, people)
	}
	return sum
}

// least is the least sum.
func (c count) least(people int32) int32 {
	s := c.sums
	return max(c.lows(people), s[sum][c.group].low,
		c.atLeast*people+s[above][c.group].low, c.atMost*people-s[below][c.group].high)
}

// most is the greatest.
func (c count) most(people int32) int32 {
	s := c.sums
	return min(c.highs(people), s[sum][c.group].high,
		c.atLeast*people+s[above][c.group].high, c.atMost*people-s[below][c.group].low)
}

// lowest is a place where a convex function is least.
func lowest(f func(int32) int32, from, to int32) int32 {
	for from < to {
		if mid := from + (to-from)/2; f(mid) <= f(mid+1) {
			to = mid
		} else {
			from = mid + 1
		}
	}
	return from
}

// edge is the last place from inside towards end where a convex function is at most 0, which it is inside.
func edge(f func(int32) int32, inside, end int32) int32 {
	for inside != end {
		mid := inside + (end-inside)/2
		if mid == inside {
			mid = end
		}
		if f(mid) <= 0 {
			inside = mid
		} else if mid == end {
			end = inside
		} else {
			end = mid
		}
	}
	return inside
}
