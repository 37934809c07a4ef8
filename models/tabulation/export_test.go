package tabulation

import "slices"

// Recount counts again.
func (t *Tabulation) Recount() {
	t.result = nil
	t.Count()
}

// Plain counts answers one by one, as one would without further thought.
type Plain struct {
	layout    *Layout
	pieces    [][]piece
	divisions []division
	own       [][]int64
	classes   [][][]int64
}

// NewPlain takes the columns of a tabulation, the sheets already divided into classes.
func NewPlain(t *Tabulation) *Plain {
	c := &counting{result: &result{}, layout: t.layout, pieces: make([][]piece, len(t.units))}
	c.own = t.layout.newRows(len(t.units))
	for _, d := range t.counted().divisions {
		c.divide(d.question, d.column, len(d.rows))
	}
	for i, chunks := range t.sheets {
		c.own[i].n = c.prepare(i, chunks)
	}
	c.findCopies(t.form)
	p := &Plain{layout: t.layout, pieces: c.pieces, divisions: c.divisions}
	for range t.units {
		p.own = append(p.own, make([]int64, t.layout.counts))
	}
	for i := range p.pieces {
		for j := range p.pieces[i] {
			k := &p.pieces[i][j]
			k.strata = nil
			for d := range p.divisions {
				n := len(p.divisions[d].rows)
				alone := strata{number: n, divisions: []int{d}, weights: []int{1}, sizes: []int{n}}
				one := counting{result: c.result, layout: t.layout, strata: []strata{alone}}
				k.strata = append(k.strata, one.strataOf(k)[0])
			}
		}
	}
	for d := range p.divisions {
		p.classes = append(p.classes, nil)
		for range p.divisions[d].rows {
			p.classes[d] = append(p.classes[d], make([]int64, t.layout.counts))
		}
	}
	return p
}

// Count counts every answer of every sheet into the row of its unit and those of its classes.
func (p *Plain) Count() {
	for _, row := range p.own {
		clear(row)
	}
	for _, rows := range p.classes {
		for _, row := range rows {
			clear(row)
		}
	}
	for u, pieces := range p.pieces {
		for i := range pieces {
			for j := range p.layout.columns {
				c := &p.layout.columns[j]
				p.one(p.own[u], c, &pieces[i], nil)
				for d := range p.divisions {
					p.one(nil, c, &pieces[i], p.classes[d], pieces[i].strata[d]...)
				}
			}
		}
	}
}

func (p *Plain) one(row []int64, c *column, k *piece, rows [][]int64, class ...uint8) {
	for s := range k.n {
		if rows != nil {
			row = rows[class[s]]
		}
		var code uint32
		if at := c.slot*k.room + s; c.width == narrow {
			code = uint32(k.narrow[at])
		} else {
			code = uint32(k.middle[at])
		}
		if !c.ticks {
			row[c.base+int(c.cells[code])]++
			continue
		}
		for bit := 0; code != 0; code, bit = code>>1, bit+1 {
			row[c.base+bit] += int64(code & 1)
		}
	}
}

// Same reports whether both counted the same.
func (p *Plain) Same(t *Tabulation) bool {
	for u, row := range p.own {
		if !slices.Equal(row, t.counted().own[u].counts) {
			return false
		}
	}
	for d, rows := range p.classes {
		for class, row := range rows {
			if !slices.Equal(row, t.counted().divisions[d].rows[class].counts) {
				return false
			}
		}
	}
	return true
}
