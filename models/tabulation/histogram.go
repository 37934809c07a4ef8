package tabulation

const (
	mostCounters = 1 << 18 // of one pass: 1 MB
	fewSheets    = 8       // a unit with fewer sheets than an eighth of the codes is counted sheet by sheet
)

// countColumn counts a column for every row. Only this task writes to its cells and moments.
func (c *counting) countColumn(col *column) {
	counter := counter{counting: c, col: col}
	if col.width != broad {
		counter.unit = make([]uint32, max(col.codes, 256))
	}
	for i := range c.strata {
		var counts []uint32
		if n := c.strata[i].number * col.codes; col.width != broad && n <= mostCounters {
			counts = make([]uint32, n)
		}
		counter.strata = append(counter.strata, counts)
	}
	for unit := range c.pieces {
		counter.within(unit)
		for i := range c.pieces[unit] {
			for s, counts := range counter.strata {
				counter.divided(&c.pieces[unit][i], s, counts)
			}
		}
	}
	for s, counts := range counter.strata {
		if counts != nil {
			c.strata[s].fold(counts, col.codes, func(d, class, code int, n uint32) {
				c.divisions[d].rows[class].put(col, uint32(code), int64(n))
			})
		}
	}
}

// counter counts the codes of a column, which then stand for cells and values: nothing but the counting itself is done
// for every sheet.
type counter struct {
	*counting
	col    *column
	unit   []uint32   // by code, 0 between units; nil for a broad column
	strata [][]uint32 // by stratum and code; nil where there would be too many
}

// within counts the sheets of a unit itself.
func (c *counter) within(unit int) {
	row := c.own[unit]
	if row.n*fewSheets < int64(c.col.codes) {
		for i := range c.pieces[unit] {
			p := &c.pieces[unit][i]
			for sheet := range p.n {
				row.put(c.col, p.code(c.col, sheet), 1)
			}
		}
		return
	}
	for i := range c.pieces[unit] {
		switch p := &c.pieces[unit][i]; c.col.width {
		case narrow:
			count(c.unit, p.narrowColumn(c.col))
		case middle:
			count(c.unit, p.middleColumn(c.col))
		case broad:
			for sheet := range p.n {
				row.put(c.col, p.code(c.col, sheet), 1)
			}
		}
	}
	for code, n := range c.unit {
		if n > 0 {
			row.put(c.col, uint32(code), int64(n))
			c.unit[code] = 0
		}
	}
}

// divided counts the sheets of a piece by stratum.
func (c *counter) divided(p *piece, s int, counts []uint32) {
	strata := p.strata[s]
	switch {
	case counts == nil:
		of := &c.counting.strata[s]
		for sheet, stratum := range strata {
			for i, d := range of.divisions {
				c.divisions[d].rows[of.class(i, int(stratum))].put(c.col, p.code(c.col, sheet), 1)
			}
		}
	case c.col.width == narrow:
		countStrata(counts, c.col.codes, strata, p.narrowColumn(c.col))
	case c.col.width == middle:
		countStrata(counts, c.col.codes, strata, p.middleColumn(c.col))
	}
}

func countStrata[T uint8 | uint16](into []uint32, width int, strata []uint8, codes []T) {
	strata = strata[:len(codes)]
	for i, code := range codes {
		into[int(strata[i])*width+int(code)]++
	}
}
