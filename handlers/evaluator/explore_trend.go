package evaluator

import (
	"strconv"
	"strings"

	"jianfu/handlers/web/page"
	"jianfu/models"
	"jianfu/models/disclosure"
	"jianfu/models/trend"
)

// trend follows the indicator over the rounds of the office, for the unit or the whole round, and holds the latest two
// rounds against each other for every unit.
func (e *explorer) trend(p *ExplorePage, rounds []*disclosure.Released) {
	key := e.indicator.Key()
	p.Title = e.say("evaluator.explore.trend.title", p.Chosen.Name, strconv.Itoa(len(rounds)))
	if len(rounds) < 2 {
		p.Title = e.say("evaluator.explore.trend.one")
	} else {
		p.About = append(p.About, e.say("evaluator.explore.trend.about"))
	}
	p.Grids = append(p.Grids, e.series(trend.Of(rounds, key, e.unit)))
	if len(rounds) < 2 {
		return
	}
	var codes []string
	for _, u := range rounds[len(rounds)-1].Units() {
		codes = append(codes, u.Unit.Code)
	}
	p.Grids = append(p.Grids, e.changes(trend.Table(rounds[len(rounds)-2:], key, codes))...)
}

// series is a row for each round, and one across the table for each break before it.
func (e *explorer) series(s trend.Series) Grid {
	var figures []disclosure.Figure
	for _, point := range s.Points {
		if point.Gap == "" {
			figures = append(figures, point.Figure)
		}
	}
	bars := newScale(figures, nil)
	g := Grid{
		ID: "series", Heading: e.say("evaluator.explore.series"), Caption: e.say("evaluator.explore.series.caption"),
		Head: []Cell{
			{Text: e.say("evaluator.list.round")},
			{Text: e.say("evaluator.explore.value"), Numeric: true},
			{Text: e.say("evaluator.explore.people"), Numeric: true},
			{Text: e.say("evaluator.explore.change"), Numeric: true},
			{Text: e.say("evaluator.explore.protection")},
		},
	}
	for i, point := range s.Points {
		if i > 0 && len(point.Breaks) > 0 && point.Gap == "" {
			g.Rows = append(g.Rows, GridRow{Group: e.say("evaluator.explore.break", e.because(point.Breaks))})
		}
		name := Cell{Text: point.Title, Small: e.days(point), Address: "/evaluations/" + point.Round.String() + "/explore" + e.state()}
		if len(point.Notes) > 0 {
			name.Small += e.say("evaluator.explore.noted", e.because(point.Notes))
		}
		value := e.value(point.Figure, point.Gap == "", bars)
		if point.Gap != "" {
			value.Hidden = e.gap(point)
		}
		g.Rows = append(g.Rows, GridRow{Own: point.Round == e.manifest.Round, Cells: []Cell{
			name, value, e.count(point.Figure), e.changed(point), e.protected(point.Figure, point.Gap == ""),
		}})
	}
	if bars.known() {
		g.Note = e.extent(bars)
	}
	return g
}

// state is the query of this page, to see another round in the same way.
func (e *explorer) state() string {
	return strings.TrimPrefix(e.link(e.indicator.Key(), overTime, e.unit), e.path)
}

// changed is the change of a point against the round before.
func (e *explorer) changed(point trend.Point) Cell {
	c := Cell{Label: e.say("evaluator.explore.change"), Text: "—", Numeric: true}
	switch change := point.Change; {
	case change == nil:
	case !change.Interval:
		c.Text, c.Small = e.difference(change.Difference), e.say("evaluator.explore.change.everybody")
	default:
		c.Text, c.Mark = e.difference(change.Difference), change.Mark
		ends := disclosure.Figure{Low: change.Low, High: change.High, Interval: true}
		c.Small = e.interval(e.indicator, ends) + e.say("evaluator.explore.and") + e.risen(change.Mark, change.P)
	}
	return c
}

// risen words the mark of a change.
func (e *explorer) risen(mark int, p disclosure.PClass) string {
	switch {
	case mark > 0:
		return e.say("evaluator.explore.mark.up", string(p))
	case mark < 0:
		return e.say("evaluator.explore.mark.down", string(p))
	case p != "":
		return e.say("evaluator.explore.mark.small", string(p))
	}
	return e.say("evaluator.explore.mark.none")
}

