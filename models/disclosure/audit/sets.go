package audit

// setFunction bounds the sums of a count vector from above: over each set of parts, a bit mask, and exactly over all
// of them. Where it is submodular the vectors that obey it are a base polytope, whose corners are whole numbers, and
// every bound is attained. (Frank and Tardos, Generalized polymatroids and submodular flows, 1988.)
type setFunction []int32

// boxed sets f to the vectors within a box that add up to n; low and high are room for sums.
func (f setFunction) boxed(box []span, n int32, low, high setFunction) {
	low[0], high[0] = 0, 0
	for c, s := range box {
		step := 1 << c
		for i := range step {
			low[step+i] = low[i] + s.low
			high[step+i] = high[i] + s.high
		}
	}
	all := len(f) - 1
	for i := range f {
		f[i] = min(high[i], n-low[all-i])
	}
}

// cut leaves the vectors within a box. It takes all bounds of x(S) that follow from one of x(X), the upper bounds of
// what S has more and the lower bounds of what it has less; it is exact where f is submodular, and sound always.
// It says whether there are any vectors left.
func (f setFunction) cut(box []span) bool {
	n := f[len(f)-1]
	for c, s := range box {
		step := 1 << c
		for base := 0; base < len(f); base += 2 * step {
			without, with := f[base:base+step], f[base+step:base+2*step]
			for i, x := range without {
				y := with[i]
				without[i] = min(x, y-s.low)
				with[i] = min(y, x+s.high)
			}
		}
	}
	return f[0] >= 0 && f[len(f)-1] >= n
}

func (f setFunction) add(g setFunction) {
	for i := range f {
		f[i] += g[i]
	}
}

// meet is the counts of part c in vectors that obey f and g, both of the same sum: exact for two submodular functions
// (Edmonds, Submodular functions, matroids, and certain polyhedra, 1970), sound always.
func meet(f, g setFunction, c int) span {
	all := len(f) - 1
	n, bit := f[all], 1<<c
	s := span{low: -n, high: n}
	for set := range f {
		if set&bit == 0 {
			s.high = min(s.high, f[set|bit]+g[all&^set]-n)
			s.low = max(s.low, n-f[all&^(set|bit)]-g[set])
		}
	}
	return s
}

// meets says whether any vector may obey both.
func meets(f, g setFunction) bool {
	all := len(f) - 1
	for set := range f {
		if f[set]+g[all&^set] < f[all] {
			return false
		}
	}
	return true
}
