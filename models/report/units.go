package report

import (
	"strconv"
	"strings"

	"jianfu/models"
	"jianfu/models/disclosure"
)

const (
	// mostRows bounds a table by unit: a province of 500 units gets its upper levels here and every unit in the data
	// files.
	mostRows = 60
	// mostBars bounds a figure by unit.
	mostBars = 40
)

// isWhole reports whether a unit holds every sheet of the round.
func (c *composer) isWhole(g disclosure.Group) bool { return g.N == c.r.Whole().N }

// shown are the published units of the upper levels, as many levels as fit into most, and whether units were left out.
func (c *composer) shown(most int) (units []disclosure.Group, less bool) {
	units = c.published
	for len(units) > most {
		deepest := 0
		for _, g := range units {
			deepest = max(deepest, g.Depth)
		}
		if deepest == 0 {
			return units[:most], true
		}
		var upper []disclosure.Group
		for _, g := range units {
			if g.Depth < deepest {
				upper = append(upper, g)
			}
		}
		units, less = upper, true
	}
	return units, less
}

// units is the chapter that holds each unit against all others: by the burden, or else by the first index that can be
// compared, and by the main quantities that at least half of the units have an exact mean of. There is no league table:
// rank is mostly noise.
func (c *composer) units() {
	units, less := c.shown(mostBars)
	compared := c.compared(units)
	drains := c.drains()
	if len(compared) == 0 && drains == nil {
		return
	}
	c.chapter("units", c.say("report.units"), true)
	if len(compared) > 0 {
		c.write(Paragraph, c.say("report.units.about", strconv.Itoa(c.parts(c.published))))
		c.write(Paragraph, c.say("report.units.marks"))
		if less {
			c.write(Note, c.say("report.units.less", strconv.Itoa(len(units)), strconv.Itoa(len(c.published))))
		}
	}
	for n, i := range compared {
		c.write(Heading, c.called(i))
		all := c.r.Compare(i)
		c.write(Finding, c.sides(i, all))
		c.forest(i, all, units)
		if n == 0 {
			c.table(c.groups(i, all, units))
		}
		if i.Code == "" {
			whole, _ := c.r.Whole().Table(i.Question)
			if bound := c.boundsAmong(whole, units); bound != "" {
				c.write(Note, bound)
			}
		}
	}
	if drains != nil {
		c.write(Heading, c.called(staffDrain()))
		c.write(Paragraph, c.say("report.drain.about"))
		c.table(drains)
	}
}

// compared lists what units are compared by.
func (c *composer) compared(units []disclosure.Group) []disclosure.Indicator {
	var found []disclosure.Indicator
	take := func(i disclosure.Indicator) bool {
		f, ok := c.r.Whole().Measure(i)
		if !ok || !exact(f) {
			return false
		}
		if n := c.exactUnits(i, units); n < 2 || 2*n < c.parts(units) {
			return false
		}
		found = append(found, i)
		return true
	}
	for _, i := range c.indices() {
		if take(i) {
			break
		}
	}
	for _, t := range c.quantities() {
		if i, ok := c.r.Indicator("mean:" + t.Question.Name); ok {
			take(i)
		}
	}
	return found
}

// exactUnits is how many units, not the whole, have a figure that is neither hidden nor cut off.
func (c *composer) exactUnits(i disclosure.Indicator, units []disclosure.Group) int {
	n := 0
	for _, g := range units {
		if f, ok := g.Measure(i); ok && !c.isWhole(g) && exact(f) {
			n++
		}
	}
	return n
}

// parts is how many of the units are not the whole.
func (c *composer) parts(units []disclosure.Group) int {
	n := 0
	for _, g := range units {
		if !c.isWhole(g) {
			n++
		}
	}
	return n
}

// sides names the units that are marked, of all that are published.
func (c *composer) sides(i disclosure.Indicator, all []disclosure.Comparison) string {
	var above, below []string
	others, unknown := 0, 0
	for _, u := range all {
		switch {
		case c.isWhole(u.Unit):
		case u.Reason != "":
			unknown++
		case u.Mark > 0:
			above = append(above, u.Unit.Unit.Name)
		case u.Mark < 0:
			below = append(below, u.Unit.Unit.Name)
		default:
			others++
		}
	}
	whole, _ := c.r.Whole().Measure(i)
	sentence := c.say("report.sides", c.value(i, whole)+c.unitAfter(i), c.names(above), c.names(below), strconv.Itoa(others))
	if unknown > 0 {
		sentence += c.say("report.sides.unknown", strconv.Itoa(unknown))
	}
	return sentence
}

