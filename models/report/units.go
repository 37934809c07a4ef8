package report

import (
	"strconv"
	"strings"

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

// units is the chapter that holds units against the whole round, by the quantities that at least half of them have an
// exact mean of. There is no league table: rank is mostly noise.
func (c *composer) units() {
	units, less := c.shown(mostBars)
	var compared []disclosure.Table
	for _, t := range c.quantities() {
		if exact := c.exact(t, units); t.Mean.Bound == "" && exact > 1 && 2*exact >= c.parts(units) {
			compared = append(compared, t)
		}
	}
	if len(compared) == 0 {
		return
	}
	c.chapter("units", c.say("report.units"), true)
	c.write(Paragraph, c.say("report.units.about", strconv.Itoa(c.parts(units))))
	if less {
		c.write(Note, c.say("report.units.less", strconv.Itoa(len(units)), strconv.Itoa(len(c.published))))
	}
	for _, t := range compared {
		c.write(Heading, t.Question.Text.In(c.lang))
		c.write(Finding, c.sides(t, units))
		c.forest(t, units)
		if bound := c.boundsAmong(t, units); bound != "" {
			c.write(Note, bound)
		}
	}
}

// exact is how many units, not the whole, have a mean that is neither hidden nor cut off.
func (c *composer) exact(whole disclosure.Table, units []disclosure.Group) int {
	n := 0
	for _, g := range units {
		t, _ := g.Table(c.number[whole.Question.Name])
		if !c.isWhole(g) && t.Mean.Reason == "" && t.Mean.Bound == "" {
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

// sides names the units whose interval lies wholly above or below the mean of the round.
func (c *composer) sides(whole disclosure.Table, units []disclosure.Group) string {
	var above, below []string
	others, unknown := 0, 0
	for _, g := range units {
		if c.isWhole(g) {
			continue
		}
		t, _ := g.Table(c.number[whole.Question.Name])
		switch side := sideOf(*t.Mean, *whole.Mean); {
		case !t.Mean.Interval:
			unknown++
		case side > 0:
			above = append(above, g.Unit.Name)
		case side < 0:
			below = append(below, g.Unit.Name)
		default:
			others++
		}
	}
	sentence := c.say("report.sides", meanText(*whole.Mean, true)+c.unitOf(whole.Question), c.names(above), c.names(below), strconv.Itoa(others))
	if unknown > 0 {
		sentence += c.say("report.sides.unknown", strconv.Itoa(unknown))
	}
	return sentence
}

// names lists names, or says that there are none.
func (c *composer) names(names []string) string {
	if len(names) == 0 {
		return c.say("report.sides.none")
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
