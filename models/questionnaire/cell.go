package questionnaire

import (
	"slices"

	"jianfu/models"
)

// Cell is one published cell of a question: an option, a value, or a band of values.
type Cell struct {
	Name  string      // the option's name, or From; unique in the question
	Label models.Text // in both languages
	From  Decimal     // the least answer in the cell; of a scale the option's number, of other options 0
	To    Decimal     // the greatest answer in the cell; of a band [4, 8) in steps of 0.5 it is 7.5
	Open  bool        // the last band where it holds more than one value: its label gives the lower end alone
}

// Numeric reports whether answers are numbers in a range.
func (q Question) Numeric() bool {
	return q.Kind == Integer || q.Kind == Quantity || q.Kind == Calculated && q.Min != q.Max
}

// Wide reports whether the question is published in bands, and with a mean of its own, since it has many values.
func (q Question) Wide() bool { return q.Numeric() && len(q.Bands) > 0 }

// Stride is the distance between neighbouring answers: Step, or where that is 0, 0.5 for Quantity and 1 for the others.
func (q Question) Stride() Decimal {
	switch {
	case q.Step != 0:
		return q.Step
	case q.Kind == Quantity:
		return 500
	}
	return 1000
}

// Cells lists the cells of a question in order. Those of a Multiple may overlap on a sheet; of every other kind an
// answer falls in exactly one: of a Ranking in that of its first place, of a Text in "given". A question that is not
// tabulated has none.
func (q Question) Cells() []Cell {
	var cells []Cell
	switch {
	case !q.Tabulated():
	case q.Kind == Text:
		cells = append(cells, Cell{Name: "given", Label: models.Text{Zh: "已填写", En: "Answered"}})
	case !q.Numeric():
		for _, o := range q.Alternatives() {
			c := Cell{Name: o.Name, Label: o.Text}
			if q.Kind == Scale {
				c.From, c.To = scaleValue(o), scaleValue(o)
			}
			if c.Label.IsZero() {
				c.Label = same(o.Name)
			}
			cells = append(cells, c)
		}
	case q.Wide():
		for i := range q.Bands {
			cells = append(cells, q.band(i))
		}
	default:
		for v := q.Min; v <= q.Max; v += q.Stride() {
			cells = append(cells, Cell{Name: v.String(), Label: same(v.String()), From: v, To: v})
		}
	}
	return cells
}

// band is the cell of the i-th band. Quantities are labelled as half-open bands, whole numbers by both their ends.
func (q Question) band(i int) Cell {
	c := Cell{Name: q.Bands[i].String(), From: q.Bands[i], To: q.Max}
	last := i == len(q.Bands)-1
	fine := q.Kind == Quantity || q.Stride()%1000 != 0
	var end string
	if !last {
		c.To = q.Bands[i+1] - q.Stride()
		end = c.To.String()
		if fine {
			end = q.Bands[i+1].String()
		}
	}
	// Half hours: a band that starts just above a single value, such as 0, holds everything above that value.
	above := fine && i > 0 && q.Bands[i-1] == c.From-q.Stride()
	switch {
	case c.From == c.To:
		c.Label = same(c.Name)
	case above && last:
		c.Label = same(">" + q.Bands[i-1].String())
	case above:
		c.Label = same(">" + q.Bands[i-1].String() + "–" + end)
	case last:
		c.Label = same("≥" + c.Name)
	case fine && i == 0:
		c.Label = same("<" + end)
	default:
		c.Label = same(c.Name + "–" + end)
	}
	c.Open = last && c.From != c.To
	return c
}

func same(s string) models.Text { return models.Text{Zh: s, En: s} }

// CellsOf gives the places in Cells of the cells that an answer falls in, ascending; none unless it is Answered.
func (q Question) CellsOf(a Answer) []int {
	switch {
	case a.State != Answered || !q.Tabulated():
		return nil
	case q.Kind == Text:
		return []int{0}
	case q.Kind == Ranking:
		return placesOf(q.Options, a.Choices[:1])
	case !q.Numeric():
		return placesOf(q.Alternatives(), a.Choices)
	case a.Number < q.Min || a.Number > q.Max:
		return nil
	case q.Wide():
		i, exact := slices.BinarySearch(q.Bands, a.Number)
		if !exact {
			i--
		}
		return []int{i}
	}
	return []int{int((a.Number - q.Min) / q.Stride())}
}

func placesOf(options []Option, names []string) []int {
	var places []int
	for i, o := range options {
		if slices.Contains(names, o.Name) {
			places = append(places, i)
		}
	}
	return places
}
