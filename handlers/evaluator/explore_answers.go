package evaluator

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// answers is the whole table of the question over the unit, or over the whole round.
func (e *explorer) answers(p *ExplorePage) {
	g := e.group()
	q := e.questions[e.indicator.Question]
	t, ok := g.Table(e.indicator.Question)
	if !ok {
		why := e.say("evaluator.explore.unmeasured")
		if g.Hidden != "" {
			why = e.reason("hidden." + string(g.Hidden))
		}
		p.Title = e.say("evaluator.explore.unit.hidden", p.Chosen.Name, why)
		return
	}
	p.Title = e.say("evaluator.explore.answers.title", p.Chosen.Name, strconv.Itoa(g.N), strconv.Itoa(t.Valid))
	if t.Conditional {
		p.About = append(p.About, e.say("evaluator.explore.answers.concerned", strconv.Itoa(t.Concerned)))
	}
	switch q.Kind {
	case questionnaire.Multiple:
		p.About = append(p.About, e.say("evaluator.explore.answers.multiple"))
	case questionnaire.Ranking:
		p.About = append(p.About, e.say("evaluator.explore.answers.ranking"))
	}
	if t.Mean != nil {
		p.About = append(p.About, e.meanLine(q, *t.Mean))
	}
	p.Grids = []Grid{e.cells(q, t)}
}

// meanLine words the mean of the question.
func (e *explorer) meanLine(q questionnaire.Question, f disclosure.Figure) string {
	if f.Reason != "" {
		return e.say("report.mean.hidden", e.reason(f.Reason))
	}
	mean := disclosure.Indicator{Measure: disclosure.Mean, Question: e.indicator.Question}
	return e.say("evaluator.explore.answers.mean", e.text(mean, f), e.interval(mean, f), answered(f))
}

// cells is a row for each cell, and one for each way to have none.
func (e *explorer) cells(q questionnaire.Question, t disclosure.Table) Grid {
	share := disclosure.Indicator{Measure: disclosure.Share, Question: e.indicator.Question}
	var figures []disclosure.Figure
	for _, c := range t.Cells {
		figures = append(figures, c.Share)
	}
	s := newScale(figures, nil)
	s.low = 0 // shares are drawn from nothing
	count, of, concerned := e.say("report.count"), e.say("report.share"), e.say("report.concerned")
	g := Grid{
		ID: "answers", Heading: q.Text.In(e.lang), Caption: e.say("evaluator.explore.answers.caption"),
		Note: e.say("evaluator.explore.answers.rounded"),
		Head: []Cell{{Text: e.say("report.option")}, {Text: count, Numeric: true}, {Text: of, Numeric: true}},
	}
	if t.Conditional {
		g.Head = append(g.Head, Cell{Text: concerned, Numeric: true})
	}
	for i, c := range t.Cells {
		row := GridRow{Cells: []Cell{
			{Text: e.label(q, c.Cell) + e.unitOf(q)}, {Label: count, Text: strconv.Itoa(c.Count), Numeric: true}, e.shareCell(of, share, c.Share, s),
		}}
		if t.Conditional {
			row.Cells = append(row.Cells, e.shareCell(concerned, share, c.Concerned, nil))
		}
		row.Own = e.indicator.Measure == disclosure.Share && e.indicator.Cell == i
		g.Rows = append(g.Rows, row)
	}
	missing := func(label string, n int) {
		row := GridRow{Cells: []Cell{{Text: label}, {Label: count, Text: strconv.Itoa(n), Numeric: true}}}
		for _, head := range g.Head[2:] {
			row.Cells = append(row.Cells, Cell{Label: head.Text, Text: "—", Numeric: true})
		}
		g.Rows = append(g.Rows, row)
	}
	if t.Conditional {
		missing(e.say("report.skipped"), t.Skipped)
	}
	missing(e.declined(q), t.Declined)
	return g
}

func (e *explorer) shareCell(label string, i disclosure.Indicator, f disclosure.Figure, s *scale) Cell {
	c := Cell{Label: label, Numeric: true}
	if f.Reason != "" {
		c.Hidden = e.reason(f.Reason)
		return c
	}
	c.Text, c.Small, c.Bar = e.text(i, f), e.interval(i, f), s.bar(f)
	return c
}
