package charts

// Bar is one value with its interval, or a hatched cell where Hidden gives the reason why there is none.
type Bar struct {
	Label     string
	Value     float64
	Low, High float64 // drawn where Interval is set
	Interval  bool
	Text      string // the value in words, written beside the bar
	Hidden    string
	AtMost    bool // the value is an upper bound: the truth lies somewhere below, so the bar is hatched
	AtLeast   bool // the value is a lower bound

	// Of a Forest alone.
	Context bool // grey: not the subject
	Apart   bool // the interval lies wholly on one side of the reference: a filled point
	Indent  int  // levels in a tree
}

// BarChart is horizontal bars on one scale from 0. Values are in the unit of the scale.
type BarChart struct {
	ID          string // begins the ids of the drawing
	Title, Desc string
	Unit        string // of the ticks, e.g. "%"
	Bars        []Bar
}

const (
	labelWidth  = 236.0 // at most
	indentWidth = 14.0  // of one level
	barHeight   = 15.0
)

// Draw gives the SVG.
func (c BarChart) Draw() string {
	v := canvas{id: c.ID}
	labels, left := layLabels(c.Bars)
	most, room := 0.0, 0.0
	for _, b := range c.Bars {
		most = max(most, b.Value)
		if b.Interval {
			most = max(most, b.High)
		}
		room = max(room, measure(b.Text))
	}
	scale := newAxis(most)
	right := width - room - gap - 4
	x := func(value float64) float64 { return left + (right-left)*value/scale.most }
	const top = 6.0
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
		v.lines(0, y+h/2, "start", ink, labels[i])
		v.bar(b, y+h/2, left, x)
		v.value(b, y+h/2, x)
		y += h
	}
	return v.finish(bottom+lead+6, c.Title, c.Desc)
}

// layLabels breaks the labels into lines and says where what they label begins.
func layLabels(bars []Bar) (labels [][]string, left float64) {
	labels = make([][]string, len(bars))
	for i, b := range bars {
		indent := indentWidth * float64(b.Indent)
		labels[i] = wrap(b.Label, labelWidth-indent, 3)
		for _, l := range labels[i] {
			left = max(left, indent+measure(l))
		}
	}
	return labels, left + gap
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
		v.rect(left, y-barHeight/2, x(b.Value)-left, barHeight, accent)
	}
	if b.Interval {
		v.whisker(x(b.Low), x(b.High), y, false)
	}
}

// value writes the value beside its bar.
func (v *canvas) value(b Bar, y float64, x func(float64) float64) {
	if b.Hidden != "" {
		return
	}
	end := x(b.Value) + gap
	if b.Interval {
		end = max(end, x(b.High)+gap)
	}
	v.note(end, y, ink, b.Text)
}
