package questionnaire_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"jianfu/models"
	. "jianfu/models/questionnaire"
)

func say(s string) models.Text { return models.Text{Zh: s, En: s} }

func options(names ...string) []Option {
	var list []Option
	for _, n := range names {
		list = append(list, Option{Name: n, Text: say(n)})
	}
	return list
}

// small is a questionnaire with one question of each kind.
func small() Questionnaire {
	return Questionnaire{Name: "small", Version: "v1", Title: say("small"), Sections: []Section{{
		Name: "only", Title: say("only"), Questions: []Question{
			{Name: "one", Kind: Single, Text: say("one"), Options: options("a", "b")},
			{
				Name: "many", Kind: Multiple, Text: say("many"), AtMost: 2,
				Options: append(options("x", "y", "z"), Option{Name: "none", Text: say("none"), Exclusive: true}),
			},
			{Name: "whole", Kind: Integer, Text: say("whole"), Max: 10000},
			{
				Name: "half", Kind: Quantity, Text: say("half"), Max: 60000, Bands: []Decimal{0, 500, 4000}, Relevant: "${whole} > 0",
				Constraint: ". <= ${whole} * 2",
			},
			{Name: "degree", Kind: Scale, Text: say("degree"), Options: options("1", "2", "3"), Reversed: true},
		},
	}}}
}

