package tabulation

import (
	"runtime"
	"slices"

	"jianfu/models/index"
	"jianfu/models/questionnaire"
)

// reader reads a question for an index or a rate: the value on a sheet is the bits of all its columns' values together,
// which are index.Missing, all bits, where one is.
type reader struct {
	columns []*column
	tables  [][]int32 // beside columns, by code; nil for a broad column, whose number is the value
}

// read writes the values of a piece.
func (r *reader) read(p *piece, into []int32) {
	for i, c := range r.columns {
		switch {
		case c.width == broad:
			for sheet := range into {
				into[sheet] = amount(c, p.code(c, sheet))
			}
		case c.width == middle:
			look(p.middleColumn(c), r.tables[i], into)
		case i > 0:
			for sheet, code := range p.narrowColumn(c) {
				into[sheet] |= r.tables[i][code]
			}
		default:
			look(p.narrowColumn(c), r.tables[i], into)
		}
	}
}

func look[T uint8 | uint16](codes []T, table, into []int32) {
	into = into[:len(codes)]
	for i, code := range codes {
		into[i] = table[code]
	}
}

// amount is the number behind a code in thousandths, 0 where the question was skipped.
func amount(c *column, code uint32) int32 {
	switch code {
	case c.values:
		return 0
	case c.values + 1:
		return index.Missing
	}
	return int32(c.number(code))
}

// reader makes the tables of a question, of which value tells what an answer that is not a number says.
func (l *Layout) reader(question int, value func(*questionnaire.Answer) int32) reader {
	var r reader
	for i := l.column[question]; i < len(l.columns) && l.columns[i].question == question; i++ {
		c := &l.columns[i]
		var table []int32
		switch {
		case c.ticks:
			table = l.tickTable(c, value)
		case c.width != broad:
			table = make([]int32, max(c.codes, 256))
			for code := range uint32(c.codes) {
				table[code] = l.valueOf(c, code, value)
			}
		}
		r.columns, r.tables = append(r.columns, c), append(r.tables, table)
	}
	return r
}

func (l *Layout) valueOf(c *column, code uint32, value func(*questionnaire.Answer) int32) int32 {
	q := &l.questions[c.question]
	switch {
	case q.Numeric():
		return amount(c, code)
	case code == c.values:
		return value(&questionnaire.Answer{State: questionnaire.Skipped})
	case code > c.values:
		return index.Missing
	}
	return value(&questionnaire.Answer{State: questionnaire.Answered, Choices: []string{q.Options[code].Name}})
}

// tickTable gives the values of eight ticks, each tick by itself.
func (l *Layout) tickTable(c *column, value func(*questionnaire.Answer) int32) []int32 {
	options := l.questions[c.question].Options
	table := make([]int32, c.codes)
	for bit := range 8 {
		var v int32
		switch option := c.first + bit; {
		case option < len(options):
			v = value(&questionnaire.Answer{State: questionnaire.Answered, Choices: []string{options[option].Name}})
		case option == len(options)+1:
			v = index.Missing
		}
		for code := range table {
			if code>>bit&1 == 1 {
				table[code] |= v
			}
		}
	}
	return table
}

// recipe says how the indices and rates of a layout are worked out from columns.
type recipe struct {
	readers []reader
	inputs  [][]int // of each index: its readers; of BI its members among the indices
	rates   [][2]int
}

func (l *Layout) recipe() *recipe {
	r := &recipe{}
	known := map[int]int{} // question → its reader
	use := func(question int, value func(*questionnaire.Answer) int32) int {
		if _, ok := known[question]; !ok {
			known[question] = len(r.readers)
			r.readers = append(r.readers, l.reader(question, value))
		}
		return known[question]
	}
	for i := range l.indices {
		x := &l.indices[i]
		var inputs []int
		for _, code := range x.Members {
			inputs = append(inputs, slices.IndexFunc(l.indices, func(x index.Index) bool { return x.Code == code }))
		}
		for part := 0; part < len(x.Parts) && len(x.Members) == 0; part++ {
			inputs = append(inputs, use(x.Parts[part], func(a *questionnaire.Answer) int32 { return x.Value(part, a) }))
		}
		r.inputs = append(r.inputs, inputs)
	}
	for _, rate := range l.rates {
		r.rates = append(r.rates, [2]int{use(rate.Over, nil), use(rate.Under, nil)})
	}
	return r
}

// scoreTasks divide the units into runs of about as many sheets each.
func (c *counting) scoreTasks() (tasks []func()) {
	if len(c.layout.indices)+len(c.layout.rates) == 0 {
		return nil
	}
	recipe := c.layout.recipe()
	var all, sheets int64
	for _, row := range c.own {
		all += row.n
	}
	most := max(mostRoom, all/int64(4*runtime.GOMAXPROCS(0)))
	from := 0
	for unit, row := range c.own {
		if sheets += row.n; sheets >= most || unit == len(c.own)-1 {
			first, end := from, unit+1
			tasks = append(tasks, func() { c.score(recipe, first, end) })
			from, sheets = end, 0
		}
	}
	return tasks
}

// score works out the scores and rates of some units.
func (c *counting) score(recipe *recipe, from, end int) {
	s := newScorer(c, recipe)
	for unit := from; unit < end; unit++ {
		for i := range c.pieces[unit] {
			s.piece(&c.pieces[unit][i])
		}
		s.flush(c.own[unit])
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for d := range c.divisions {
		for class, row := range c.divisions[d].rows {
			s.classes[d][class].give(row)
		}
	}
}
