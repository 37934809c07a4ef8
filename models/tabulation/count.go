package tabulation

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// result is what counting gives.
type result struct {
	own       []*Row     // beside the units, of their own sheets
	divisions []division // the background questions, and last the division by flag
	flags     Flags
}

func (r *result) byFlag() *division { return &r.divisions[len(r.divisions)-1] }

// division divides the sheets of the round into classes.
type division struct {
	question int // −1 for the division by flag
	column   *column
	rows     []*Row // of a question its cells, skipped, declined; by flag those with none, those with any
}

// piece is a chunk while it is counted.
type piece struct {
	*chunk
	flags  []uint8   // with identical
	strata [][]uint8 // beside counting.strata, the stratum of each sheet
}

// counting is one pass over all sheets.
type counting struct {
	*result
	layout *Layout
	pieces [][]piece // by unit
	strata []strata
	mu     sync.Mutex // guards rows that several tasks add to
}

// count goes through the columns one by one, for each through the units, and for scores through blocks of all columns
// that they need. Every task adds whole numbers to places of its own or under a lock, so that neither the order of the
// sheets nor the number of workers can change the result.
func (t *Tabulation) count() *result {
	c := &counting{result: &result{}, layout: t.layout, pieces: make([][]piece, len(t.units))}
	c.own = t.layout.newRows(len(t.units))
	for i, q := range t.layout.questions {
		if q.Background() {
			c.divide(i, &t.layout.columns[t.layout.column[i]], t.layout.places[i].width+2)
		}
	}
	c.divide(-1, nil, 2)
	c.strata = stratify(c.divisions)
	for i, chunks := range t.sheets {
		c.own[i].n = c.prepare(i, chunks)
	}
	c.findCopies(t.form)
	c.sort()

	scores := c.scoreTasks()
	parallel(len(scores)+len(t.layout.columns), func(i int) {
		if i < len(scores) {
			scores[i]()
			return
		}
		c.countColumn(&t.layout.columns[i-len(scores)])
	})
	return c.result
}

// parallel calls do for 0 to n − 1 on every core.
func parallel(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

func (c *counting) divide(question int, col *column, classes int) {
	c.divisions = append(c.divisions, division{question, col, c.layout.newRows(classes)})
}

// prepare takes over the chunks of a unit and gives the number of its sheets.
func (c *counting) prepare(unit int, chunks []*chunk) (sheets int64) {
	pieces := make([]piece, len(chunks))
	for i, k := range chunks {
		pieces[i] = piece{chunk: k, flags: append([]uint8(nil), k.flags[:k.n]...)}
		sheets += int64(k.n)
	}
	c.pieces[unit] = pieces
	return sheets
}

// sort finds the stratum of every sheet, and how many sheets are in each class and have each flag.
func (c *counting) sort() {
	classes := make([][]int64, len(c.divisions))
	for d := range c.divisions {
		classes[d] = make([]int64, len(c.divisions[d].rows))
	}
	var combinations [256]uint32
	parallel(len(c.pieces), func(unit int) {
		var tally [256]uint32
		for i := range c.pieces[unit] {
			p := &c.pieces[unit][i]
			count(tally[:], p.flags)
			p.strata = c.strataOf(p)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		for flags, n := range tally {
			combinations[flags] += n
		}
		for i := range c.pieces[unit] {
			for s, of := range c.pieces[unit][i].strata {
				var tally [256]uint32
				count(tally[:], of)
				c.strata[s].fold(tally[:], 1, func(d, class, _ int, n uint32) { classes[d][class] += int64(n) })
			}
		}
	})
	for d, sizes := range classes {
		for class, n := range sizes {
			c.divisions[d].rows[class].n = n
		}
	}
	c.flags = flagsOf(&combinations)
}

// count adds the codes up by their value.
func count[T uint8 | uint16](into []uint32, codes []T) {
	for _, code := range codes {
		into[code]++
	}
}
