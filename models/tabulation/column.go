package tabulation

import (
	"math"
	"math/bits"
	"slices"

	"jianfu/models/questionnaire"
)

// column holds one code for each sheet. A question has one column; one with several ticks has a column for every eight
// options, each tick a bit, after the options a bit for skipped and one for declined. Every other code is the number of
// an option or, of a quantity, the number of strides from its least value; after these come skipped and declined.
type column struct {
	question int
	width    width
	slot     int // among the columns of that width
	ticks    bool
	first    int    // ticks: the option of the lowest bit
	values   uint32 // codes that are answers; not for ticks
	codes    int    // all codes
	base     int    // in Row.counts, of the cell 0 or of the lowest bit
	moment   int    // in Row.moments, −1 for none
	place    *place
	cells    []uint8 // the cell of each code; nil for ticks and for a broad column
}

// width is the size of a code.
type width uint8

const (
	narrow width = iota // 8 bits
	middle              // 16
	broad               // 32
)

// columnsOf lays out the columns of question i, whose first cell is at base.
func columnsOf(i int, p *place, base, moment int) []column {
	c := column{question: i, place: p, base: base, moment: moment}
	switch p.by {
	case byNothing:
		return nil
	case byOptions:
		var all []column
		c.ticks, c.codes = true, 256
		for ; c.first < p.width+2; c.first += 8 {
			all = append(all, c)
			c.base += 8
		}
		return all
	}
	c.values = p.values()
	switch codes := int64(c.values) + 2; {
	case codes <= math.MaxUint8+1:
		c.width = narrow
	case codes <= math.MaxUint16+1:
		c.width = middle
	default:
		c.width = broad
	}
	c.codes = int(c.values) + 2
	if c.width != broad {
		for code := range uint32(c.codes) {
			c.cells = append(c.cells, uint8(c.search(code))) // at most 200 options or 101 bands
		}
	}
	return []column{c}
}

// number is the quantity that a code stands for.
func (c *column) number(code uint32) questionnaire.Decimal {
	return c.place.min + questionnaire.Decimal(code)*c.place.stride
}

// cell is the cell of a code, after the cells of answers that of skipped and that of declined.
func (c *column) cell(code uint32) int {
	if c.cells != nil {
		return int(c.cells[code])
	}
	return c.search(code)
}

func (c *column) search(code uint32) int {
	switch {
	case code >= c.values:
		return c.place.width + int(code-c.values)
	case c.place.by == byBand:
		return c.place.band(c.number(code))
	}
	return int(code)
}

// put adds n sheets with a code to a row.
func (r *Row) put(c *column, code uint32, n int64) {
	if c.ticks {
		for ; code != 0; code &= code - 1 {
			r.counts[c.base+bits.TrailingZeros32(code)] += n
		}
		return
	}
	r.counts[c.base+c.cell(code)] += n
	if c.moment >= 0 && code < c.values {
		r.moments[c.moment].addMany(c.number(code), n)
	}
}

// chunk holds sheets of one unit, column by column.
type chunk struct {
	n, room int
	narrow  []uint8
	middle  []uint16
	broad   []uint32
	flags   []uint8
	prints  []uint64
}

// Chunks of a unit double in size up to the greatest, so that small units take little memory.
const (
	leastRoom = 16
	mostRoom  = 1024
)

func (l *Layout) newChunk(room int) *chunk {
	return &chunk{
		room:   room,
		narrow: make([]uint8, l.widths[narrow]*room),
		middle: make([]uint16, l.widths[middle]*room),
		broad:  make([]uint32, l.widths[broad]*room),
		flags:  make([]uint8, room),
		prints: make([]uint64, room),
	}
}

// add appends a sheet. codes stand beside the columns of the layout.
func (k *chunk) add(columns []column, codes []uint32, flags uint8, print uint64) {
	for i := range columns {
		c := &columns[i]
		at := c.slot*k.room + k.n
		switch c.width {
		case narrow:
			k.narrow[at] = uint8(codes[i])
		case middle:
			k.middle[at] = uint16(codes[i])
		case broad:
			k.broad[at] = codes[i]
		}
	}
	k.flags[k.n], k.prints[k.n] = flags, print
	k.n++
}

// code is that of the sheet at a place in the chunk.
func (k *chunk) code(c *column, sheet int) uint32 {
	at := c.slot*k.room + sheet
	switch c.width {
	case narrow:
		return uint32(k.narrow[at])
	case middle:
		return uint32(k.middle[at])
	}
	return k.broad[at]
}

func (k *chunk) narrowColumn(c *column) []uint8  { return k.narrow[c.slot*k.room:][:k.n] }
func (k *chunk) middleColumn(c *column) []uint16 { return k.middle[c.slot*k.room:][:k.n] }

// codes writes the codes of a sheet beside the columns of the layout.
func (l *Layout) codes(sheet questionnaire.Sheet, codes []uint32) {
	for i := range l.columns {
		c := &l.columns[i]
		a := &sheet[c.question]
		switch {
		case c.ticks && c.first > 0: // written with the first byte
		case c.ticks:
			c.place.tick(a, codes[i:])
		case a.State == questionnaire.Skipped:
			codes[i] = c.values
		case a.State == questionnaire.Declined:
			codes[i] = c.values + 1
		default:
			codes[i] = c.place.code(a)
		}
	}
}

// tick sets the bits of an answer in the bytes of its columns.
func (p *place) tick(a *questionnaire.Answer, bytes []uint32) {
	clear(bytes[:(p.width+2+7)/8])
	set := func(bit int) { bytes[bit/8] |= 1 << (bit % 8) }
	switch a.State {
	case questionnaire.Skipped:
		set(p.width)
	case questionnaire.Declined:
		set(p.width + 1)
	default:
		for _, name := range a.Choices {
			set(p.names[name])
		}
	}
}

// values is the number of codes that are answers.
func (p *place) values() uint32 {
	if p.by == byBand {
		return uint32((p.max-p.min)/p.stride) + 1
	}
	return uint32(p.width)
}

// code is that of an answer that is given; not for ticks.
func (p *place) code(a *questionnaire.Answer) uint32 {
	switch p.by {
	case byOption:
		return uint32(p.names[a.Choices[0]])
	case byValue, byBand:
		return uint32((a.Number - p.min) / p.stride)
	}
	return 0
}

func (p *place) band(d questionnaire.Decimal) int {
	i, exact := slices.BinarySearch(p.bands, d)
	if !exact {
		i--
	}
	return i
}
