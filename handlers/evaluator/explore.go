package evaluator

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"jianfu/handlers/web/page"
	"jianfu/handlers/web/session"
	"jianfu/models"
	"jianfu/models/account"
	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
	"jianfu/models/round"
)

// ExplorePage moves about inside a release: one indicator, seen in one way. Its address is its whole state.
type ExplorePage struct {
	Round     *round.Round
	Back      string // the round, in the room of whoever reads
	Release   string // hash of the release
	Manifest  string // hash of the manifest
	Published bool
	Few       string // why nothing is published
	Period    string
	Said      []string
	Topics    []Topic // what can be looked at
	Chosen    *Chosen // nil: nothing is chosen yet
	View      View
	Units     []Choice
	Views     []Choice
	Title     string // of the view: the finding
	About     []string
	Grids     []Grid
}

// View is a way to see an indicator.
type View string

// The views, in the order of the page.
const (
	byUnits   View = "units"
	byLevels  View = "levels"
	byClasses View = "classes"
	asAnswers View = "answers"
	overTime  View = "trend"
)

func views() []View { return []View{byUnits, byLevels, byClasses, asAnswers, overTime} }

// Choice is one thing to choose: a link or an option of a select.
type Choice struct {
	Value, Label, Address string
	Chosen                bool
}

// Topic is a group of what can be looked at: the indices, or a section of the questionnaire.
type Topic struct {
	Title   string
	Subject []Subject
}

// Subject is an index, or a question with all that is published of it.
type Subject struct {
	Title   string
	Figures []Pick
}

// Pick is an indicator to choose, with its value over the whole round.
type Pick struct {
	Choice
	Title  string // by itself, without the question above it
	Figure string
}

// Chosen is the indicator that is looked at.
type Chosen struct {
	Key, Title string
	Whole      Cell   // its value over the whole round
	People     string // that it is of
	How        string // how figures of this kind are protected
	Unit       string // code of the unit that is looked at; empty for the whole round
	Name       string // of the unit, or the word for the whole round
}

// Explore answers GET /evaluations/:round/explore.
func (r *Room) Explore(c *fiber.Ctx) error {
	found, released, err := r.released(c)
	if err != nil {
		return err
	}
	lang := page.LangOf(c)
	e := newExplorer(released, lang, r.views.Say(lang), address(found.ID)+"/explore")
	e.read(c.Query("i"), c.Query("view"), c.Query("unit"))
	content := e.page()
	content.Round, content.Back = found, address(found.ID)
	if session.Person(c).Role == account.Organizer {
		content.Back = "/rounds/" + found.ID.String()
	}
	if content.Chosen != nil {
		if err := r.look(c, e, content); err != nil {
			return err
		}
	}
	return r.send(c, fiber.StatusOK, "explore", content)
}

// look fills in the view that is asked for.
func (r *Room) look(c *fiber.Ctx, e *explorer, content *ExplorePage) error {
	switch e.view {
	case byUnits:
		e.units(content)
	case byLevels:
		e.levels(content)
	case byClasses:
		e.classes(content)
	case asAnswers:
		e.answers(content)
	case overTime:
		rounds, err := r.kin(c, content.Round, e.r)
		if err != nil {
			return err
		}
		e.trend(content, rounds)
	}
	return nil
}

// explorer looks at one release in one language.
type explorer struct {
	r         *disclosure.Released
	manifest  round.Manifest
	lang      models.Lang
	say       models.Say
	path      string
	questions []questionnaire.Question
	groups    []disclosure.Group // units in the order of the tree
	number    map[string]int     // code → place in groups
	parent    []int              // beside groups; −1 at the top

	// the state of the address, once read
	indicator disclosure.Indicator
	chosen    bool
	view      View
	unit      string // code; empty for the whole round
	said      []string
}

