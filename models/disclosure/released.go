package disclosure

import (
	"slices"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Released is what may be published of a round, frozen. It is safe for concurrent use.
type Released struct {
	file      *file
	manifest  *round.Manifest
	plan      *plan
	data      []byte
	whole     Group
	units     []Group
	divisions []Division
}

// Kind says what a group is.
type Kind uint8

// The kinds of group.
const (
	Whole Kind = iota // all sheets of the round
	Unit              // a unit and all below it
	Class             // a class of a background question
	Rest              // what the published units or classes leave over
)

// Group is one set of sheets, published or not.
type Group struct {
	Kind      Kind
	Unit      round.ManifestUnit // of Unit, and of the Rest of a unit
	Depth     int                // of a unit in the tree, 0 at the top
	Headcount int                // people of the unit and all below it, or of the round; 0 for Class and Rest
	Class     models.Text        // of Class; empty for skipped and declined
	Missing   questionnaire.State
	Hidden    Hidden // empty: published
	N         int    // sheets, exact; 0 where hidden
	Remainder *Group // the sheets that lie in no published part right below; nil if none, or if it is the whole group

	r      *Released
	counts []int
	means  map[string]*mean
}

// Division is the classes of a background question over the whole round.
type Division struct {
	Question    int  // number in Questions
	Conditional bool // some do not see the question: its class of skipped can hold sheets
	Classes     []Group
	Rest        *Group // the sheets of the hidden classes together
}

// JSON is the release file: canonical JSON (RFC 8785). It is a copy.
func (r *Released) JSON() []byte { return slices.Clone(r.data) }

// Hash is SHA-256 over the file without its member "hash", 64 hexadecimal digits.
func (r *Released) Hash() string { return r.file.Hash }

// Number is the number of the release of its round, from 1.
func (r *Released) Number() int { return r.file.Number }

// Manifest is a copy of what the round promised; its slices are shared and must not be written.
func (r *Released) Manifest() round.Manifest { return *r.manifest }

// ManifestHash is the hash printed on posters, cards and form.
func (r *Released) ManifestHash() string { return r.file.ManifestHash }

// AppliedRules names the rules that the release was made under.
func (r *Released) AppliedRules() []string { return slices.Clone(r.file.Rules) }

// FormulaVersion is the version of the formulas behind the figures.
func (r *Released) FormulaVersion() string { return r.file.Formulas }

// Published reports whether the round had sheets enough for anything to be published.
func (r *Released) Published() bool { return r.file.Whole.Hidden == "" }

// Questions are the questions that are tabulated, in the order of the form.
func (r *Released) Questions() []questionnaire.Question {
	questions := make([]questionnaire.Question, len(r.plan.questions))
	for i, q := range r.plan.questions {
		questions[i] = q.Question
	}
	return questions
}

// Whole is the group of all sheets.
func (r *Released) Whole() Group { return r.whole }

// Units are the units in the order of the tree, hidden ones too. It is a copy.
func (r *Released) Units() []Group { return slices.Clone(r.units) }

// Divisions are the background questions with their classes, none where nothing is published. It is a copy.
func (r *Released) Divisions() []Division { return slices.Clone(r.divisions) }

// Quality says what became of the ballots; ok is false where nothing is published. Its maps must not be written.
func (r *Released) Quality() (q Quality, ok bool) {
	if r.file.Quality == nil {
		return Quality{}, false
	}
	return *r.file.Quality, true
}

// index makes the groups of a file that has passed the checks.
func (r *Released) index() error {
	tree, err := r.manifest.Tree()
	if err != nil {
		return err
	}
	r.whole = r.wrap(Whole, &r.file.Whole)
	r.whole.Headcount = tree.Headcount(models.ID{})
	r.whole.Remainder = r.remainder(r.whole, &r.file.Whole)
	i := 0
	for depth, u := range tree.All() {
		g := r.wrap(Unit, &r.file.Units[i])
		g.Unit, g.Depth, g.Headcount = round.ManifestUnit(u), depth, tree.Headcount(u.ID)
		g.Remainder = r.remainder(g, &r.file.Units[i])
		r.units = append(r.units, g)
		i++
	}
	for _, b := range r.file.Backgrounds {
		question := r.plan.byName[b.Question]
		d := Division{Question: question, Conditional: r.plan.questions[question].conditional}
		for i := range b.Classes {
			g := r.wrap(Class, &b.Classes[i])
			g.Class, g.Missing = r.plan.class(question, i)
			d.Classes = append(d.Classes, g)
		}
		if b.Rest != nil {
			g := r.wrap(Rest, b.Rest)
			d.Rest = &g
		}
		r.divisions = append(r.divisions, d)
	}
	return nil
}

func (r *Released) wrap(kind Kind, g *group) Group {
	return Group{Kind: kind, Hidden: g.Hidden, N: g.N, r: r, counts: g.Counts, means: g.Means}
}

func (r *Released) remainder(of Group, g *group) *Group {
	if g.Rest == nil {
		return nil
	}
	rest := r.wrap(Rest, g.Rest)
	rest.Unit, rest.Depth = of.Unit, of.Depth
	return &rest
}

// class is what a class of a background question holds: a cell's label, or the state of a missing answer.
func (p *plan) class(question, class int) (models.Text, questionnaire.State) {
	q := &p.questions[question]
	switch class - len(q.cells) {
	case 0:
		return models.Text{}, questionnaire.Skipped
	case 1:
		return models.Text{}, questionnaire.Declined
	}
	return q.cells[class].Label, questionnaire.Answered
}
