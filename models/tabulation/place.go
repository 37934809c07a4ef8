package tabulation

import "jianfu/models/questionnaire"

// place finds the cell of an answer as Question.CellsOf does, without looking through the options of every sheet again
// and without memory of its own for each.
type place struct {
	by     by
	width  int            // number of cells
	names  map[string]int // option → its cell
	bands  []questionnaire.Decimal
	min    questionnaire.Decimal
	max    questionnaire.Decimal
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

func placeOf(q questionnaire.Question) *place {
	p := &place{bands: q.Bands, min: q.Min, max: q.Max, stride: q.Stride(), width: len(q.Cells())}
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
