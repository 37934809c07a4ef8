package trend

import (
	"slices"
	"strings"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// history is the rounds of a series with what is looked up in them.
type history struct {
	key      string
	editions []*edition
	compared map[[2]int][]Reason // breaks of the question between two rounds
}

// edition is one round.
type edition struct {
	r         *disclosure.Released
	manifest  round.Manifest
	indicator disclosure.Indicator
	has       bool // the indicator is in the round
	questions map[string]asked
	groups    []disclosure.Group // units in the order of the tree
	units     map[string]place
}

// place is a unit in the tree of its round.
type place struct {
	number int // in groups
	group  disclosure.Group
	parent string // code; empty at the top
}

// asked is a question with what its section and its questionnaire decide.
type asked struct {
	questionnaire.Question
	section   string // condition of the section
	noDecline bool
}

func newHistory(rounds []*disclosure.Released, key string) *history {
	h := &history{key: key, compared: map[[2]int][]Reason{}}
	for _, r := range rounds {
		h.editions = append(h.editions, newEdition(r, key))
	}
	return h
}

func newEdition(r *disclosure.Released, key string) *edition {
	e := &edition{
		r: r, manifest: r.Manifest(), groups: r.Units(), questions: map[string]asked{}, units: map[string]place{},
	}
	e.indicator, e.has = r.Indicator(key)
	for _, s := range e.manifest.Questionnaire.Sections {
		for _, q := range s.Questions {
			e.questions[q.Name] = asked{Question: q, section: s.Relevant, noDecline: e.manifest.Questionnaire.NoDecline}
		}
	}
	var path []string // codes from the top to the unit
	for i, g := range e.groups {
		path = append(path[:min(g.Depth, len(path))], g.Unit.Code)
		p := place{number: i, group: g}
		if len(path) > 1 {
			p.parent = path[len(path)-2]
		}
		e.units[g.Unit.Code] = p
	}
	return e
}

// below names the units under a unit, or all of them, in an order that does not depend on the tree.
func (e *edition) below(code string) string {
	var codes []string
	first, depth := 0, -1
	if code != "" {
		p := e.units[code]
		first, depth = p.number+1, p.group.Depth
	}
	for _, g := range e.groups[first:] {
		if g.Depth <= depth {
			break
		}
		codes = append(codes, g.Unit.Code)
	}
	slices.Sort(codes)
	return strings.Join(codes, "\n")
}

// group is the group of a code; ok is false where the round has no such unit.
func (e *edition) group(code string) (g disclosure.Group, ok bool) {
	if code == "" {
		return e.r.Whole(), true
	}
	p, ok := e.units[code]
	return p.group, ok
}

// point is what this round alone says of a unit.
func (e *edition) point(code string) Point {
	p := Point{
		Round: e.manifest.Round, Title: e.manifest.Title, Opens: e.manifest.Opens, Closes: e.manifest.Closes,
		Number: e.r.Number(), K: e.manifest.K,
	}
	g, ok := e.group(code)
	if !ok {
		p.Gap = string(Absent)
		return p
	}
	p.Name = g.Unit.Name
	switch f, measured := e.measure(g); {
	case !e.has:
		p.Gap = string(Unasked)
	case g.Hidden != "":
		p.Gap = "hidden." + string(g.Hidden)
	case !measured:
		p.Gap = Unmeasured
	default:
		p.Figure = f
	}
	return p
}

func (e *edition) measure(g disclosure.Group) (disclosure.Figure, bool) {
	if !e.has {
		return disclosure.Figure{}, false
	}
	return g.Measure(e.indicator)
}
