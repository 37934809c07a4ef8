package disclosure

import (
	"fmt"
	"slices"
	"testing"
)

// keys are the keys of a log.
func keys(r *Released) (all []string) {
	for _, e := range r.Log() {
		all = append(all, e.Key)
	}
	return all
}

// What the audit withheld is named, question by question and group by group.
func TestLogOfTheAudit(t *testing.T) {
	t.Parallel()
	r := release(t, countyInput(t, 3))
	if got := keys(r); !slices.Contains(got, "log.audit") || !slices.Contains(got, "log.audit.none") || !slices.Contains(got, "log.repeat") || slices.Contains(got, "log.correction") {
		t.Errorf("nothing withheld: %v", got)
	}
	question := r.plan.ByName["ever"] // no mean hangs on it
	q := &r.plan.Questions[question]
	gone := func(g *group) {
		g.Counts = slices.Clone(g.Counts)
		for _, s := range q.Sources {
			if s.Column > 0 {
				g.Counts[s.Column-1] = unpublished
			}
		}
	}
	f := *r.file
	f.Units, f.Number = slices.Clone(f.Units), 2
	f.Backgrounds = slices.Clone(f.Backgrounds)
	gone(&f.Units[1])
	class := slices.IndexFunc(f.Backgrounds[0].Classes, func(g group) bool { return g.Hidden == "" })
	f.Backgrounds[0].Classes = slices.Clone(f.Backgrounds[0].Classes)
	gone(&f.Backgrounds[0].Classes[class])
	data, _, err := f.encode()
	if err != nil {
		t.Fatal(err)
	}
	less, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	got := keys(less)
	for key, want := range map[string]bool{
		"log.audit": true, "log.audit.none": false, "log.audit.unit": true, "log.audit.class": true, "log.audit.whole": false, "log.audit.rest": false,
		"log.correction": true,
	} {
		if slices.Contains(got, key) != want {
			t.Errorf("%s: %v in %v", key, !want, got)
		}
	}
	if !slices.ContainsFunc(less.Log(), func(e Entry) bool {
		return e.Key == "log.audit.unit" && fmt.Sprint(e.Args) == fmt.Sprint([]any{q.Text, less.units[1].Name()})
	}) {
		t.Error("the log does not name the unit and the question")
	}
	if _, ok := less.units[1].Table(question); ok || r.whole.Weighs(question) != r.whole.Weighted() || less.whole.Weighs(question) {
		t.Error("the shares of the round are weighted by what is withheld")
	}
}

// A release of before there was an audit says so, and does not invite to repeat it.
func TestLogWithoutAudit(t *testing.T) {
	t.Parallel()
	f := *release(t, countyInput(t, 3)).file
	f.Format, f.Rules = formatV1, rulesV1()
	data, _, err := f.encode()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(r); !slices.Contains(got, "log.audit.not") || slices.Contains(got, "log.audit") || slices.Contains(got, "log.repeat") {
		t.Errorf("%v", got)
	}
}
