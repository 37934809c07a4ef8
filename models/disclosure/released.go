package disclosure

import (
	"slices"

	"jianfu/models"
	"jianfu/models/disclosure/plan"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// Released is what may be published of a round, frozen. It is safe for concurrent use.
type Released struct {
	file       *file
	manifest   *round.Manifest
	plan       *plan.Plan
	data       []byte
	whole      Group
	units      []Group
	divisions  []Division
	quantities []quantity
	strata     strata // of the tree
	parent     []int  // of the groups of the tree
	indicators []Indicator
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

	r       *Released
	counts  []int
	means   map[string]*mean
	indices map[string]*mean
	inTree  bool // the round or a unit
	at, end int  // in the tree: its own place, and one past the last under it
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
	questions := make([]questionnaire.Question, len(r.plan.Questions))
	for i, q := range r.plan.Questions {
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
	r.indicators = listIndicators(r.plan, r.quantities)
	forest := forestOf(tree)
	r.parent = forest.parent
	if r.file.Format != formatV1 {
		r.strata = strataOf(r.file.tree(), r.parent, r.file.people(forest, tree))
	}
	r.whole = r.wrap(Whole, &r.file.Whole)
	r.whole.Headcount, r.whole.inTree, r.whole.end = tree.Headcount(models.ID{}), true, len(r.parent)
	r.whole.Remainder = r.remainder(r.whole, &r.file.Whole)
	i := 0
	for depth, u := range tree.All() {
		g := r.wrap(Unit, &r.file.Units[i])
		g.Unit, g.Depth, g.Headcount = round.ManifestUnit(u), depth, tree.Headcount(u.ID)
		g.inTree, g.at, g.end = true, i+1, i+1+len(tree.Under(u.ID))
		g.Remainder = r.remainder(g, &r.file.Units[i])
		r.units = append(r.units, g)
		i++
	}
	for _, b := range r.file.Backgrounds {
		question := r.plan.ByName[b.Question]
		d := Division{Question: question, Conditional: r.plan.Questions[question].Conditional}
		for i := range b.Classes {
			g := r.wrap(Class, &b.Classes[i])
			g.Class, g.Missing = r.plan.Class(question, i)
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
	return Group{Kind: kind, Hidden: g.Hidden, N: g.N, r: r, counts: g.Counts, means: g.Means, indices: g.Indices}
}

func (r *Released) remainder(of Group, g *group) *Group {
	if g.Rest == nil {
		return nil
	}
	rest := r.wrap(Rest, g.Rest)
	rest.Unit, rest.Depth = of.Unit, of.Depth
	return &rest
}

// Weighted reports whether the sheets of the group do not all weigh the same.
func (g Group) Weighted() bool {
	if !g.inTree || g.Hidden != "" || len(g.r.strata.weight) == 0 {
		return false
	}
	weight := int64(0)
	for i := g.at; i < g.end; i++ {
		if w := g.r.strata.weight[i]; g.r.strata.sheets[i] > 0 {
			if weight != 0 && w != weight {
				return true
			}
			weight = w
		}
	}
	return false
}

// Coverage is how many of the people of a group are in strata from which there are sheets, of Headcount.
func (g Group) Coverage() int {
	if !g.inTree || g.Hidden != "" || len(g.r.strata.weight) == 0 {
		return g.Headcount
	}
	people := 0
	for i := g.at; i < g.end; i++ {
		people += int(g.r.strata.people[i])
	}
	return min(people, g.Headcount)
}
