package library

import (
	"encoding/json"
	"slices"
	"strconv"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// What says what became of a thing.
type What string

// What can become of a section, a question or an option.
const (
	Added   What = "added"
	Removed What = "removed"
	Renamed What = "renamed" // Old and New are its names
	Moved   What = "moved"   // Field "section": Old and New are names of sections; Field "place": places, from 1 on
	Changed What = "changed" // a field of it; Old and New are what it held
)

// Thing says what a change is about.
type Thing string

// What a change can be about. In a draft even a name can be missing, so that names do not tell.
const (
	Questionnaire Thing = "questionnaire"
	Section       Thing = "section"
	Question      Thing = "question"
	Option        Thing = "option"
)

// Change is one difference between two questionnaires. Names and Text are those of the newer questionnaire, of the older
// one for what was removed.
type Change struct {
	Of                        Thing
	What                      What
	Section, Question, Option string      // names of the thing and of what it lies in
	Text                      models.Text // the title or wording of the thing
	Field                     string      // name of the field in the questionnaire's JSON
	Lang                      models.Lang // where the field has a text in each language: which one
	Old, New                  string
}

// Compare lists what was done to a to make b of it, in the order of b; what was removed comes after what stayed of the
// same section, removed sections last. Things are recognized by their names, and a renamed one where nothing but its
// name changed (of a section: nothing in its own fields). What others were inserted before has not moved.
func Compare(a, b questionnaire.Questionnaire) []Change {
	c := &comparison{a: a.Sections, b: b.Sections}
	c.fields(Change{Of: Questionnaire, Text: b.Title}, a, b, "sections")
	c.pairSections()
	c.pairQuestions()
	displaced := c.sections.displaced()
	for i, section := range b.Sections {
		at := Change{Of: Section, Section: section.Name, Text: section.Title}
		if from := c.sections.from[i]; from < 0 {
			c.say(at, Added)
		} else {
			c.renamed(at, a.Sections[from].Name, section.Name)
			if displaced[i] {
				c.moved(at, "place", strconv.Itoa(from+1), strconv.Itoa(i+1))
			}
			c.fields(at, a.Sections[from], section, "name", "questions")
		}
		c.questions(i)
	}
	for i, section := range a.Sections {
		if c.sections.to[i] < 0 {
			c.say(Change{Of: Section, Section: section.Name, Text: section.Title}, Removed)
			c.removedQuestions(i)
		}
	}
	return c.found
}

// comparison is a Compare on its way.
type comparison struct {
	a, b     []questionnaire.Section
	sections pairs
	as, bs   listing
	asked    pairs // the questions of as and bs
	found    []Change
}

// listing is every question of a questionnaire in order; those of section i are all[first[i]:first[i+1]].
type listing struct {
	all   []placed
	first []int
}

// placed is a question with its section and its place there.
type placed struct {
	questionnaire.Question
	section, place int
}

func list(sections []questionnaire.Section) listing {
	l := listing{first: []int{0}}
	for i, s := range sections {
		for j, q := range s.Questions {
			l.all = append(l.all, placed{q, i, j})
		}
		l.first = append(l.first, len(l.all))
	}
	return l
}

func (c *comparison) pairSections() {
	byName := func(s questionnaire.Section) string { return s.Name }
	bySelf := func(s questionnaire.Section) string {
		s.Name, s.Questions = "", nil
		return content(s)
	}
	c.sections = newPairs(c.a, c.b)
	pair(&c.sections, c.a, c.b, byName, byName)
	pair(&c.sections, c.a, c.b, bySelf, bySelf)
}

// pairQuestions looks in the same section first: a draft may hold a name twice.
func (c *comparison) pairQuestions() {
	c.as, c.bs = list(c.a), list(c.b)
	byName := func(q placed) string { return q.Name }
	bySelf := func(q placed) string {
		q.Name = ""
		return content(q.Question)
	}
	// within puts the section, as numbered in b, before a key.
	within := func(section func(int) int, key func(placed) string) func(placed) string {
		return func(q placed) string {
			if i := section(q.section); i >= 0 && key(q) != "" {
				return strconv.Itoa(i) + " " + key(q)
			}
			return ""
		}
	}
	inA, inB := func(i int) int { return c.sections.to[i] }, func(i int) int { return i }
	c.asked = newPairs(c.as.all, c.bs.all)
	pair(&c.asked, c.as.all, c.bs.all, within(inA, byName), within(inB, byName))
	pair(&c.asked, c.as.all, c.bs.all, byName, byName)
	pair(&c.asked, c.as.all, c.bs.all, within(inA, bySelf), within(inB, bySelf))
	pair(&c.asked, c.as.all, c.bs.all, bySelf, bySelf)
}

// questions tells of the questions of section i of b, and of those that were removed from it.
func (c *comparison) questions(i int) {
	first, beyond := c.bs.first[i], c.bs.first[i+1]
	stayed := pairs{from: slices.Clone(c.asked.from[first:beyond])}
	for k, from := range stayed.from {
		if from >= 0 && c.sections.to[c.as.all[from].section] != i {
			stayed.from[k] = -1
		}
	}
	displaced := stayed.displaced()
	for k, q := range c.bs.all[first:beyond] {
		at := Change{Of: Question, Section: c.b[i].Name, Question: q.Name, Text: q.Text}
		from := c.asked.from[first+k]
		if from < 0 {
			c.say(at, Added)
			continue
		}
		old := c.as.all[from]
		c.renamed(at, old.Name, q.Name)
		switch {
		case stayed.from[k] < 0:
			c.moved(at, "section", c.a[old.section].Name, c.b[i].Name)
		case displaced[k]:
			c.moved(at, "place", strconv.Itoa(old.place+1), strconv.Itoa(q.place+1))
		}
		c.fields(at, old.Question, q.Question, "name", "options")
		c.options(at, old.Options, q.Options)
	}
	if from := c.sections.from[i]; from >= 0 {
		c.removedQuestions(from)
	}
}

// removedQuestions tells of the questions of section i of a that are nowhere in b.
func (c *comparison) removedQuestions(i int) {
	for k := c.as.first[i]; k < c.as.first[i+1]; k++ {
		if q := c.as.all[k]; c.asked.to[k] < 0 {
			c.say(Change{Of: Question, Section: c.a[i].Name, Question: q.Name, Text: q.Text}, Removed)
		}
	}
}

func (c *comparison) options(at Change, a, b []questionnaire.Option) {
	byName := func(o questionnaire.Option) string { return o.Name }
	bySelf := func(o questionnaire.Option) string {
		o.Name = ""
		return content(o)
	}
	p := newPairs(a, b)
	pair(&p, a, b, byName, byName)
	pair(&p, a, b, bySelf, bySelf)
	displaced := p.displaced()
	at.Of = Option
	for i, o := range b {
		at.Option, at.Text = o.Name, o.Text
		from := p.from[i]
		if from < 0 {
			c.say(at, Added)
			continue
		}
		c.renamed(at, a[from].Name, o.Name)
		if displaced[i] {
			c.moved(at, "place", strconv.Itoa(from+1), strconv.Itoa(i+1))
		}
		c.fields(at, a[from], o, "name")
	}
	for i, o := range a {
		if p.to[i] < 0 {
			at.Option, at.Text = o.Name, o.Text
			c.say(at, Removed)
		}
	}
}

func (c *comparison) say(at Change, what What) {
	at.What = what
	c.found = append(c.found, at)
}

func (c *comparison) renamed(at Change, old, current string) {
	if old != current {
		at.Field, at.Old, at.New = "name", old, current
		c.say(at, Renamed)
	}
}

func (c *comparison) moved(at Change, field, old, current string) {
	at.Field, at.Old, at.New = field, old, current
	c.say(at, Moved)
}

// content is everything in a thing as a text to compare.
func content(thing any) string {
	text, err := json.Marshal(thing)
	if err != nil {
		return "" // the types of a questionnaire always have a JSON; what has none is like nothing else
	}
	return string(text)
}
