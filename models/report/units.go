package report

import (
	"strconv"

	"jianfu/models/disclosure"
)

const (
	// mostRows bounds a table by unit on the page: a province of 500 units gets its upper levels here and every unit
	// in the data files.
	mostRows = 60
	mostBars = 24
)

// shown are the published units of the upper levels, as many levels as fit, and whether units were left out.
func (c *composer) shown() (units []disclosure.Group, less bool) {
	units = c.published
	for len(units) > mostRows {
		deepest := 0
		for _, g := range units {
			deepest = max(deepest, g.Depth)
		}
		if deepest == 0 {
			return units[:mostRows], true
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

// unitTable is a question by published unit: shares of each cell, and the mean.
func (c *composer) unitTable(whole disclosure.Table) {
	units, less := c.shown()
	q := whole.Question
	table := &Table{Title: c.say("report.by_unit", topic(q.Text.In(c.lang))), Note: c.say("report.by_unit.note")}
	if less {
		table.Note += c.say("report.by_unit.less", strconv.Itoa(len(units)), strconv.Itoa(len(c.published)))
	}
	table.Head = head(c.say("report.unit"), c.say("report.valid"))
	for _, cell := range whole.Cells {
		table.Head = append(table.Head, numeric(c.label(q, cell.Cell)))
	}
	if whole.Mean != nil {
		table.Head = append(table.Head, numeric(c.say("report.mean.head")), numeric(c.say("report.interval")))
	}
	if c.tops() != 1 {
		table.Rows = append(table.Rows, Row{Cells: c.unitCells(whole, c.say("report.whole"), 0), Total: true})
	}
	for _, g := range units {
		t, _ := g.Table(c.number[q.Name])
		table.Rows = append(table.Rows, Row{Cells: c.unitCells(t, g.Unit.Name, g.Depth), Total: g.Depth == 0})
	}
	c.table(table)
}

func (c *composer) unitCells(t disclosure.Table, name string, depth int) []Cell {
	cells := []Cell{{Text: name, Indent: depth}, numeric(strconv.Itoa(t.Valid))}
	for _, cell := range t.Cells {
		if cell.Share.Reason != "" {
			cells = append(cells, c.hidden(cell.Share.Reason))
			continue
		}
		cells = append(cells, numeric(shareText(cell.Share)))
	}
	wide := t.Question.Wide()
	switch f := t.Mean; {
	case f == nil:
	case f.Reason != "":
		cells = append(cells, c.hidden(f.Reason), c.hidden(f.Reason))
	default:
		cells = append(cells, numeric(meanText(*f, wide)), numeric(meanInterval(*f, wide)))
	}
	return cells
}
