package questionnaire

import "slices"

// fields checks that the kind is known and that nothing is filled in which does not go with it. It reports whether it
// is worth looking further.
func (c *compiler) fields(q Question) bool {
	choice := []Kind{Single, Multiple, Scale, Ranking}
	number := []Kind{Integer, Quantity, Calculated}
	asked := []Kind{Single, Multiple, Integer, Quantity, Scale, Ranking, Date, Time, Text, Acknowledge}
	if !slices.Contains(append(asked, Calculated, Note), q.Kind) {
		c.fault("form.kind", "kind", "kind")
		return false
	}
	for _, f := range []struct {
		name  string
		set   bool
		kinds []Kind
	}{
		{"options", len(q.Options) > 0, choice},
		{"at_most", q.AtMost != 0, []Kind{Multiple, Ranking}},
		{"at_least", q.AtLeast != 0, []Kind{Multiple, Ranking}},
		{"choice_filter", q.ChoiceFilter != "", []Kind{Single, Multiple, Ranking}},
		{"min", q.Min != 0 || q.Max != 0, number},
		{"step", q.Step != 0, number},
		{"unit", !q.Unit.IsZero(), number},
		{"bands", len(q.Bands) > 0, append(number, Time)},
		{"bands", len(q.Bands) > 0 && q.Kind == Calculated && !q.Numeric(), nil},
		{"first", q.First != "" || q.Last != "" || q.Period != "", []Kind{Date}},
		{"length", q.Length != 0, []Kind{Text}},
		{"calculation", q.Calculation != "", []Kind{Calculated}},
		{"default", q.Default != "", asked},
		{"required", q.Required || !q.RequiredMessage.IsZero(), asked},
		{"constraint", q.Constraint != "" || !q.ConstraintMessage.IsZero(), asked},
		{"soft", q.Soft != "" || !q.SoftMessage.IsZero(), append(asked, Calculated)},
		{"matrix", q.Matrix != "", []Kind{Single, Scale, Integer, Quantity}},
		{"reversed", q.Reversed, []Kind{Scale}},
		{"level", q.Level != ByUnit && q.Level != ByRound, nil},
		{"appearance", q.Appearance == Minimal, []Kind{Single}},
		{"appearance", q.Appearance == Rating, []Kind{Scale}},
		{"appearance", q.Appearance != Plain && q.Appearance != Minimal && q.Appearance != Rating, nil},
	} {
		if f.set && !slices.Contains(f.kinds, q.Kind) {
			c.fault("form.kind", f.name, f.name)
		}
	}
	return true
}
