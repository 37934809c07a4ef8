package evaluator

import (
	"strconv"

	"jianfu/models/disclosure"
	"jianfu/models/questionnaire"
)

// Grid is a table of figures. The first cell of a row names it.
type Grid struct {
	ID      string
	Heading string // above the table; empty if its caption says enough
	Caption string
	Note    string
	Head    []Cell
	Rows    []GridRow
	Fold    bool // many rows: folded away, but printed
	Mark    int  // of the group of units that stand out above or below
}

// GridRow is one row. Group is a line across the table; Own marks what is looked at.
type GridRow struct {
	Cells []Cell
	Group string
	Own   bool
}

// Cell is one cell of a grid.
type Cell struct {
	Label   string // of its column, for screens too narrow for a table
	Text    string
	Small   string // below Text
	Address string // a link
	Numeric bool
	Hidden  string // not empty: not published, for this reason
	Bar     *Bar
	Mark    int
	Indent  int
}

// Bar is a figure with its interval beside the reference of its table, in the units of the drawing.
type Bar struct {
	Low, At, High string
	Reference     string // empty: none
	Interval      bool
	AtMost        bool
	AtLeast       bool
}

const barWidth, barMargin = 160.0, 6.0

// scale maps the figures of a table to the width of its bars.
type scale struct {
	low, high questionnaire.Decimal
	reference *questionnaire.Decimal
}

// newScale holds every figure; bounds are left out, which may lie far out and would squeeze the rest.
func newScale(figures []disclosure.Figure, reference *disclosure.Figure) *scale {
	s := &scale{low: 1 << 60, high: -1 << 60}
	take := func(f disclosure.Figure) {
		if f.Reason != "" || f.Bound != "" {
			return
		}
		s.low, s.high = min(s.low, f.Value), max(s.high, f.Value)
		if f.Interval {
			s.low, s.high = min(s.low, f.Low), max(s.high, f.High)
		}
	}
	for _, f := range figures {
		take(f)
	}
	if reference != nil && reference.Reason == "" && reference.Bound == "" {
		take(*reference)
		s.reference = &reference.Value
	}
	return s
}

// known reports whether there is anything to draw.
func (s *scale) known() bool { return s != nil && s.low < s.high }

func (s *scale) x(v questionnaire.Decimal) string {
	at := (min(max(v, s.low), s.high) - s.low).Float64() / (s.high - s.low).Float64()
	return strconv.FormatFloat(barMargin+at*(barWidth-2*barMargin), 'f', 1, 64)
}

func (s *scale) bar(f disclosure.Figure) *Bar {
	if !s.known() || f.Reason != "" {
		return nil
	}
	b := &Bar{
		At: s.x(f.Value), Interval: f.Interval,
		AtMost: f.Bound == disclosure.AtMost, AtLeast: f.Bound == disclosure.AtLeast,
	}
	if f.Interval {
		b.Low, b.High = s.x(f.Low), s.x(f.High)
	}
	if s.reference != nil {
		b.Reference = s.x(*s.reference)
	}
	return b
}

// value is a figure with its interval as a cell.
func (e *explorer) value(f disclosure.Figure, measured bool, s *scale) Cell {
	c := Cell{Label: e.say("evaluator.explore.value"), Numeric: true}
	switch {
	case !measured:
		c.Hidden = e.say("evaluator.explore.unmeasured")
	case f.Reason != "":
		c.Hidden = e.reason(f.Reason)
	default:
		c.Text, c.Small, c.Bar = e.text(e.indicator, f), e.interval(e.indicator, f), s.bar(f)
	}
	return c
}

// text writes a figure of an indicator with its unit of measure.
func (e *explorer) text(i disclosure.Indicator, f disclosure.Figure) string {
	sign := ""
	switch f.Bound {
	case disclosure.AtMost:
		sign = "≤ "
	case disclosure.AtLeast:
		sign = "≥ "
	}
	return sign + e.amount(i, f.Value) + e.suffix(i)
}

// interval writes the ends of an interval, a dash where there is none.
func (e *explorer) interval(i disclosure.Indicator, f disclosure.Figure) string {
	if !f.Interval {
		return "—"
	}
	low, high := e.amount(i, f.Low), e.amount(i, f.High)
	if f.Low < 0 {
		return e.say("evaluator.explore.to", low, high)
	}
	return low + "–" + high
}

