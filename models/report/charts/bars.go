package charts

// Bar is one value with its interval, or a hatched cell where Hidden gives the reason why there is none.
type Bar struct {
	Label     string
	Value     float64
	Low, High float64 // drawn where Interval is set
	Interval  bool
	Text      string // the value in words, written beside the bar
	Hidden    string
	Context   bool // grey: not the subject
	AtMost    bool // the value is an upper bound: the truth lies somewhere below, so the bar is hatched
	Indent    int  // levels in a tree
}

// BarChart is horizontal bars on one scale from 0. Values are in the unit of the scale.
type BarChart struct {
	Title, Desc string
	Unit        string // of the ticks, e.g. "%"
	Bars        []Bar
	Reference   float64 // a dashed line for context, drawn where RefLabel is set
	RefLabel    string
}

const (
	labelWidth = 236.0 // at most
	barHeight  = 15.0
)

// Draw gives the SVG.
func (c BarChart) Draw() string {
	var v canvas
	left := 0.0
	labels := make([][]string, len(c.Bars))
	most, room := c.Reference, 0.0
	for i, b := range c.Bars {
		indent := 14 * float64(b.Indent)
		labels[i] = wrap(b.Label, labelWidth-indent, 3)
		for _, l := range labels[i] {
			left = max(left, indent+measure(l))
		}
		most = max(most, b.Value)
		if b.Interval {
			most = max(most, b.High)
		}
		room = max(room, measure(b.Text))
	}
	left += gap
	scale := newAxis(most)
	right := width - room - gap - 4
	x := func(value float64) float64 { return left + (right-left)*value/scale.most }
	top := 6.0
	if c.RefLabel != "" {
		top += lead
	}
	bottom := top
	for _, l := range labels {
		bottom += rowHeight(len(l))
	}
	for _, t := range scale.ticks() {
		v.stroke(x(t), top, x(t), bottom, line, 1)
		v.text(x(t), bottom+lead, "middle", faint, tickLabel(t, c.Unit))
	}
	y := top
	for i, b := range c.Bars {
		h := rowHeight(len(labels[i]))
		v.lines(14*float64(b.Indent), y+h/2, "start", ink, labels[i])
		v.bar(b, y+h/2, left, x)
		y += h
	}
	v.reference(c, x(c.Reference), top, bottom)
	y = top
	for i, b := range c.Bars {
		h := rowHeight(len(labels[i]))
		v.value(b, y+h/2, x)
		y += h
	}
	return v.finish(bottom+lead+6, c.Title, c.Desc)
}

func rowHeight(lines int) float64 { return max(barHeight+12, lead*float64(lines)+8) }

// bar draws one bar around the middle y.
func (v *canvas) bar(b Bar, y, left float64, x func(float64) float64) {
	switch {
	case b.Hidden != "":
		v.hatched(left, y-barHeight/2, 46, barHeight, b.Hidden)
		return
	case b.AtMost:
		v.hatched(left, y-barHeight/2, x(b.Value)-left, barHeight, "")
	default:
		v.rect(left, y-barHeight/2, x(b.Value)-left, barHeight, b.fill())
	}
	if b.Interval {
		v.whisker(x(b.Low), x(b.High), y, false)
	}
}

func (b Bar) fill() string {
	if b.Context {
		return context
	}
	return accent
}

// value writes the value beside its bar, on white, so that no line runs through it.
func (v *canvas) value(b Bar, y float64, x func(float64) float64) {
	if b.Hidden != "" {
		return
	}
	end := x(b.Value) + gap
	if b.Interval {
		end = max(end, x(b.High)+gap)
	}
	v.rect(end-3, y-fontSize*0.6, measure(b.Text)+4, fontSize*1.2, "#ffffff")
	v.text(end, y+fontSize*0.36, "start", ink, b.Text)
}

// reference draws the line for context over the bars.
func (v *canvas) reference(c BarChart, x, top, bottom float64) {
	if c.RefLabel == "" {
		return
	}
	v.b.WriteString(`<g stroke-dasharray="4 3">`)
	v.stroke(x, top-2, x, bottom, ink, 1.2)
	v.b.WriteString(`</g>`)
	anchor := "middle"
	if x+measure(c.RefLabel)/2 > width {
		anchor = "end"
	}
	v.text(x, top-6, anchor, ink, c.RefLabel)
}
