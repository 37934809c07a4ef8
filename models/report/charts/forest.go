package charts

import "math"

// Forest is points with their intervals, one a row, beside a reference: a filled point where the whole interval lies on
// one side of it. The scale holds what is drawn and need not begin at 0.
type Forest struct {
	ID          string // begins the ids of the drawing
	Title, Desc string
	Axis        string // unit of the values
	Rows        []Bar
	Reference   float64 // a dashed line
	RefLabel    string
}

// Draw gives the SVG.
func (c Forest) Draw() string {
	v := canvas{id: c.ID}
	labels, left := layLabels(c.Rows)
	low, high, room := c.Reference, c.Reference, 0.0
	for _, r := range c.Rows {
		if r.Hidden == "" && !r.AtMost && !r.AtLeast { // a bound may lie far out and would squeeze the rest
			low, high = min(low, r.Value), max(high, r.Value)
			if r.Interval {
				low, high = min(low, r.Low), max(high, r.High)
			}
		}
		room = max(room, measure(r.Text))
	}
	ticks := between(low, high)
	first, last := ticks[0], ticks[len(ticks)-1]
	left += radius
	right := width - room - gap - 4
	x := func(value float64) float64 {
		return left + (right-left)*(min(max(value, first), last)-first)/(last-first)
	}
	const top = 6.0 + lead
	bottom := top
	for _, l := range labels {
		bottom += rowHeight(len(l))
	}
	for _, t := range ticks {
		v.stroke(x(t), top, x(t), bottom, line, 1)
		v.text(x(t), bottom+lead, "middle", faint, tickLabel(t, ""))
	}
	v.reference(c.RefLabel, x(c.Reference), top, bottom)
	y := top
	for i, r := range c.Rows {
		h := rowHeight(len(labels[i]))
		v.lines(indentWidth*float64(r.Indent), y+h/2, "start", ink, labels[i])
		v.point(r, y+h/2, left, right, x)
		y += h
	}
	if c.Axis != "" {
		v.text((left+right)/2, bottom+2*lead-2, "middle", faint, c.Axis)
		bottom += lead
	}
	return v.finish(bottom+lead+6, c.Title, c.Desc)
}

const radius = 4.5 // of a point

// point draws one row around the middle y.
func (v *canvas) point(r Bar, y, left, right float64, x func(float64) float64) {
	end := x(r.Value) + radius
	switch {
	case r.Hidden != "":
		v.hatched(left, y-barHeight/2, 46, barHeight, r.Hidden)
		return
	case r.AtMost:
		v.hatched(left, y-barHeight/2, x(r.Value)-left, barHeight, "")
	case r.AtLeast:
		v.hatched(x(r.Value), y-barHeight/2, right-x(r.Value), barHeight, "")
		end = right
	default:
		if r.Interval {
			v.whisker(x(r.Low), x(r.High), y, false)
			end = max(end, x(r.High))
		}
		v.dot(x(r.Value), y, r)
	}
	v.note(end+gap, y, ink, r.Text)
}

// dot is filled where the interval lies apart, open where it does not, grey where it is context.
func (v *canvas) dot(x, y float64, r Bar) {
	fill, edge := "#ffffff", accent
	switch {
	case r.Context:
		fill, edge = context, faint
	case r.Apart:
		fill = accent
	}
	v.circle(x, y, radius, fill, edge)
}

// reference draws a dashed line with its label above.
func (v *canvas) reference(label string, x, top, bottom float64) {
	v.b.WriteString(`<g stroke-dasharray="4 3">`)
	v.stroke(x, top-2, x, bottom, ink, 1.2)
	v.b.WriteString(`</g>`)
	half := measure(label) / 2
	v.text(min(max(x, half), width-half), top-6, "middle", ink, label)
}

// between lists round ticks that hold low and high between them; there are at least two.
func between(low, high float64) []float64 {
	spread := high - low
	if spread <= 0 {
		spread = max(1, math.Abs(high)/10)
	}
	step := newAxis(spread).step
	first := math.Floor(low/step + 1e-9)
	last := max(first+1, math.Ceil(high/step-1e-9))
	var ticks []float64
	for i := first; i <= last; i++ {
		ticks = append(ticks, i*step)
	}
	return ticks
}
