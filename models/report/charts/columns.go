package charts

// Histogram is upright bars for neighbouring bands, on a scale from 0. Values are in the unit of the scale.
type Histogram struct {
	ID          string // begins the ids of the drawing
	Title, Desc string
	Unit        string // of the ticks, e.g. "%"
	Axis        string // what the bands are bands of
	Bands       []Bar
}

// Draw gives the SVG.
func (c Histogram) Draw() string {
	const top, bottom, left = 24.0, 224.0, 46.0
	v := canvas{id: c.ID}
	most := 0.0
	for _, b := range c.Bands {
		most = max(most, b.Value)
		if b.Interval {
			most = max(most, b.High)
		}
	}
	scale := newAxis(most)
	y := func(value float64) float64 { return bottom - (bottom-top)*value/scale.most }
	for _, t := range scale.ticks() {
		v.stroke(left, y(t), width, y(t), line, 1)
		v.text(left-6, y(t)+fontSize*0.36, "end", faint, tickLabel(t, c.Unit))
	}
	slot := (width - left) / float64(max(1, len(c.Bands)))
	wide := min(84, slot*0.72)
	lines := 1
	for i, b := range c.Bands {
		middle := left + slot*(float64(i)+0.5)
		label := wrap(b.Label, slot-6, 3)
		lines = max(lines, len(label))
		v.lines(middle, bottom+lead*float64(len(label)+1)/2-2, "middle", ink, label)
		v.column(b, middle, wide, bottom, y)
	}
	v.stroke(left, bottom, width, bottom, faint, 1)
	end := bottom + lead*float64(lines) + 6
	if c.Axis != "" {
		v.text(left+(width-left)/2, end+lead-2, "middle", faint, c.Axis)
		end += lead
	}
	return v.finish(end+4, c.Title, c.Desc)
}

// column draws one band around the middle x.
func (v *canvas) column(b Bar, middle, wide, bottom float64, y func(float64) float64) {
	if b.Hidden != "" {
		v.hatched(middle-wide/2, bottom-46, wide, 46, "")
		for i, l := range wrap(b.Hidden, wide+20, 3) {
			v.text(middle, bottom-52-lead*float64(2-i), "middle", faint, l)
		}
		return
	}
	if b.AtMost {
		v.hatched(middle-wide/2, y(b.Value), wide, bottom-y(b.Value), "")
	} else {
		v.rect(middle-wide/2, y(b.Value), wide, bottom-y(b.Value), accent)
	}
	end := y(b.Value)
	if b.Interval {
		v.whisker(y(b.High), y(b.Low), middle, true)
		end = min(end, y(b.High))
	}
	v.text(middle, end-7, "middle", ink, b.Text)
}