// amount writes a number of an indicator as precisely as it is published (R4).
func (e *explorer) amount(i disclosure.Indicator, d questionnaire.Decimal) string {
	switch {
	case i.Measure == disclosure.Share:
		return fixed(int64(d), 10, 1)
	case i.Measure == disclosure.Ratio:
		return fixed(int64(d), 10, 0)
	case i.Measure == disclosure.Index && !i.Hours:
		return fixed(int64(d), 1000, 0)
	case i.Measure == disclosure.Mean && !e.questions[i.Question].Wide():
		return fixed(int64(d)/10, 100, 2)
	}
	return fixed(int64(d)/100, 10, 1)
}

// fixed writes v/unit with so many decimals; unit is 10 to their power, or they are 0.
func fixed(v, unit int64, decimals int) string {
	sign := ""
	if v < 0 {
		sign, v = "−", -v
	}
	if decimals == 0 {
		return sign + strconv.FormatInt((2*v+unit)/(2*unit), 10)
	}
	rest := strconv.FormatInt(v%unit, 10)
	for len(rest) < decimals {
		rest = "0" + rest
	}
	return sign + strconv.FormatInt(v/unit, 10) + "." + rest
}

// suffix is the unit of measure behind a number.
func (e *explorer) suffix(i disclosure.Indicator) string {
	switch {
	case i.Measure == disclosure.Share, i.Measure == disclosure.Ratio:
		return "%"
	case i.Measure == disclosure.Mean:
		return e.unitOf(e.questions[i.Question])
	case i.Hours:
		return e.say("evaluator.explore.hours")
	}
	return e.say("evaluator.explore.points")
}

// difference writes a difference with its sign; of shares in percentage points.
func (e *explorer) difference(d questionnaire.Decimal) string {
	text := e.amount(e.indicator, d)
	if d > 0 {
		text = "+" + text
	}
	if e.indicator.Measure == disclosure.Share || e.indicator.Measure == disclosure.Ratio {
		return text + e.say("evaluator.explore.percentage_points")
	}
	return text + e.suffix(e.indicator)
}

// significance words a mark and the class of its p-value.
func (e *explorer) significance(mark int, p disclosure.PClass) string {
	switch {
	case mark > 0:
		return e.say("evaluator.explore.mark.high", string(p))
	case mark < 0:
		return e.say("evaluator.explore.mark.low", string(p))
	case p != "":
		return e.say("evaluator.explore.mark.small", string(p))
	}
	return e.say("evaluator.explore.mark.none")
}

// answered is the number that a figure is of.
func answered(f disclosure.Figure) string {
	if f.N == 0 {
		return "—"
	}
	return strconv.Itoa(f.N)
}

// protection says in two words how a figure was protected.
func (e *explorer) protection(f disclosure.Figure, measured bool) string {
	switch {
	case !measured || f.Reason != "":
		return "—"
	case f.Bound == disclosure.AtLeast:
		return e.say("evaluator.explore.kept.at_least")
	case f.Bound == disclosure.AtMost:
		return e.say("evaluator.explore.kept.at_most")
	}
	switch {
	case e.indicator.Measure == disclosure.Share:
		return e.say("evaluator.explore.kept.counts")
	case e.indicator.Measure == disclosure.Mean && !e.questions[e.indicator.Question].Wide():
		return e.say("evaluator.explore.kept.counts")
	case e.indicator.Measure == disclosure.Mean, e.indicator.Hours:
		return e.say("evaluator.explore.kept.half")
	case e.indicator.Measure == disclosure.Ratio:
		return e.say("evaluator.explore.kept.ratio")
	}
	return e.say("evaluator.explore.kept.points")
}

// how says the same of the indicator at length.
func (e *explorer) how() string {
	switch {
	case e.indicator.Measure == disclosure.Share:
		return e.say("evaluator.explore.how.share")
	case e.indicator.Measure == disclosure.Mean && !e.questions[e.indicator.Question].Wide():
		return e.say("evaluator.explore.how.narrow")
	case e.indicator.Measure == disclosure.Mean:
		return e.say("evaluator.explore.how.wide")
	case e.indicator.Hours:
		return e.say("evaluator.explore.how.formality")
	case e.indicator.Measure == disclosure.Ratio:
		return e.say("evaluator.explore.how.ratio")
	}
	return e.say("evaluator.explore.how.index")
}
