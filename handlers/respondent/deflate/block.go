package deflate

import "slices"

// codes are the code lengths of a block and the words of its head that say them.
type codes struct {
	literal, distance []int
	head              []word
	meta              []int // code lengths of the words
}

// word is a code length, or a run of them with its extra bits (RFC 1951, 3.2.7).
type word struct{ code, value, extra int }

func newCodes(c counts) codes {
	k := codes{literal: lengths(c.literal[:], deepest), distance: lengths(c.distance[:], deepest)}
	if !slices.ContainsFunc(k.distance, func(n int) bool { return n > 0 }) {
		k.distance[0] = 1 // some old readers want one
	}
	all := slices.Concat(used(k.literal, 257), used(k.distance, 1))
	least := -1
	for runs := range 8 { // which kinds of runs pay for themselves
		head := words(all, runs&1 > 0, runs&2 > 0, runs&4 > 0)
		n := make([]int, 19)
		for _, w := range head {
			n[w.code]++
		}
		meta := lengths(n, deepestOf)
		if size := headSize(head, meta); least < 0 || size < least {
			least, k.head, k.meta = size, head, meta
		}
	}
	return k
}

// used cuts off what is not used at the end, but for the first few.
func used(lengths []int, keep int) []int {
	n := len(lengths)
	for n > keep && lengths[n-1] == 0 {
		n--
	}
	return lengths[:n]
}

// words writes code lengths in runs of the kinds that are wanted: 16 repeats what came before, 17 and 18 are zeros.
func words(all []int, repeats, zeros, many bool) []word {
	var head []word
	for i := 0; i < len(all); {
		run := 1
		for i+run < len(all) && all[i+run] == all[i] {
			run++
		}
		i += run
		value := all[i-run]
		for value == 0 && many && run >= 11 {
			n := min(run, 138)
			head = append(head, word{18, n - 11, 7})
			run -= n
		}
		for value == 0 && zeros && run >= 3 {
			n := min(run, 10)
			head = append(head, word{17, n - 3, 3})
			run -= n
		}
		if value != 0 && repeats && run >= 4 {
			head = append(head, word{code: value})
			for run--; run >= 3; {
				n := min(run, 6)
				head = append(head, word{16, n - 3, 2})
				run -= n
			}
		}
		for range run {
			head = append(head, word{code: value})
		}
	}
	return head
}

// order is the order in which the lengths of the code for code lengths are written.
func order() []int { return []int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15} }

// written is how many of them are.
func written(meta []int) int {
	n := len(meta)
	for n > 4 && meta[order()[n-1]] == 0 {
		n--
	}
	return n
}

func headSize(head []word, meta []int) int {
	size := 14 + 3*written(meta)
	for _, w := range head {
		size += meta[w.code] + w.extra
	}
	return size
}

// size is that of a whole block in bits.
func (k codes) size(c counts) int {
	size := 3 + headSize(k.head, k.meta)
	for code, n := range c.literal {
		size += n * (k.literal[code] + lengthExtra(code))
	}
	for code, n := range c.distance {
		size += n * (k.distance[code] + distanceExtra(code))
	}
	return size
}

// split gives the places in the text where a new block pays for its head.
func split(path []symbol) []int {
	at := make([]int, len(path)+1)
	for i, s := range path {
		at[i+1] = at[i] + s.length
	}
	size := func(from, to int) float64 { return count(path[from:to]).bits() }
	var places []int
	var divide func(from, to int)
	divide = func(from, to int) {
		const parts, few = 24, 200 // symbols: fewer never pay
		if to-from < 2*few {
			return
		}
		best, least := -1, size(from, to)
		for low, high := from+few, to-few; ; {
			step := max(1, (high-low)/parts)
			for i := low; i <= high; i += step {
				if s := size(from, i) + size(i, to); s < least {
					best, least = i, s
				}
			}
			if best < 0 || step == 1 {
				break
			}
			low, high = max(low, best-step), min(high, best+step)
		}
		if best >= 0 {
			divide(from, best)
			places = append(places, at[best])
			divide(best, to)
		}
	}
	divide(0, len(path))
	return places
}
