package library

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jianfu/models"
	"jianfu/models/questionnaire"
)

// sample is two sections, "s" of q1 to q4 and "t" of q5 and q6; q1 has the options a, b, c.
func sample() questionnaire.Questionnaire {
	ask := func(name string) questionnaire.Question {
		return questionnaire.Question{Name: name, Kind: questionnaire.Integer, Text: models.Text{Zh: "问" + name, En: "Ask " + name}, Max: 5000}
	}
	first := ask("q1")
	first.Kind, first.Max = questionnaire.Single, 0
	for _, name := range []string{"a", "b", "c"} {
		first.Options = append(first.Options, questionnaire.Option{Name: name, Text: models.Text{Zh: "选" + name}})
	}
	return questionnaire.Questionnaire{
		Name: "x", Version: "v1", Title: models.Text{Zh: "卷"}, Minutes: 3,
		Sections: []questionnaire.Section{
			{Name: "s", Title: models.Text{Zh: "一"}, Questions: []questionnaire.Question{first, ask("q2"), ask("q3"), ask("q4")}},
			{Name: "t", Title: models.Text{Zh: "二"}, Questions: []questionnaire.Question{ask("q5"), ask("q6")}},
		},
	}
}

// line writes a change on one line.
func line(c Change) string {
	where := strings.TrimRight(strings.Join([]string{c.Section, c.Question, c.Option}, "/"), "/")
	field := c.Field
	if c.Lang != "" {
		field += "." + string(c.Lang)
	}
	text := fmt.Sprintf("%s %s", c.What, where)
	if field != "" {
		text += fmt.Sprintf(" %s %q %q", field, c.Old, c.New)
	}
	return text
}

func lines(a, b questionnaire.Questionnaire) []string {
	var all []string
	for _, c := range Compare(a, b) {
		all = append(all, line(c))
	}
	return all
}