func newExplorer(r *disclosure.Released, lang models.Lang, say models.Say, path string) *explorer {
	e := &explorer{
		r: r, manifest: r.Manifest(), lang: lang, say: say, path: path,
		questions: r.Questions(), groups: r.Units(), number: map[string]int{},
	}
	var open []int // the units from the top to this one
	for i, g := range e.groups {
		e.number[g.Unit.Code] = i
		open = append(open[:min(g.Depth, len(open))], i)
		above := -1
		if len(open) > 1 {
			above = open[len(open)-2]
		}
		e.parent = append(e.parent, above)
	}
	return e
}

// group is what is looked at: the unit, or the whole round.
func (e *explorer) group() disclosure.Group {
	if e.unit == "" {
		return e.r.Whole()
	}
	return e.groups[e.number[e.unit]]
}

// link is the address of a state.
func (e *explorer) link(key string, view View, unit string) string {
	query := url.Values{}
	if key != "" {
		query.Set("i", key)
		query.Set("view", string(view))
	}
	if unit != "" {
		query.Set("unit", unit)
	}
	if len(query) == 0 {
		return e.path
	}
	return e.path + "?" + query.Encode()
}

// page is the frame around every view.
func (e *explorer) page() *ExplorePage {
	p := &ExplorePage{
		Period:  e.say("report.period", page.Day(e.manifest.Opens, e.lang), page.Day(e.manifest.Closes, e.lang)),
		Release: e.r.Hash(), Manifest: e.r.ManifestHash(), Published: e.r.Published(), Said: e.said, View: e.view,
	}
	if !p.Published {
		p.Few = e.say("report.nothing", strconv.Itoa(e.manifest.K))
		return p
	}
	p.Topics = e.topics()
	p.Units = append(p.Units, Choice{Label: e.say("report.whole"), Chosen: e.unit == ""})
	for _, g := range e.groups {
		p.Units = append(p.Units, Choice{Value: g.Unit.Code, Label: indented(g), Chosen: e.unit == g.Unit.Code})
	}
	for _, view := range views() {
		if view == asAnswers && e.chosen && !e.question() {
			continue
		}
		p.Views = append(p.Views, Choice{
			Value: string(view), Label: e.say("evaluator.explore.view." + string(view)), Chosen: view == e.view,
			Address: e.link(e.indicator.Key(), view, e.unit),
		})
	}
	if e.chosen {
		whole, measured := e.r.Whole().Measure(e.indicator)
		name := e.say("report.whole")
		if e.unit != "" {
			name = e.group().Unit.Name
		}
		p.Chosen = &Chosen{
			Key: e.indicator.Key(), Title: e.title(e.indicator), Whole: e.value(whole, measured, nil),
			People: answered(whole), How: e.how(), Unit: e.unit, Name: name,
		}
	}
	return p
}

// indented is the name of a unit in a list that shows the tree by spaces alone.
func indented(g disclosure.Group) string {
	return string(slices.Repeat([]rune("　"), min(g.Depth, 6))) + g.Unit.Name
}

// kin are the releases that this one can be held against, oldest first: of rounds of the same office with the same
// questionnaire that this person may read and that share a unit with it. At most mostRounds of them, the latest.
func (r *Room) kin(c *fiber.Ctx, found *round.Round, released *disclosure.Released) ([]*disclosure.Released, error) {
	seen, err := r.rounds.Seen(c.UserContext(), session.Person(c))
	if err != nil {
		return nil, err
	}
	codes := map[string]bool{}
	for _, u := range released.Manifest().Units {
		codes[u.Code] = true
	}
	rounds := []*disclosure.Released{released}
	for _, other := range seen { // newest first
		if other.ID == found.ID || other.Owner != found.Owner || other.Check(session.Person(c), round.Read) != nil ||
			other.Settings.Questionnaire.Name != found.Settings.Questionnaire.Name || len(rounds) == mostRounds {
			continue
		}
		one, err := r.desk.Released(c.UserContext(), other.ID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(one.Manifest().Units, func(u round.ManifestUnit) bool { return codes[u.Code] }) {
			rounds = append(rounds, one)
		}
	}
	slices.SortStableFunc(rounds, func(a, b *disclosure.Released) int { return a.Manifest().Opens.Compare(b.Manifest().Opens) })
	return rounds, nil
}

// mostRounds is how many rounds a trend goes over.
const mostRounds = 8