func TestCompileFaults(t *testing.T) {
	t.Parallel()
	const one, many, whole, half, degree = 0, 1, 2, 3, 4
	if _, err := Compile(small()); err != nil {
		t.Fatal(err)
	}
	question := func(i int, change func(*Question)) func(*Questionnaire) {
		return func(q *Questionnaire) { change(&q.Sections[0].Questions[i]) }
	}
	for _, c := range []struct {
		fault  string
		change func(*Questionnaire)
		want   string // key and arguments
	}{
		{"name of the instrument", func(q *Questionnaire) { q.Name = "Small" }, "form.name [Small]"},
		{"version", func(q *Questionnaire) { q.Version = `v"1` }, "form.name [small]"},
		{"no sections", func(q *Questionnaire) { q.Sections = nil }, "form.empty [small]"},
		{"no title", func(q *Questionnaire) { q.Title = models.Text{} }, "form.text [small]"},
		{"empty section", func(q *Questionnaire) { q.Sections = append(q.Sections, Section{Name: "two", Title: say("two")}) }, "form.empty [two]"},
		{"section twice", func(q *Questionnaire) { q.Sections = append(q.Sections, Section{Name: "only", Title: say("two")}) }, "form.duplicate [only]"},
		{"name", question(degree, func(q *Question) { q.Name = "Degree" }), "form.name [Degree]"},
		{"long name", question(degree, func(q *Question) { q.Name = strings.Repeat("d", 65) }), "form.name [" + strings.Repeat("d", 65) + "]"},
		{"name twice", question(degree, func(q *Question) { q.Name = "one" }), "form.duplicate [one]"},
		{"kind", question(degree, func(q *Question) { q.Kind = "rank" }), "form.kind [degree kind]"},
		{"text", question(one, func(q *Question) { q.Text = models.Text{} }), "form.text [one]"},
		{"level", question(one, func(q *Question) { q.Level = "county" }), "form.kind [one level]"},
		{"no options", question(one, func(q *Question) { q.Options = nil }), "form.options [one]"},
		{"option twice", question(one, func(q *Question) { q.Options = options("a", "a") }), "form.options [one]"},
		{"option name", question(one, func(q *Question) { q.Options = options("a b") }), "form.options [one]"},
		{"option text", question(one, func(q *Question) { q.Options[1].Text = models.Text{} }), "form.text [one]"},
		{"exclusive single", question(one, func(q *Question) { q.Options[1].Exclusive = true }), "form.kind [one exclusive]"},
		{"options of a number", question(whole, func(q *Question) { q.Options = options("a") }), "form.kind [whole options]"},
		{"bands of options", question(one, func(q *Question) { q.Bands = []Decimal{0} }), "form.kind [one bands]"},
		{"limit of a single", question(one, func(q *Question) { q.AtMost = 1 }), "form.kind [one at_most]"},
		{"limit", question(many, func(q *Question) { q.AtMost = 5 }), "form.at_most [many]"},
		{"gap in a scale", question(degree, func(q *Question) { q.Options = options("1", "3") }), "form.options [degree]"},
		{"scale of words", question(degree, func(q *Question) { q.Options = options("low", "high") }), "form.options [degree]"},
		{"scale of one", question(degree, func(q *Question) { q.Options = options("1") }), "form.options [degree]"},
		{"scale without end", question(degree, func(q *Question) { q.Options[2].Text = models.Text{} }), "form.text [degree]"},
		{"reversed single", question(one, func(q *Question) { q.Reversed = true }), "form.kind [one reversed]"},
		{"matrix of ticks", question(many, func(q *Question) { q.Matrix = "m" }), "form.kind [many matrix]"},
		{"matrix", func(q *Questionnaire) {
			q.Sections[0].Questions[0].Matrix = "m"
			q.Sections[0].Questions[1] = Question{Name: "many", Kind: Single, Text: say("many"), Matrix: "m", Options: options("c")}
		}, "form.matrix [many]"},
		{"min above max", question(whole, func(q *Question) { q.Min = 11000 }), "form.range [whole]"},
		{"half integer", question(whole, func(q *Question) { q.Step = 500 }), "form.range [whole]"},
		{"max between steps", question(half, func(q *Question) { q.Max = 60100 }), "form.range [half]"},
		{"negative step", question(half, func(q *Question) { q.Step = -500 }), "form.range [half]"},
		{"huge", question(half, func(q *Question) { q.Max = 1000001000 }), "form.range [half]"},
		{"holds the decline value", question(whole, func(q *Question) { q.Min = -10000 }), "form.range [whole]"},
		{"too many values", question(half, func(q *Question) { q.Bands = nil }), "form.bands [half]"},
		{"first band", question(half, func(q *Question) { q.Bands = []Decimal{500, 4000} }), "form.bands [half]"},
		{"descending bands", question(half, func(q *Question) { q.Bands = []Decimal{0, 4000, 4000} }), "form.bands [half]"},
		{"band beyond", question(half, func(q *Question) { q.Bands = []Decimal{0, 60500} }), "form.bands [half]"},
		{"band between steps", question(half, func(q *Question) { q.Bands = []Decimal{0, 600} }), "form.bands [half]"},
		{"syntax", question(half, func(q *Question) { q.Relevant = "${whole} >" }), "form.expression [half ${whole} >]"},
		{"unknown reference", question(half, func(q *Question) { q.Constraint = ". < ${hole}" }), "form.reference [half hole]"},
		{"later reference", question(many, func(q *Question) { q.Relevant = "${half} > 0" }), "form.later [many half]"},
		{"cycle", question(whole, func(q *Question) { q.Relevant = "${half} > 0" }), "form.cycle [whole half]"},
		{"own reference", question(half, func(q *Question) { q.Constraint = "${half} > 0" }), "form.later [half half]"},
		{"point in a condition", question(half, func(q *Question) { q.Relevant = ". > 0" }), "form.self [half]"},
		{"large", func(q *Questionnaire) {
			for i := range 1000 {
				name := strings.Repeat("n", 60) + fmt.Sprint(i)
				q.Sections[0].Questions = append(q.Sections[0].Questions, Question{Name: name, Kind: Single, Text: say("n"), Options: options("a")})
			}
		}, "form.large [small]"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			q := small()
			c.change(&q)
			_, err := Compile(q)
			if !said(err, c.want) {
				t.Errorf("gives %s, want %s", faults(err), c.want)
			}
		})
	}
}

// faults lists the joined errors of Compile as key and arguments.
func faults(err error) []string {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var list []string
	for _, err := range joined.Unwrap() {
		var e *models.Error
		if errors.As(err, &e) && e.Kind == models.Invalid {
			list = append(list, fmt.Sprint(e.Key, " ", e.Args))
		}
	}
	return list
}

func said(err error, want string) bool {
	for _, f := range faults(err) {
		if f == want {
			return true
		}
	}
	return false
}

func TestCompileNamesEveryFault(t *testing.T) {
	t.Parallel()
	q := small()
	q.Sections[0].Questions[0].Text = models.Text{}
	q.Sections[0].Questions[2].Kind = ""
	_, err := Compile(q)
	if !said(err, "form.text [one]") || !said(err, "form.kind [whole kind]") || models.KindOf(err) != models.Invalid {
		t.Errorf("gives %s", faults(err))
	}
}
