package report

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// called is the name of an indicator with its unit of measure.
func (c *composer) called(i disclosure.Indicator) string {
	switch {
	case i.Code == "":
		return c.measured(c.questions[i.Question])
	case i.Measure == disclosure.Index && !i.Hours:
		return c.say("report.index.points", c.short(i))
	}
	return c.short(i)
}

// short is the name of an indicator without its unit of measure.
func (c *composer) short(i disclosure.Indicator) string {
	switch {
	case i.Code == "":
		return c.topic(c.questions[i.Question])
	case i.Hours:
		return c.say("report.formality")
	}
	return c.say("report.index." + i.Code)
}

// plain writes a value as finely as it is published: points whole, hours and wide quantities with one decimal, rates in
// whole per cents.
func (c *composer) plain(i disclosure.Indicator, d questionnaire.Decimal) string {
	switch {
	case i.Measure == disclosure.Ratio:
		return fixed(int64(d)/10, 1, 0) + "%"
	case i.Measure == disclosure.Share:
		return percent(d)
	case i.Measure == disclosure.Index && !i.Hours:
		return fixed(int64(d)/1000, 1, 0)
	}
	return amount(d, i.Hours || c.questions[i.Question].Wide())
}

func (c *composer) value(i disclosure.Indicator, f disclosure.Figure) string {
	return bounded(f, c.plain(i, f.Value))
}

// interval is a dash where there is none.
func (c *composer) interval(i disclosure.Indicator, f disclosure.Figure) string {
	if !f.Interval {
		return dash
	}
	return c.plain(i, f.Low) + "–" + c.plain(i, f.High)
}

// difference is signed.
func (c *composer) difference(i disclosure.Indicator, d questionnaire.Decimal) string {
	if d > 0 {
		return "+" + c.plain(i, d)
	}
	return c.plain(i, d)
}

// figureCells are the value, the interval and the number of people of a figure.
func (c *composer) figureCells(i disclosure.Indicator, f disclosure.Figure) []Cell {
	n := numeric(strconv.Itoa(f.N))
	if f.Reason != "" {
		return []Cell{c.hidden(f.Reason), c.hidden(f.Reason), n}
	}
	return []Cell{numeric(c.value(i, f)), numeric(c.interval(i, f)), n}
}

// unitAfter is the unit of measure of an indicator as it stands behind a value in a sentence.
func (c *composer) unitAfter(i disclosure.Indicator) string {
	switch {
	case i.Code == "":
		return c.unitOf(c.questions[i.Question])
	case i.Hours:
		return c.say("report.index.hours")
	case i.Measure == disclosure.Index:
		return c.say("report.index.point")
	}
	return ""
}

// axis is the unit of measure under a scale.
func (c *composer) axis(i disclosure.Indicator) string {
	switch {
	case i.Code == "":
		return c.questions[i.Question].Unit.In(c.lang)
	case i.Hours:
		return c.say("report.index.hours.axis")
	}
	return ""
}

// index is an index of the round by its code; ok is false where the questionnaire does not have it.
func (c *composer) index(code string) (i disclosure.Indicator, f disclosure.Figure, ok bool) {
	if i, ok = c.r.Indicator("index:" + code); ok {
		f, ok = c.r.Whole().Measure(i)
	}
	return i, f, ok
}

// indices are those of the round in points, the burden first.
func (c *composer) indices() []disclosure.Indicator {
	var all []disclosure.Indicator
	if burden, _, ok := c.index(burdenIndex); ok {
		all = append(all, burden)
	}
	for _, i := range c.r.Indicators() {
		if i.Measure == disclosure.Index && !i.Hours && i.Code != burdenIndex {
			all = append(all, i)
		}
	}
	return all
}

// Codes that the report speaks of by themselves, as in docs/statistics.md.
const (
	burdenIndex    = "BI"
	causesIndex    = "CAUSES"
	formalityIndex = "FBH"
	drainIndex     = "SDI"
)

// exact reports whether a figure is neither hidden nor cut off.
func exact(f disclosure.Figure) bool { return f.Reason == "" && f.Bound == "" }
