package charts

// Stack is rows of segments that add up to a whole: answers on one scale, from its low to its high end.
type Stack struct {
	ID          string // begins the ids of the drawing
	Title, Desc string
	Low, High   string // wording of the ends of the scale
	Rows        []StackRow
}

// StackRow is one question. Texts are written into segments that are wide enough.
type StackRow struct {
	Label  string
	Parts  []float64 // counts or shares, in the order of the scale
	Texts  []string
	Text   string // the mean in words, at the end of the row
	Hidden string // not empty: there is nothing to draw, for this reason
}

// shades run from light to dark, so that the order is seen in grey print as well.
func shades(n int) (fills, texts []string) {
	fills = []string{"#e4e9e9", "#bdd5d0", "#85b5ab", "#418f81", accent}
	texts = []string{ink, ink, ink, "#ffffff", "#ffffff"}
	switch {
	case n <= 2:
		return []string{fills[1], fills[4]}, []string{texts[1], texts[4]}
	case n == 3:
		return []string{fills[0], fills[2], fills[4]}, []string{texts[0], texts[2], texts[4]}
	case n == 4:
		return []string{fills[0], fills[1], fills[3], fills[4]}, []string{texts[0], texts[1], texts[3], texts[4]}
	}
	return fills, texts
}

// Draw gives the SVG.
func (c Stack) Draw() string {
	const height = 22.0
	v := canvas{id: c.ID}
	left, room := 0.0, 0.0
	labels := make([][]string, len(c.Rows))
	for i, r := range c.Rows {
		labels[i] = wrap(r.Label, labelWidth, 3)
		for _, l := range labels[i] {
			left = max(left, measure(l))
		}
		room = max(room, measure(r.Text))
	}
	left += gap
	right := width - room - gap
	v.text(left, lead-3, "start", faint, c.Low)
	v.text(right, lead-3, "end", faint, c.High)
	y := lead + 4
	for i, r := range c.Rows {
		h := max(height+10, lead*float64(len(labels[i]))+8)
		v.lines(0, y+h/2, "start", ink, labels[i])
		if r.Hidden != "" {
			v.hatched(left, y+h/2-height/2, 46, height, r.Hidden)
		} else {
			v.segments(r, left, right, y+h/2-height/2, height)
			v.text(right+gap, y+h/2+fontSize*0.36, "start", ink, r.Text)
		}
		y += h
	}
	return v.finish(y+4, c.Title, c.Desc)
}

func (v *canvas) segments(r StackRow, left, right, y, height float64) {
	total := 0.0
	for _, p := range r.Parts {
		total += p
	}
	if total == 0 {
		return
	}
	fills, inks := shades(len(r.Parts))
	x := left
	for i, p := range r.Parts {
		shade := i * (len(fills) - 1) / max(1, len(r.Parts)-1)
		w := (right - left) * p / total
		v.rect(x, y, w, height, fills[shade])
		if i > 0 {
			v.stroke(x, y, x, y+height, "#ffffff", 1)
		}
		if i < len(r.Texts) && measure(r.Texts[i])+4 <= w {
			v.text(x+w/2, y+height/2+fontSize*0.36, "middle", inks[shade], r.Texts[i])
		}
		x += w
	}
}
