package trend

import (
	"slices"

	"jianfu/models/disclosure"
	"jianfu/models/index"
	"jianfu/models/questionnaire"
	"jianfu/models/questionnaire/expression"
)

// asked lists what of the questions behind the indicator is not the same in two rounds that both have it.
func (h *history) asked(a, b int) []Reason {
	pair := [2]int{a, b}
	if known, ok := h.compared[pair]; ok {
		return known
	}
	before, after := h.editions[a], h.editions[b]
	var breaks []Reason
	add := func(r Reason) {
		if !slices.Contains(breaks, r) {
			breaks = append(breaks, r)
		}
	}
	if before.manifest.Questionnaire.Name != after.manifest.Questionnaire.Name {
		add(Instrument)
	}
	if before.r.FormulaVersion() != after.r.FormulaVersion() {
		add(Formula)
	}
	names := before.behind()
	for _, name := range after.behind() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		was, there := before.questions[name]
		is, still := after.questions[name]
		if there != still { // one of several that it is worked out from
			add(Formula)
			continue
		}
		for _, r := range differences(was, is) {
			add(r)
		}
	}
	h.compared[pair] = breaks
	return breaks
}

// behind names the questions that the indicator of a round rests on, those included that one of them is calculated from.
func (e *edition) behind() []string {
	var names []string
	switch e.indicator.Measure {
	case disclosure.Index, disclosure.Ratio:
		names = e.parts()
	default:
		names = []string{e.r.Questions()[e.indicator.Question].Name}
	}
	for i := 0; i < len(names); i++ {
		tree, err := expression.Parse(e.questions[names[i]].Calculation)
		if err != nil {
			continue // nothing is calculated
		}
		for _, name := range tree.References() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// parts names the questions that go into an index or a rate. The questionnaire of a release has compiled before.
func (e *edition) parts() (names []string) {
	form, err := questionnaire.Compile(e.manifest.Questionnaire)
	if err != nil {
		return nil
	}
	var places []int
	for _, x := range index.Of(form) {
		if x.Code == e.indicator.Code {
			places = x.Parts
		}
	}
	for _, x := range index.Rates(form) {
		if x.Code == e.indicator.Code {
			places = []int{x.Over, x.Under}
		}
	}
	for _, place := range places {
		names = append(names, form.Questions()[place].Name)
	}
	return names
}

// differences lists what of a question is not the same. What only looks different, such as stars for a scale, is.
func differences(a, b asked) []Reason {
	var all []Reason
	for _, c := range []struct {
		reason Reason
		same   bool
	}{
		{Wording, a.Text == b.Text},
		{Options, a.Kind == b.Kind && sameOptions(a.Question, b.Question)},
		{Bands, slices.Equal(a.Bands, b.Bands) && a.Period == b.Period && a.First == b.First && a.Last == b.Last},
		{Range, a.Min == b.Min && a.Max == b.Max && a.Stride() == b.Stride() && a.Constraint == b.Constraint},
		{Measure, a.Unit == b.Unit},
		{Reference, a.Hint == b.Hint},
		{Asked, a.Relevant == b.Relevant && a.section == b.section && a.noDecline == b.noDecline && a.Required == b.Required},
		{Formula, a.Calculation == b.Calculation},
	} {
		if !c.same {
			all = append(all, c.reason)
		}
	}
	return all
}

func sameOptions(a, b questionnaire.Question) bool {
	same := func(x, y questionnaire.Option) bool {
		return x.Name == y.Name && x.Text == y.Text && x.Exclusive == y.Exclusive
	}
	return slices.EqualFunc(a.Options, b.Options, same) && a.AtMost == b.AtMost && a.AtLeast == b.AtLeast &&
		a.ChoiceFilter == b.ChoiceFilter && a.Reversed == b.Reversed
}
