package evaluator

import (
	"strconv"

	"jianfu/models/disclosure"
)

// longGrid is how many rows of units that do not stand out are shown unfolded.
const longGrid = 60

// units holds every published unit against the rest of the round, in three groups. There is no league table: inside a
// group the units stand in the order of the tree.
func (e *explorer) units(p *ExplorePage) {
	whole, measured := e.r.Whole().Measure(e.indicator)
	comparisons := e.r.Compare(e.indicator)
	var figures []disclosure.Figure
	for _, c := range comparisons {
		figures = append(figures, c.Value)
	}
	if !measured {
		whole.Reason = "reason.few"
	}
	s := newScale(figures, &whole)
	sides := map[int][]GridRow{}
	var alone []GridRow
	there := map[string]bool{}
	for _, c := range comparisons {
		there[c.Unit.Unit.Code] = true
		if row := e.compared(c, s); c.Reason == "" && c.Value.Reason == "" {
			sides[c.Mark] = append(sides[c.Mark], row)
		} else {
			alone = append(alone, row)
		}
	}
	if len(comparisons) == 0 {
		p.Title = e.say("evaluator.explore.units.none")
	} else {
		p.Title = e.say("evaluator.explore.units.title", strconv.Itoa(len(sides[1])), strconv.Itoa(len(sides[0])), strconv.Itoa(len(sides[-1])))
		p.About = []string{e.say("evaluator.explore.units.about")}
		if s.known() {
			p.About = append(p.About, e.extent(s))
		}
	}
	for _, side := range []struct {
		mark                 int
		id, heading, caption string
	}{
		{1, "high", e.say("evaluator.explore.high"), e.say("evaluator.explore.high.caption")},
		{0, "same", e.say("evaluator.explore.same"), e.say("evaluator.explore.same.caption")},
		{-1, "low", e.say("evaluator.explore.low"), e.say("evaluator.explore.low.caption")},
	} {
		if len(comparisons) == 0 {
			break
		}
		g := Grid{ID: side.id, Heading: side.heading, Caption: side.caption, Mark: side.mark, Head: e.unitHead(), Rows: sides[side.mark]}
		g.Fold = side.mark == 0 && len(g.Rows) > longGrid
		p.Grids = append(p.Grids, g)
	}
	if len(alone) > 0 {
		p.Grids = append(p.Grids, Grid{
			ID: "alone", Heading: e.say("evaluator.explore.alone"), Caption: e.say("evaluator.explore.alone.caption"), Head: e.unitHead(), Rows: alone,
		})
	}
	e.unpublished(p, there)
}

func (e *explorer) unitHead() []Cell {
	return []Cell{
		{Text: e.say("report.unit")},
		{Text: e.say("evaluator.explore.value"), Numeric: true},
		{Text: e.say("evaluator.explore.people"), Numeric: true},
		{Text: e.say("evaluator.explore.rest"), Numeric: true},
		{Text: e.say("evaluator.explore.difference"), Numeric: true},
		{Text: e.say("evaluator.explore.protection")},
	}
}

// compared is a unit beside the rest of the round.
func (e *explorer) compared(c disclosure.Comparison, s *scale) GridRow {
	rest := Cell{Label: e.say("evaluator.explore.rest"), Numeric: true, Text: "—"}
	difference := Cell{Label: e.say("evaluator.explore.difference"), Numeric: true, Text: "—", Mark: c.Mark}
	switch {
	case c.Value.Reason != "": // said in the cell of the value
	case c.Reason != "":
		difference.Text, difference.Small = "—", e.reason(c.Reason)
	default:
		difference.Text, difference.Small = e.difference(c.Difference), e.significance(c.Mark, c.P)
	}
	if c.Value.Reason == "" && c.Rest.Reason == "" && c.Rest.N > 0 {
		rest.Text = e.text(e.indicator, c.Rest)
	}
	return GridRow{
		Own: c.Unit.Unit.Code == e.unit,
		Cells: []Cell{
			e.named(c.Unit, 0), e.value(c.Value, true, s), e.count(c.Value), rest, difference, e.protected(c.Value, true),
		},
	}
}

// named is the name of a unit, which leads to it, with the unit above it where that is not the top.
func (e *explorer) named(g disclosure.Group, indent int) Cell {
	c := Cell{Text: g.Unit.Name, Address: e.link(e.indicator.Key(), byLevels, g.Unit.Code), Indent: min(indent, 6)}
	if above := e.parent[e.number[g.Unit.Code]]; above >= 0 && indent == 0 && g.Depth > 1 {
		c.Small = e.groups[above].Unit.Name
	}
	return c
}

func (e *explorer) count(f disclosure.Figure) Cell {
	return Cell{Label: e.say("evaluator.explore.people"), Text: answered(f), Numeric: true}
}

func (e *explorer) protected(f disclosure.Figure, measured bool) Cell {
	return Cell{Label: e.say("evaluator.explore.protection"), Text: e.protection(f, measured)}
}

// extent says what the bars of a table go from and to.
func (e *explorer) extent(s *scale) string {
	key := "evaluator.explore.bars"
	if s.reference != nil {
		key = "evaluator.explore.bars.reference"
	}
	return e.say(key, e.amount(e.indicator, s.low)+e.suffix(e.indicator), e.amount(e.indicator, s.high)+e.suffix(e.indicator))
}

// unpublished lists the units that have no figure at all, with why.
func (e *explorer) unpublished(p *ExplorePage, there map[string]bool) {
	g := Grid{
		ID: "hidden", Heading: e.say("evaluator.explore.hidden"), Caption: e.say("evaluator.explore.hidden.caption"),
		Head: []Cell{{Text: e.say("report.unit")}, {Text: e.say("evaluator.explore.why")}},
	}
	for _, u := range e.groups {
		if there[u.Unit.Code] {
			continue
		}
		why := Cell{Label: e.say("evaluator.explore.why"), Text: e.say("evaluator.explore.unmeasured")}
		if u.Hidden != "" {
			why.Text = e.reason("hidden." + string(u.Hidden))
		}
		g.Rows = append(g.Rows, GridRow{Own: u.Unit.Code == e.unit, Cells: []Cell{e.named(u, 0), why}})
	}
	if len(g.Rows) > 0 {
		g.Fold = len(g.Rows) > longGrid
		p.Grids = append(p.Grids, g)
	}
}