// changes are the units in three groups by how the latest round differs from the one before, and those that cannot be
// held against it.
func (e *explorer) changes(table []trend.Series) []Grid {
	rows := map[int][]GridRow{}
	var apart []GridRow
	for _, s := range table {
		before, after := s.Points[0], s.Points[1]
		address := ""
		if _, there := e.number[s.Unit]; there {
			address = e.link(e.indicator.Key(), overTime, s.Unit)
		}
		name := Cell{Text: after.Name, Address: address}
		if after.Change == nil {
			apart = append(apart, GridRow{Cells: []Cell{name, {Label: e.say("evaluator.explore.why"), Text: e.apart(before, after)}}})
			continue
		}
		mark := after.Change.Mark
		earlier, later := e.value(before.Figure, true, nil), e.value(after.Figure, true, nil)
		earlier.Label, later.Label = e.called(before, after)
		rows[mark] = append(rows[mark], GridRow{Own: s.Unit == e.unit, Cells: []Cell{name, earlier, later, e.changed(after)}})
	}
	first, second := e.called(table[0].Points[0], table[0].Points[1])
	head := []Cell{
		{Text: e.say("report.unit")},
		{Text: first, Numeric: true},
		{Text: second, Numeric: true},
		{Text: e.say("evaluator.explore.change"), Numeric: true},
	}
	caption := e.say("evaluator.explore.changes.caption")
	grids := []Grid{
		{ID: "up", Heading: e.say("evaluator.explore.up"), Caption: caption, Mark: 1, Head: head, Rows: rows[1]},
		{ID: "level", Heading: e.say("evaluator.explore.unchanged"), Caption: caption, Head: head, Rows: rows[0], Fold: len(rows[0]) > longGrid},
		{ID: "down", Heading: e.say("evaluator.explore.down"), Caption: caption, Mark: -1, Head: head, Rows: rows[-1]},
	}
	if len(apart) > 0 {
		grids = append(grids, Grid{
			ID: "apart", Heading: e.say("evaluator.explore.apart"), Caption: e.say("evaluator.explore.apart.caption"),
			Head: []Cell{{Text: e.say("report.unit")}, {Text: e.say("evaluator.explore.why")}}, Rows: apart, Fold: len(apart) > longGrid,
		})
	}
	return grids
}

// called tells two rounds apart: by their titles, or, where these are the same, as in a series, by their days.
func (e *explorer) called(before, after trend.Point) (first, second string) {
	if before.Title == after.Title {
		return e.days(before), e.days(after)
	}
	return before.Title, after.Title
}

// apart says why two rounds are not held against each other.
func (e *explorer) apart(before, after trend.Point) string {
	before.Title, after.Title = e.called(before, after)
	for _, point := range []trend.Point{after, before} {
		if point.Gap != "" {
			return e.say("evaluator.explore.in_round", point.Title, e.gap(point))
		}
	}
	if len(after.Breaks) > 0 {
		return e.because(after.Breaks)
	}
	for _, point := range []trend.Point{after, before} {
		if point.Figure.Reason != "" {
			return e.say("evaluator.explore.in_round", point.Title, e.pointReason(point, point.Figure.Reason))
		}
	}
	return e.say("evaluator.explore.bounded")
}

// gap says why a round has no figure.
func (e *explorer) gap(point trend.Point) string {
	switch {
	case point.Gap == trend.Unmeasured:
		return e.say("evaluator.explore.unmeasured")
	case strings.HasPrefix(point.Gap, "hidden."):
		return e.pointReason(point, point.Gap)
	}
	return e.because([]trend.Reason{trend.Reason(point.Gap)})
}

// pointReason words a reason with the threshold of its own round.
func (e *explorer) pointReason(point trend.Point, key string) string {
	return e.say("report."+key, strconv.Itoa(point.K), strconv.Itoa(point.K+disclosure.Base-1))
}

// because lists reasons in words.
func (e *explorer) because(reasons []trend.Reason) string {
	var parts []string
	for _, r := range reasons {
		parts = append(parts, e.say("evaluator.explore.reason."+string(r)))
	}
	if e.lang == models.English {
		return strings.Join(parts, "; ")
	}
	return strings.Join(parts, "；")
}

// days are those on which a round took answers.
func (e *explorer) days(point trend.Point) string {
	return e.say("report.period", page.Day(point.Opens, e.lang), page.Day(point.Closes, e.lang))
}
