package index

import (
	"slices"

	"jianfu/models/questionnaire"
)

// kind is what a formula reads in an answer.
type kind uint8

const (
	amount kind = iota // a number in thousandths
	whole              // the same, of whole numbers alone
	points             // 0–100, of a time limit
	ticked             // 1 where "work" is ticked, else 0
	degree             // 1–5, high being worse
)

// ingredient is a part as a formula is made for it: hours as Quantity or Integer, days and counts as Integer, from 0 up
// to most; a Single of known options, a Multiple with the option "work", a Scale of 1 to 5. Other questions of the same
// name are something else.
type ingredient struct {
	name string
	as   kind
	most questionnaire.Decimal
}

// Greatest answers that the formulas are made for.
const (
	hoursOfWeek   questionnaire.Decimal = 168_000
	hoursOfMonth  questionnaire.Decimal = 744_000 // of 31 days
	greatestCount questionnaire.Decimal = 10_000_000
)

func week(name string) ingredient  { return ingredient{name, amount, hoursOfWeek} }
func month(name string) ingredient { return ingredient{name, amount, hoursOfMonth} }

func count(name string, most questionnaire.Decimal) ingredient { return ingredient{name, whole, most} }

func (in *ingredient) fits(q questionnaire.Question) bool {
	if q.Level != questionnaire.ByUnit {
		return false
	}
	number := q.Min >= 0 && q.Max <= in.most
	switch in.as {
	case amount:
		return number && (q.Kind == questionnaire.Quantity || q.Kind == questionnaire.Integer)
	case whole:
		return number && q.Kind == questionnaire.Integer
	case points:
		return q.Kind == questionnaire.Single && !slices.ContainsFunc(q.Options, func(o questionnaire.Option) bool {
			_, known := limit(o.Name)
			return !known
		})
	case ticked:
		return q.Kind == questionnaire.Multiple && slices.ContainsFunc(q.Options, isWork)
	}
	return q.Kind == questionnaire.Scale && len(q.Options) == 5 && q.Options[0].Name == "1"
}

func isWork(o questionnaire.Option) bool { return o.Name == "work" }

// limit is the points of a time limit for reporting back.
func limit(option string) (points int32, known bool) {
	switch option {
	case "d3":
		return 100, true
	case "d10":
		return 75, true
	case "d15":
		return 50, true
	case "d30":
		return 25, true
	case "later", "none":
		return 0, true
	}
	return 0, false
}

// definition is an index with all its parts.
type definition struct {
	code    string
	atLeast int // parts that are enough; 0 means all
	parts   []ingredient
}

func pushedHours() []ingredient {
	return []ingredient{
		month("pushed_hours_speech"), month("pushed_hours_hosting"), month("pushed_hours_news"),
		month("pushed_hours_research"), month("pushed_hours_briefing"), month("pushed_hours_other"),
	}
}

// definitions are the six dimensions.
func definitions() []definition {
	return []definition{
		{Overtime, 0, []ingredient{week("hours_week"), count("weekend_days", 2000), count("evenings", 5000)}},
		{Inspections, 0, []ingredient{month("insp_hours")}},
		{Traces, 0, []ingredient{week("trace_hours"), {name: "trace_for", as: ticked}}},
		{Pushed, 0, pushedHours()},
		{Materials, 0, []ingredient{
			count("data_count", greatestCount), count("text_count", greatestCount), count("repeat_count", 2*greatestCount),
		}},
		{Cascade, 0, []ingredient{{name: "report_days", as: points}, count("mirrored", greatestCount)}},
	}
}

func causes() definition {
	d := definition{code: Causes, atLeast: atLeast}
	for _, name := range []string{"compelled", "consulted", "valid", "prospects", "staffing", "handover"} {
		d.parts = append(d.parts, ingredient{name: "cause_" + name, as: degree})
	}
	return d
}

func formality() definition {
	parts := append([]ingredient{month("insp_hours"), week("trace_hours")}, pushedHours()...)
	return definition{Formality, 0, append(parts, month("demand_hours"))}
}

// reading is a part as it is read.
type reading struct {
	as       kind
	question questionnaire.Question
}

// Value is what an answer to a part tells the formula: a number in thousandths, the points of a time limit, 1 or 0
// for whether "work" is ticked, or 1 to 5, already turned round where the question is reversed; Missing where the answer
// is. part is a place in Parts; BI has no parts of its own to read.
func (x *Index) Value(part int, a *questionnaire.Answer) int32 {
	r := &x.reads[part]
	switch {
	case a.State == questionnaire.Declined, a.State == questionnaire.Skipped && r.as == degree:
		return Missing
	case a.State == questionnaire.Skipped:
		return 0
	}
	switch r.as {
	case points:
		p, _ := limit(a.Choices[0])
		return p
	case ticked:
		if slices.Contains(a.Choices, "work") {
			return 1
		}
		return 0
	case degree:
		return r.degree(a.Choices[0])
	}
	return int32(a.Number) // at most 2·10⁷
}

func (r *reading) degree(option string) int32 {
	d := int32(option[0] - '0')
	if r.question.Reversed {
		return 6 - d
	}
	return d
}
