package evaluator

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// levels shows the tree: the unit with the one above and those below it, then every level by itself.
func (e *explorer) levels(p *ExplorePage) {
	whole, measured := e.r.Whole().Measure(e.indicator)
	if !measured {
		whole.Reason = "reason.few"
	}
	var figures []disclosure.Figure
	deepest := 0
	for _, g := range e.groups {
		deepest = max(deepest, g.Depth)
		if f, ok := g.Measure(e.indicator); ok {
			figures = append(figures, f)
		}
	}
	s := newScale(figures, &whole)
	p.Title = e.say("evaluator.explore.levels.title", strconv.Itoa(deepest+1))
	if e.unit != "" {
		p.Title = e.unitTitle()
	}
	if s.known() {
		p.About = []string{e.extent(s)}
	}
	if e.unit != "" {
		p.Grids = append(p.Grids, e.family(s))
	}
	for depth := range deepest + 1 {
		g := Grid{ID: "level-" + strconv.Itoa(depth+1), Head: e.levelHead()}
		hidden := 0
		for _, u := range e.groups {
			switch {
			case u.Depth != depth:
			case u.Hidden != "":
				hidden++
			default:
				g.Rows = append(g.Rows, e.shown(u, s, 0))
			}
		}
		g.Heading = e.say("evaluator.explore.level", strconv.Itoa(depth+1))
		g.Caption = e.say("evaluator.explore.level.caption", strconv.Itoa(len(g.Rows)))
		if hidden > 0 {
			g.Note = e.say("evaluator.explore.level.hidden", strconv.Itoa(hidden))
		}
		g.Fold = len(g.Rows) > longGrid
		p.Grids = append(p.Grids, g)
	}
}

// unitTitle says of the unit what can be said of it.
func (e *explorer) unitTitle() string {
	g := e.group()
	f, ok := g.Measure(e.indicator)
	switch {
	case g.Hidden != "":
		return e.say("evaluator.explore.unit.hidden", g.Unit.Name, e.reason("hidden."+string(g.Hidden)))
	case !ok:
		return e.say("evaluator.explore.unit.hidden", g.Unit.Name, e.say("evaluator.explore.unmeasured"))
	case f.Reason != "":
		return e.say("evaluator.explore.unit.hidden", g.Unit.Name, e.reason(f.Reason))
	}
	return e.say("evaluator.explore.unit.title", g.Unit.Name, e.text(e.indicator, f))
}

func (e *explorer) levelHead() []Cell {
	return []Cell{
		{Text: e.say("report.unit")},
		{Text: e.say("evaluator.explore.value"), Numeric: true},
		{Text: e.say("evaluator.explore.people"), Numeric: true},
		{Text: e.say("evaluator.explore.protection")},
	}
}

// family is the unit, the one above it and those right below it.
func (e *explorer) family(s *scale) Grid {
	place := e.number[e.unit]
	g := Grid{
		ID: "family", Heading: e.say("evaluator.explore.family", e.groups[place].Unit.Name),
		Caption: e.say("evaluator.explore.family.caption"), Head: e.levelHead(),
	}
	indent := 0
	if above := e.parent[place]; above >= 0 {
		g.Rows = append(g.Rows, e.shown(e.groups[above], s, 0))
		indent = 1
	}
	g.Rows = append(g.Rows, e.shown(e.groups[place], s, indent))
	for i, u := range e.groups {
		if e.parent[i] == place {
			g.Rows = append(g.Rows, e.shown(u, s, indent+1))
		}
	}
	return g
}

// shown is a unit with its figure, or with why it has none.
func (e *explorer) shown(u disclosure.Group, s *scale, indent int) GridRow {
	f, ok := u.Measure(e.indicator)
	name := e.named(u, indent)
	value := e.value(f, ok, s)
	if u.Hidden != "" {
		value.Hidden = e.reason("hidden." + string(u.Hidden))
	}
	name.Indent = indent
	return GridRow{Own: u.Unit.Code == e.unit, Cells: []Cell{name, value, e.count(f), e.protected(f, ok)}}
}

// classes shows the classes of every background question over the whole round.
func (e *explorer) classes(p *ExplorePage) {
	whole, measured := e.r.Whole().Measure(e.indicator)
	p.Title = e.say("evaluator.explore.classes.title")
	if e.unit != "" {
		p.About = append(p.About, e.say("evaluator.explore.classes.unit"))
	}
	var figures []disclosure.Figure
	for _, d := range e.r.Divisions() {
		for _, class := range d.Classes {
			if f, ok := class.Measure(e.indicator); ok {
				figures = append(figures, f)
			}
		}
	}
	if !measured || len(figures) == 0 {
		p.Title = e.say("evaluator.explore.classes.none")
		return
	}
	s := newScale(figures, &whole)
	p.About = append(p.About, e.say("evaluator.explore.classes.about"))
	if s.known() {
		p.About = append(p.About, e.extent(s))
	}
	for _, d := range e.r.Divisions() {
		p.Grids = append(p.Grids, e.division(d, whole, s))
	}
}

// division is the classes of one background question, the whole round first.
func (e *explorer) division(d disclosure.Division, whole disclosure.Figure, s *scale) Grid {
	q := e.questions[d.Question]
	g := Grid{ID: "by-" + q.Name, Heading: q.Text.In(e.lang), Caption: e.say("evaluator.explore.classes.caption"), Head: e.levelHead()}
	g.Head[0].Text = e.say("report.class")
	g.Rows = append(g.Rows, GridRow{Own: true, Cells: []Cell{
		{Text: e.say("report.whole")}, e.value(whole, true, s), e.count(whole), e.protected(whole, true),
	}})
	for _, class := range d.Classes {
		if class.Missing == questionnaire.Skipped && !d.Conditional {
			continue
		}
		f, ok := class.Measure(e.indicator)
		value := e.value(f, ok, s)
		if class.Hidden != "" {
			value.Hidden = e.reason("hidden." + string(class.Hidden))
		}
		g.Rows = append(g.Rows, GridRow{Cells: []Cell{{Text: e.className(q, class)}, value, e.count(f), e.protected(f, ok)}})
	}
	if d.Rest != nil {
		g.Note = e.say("evaluator.explore.classes.rest", strconv.Itoa(d.Rest.N))
	}
	return g
}

func (e *explorer) className(q questionnaire.Question, class disclosure.Group) string {
	switch class.Missing {
	case questionnaire.Skipped:
		return e.say("report.skipped")
	case questionnaire.Declined:
		return e.declined(q)
	}
	return class.Class.In(e.lang)
}

// declined is what it means that the answer to a question is missing.
func (e *explorer) declined(q questionnaire.Question) string {
	switch {
	case q.Kind == questionnaire.Acknowledge:
		return e.say("report.declined.acknowledge")
	case q.Kind == questionnaire.Calculated:
		return e.say("report.declined.calculated")
	case e.manifest.Questionnaire.NoDecline:
		return e.say("report.declined.blank")
	}
	return e.say("report.declined")
}
