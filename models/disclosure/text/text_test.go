package text

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
	"jianfu/models/unit"
)

func say(s string) models.Text { return models.Text{Zh: s, En: s} }

// form asks for words in a question, in another one, beside an option, and beside an option of a background question.
func form(t *testing.T) *questionnaire.Form {
	t.Helper()
	options := func() []questionnaire.Option {
		return []questionnaire.Option{{Name: "a", Text: say("a")}, {Name: "other", Text: say("other"), Specify: true}}
	}
	f, err := questionnaire.Compile(questionnaire.Questionnaire{
		Name: "words", Version: "v1", Title: say("words"), Minutes: 1,
		Sections: []questionnaire.Section{{Name: "s", Title: say("s"), Questions: []questionnaire.Question{
			{Name: "why", Kind: questionnaire.Text, Text: say("why")},
			{Name: "many", Kind: questionnaire.Multiple, Text: say("many"), Options: options()},
			{Name: "how", Kind: questionnaire.Text, Text: say("how")},
			{Name: "role", Kind: questionnaire.Single, Text: say("role"), Options: options(), Level: questionnaire.ByRound},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Units of the county: a top with two towns, of which the first has two villages.
var (
	top, east, west  = models.ID{1}, models.ID{2}, models.ID{3}
	upper, lower     = models.ID{4}, models.ID{5}
	nobody           = models.ID{}
	why, how         = Name{Question: "why"}, Name{Question: "how"}
	many, background = Name{"many", "other"}, Name{"role", "other"}
)

func county(t *testing.T) *unit.Tree {
	t.Helper()
	tree, err := unit.NewTree([]unit.Unit{
		{ID: top, Code: "1"},
		{ID: east, Parent: top, Code: "11"},
		{ID: west, Parent: top, Code: "12"},
		{ID: upper, Parent: east, Code: "111"},
		{ID: lower, Parent: east, Code: "112"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func draws(t *testing.T) *Draws {
	t.Helper()
	d, err := NewDraws([]byte("a round key of thirty-two bytes."), "the hash of a manifest")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wrote has n people of a unit write words that occur once.
func wrote(t *testing.T, c *Collector, name Name, unit models.ID, n int) {
	t.Helper()
	for i := range n {
		if err := c.Add(unit, name, fmt.Sprintf("%x-%d", unit[0], i)); err != nil {
			t.Fatal(err)
		}
	}
}

func find(a *Artefact, name Name) Question {
	return a.Questions[slices.IndexFunc(a.Questions, func(q Question) bool { return q.Name == name })]
}

// shown is the groups of a question: unit, whether it is a rest, number of texts.
type shown struct {
	unit models.ID
	rest bool
	n    int
}

func TestGroups(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		n    map[models.ID]int
		k    int
		want []shown
	}{
		{"nobody", nil, 10, nil},
		{"19 in the round", map[models.ID]int{east: 19}, 10, nil},
		{"20 in one unit", map[models.ID]int{east: 20}, 10, []shown{{east, false, 20}}},
		{"20 that are of no unit alone", map[models.ID]int{upper: 8, lower: 7, west: 5}, 10, []shown{{top, false, 20}}},
		{"a unit of 19 goes into its parent", map[models.ID]int{upper: 19, lower: 30}, 10, []shown{{east, false, 49}}},
		{"a rest of 20", map[models.ID]int{upper: 20, lower: 13, east: 7}, 10, []shown{{east, true, 20}, {upper, false, 20}}},
		{"a rest of 19 hides the smallest part", map[models.ID]int{upper: 20, lower: 25, east: 19}, 10, []shown{{east, true, 39}, {lower, false, 25}}},
		{"nothing left over", map[models.ID]int{upper: 20, lower: 21, west: 40}, 10, []shown{{west, false, 40}, {upper, false, 20}, {lower, false, 21}}},
		{"what lies under a hidden part", map[models.ID]int{upper: 21, lower: 22, west: 60, top: 5}, 10, []shown{{top, true, 48}, {west, false, 60}}},
		{"a greater k", map[models.ID]int{upper: 30, lower: 29, west: 31}, 30, []shown{{east, false, 59}, {west, false, 31}}},
	} {
		collector := NewCollector(form(t))
		for id, n := range c.n {
			wrote(t, collector, why, id, n)
		}
		a := collector.Artefact(county(t), c.k, draws(t))
		var got []shown
		total, texts := 0, map[string]bool{}
		for _, g := range find(a, why).Groups {
			got = append(got, shown{g.Unit, g.Rest, len(g.Texts)})
			for _, s := range g.Texts {
				total, texts[s] = total+1, true
			}
		}
		slices.SortFunc(got, func(a, b shown) int { return a.unit.Compare(b.unit) })
		slices.SortFunc(c.want, func(a, b shown) int { return a.unit.Compare(b.unit) })
		if !reflect.DeepEqual(got, c.want) || total != len(texts) {
			t.Errorf("%s: %v, want %v; %d texts, %d of them different", c.name, got, c.want, total, len(texts))
		}
		if a.Empty() != (c.want == nil) {
			t.Errorf("%s: empty is %v", c.name, a.Empty())
		}
	}
}

// A background question is tabulated for the whole round, and so are the words beside it.
func TestBackgroundWordsAreOfTheWholeRound(t *testing.T) {
	t.Parallel()
	c := NewCollector(form(t))
	for _, id := range []models.ID{upper, lower, west} {
		wrote(t, c, background, id, 40)
		wrote(t, c, many, id, 40)
	}
	a := c.Artefact(county(t), 10, draws(t))
	if g := find(a, background).Groups; len(g) != 1 || g[0].Unit != nobody || g[0].Rest || len(g[0].Texts) != 120 {
		t.Errorf("%d groups", len(g))
	}
	if g := find(a, many).Groups; len(g) != 3 {
		t.Errorf("%d groups", len(g))
	}
}

// Every order is the same again whatever the order of sheets and workers, another for another question, unit, key or
// manifest, and never the one in which people wrote.
func TestOrder(t *testing.T) {
	t.Parallel()
	texts := func(from []models.ID, c *Collector, n int) {
		for _, id := range from {
			for i := range n {
				for _, name := range []Name{why, how} {
					if err := c.Add(id, name, fmt.Sprintf("%x wrote %02d", id[0], i)); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	one := NewCollector(form(t))
	texts([]models.ID{upper, lower, west}, one, 40)
	halves := []*Collector{NewCollector(form(t)), NewCollector(form(t))}
	texts([]models.ID{west, lower}, halves[0], 40)
	texts([]models.ID{upper}, halves[1], 40)
	if err := halves[0].Merge(halves[1]); err != nil {
		t.Fatal(err)
	}
	a, again := one.Artefact(county(t), 10, draws(t)), halves[0].Artefact(county(t), 10, draws(t))
	if !reflect.DeepEqual(a, again) {
		t.Error("another order of sheets gives other groups")
	}
	encoded, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if read, err := Read(encoded); err != nil || !reflect.DeepEqual(read, a) {
		t.Errorf("read back as something else: %v", err)
	}
	orders := map[string]string{}
	for _, name := range []Name{why, how} {
		for _, g := range find(a, name).Groups {
			order := ""
			for _, s := range g.Texts {
				order += s[len(s)-2:]
			}
			if slices.IsSorted(g.Texts) {
				t.Errorf("%s %s is in the order of writing", name.Question, g.Unit)
			}
			if other, twice := orders[order]; twice {
				t.Errorf("%s %s has the order of %s", name.Question, g.Unit, other)
			}
			orders[order] = name.Question + g.Unit.String()
		}
	}
	for _, from := range [][2]string{{"another round key of 32 bytes...", draws(t).manifest}, {"a round key of thirty-two bytes.", "another"}} {
		other, err := NewDraws([]byte(from[0]), from[1])
		if err != nil {
			t.Fatal(err)
		}
		if reflect.DeepEqual(one.Artefact(county(t), 10, other).Questions, a.Questions) {
			t.Errorf("%v gives the same order", from)
		}
	}
	if _, err := NewDraws(nil, "hash"); err == nil {
		t.Error("drawn without a key")
	}
}

// Only what was answered and is not empty counts, and words beside an option only where that is chosen.
func TestAddSheet(t *testing.T) {
	t.Parallel()
	f := form(t)
	c := NewCollector(f)
	sheet := func(in questionnaire.Input) {
		checked, problems := f.Check(in)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		c.AddSheet(west, checked)
	}
	for range 20 {
		sheet(questionnaire.Input{"why": {"表格太多"}, "many": {"other"}, "many.other": {"迎检"}})
	}
	sheet(questionnaire.Input{"why": {questionnaire.DeclineValue}, "many": {"other"}, "many.other": {"迎检"}})
	sheet(questionnaire.Input{"why": {" "}, "many": {"a"}, "many.other": {"没有选"}})
	a := c.Artefact(county(t), 10, draws(t))
	if g := find(a, why).Groups; len(g) != 1 || len(g[0].Texts) != 20 {
		t.Errorf("%+v", g)
	}
	if g := find(a, many).Groups; len(g) != 1 || len(g[0].Texts) != 21 || slices.Contains(g[0].Texts, "没有选") {
		t.Errorf("%+v", g)
	}
	if err := c.Add(west, Name{Question: "nothing"}, "x"); err == nil {
		t.Error("words under no question")
	}
	if !c.Asks() {
		t.Error("the form asks for words")
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "{}", `{"format":"jianfu texts v2"}`, `{"format":"jianfu texts v1","names":[]}`} {
		if _, err := Read([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	empty := NewCollector(form(t)).Artefact(county(t), 10, draws(t))
	if data, err := empty.Encode(); err != nil || strings.Contains(string(data), "null") || !empty.Empty() {
		t.Errorf("%s, %v", data, err)
	}
}
