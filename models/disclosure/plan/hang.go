package plan

import (
	"slices"

	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// Hang is how a question hangs on a division of the sheets by another: Parts are cells of On, then skipped and declined; of
// one with several answers one option, and Others for all who ticked others alone.
type Hang struct {
	On    int
	Parts []int
	No    []bool // beside Parts: all of these are skipped
	Lost  []bool // all of these are missing
	Put   []bool // all of these are asked
}

// Others is the part of a Hang that is no cell.
const Others = -1

// hangs tries the sheets that a question hangs on, part by part of the other question.
func (p *Plan) hangs(q *Question, s sorted) (all []Hang) {
	if s.sheets == nil || s.on.Sources == nil {
		return nil
	}
	on := s.on
	var divisions [][]int
	cells := len(on.Cells)
	switch {
	case on.Kind == questionnaire.Multiple:
		besides := []int{}
		for i, o := range on.Options {
			if o.Exclusive {
				besides = append(besides, i)
			}
		}
		for i, o := range on.Options {
			if !o.Exclusive {
				divisions = append(divisions, append([]int{i, Others, cells, cells + 1}, besides...))
			}
		}
	case on.Kind == questionnaire.Ranking || on.Kind == questionnaire.Text:
		return nil
	default:
		var d []int
		for i := range cells + 2 {
			d = append(d, i)
		}
		divisions = append(divisions, d)
	}
	for _, parts := range divisions {
		h := Hang{On: p.ByName[on.Name], Parts: parts}
		for _, part := range parts {
			var seen [3]bool
			for i, t := range s.tried {
				in := part == on.missing(t.State)
				if t.State == questionnaire.Answered {
					of := on.CellsOf(t.Answer)
					in = slices.Contains(of, part)
					if part == Others {
						in = !slices.Contains(of, parts[0]) && !on.Options[of[0]].Exclusive
					}
				}
				if in {
					seen[classOf(expression.Truth(s.classes[i]))] = true
				}
			}
			h.No = append(h.No, seen[0] && !seen[1] && !seen[2])
			h.Lost = append(h.Lost, seen[1] && !seen[0] && !seen[2])
			h.Put = append(h.Put, seen[2] && !seen[0] && !seen[1])
		}
		if slices.Contains(h.No, true) || slices.Contains(h.Lost, true) {
			all = append(all, h)
		}
	}
	return all
}

// classOf numbers what a condition can be: not put, not known, put.
func classOf(t expression.Truth) int {
	switch t {
	case expression.No:
		return 0
	case expression.Yes:
		return 2
	}
	return 1
}
