package tabulation

import (
	"slices"

	"jianfu/models/questionnaire"
)

// place finds the cell of an answer as Question.CellsOf does, without looking through the options of every sheet again
// and without memory of its own for each.
type place struct {
	by     by
	width  int            // number of cells
	names  map[string]int // option → its cell
	bands  []questionnaire.Decimal
	min    questionnaire.Decimal
	stride questionnaire.Decimal
}

// by is what the cell of an answer follows from.
type by uint8

const (
	byNothing by = iota // the question is not tabulated
	byBeing             // that there is one
	byOption            // the only option, or the first one
	byOptions           // each option: an answer can fall in several cells
	byValue
	byBand
)

func placeOf(q questionnaire.Question) place {
	p := place{bands: q.Bands, min: q.Min, stride: q.Stride(), width: len(q.Cells())}
	switch {
	case !q.Tabulated():
		return p
	case q.Kind == questionnaire.Text:
		p.by = byBeing
		return p
	case q.Wide():
		p.by = byBand
		return p
	case q.Numeric():
		p.by = byValue
		return p
	case q.Kind == questionnaire.Multiple:
		p.by = byOptions
	default:
		p.by = byOption
	}
	p.names = make(map[string]int, p.width)
	for i, o := range q.Alternatives() {
		p.names[o.Name] = i
	}
	return p
}

// cell is the cell of an answer that is given, of several the first.
func (p *place) cell(a *questionnaire.Answer) int {
	switch p.by {
	case byOption, byOptions:
		return p.names[a.Choices[0]]
	case byValue:
		return int((a.Number - p.min) / p.stride)
	case byBand:
		i, exact := slices.BinarySearch(p.bands, a.Number)
		if !exact {
			i--
		}
		return i
	}
	return 0
}

// class is the cell of an answer, the one after the cells for skipped, the next for declined.
func (p *place) class(a *questionnaire.Answer) int {
	switch a.State {
	case questionnaire.Skipped:
		return p.width
	case questionnaire.Answered:
		return p.cell(a)
	}
	return p.width + 1
}