// groups is the units in three groups, and those that are not compared, in the order of the tree.
func (c *composer) groups(i disclosure.Indicator, all []disclosure.Comparison, units []disclosure.Group) *Table {
	t := &Table{
		Title: c.say("report.groups", c.short(i)), Note: c.say("report.groups.note"),
		Head: head(c.say("report.unit"), c.say("report.value"), c.say("report.interval"), c.say("report.valid"),
			c.say("report.groups.rest"), c.say("report.groups.difference"), c.say("report.groups.p")),
	}
	shown := make(map[models.ID]bool)
	for _, g := range units {
		shown[g.Unit.ID] = !c.isWhole(g)
	}
	rows := make(map[string][]Row)
	for _, u := range all {
		if shown[u.Unit.Unit.ID] {
			rows[groupOf(u)] = append(rows[groupOf(u)], Row{Cells: c.comparedCells(i, u)})
		}
	}
	for _, group := range []string{"high", "none", "low", "unknown"} {
		if n := len(rows[group]); n > 0 {
			name := c.say("report.groups."+group, strconv.Itoa(n))
			t.Rows = append(t.Rows, Row{Group: true, Cells: []Cell{{Text: name, Span: len(t.Head)}}})
			t.Rows = append(t.Rows, rows[group]...)
		}
	}
	return t
}

// groupOf names the group that a unit stands in.
func groupOf(u disclosure.Comparison) string {
	switch {
	case u.Reason != "":
		return "unknown"
	case u.Mark > 0:
		return "high"
	case u.Mark < 0:
		return "low"
	}
	return "none"
}

// comparedCells are a row of the table of groups.
func (c *composer) comparedCells(i disclosure.Indicator, u disclosure.Comparison) []Cell {
	cells := append([]Cell{text(u.Unit.Unit.Name)}, c.figureCells(i, u.Value)...)
	if u.Reason != "" {
		return append(cells, c.hidden(u.Reason), c.hidden(u.Reason), c.hidden(u.Reason))
	}
	p := dash
	if u.P != "" {
		p = "<" + string(u.P)
	}
	mark := map[int]string{1: "▲ ", -1: "▼ "}[u.Mark]
	return append(cells, numeric(c.value(i, u.Rest)), numeric(mark+c.difference(i, u.Difference)), numeric(p))
}

// drains is the staff drain by unit, nil where fewer than two have one.
func (c *composer) drains() *Table {
	t := &Table{
		Title: c.say("report.drain"), Note: c.say("report.drain.note"),
		Head: head(c.say("report.unit"), c.say("report.headcount"), c.say("report.drain.lent"), c.say("report.drain.selected"),
			c.say("report.drain.index"), c.say("report.valid")),
	}
	units, _ := c.shown(mostRows)
	for _, g := range units {
		d, ok := g.Drain()
		if !ok {
			continue
		}
		cells := []Cell{{Text: g.Unit.Name, Indent: g.Depth}, numeric(strconv.Itoa(g.Headcount)), numeric(dash), numeric(dash)}
		if d.Own {
			cells[2], cells[3] = numeric(spreadText(d.Lent)), numeric(spreadText(d.Selected))
		}
		value := numeric(c.value(staffDrain(), d.Index))
		t.Rows = append(t.Rows, Row{Cells: append(cells, value, numeric(strconv.Itoa(d.Index.N))), Total: !d.Own})
	}
	if len(t.Rows) < 2 {
		return nil
	}
	return t
}

// spreadText is a median with the quartiles in brackets.
func spreadText(s disclosure.Spread) string {
	return quantileText(s.Median) + " (" + quantileText(s.Low) + "–" + quantileText(s.High) + ")"
}

func quantileText(q disclosure.Quantile) string {
	v := amount(q.Value, true)
	if q.AtLeast {
		return "≥ " + v
	}
	return v
}

// names lists names, or says that there are none, or too many for a sentence.
func (c *composer) names(names []string) string {
	switch {
	case len(names) == 0:
		return c.say("report.sides.none")
	case len(names) > mostBars:
		return c.say("report.sides.many", strconv.Itoa(len(names)))
	}
	return c.say("report.sides.some", strconv.Itoa(len(names)), strings.Join(names, listSeparator(c.lang)))
}

// boundsAmong explains the bounds of a wide quantity where a unit has one.
func (c *composer) boundsAmong(whole disclosure.Table, units []disclosure.Group) string {
	if !whole.Question.Wide() {
		return ""
	}
	for _, g := range units {
		if t, ok := g.Table(c.number[whole.Question.Name]); ok && t.Mean != nil && t.Mean.Bound != "" {
			return c.boundNote(whole.Question)
		}
	}
	return ""
}

// groupCells are the shares of each cell of a question over one group, and the mean.
func (c *composer) groupCells(t disclosure.Table, name string, depth int) []Cell {
	cells := []Cell{{Text: name, Indent: depth}, numeric(strconv.Itoa(t.Valid))}
	for _, cell := range t.Cells {
		if cell.Share.Reason != "" {
			cells = append(cells, c.hidden(cell.Share.Reason))
			continue
		}
		cells = append(cells, numeric(shareText(cell.Share)))
	}
	if t.Mean != nil {
		cells = append(cells, c.meanCells(*t.Mean, t.Question.Wide())...)
	}
	return cells
}

func (c *composer) meanCells(f disclosure.Figure, wide bool) []Cell {
	if f.Reason != "" {
		return []Cell{c.hidden(f.Reason), c.hidden(f.Reason)}
	}
	return []Cell{numeric(meanText(f, wide)), numeric(meanInterval(f, wide))}
}