func TestCompare(t *testing.T) {
	t.Parallel()
	type q = questionnaire.Questionnaire
	for name, c := range map[string]struct {
		edit func(*q)
		want []string
	}{
		"nothing": {func(*q) {}, nil},
		"the questionnaire's own fields": {
			func(b *q) { b.Title = models.Text{Zh: "新", En: "New"}; b.Minutes = 4; b.NoDecline = true },
			[]string{`changed  title.zh "卷" "新"`, `changed  title.en "" "New"`, `changed  minutes "3" "4"`, `changed  no_decline "" "true"`},
		},
		"fields of a question": {
			func(b *q) {
				ask := &b.Sections[0].Questions[1]
				ask.Text.En, ask.Kind, ask.Min, ask.Step, ask.Bands = "", questionnaire.Quantity, 500, 250, []questionnaire.Decimal{500, 1000}
			},
			[]string{
				`changed s/q2 kind "integer" "decimal"`, `changed s/q2 text.en "Ask q2" ""`, `changed s/q2 min "0" "0.5"`,
				`changed s/q2 step "" "0.25"`, `changed s/q2 bands "" "0.5, 1"`,
			},
		},
		"added before others, which have not moved": {
			func(b *q) {
				b.Sections[0].Questions = slices.Insert(b.Sections[0].Questions, 0, questionnaire.Question{Name: "q0"})
			},
			[]string{`added s/q0`},
		},
		"removed": {
			func(b *q) { b.Sections[0].Questions = slices.Delete(b.Sections[0].Questions, 1, 3) },
			[]string{`removed s/q2`, `removed s/q3`},
		},
		"moved to the front is one move": {
			func(b *q) {
				list := b.Sections[0].Questions
				b.Sections[0].Questions = append([]questionnaire.Question{list[3]}, list[:3]...)
			},
			[]string{`moved s/q4 place "4" "1"`},
		},
		"moved to another section and changed": {
			func(b *q) {
				ask := b.Sections[0].Questions[3]
				ask.Required = true
				b.Sections[0].Questions = b.Sections[0].Questions[:3]
				b.Sections[1].Questions = slices.Insert(b.Sections[1].Questions, 1, ask)
			},
			[]string{`moved t/q4 section "s" "t"`, `changed t/q4 required "" "true"`},
		},
		"renamed": {
			func(b *q) { b.Sections[0].Questions[1].Name = "better" },
			[]string{`renamed s/better name "q2" "better"`},
		},
		"renamed and moved to another section": {
			func(b *q) {
				ask := b.Sections[1].Questions[0]
				ask.Name = "far"
				b.Sections[1].Questions = b.Sections[1].Questions[1:]
				b.Sections[0].Questions = append(b.Sections[0].Questions, ask)
			},
			[]string{`renamed s/far name "q5" "far"`, `moved s/far section "t" "s"`},
		},
		"renamed and changed is another question": {
			func(b *q) { b.Sections[1].Questions[0].Name, b.Sections[1].Questions[0].Text.Zh = "other", "别的" },
			[]string{`added t/other`, `removed t/q5`},
		},
		"duplicated": {
			func(b *q) {
				ask := b.Sections[0].Questions[1]
				ask.Name = "q2_2"
				b.Sections[0].Questions = slices.Insert(b.Sections[0].Questions, 1, ask)
			},
			[]string{`added s/q2_2`},
		},
		"options": {
			func(b *q) {
				o := b.Sections[0].Questions[0].Options
				b.Sections[0].Questions[0].Options = []questionnaire.Option{
					o[2], {Name: "a", Text: models.Text{Zh: "改"}, Filter: map[string]string{"y": "2", "x": "1"}}, {Name: "d"},
				}
			},
			[]string{
				`moved s/q1/c place "3" "1"`, `changed s/q1/a text.zh "选a" "改"`, `changed s/q1/a filter "" "x=1, y=2"`, `added s/q1/d`, `removed s/q1/b`,
			},
		},
		"an option renamed": {
			func(b *q) { b.Sections[0].Questions[0].Options[1].Name = "bb" },
			[]string{`renamed s/q1/bb name "b" "bb"`},
		},
		"a section renamed keeps its questions": {
			func(b *q) { b.Sections[1].Name = "u"; b.Sections[1].Questions[0].Required = true },
			[]string{`renamed u name "t" "u"`, `changed u/q5 required "" "true"`},
		},
		"sections exchanged": {
			func(b *q) { slices.Reverse(b.Sections) },
			[]string{`moved t place "2" "1"`},
		},
		"a section dissolved": {
			func(b *q) {
				b.Sections[0].Questions = append(b.Sections[0].Questions, b.Sections[1].Questions[0])
				b.Sections = b.Sections[:1]
			},
			[]string{`moved s/q5 section "t" "s"`, `removed t`, `removed t/q6`},
		},
		"a section added": {
			func(b *q) {
				b.Sections = append(b.Sections, questionnaire.Section{Name: "v", Title: models.Text{Zh: "三"}, Questions: []questionnaire.Question{{Name: "q7"}}})
			},
			[]string{`added v`, `added v/q7`},
		},
		"a name twice stays where it is": {
			func(b *q) { b.Sections[1].Questions[0].Name = "q1" },
			[]string{`renamed t/q1 name "q5" "q1"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := sample()
			c.edit(&b)
			if got := lines(sample(), b); !slices.Equal(got, c.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
}

func TestChangesSayWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	b := sample()
	b.Minutes = 4
	b.Sections[0].Questions[0].Options[0].Name = ""
	b.Sections[1].Name, b.Sections[1].Questions[0].Name = "", ""
	b.Sections[1].Questions = b.Sections[1].Questions[:1]
	var got []Thing
	for _, c := range Compare(sample(), b) {
		got = append(got, c.Of)
	}
	if want := []Thing{Questionnaire, Option, Section, Question, Question}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestChangesCarryWordings(t *testing.T) {
	t.Parallel()
	b := sample()
	b.Sections[0].Questions = b.Sections[0].Questions[:3]
	b.Sections[1].Note.Zh = "注"
	found := Compare(sample(), b)
	if len(found) != 2 || found[0].Text.Zh != "问q4" || found[1].Text.Zh != "二" {
		t.Errorf("%+v", found)
	}
}

// Whatever field a thing has, or will have, a change of it is seen.
func TestEveryFieldIsCompared(t *testing.T) {
	t.Parallel()
	for _, thing := range []struct {
		of     any
		except []string
	}{
		{questionnaire.Questionnaire{}, []string{"sections"}},
		{questionnaire.Section{}, []string{"name", "questions"}},
		{questionnaire.Question{}, []string{"name", "options"}},
		{questionnaire.Option{}, []string{"name"}},
	} {
		typ := reflect.TypeOf(thing.of)
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			other := reflect.New(typ).Elem()
			spoil(t, other.Field(i))
			var c comparison
			c.fields(Change{}, thing.of, other.Interface(), thing.except...)
			if want := !slices.Contains(thing.except, name); (len(c.found) > 0) != want || name == "" {
				t.Errorf("%s.%s: %+v", typ, typ.Field(i).Name, c.found)
			}
			for _, change := range c.found {
				if change.Field != name || change.Old == change.New {
					t.Errorf("%s.%s: %+v", typ, typ.Field(i).Name, change)
				}
			}
		}
	}
}

// spoil puts something other than its zero value into a field.
func spoil(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		spoil(t, v.Field(0))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("column"), reflect.ValueOf("value"))
	default:
		t.Fatalf("a field of kind %s", v.Kind())
	}
}

// Random edits: two questionnaires differ exactly where their JSON does; what came and went adds up; comparing the other
// way round turns additions into removals; the answer is always the same.
func TestCompareHoldsForRandomEdits(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	differed := 0
	for range 1000 {
		a := mutate(r, sample(), r.IntN(6))
		b := mutate(r, a, r.IntN(6))
		found := Compare(a, b)
		if same := bytes.Equal(asJSON(t, a), asJSON(t, b)); same != (len(found) == 0) {
			t.Fatalf("same %v, %s\n%s\n%s", same, found, asJSON(t, a), asJSON(t, b))
		}
		if len(found) > 0 {
			differed++
		}
		if !slices.Equal(found, Compare(a, b)) {
			t.Fatal("another answer the second time")
		}
		there, back := tally(found), tally(Compare(b, a))
		for thing, n := range count(b) {
			if grown := n - count(a)[thing]; there[thing+" added"]-there[thing+" removed"] != grown {
				t.Fatalf("%d more of %s, %v", grown, thing, there)
			}
			if there[thing+" added"] != back[thing+" removed"] || there[thing+" removed"] != back[thing+" added"] {
				t.Fatalf("%v, and back %v", there, back)
			}
		}
	}
	if differed < 300 {
		t.Fatalf("only %d pairs differed", differed)
	}
}

func asJSON(t *testing.T, q questionnaire.Questionnaire) []byte {
	t.Helper()
	b, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func count(q questionnaire.Questionnaire) map[string]int {
	n := map[string]int{"section": len(q.Sections)}
	for _, s := range q.Sections {
		n["question"] += len(s.Questions)
	}
	return n
}

func tally(found []Change) map[string]int {
	n := map[string]int{}
	for _, c := range found {
		n[string(c.Of)+" "+string(c.What)]++
	}
	return n
}

// mutate edits a copy: questions and sections come, go, move, change and are renamed.
func mutate(r *rand.Rand, q questionnaire.Questionnaire, times int) questionnaire.Questionnaire {
	q.Sections = slices.Clone(q.Sections)
	for i := range q.Sections {
		q.Sections[i].Questions = slices.Clone(q.Sections[i].Questions)
	}
	for range times {
		if len(q.Sections) == 0 {
			q.Sections = append(q.Sections, questionnaire.Section{Name: fmt.Sprint("s", r.IntN(9))})
		}
		s := &q.Sections[r.IntN(len(q.Sections))]
		if len(s.Questions) == 0 {
			s.Questions = append(s.Questions, questionnaire.Question{Name: fmt.Sprint("q", r.IntN(9))})
		}
		i := r.IntN(len(s.Questions))
		other := &q.Sections[r.IntN(len(q.Sections))]
		switch r.IntN(7) {
		case 0:
			s.Questions[i].Name = fmt.Sprint("q", r.IntN(9))
		case 1:
			s.Questions[i].Max = questionnaire.Decimal(r.IntN(9000))
		case 2:
			asked := s.Questions[i]
			s.Questions = slices.Delete(s.Questions, i, i+1)
			other.Questions = slices.Insert(other.Questions, r.IntN(len(other.Questions)+1), asked)
		case 3:
			s.Questions = slices.Delete(s.Questions, i, i+1)
		case 4:
			s.Questions = slices.Insert(s.Questions, i, s.Questions[i])
		case 5:
			slices.Reverse(q.Sections)
		case 6:
			s.Name = fmt.Sprint("s", r.IntN(9))
		}
	}
	return q
}

// A run that stays in order is as long as any.
func TestDisplacedIsLeast(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		p := pairs{from: r.Perm(r.IntN(9))}
		for i := range p.from {
			if r.IntN(5) == 0 {
				p.from[i] = -1
			}
		}
		moved := p.displaced()
		last, stayed := -1, 0
		for i, from := range p.from {
			if from < 0 || moved[i] {
				continue
			}
			if from < last {
				t.Fatalf("%v stays in order without %v", p.from, moved)
			}
			last = from
			stayed++
		}
		if want := longest(p.from, -1); stayed != want {
			t.Fatalf("%v: %d stay, %d could", p.from, stayed, want)
		}
	}
}

// longest tries every run.
func longest(from []int, least int) int {
	if len(from) == 0 {
		return 0
	}
	best := longest(from[1:], least)
	if from[0] > least {
		best = max(best, 1+longest(from[1:], from[0]))
	}
	return best
}
