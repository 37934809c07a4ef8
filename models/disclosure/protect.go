package disclosure

import (
	"fmt"
	"slices"

	"jianfu/models/disclosure/audit"
	"jianfu/models/disclosure/plan"
)

const (
	mostRounds    = 60 // of drawing again, before a question is withheld at a group
	parentsFrom   = 6  // the round from which on a parent's counts are drawn again too
	rowsFrom      = 31 // the round from which on a whole row is, not only the cell: what is well stays as long as it can
	mostWithholds = 100
)

// protect audits the rounded counts as an attacker would (R6), and draws rows again until no cell can be told to within less
// than three values. What is left after 60 rounds is withheld. It reads what is published and nothing else, so that neither
// gives anything away: whether a draw passes hangs on the draw alone.
func (m *maker) protect(f *file, forest forest) error {
	m.net = newNetwork(m.plan, f, forest)
	for _, groups := range m.net.groups {
		for _, g := range groups {
			if d := m.drawn[g]; d != m.drawn[&f.Whole] {
				for c := range m.net.large {
					d.set(c, unpublished)
				}
			}
		}
	}
	if err := m.correct(f); err != nil {
		return err
	}
	m.net.refresh()
	result, err := audit.Run(&m.net.problem)
	if err != nil {
		return err
	}
	for round := 1; ; round++ {
		narrow := result.Narrow()
		if len(narrow) == 0 {
			break
		}
		if round > mostRounds+mostWithholds {
			return fmt.Errorf("disclosure: %d cells can still be told", len(narrow))
		}
		changed := make(map[int]bool)
		for _, cell := range narrow {
			if round <= mostRounds {
				m.again(cell, round, changed)
			} else {
				m.withdraw(cell, round-mostRounds, changed)
			}
		}
		m.net.refresh()
		columns := make([]int, 0, len(changed))
		for c := range changed {
			columns = append(columns, c)
		}
		slices.Sort(columns)
		if result, err = result.Again(&m.net.problem, columns); err != nil {
			return err
		}
	}
	m.audit = result
	for division, groups := range m.net.groups {
		for i, g := range groups {
			if _, there := m.places[g]; !there {
				m.places[g] = [2]int{division, i}
			}
		}
	}
	return nil
}

// real lists the columns of a table that have published counts.
func (n *network) real(table int) []int {
	return slices.DeleteFunc(slices.Clone(n.problem.Tables[table].Parts), func(c int) bool { return c < 0 || c >= len(n.plan.Columns) })
}

// behind lists the published columns that a table hangs on: its own, and those that its parts follow from.
func (n *network) behind(table int) []int {
	columns := n.real(table)
	for _, part := range n.problem.Tables[table].Parts {
		if part < len(n.plan.Columns) {
			continue
		}
		for other, t := range n.problem.Tables {
			if other != table && slices.Contains(t.Parts, part) {
				columns = append(columns, n.real(other)...)
			}
		}
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

// again draws a cell anew, or the row of its table.
func (m *maker) again(cell audit.Cell, round int, changed map[int]bool) {
	groups := []int{cell.Group}
	if parent := m.net.problem.Divisions[cell.Division].Parent[cell.Group]; round >= parentsFrom && parent >= 0 {
		groups = append(groups, parent)
	}
	columns := []int{m.net.problem.Tables[cell.Table].Parts[cell.Part]}
	if round >= rowsFrom || columns[0] < 0 || columns[0] >= len(m.plan.Columns) {
		columns = m.net.behind(cell.Table)
	}
	for _, i := range groups {
		d := m.drawn[m.net.groups[cell.Division][i]]
		if d.fixed {
			continue
		}
		for _, column := range columns {
			if d.counts[column] == unpublished || d.times[column] >= round { // drawn in this round already
				continue
			}
			d.times[column] = round
			m.roll(d, column)
			d.set(column, d.counts[column])
			changed[column] = true
		}
	}
}

// withdraw takes the counts of a cell's table out of the release: at its group, and where that was not enough at those
// around it, up to the round and then everywhere.
func (m *maker) withdraw(cell audit.Cell, round int, changed map[int]bool) {
	columns := m.net.behind(cell.Table)
	take := func(g *group) (new bool) {
		d := m.drawn[g]
		for _, column := range columns {
			if d.counts[column] != unpublished {
				d.set(column, unpublished)
				changed[column], new = true, true
			}
		}
		return new
	}
	parents := m.net.problem.Divisions[cell.Division].Parent
	for i := cell.Group; i >= 0; i = parents[i] {
		if take(m.net.groups[cell.Division][i]) {
			return
		}
	}
	for _, groups := range m.net.groups {
		for _, g := range groups {
			take(g)
		}
	}
}

// room is the room that the audit has left the counts of a group.
func (n *network) room(result *audit.Result, division, group int) room {
	return func(q *plan.Question, cell int) (least, most int) {
		c := n.column(q.Sources[cell])
		if c == none {
			return 0, 0
		}
		place := n.places[c]
		return result.Interval(division, group, place[0], place[1])
	}
}
